"""What every command that changes the clinic takes and tells."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import Progress as Bar

from reminders.actions.clinic_edits import Order, Outcome
from reminders.actions.replan import Fate
from reminders.app import App
from reminders.cli.impact_output import counted
from reminders.cli.opened import opened
from reminders.cli.output import console, print_json, say

By = Annotated[str, typer.Option(help="Who decides.")]
Why = Annotated[str, typer.Option(help="Why, in their own words.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen and change nothing.")]

_FATES = {Fate.MOVED: "moved", Fate.CANCELED: "canceled", Fate.REVIVED: "revived"}


def do(act: Callable[[App, Order], Outcome], by: str, why: str, dry_run: bool, as_json: bool) -> None:
    """Change the clinic, or look at what a change would do, and tell what happened."""
    with opened() as opened_app, _bar() as tick:
        outcome = act(opened_app, Order(by, why, dry_run, tick))
    if as_json:
        print_json(_outcome_document(outcome))
    else:
        _print_outcome(outcome)


def _outcome_document(outcome: Outcome) -> dict[str, object]:
    return {
        "dry_run": outcome.dry_run,
        "changes": list(outcome.changes),
        "treatments": outcome.moved.treatments,
        "messages": {word: outcome.moved.messages[fate] for fate, word in _FATES.items()},
    }


def _print_outcome(outcome: Outcome) -> None:
    for line in outcome.changes:
        say(line)
    if not outcome.changes:
        say("Nothing differs from what is set.")
    moved = outcome.moved
    if moved.treatments:
        would = "would be planned" if outcome.dry_run else "planned"
        counts = [f"{moved.messages[fate]} {word}" for fate, word in _FATES.items() if moved.messages[fate]]
        said = f"messages: {', '.join(counts)}" if counts else "no message moves"
        say(f"In progress and {would} anew: {counted(moved.treatments, 'treatment')}; {said}.")
    elif outcome.changes:
        say("No message moves.")
    if outcome.dry_run:
        say("Only looked: nothing was changed.")


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, where a person watches."""
    shown = console(stderr=True)
    with Bar(console=shown, transient=True, disable=not shown.is_terminal) as progress:
        task = progress.add_task("Planning anew", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
