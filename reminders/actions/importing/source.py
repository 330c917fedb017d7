"""A file that is to be imported: looked through once as a whole, then read row by row."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.importing.columns import Columns, Field, find_columns
from reminders.actions.importing.duplicates import Duplicates
from reminders.actions.importing.reading import CsvFile, RawRow, UnreadableRow
from reminders.actions.importing.row_types import ImportRow, RejectedRow, RepeatedRow, RowError, RowRules
from reminders.actions.importing.rows import read_row
from reminders.domain.dates import DateOrder, OrderSurvey

Outcome = ImportRow | RepeatedRow | RejectedRow


@dataclass(frozen=True, slots=True)
class Source:
    """What a first walk through the file found."""

    path: Path
    #: As Python knows it.
    encoding: str
    header: tuple[str, ...]
    delimiter: str
    columns: Columns
    #: How many rows follow the header, blank ones not counted.
    rows: int
    #: None: no date of the file depends on it.
    date_order: DateOrder | None
    #: For people: everything that was decided about the file, such as its encoding or the order of its dates.
    notes: tuple[str, ...]


def survey(
    path: Path,
    *,
    encoding: str | None = None,
    overrides: Sequence[str] = (),
    date_order: DateOrder | None = None,
    schedule_known: bool = False,
    columns: Columns | None = None,
) -> Source:
    """Look through the whole file in flat memory. Raises BadInput with every mistake that concerns it as a whole.

    `overrides` are the `header=field` of `--map`; `date_order` is what `--date-order` states, and without it every
    numeric date must fit one and the same order only. `columns` are those that a person matched.
    """
    with CsvFile(path, encoding) as file:
        columns = columns or find_columns(file.header, overrides, schedule_known=schedule_known)
        orders = OrderSurvey()
        rows = 0
        for row in file.rows():
            rows += 1
            orders.see(_date_text(row, columns), row.line)
        found = orders.found()
        if date_order is None and found.mistakes:
            raise BadInput(Mistake("date-order", mistake) for mistake in found.mistakes)
        notes = (*file.notes, *columns.notes, *((found.note,) if found.note and date_order is None else ()))
        order = date_order or found.order
        return Source(path, encoding or file.encoding, file.header, file.delimiter, columns, rows, order, notes)


def read_rows(
    source: Source, rules: RowRules, now: datetime, progress: Callable[[int], None] = lambda _rows: None
) -> Iterator[Outcome]:
    """Every row once more, now as what it asks for. `progress` hears how many rows have been read.

    The file may have changed since the survey: then rows are judged as they stand now.
    """
    if source.date_order is not None:
        rules = replace(rules, day_first=source.date_order is DateOrder.DAY_FIRST)
    duplicates = Duplicates()
    with CsvFile(source.path, source.encoding) as file:
        for number, row in enumerate(file.rows(), start=1):
            yield _outcome(row, source.columns, rules, now, duplicates)
            progress(number)


def _date_text(row: RawRow | UnreadableRow, columns: Columns) -> str:
    if isinstance(row, UnreadableRow):
        return ""
    for wanted in (Field.TREATED_AT, Field.TREATED_ON):
        place = columns.index.get(wanted)
        if place is not None and row.cells[place].strip():
            return row.cells[place]
    return ""


def _outcome(
    row: RawRow | UnreadableRow, columns: Columns, rules: RowRules, now: datetime, duplicates: Duplicates
) -> Outcome:
    if isinstance(row, UnreadableRow):
        return RejectedRow(row.line, tuple(row.cells), (RowError(row.line, "", "", row.reason),))
    read = read_row(row, columns, rules, now)
    checked = duplicates.check(read) if isinstance(read, ImportRow) else read
    if isinstance(checked, ImportRow | RepeatedRow):
        return checked
    errors = checked if isinstance(checked, tuple) else (checked,)
    return RejectedRow(row.line, tuple(row.cells), errors)
