"""`reminders audit …`: who did what and when, and whether somebody has meddled with it."""

from typing import Annotated

import typer

from reminders.actions.auditing import Problem, Told, Verdict, audit_list, read_mark, verify_audit
from reminders.cli.common import JsonFlag
from reminders.cli.failures import FAILED
from reminders.cli.opened import opened
from reminders.cli.output import instant, print_json, print_table, say
from reminders.domain.instants import from_micros

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

_LIST_EXAMPLE = 'Example: reminders audit list --subject "treatment 42"'
_EXAMPLE = "Example: reminders audit verify"


def register(root: typer.Typer, name: str) -> None:
    """Add the commands to the root."""
    root.add_typer(app, name=name, help="Who did what, when; and whether that was changed.", epilog=_EXAMPLE)


@app.command("list", epilog=_LIST_EXAMPLE)
def list_command(
    subject: Annotated[str, typer.Option(help='What it was done to: "treatment 42", or a kind alone: "clinic".')] = "",
    limit: Annotated[int, typer.Option(help="So many of the newest.")] = 50,
    as_json: JsonFlag = False,
) -> None:
    """List who did what, the newest first. The reasons may name patients: mind who looks over your shoulder."""
    with opened() as opened_app:
        found = audit_list(opened_app, subject, limit)
    if as_json:
        print_json({"entries": [_document(one) for one in found]})
        return
    print_table(
        ["No.", "When", "Who", "Did", "To", "Why, or more"],
        [
            [str(t.number), instant(from_micros(t.at)), t.by, t.verb, f"{t.subject} {t.subject_id or ''}", t.detail]
            for t in found
        ],
    )


@app.command("verify", epilog=_EXAMPLE)
def verify_command(
    since: Annotated[str, typer.Option(help="A mark (NUMBER:MAC) that an earlier run has shown.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Recompute the chain and name the first entry that was changed, deleted, swapped or cut off; then exit code 1.

    Who has the database and LOOKUP_KEY could write a whole new chain. A mark that is kept elsewhere shows that too:
    give it with --since.
    """
    mark = read_mark(since) if since else None
    with opened() as opened_app:
        verdict = verify_audit(opened_app, mark)
    if as_json:
        print_json(verdict_document(verdict))
    else:
        _print(verdict)
    if verdict.problem is not None:
        raise typer.Exit(FAILED)


def verdict_document(verdict: Verdict) -> dict[str, object]:
    """For JSON."""
    problem = verdict.problem
    return {
        "ok": problem is None,
        "entries": verdict.entries,
        "mark": verdict.mark or None,
        "first_bad": None if problem is None else {"number": problem.number, "says": problem.says, **_act(problem)},
    }


def _act(problem: Problem) -> dict[str, object]:
    entry = problem.entry
    if entry is None:
        return {"at": None, "by": None, "verb": None, "subject": None}
    subject = f"{entry.subject} {entry.subject_id}"
    return {"at": instant(from_micros(entry.at)), "by": entry.by, "verb": entry.verb, "subject": subject}


def _print(verdict: Verdict) -> None:
    problem = verdict.problem
    if problem is None:
        say(f"All {verdict.entries} entries are as they were written.")
        if verdict.mark:
            say(f"Keep this mark on another machine, and give it with --since next time: {verdict.mark}")
        return
    say(f"Somebody has meddled with the audit: {problem.says}.")
    if problem.entry is not None:
        act = _act(problem)
        say(f"It reads now: {act['at']} {act['by']} {act['verb']} ({act['subject']}).")
    say(f"Before it, {verdict.entries} entries are as they were written. A backup from before shows what was there.")


def _document(told: Told) -> dict[str, object]:
    return {
        "number": told.number,
        "at": instant(from_micros(told.at)),
        "by": told.by,
        "verb": told.verb,
        "subject": told.subject,
        "subject_id": told.subject_id,
        "detail": told.detail,
    }
