"""The rows that were not taken, written so that people can correct them and import them again."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TextIO

from reminders.actions.importing.columns import REASON
from reminders.actions.importing.row_types import RejectedRow
from reminders.actions.importing.values import plain
from reminders.domain.cells import harmless


def errors_path(path: Path) -> Path:
    """Where the errors of a file go: spring.csv gives spring.errors.csv beside it."""
    return path.with_name(f"{path.stem}.errors.csv")


class ErrorsFile:
    """Writes the file at the first rejected row; without one, no file is made. Use it in a `with` statement.

    UTF-8 with a mark, since spreadsheets need it; readable by its owner only, since it holds patients' data. The first
    column says what to correct, and is not read when the file is imported. The file takes its name at the end, also
    when the import was interrupted: it then holds the rows rejected so far.
    """

    def __init__(self, path: Path, header: Sequence[str], delimiter: str) -> None:
        self.path = path
        self._unfinished = path.with_name(path.name + ".part")
        self._kept = [place for place, name in enumerate(header) if plain(name) != REASON]
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
        reason = "; ".join(f"{error.field}: {error.reason}" if error.field else error.reason for error in row.errors)
        width = len(self._header)
        cells = [row.cells[place] if place < len(row.cells) else "" for place in self._kept] if row.cells else []
        self._write([f"line {row.line}: {reason}", *cells, *row.cells[width:]])

    def _open(self) -> TextIO:
        descriptor = os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")
        self._write([REASON, *(self._header[place] for place in self._kept)])
        return self._file

    def _write(self, cells: Sequence[str]) -> None:
        assert self._file is not None
        csv.writer(self._file, delimiter=self._delimiter).writerow(harmless(cell.replace("\0", "")) for cell in cells)
