"""`reminders schedules publish · rollback`: show the impact, ask, then make the version."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.progress import Progress

from reminders.actions.bad_input import BadInput
from reminders.actions.bundle_checks import check_bundle, read_draft
from reminders.actions.publishing import ApplyTo, Order, Publication, name_mistakes, publish, roll_back
from reminders.actions.publishing_impact import Impact, impact_of
from reminders.actions.version_views import stored_bundle
from reminders.app import App
from reminders.catalog.bundle import Bundle
from reminders.catalog.mistakes import Mistake, Mistakes
from reminders.cli.check_output import mistake_document
from reminders.cli.common import JsonFlag
from reminders.cli.impact_output import counted, impact_document, print_impact
from reminders.cli.opened import opened
from reminders.cli.output import console, note, print_json, say

_CHOICES = ("everyone", "new", "stop")
_QUESTION = "Apply it to everyone in progress, to new enrollments only, or stop? (everyone, new, stop)"

ApplyToOption = Annotated[
    str, typer.Option("--apply-to", help="new: enrollments from now on; everyone: those in progress too.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the impact and change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; without --apply-to, new enrollments only.")]
SendMissed = Annotated[
    bool, typer.Option("--send-missed", help="Also send steps that are new to a treatment though their time is past.")
]
By = Annotated[str, typer.Option(help="Who decides.")]


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    by: str
    apply_to: ApplyTo | None
    yes: bool
    dry_run: bool
    send_missed: bool
    as_json: bool


Publish = Callable[[Order, Callable[[int], None]], Publication]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("publish", epilog="Example: reminders schedules publish schedules/microneedling.yaml --dry-run")(
        publish_command
    )
    app.command("rollback", epilog="Example: reminders schedules rollback microneedling --to 3 --apply-to everyone")(
        rollback_command
    )


def publish_command(
    file: Annotated[str, typer.Argument(help="The schedule's file, or its name for the one in SCHEDULES_DIR.")],
    apply_to: ApplyToOption = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    send_missed: SendMissed = False,
    by: By = "command line",
    as_json: JsonFlag = False,
) -> None:
    """Make a new version of a schedule and its templates; its impact is shown first."""
    wish, mistakes = _read_wish(by, apply_to, yes, dry_run, send_missed, as_json)
    with opened() as app:
        bundle, warnings = _read_bundle(app, file, mistakes)
        _show_and_do(app, bundle, wish, warnings, lambda order, tick: publish(app, bundle, order, tick))


def rollback_command(
    schedule: Annotated[str, typer.Argument(help="The schedule's name.")],
    to: Annotated[int, typer.Option(help="The number of the version whose content comes back.")] = 0,
    apply_to: ApplyToOption = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    send_missed: SendMissed = False,
    by: By = "command line",
    as_json: JsonFlag = False,
) -> None:
    """Publish an older version again, as a new one."""
    wish, mistakes = _read_wish(by, apply_to, yes, dry_run, send_missed, as_json)
    if to < 1:
        mistakes.append("to: is missing; `reminders schedules history` shows the numbers")
    if mistakes:
        raise BadInput(mistakes)
    with opened() as app:
        bundle = stored_bundle(app, schedule, to)
        _show_and_do(app, bundle, wish, (), lambda order, tick: roll_back(app, schedule, to, order, tick))


def choose(wish: Wish, *, terminal: bool, ask: Callable[[str], str]) -> ApplyTo | None:
    """Whom it is for; None: stop. Raises BadInput where nobody can be asked."""
    if wish.apply_to is not None:
        return wish.apply_to
    if wish.yes:
        return ApplyTo.NEW
    if not terminal:
        raise BadInput(["apply-to: is missing, and there is no terminal to ask on; say --apply-to new or everyone"])
    while True:
        answer = ask(_QUESTION).strip().lower()
        if answer in _CHOICES:
            return None if answer == "stop" else ApplyTo(answer)


def _read_wish(
    by: str, apply_to: str, yes: bool, dry_run: bool, send_missed: bool, as_json: bool
) -> tuple[Wish, list[str]]:
    mistakes = name_mistakes(by)
    known = {choice.value: choice for choice in ApplyTo}
    if apply_to and apply_to not in known:
        mistakes.append(f"apply-to: must be new or everyone, got {apply_to!r}")
    return Wish(by, known.get(apply_to), yes, dry_run, send_missed, as_json), mistakes


def _read_bundle(app: App, file: str, mistakes: list[str]) -> tuple[Bundle, Sequence[Mistake]]:
    """The content, with what to look at in it. Raises BadInput with every mistake of the options and of the files."""
    settings = app.settings
    try:
        bundle = read_draft(settings.schedules_dir, settings.templates_dir, file)
    except Mistakes as error:
        raise BadInput([*mistakes, *map(str, error.mistakes)]) from None
    checked = check_bundle(bundle)
    if mistakes or checked.mistakes:
        raise BadInput([*mistakes, *map(str, checked.mistakes)])
    return bundle, checked.warnings


def _show_and_do(app: App, bundle: Bundle, wish: Wish, warnings: Sequence[Mistake], do: Publish) -> None:
    for warning in warnings:
        note(f"Warning: {warning}")
    with _bar("Looking at treatments") as tick:
        impact = impact_of(app, bundle, send_missed=wish.send_missed, progress=tick)
    if not wish.as_json:
        _print_before(impact)
    done = None
    if not wish.dry_run and not _nothing_to_do(impact, wish):
        apply_to = choose(wish, terminal=not wish.as_json and sys.stdin.isatty(), ask=_ask)
        if apply_to is None:
            say("Stopped. Nothing was changed.")
            return
        seen = impact.base.number if impact.base else 0
        with _bar("Moving treatments") as tick:
            done = do(Order(wish.by, apply_to, wish.send_missed, seen), lambda moved: tick(moved, impact.treatments))
    if wish.as_json:
        print_json(_document(impact, wish, warnings, done))
    elif done is not None:
        _print_after(done)


def _nothing_to_do(impact: Impact, wish: Wish) -> bool:
    return impact.same_content and (impact.treatments == 0 or wish.apply_to is ApplyTo.NEW)


def _ask(question: str) -> str:
    answer: str = typer.prompt(question, err=True)
    return answer


def _print_before(impact: Impact) -> None:
    number = impact.base.number if impact.base else 0
    if not impact.same_content:
        say(f"{impact.schedule}: this would be version {number + 1}.")
        print_impact(impact)
    elif impact.treatments:
        say(f"{impact.schedule}: version {number} has this content already, but not everyone is on it.")
        print_impact(impact)
    else:
        say(f"{impact.schedule}: nothing changed; version {number} has this content already.")


def _print_after(done: Publication) -> None:
    version = done.version
    if done.added:
        say(f"Published: {version.schedule}, version {version.number}.")
    if done.moved.treatments:
        say(f"In progress and on it from now on: {counted(done.moved.treatments, 'treatment')}.")
    if not done.added and not done.moved.treatments:
        say("Nothing changed.")
    elif version.approved_by:
        say(f"It is approved: {version.approved_by} approved the same content.")
    else:
        say(f'A real transport sends it once it is approved: reminders schedules approve {version.schedule} --by "…"')


def _document(impact: Impact, wish: Wish, warnings: Sequence[Mistake], done: Publication | None) -> dict[str, object]:
    before = impact.base.number if impact.base else None
    return {
        "schedule": impact.schedule,
        "version_before": before,
        "version": done.version.number if done else before,
        "changed": done is not None and (done.added or done.moved.treatments > 0),
        "dry_run": wish.dry_run,
        "approved_by": done.version.approved_by if done else impact.base.approved_by if impact.base else None,
        "treatments_moved": done.moved.treatments if done else 0,
        "impact": impact_document(impact),
        "warnings": [mistake_document(warning) for warning in warnings],
    }


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, where a person watches."""
    shown = console(stderr=True)
    with Progress(console=shown, transient=True, disable=not shown.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
