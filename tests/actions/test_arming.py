"""What is checked once more before a message may leave, on both databases."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from reminders.actions.dispatch import Counts
from reminders.actions.holding import hold_sending, release_sending
from reminders.actions.opting_out import opt_out
from reminders.actions.publishing import approve
from reminders.actions.treatment import Actor, booked, cancel, hold, resume
from reminders.domain.words import Channel, Kind, OptOutScope
from reminders.store.database import Database
from tests.actions.house import ANA, ANAS_EMAIL, BEN, CARE_ONLY, moment
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.fakes.fake_twilio import Answer

CALM_IS_DUE = "2026-04-01 10:30"
WAITING, SENT = ("planned", None), ("sent", None)
ROSA = Actor("Rosa", "asked by phone")

TWO_LATE = """\
schedule: facial
name: Facial
stages:
  - stage: days
    name: Days
    opens: PT0H
    closes: P18D
    steps:
      - step: calm
        at: P1D
        time: "08:30"
      - step: flaking
        at: P1D
        time: "09:30"
      - step: results
        at: P2D
        time: "10:00"
"""
THE_NEWER_IS_SKIPPED = TWO_LATE.replace('        time: "09:30"\n', '        time: "09:30"\n        late: skip\n')
THE_NEWER_IS_OVER = """\
schedule: facial
name: Facial
stages:
  - stage: days
    name: Days
    opens: PT0H
    closes: P18D
    steps:
      - step: calm
        at: P1D
        time: "08:30"
  - stage: hours
    name: Hours
    opens: PT24H
    closes: PT26H
    steps:
      - step: flaking
        at: PT24H
"""
SIX_IN_A_DAY = """\
schedule: facial
name: Facial
stages:
  - stage: first-day
    name: First day
    opens: PT0H
    closes: P3D
    steps:
      - step: calm
        at: PT1H
      - step: flaking
        at: PT2H
      - step: results
        at: PT3H
      - step: come-back
        at: PT4H
        essential: true
