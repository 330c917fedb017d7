"""`reminders opt-out`: a spoken or written stop."""

from typing import Annotated

import typer

from reminders.actions.bad_input import BadInput
from reminders.actions.opting_out import address_mistakes, opt_out
from reminders.catalog.mistakes import near
from reminders.cli.common import JsonFlag
from reminders.cli.opened import opened
from reminders.cli.output import print_json, say
from reminders.domain.words import OptOutScope

_EXAMPLE = 'Example: reminders opt-out 202-555-0143 --why "said so on the phone" --by Rosa'


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(opt_out_command)


def opt_out_command(
    address: Annotated[str, typer.Argument(help="A phone number or an email address.")],
    why: Annotated[str, typer.Option(help="How the patient said so.")] = "",
    scope: Annotated[str, typer.Option(help="all, or marketing for invitations only.")] = "all",
    by: Annotated[str, typer.Option(help="Who records it.")] = "command line",
    as_json: JsonFlag = False,
) -> None:
    """Record that whoever uses this address said stop: at once, for every patient who shares it."""
    known = [one.value for one in OptOutScope]
    mistakes = [] if why.strip() else ['why: is missing; say how, for example --why "said so on the phone"']
    if scope not in known:
        mistakes.append(f"scope: {scope!r} is unknown; use {' or '.join(known)}{near(scope, known)}")
    mistakes += address_mistakes(address)
    if mistakes:
        raise BadInput(mistakes)
    with opened() as app:
        done = opt_out(app, address, OptOutScope(scope), by, why)
    if as_json:
        print_json({"added": done.added, "patients": done.patients, "canceled": done.canceled})
    else:
        what = "Stopped." if done.added else "Was stopped already."
        say(f"{what} Patients with this address: {done.patients}. Messages canceled: {done.canceled}.")
