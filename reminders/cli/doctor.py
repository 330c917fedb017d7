"""`reminders doctor`: what is missing, and what to do about it."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict

import typer

from reminders.actions.examining import examine
from reminders.actions.findings import Check, State, fail
from reminders.app import open_app
from reminders.cli.common import ENV_FILE, JsonFlag, settings_for
from reminders.cli.failures import FAILED
from reminders.cli.output import print_json, say
from reminders.config import SettingsError

_MARKS = {State.OK: "  ok  ", State.WARN: " warn ", State.FAIL: " FAIL "}


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog="Example: reminders doctor")(doctor_command)


def doctor_command(as_json: JsonFlag = False) -> None:
    """Check everything by name and say what to do. Exit code 1 when a check fails; a warning alone is 0."""
    found = _checks()
    well = all(check.state is not State.FAIL for check in found)
    if as_json:
        print_json({"ok": well, "checks": [asdict(check) for check in found]})
    else:
        _print(found)
    if not well:
        raise typer.Exit(FAILED)


def _checks() -> list[Check]:
    try:
        settings = settings_for(storing=True)
    except SettingsError as error:
        cure = f"correct {ENV_FILE} or the environment; .env.example explains each setting"
        return [fail("settings", mistake, cure) for mistake in error.mistakes]
    with closing(open_app(settings)) as app:
        return examine(app)


def _print(found: Sequence[Check]) -> None:
    width = max(len(check.name) for check in found)
    for check in found:
        say(f"{_MARKS[check.state]} {check.name:{width}}  {check.says}")
        if check.cure:
            say(f"{'':{width + 9}}→ {check.cure}")