"""


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[SendingHouse]:
    with open_sending_house(database, tmp_path) as opened:
        yield opened


def behind_the_planners_back(house: SendingHouse, sql: str, *values: object) -> None:
    """A change that no plan knows of yet, as one that commits between planning and arming."""
    with house.app.database.write() as work:
        assert work.run(sql, values) > 0


def test_a_stop_that_no_plan_has_heard_of_yet_still_cancels(house: SendingHouse) -> None:
    house.welcomed()
    behind_the_planners_back(
        house,
        "INSERT INTO opt_out (id, clinic_id, address_hash, scope, since_at, recorded_by) "
        "SELECT 900, clinic_id, value_hash, 'all', 0, 'Rosa' FROM address",
    )
    assert (house.send_at(CALM_IS_DUE), house.status("calm")) == (Counts(canceled=1), ("canceled", "opted_out"))
    assert house.texts() == ["welcome"]


def test_a_stop_before_the_welcome_has_left_leaves_nothing_to_send(house: SendingHouse) -> None:
    house.enroll()
    opt_out(house.app, ANA, OptOutScope.ALL, "Rosa", "said so")
    assert (house.send_at("2026-04-01 19:00"), house.twilio.posts) == (Counts(), [])


def test_a_stop_of_marketing_leaves_care_alone(house: SendingHouse) -> None:
    house.welcomed()
    opt_out(house.app, ANA, OptOutScope.MARKETING, "Rosa", "said so")
    house.send_at(CALM_IS_DUE)
    house.send_at("2026-07-01 11:00")
    assert house.texts() == ["welcome", "calm"]
    assert house.status("come-back") == ("canceled", "opted_out")


def test_a_consent_withdrawn_behind_the_plan_cancels(house: SendingHouse) -> None:
    house.welcomed()
    behind_the_planners_back(house, "UPDATE consent SET withdrawn_at = 1")
    assert (house.send_at(CALM_IS_DUE), house.status("calm")) == (Counts(canceled=1), ("canceled", "no_consent"))


def test_an_address_that_became_unusable_behind_the_plan_cancels(house: SendingHouse) -> None:
    house.welcomed()
    behind_the_planners_back(house, "UPDATE address SET unusable_at = 1, unusable_why = 'landline'")
    assert (house.send_at(CALM_IS_DUE), house.status("calm")) == (Counts(canceled=1), ("canceled", "no_address"))


def test_a_treatment_that_was_canceled_behind_the_plan_cancels(house: SendingHouse) -> None:
    house.welcomed()
    behind_the_planners_back(house, "UPDATE treatment SET status = 'canceled'")
    assert (house.send_at(CALM_IS_DUE), house.status("calm")) == (Counts(canceled=1), ("canceled", "treatment_ended"))


def test_a_treatment_canceled_by_staff_sends_nothing_more(house: SendingHouse) -> None:
    cancel(house.app, house.welcomed(), ROSA)
    assert (house.send_at("2026-07-01 11:00"), house.texts()) == (Counts(), ["welcome"])


def test_a_booking_between_two_tries_ends_what_a_booking_stops(house: SendingHouse) -> None:
    treatment_id = house.welcomed()
    for at in (CALM_IS_DUE, "2026-04-04 10:00"):
        house.send_at(at)
    house.twilio.script(Answer("refuse", code=20429, http=429))
    assert house.send_at("2026-04-15 10:00") == Counts(retry=1)
    booked(house.app, treatment_id, date(2026, 5, 5), ROSA)
    assert (house.send_at("2026-04-15 10:01"), house.status("results")) == (Counts(canceled=1), ("canceled", "booked"))


def test_a_newer_treatment_between_two_tries_ends_what_it_stops(house: SendingHouse) -> None:
    house.welcomed()
    for at in (CALM_IS_DUE, "2026-04-04 10:00", "2026-04-15 10:00"):
        house.send_at(at)
    house.twilio.script(Answer("refuse", code=20429, http=429))
    assert house.send_at("2026-07-01 11:00") == Counts(retry=1)
    house.enroll(treated_at=moment("2026-07-01 11:00"))
    assert house.send_at("2026-07-01 11:01") == Counts(canceled=1)
    assert house.statuses("come-back")[0] == ("canceled", "treated_again")


def test_a_treatment_on_hold_waits_and_goes_on_when_it_is_resumed(house: SendingHouse) -> None:
    treatment_id = house.welcomed()
    hold(house.app, treatment_id, ROSA)
    assert (house.send_at(CALM_IS_DUE), house.texts()) == (Counts(), ["welcome"])
    house.set_clock("2026-04-01 11:30")
    resume(house.app, treatment_id, ROSA)
    assert (house.send(), house.texts()) == (Counts(sent=1), ["welcome", "calm"])


@pytest.mark.parametrize("target", ["sms", "everything"])
def test_a_pause_keeps_a_message_waiting_until_it_is_released(house: SendingHouse, target: str) -> None:
    house.welcomed()
    hold_sending(house.app, target, "Rosa", "a wrong text")
    assert (house.send_at(CALM_IS_DUE), house.status("calm")) == (Counts(), ("planned", "on_hold"))
    assert (release_sending(house.app, target, "Rosa", "put right").woken, house.status("calm")) == (1, WAITING)
    assert (house.send(), house.status("calm")) == (Counts(sent=1), SENT)


def test_a_pause_of_mail_leaves_texts_alone(house: SendingHouse) -> None:
    house.welcomed()
    hold_sending(house.app, "email", "Rosa", "a wrong mail")
    assert (house.send_at(CALM_IS_DUE), house.status("calm")) == (Counts(sent=1), SENT)


def test_a_pause_that_outlasts_the_window_cancels_with_its_reason(house: SendingHouse) -> None:
    house.welcomed()
    hold_sending(house.app, "sms", "Rosa", "a wrong text")
    house.send_at(CALM_IS_DUE)
    house.send_at("2026-04-02 10:00")
    assert (house.status("calm"), house.texts()) == (("canceled", "on_hold"), ["welcome"])


def test_a_pause_released_at_night_lets_nothing_go_before_the_morning(house: SendingHouse) -> None:
    house.welcomed()
    hold_sending(house.app, "sms", "Rosa", "a wrong text")
    house.send_at(CALM_IS_DUE)
    house.set_clock("2026-04-02 03:00")
    release_sending(house.app, "sms", "Rosa", "put right")
    assert (house.send(), house.due("calm")) == (Counts(), "2026-04-02 08:00")


def test_a_step_whose_window_has_closed_is_canceled_as_too_late(house: SendingHouse) -> None:
    house.welcomed()
    assert house.send_at("2026-04-02 10:00") == Counts(canceled=1)
    assert (house.status("calm"), house.texts()) == (("canceled", "too_late"), ["welcome"])


def test_a_step_that_an_outage_delays_into_the_night_waits_for_the_morning(house: SendingHouse) -> None:
    house.welcomed()
    assert house.send_at("2026-04-01 20:00") == Counts()
    assert house.due("calm") == "2026-04-02 08:00"
    assert house.send_at("2026-04-02 03:00") == Counts()
    assert house.send_at("2026-04-02 08:00") == Counts(sent=1)


def test_a_step_a_little_late_leaves_at_once_within_the_contact_hours(house: SendingHouse) -> None:
    house.welcomed()
    assert (house.send_at("2026-04-01 19:59"), house.status("calm")) == (Counts(sent=1), SENT)


def test_marketing_keeps_its_own_shorter_hours(house: SendingHouse) -> None:
    house.welcomed()
    for at in (CALM_IS_DUE, "2026-04-04 10:00", "2026-04-15 10:00"):
        house.send_at(at)
    house.send_at("2026-07-01 18:30")
    assert (house.status("come-back"), house.due("come-back")) == (WAITING, "2026-07-02 10:00")


def test_a_holiday_moves_marketing_that_is_late(house: SendingHouse) -> None:
    house.welcomed()
    for at in (CALM_IS_DUE, "2026-04-04 10:00", "2026-04-15 10:00"):
        house.send_at(at)
    # July 3, 2026 is observed for the 4th, a Saturday; both are off, the 5th is a Sunday.
    house.send_at("2026-07-03 11:00")
    assert house.due("come-back") == "2026-07-06 10:00"


def test_after_an_outage_only_the_newest_late_step_of_a_treatment_leaves_and_not_at_3_am(
    database: Database, tmp_path: Path
) -> None:
    with open_sending_house(database, tmp_path, TWO_LATE) as house:
        house.welcomed()
        assert house.send_at("2026-04-04 03:00") == Counts(canceled=2)
        assert [house.status(step) for step in ("calm", "flaking")] == [("canceled", "superseded")] * 2
        assert (house.texts(), house.due("results")) == (["welcome"], "2026-04-04 08:00")
        assert (house.send_at("2026-04-04 08:00"), house.texts()) == (Counts(sent=1), ["welcome", "results"])


def test_each_patient_keeps_the_newest_late_step_of_their_own(database: Database, tmp_path: Path) -> None:
    with open_sending_house(database, tmp_path, TWO_LATE) as house:
        house.welcomed()
        house.welcomed(first_name="Ben", phone=BEN)
        assert house.send_at("2026-04-02 09:50") == Counts(sent=2, canceled=2)
        assert house.statuses("calm") == [("canceled", "superseded")] * 2
        assert house.statuses("flaking") == [SENT, SENT]


def test_a_late_step_that_is_to_be_skipped_does_not_push_an_older_one_aside(database: Database, tmp_path: Path) -> None:
    with open_sending_house(database, tmp_path, THE_NEWER_IS_SKIPPED) as house:
        house.welcomed()
        house.send_at("2026-04-02 12:00")
        assert (house.status("flaking"), house.status("calm")) == (("canceled", "skipped_late"), SENT)


def test_a_step_whose_window_is_over_does_not_push_an_older_one_aside(database: Database, tmp_path: Path) -> None:
    with open_sending_house(database, tmp_path, THE_NEWER_IS_OVER) as house:
        house.welcomed()
        house.send_at("2026-04-02 13:00")
        assert (house.status("flaking"), house.status("calm")) == (("canceled", "too_late"), SENT)


def test_the_third_text_of_a_day_moves_to_the_next_and_an_essential_one_does_not(
    database: Database, tmp_path: Path
) -> None:
    with open_sending_house(database, tmp_path, SIX_IN_A_DAY) as house:
        house.welcomed()
        behind_the_planners_back(house, "UPDATE message SET due_at = wish_at, queue_at = wish_at, status = 'planned'")
        behind_the_planners_back(house, "DELETE FROM due_queue")
        behind_the_planners_back(house, "INSERT INTO due_queue (due_at, message_id) SELECT queue_at, id FROM message")
        behind_the_planners_back(house, "UPDATE message SET status = 'sent' WHERE origin = 'welcome'")
        for at in ("11:00", "12:00", "13:00", "14:00"):
            house.send_at(f"2026-04-01 {at}")
        assert house.texts() == ["welcome", "calm", "flaking", "come-back"]
        assert house.due("results") == "2026-04-02 10:00"


def test_steps_of_one_batch_count_for_each_other(house: SendingHouse) -> None:
    house.welcomed()
    for name in ("Ben", "Cleo"):
        house.enroll(first_name=name)
    behind_the_planners_back(house, "UPDATE message SET essential = 0")
    assert house.send_at(CALM_IS_DUE) == Counts(sent=2, canceled=1)
    assert house.statuses("calm") == [SENT, SENT, ("canceled", "frequency_limit")]


def test_a_text_in_doubt_counts_as_sent_for_the_limits(house: SendingHouse) -> None:
    house.welcomed()
    for name in ("Ben", "Cleo"):
        house.enroll(first_name=name)
    behind_the_planners_back(house, "UPDATE message SET essential = 0")
    house.twilio.script(Answer("error", times=3))
    assert house.send_at(CALM_IS_DUE) == Counts(unknown=2, canceled=1)
    assert house.statuses("calm")[2] == ("canceled", "frequency_limit")


def test_no_step_goes_to_a_number_before_its_welcome_was_accepted(house: SendingHouse) -> None:
    house.enroll()
    house.twilio.script(Answer("refuse", code=20429, http=429))
    assert house.send_at(CALM_IS_DUE) == Counts(retry=1)
    assert (house.status("calm"), house.due("calm")) == (WAITING, None)
    house.clock.at = moment("2026-04-01 10:30:30")
    assert (house.send(), house.texts()) == (Counts(sent=2), ["welcome", "calm"])


def test_a_welcome_and_then_its_step_leave_in_one_run(house: SendingHouse) -> None:
    house.enroll()
    assert (house.send_at(CALM_IS_DUE), house.texts()) == (Counts(sent=2), ["welcome", "calm"])


def test_a_refused_welcome_lets_no_step_go(house: SendingHouse) -> None:
    house.enroll()
    house.twilio.script(Answer("refuse", code=21999))
    house.send_at(CALM_IS_DUE)
    assert (house.status("welcome"), house.texts()) == (("failed", "rejected"), [])
    house.send_at("2026-04-02 10:00")
    assert (house.status("calm"), house.texts()) == (("canceled", "too_late"), [])


def test_a_family_that_shares_a_number_is_welcomed_once(house: SendingHouse) -> None:
    house.enroll()
    house.enroll(first_name="Ben")
    house.send_at(CALM_IS_DUE)
    assert house.texts() == ["welcome", "calm", "calm"]


def test_mail_needs_no_welcome(house: SendingHouse) -> None:
    house.enroll(channel=Channel.EMAIL, phone="", email=ANAS_EMAIL)
    assert (house.send_at(CALM_IS_DUE), house.mails(), house.twilio.posts) == (Counts(sent=1), ["calm"], [])


def test_nothing_leaves_before_the_settling_time_is_over(database: Database, tmp_path: Path) -> None:
    with open_sending_house(database, tmp_path, clinic_settle_minutes=5) as house:
        house.set_clock("2026-04-01 10:28")
        house.enroll()
        house.send()
        assert house.texts() == ["welcome"]
        assert house.send_at("2026-04-01 10:32") == Counts()
        assert (house.send_at("2026-04-01 10:33"), house.texts()) == (Counts(sent=1), ["welcome", "calm"])


def test_a_patient_who_is_still_there_is_welcomed_at_23_00_and_hears_more_in_the_morning(house: SendingHouse) -> None:
    house.set_clock("2026-04-01 23:00")
    house.enroll(treated_at=moment("2026-04-01 22:20"), present=True)
    assert (house.send(), house.texts()) == (Counts(sent=1), ["welcome"])
    assert house.twilio.posts[0]["ValidityPeriod"] == "1800"
    assert (house.send_at("2026-04-02 07:59"), house.due("calm")) == (Counts(), "2026-04-02 08:00")
    assert house.send_at("2026-04-02 08:00") == Counts(sent=1)


def test_a_patient_who_has_gone_is_welcomed_in_the_morning(house: SendingHouse) -> None:
    house.set_clock("2026-04-01 23:00")
    house.enroll(treated_at=moment("2026-04-01 22:20"))
    assert (house.send(), house.due("welcome")) == (Counts(), "2026-04-02 08:00")
    assert (house.send_at("2026-04-02 08:00"), house.texts()) == (Counts(sent=2), ["welcome", "calm"])


def test_a_welcome_that_missed_the_present_patient_waits_for_the_morning(house: SendingHouse) -> None:
    house.set_clock("2026-04-01 23:00")
    house.enroll(treated_at=moment("2026-04-01 22:20"), present=True)
    assert (house.send_at("2026-04-01 23:16"), house.due("welcome")) == (Counts(), "2026-04-02 08:00")


def test_an_unapproved_version_waits_on_a_real_transport_and_leaves_once_it_is_approved(
    database: Database, tmp_path: Path
) -> None:
    with open_sending_house(database, tmp_path, approved=False) as house:
        house.enroll()
        assert (house.send_at(CALM_IS_DUE), house.twilio.posts) == (Counts(), [])
        assert [house.status(step) for step in ("welcome", "calm")] == [("planned", "not_approved")] * 2
        approve(house.app, "facial", "Dr. Reyes")
        assert (house.send(), house.texts()) == (Counts(sent=2), ["welcome", "calm"])


def test_an_unapproved_version_leaves_through_the_sandbox(database: Database, tmp_path: Path) -> None:
    with open_sending_house(database, tmp_path, approved=False, sms_transport="sandbox") as house:
        house.enroll()
        assert (house.send_at(CALM_IS_DUE), house.twilio.posts) == (Counts(sent=2), [])


def test_what_nobody_approved_before_its_window_closed_is_canceled_with_that_reason(
    database: Database, tmp_path: Path
) -> None:
    with open_sending_house(database, tmp_path, approved=False) as house:
        house.enroll()
        house.send_at(CALM_IS_DUE)
        house.send_at("2026-04-02 10:00")
        assert house.status("calm") == ("canceled", "not_approved")


def test_a_number_welcomed_by_the_sandbox_is_welcomed_again_before_a_real_text(house: SendingHouse) -> None:
    sandbox = house.with_settings(sms_transport="sandbox")
    sandbox.enroll()
    assert sandbox.send() == Counts(sent=1)
    assert house.send_at(CALM_IS_DUE) == Counts(sent=2)
    assert house.texts() == ["welcome", "calm"]


def test_a_welcome_planned_under_the_sandbox_leaves_once_when_the_transport_becomes_real(house: SendingHouse) -> None:
    house.with_settings(sms_transport="sandbox").enroll()
    house.enroll(first_name="Ben")
    assert house.send_at(CALM_IS_DUE).sent == 3
    assert house.texts() == ["welcome", "calm", "calm"]


def test_what_the_sandbox_kept_takes_no_room_on_a_real_transport(house: SendingHouse) -> None:
    sandbox = house.with_settings(sms_transport="sandbox")
    sandbox.enroll()
    sandbox.enroll(first_name="Ben")
    assert sandbox.send_at(CALM_IS_DUE) == Counts(sent=3)
    house.set_clock("2026-04-01 11:00")
    for name in ("Cleo", "Dora"):
        house.enroll(first_name=name, treated_at=moment("2026-04-01 10:40"))
    behind_the_planners_back(house, "UPDATE message SET essential = 0")
    house.send_at("2026-04-01 11:10")
    assert house.texts() == ["welcome", "calm", "calm"]


def test_a_text_that_cannot_be_filled_in_is_canceled_and_stops_nobody_else(house: SendingHouse) -> None:
    house.welcomed(first_name="x" * 2000)
    house.enroll(first_name="Ben", phone=BEN)
    counts = house.send_at(CALM_IS_DUE)
    assert house.statuses("calm")[1] == SENT
    assert (counts.sent, house.texts().count("calm")) == (2, 1)


def test_care_that_was_consented_to_alone_brings_no_invitation(house: SendingHouse) -> None:
    house.welcomed(consents=CARE_ONLY)
    for at in (CALM_IS_DUE, "2026-04-04 10:00", "2026-04-15 10:00", "2026-07-01 11:00"):
        house.send_at(at)
    assert house.texts() == ["welcome", "calm", "flaking", "results"]
    assert (house.status("come-back"), Kind.MARKETING in CARE_ONLY) == (("canceled", "no_consent"), False)
