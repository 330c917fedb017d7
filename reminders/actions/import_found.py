"""What is known of an import besides its numbers: what was wrong, what will go out when, the first errors."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import Mistake
from reminders.actions.importing.apply import Imported
from reminders.actions.importing.row_types import RowError
from reminders.domain.instants import from_micros
from reminders.domain.packing import pack, unpack
from reminders.domain.said import Said, nsay
from reminders.store.database import Work
from reminders.store.import_runs import planned_for

#: So many errors are shown; the errors file holds all.
SHOWN_ERRORS = 100
#: So many days are shown one by one.
_DAYS = 14


@dataclass(frozen=True, slots=True)
class Numbers:
    """What became, or would become, of the rows."""

    rows: int = 0
    enrolled: int = 0
    updated: int = 0
    canceled: int = 0
    booked: int = 0
    unchanged: int = 0
    #: Of those unchanged: rows that say what an earlier one says.
    repeated: int = 0
    rejected: int = 0
    #: Of those enrolled: without any consent, so nothing is sent.
    without_consent: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that is kept of an import for the page."""

    #: By the name of the field that they are about.
    mistakes: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    numbers: Numbers = Numbers()
    errors: tuple[RowError, ...] = ()
    #: (day on the clinic's calendar, how many messages), the first ones.
    days: tuple[tuple[date, int], ...] = ()
    #: Messages after those days.
    later: int = 0

    @property
    def messages(self) -> int:
        """How many will go out in all."""
        return sum(number for _, number in self.days) + self.later

    def to_json(self) -> str:
        """For the run."""
        return json.dumps(
            {
                "mistakes": [[name, pack(says)] for name, says in self.mistakes],
                "notes": [pack(note) for note in self.notes],
                "numbers": [getattr(self.numbers, name) for name in Numbers.__slots__],
                "errors": [[one.line, one.field, one.value, pack(one.reason)] for one in self.errors],
                "days": [[day.isoformat(), number] for day, number in self.days],
                "later": self.later,
            }
        )


def found_of(text: str) -> Found:
    """From the run's JSON; nothing for an empty text."""
    if not text:
        return Found()
    stored: Any = json.loads(text)
    return Found(
        mistakes=tuple((name, unpack(says)) for name, says in stored["mistakes"]),
        notes=tuple(unpack(note) for note in stored["notes"]),
        numbers=Numbers(*stored["numbers"]),
        errors=tuple(RowError(line, name, value, unpack(says)) for line, name, value, says in stored["errors"]),
        days=tuple((date.fromisoformat(day), number) for day, number in stored["days"]),
        later=stored["later"],
    )


def with_mistakes(mistakes: Sequence[str]) -> Found:
    """The file cannot be read like this."""
    halves = [(line.name, line.says) if isinstance(line, Mistake) else _halves(line) for line in mistakes]
    return Found(
        mistakes=tuple(("order", _order(says)) if name == "date-order" else (name, says) for name, says in halves)
    )


def numbers_of(imported: Imported) -> Numbers:
    """The counts of an import."""
    return Numbers(
        imported.rows,
        imported.enrolled,
        imported.updated,
        imported.canceled,
        imported.booked,
        imported.unchanged,
        imported.repeated,
        imported.rejected,
        len(imported.without_consent),
    )


@dataclass(slots=True)
class Outlook:
    """Adds up, batch by batch, what would leave when."""

    zone: ZoneInfo
    _days: Counter[date] = field(default_factory=Counter)

    def hear(self, work: Work, new: Sequence[int], changed: Sequence[int]) -> None:
        """In the transaction of a dry run, before it is taken back."""
        for leaves_at, number in planned_for(work, [*new, *changed]):
            self._days[from_micros(leaves_at).astimezone(self.zone).date()] += number

    def into(self, found: Found) -> Found:
        """The first days one by one."""
        days = sorted(self._days.items())
        return replace(found, days=tuple(days[:_DAYS]), later=sum(number for _, number in days[_DAYS:]))


def _order(says: str) -> str:
    """A page has a choice for it."""
    if not isinstance(says, Said) or not says.plural:
        return says
    return nsay(
        "{count} date can be read month first or day first (first on line {line}): choose what comes first",
        "{count} dates can be read month first or day first (first on line {line}): choose what comes first",
        says.number,
        line=says.values["line"],
    )


def _halves(line: str) -> tuple[str, str]:
    name, _, says = line.partition(": ")
    return (name, says) if says else ("", line)
