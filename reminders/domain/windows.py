"""When a stage is open and when a step wishes to leave, before anyone looks at hours or limits.

Elapsed offsets count seconds from `treated_at`; calendar offsets count days of the patient's own calendar.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from reminders.domain.offsets import Offset, instant_of
from reminders.domain.planned import Shift
from reminders.domain.schedule import TOUCH_UP_STAGE, Stage, Step
from reminders.domain.treatment import TreatmentFacts

_MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class Origin:
    """What the offsets of one treatment count from."""

    #: UTC.
    treated_at: datetime
    #: The same moment's date in `zone`.
    treated_on: date
    zone: ZoneInfo

    @classmethod
    def of(cls, treatment: TreatmentFacts) -> "Origin":
        """The origin of this treatment's offsets."""
        treated_at = treatment.treated_at
        return cls(treated_at.astimezone(UTC), treated_at.astimezone(treatment.zone).date(), treatment.zone)


def own_interval(stage: Stage, treatment: TreatmentFacts) -> Offset | None:
    """The patient's own touch-up interval where it moves this stage, else None."""
    own = treatment.touch_up
    if own is None or stage.name != TOUCH_UP_STAGE or own.elapsed or stage.opens.elapsed or own == stage.opens:
        return None
    return own


def window_of(stage: Stage, own: Offset | None, origin: Origin) -> tuple[datetime, datetime]:
    """The stage's [opens, closes) as UTC instants; a calendar window lasts to the end of its closing day."""
    opens, closes = _moved(stage.opens, stage, own), _moved(stage.closes, stage, own)
    return _instant(opens, _MIDNIGHT, origin)[0], _instant(closes, _MIDNIGHT, origin, plus_days=1)[0]


def wish_of(
    stage: Stage, step: Step, own: Offset | None, treatment: TreatmentFacts, send_time: time, origin: Origin
) -> tuple[datetime, tuple[Shift, ...]]:
    """The step's wish (UTC) and how it differs from a plain reading of the schedule.

    A wall-clock time that a clock change skips becomes the first instant that exists; one that occurs twice, the first.
    """
    at = step.at if step.series_at is None or not _in_series(treatment) else step.series_at
    wish_at, shifts = _instant(_moved(at, stage, own), send_time if step.at_time is None else step.at_time, origin)
    return wish_at, shifts if own is None else (Shift.TOUCH_UP, *shifts)


def _in_series(treatment: TreatmentFacts) -> bool:
    """A series, or not known to be a single session; a patient's own interval leaves no question."""
    return treatment.touch_up is None and treatment.session != (1, 1)


def _moved(offset: Offset, stage: Stage, own: Offset | None) -> Offset:
    return offset if own is None or offset.elapsed else offset.shifted(stage.opens, own)


def _instant(offset: Offset, at: time, origin: Origin, *, plus_days: int = 0) -> tuple[datetime, tuple[Shift, ...]]:
    if offset.minutes is not None:
        return offset.instant_from(origin.treated_at), ()
    if not offset.months:
        return _wall_instant(origin.treated_on + timedelta(days=offset.days + plus_days), at, origin.zone)
    in_month = _in_month(offset.months, origin.treated_on)
    instant, shifts = _wall_instant(in_month + timedelta(days=offset.days + plus_days), at, origin.zone)
    return instant, shifts if in_month.day == origin.treated_on.day else (Shift.MONTH_END, *shifts)


@lru_cache(maxsize=4096)
def _in_month(months: int, treated_on: date) -> date:
    return Offset(months=months).date_from(treated_on)


# Patients of one clinic share nearly all of these; 4,096 of them take about 1.5 MB.
@lru_cache(maxsize=4096)
def _wall_instant(on: date, at: time, zone: ZoneInfo) -> tuple[datetime, tuple[Shift, ...]]:
    """Read with fold=0 and fold=1 a wall-clock time gives the same instant, but for one that occurs twice or never."""
    wall = datetime.combine(on, at, tzinfo=zone)
    first, second = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    if first == second:
        return first, ()
    return (first, (Shift.CLOCK_FOLD,)) if first < second else (instant_of(on, at, zone), (Shift.CLOCK_GAP,))
