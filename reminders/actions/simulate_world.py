"""What happens around the program in a simulation: who is typed in when, who books when. One seed, one world."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from reminders.actions.importing.row_types import ImportRow
from reminders.actions.importing.values import Action

#: So often a patient is typed in soon after the treatment; else some hours later.
_SOON = 0.7
_SOON_MINUTES = (2, 20)
_LATER_MINUTES = (20, 8 * 60)
#: A visit to come is booked so long ahead of it.
_BOOKED_AHEAD_MINUTES = (3 * 24 * 60, 28 * 24 * 60)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Happening:
    """Staff tell the program of one row of the file. UTC."""

    at: datetime
    row: ImportRow


def happenings(rows: Iterable[ImportRow], seed: int) -> list[Happening]:
    """When staff type each row in, in the order of time. Rows without any time tell nothing and are left out.

    What happens to one row depends on the seed and its line only, so that another row more or less changes no other.
    """
    timed = [row for row in rows if row.treated_at is not None]
    enrolled: dict[str, list[tuple[datetime, datetime]]] = {}
    found = []
    for row in timed:
        if row.action is Action.ENROLL:
            happening = Happening(_typed_in(row, seed), row)
            found.append(happening)
            enrolled.setdefault(row.address, []).append((_visit(row), happening.at))
    for row in timed:
        if row.action is Action.BOOKING:
            found.append(Happening(_booked(row, seed, enrolled.get(row.address, [])), row))
        elif row.action is Action.CANCEL:
            found.append(Happening(_visit(row), row))
    return sorted(found, key=lambda happening: (happening.at, happening.row.line))


def _typed_in(row: ImportRow, seed: int) -> datetime:
    chance = _chance(seed, row)
    minutes = _SOON_MINUTES if chance.random() < _SOON else _LATER_MINUTES
    return _visit(row) + chance.randint(*minutes) * _MINUTE


def _booked(row: ImportRow, seed: int, enrolled: Iterable[tuple[datetime, datetime]]) -> datetime:
    """Some days ahead, yet not before the patient's earlier treatments are known here."""
    ahead = _visit(row) - _chance(seed, row).randint(*_BOOKED_AHEAD_MINUTES) * _MINUTE
    known = [typed_in + _MINUTE for treated_at, typed_in in enrolled if treated_at < _visit(row)]
    return max([ahead, *known])


def _visit(row: ImportRow) -> datetime:
    assert row.treated_at is not None
    return row.treated_at


def _chance(seed: int, row: ImportRow) -> random.Random:
    return random.Random(f"{seed}:{row.line}")  # noqa: S311 - an invented world, nothing secret
