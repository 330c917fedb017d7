"""How the findings of `schedules check` and `templates check` are printed, and what exit code they have."""

from collections.abc import Iterable, Sequence

import typer

from reminders.catalog.mistakes import Mistake
from reminders.cli.failures import BAD_INPUT
from reminders.cli.output import note, say


def mistake_document(mistake: Mistake) -> dict[str, object]:
    """The JSON form of one mistake or warning."""
    return {"file": mistake.file, "line": mistake.line, "place": mistake.place, "text": mistake.text}


def counted(count: int, noun: str) -> str:
    """ "1 mistake", "2 mistakes"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def print_findings(mistakes: Sequence[Mistake], warnings: Iterable[Mistake]) -> None:
    """Warnings first, mistakes last, since those are what must be done."""
    for warning in warnings:
        say(f"Warning: {warning}")
    for mistake in mistakes:
        note(str(mistake))


def leave_with(mistakes: Sequence[object]) -> None:
    """Leave with the exit code for bad input when there are mistakes."""
    if mistakes:
        raise typer.Exit(BAD_INPUT)
