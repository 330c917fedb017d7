"""Dates and times as people and clinic software write them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.domain.dates import BadDate, DateOrder, OrderFound, OrderSurvey, When, order_of, parse_time, parse_when
from reminders.domain.dates import when_of as when_of_parts
from reminders.domain.planned import Shift

NEW_YORK = ZoneInfo("America/New_York")
NOON = time(12)


def read(text: str, day_first: bool | None = None) -> When:
    return parse_when(text, day_first=day_first, zone=NEW_YORK, default_time=NOON)


def reason_for(text: str, day_first: bool | None = None) -> str:
    with pytest.raises(BadDate) as caught:
        read(text, day_first)
    return caught.value.reason


@pytest.mark.parametrize(
    "text",
    ["2026-03-07", "2026/3/7", "2026.03.07", "20260307", "7 Mar 2026", "7-Mar-2026", "7-Mar-26", "7.Mar.2026",
     "07 March 2026", "7th March, 2026", "Mar 7, 2026", "March 7 2026", "Mar. 7th, 2026", "Sat, Mar 7, 2026",
     "7 de marzo de 2026", "7 marzo 2026", " 2026-03-07 "],
)  # fmt: skip
def test_a_date_alone_is_taken_at_the_default_time(text: str) -> None:
    assert read(text) == When(at=datetime(2026, 3, 7, 17, tzinfo=UTC), on=date(2026, 3, 7), timed=False)


@pytest.mark.parametrize(
    "text",
    ["2026-03-07T15:05", "2026-03-07 15:05:00", "2026-03-07T15:05:00.000", "2026-03-07 3:05 PM", "3/7/26 3:05 PM",
     "03/07/2026 15:05", "03/07/2026, 3:05pm", "03-07-2026 03:05 p.m.", "Mar 7, 2026 at 3:05 PM", "7 Mar 2026, 15:05",
     "20260307T15:05", "2026-03-07T20:05Z", "2026-03-07 20:05:00+00:00", "2026-03-07T13:05-0700",
     "2026-03-07 20:05 UTC"],
)  # fmt: skip
def test_a_date_with_a_time_is_taken_at_that_time(text: str) -> None:
    assert read(text, day_first=False) == When(
        at=datetime(2026, 3, 7, 20, 5, tzinfo=UTC), on=date(2026, 3, 7), timed=True
    )


def test_midnight_and_noon_by_the_american_clock() -> None:
    assert parse_time("12:00 AM") == time(0)
    assert parse_time("12 pm") == time(12)
    assert parse_time("3 PM") == time(15)
    assert parse_time("23:59:59") == time(23, 59, 59)


def test_the_stated_order_decides_an_ambiguous_date() -> None:
    assert read("03/07/2026", day_first=False).on == date(2026, 3, 7)
    assert read("03/07/2026", day_first=True).on == date(2026, 7, 3)
    assert read("07.03.2026", day_first=True).on == date(2026, 3, 7)


def test_an_ambiguous_date_without_a_stated_order_is_refused() -> None:
    cure = "can be read month first or day first; say which with --date-order mdy or --date-order dmy"
    assert reason_for("03/07/2026") == cure
    assert reason_for("7.3.26 10:00") == cure


def test_a_date_that_only_one_order_fits_is_read_in_it() -> None:
    assert read("25/03/2026").on == date(2026, 3, 25)
    assert read("03/25/2026").on == date(2026, 3, 25)
    assert read("03/03/2026").on == date(2026, 3, 3)


def test_a_date_that_contradicts_the_stated_order_is_refused() -> None:
    end = "; write it as 2026-03-07 or 2026-03-07 15:00"
    assert reason_for("25/03/2026", day_first=False) == "does not fit dates with the month first" + end
    assert reason_for("03/25/2026", day_first=True) == "does not fit dates with the day first" + end


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty; write it as 2026-03-07 or 2026-03-07 15:00"),
        ("soon", "is not a date that can be read; write it as 2026-03-07 or 2026-03-07 15:00"),
        ("46088", "is a spreadsheet's day number; format the column as a date and export again"),
        ("46088.625", "is a spreadsheet's day number; format the column as a date and export again"),
        ("2026-02-30", "is a day that does not exist in the calendar; check it"),
        ("30/30/2026", "is a day that does not exist in the calendar; check it"),
        ("0/0/2026", "is a day that does not exist in the calendar; check it"),
        ("7 Foo 2026", "names no month; write it as 2026-03-07 or 2026-03-07 15:00"),
        ("0026-03-07", "has an unlikely year; write it as 2026-03-07 or 2026-03-07 15:00"),
        ("9999-12-31", "has an unlikely year; write it as 2026-03-07 or 2026-03-07 15:00"),
        ("2026-03-07 25:00", "has a time that does not exist; write it as 15:00"),
        ("2026-03-07 15:00 PM", "has an hour that does not go with AM or PM; check it"),
        ("2026-03-07 15", "has a time that cannot be read; write it as 15:00 or 3:00 PM"),
        ("2026-03-07 15:00 EST", "names a zone by letters; write an offset such as -05:00, or use the timezone column"),
        ("2026-03-07 15:00+23:00", "has an offset from UTC that no zone uses; check it"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_cure(text: str, reason: str) -> None:
    assert reason_for(text) == reason


def test_a_time_that_the_clocks_skip_is_the_first_instant_after_and_is_noted() -> None:
    when = read("2026-03-08 02:30")
    assert (when.at, when.shift) == (datetime(2026, 3, 8, 7, tzinfo=UTC), Shift.CLOCK_GAP)


def test_a_time_that_occurs_twice_is_the_first_and_is_noted() -> None:
    when = when_of_parts(date(2026, 11, 1), time(1, 30), NEW_YORK)
    assert (when.at, when.shift) == (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), Shift.CLOCK_FOLD)


def test_an_offset_gives_the_date_in_the_zone_it_is_read_for() -> None:
    assert read("2026-03-07T02:00Z").on == date(2026, 3, 6)


def test_a_time_alone_may_not_carry_an_offset() -> None:
    with pytest.raises(BadDate) as caught:
        parse_time("15:00Z")
    assert caught.value.reason == "has a time zone; write the time alone, for example 15:00"


def found(*texts: str) -> OrderFound:
    survey = OrderSurvey()
    for line, text in enumerate(texts, start=2):
        survey.see(text, line)
    return survey.found()


def test_a_column_in_which_every_date_fits_one_order_names_it() -> None:
    assert found("2026-03-07", "3/25/2026", "3/3/2026", "12/31/26 3 PM") == OrderFound(
        DateOrder.MONTH_FIRST,
        note="Dates are read month first: every one of them fits only that (first on line 3).",
    )


def test_one_ambiguous_date_in_a_column_asks_for_the_order() -> None:
    asked = (
        "1 date can be read month first or day first (first on line 3); "
        "say which with --date-order mdy or --date-order dmy"
    )
    assert found("3/25/2026", "3/7/2026") == OrderFound(None, mistakes=(asked,))


def test_a_column_in_two_orders_is_refused_with_both_places() -> None:
    mistake = "dates are written in two orders: month first on line 2 and day first on line 3; write them all in one"
    assert found("3/25/2026", "25/3/2026", "3/7/2026") == OrderFound(None, mistakes=(mistake,))


def test_a_column_without_numeric_dates_needs_no_order() -> None:
    assert found("2026-03-07", "7 Mar 2026", "", "soon") == OrderFound(None)


@given(st.dates(date(1901, 1, 1), date(2198, 12, 31)), st.times())
def test_every_form_of_a_moment_reads_alike(day: date, clock: time) -> None:
    moment = datetime.combine(day, clock.replace(second=0, microsecond=0))
    iso = read(f"{moment:%Y-%m-%dT%H:%M}")
    assert read(f"{moment:%m/%d/%Y %I:%M %p}", day_first=False) == iso
    assert read(f"{moment:%d.%m.%Y %H:%M}", day_first=True) == iso
    assert read(f"{moment:%d %b %Y, %H:%M}") == iso
    assert read(f"{moment:%A, %B %d, %Y at %I:%M %p}") == iso
    assert len(order_of(f"{moment:%m/%d/%Y}")) == (0 if moment.day == moment.month else 2 if moment.day <= 12 else 1)


@given(st.one_of(st.text(max_size=30), st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}[T ]?.{0,12}")))
def test_any_text_gives_a_moment_or_a_reason(text: str) -> None:
    assert outcome(text).startswith(("UTC", "is ", "has ", "names ", "does "))


def outcome(text: str) -> str:
    try:
        return str(read(text, day_first=True).at.tzinfo)
    except BadDate as error:
        return error.reason
