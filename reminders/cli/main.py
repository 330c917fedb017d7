"""The frame of the command line: which nouns there are, and what exit code an end has."""

from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer

from reminders.cli.failures import exit_code_of

PROGRAM = "reminders"

#: Command → the module whose `register(root, name)` adds it, and the line that `--help` shows. In the order of use.
COMMANDS: dict[str, tuple[str, str]] = {
    "setup": ("reminders.cli.setup", "Database, shipped schedules, first admin; safe to repeat."),
    "run": ("reminders.cli.run", "Pages and sending in one process."),
    "web": ("reminders.cli.web", "The pages only."),
    "worker": ("reminders.cli.worker", "Send what is due; --once sends until nothing is due now."),
    "demo": ("reminders.cli.demo", "A clinic to look at, on this machine only."),
    "preview": ("reminders.cli.preview", "What a patient treated then would get, when and why."),
    "simulate": ("reminders.cli.simulate", "What every patient of a file would get, under a clock that jumps."),
    "enroll": ("reminders.cli.enroll", "One patient after a treatment."),
    "import": ("reminders.cli.import_patients", "Many patients from a CSV file; the same file again changes nothing."),
    "treatment": ("reminders.cli.treatment", "What staff do to one treatment."),
    "patient": ("reminders.cli.patient", "Find a patient, and change what is known of them."),
    "messages": ("reminders.cli.messages", "The list of messages."),
    "inbox": ("reminders.cli.inbox", "What patients wrote back, and what staff do about it."),
    "opt-out": ("reminders.cli.opt_out", "A spoken or written stop, and its end."),
    "resolve": ("reminders.cli.resolve", "Decide about a message in doubt or failed."),
    "holds": ("reminders.cli.holds", "Pause a channel, an address or everything, and let it go on."),
    "schedules": ("reminders.cli.schedules", "What is sent when: check, publish, approve."),
    "templates": ("reminders.cli.templates", "The texts: check them all."),
    "clinic": ("reminders.cli.clinic", "The clinic, its locations, contact hours and limits."),
    "staff": ("reminders.cli.staff", "The people at the clinic."),
    "audit": ("reminders.cli.audit", "Who did what, when; and whether that was changed."),
    "doctor": ("reminders.cli.doctor", "What is missing, and what to do about it."),
    "backup": ("reminders.cli.backup", "A verified copy of the database, while the service runs."),
    "restore": ("reminders.cli.restore", "Put a backup in the database's place, and hold all sending."),
    "migrate": ("reminders.cli.migrate", "Bring the database to this version."),
}

_HELP = """Aftercare reminders: the right message in each stage of recovery.

`reminders COMMAND --help` shows an example. Exit codes: 0 done, 1 it failed, 2 bad input or settings (all mistakes
are listed, nothing was changed).
"""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 bad input or settings, 130 interrupted."""
    try:
        command = next((word for word in arguments if not word.startswith("-")), None)
        if command is not None and command not in COMMANDS:
            raise UnknownCommand(command)
        build_app(command)(args=list(arguments), prog_name=PROGRAM)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - the one place where any failure becomes words and an exit code
        return exit_code_of(error)
    return 0


class UnknownCommand(Exception):
    """There is no such command."""

    def __init__(self, command: str) -> None:
        close = get_close_matches(command, COMMANDS, n=1)
        hint = f"did you mean {close[0]}?" if close else f"`{PROGRAM} --help` lists them"
        self.mistakes = (f"{command!r} is no command; {hint}",)
        super().__init__(*self.mistakes)


def build_app(command: str | None) -> typer.Typer:
    """The root command with `command` loaded and every other one as a line of help only."""
    root = typer.Typer(
        name=PROGRAM,
        help=_HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # rich's help alone takes twice as long to load as all the rest
    )
    root.callback()(_root)
    for name, (module, line) in COMMANDS.items():
        if name == command:
            # Loaded only when it runs, so that `--help` does not wait for the database, Twilio and the web server.
            import_module(module).register(root, name)
        else:
            root.command(name, help=line)(_line_of_help)
    return root


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("aftercare-reminders"))
        raise typer.Exit


def _root(
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Print the version and leave.")
    ] = False,
) -> None:
    """Holds the options of the program itself."""


def _line_of_help() -> None:
    """Never runs: a command that is called is loaded."""
