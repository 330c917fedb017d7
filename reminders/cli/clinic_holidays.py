"""`reminders clinic holiday …`: the clinic's own holidays, on which nothing leaves."""

from typing import Annotated

import typer

from reminders.actions.clinic_rules import HolidayForm, add_holiday, end_holiday
from reminders.cli.clinic_changes import By, DryRun, Why, do
from reminders.cli.common import JsonFlag

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Day = Annotated[str, typer.Argument(help="The date, as 2026-12-24.")]


def register(parent: typer.Typer, name: str) -> None:
    """Add the commands to those of the clinic."""
    parent.add_typer(app, name=name, help="Days on which nothing leaves, beside federal holidays.")


@app.command("add", epilog='Example: reminders clinic holiday add 2026-12-24 --name "Christmas Eve" --by Rosa')
def add_command(
    first: Day,
    last: Annotated[str, typer.Option(help="The last of several days in a row.")] = "",
    name: Annotated[str, typer.Option(help="What day it is: Christmas Eve.")] = "",
    what: Annotated[str, typer.Option(help="What waits: marketing (invitations), or all.")] = "marketing",
    by: By = "",
    why: Why = "",
    dry_run: DryRun = False,
    as_json: JsonFlag = False,
) -> None:
    """One holiday more; one that is there already gets this name."""
    typed = HolidayForm(first.strip(), last.strip(), name, what)
    do(lambda opened_app, order: add_holiday(opened_app, typed, order), by, why, dry_run, as_json)


@app.command("remove", epilog="Example: reminders clinic holiday remove 2026-12-24 --by Rosa")
def remove_command(on: Day, by: By = "", why: Why = "", dry_run: DryRun = False, as_json: JsonFlag = False) -> None:
    """Messages leave on this day again."""
    do(lambda opened_app, order: end_holiday(opened_app, on.strip(), order), by, why, dry_run, as_json)
