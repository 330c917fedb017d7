"""`reminders import`: many patients from a file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from reminders.actions.bad_input import BadInput
from reminders.actions.importing.apply import Imported, ImportRequest, import_file
from reminders.cli.common import JsonFlag
from reminders.cli.opened import opened
from reminders.cli.output import console, note, print_json, say
from reminders.domain.dates import DateOrder

_EXAMPLE = 'Example: reminders import appointments.csv --dry-run --map "Cell=phone" --date-order mdy'
#: So many errors are shown to people; the errors file holds all.
_SHOWN = 20


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(import_command)


def import_command(
    file: Annotated[Path, typer.Argument(help="A CSV file, as clinics' systems export them.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; store nothing.")] = False,
    overrides: Annotated[
        list[str] | None, typer.Option("--map", help="HEADER=FIELD for a header that is not recognized; repeat it.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Such as cp1252, when the file does not say.")] = None,
    date_order: Annotated[str | None, typer.Option(help="mdy or dmy: what comes first in 03/07/2026.")] = None,
    by: Annotated[str, typer.Option(help="Who imports.")] = "import",
    as_json: JsonFlag = False,
) -> None:
    """Enroll many. The same file again changes nothing; bad rows go to FILE.errors.csv with their reasons."""
    request = ImportRequest(file, tuple(overrides or ()), encoding, _date_order(date_order), dry_run, by)
    with opened() as app, _progress() as progress:
        imported = import_file(app, request, progress)
    if as_json:
        print_json(_document(imported))
    else:
        _print(imported)


def _date_order(text: str | None) -> DateOrder | None:
    known = [order.value for order in DateOrder]
    if text is not None and text not in known:
        raise BadInput([f"date-order: {text!r} is unknown; use mdy (03/07 is March 7) or dmy (03/07 is July 3)"])
    return DateOrder(text) if text else None


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, where somebody watches it."""
    columns = TextColumn("Importing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    screen = console(stderr=True)
    # Not by a thread of its own: a second process can share the work of a process without threads only.
    bar = Progress(*columns, console=screen, disable=not screen.is_terminal, transient=True, auto_refresh=False)
    with bar:
        shown = bar.add_task("rows", total=None)
        yield lambda done, rows: bar.update(shown, completed=done, total=rows, refresh=True)


def _document(imported: Imported) -> dict[str, object]:
    return {
        "rows": imported.rows,
        "enrolled": imported.enrolled,
        "updated": imported.updated,
        "canceled": imported.canceled,
        "booked": imported.booked,
        "unchanged": imported.unchanged,
        "rejected": imported.rejected,
        "dry_run": imported.dry_run,
        "without_consent": imported.without_consent,
        "notes": imported.notes,
        "ignored_headers": imported.ignored,
        "errors_file": str(imported.errors_file) if imported.errors_file else None,
        "errors": [asdict(error) for error in imported.errors],
    }


def _print(imported: Imported) -> None:
    for remark in imported.notes:
        note(remark)
    if imported.ignored:
        note(f"Headers that were not read: {', '.join(imported.ignored)}")
    counts = {
        "enrolled": imported.enrolled,
        "updated": imported.updated,
        "canceled": imported.canceled,
        "booked": imported.booked,
        "unchanged": imported.unchanged,
        "rejected": imported.rejected,
    }
    what = "Nothing was stored. It would be" if imported.dry_run else "Done"
    say(f"{what}: {_rows(imported.rows)}, " + ", ".join(f"{count} {name}" for name, count in counts.items() if count))
    if imported.without_consent:
        lines = ", ".join(map(str, imported.without_consent[:_SHOWN]))
        say(f"Without consent, so stored and never written to: {_rows(len(imported.without_consent))} (line {lines})")
    for error in imported.errors[:_SHOWN]:
        say(f"line {error.line}, {error.field or 'row'}: {error.reason}")
    if imported.errors_file:
        say(f"Rejected rows with their reasons: {imported.errors_file}; correct and import them from there.")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
