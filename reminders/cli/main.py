"""The frame of the command line: which nouns there are, and what exit code an end has."""

from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer

from reminders.cli.failures import exit_code_of

PROGRAM = "reminders"

#: Command → the module whose `register(root, name)` adds it, and the line that `--help` shows. In the order of use.
COMMANDS: dict[str, tuple[str, str]] = {
    "preview": ("reminders.cli.preview", "What a patient treated then would get, when and why."),
}

_HELP = """Aftercare reminders: the right message in each stage of recovery.

`reminders COMMAND --help` shows an example. Exit codes: 0 done, 1 it failed, 2 bad input or settings (all mistakes
are listed, nothing was changed).
"""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 bad input or settings, 130 interrupted."""
    try:
        command = next((word for word in arguments if not word.startswith("-")), None)
        build_app(command)(args=list(arguments), prog_name=PROGRAM)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - the one place where any failure becomes words and an exit code
        return exit_code_of(error)
    return 0


def build_app(command: str | None) -> typer.Typer:
    """The root command with `command` loaded and every other one as a line of help only."""
    root = typer.Typer(
        name=PROGRAM, help=_HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
    )
    root.callback()(_root)
    for name, (module, line) in COMMANDS.items():
        if name == command:
            # Loaded only when it runs, so that `--help` does not wait for the database, Twilio and the web server.
            import_module(module).register(root, name)
        else:
            root.command(name, help=line)(_line_of_help)
    return root


def _root(
    show_version: Annotated[
        bool, typer.Option("--version", is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    if show_version:
        typer.echo(version("aftercare-reminders"))
        raise typer.Exit


def _line_of_help() -> None:
    """Never runs: a command that is called is loaded."""
