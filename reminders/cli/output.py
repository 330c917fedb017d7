"""How commands print: tables for people, one JSON document for programs, and moments in time for both."""

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

#: Where the output goes to a file or another program, lines are not broken at the width of a terminal nobody has.
_WIDE = 500


def print_json(document: object) -> None:
    """The one JSON document of a command, on stdout. Instants become RFC 3339 UTC."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=_as_json) + "\n")


def say(text: str) -> None:
    """One line for people, on stdout."""
    console().print(Text(text))


def note(text: str) -> None:
    """One line on stderr: progress and remarks that are no part of the result."""
    sys.stderr.write(text + "\n")


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, title: str | None = None) -> None:
    """A table for people, on stdout. Cells are plain text."""
    table = Table(*headings, title=title, title_justify="left", title_style="bold", header_style="bold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)


def console(*, stderr: bool = False) -> Console:
    """A rich console; as wide as the terminal, or wide enough for a file."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS") else _WIDE
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def instant(at: datetime) -> str:
    """RFC 3339 in UTC, to the second: 2026-03-08T20:00:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant_or_none(at: datetime | None) -> str | None:
    """As `instant`; None stays None."""
    return None if at is None else instant(at)


def local_instant(at: datetime, zone: ZoneInfo) -> str:
    """RFC 3339 with the zone's offset, to the second: 2026-03-08T15:00:00-05:00."""
    return at.astimezone(zone).replace(microsecond=0).isoformat()


def local_words(at: datetime, zone: ZoneInfo) -> str:
    """For people: Sun, Mar 8 2026, 3:00 pm. The zone is for the caller to name."""
    local = at.astimezone(zone)
    half = "am" if local.hour < 12 else "pm"
    return f"{local:%a, %b} {local.day} {local.year}, {local.hour % 12 or 12}:{local:%M} {half}"


def _as_json(value: object) -> str:
    if isinstance(value, datetime):
        return instant(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
