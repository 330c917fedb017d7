"""The last decision before a message leaves; texts of one patient in New York."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from reminders.domain.arming import LATE_AFTER, Candidate, Go, Later, Never, Verdict, Wait, is_late, verdict
from reminders.domain.planned import Taken
from reminders.domain.rules import ClinicRules
from reminders.domain.words import Channel, Kind, Late, Origin, Reason, TreatmentStatus

NEW_YORK = ZoneInfo("America/New_York")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(UTC)


DUE = local("2026-04-01 10:30")
STEP = Candidate(
    origin=Origin.STEP,
    kind=Kind.CARE,
    wish_at=DUE,
    opens_at=local("2026-04-01 10:00"),
    closes_at=local("2026-04-03 10:00"),
    due_at=DUE,
    zone=NEW_YORK,
    essential=False,
    late=Late.SEND,
    at_time=None,
    treatment=TreatmentStatus.ACTIVE,
    held=False,
    approved=True,
    usable=True,
    consented=True,
    opted_out=False,
    welcomed=True,
    newer_late=False,
    taken=(),
)
WELCOME = replace(STEP, origin=Origin.WELCOME, treatment=None, essential=True, opens_at=DUE)


def at(text: str, candidate: Candidate = STEP, **changes: Any) -> Verdict:
    return verdict(replace(candidate, **changes), ClinicRules(), local(text))


def test_a_message_with_nothing_against_it_goes() -> None:
    assert at("2026-04-01 10:30") == Go()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"treatment": TreatmentStatus.CANCELED}, Never(Reason.TREATMENT_ENDED)),
        ({"treatment": TreatmentStatus.ENTERED_IN_ERROR}, Never(Reason.TREATMENT_ENDED)),
        ({"treatment": TreatmentStatus.COMPLETED}, Go()),
        ({"treatment": None}, Go()),
        ({"usable": False}, Never(Reason.NO_ADDRESS)),
        ({"opted_out": True}, Never(Reason.OPTED_OUT)),
        ({"consented": False}, Never(Reason.NO_CONSENT)),
        ({"treatment": TreatmentStatus.ON_HOLD}, Wait.HOLD),
        ({"held": True}, Wait.HOLD),
        ({"approved": False}, Wait.APPROVAL),
        ({"welcomed": False}, Wait.WELCOME),
        ({"newer_late": True}, Go()),
        ({"late": Late.SKIP}, Go()),
    ],
)
def test_each_thing_that_may_stand_against_it_has_its_own_verdict(changes: dict[str, Any], expected: Verdict) -> None:
    assert at("2026-04-01 10:30", **changes) == expected


def test_what_ends_a_message_comes_before_what_lets_it_wait() -> None:
    waiting = replace(STEP, held=True, approved=False, welcomed=False)
    assert at("2026-04-01 10:30", waiting, opted_out=True) == Never(Reason.OPTED_OUT)
    assert at("2026-04-03 10:00", waiting) == Never(Reason.TOO_LATE)


def test_a_window_is_open_until_just_before_its_close() -> None:
    inside = verdict(STEP, ClinicRules(), STEP.closes_at - timedelta(microseconds=1))
    assert (inside, at("2026-04-03 10:00")) == (Go(), Never(Reason.TOO_LATE))


def test_a_message_before_its_window_waits_for_the_opening() -> None:
    assert at("2026-04-01 09:59") == Later(local("2026-04-01 10:00"))


def test_fifteen_minutes_are_not_late_and_a_moment_more_is() -> None:
    assert is_late(DUE, DUE + LATE_AFTER) is False
    assert is_late(DUE, DUE + LATE_AFTER + timedelta(microseconds=1)) is True


def test_outside_the_contact_hours_it_waits_for_the_next_morning() -> None:
    assert at("2026-04-02 03:00") == Later(local("2026-04-02 08:00"))
    assert at("2026-04-01 20:00") == Later(local("2026-04-02 08:00"))


def test_contact_hours_are_the_patients_own() -> None:
    in_honolulu: dict[str, Any] = {"zone": ZoneInfo("Pacific/Honolulu")}
    assert at("2026-04-01 10:30", **in_honolulu) == Later(local("2026-04-01 14:00"))


def test_without_contact_hours_before_the_close_it_never_leaves() -> None:
    assert at("2026-04-01 20:00", closes_at=local("2026-04-02 07:00")) == Never(Reason.NO_PERMITTED_TIME)


def test_a_late_step_gives_way_to_a_newer_late_one() -> None:
    assert at("2026-04-01 12:00", newer_late=True) == Never(Reason.SUPERSEDED)


def test_a_late_step_that_says_so_is_skipped() -> None:
    assert at("2026-04-01 12:00", late=Late.SKIP) == Never(Reason.SKIPPED_LATE)


def test_marketing_waits_for_monday_on_a_weekend_evening() -> None:
    invitation = replace(STEP, kind=Kind.MARKETING, closes_at=local("2026-05-01 10:00"))
    assert at("2026-04-04 17:00", invitation) == Later(local("2026-04-06 10:00"))


def test_over_the_limit_a_step_moves_to_its_own_time_on_the_next_day() -> None:
    twice = [Taken(local(f"2026-04-01 {hour}:00"), Kind.CARE, Channel.SMS) for hour in ("08", "09")]
    assert at("2026-04-01 10:30", taken=twice) == Later(local("2026-04-02 10:00"))
    assert at("2026-04-01 10:30", taken=twice, at_time=local("2026-04-01 15:00").astimezone(NEW_YORK).time()) == Later(
        local("2026-04-02 15:00")
    )


def test_over_the_limit_without_a_free_day_in_the_window_it_never_leaves() -> None:
    twice = [Taken(local(f"2026-04-01 {hour}:00"), Kind.CARE, Channel.SMS) for hour in ("08", "09")]
    closing = local("2026-04-02 09:00")
    assert at("2026-04-01 10:30", taken=twice, closes_at=closing) == Never(Reason.FREQUENCY_LIMIT)


def test_an_essential_step_and_a_welcome_know_no_limit() -> None:
    twice = [Taken(local(f"2026-04-01 {hour}:00"), Kind.CARE, Channel.SMS) for hour in ("08", "09")]
    assert at("2026-04-01 10:30", taken=twice, essential=True) == Go()
    assert at("2026-04-01 10:30", WELCOME, taken=twice, essential=False) == Go()


def test_a_welcome_that_was_planned_for_a_present_patient_leaves_at_night() -> None:
    night = local("2026-04-01 23:00")
    present = replace(WELCOME, wish_at=night, opens_at=night, due_at=night)
    assert at("2026-04-01 23:00", present) == Go()
    assert at("2026-04-01 23:15", present) == Go()
    assert at("2026-04-01 23:16", present) == Later(local("2026-04-02 08:00"))


def test_a_welcome_that_is_tried_again_keeps_the_night_once_nobody_waits_at_the_desk() -> None:
    evening, again = local("2026-04-01 19:50"), local("2026-04-01 21:02")
    assert at("2026-04-01 21:02", WELCOME, opens_at=evening, due_at=again) == Later(local("2026-04-02 08:00"))
    night = local("2026-04-01 20:40")
    assert at("2026-04-01 21:02", WELCOME, opens_at=night, due_at=again) == Later(local("2026-04-02 08:00"))


def test_a_welcome_that_was_planned_for_the_day_does_not_slip_into_the_night() -> None:
    evening = local("2026-04-01 19:50")
    planned = replace(WELCOME, wish_at=evening, opens_at=evening, due_at=evening)
    assert at("2026-04-01 20:01", planned) == Later(local("2026-04-02 08:00"))


def test_a_step_never_leaves_at_night_for_having_been_planned_there() -> None:
    night = local("2026-04-01 23:00")
    assert at("2026-04-01 23:00", due_at=night, wish_at=night) == Later(local("2026-04-02 08:00"))
