"""The recovery timeline as a picture: where each stage, message and day stands. The page draws it; nothing here draws.

Days are drawn on a scale that gives the first week as much room as the months after it: the place of a day is the
logarithm of one plus its number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import log1p

from reminders.actions.patient_runs import Run, Shown, StageSpan
from reminders.domain.offsets import Offset, instant_of
from reminders.domain.said import Said, say

WIDTH = 680
_LEFT, _RIGHT = 12, 20
_TOP, _ROW, _AXIS = 26, 46, 26
#: A bar stands so far below the top of its row, and is so high.
_BAR, _BAR_HEIGHT = 18, 12
_NARROWEST = 6
#: Marks of one row stand at least so far apart.
_APART = 22
#: Letters of a label are about so wide.
_LETTER = 6.6
#: Words of the scale stand at least so far apart.
_GAP = 4
_DAY = timedelta(days=1)
#: Days, weeks and months that the scale names, with their words.
_TICKS = (
    (Offset(days=1), say("1 day")),
    (Offset(days=3), say("3 days")),
    (Offset(days=7), say("1 week")),
    (Offset(days=14), say("2 weeks")),
    (Offset(days=42), say("6 weeks")),
    (Offset(months=3), say("3 months")),
    (Offset(months=6), say("6 months")),
    (Offset(months=12), say("1 year")),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stage; `label_x` is the place of its title, `end` tells that the title ends there."""

    x: float
    y: float
    width: float
    title: str
    label_x: float
    end: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A message. `number` is its number in the list."""

    x: float
    y: float
    number: int
    shown: Shown


@dataclass(frozen=True, slots=True)
class Tick:
    """A day that the scale names; `anchor` is how its words stand to it: start, middle or end."""

    x: float
    words: Said
    anchor: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A treatment's timeline. All places are in the picture's own units."""

    width: int
    height: int
    bar_height: int
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    #: Where today stands; None before the treatment and after its last stage.
    today_x: float | None
    booked_x: float | None


def draw(run: Run, others: Sequence[Shown], now: datetime) -> Picture:
    """The picture of one treatment; `others` are messages of no stage (the welcome) that belong to its first days."""
    scale = _Scale(run)
    bars = tuple(_bar(stage, row, scale) for row, stage in enumerate(run.stages))
    return Picture(
        width=WIDTH,
        height=_TOP + _ROW * len(bars) + _AXIS,
        bar_height=_BAR_HEIGHT,
        bars=bars,
        marks=tuple(_marks(run, others, scale)),
        ticks=tuple(_ticks(run, scale)),
        today_x=scale.within(now),
        booked_x=scale.within(run.booked_at) if run.booked_at is not None else None,
    )


class _Scale:
    """From an instant to its place."""

    def __init__(self, run: Run) -> None:
        self._start = run.treated_at
        self._end = max((stage.closes_at for stage in run.stages), default=self._start + _DAY)
        self._whole = log1p((self._end - self._start) / _DAY)

    def x(self, at: datetime) -> float:
        """Whatever lies outside stands at the edge."""
        days = min(max(at, self._start), self._end) - self._start
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * log1p(days / _DAY) / self._whole, 1)

    def within(self, at: datetime) -> float | None:
        """None for an instant outside."""
        return self.x(at) if self._start <= at < self._end else None


def _bar(stage: StageSpan, row: int, scale: _Scale) -> Bar:
    x = scale.x(stage.opens_at)
    width = max(round(scale.x(stage.closes_at) - x, 1), _NARROWEST)
    # A title that would leave the picture ends with its bar instead of beginning with it.
    end = x + len(stage.title) * _LETTER > WIDTH - _LEFT
    return Bar(x, _TOP + row * _ROW + _BAR, width, stage.title, round(x + width, 1) if end else x, end)


def _marks(run: Run, others: Sequence[Shown], scale: _Scale) -> Iterator[Mark]:
    rows = {stage.title: row for row, stage in enumerate(run.stages)}
    taken: dict[int, float] = {}
    for number, shown in enumerate(in_order(run, others), 1):
        row = rows.get(shown.title, 0)
        x = max(scale.x(shown.at), taken.get(row, 0.0) + _APART)
        taken[row] = x
        yield Mark(round(x, 1), _TOP + row * _ROW + _BAR + _BAR_HEIGHT / 2, number, shown)


def in_order(run: Run, others: Sequence[Shown]) -> list[Shown]:
    """The messages of a treatment and those of no stage that belong to it, by time: as they are numbered."""
    return sorted([*others, *run.messages], key=lambda one: (one.at, one.message.id))


def _ticks(run: Run, scale: _Scale) -> Iterator[Tick]:
    treated_on = run.treated_at.astimezone(run.zone).date()
    treated = say("Treated")
    yield Tick(scale.x(run.treated_at), treated, "start")
    free_from = scale.x(run.treated_at) + len(treated) * _LETTER
    for offset, words in _TICKS:
        x, width = scale.within(_at_noon(offset.date_from(treated_on), run)), len(words) * _LETTER
        if x is None:
            continue
        end = x + width / 2 > WIDTH
        # A day whose words would lie on those of the day before is not named.
        if x - (width if end else width / 2) >= free_from + _GAP:
            free_from = x if end else x + width / 2
            yield Tick(x, words, "end" if end else "middle")


def _at_noon(on: date, run: Run) -> datetime:
    return instant_of(on, time(12), run.zone)
