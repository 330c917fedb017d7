"""`reminders resolve`: a person decides about a message in doubt or failed."""

from typing import Annotated

import typer

from reminders.actions.bad_input import BadInput
from reminders.actions.resolving import arrived, close, resend
from reminders.cli.common import JsonFlag
from reminders.cli.opened import opened
from reminders.cli.output import instant_or_none, print_json, say

_EXAMPLE = 'Example: reminders resolve 31 --resend --by Rosa --why "patient says nothing came"'


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(resolve_command)


def resolve_command(
    message: Annotated[int, typer.Argument(help="Its number; `reminders messages --status unknown` lists them.")],
    again: Annotated[bool, typer.Option("--resend", help="Send it once more, at the next permitted time.")] = False,
    came: Annotated[bool, typer.Option("--arrived", help="The patient has it: count it as sent.")] = False,
    end: Annotated[bool, typer.Option("--close", help="Leave it as it is.")] = False,
    by: Annotated[str, typer.Option(help="Who decides.")] = "",
    why: Annotated[str, typer.Option(help="Why, in their own words.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Decide about a message in doubt or failed. The program never sends such a message again by itself."""
    mistakes = [] if again + came + end == 1 else ["resend, arrived, close: give exactly one of them"]
    mistakes += [f"{name}: is missing" for name, text in (("by", by), ("why", why)) if not text.strip()]
    if mistakes:
        raise BadInput(mistakes)
    with opened() as app:
        decide = resend if again else arrived if came else close
        done = decide(app, message, by, why)
    if as_json:
        print_json(
            {
                "message_id": done.message_id,
                "new_message_id": done.new_message_id,
                "due_at": instant_or_none(done.due_at),
                "waiting": done.waiting,
            }
        )
    elif came:
        say(f"Message {done.message_id} counts as sent.")
    elif done.waiting:
        say(
            f"Message {done.message_id} is closed. It was a welcome: {done.waiting} texts to its number go on waiting. "
            "Say --arrived when the patient has it, or --resend to send another one."
        )
    elif done.new_message_id is None:
        say(f"Message {done.message_id} is closed.")
    else:
        say(f"Message {done.message_id} goes out once more, as message {done.new_message_id}.")
