"""One row as a typed value, or everything that is wrong with it."""

from datetime import UTC, date, datetime

import pytest

from reminders.actions.importing.columns import find_columns
from reminders.actions.importing.reading import RawRow
from reminders.actions.importing.row_types import ImportRow, Place, RowError, RowRules, labels
from reminders.actions.importing.rows import read_row
from reminders.actions.importing.values import Action
from reminders.domain.offsets import Offset
from reminders.domain.planned import Shift
from reminders.domain.words import Channel

NOW = datetime(2026, 4, 1, 15, tzinfo=UTC)
RULES = RowRules(
    schedules=labels({"microneedling": "Microneedling", "chemical-peel": "Chemical peel"}),
    place=Place(1, "America/New_York"),
    locations=labels({"Uptown": "Uptown"}),
    places={"Uptown": Place(2, "America/Los_Angeles")},
)
ANA = {
    "first_name": "Ana",
    "phone": "(202) 555-0143",
    "schedule": "microneedling",
    "treated_at": "2026-03-07 15:00",
    "consent_care": "yes",
    "consent_how": "signed form",
}


def read(**cells: str) -> ImportRow | tuple[RowError, ...]:
    named = {**ANA, **cells}
    columns = find_columns(list(named), schedule_known=True)
    return read_row(RawRow(7, list(named.values())), columns, RULES, NOW)


def row(**cells: str) -> ImportRow:
    found = read(**cells)
    assert isinstance(found, ImportRow)
    return found


def errors(**cells: str) -> dict[str, str]:
    """Field → reason, of a row with errors."""
    found = read(**cells)
    assert isinstance(found, tuple)
    assert {error.line for error in found} == {7}
    return {error.field: error.reason for error in found}


def test_a_row_with_every_field_is_read_into_its_stored_form() -> None:
    found = row(
        last_name="  Lopez   Diaz ", email="Ana@Example.COM", channel="E-mail", language="es-MX",
        timezone="america/chicago", consent_marketing="Sí", external_id="A-17", status="Completed",
        provider="Dr. Reed", session="2 of 4", touch_up="4 months", tags="Smoker; retinoids", location="UPTOWN",
    )  # fmt: skip
    assert found == ImportRow(
        line=7,
        action=Action.ENROLL,
        treated_at=datetime(2026, 3, 7, 21, tzinfo=UTC),
        treated_on=date(2026, 3, 7),
        schedule="microneedling",
        channel=Channel.EMAIL,
        location_id=2,
        first_name="Ana",
        last_name="Lopez Diaz",
        phone="+12025550143",
        email="Ana@example.com",
        language="es",
        timezone="America/Chicago",
        consent_care=True,
        consent_marketing=True,
        consent_how="signed form",
        external_id="A-17",
        status="completed",
        provider="Dr. Reed",
        session=(2, 4),
        touch_up=Offset(months=4),
        tags=frozenset({"smoker", "retinoids"}),
    )


def test_local_time_is_the_patient_s_zone_else_the_location_s_else_the_clinic_s() -> None:
    assert row().treated_at == datetime(2026, 3, 7, 20, tzinfo=UTC)
    assert row(location="Uptown").treated_at == datetime(2026, 3, 7, 23, tzinfo=UTC)
    assert row(location="Uptown", timezone="UTC").treated_at == datetime(2026, 3, 7, 15, tzinfo=UTC)


