"""The rows that were not taken, written so that people can correct them and import them again."""

import csv
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TextIO

from reminders.actions.importing.columns import REASONS
from reminders.actions.importing.row_types import RejectedRow, RowError
from reminders.actions.importing.values import plain
from reminders.domain.cells import harmless
from reminders.domain.said import joined, say


def errors_path(path: Path) -> Path:
    """Where the errors of a file go: spring.csv gives spring.errors.csv beside it."""
    return path.with_name(f"{path.stem}.errors.csv")


@dataclass(frozen=True, slots=True)
class Wording:
    """How the file says what to correct: by itself in English with the names of fields, as the command line does."""

    #: Tells a text of an action to whoever imports.
    tell: Callable[[object], str] = str
    #: Name of a field → its words.
    fields: Mapping[str, str] = field(default_factory=dict)

    def header(self) -> str:
        """Of the column with the reasons."""
        return self.tell(say("reason"))

    def reason(self, row: RejectedRow) -> str:
        """All that is wrong with a row."""
        reasons = joined((self._mistake(error) for error in row.errors), "; ")
        return self.tell(say("line {line}: {reasons}", line=row.line, reasons=reasons))

    def _mistake(self, error: RowError) -> str:
        if not error.field:
            return error.reason
        return say("{field}: {reason}", field=self.fields.get(error.field, error.field), reason=error.reason)


#: As files are told on the command line.
ENGLISH = Wording()


class ErrorsFile:
    """Writes the file at the first rejected row; without one, no file is made. Use it in a `with` statement.

    UTF-8 with a mark, since spreadsheets need it; readable by its owner only, since it holds patients' data. The first
    column says what to correct, and is not read when the file is imported. The file takes its name at the end, also
    when the import was interrupted: it then holds the rows rejected so far.
    """

    def __init__(self, path: Path, header: Sequence[str], delimiter: str, wording: Wording = ENGLISH) -> None:
        self.path = path
        self._wording = wording
        self._unfinished = path.with_name(path.name + ".part")
        self._kept = [place for place, name in enumerate(header) if plain(name) not in REASONS]
        self._header = header
        self._delimiter = delimiter
        self._file: TextIO | None = None

    def __enter__(self) -> "ErrorsFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._unfinished.replace(self.path)

    def write(self, row: RejectedRow) -> None:
        """Add a row with its reasons."""
        if self._file is None:
            self._file = self._open()
        width = len(self._header)
        cells = [row.cells[place] if place < len(row.cells) else "" for place in self._kept] if row.cells else []
        self._write([self._wording.reason(row), *cells, *row.cells[width:]])

    def _open(self) -> TextIO:
        descriptor = os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")
        self._write([self._wording.header(), *(self._header[place] for place in self._kept)])
        return self._file

    def _write(self, cells: Sequence[str]) -> None:
        assert self._file is not None
        csv.writer(self._file, delimiter=self._delimiter).writerow(harmless(cell.replace("\0", "")) for cell in cells)
