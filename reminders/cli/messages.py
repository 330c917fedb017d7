"""`reminders messages`: the list."""

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from reminders.actions.bad_input import BadInput
from reminders.catalog.mistakes import near
from reminders.cli.common import JsonFlag
from reminders.cli.message_output import message_row, print_messages
from reminders.cli.opened import opened
from reminders.cli.output import note, print_json
from reminders.domain.words import Status
from reminders.store.listing import list_messages

_EXAMPLE = "Example: reminders messages --status planned --limit 20"
_MOST = 100_000


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(messages_command)


def messages_command(
    status: Annotated[str | None, typer.Option(help="Only with this status: planned, sent, failed, unknown …")] = None,
    treatment: Annotated[int | None, typer.Option(help="Only of this treatment.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many.")] = 100,
    unconfirmed: Annotated[
        bool, typer.Option("--unconfirmed", help="Only sent ones of whose arrival nothing was heard for three days.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """List messages by the time at which they are due."""
    wanted = _checked(status, limit)
    with opened() as app, app.database.read() as work:
        zone = ZoneInfo(app.clinic(work).location(0).timezone)
        found = list_messages(work, status=wanted, treatment_id=treatment, limit=limit, unconfirmed=unconfirmed)
    if as_json:
        print_json({"messages": [message_row(message) for message in found]})
        return
    print_messages(found, zone)
    if len(found) == limit:
        note(f"Only the first {limit} are shown; --limit shows more.")


def _checked(status: str | None, limit: int) -> Status | None:
    mistakes = []
    known = [one.value for one in Status]
    if status is not None and status not in known:
        mistakes.append(f"status: {status!r} is unknown; use one of {', '.join(known)}{near(status, known)}")
    if not 1 <= limit <= _MOST:
        mistakes.append(f"limit: must be from 1 to {_MOST}, got {limit}")
    if mistakes:
        raise BadInput(mistakes)
    return Status(status) if status else None
