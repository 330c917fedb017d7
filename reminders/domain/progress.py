"""Where a patient is in the recovery: which stage of the schedule is open now."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from reminders.domain.offsets import Offset
from reminders.domain.schedule import TOUCH_UP_STAGE, Schedule, Stage
from reminders.domain.treatment import TreatmentFacts
from reminders.domain.windows import Origin, own_interval, window_of

#: Clocks on this earth are so far behind and ahead of UTC.
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
#: A day may be so much longer or shorter than another.
_CLOCK_CHANGE = timedelta(hours=2)
_DAY = timedelta(days=1)


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
    """Whoever is in this stage at `now` was treated between these instants, whatever the zone; so were some others: at
    either end about a day's.

    Not true of a touch-up stage that a patient's own interval moves.
    """
    return _longest_ago(stage.closes, now), _latest(stage.opens, now)


def moved_to(stage: Stage, own: Offset) -> Stage:
    """This stage as a patient's own interval moves it."""
    return replace(stage, opens=own, closes=stage.closes.shifted(stage.opens, own))


def may_be_moved(stage: Stage) -> bool:
    """Whether a patient's own interval moves this stage."""
    return stage.name == TOUCH_UP_STAGE and not stage.opens.elapsed


def _longest_ago(closes: Offset, now: datetime) -> datetime:
    if closes.minutes is not None:
        return now - timedelta(minutes=closes.minutes)
    days = max((today - _earliest(closes, today)).days for today in _dates(now))
    return now - timedelta(days=days + 1) - _CLOCK_CHANGE


def _latest(opens: Offset, now: datetime) -> datetime:
    if opens.minutes is not None:
        return now - timedelta(minutes=opens.minutes)
    days = min((today - _last(opens, today)).days for today in _dates(now))
    return now - timedelta(days=days - 1) + _CLOCK_CHANGE


def _dates(now: datetime) -> set[date]:
    """The dates that calendars of the world show at one moment."""
    return {(now.astimezone(UTC) + ahead).date() for ahead in (_WEST, timedelta(0), _EAST)}


def _earliest(offset: Offset, today: date) -> date:
    """The first day from which the offset leads to `today` or later."""
    day = _about(offset, today)
    while offset.date_from(day) < today:
        day += _DAY
    while offset.date_from(day - _DAY) >= today:
        day -= _DAY
    return day


def _last(offset: Offset, today: date) -> date:
    """The last day from which the offset leads to `today` or before: of months that end alike several do."""
    day = _about(offset, today)
    while offset.date_from(day) > today:
        day -= _DAY
    while offset.date_from(day + _DAY) <= today:
        day += _DAY
    return day


def _about(offset: Offset, today: date) -> date:
    return Offset(months=-offset.months).date_from(today - timedelta(days=offset.days))
