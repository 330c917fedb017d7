"""`reminders opt-out`: a spoken or written stop, and its end."""

from typing import Annotated

import typer

from reminders.actions.bad_input import BadInput
from reminders.actions.opting_in import end_stop
from reminders.actions.opting_out import address_mistakes, opt_out
from reminders.app import App
from reminders.catalog.mistakes import near
from reminders.cli.common import JsonFlag
from reminders.cli.opened import opened
from reminders.cli.output import print_json, say
from reminders.domain.words import Channel, OptOutScope

_EXAMPLE = 'Example: reminders opt-out 202-555-0143 --why "said so on the phone" --by Rosa'


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(opt_out_command)


def opt_out_command(
    address: Annotated[str, typer.Argument(help="A phone number or an email address.")],
    why: Annotated[str, typer.Option(help="How the patient said so.")] = "",
    scope: Annotated[str, typer.Option(help="all, or marketing for invitations only.")] = "all",
    end: Annotated[bool, typer.Option("--end", help="The patient asks for messages again.")] = False,
    by: Annotated[str, typer.Option(help="Who records it; needed with --end.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Record that whoever uses this address said stop: at once, for every patient who shares it.

    `--end` takes it back for care; invitations need a new consent besides (`reminders patient consent`).
    """
    mistakes = _mistakes(address, why, scope, by, end)
    if mistakes:
        raise BadInput(mistakes)
    with opened() as app:
        if end:
            _end(app, address, OptOutScope(scope), by, why, as_json)
        else:
            _stop(app, address, OptOutScope(scope), by, why, as_json)


def _mistakes(address: str, why: str, scope: str, by: str, end: bool) -> list[str]:
    known = [one.value for one in OptOutScope]
    found = [] if why.strip() else ['why: is missing; say how, for example --why "said so on the phone"']
    if end and not by.strip():
        found.append("by: is missing; a stop is lifted by a person, for example --by Rosa")
    if scope not in known:
        found.append(f"scope: {scope!r} is unknown; use {' or '.join(known)}{near(scope, known)}")
    return found + address_mistakes(address)


def _stop(app: App, address: str, scope: OptOutScope, by: str, why: str, as_json: bool) -> None:
    done = opt_out(app, address, scope, by.strip() or "command line", why)
    if as_json:
        print_json({"added": done.added, "patients": done.patients, "canceled": done.canceled})
        return
    what = "Stopped." if done.added else "Was stopped already."
    say(f"{what} Patients with this address: {done.patients}. Messages canceled: {done.canceled}.")


def _end(app: App, address: str, scope: OptOutScope, by: str, why: str, as_json: bool) -> None:
    done = end_stop(app, address, scope, by, why)
    if as_json:
        print_json({"ended": True, "invitations": done.invitations, "patients": done.patients, "planned": done.planned})
        return
    what = (
        "Care and invitations go out again." if done.invitations else "Care goes out again; invitations stay stopped."
    )
    say(f"{what} Patients with this address: {done.patients}. Messages planned: {done.planned}.")
    if "@" not in address and app.live(Channel.SMS):
        say("If Twilio has stopped this number too, the patient has to text START to the clinic's number.")
