"""`reminders restore`: puts a backup in the database's place, and holds all sending."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from reminders.actions.bad_input import BadInput
from reminders.actions.restoring import Doubt, Restored, restore
from reminders.app import utc_now
from reminders.cli.audit import verdict_document
from reminders.cli.common import JsonFlag, settings_for
from reminders.cli.output import instant, note, print_json, print_table, say
from reminders.config import Settings
from reminders.domain.instants import SECOND, from_micros
from reminders.store.keyring import Keyring
from reminders.store.restored import Doubtful

_EXAMPLE = "Example: reminders restore backups/reminders-20260307T150000Z.db"


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(restore_command)


def restore_command(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    to: Annotated[Path | None, typer.Option(help="Another place than DATABASE_URL names.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Verify a backup, bring it to this version, and put it in the database's place; stop the service first.

    What was there is kept beside it under a dated name. All sending is on hold afterwards: the backup does not know
    what was sent since, nor who said stop. `reminders holds release everything` lets it go.
    """
    settings = settings_for(storing=True)
    assert settings.lookup_key is not None
    keyring = Keyring(settings.encryption_keys, settings.lookup_key)
    done = restore(settings, keyring, file, _target(settings, to), utc_now)
    if as_json:
        print_json(_document(done))
    else:
        _print(done)
    if done.audit.problem is not None:
        note(f"The audit in the backup is not as it was written: {done.audit.problem.says}.")


def _target(settings: Settings, to: Path | None) -> Path:
    target = to or settings.sqlite_file
    if target is None:
        cure = "load its dump with `pg_restore`; the worker finds out when it starts, and holds everything"
        raise BadInput([f"DATABASE_URL: names a PostgreSQL server; {cure}"])
    return target


def _print(done: Restored) -> None:
    doubt = done.doubt
    say(f"{done.path} is {'about as' if not doubt.exact else 'as'} it was at {_when(doubt.taken_at)}.")
    if done.replaced is not None:
        say(f"What was there is kept as {done.replaced}.")
    if done.migrated:
        say("It was of an older version and is of this one now.")
    say("All sending is on hold.\n")
    for line in _advice(doubt):
        say(line)
    if doubt.messages:
        print_table(
            ["Schedule", "Message", "By", "How many", "Due from", "to"],
            [
                [m.schedule, m.step, m.channel, str(m.messages), _when(m.first_due_at), _when(m.last_due_at)]
                for m in doubt.messages
            ],
        )


def _advice(doubt: Doubt) -> Iterator[str]:
    since = _when(doubt.taken_at)
    yield f"{doubt.total} messages were due before now, {doubt.since} of them since the backup. Each of them may"
    yield "have been sent already by the database that is gone."
    yield f"Gone is also what came in after {since}:"
    yield "  - who said STOP or opted out: look through the phone and the provider's log, `reminders opt-out ADDRESS`"
    yield "  - who was enrolled, moved or canceled: import the clinic's list again, after opt-outs are in"
    yield "Then let it go:"
    skip = f"{from_micros(doubt.before + SECOND):%Y-%m-%dT%H:%M:%SZ}"
    yield f'  reminders holds release everything --skip-due-before {skip} --by NAME --why "restored"'
    yield "closes what is in doubt. --send-doubtful instead lets it go by the rules for late messages, perhaps twice."


def _document(done: Restored) -> dict[str, object]:
    doubt = done.doubt
    return {
        "file": str(done.path),
        "replaced": str(done.replaced) if done.replaced else None,
        "taken_at": instant(from_micros(doubt.taken_at)),
        "taken_at_exact": doubt.exact,
        "migrated": done.migrated,
        "audit": verdict_document(done.audit),
        "held": "everything",
        "doubtful": {
            "before": instant(from_micros(doubt.before + SECOND)),
            "messages": doubt.total,
            "due_since_backup": doubt.since,
            "steps": [_step(one) for one in doubt.messages],
        },
    }


def _step(one: Doubtful) -> dict[str, object]:
    return {
        "schedule": one.schedule or None,
        "step": one.step,
        "channel": one.channel or None,
        "messages": one.messages,
        "due_since_backup": one.since,
        "first_due_at": instant(from_micros(one.first_due_at)),
        "last_due_at": instant(from_micros(one.last_due_at)),
    }


def _when(micros: int) -> str:
    return f"{from_micros(micros):%b %d, %Y %H:%M} UTC"
