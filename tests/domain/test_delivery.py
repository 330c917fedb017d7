"""What an attempt's end means for its message."""

from datetime import UTC, datetime, timedelta

import pytest

from reminders.domain.delivery import BACK_OFF, Decision, decide
from reminders.domain.words import AttemptOutcome, Reason, Status

NOW = datetime(2026, 4, 1, 14, 30, tzinfo=UTC)
CLOSES = NOW + timedelta(hours=23)


@pytest.mark.parametrize(
    ("outcome", "decision"),
    [
        (AttemptOutcome.OPEN, Decision(Status.UNKNOWN, Reason.OUTCOME_UNKNOWN)),
        (AttemptOutcome.ACCEPTED, Decision(Status.SENT)),
        (AttemptOutcome.REJECTED, Decision(Status.FAILED, Reason.REJECTED)),
        (AttemptOutcome.TRY_AGAIN, Decision(Status.PLANNED, due_at=NOW + timedelta(seconds=30))),
        (AttemptOutcome.UNSENT, Decision(Status.PLANNED, due_at=NOW)),
        (AttemptOutcome.IN_DOUBT, Decision(Status.UNKNOWN, Reason.OUTCOME_UNKNOWN)),
    ],
)
def test_each_outcome_has_one_decision(outcome: AttemptOutcome, decision: Decision) -> None:
    assert decide(outcome, 1, NOW, CLOSES) == decision


def test_no_outcome_is_left_out() -> None:
    assert [type(decide(outcome, 1, NOW, CLOSES)) for outcome in AttemptOutcome] == [Decision] * len(AttemptOutcome)


@pytest.mark.parametrize(("tries", "seconds"), [(1, 30), (2, 120), (3, 600), (4, 3600), (5, 3600), (40, 3600)])
def test_the_wait_grows_to_an_hour_and_stays_there(tries: int, seconds: int) -> None:
    decision = decide(AttemptOutcome.TRY_AGAIN, tries, NOW, NOW + timedelta(days=9))
    assert decision == Decision(Status.PLANNED, due_at=NOW + timedelta(seconds=seconds))


def test_the_provider_may_ask_for_a_longer_wait_but_not_for_a_shorter_one() -> None:
    longer = decide(AttemptOutcome.TRY_AGAIN, 1, NOW, CLOSES, timedelta(minutes=5))
    shorter = decide(AttemptOutcome.TRY_AGAIN, 3, NOW, CLOSES, timedelta(seconds=1))
    assert (longer.due_at, shorter.due_at) == (NOW + timedelta(minutes=5), NOW + timedelta(minutes=10))


@pytest.mark.parametrize("tries", range(1, 6))
def test_a_try_at_the_very_close_of_the_window_is_one_too_many(tries: int) -> None:
    wait = BACK_OFF[min(tries, len(BACK_OFF)) - 1]
    exhausted = decide(AttemptOutcome.TRY_AGAIN, tries, NOW, NOW + wait)
    just_in_time = decide(AttemptOutcome.TRY_AGAIN, tries, NOW, NOW + wait + timedelta(microseconds=1))
    assert exhausted == Decision(Status.FAILED, Reason.ATTEMPTS_EXHAUSTED)
    assert just_in_time == Decision(Status.PLANNED, due_at=NOW + wait)


def test_a_wait_beyond_the_window_exhausts_the_attempts() -> None:
    decision = decide(AttemptOutcome.TRY_AGAIN, 1, NOW, CLOSES, timedelta(hours=24))
    assert decision == Decision(Status.FAILED, Reason.ATTEMPTS_EXHAUSTED)
