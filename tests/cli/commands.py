"""Every command of the program, as one types it."""

import typer

from reminders.cli.main import COMMANDS, build_app


def leaf_commands() -> list[str]:
    """`preview`, `treatment show`, …: everything that does something."""
    names = []
    for noun in COMMANDS:
        command = typer.main.get_command(build_app(noun)).commands[noun]  # type: ignore[attr-defined]
        names += [f"{noun} {verb}" for verb in getattr(command, "commands", {})] or [noun]
    return names
