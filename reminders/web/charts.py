"""Bars for the reports, as places on a drawing: what to draw is decided here, the page draws it."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 56, 12, 28
_WIDEST = 40.0
_SHARE = 0.72
#: Words under the bars that stand beside each other without touching.
_MOST_LABELS = 9
_LADDER = (1, 2, 4, 5, 10)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a column: what it is, how many, and that in words."""

    kind: str
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Column:
    """Parts that stand on each other, the first at the bottom."""

    label: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place; `y` is that of a line across the drawing where it has one."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of WIDTH by HEIGHT."""

    bars: list[Bar]
    #: Numbers at the right, where the newest weeks are, each with its line.
    ticks: list[Label]
    #: Words under some of the columns.
    labels: list[Label]
    left: int = _LEFT
    right: int = WIDTH - _RIGHT


def bar_chart(columns: Sequence[Column]) -> Chart:
    """Columns over a scale from nothing to a round number at or above the highest."""
    top = _round_up(max((sum(part.number for part in column.parts) for column in columns), default=0))
    room = (WIDTH - _LEFT - _RIGHT) / max(len(columns), 1)
    width = min(room * _SHARE, _WIDEST)
    every = -(-len(columns) // _MOST_LABELS) or 1
    bars, labels = [], []
    for place, column in enumerate(columns):
        middle = _LEFT + room * (place + 0.5)
        bars += _stacked(column, middle - width / 2, width, top)
        if place % every == 0:
            labels.append(Label(round(middle, 1), HEIGHT - 8, column.label))
    return Chart(bars, [Label(WIDTH - _RIGHT + 8, _y(number, top), f"{number:,}") for number in _steps(top)], labels)


def _stacked(column: Column, x: float, width: float, top: int) -> list[Bar]:
    bars, below = [], 0
    for part in column.parts:
        if part.number:
            y, foot = _y(below + part.number, top), _y(below, top)
            # A line of the background stays between two parts.
            gap = 1.0 if below and foot - y > 2 else 0.0
            height = max(round(foot - y - gap, 1), 1.0)
            bars.append(Bar(part.kind, round(x, 1), y, round(width, 1), height, part.words))
            below += part.number
    return bars


def _y(number: int, top: int) -> float:
    return round(HEIGHT - _BOTTOM - number / top * (HEIGHT - _TOP - _BOTTOM), 1)


def _round_up(number: int) -> int:
    """A number with few digits, at least 2, that is easy to halve."""
    unit = 1
    while number > 10 * unit:
        unit *= 10
    return max(2, next(step * unit for step in _LADDER if step * unit >= number))


def _steps(top: int) -> list[int]:
    return [0, top // 2, top] if top % 2 == 0 else [0, top]
