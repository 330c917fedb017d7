"""Decides what becomes of a message once a transport has answered (design, section 7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from reminders.domain.words import AttemptOutcome, Reason, Status

#: After the first, second, … attempt that was proven not processed; the last repeats.
BACK_OFF = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The new status of a message; `due_at` is when it is tried again, None when it leaves the due queue."""

    status: Status
    reason: Reason | None = None
    due_at: datetime | None = None


def decide(
    outcome: AttemptOutcome, tries: int, now: datetime, closes_at: datetime, after: timedelta | None = None
) -> Decision:
    """What an attempt's end means. `tries` counts attempts proven not processed, this one included; `after` is what the
    provider asked to wait.
    """
    match outcome:
        case AttemptOutcome.ACCEPTED:
            return Decision(Status.SENT)
        case AttemptOutcome.REJECTED:
            return Decision(Status.FAILED, Reason.REJECTED)
        case AttemptOutcome.UNSENT:
            return Decision(Status.PLANNED, due_at=now)
        case AttemptOutcome.TRY_AGAIN:
            return _again(tries, now, closes_at, after)
        case AttemptOutcome.IN_DOUBT | AttemptOutcome.OPEN:
            return Decision(Status.UNKNOWN, Reason.OUTCOME_UNKNOWN)


def _again(tries: int, now: datetime, closes_at: datetime, after: timedelta | None) -> Decision:
    wait = max(BACK_OFF[min(tries, len(BACK_OFF)) - 1], after or timedelta())
    if now + wait >= closes_at:
        return Decision(Status.FAILED, Reason.ATTEMPTS_EXHAUSTED)
    return Decision(Status.PLANNED, due_at=now + wait)