def test_everything_wrong_with_a_row_is_said_at_once() -> None:
    found = read(
        first_name="=HYPERLINK(1)", phone="900-555-0143", email="ana@", channel="fax", language="fr", schedule="botox",
        timezone="America/New_Yrok", treated_at="03/07/2026", consent_care="maybe", status="", provider="@import",
        session="4/2", touch_up="P1D", tags="=x", location="Moon", external_id="=1",
    )  # fmt: skip
    assert isinstance(found, tuple)
    assert [(error.field, error.value, error.reason) for error in found] == [
        ("external_id", "=1", "starts like a spreadsheet formula (= or @); write the text alone"),
        ("first_name", "=HYPERLINK(1)", "starts like a spreadsheet formula (=, +, - or @); write the name alone"),
        (
            "phone",
            "900-555-0143",
            "is a premium-rate number; give the patient's own mobile number, for example (202) 555-0143",
        ),
        ("email", "ana@", "has no ending such as .com after the @; complete it"),
        ("timezone", "America/New_Yrok", "is not a time zone; write an IANA name such as America/New_York"),
        ("location", "Moon", "is not a known location; known: Uptown"),
        (
            "treated_at",
            "03/07/2026",
            "can be read month first or day first; say which with --date-order mdy or --date-order dmy",
        ),
        ("consent_care", "maybe", "is neither yes nor no; write yes or no"),
        ("schedule", "botox", "is not a known treatment; known: chemical-peel, microneedling"),
        ("channel", "fax", "is not a channel; use sms or email"),
        ("language", "fr", "is not a language that messages are written in; use en or es"),
        ("provider", "@import", "starts like a spreadsheet formula (= or @); write the text alone"),
        ("session", "4/2", "is not a session; the first number may not be above the second, nor 0"),
        ("touch_up", "P1D", "is no touch-up interval; it must be between four weeks and two years, for example P4M"),
        ("tags", "=x", "starts like a spreadsheet formula (= or @); write the text alone"),
    ]


def test_what_a_row_must_have_is_asked_for() -> None:
    assert errors(first_name="", phone="", schedule="", treated_at="", consent_how="") == {
        "first_name": "is missing; messages greet the patient by it",
        "phone": "is missing, and so is email; give at least one, else nothing can reach the patient",
        "schedule": "is missing; name the schedule of this treatment",
        "treated_at": "is missing; write it as 2026-03-07 15:00",
        "consent_how": 'is missing; say how consent was given, for example "signed form"',
    }


def test_a_row_without_consent_is_taken() -> None:
    found = row(consent_care="", consent_how="")
    assert (found.consent_care, found.consent_marketing) == (False, False)


@pytest.mark.parametrize("word", ["Yes", "y", "TRUE", "1", "x", "Sí", "si"])
def test_yes_in_english_and_spanish(word: str) -> None:
    assert row(consent_care=word).consent_care is True


@pytest.mark.parametrize("word", ["No", "n", "FALSE", "0", "-", "none"])
def test_no_in_english_and_spanish(word: str) -> None:
    assert row(consent_care=word).consent_care is False


def test_the_channel_is_text_where_there_is_a_number_and_must_have_its_address() -> None:
    assert row().channel is Channel.SMS
    assert row(phone="", email="ana@example.com").channel is Channel.EMAIL
    assert errors(channel="email") == {"channel": "asks for email, and the row has no email address"}
    assert errors(phone="", email="ana@example.com", channel="sms") == {
        "channel": "asks for texts, and the row has no phone number"
    }


def test_a_full_name_is_split() -> None:
    def names(name: str) -> tuple[str, str]:
        found = row(first_name="", name=name)
        return found.first_name, found.last_name

    assert names("Ana Lopez") == ("Ana", "Lopez")
    assert names("Lopez Diaz, Ana") == ("Ana", "Lopez Diaz")
    assert names("Ana") == ("Ana", "")
    assert errors(first_name="", name="Lopez,") == {
        "name": 'has no first name; write it as "Ana Lopez" or "Lopez, Ana"'
    }


def test_names_are_one_line_of_ordinary_length() -> None:
    assert errors(first_name="A" * 101) == {"first_name": "is longer than 100 characters; shorten it"}
    assert errors(provider="Dr.\x07Reed") == {
        "provider": "holds line breaks or control characters; write it on one line"
    }


