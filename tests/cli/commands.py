"""Every command of the program, as one types it."""

from typing import Any

import typer

from reminders.cli.main import COMMANDS, build_app


def leaf_commands() -> list[str]:
    """`preview`, `treatment show`, `clinic location add`, …: everything that does something."""
    return [name for noun in COMMANDS for name in _below(noun, command_of(noun))]


def command_of(words: str) -> Any:
    """The command behind these words: `clinic location add`."""
    noun, *verbs = words.split()
    found: Any = typer.main.get_command(build_app(noun))
    for verb in (noun, *verbs):
        found = found.commands[verb]
    return found


def _below(name: str, command: Any) -> list[str]:
    verbs = getattr(command, "commands", {})
    return [leaf for verb, below in verbs.items() for leaf in _below(f"{name} {verb}", below)] or [name]
