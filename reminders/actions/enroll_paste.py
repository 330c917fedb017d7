"""Rows that were copied out of a spreadsheet, as rows of the day's grid: to be looked over, nothing is saved."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from reminders.actions.bad_input import BadInput
from reminders.actions.enroll_day import MOST_ROWS, Row
from reminders.actions.importing.columns import Field, find_columns
from reminders.actions.importing.values import BadValue, plain, read_language, read_yes_no, split_name
from reminders.domain.dates import BadDate, parse_time
from reminders.domain.said import Said, nsay, say

#: Rows are looked at that end within so many characters of a paste.
LONGEST = 60_000
_CLOCK = re.compile(r"\d{1,2}(:\d\d)?\s*([ap]\.?m\.?)?", re.IGNORECASE)
#: The grid's columns that a header can name.
_NAMED = {
    Field.PHONE: "address",
    Field.FIRST_NAME: "first_name",
    Field.LAST_NAME: "last_name",
    Field.SCHEDULE: "schedule",
    Field.TREATED_TIME: "time",
    Field.LANGUAGE: "language",
    Field.PROVIDER: "provider",
}


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was made of it."""

    rows: tuple[Row, ...]
    #: What people should know.
    notes: tuple[Said, ...]


def read_pasted(text: str, schedules: Mapping[str, str], new_key: Callable[[], str], room: int = MOST_ROWS) -> Pasted:
    """At most `room` rows from cells that tabs, semicolons or commas part, each whole. A first line that names its
    columns is followed; without one, each cell is taken for what it looks like. `schedules` is name → how people call
    it.
    """
    lines, behind = _cells(text)
    columns = _columns(lines[0]) if lines else None
    body = lines[1:] if columns is not None else lines
    read = [_named(line, columns, schedules, new_key()) for line in body] if columns else []
    rows = read or [_guessed(line, schedules, new_key()) for line in body]
    notes: list[Said] = []
    if columns is not None and (Field.TREATED_ON in columns or Field.TREATED_AT in columns):
        notes.append(say("The dates in it are not read: every row is of the date on top."))
    if left := max(len(rows) - room, 0) + behind:
        notes.append(_left_out(left))
    return Pasted(tuple(rows[:room]), tuple(notes))


def _left_out(count: int) -> Said:
    return nsay("{count} row was left out; import a file.", "{count} rows were left out; import a file.", count)


def _cells(text: str) -> tuple[list[list[str]], int]:
    """The rows that end within LONGEST characters, and how many come behind them. Empty ones are neither."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    first = text.lstrip().partition("\n")[0]
    delimiter = next((sign for sign in "\t;" if sign in first), ",")
    source = io.StringIO(text)
    rows: list[list[str]] = []
    behind = 0
    try:
        for line in csv.reader(source, delimiter=delimiter):
            cells = [cell.strip() for cell in line]
            if not any(cells):
                continue
            if source.tell() <= LONGEST:
                rows.append(cells)
            else:
                behind += 1
    except csv.Error:
        # One cell that is longer than any: a quotation mark that nothing closes.
        behind += 1
    return rows, behind


def _columns(header: Sequence[str]) -> Mapping[Field, int] | None:
    """Where a header says each field is; None for a first line that is a patient's."""
    if any("@" in cell or sum(c.isdigit() for c in cell) > 5 for cell in header):
        return None
    try:
        # The day is typed on top, so that a table needs no column for it.
        has_day = find_columns([*header, "treated_on"], schedule_known=True).index
    except BadInput:
        return None
    index = {field: place for field, place in has_day.items() if place < len(header)}
    try:
        return {**find_columns(header, schedule_known=True).index, **index}
    except BadInput:
        return index


def _named(line: Sequence[str], columns: Mapping[Field, int], schedules: Mapping[str, str], key: str) -> Row:
    cells = {field: line[place] for field, place in columns.items() if place < len(line)}
    given = {name: cells.get(field, "") for field, name in _NAMED.items()}
    given["address"] = given["address"] or cells.get(Field.EMAIL, "")
    if not given["first_name"] and cells.get(Field.NAME):
        given["first_name"], given["last_name"] = _split(cells[Field.NAME])
    given["schedule"] = _schedule(given["schedule"], schedules)
    given["time"], given["language"] = _time(given["time"]), _language(given["language"])
    care, marketing = (_yes(cells.get(field, "")) for field in (Field.CONSENT_CARE, Field.CONSENT_MARKETING))
    return Row(key=key, **given, care=care, marketing=marketing)


def _guessed(line: Sequence[str], schedules: Mapping[str, str], key: str) -> Row:
    """Names, then who treated, in the order of their cells; the first yes or no is care, the second invitations."""
    found: dict[str, str] = {}
    words: list[str] = []
    answers: list[bool] = []
    for cell in filter(None, line):
        name, value = _kind(cell, schedules)
        if name == "answer":
            answers.append(_yes(cell))
        elif name and name not in found:
            found[name] = value
        elif not name:
            words.append(cell)
    if len(words) == 1:
        words = list(_split(words[0]))
    first, last, provider = (*words[:3], "", "", "")[:3]
    care, marketing = (*answers[:2], False, False)[:2]
    return Row(key=key, first_name=first, last_name=last, provider=provider, care=care, marketing=marketing, **found)


def _kind(cell: str, schedules: Mapping[str, str]) -> tuple[str, str]:
    """Which field a cell looks like, and its value; nothing for words."""
    if "@" in cell or sum(c.isdigit() for c in cell) >= 7:
        return "address", cell
    if _CLOCK.fullmatch(cell) and _time(cell) and not cell.isdecimal():
        return "time", _time(cell)
    if schedule := _schedule(cell, schedules):
        return "schedule", schedule
    if language := _language(cell):
        return "language", language
    try:
        read_yes_no(cell)
    except BadValue:
        return "", ""
    return "answer", ""


def _split(name: str) -> tuple[str, str]:
    try:
        return split_name(name)
    except BadValue:
        return name, ""


def _schedule(text: str, schedules: Mapping[str, str]) -> str:
    """The schedule's name, by its name or by how people call it; empty for any other word."""
    wanted = plain(text)
    return next((name for name, title in schedules.items() if wanted and wanted in (plain(name), plain(title))), "")


def _time(text: str) -> str:
    """As a time field holds it; empty for what is none."""
    try:
        return f"{parse_time(text):%H:%M}"
    except BadDate:
        return ""


def _language(text: str) -> str:
    try:
        return read_language(text) if text else ""
    except BadValue:
        return ""


def _yes(text: str) -> bool:
    try:
        return bool(text) and read_yes_no(text)
    except BadValue:
        return False