def test_a_date_and_a_time_apart_are_one_moment() -> None:
    assert row(treated_at="2026-03-07", treated_time="3 PM").treated_at == datetime(2026, 3, 7, 20, tzinfo=UTC)
    assert row(treated_at="2026-03-07 00:00:00", treated_time="15:00").treated_at == datetime(
        2026, 3, 7, 20, tzinfo=UTC
    )
    assert errors(treated_time="16:00") == {
        "treated_time": "is another time than the one in treated_at; keep one of them"
    }
    assert errors(treated_time="late") == {
        "treated_time": "has a time that cannot be read; write it as 15:00 or 3:00 PM"
    }


def test_a_treatment_without_a_time_is_taken_at_noon() -> None:
    assert row(treated_at="2026-03-07").treated_at == datetime(2026, 3, 7, 17, tzinfo=UTC)


def test_a_time_the_clocks_skip_is_noted() -> None:
    found = row(treated_at="2026-03-08 02:30")
    assert (found.treated_at, found.shift) == (datetime(2026, 3, 8, 7, tzinfo=UTC), Shift.CLOCK_GAP)


def test_a_treatment_in_the_future_or_ten_years_ago_is_refused() -> None:
    future = {"treated_at": "lies in the future; a visit to come needs the status booked"}
    assert errors(treated_at="2026-04-01 11:01") == future
    assert errors(treated_at="2026-04-02") == future
    assert errors(treated_at="2016-03-01") == {"treated_at": "is more than ten years ago; check the year"}


def test_a_treatment_of_today_without_a_time_is_not_in_the_future() -> None:
    assert row(treated_at="2026-04-01").treated_at == datetime(2026, 4, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize("word", ["", "completed", "Done", "none", "Checked-Out", "COMPLETADA"])
def test_a_completed_visit_enrolls(word: str) -> None:
    assert row(status=word).action is Action.ENROLL


@pytest.mark.parametrize("word", ["Canceled", "cancelled", "no-show", "No Show", "late cancel", "No asistió"])
def test_a_canceled_visit_cancels_and_needs_no_name_or_consent(word: str) -> None:
    found = row(status=word, first_name="", consent_how="")
    assert (found.action, found.address, found.schedule) == (Action.CANCEL, "+12025550143", "microneedling")


def test_a_canceled_visit_with_an_id_needs_nothing_else() -> None:
    found = row(status="canceled", external_id="A-17", phone="nonsense", treated_at="", schedule="botox")
    assert (found.action, found.external_id, found.treated_at) == (Action.CANCEL, "A-17", None)


@pytest.mark.parametrize("word", ["booked", "Scheduled", "confirmed"])
def test_a_visit_to_come_is_a_booking(word: str) -> None:
    found = row(status=word, treated_at="2026-04-02 10:00")
    assert (found.action, found.treated_on) == (Action.BOOKING, date(2026, 4, 2))


def test_a_booking_of_today_without_a_time_still_counts_and_a_past_one_does_not() -> None:
    assert row(status="booked", treated_at="2026-04-01", schedule="").action is Action.BOOKING
    assert errors(status="booked", treated_at="2026-03-31") == {
        "treated_at": "is past; a visit that took place needs the status completed, one that did not, canceled"
    }


def test_an_unknown_status_is_the_only_thing_said_about_its_row() -> None:
    assert errors(status="arrived", treated_at="2026-05-01") == {
        "status": "is not a known status; use completed (or nothing) for a treatment that took place, "
        "canceled or no-show, or booked for one to come"
    }


def test_a_schedule_is_known_by_name_and_title_and_a_near_one_is_offered() -> None:
    assert row(schedule="Chemical Peel").schedule == "chemical-peel"
    assert errors(schedule="Micro needling") == {
        "schedule": "is not a known treatment; did you mean microneedling? known: chemical-peel, microneedling"
    }


def test_a_long_value_is_shortened_in_its_error() -> None:
    found = read(phone="9" * 500)
    assert isinstance(found, tuple)
    assert found[0].value == "9" * 79 + "…"
