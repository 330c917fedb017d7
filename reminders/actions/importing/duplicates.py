"""Rows of one file that speak of the same treatment."""

from operator import attrgetter

from reminders.actions.importing.columns import Field
from reminders.actions.importing.row_types import ImportRow, RepeatedRow, RowError
from reminders.domain.said import say

_content = attrgetter(*(name for name in ImportRow.__slots__ if name not in {"line", "cells"}))
_MASK = (1 << 64) - 1


class Duplicates:
    """Remembers every row that was taken by two hashes and its line: some 15 MB for 100,000 rows."""

    def __init__(self) -> None:
        #: Hash of what a row is matched by → its line and the hash of all it says, in one number to save memory.
        self._seen: dict[int, int] = {}

    def check(self, row: ImportRow) -> ImportRow | RepeatedRow | RowError:
        """The row when it is the first of its treatment; else the earlier line, or why the two cannot both be right."""
        content = hash(_content(row)) & _MASK
        own = row.line << 64 | content
        first = self._seen.setdefault(hash(_identity(row)), own)
        if first == own:
            return row
        first_line = first >> 64
        if first & _MASK == content:
            return RepeatedRow(row.line, first_line)
        return _conflict(row, first_line)


def _identity(row: ImportRow) -> tuple[object, ...]:
    if row.external_id:
        return (row.external_id,)
    return row.address.casefold(), row.schedule, row.treated_at


def _conflict(row: ImportRow, first_line: int) -> RowError:
    if row.external_id:
        reason = say(
            "is also on line {line} with other values, and that line was taken; keep the right one", line=first_line
        )
        return RowError(row.line, Field.EXTERNAL_ID, row.external_id, reason)
    reason = say(
        "speaks of the same address, schedule and time as line {line}, which was taken, with other values; "
        "keep the right one, or give both an external_id if these are two patients",
        line=first_line,
    )
    return RowError(row.line, "", "", reason)
