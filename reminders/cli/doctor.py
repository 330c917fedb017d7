"""`reminders doctor`: what is missing, and what to do about it."""

from dataclasses import asdict

import typer

from reminders.actions.examining import examine
from reminders.cli.common import JsonFlag
from reminders.cli.failures import FAILED
from reminders.cli.opened import opened
from reminders.cli.output import print_json, say


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog="Example: reminders doctor")(doctor_command)


def doctor_command(as_json: JsonFlag = False) -> None:
    """Say what is missing and what to do. Exit code 1 when something serious is."""
    with opened() as app:
        found = examine(app)
    if as_json:
        print_json({"findings": [asdict(finding) for finding in found]})
    for finding in () if as_json else found:
        say(f"{'!' if finding.serious else '-'} {finding.what[:1].upper()}{finding.what[1:]}.\n  {finding.cure}")
    if not found and not as_json:
        say("All is well.")
    if any(finding.serious for finding in found):
        raise typer.Exit(FAILED)
