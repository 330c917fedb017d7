"""`reminders backup`: a verified copy of the database, while the service runs."""

from pathlib import Path
from typing import Annotated

import typer

from reminders.actions.backup import back_up
from reminders.cli.audit import verdict_document
from reminders.cli.common import JsonFlag
from reminders.cli.failures import FAILED
from reminders.cli.opened import opened
from reminders.cli.output import instant, note, print_json, say

_EXAMPLE = "Example: reminders backup backups/"


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(backup_command)


def backup_command(
    file: Annotated[
        Path | None, typer.Argument(help="A new file, or a folder for one under a dated name (UTC); here if left out.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who backs it up.")] = "command line",
    as_json: JsonFlag = False,
) -> None:
    """Copy the database into one file, verify the copy, and only then give it its name. Sending goes on meanwhile.

    The copy opens with the keys of this database only: keep the recovery sheet elsewhere. Exit code 1 also when the
    copy is good and its audit is not: then somebody has meddled with the database itself.
    """
    with opened() as app:
        done = back_up(app, file, by)
    document = {
        "file": str(done.path),
        "bytes": done.size,
        "taken_at": instant(done.taken_at),
        "rows": done.rows,
        "audit": verdict_document(done.audit),
    }
    if as_json:
        print_json(document)
    else:
        people = done.rows.get("patient", 0)
        say(f"{done.path}: {done.size / 2**20:.1f} MB, {people} patients, {done.rows.get('message', 0)} messages.")
        say("The copy is complete and undamaged, and opens with the keys of this database.")
    if not done.noted:
        note("The database could not note that it was backed up; see that its own disk has room.")
    if done.audit.problem is not None:
        note(f"The audit is not as it was written: {done.audit.problem.says}. `reminders audit verify` says more.")
        raise typer.Exit(FAILED)
