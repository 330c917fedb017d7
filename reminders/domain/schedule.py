"""A schedule as the planner sees it: stages of recovery, and the steps inside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from reminders.domain.offsets import Offset
from reminders.domain.red_flags import NO_RED_FLAGS, RedFlags
from reminders.domain.words import Channel, Kind, Late, Question, StopsOn

#: The stage whose opening a patient's own touch-up interval replaces.
TOUCH_UP_STAGE = "touch-up"


@dataclass(frozen=True, slots=True)
class Step:
    """One message inside a stage."""

    name: str
    #: From treated_at.
    at: Offset
    kind: Kind = Kind.CARE
    #: Wall-clock time for a calendar `at`; None: the clinic's send time.
    at_time: time | None = None
    #: Never dropped or moved by limits.
    essential: bool = False
    late: Late = Late.SEND
    #: Channels it may use, in this order; empty: the patient's own channel, else the other one.
    channels: tuple[Channel, ...] = ()
    stops_on: frozenset[StopsOn] = frozenset()
    #: Used instead of `at` for a series of sessions (or when that is not known) of a patient without an own interval.
    series_at: Offset | None = None
    #: What its text asks; a digit that comes back answers it.
    asks: Question | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A window of recovery, [opens, closes): calendar windows last to the end of their closing day."""

    name: str
    #: As staff read it: "Days 3 to 7".
    title: str
    opens: Offset
    closes: Offset
    steps: tuple[Step, ...]
    #: What the patient may notice, in plain words.
    expect: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The plan for one kind of treatment. Step names are unique in it."""

    name: str
    title: str
    stages: tuple[Stage, ...]
    #: Words in a patient's reply that a person must see at once.
    red_flags: RedFlags = NO_RED_FLAGS

    def steps(self) -> Iterator[tuple[Stage, Step]]:
        """Every step with its stage, in the order written."""
        for stage in self.stages:
            for step in stage.steps:
                yield stage, step
