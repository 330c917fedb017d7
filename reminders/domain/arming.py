"""The last decision before a message is armed: may it leave now, later, or never? (design, time rules 6 and 7)"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from reminders.domain.hours import permitted
from reminders.domain.limits import next_free_day, over_limit
from reminders.domain.planned import Taken
from reminders.domain.planning import due_again
from reminders.domain.rules import ClinicRules
from reminders.domain.words import Kind, Late, Origin, Reason, TreatmentStatus

#: The automatic replies that may follow a stop, by name (promise 3).
MAY_FOLLOW_STOP = frozenset(("stop", "help"))

#: A person's message that answers nothing, by name: it keeps consent and contact hours as a step does.
UNASKED = "unasked"

#: At dispatch a message is late when it was due longer ago than this.
LATE_AFTER = timedelta(minutes=15)


class Wait(StrEnum):
    """Why a message leaves the due queue and waits for something to happen."""

    #: A hold on its treatment, address, channel or the whole database.
    HOLD = "hold"
    #: Nobody approved its version.
    APPROVAL = "approval"
    #: The welcome to its number has not been accepted yet.
    WELCOME = "welcome"


@dataclass(frozen=True, slots=True)
class Go:
    """It may leave now."""


@dataclass(frozen=True, slots=True)
class Later:
    """It may leave at `due_at`."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class Never:
    """It will not leave."""

    reason: Reason


Verdict = Go | Later | Wait | Never


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claimed message with all that its leaving depends on. Instants are aware UTC."""

    origin: Origin
    kind: Kind
    wish_at: datetime
    opens_at: datetime
    closes_at: datetime
    due_at: datetime
    zone: ZoneInfo
    essential: bool
    late: Late
    #: The step's own wall-clock time.
    at_time: time | None
    #: None for a message without a treatment.
    treatment: TreatmentStatus | None
    held: bool
    approved: bool
    usable: bool
    consented: bool
    opted_out: bool
    welcomed: bool
    #: A later step of the same treatment and kind is late too.
    newer_late: bool
    #: What the address already got.
    taken: Sequence[Taken]


#: Decides about one claimed message by the clinic's rules, at an aware UTC instant.
Judge = Callable[[Candidate, ClinicRules, datetime], Verdict]


def verdict(candidate: Candidate, rules: ClinicRules, now: datetime) -> Verdict:
    """What to do with a claimed message at `now`."""
    if (ended := _ended(candidate, now)) is not None:
        return Never(ended)
    if candidate.held or candidate.treatment is TreatmentStatus.ON_HOLD:
        return Wait.HOLD
    if not candidate.approved:
        return Wait.APPROVAL
    if not candidate.welcomed:
        return Wait.WELCOME
    if (timed := _timed(candidate, rules, now)) is not None:
        return timed
    return _limited(candidate, rules, now) or Go()


def verdict_of_writing(closes_at: datetime, now: datetime, *, held: bool, opted_out: bool) -> Verdict:
    """What to do with a person's answer, an automatic reply or an alert: they leave at any hour, without limits
    (promise 3). `opted_out` is not for the replies to STOP and HELP.
    """
    if opted_out:
        return Never(Reason.OPTED_OUT)
    if now >= closes_at:
        return Never(Reason.TOO_LATE)
    return Wait.HOLD if held else Go()


def is_late(due_at: datetime, now: datetime) -> bool:
    """Due so long ago that the time rules must be asked again."""
    return now - due_at > LATE_AFTER


def _ended(candidate: Candidate, now: datetime) -> Reason | None:
    if candidate.treatment in (TreatmentStatus.CANCELED, TreatmentStatus.ENTERED_IN_ERROR):
        return Reason.TREATMENT_ENDED
    if not candidate.usable:
        return Reason.NO_ADDRESS
    if candidate.opted_out:
        return Reason.OPTED_OUT
    if not candidate.consented:
        return Reason.NO_CONSENT
    if now >= candidate.closes_at:
        return Reason.TOO_LATE
    return None


def _timed(candidate: Candidate, rules: ClinicRules, now: datetime) -> Verdict | None:
    if now < candidate.opens_at:
        return Later(candidate.opens_at)
    late = is_late(candidate.due_at, now)
    if late and candidate.late is Late.SKIP:
        return Never(Reason.SKIPPED_LATE)
    if late and candidate.newer_late:
        return Never(Reason.SUPERSEDED)
    if permitted(now, candidate.kind, candidate.zone, rules) or _at_the_desk(candidate, rules, now):
        return None
    due = due_again(
        candidate.wish_at, candidate.opens_at, candidate.closes_at, candidate.kind, candidate.zone, rules, now
    )
    return Never(due) if isinstance(due, Reason) else Later(due)


def _at_the_desk(candidate: Candidate, rules: ClinicRules, now: datetime) -> bool:
    """A welcome that was planned outside the contact hours: the patient is present and waits for it, but not for the
    hours in which a provider that is out of order is asked again.
    """
    if candidate.origin is not Origin.WELCOME or is_late(candidate.opens_at, now):
        return False
    return not permitted(candidate.opens_at, candidate.kind, candidate.zone, rules)


def _limited(candidate: Candidate, rules: ClinicRules, now: datetime) -> Verdict | None:
    if candidate.essential or candidate.origin is not Origin.STEP:
        return None
    if not over_limit(now, candidate.kind, candidate.zone, rules, candidate.taken):
        return None
    free = next_free_day(
        now, candidate.at_time, candidate.closes_at, candidate.kind, candidate.zone, rules, candidate.taken
    )
    return Never(free) if isinstance(free, Reason) else Later(free)
