"""Where a patient is in the recovery: which stage of the schedule is open now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from reminders.domain.offsets import Offset
from reminders.domain.schedule import TOUCH_UP_STAGE, Schedule, Stage
from reminders.domain.treatment import TreatmentFacts
from reminders.domain.windows import Origin, own_interval, window_of

#: Clocks of patients differ by up to 26 hours, and a calendar window may last to the end of its day.
_SLACK = timedelta(days=2)
#: The shortest and the longest that a month can be.
_SHORT, _LONG = 28, 31


@dataclass(frozen=True, slots=True)
class Progress:
    """Where somebody is. Both None: every stage is over."""

    #: The open stage; of several the one that opened last.
    stage: Stage | None
    #: While none is open: the one that opens next.
    coming: Stage | None


def progress_of(schedule: Schedule, treatment: TreatmentFacts, now: datetime) -> Progress:
    """The stage that is open for this treatment at `now` (aware)."""
    origin = Origin.of(treatment)
    windows = [(stage, *window_of(stage, own_interval(stage, treatment), origin)) for stage in schedule.stages]
    opened = [(opens, place) for place, (_, opens, closes) in enumerate(windows) if opens <= now < closes]
    if opened:
        return Progress(schedule.stages[max(opened)[1]], None)
    coming = [(opens, place) for place, (_, opens, _) in enumerate(windows) if opens > now]
    return Progress(None, schedule.stages[min(coming)[1]] if coming else None)


def is_open(stage: Stage, treatment: TreatmentFacts, now: datetime) -> bool:
    """Whether this stage is open for this treatment at `now`, another one beside it or not."""
    opens, closes = window_of(stage, own_interval(stage, treatment), Origin.of(treatment))
    return opens <= now < closes


def treated_between(stage: Stage, now: datetime) -> tuple[datetime, datetime]:
    """Whoever is in this stage at `now` was treated between these instants, whatever the zone; some others were too.

    Not true of a touch-up stage that a patient's own interval moves.
    """
    return now - _length(stage.closes, _LONG) - _SLACK, now - _length(stage.opens, _SHORT) + _SLACK


def may_be_moved(stage: Stage) -> bool:
    """Whether a patient's own interval moves this stage."""
    return stage.name == TOUCH_UP_STAGE and not stage.opens.elapsed


def _length(offset: Offset, days_of_month: int) -> timedelta:
    if offset.minutes is not None:
        return timedelta(minutes=offset.minutes)
    return timedelta(days=offset.months * days_of_month + offset.days)
