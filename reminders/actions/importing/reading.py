"""Reads a CSV file row by row: any size in flat memory, any bytes without a crash, every row with its line."""

import csv
import re
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.importing.encodings import find_encoding
from reminders.actions.importing.lines import MAX_ROW, Line, Lines
from reminders.domain.said import nsay, say

_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])\s*", re.IGNORECASE)
_TOO_LONG = say("is longer than {most} kB; correct it in the original file", most=MAX_ROW // 1024)
#: An apostrophe that keeps a spreadsheet from running the cell; our errors file writes it.
_GUARD = re.compile(r"'(?=[=+\-@\t])")


class RawRow(NamedTuple):
    """A row as written: as many cells as the header."""

    #: The physical line it begins on, from 1.
    line: int
    cells: list[str]


class UnreadableRow(NamedTuple):
    """A row that cannot be taken apart; `cells` is what could be read of it."""

    line: int
    cells: list[str]
    reason: str


class CsvFile:
    """An open CSV file, its header already read. Use it in a `with` statement."""

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        """Raises BadInput when the file is not there, empty, no text, or has no usable first row."""
        if not path.is_file():
            told = say("is not a file; name a CSV file") if path.exists() else say("does not exist; name a CSV file")
            raise BadInput([Mistake(str(path), told)])
        found = find_encoding(path, encoding)
        self.path = path
        self.encoding = found.name
        #: For people: what was uncertain about the file.
        self.notes = (found.note,) if found.note else ()
        self.size_bytes = path.stat().st_size
        self._file = path.open("rb")
        self._stream = TextIOWrapper(self._file, encoding=found.name, errors="replace")
        self._lines = Lines(self._stream)
        try:
            self._read_header()
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> "CsvFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    @property
    def bytes_read(self) -> int:
        """How far reading has come, for a progress bar."""
        return self._file.tell()

    def rows(self) -> Iterator[RawRow | UnreadableRow]:
        """Every row after the header but blank ones. Can be walked once."""
        while (line := self._lines.take()) is not None:
            row = self._row(line)
            if row is not None:
                yield row

    def _read_header(self) -> None:
        line = self._first_line()
        self.delimiter = _sniff(line.text)
        if (separator := _SEPARATOR_LINE.fullmatch(line.text)) is not None:
            line = self._first_line()
            self.delimiter = separator[1]
        cells = self._cells(line)
        if isinstance(cells, UnreadableRow):
            told = say("the row that should name the columns {reason}", reason=cells.reason)
            raise BadInput([Mistake(f"{self.path}:{cells.line}", told)])
        #: The names of the columns as written.
        self.header = tuple(cell.strip().removeprefix("\ufeff") for cell in cells)
        self.header_line = line.number

    def _first_line(self) -> Line:
        while (line := self._lines.take()) is not None:
            if line.text.strip(_DELIMITERS + "\ufeff \n"):
                return line
        raise BadInput([Mistake(str(self.path), say("is empty; the first row must name the columns"))])

    def _row(self, line: Line) -> RawRow | UnreadableRow | None:
        cells = self._cells(line)
        if isinstance(cells, UnreadableRow):
            return cells
        width = len(self.header)
        if len(cells) != width:
            return self._of_other_width(line.number, cells)
        return RawRow(line.number, cells) if _filled(cells) else None

    def _of_other_width(self, line: int, cells: list[str]) -> RawRow | UnreadableRow | None:
        width = len(self.header)
        if not _filled(cells):
            return None
        if len(cells) > width and not _filled(cells[width:]):
            return RawRow(line, cells[:width])
        return UnreadableRow(line, cells, _width_reason(len(cells), width))

    def _cells(self, line: Line) -> list[str] | UnreadableRow:
        if not line.whole:
            return UnreadableRow(line.number, [], _TOO_LONG)
        if '"' in line.text:
            cells = self._quoted_cells(line)
            if isinstance(cells, UnreadableRow):
                return cells
        else:
            cells = line.text.rstrip("\n").split(self.delimiter)
        text = "".join(cells)
        if (reason := _unreadable_characters(text)) is not None:
            return UnreadableRow(line.number, cells, reason)
        if "'" in text:
            return [_GUARD.sub("", cell, count=1) if cell.startswith("'") else cell for cell in cells]
        return cells

    def _quoted_cells(self, first: Line) -> list[str] | UnreadableRow:
        """A row with quotation marks, which may go on over following lines.

        When it cannot be closed, only its first line is refused and the others are read again as rows of their own: a
        stray quotation mark must not swallow patients.
        """
        taken: list[Line] = []
        try:
            return next(csv.reader(self._following(first, taken), delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            self._lines.give_back(taken)
            return UnreadableRow(first.number, first.text.rstrip("\n").split(self.delimiter), _quote_reason(error))

    def _following(self, first: Line, taken: list[Line]) -> Iterator[str]:
        yield first.text
        size = len(first.text)
        while (line := self._lines.take()) is not None:
            taken.append(line)
            size += len(line.text)
            if size > MAX_ROW:
                return
            yield line.text


def _sniff(header: str) -> str:
    """The delimiter that stands most often between the names of the columns."""
    bare = re.sub(r'"[^"]*"?', "", header)
    return max(_DELIMITERS, key=bare.count)


def _filled(cells: list[str]) -> bool:
    return any(cells) and not "".join(cells).isspace()


def _width_reason(cells: int, width: int) -> str:
    return nsay(
        "has {count} cell where the header has {width}; look for a missing or stray delimiter",
        "has {count} cells where the header has {width}; look for a missing or stray delimiter",
        cells,
        width=width,
    )


def _unreadable_characters(text: str) -> str | None:
    if "\0" in text:
        return say("holds NUL bytes, which no text has; export the file again")
    if "\ufffd" in text:
        return say("holds characters that are broken in this encoding; correct them, or choose another encoding")
    return None


def _quote_reason(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return say("opens a quotation mark and does not close it; close or remove it")
    return say("has text after a closing quotation mark; double the quotation marks inside a value")
