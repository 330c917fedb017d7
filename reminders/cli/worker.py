"""`reminders worker`: sends what is due."""

from dataclasses import asdict
from typing import Annotated

import typer

from reminders.cli.common import JsonFlag
from reminders.cli.opened import opened
from reminders.cli.output import print_json, say
from reminders.cli.signals import stopped_by_signal
from reminders.worker import Worker

_EXAMPLE = "Example: reminders worker --once --json"


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(worker_command)


def worker_command(
    once: Annotated[bool, typer.Option("--once", help="Send until nothing is due now, then leave.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Send what is due, until ctrl-C or SIGTERM: then what is armed is finished and the rest stays planned."""
    with opened() as app:
        worker = Worker(app)
        with stopped_by_signal(worker.ask_to_stop) as stopped:
            if not once:
                worker.run()
                return
            try:
                counts = worker.once()
            finally:
                worker.stop()
    if as_json:
        print_json(asdict(counts))
    else:
        say(", ".join(f"{count} {what}" for what, count in asdict(counts).items()))
    if stopped:
        raise typer.Exit(stopped[0])
