"""`reminders holds …`: pause a channel, an address or everything, and let it go on."""

from collections.abc import Mapping
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from reminders.actions.bad_input import BadInput
from reminders.actions.holding import held_addresses, hold_sending, holds, release_sending
from reminders.actions.moments import read_moment
from reminders.app import App
from reminders.cli.common import JsonFlag
from reminders.cli.opened import opened
from reminders.cli.output import instant, print_json, print_table, say
from reminders.domain.instants import from_micros, to_micros
from reminders.store.holds import Hold

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

_EXAMPLE = 'Example: reminders holds release sms --by Rosa --why "the token is right now"'

Target = Annotated[str, typer.Argument(help="sms, email, everything, a phone number or an email address.")]
By = Annotated[str, typer.Option(help="Who decides.")]
Why = Annotated[str, typer.Option(help="Why, in their own words.")]


def register(root: typer.Typer, name: str) -> None:
    """Add the commands to the root."""
    root.add_typer(app, name=name, help="Pause a channel, an address or everything, and let it go on.", epilog=_EXAMPLE)


@app.command("list", epilog="Example: reminders holds list")
def list_command(as_json: JsonFlag = False) -> None:
    """List what is paused. Paused treatments are shown by `reminders treatment show`."""
    with opened() as opened_app:
        found = holds(opened_app)
        addresses = held_addresses(opened_app, found)
    if as_json:
        print_json({"holds": [_document(hold, addresses) for hold in found]})
    elif found:
        print_table(
            ["What", "Since", "By", "Why"],
            [[_what(h, addresses), instant(from_micros(h.since_at)), h.held_by, h.why] for h in found],
        )
    else:
        say("Nothing is on hold.")


@app.command("start", epilog='Example: reminders holds start everything --by Rosa --why "wrong clinic phone"')
def start(target: Target, by: By = "", why: Why = "", as_json: JsonFlag = False) -> None:
    """Pause: nothing leaves until it is released. Messages wait, and end with a reason if their window closes."""
    _signed(by, why)
    with opened() as opened_app:
        started = hold_sending(opened_app, target, by.strip(), why.strip())
    if as_json:
        print_json({"target": target, "started": started})
    else:
        say(f"{target}: on hold." if started else f"{target}: was on hold already.")


@app.command("release", epilog=_EXAMPLE)
def release(
    target: Target,
    by: By = "",
    why: Why = "",
    skip_due_before: Annotated[
        str, typer.Option(help="A moment such as 2026-03-07T15:00Z: what was due before it is closed, not sent.")
    ] = "",
    send_doubtful: Annotated[
        bool, typer.Option("--send-doubtful", help="After a restore: send also what may have been sent already.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Let it go on; what has become late follows the rules for late messages.

    After a restore it asks what is to become of messages that the lost database may have sent.
    """
    _signed(by, why)
    with opened() as opened_app:
        before = _moment(opened_app, skip_due_before) if skip_due_before else None
        done = release_sending(opened_app, target, by.strip(), why.strip(), before, send_doubtful=send_doubtful)
    if as_json:
        print_json({"target": target, "messages": done.woken, "skipped": done.skipped})
    else:
        closed = f"; {done.skipped} are closed and will not be sent" if done.skipped else ""
        say(f"{target}: released; {done.woken} waiting messages go on{closed}.")


def _moment(opened_app: App, text: str) -> int:
    """Local to the clinic's first location unless it carries an offset. Raises BadInput."""
    with opened_app.database.read() as work:
        zone = ZoneInfo(opened_app.clinic(work).location(0).timezone)
    try:
        return to_micros(read_moment(text, zone))
    except ValueError as error:
        raise BadInput([f"skip-due-before: {error}"]) from None


def _signed(by: str, why: str) -> None:
    mistakes = [f"{name}: is missing" for name, text in (("by", by), ("why", why)) if not text.strip()]
    if mistakes:
        raise BadInput(mistakes)


def _what(hold: Hold, addresses: Mapping[str, str]) -> str:
    if hold.target == "address":
        return addresses.get(hold.target_key, "a number that no patient has")
    return hold.target_key if hold.target == "channel" else {"database": "everything"}.get(hold.target, hold.target)


def _document(hold: Hold, addresses: Mapping[str, str]) -> dict[str, object]:
    return {
        "target": hold.target if hold.target == "address" else _what(hold, addresses),
        "address": addresses.get(hold.target_key) if hold.target == "address" else None,
        "since_at": instant(from_micros(hold.since_at)),
        "by": hold.held_by,
        "why": hold.why,
    }
