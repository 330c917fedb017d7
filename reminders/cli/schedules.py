"""`reminders schedules …`: check, publish and approve what is sent when."""

from pathlib import Path
from typing import Annotated

import typer

from reminders.catalog.bundle import Bundle, draft_bundle, read_bundle, read_schedule_names
from reminders.catalog.checking import check_schedule
from reminders.catalog.mistakes import Mistake, Mistakes
from reminders.cli import schedule_publishing, schedule_versions
from reminders.cli.check_output import counted, leave_with, mistake_document, print_findings
from reminders.cli.common import JsonFlag, settings_for
from reminders.cli.output import print_json, say
from reminders.config import Settings

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
schedule_versions.add_to(app)
schedule_publishing.add_to(app)

_EXAMPLE = "Example: reminders schedules check schedules/microneedling.yaml"


@app.callback()
def schedules() -> None:
    """What is sent when."""


def register(root: typer.Typer, name: str) -> None:
    """Add the commands to the root."""
    root.add_typer(app, name=name, help="What is sent when.", epilog=_EXAMPLE)


@app.command("check", epilog=_EXAMPLE)
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="Files; all of SCHEDULES_DIR unless given.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Check schedule files: every mistake at once, with its line. Needs no database."""
    settings = settings_for(storing=False)
    mistakes: list[Mistake] = []
    warnings: list[Mistake] = []
    names = []
    for bundle in _bundles(settings, files or [], mistakes):
        report = check_schedule(bundle)
        mistakes += report.mistakes
        warnings += report.warnings
        names.append(bundle.schedule_name)
    if as_json:
        print_json(
            {
                "schedules": names,
                "mistakes": [mistake_document(mistake) for mistake in mistakes],
                "warnings": [mistake_document(warning) for warning in warnings],
            }
        )
    else:
        print_findings(mistakes, warnings)
        found = f"{counted(len(mistakes), 'mistake')}, {counted(len(warnings), 'warning')}"
        say(f"{', '.join(names) or 'No schedule'}: {found}.")
    leave_with(mistakes)


def _bundles(settings: Settings, files: list[Path], mistakes: list[Mistake]) -> list[Bundle]:
    found = []
    for source in files or read_schedule_names(settings.schedules_dir):
        try:
            if isinstance(source, Path):
                found.append(draft_bundle(source, settings.templates_dir))
            else:
                found.append(read_bundle(settings.schedules_dir, settings.templates_dir, source))
        except Mistakes as error:
            mistakes += error.mistakes
    return found
