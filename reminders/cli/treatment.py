"""`reminders treatment …`: what staff do to one treatment."""

from collections.abc import Callable
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from reminders.actions import treatment as acts
from reminders.actions.bad_input import BadInput
from reminders.actions.moments import read_day, read_moment
from reminders.actions.replan import Change
from reminders.actions.treatment import Actor, TreatmentSheet
from reminders.app import App
from reminders.cli.change_output import report_changes
from reminders.cli.common import JsonFlag
from reminders.cli.message_output import message_row, print_messages
from reminders.cli.opened import opened
from reminders.cli.output import instant, local_words, print_json, say
from reminders.domain.instants import from_micros

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

_EXAMPLE = "Example: reminders treatment show 12"

Id = Annotated[int, typer.Argument(help="The treatment's number; `reminders messages` lists them.", metavar="ID")]
By = Annotated[str, typer.Option(help="Who decides.")]
Why = Annotated[str, typer.Option(help="Why, in their own words.")]


def register(root: typer.Typer, name: str) -> None:
    """Add the commands to the root."""
    root.add_typer(
        app, name=name, help="What staff do to one treatment.", epilog="Example: reminders treatment show 12"
    )


@app.command(epilog="Example: reminders treatment show 12")
def show(treatment_id: Id, as_json: JsonFlag = False) -> None:
    """Everything about one treatment: plan, status, history."""
    with opened() as opened_app:
        sheet = acts.show(opened_app, treatment_id)
    if as_json:
        print_json(_sheet_document(sheet))
    else:
        _print_sheet(sheet)


@app.command(epilog='Example: reminders treatment move 12 --treated-at 2026-03-08T15:00 --by Rosa --why "wrong day"')
def move(
    treatment_id: Id,
    treated_at: Annotated[str, typer.Option(help="When it really was; local unless it carries an offset.")] = "",
    by: By = "",
    why: Why = "",
    as_json: JsonFlag = False,
) -> None:
    """The treatment was at another time: what was not yet sent moves with it."""
    with opened() as opened_app:
        mistakes = _unsigned(by, why)
        zone = ZoneInfo(acts.show(opened_app, treatment_id).timezone)
        try:
            moment = read_moment(treated_at, zone)
        except ValueError as error:
            raise BadInput([f"treated-at: {error}", *mistakes]) from None
        if mistakes:
            raise BadInput(mistakes)
        report_changes(opened_app, acts.move(opened_app, treatment_id, moment, Actor(by, why)), as_json)


@app.command(epilog='Example: reminders treatment hold 12 --by Rosa --why "patient called, is unwell"')
def hold(treatment_id: Id, by: By = "", why: Why = "", as_json: JsonFlag = False) -> None:
    """Pause: nothing is sent until it is resumed."""
    _act(acts.hold, treatment_id, by, why, as_json, "On hold: its messages wait until `reminders treatment resume`.")


@app.command(epilog='Example: reminders treatment resume 12 --by Rosa --why "all is well"')
def resume(treatment_id: Id, by: By = "", why: Why = "", as_json: JsonFlag = False) -> None:
    """Go on after a hold."""
    _act(acts.resume, treatment_id, by, why, as_json, "It goes on.")


@app.command(epilog='Example: reminders treatment cancel 12 --by Rosa --why "moved away"')
def cancel(treatment_id: Id, by: By = "", why: Why = "", as_json: JsonFlag = False) -> None:
    """End it: nothing more is sent."""
    _act(acts.cancel, treatment_id, by, why, as_json)


@app.command(epilog='Example: reminders treatment booked 12 --on 2026-06-01 --by Rosa --why "booked by phone"')
def booked(
    treatment_id: Id,
    on: Annotated[str, typer.Option(help="The day of the later visit, such as 2026-06-01.")] = "",
    no_longer: Annotated[bool, typer.Option("--no-longer", help="The booking was canceled.")] = False,
    by: By = "",
    why: Why = "",
    as_json: JsonFlag = False,
) -> None:
    """A later visit is booked: invitations stop."""
    mistakes = _unsigned(by, why)
    day = None
    if not no_longer:
        try:
            day = read_day(on)
        except ValueError as error:
            mistakes.insert(0, f"on: {error}")
    if mistakes:
        raise BadInput(mistakes)
    with opened() as opened_app:
        report_changes(opened_app, acts.booked(opened_app, treatment_id, day, Actor(by, why)), as_json)


@app.command("entered-in-error", epilog='Example: reminders treatment entered-in-error 12 --by Rosa --why "wrong file"')
def entered_in_error(treatment_id: Id, by: By = "", why: Why = "", as_json: JsonFlag = False) -> None:
    """It never happened: nothing more is sent, and it does not count as a treatment."""
    _act(acts.entered_in_error, treatment_id, by, why, as_json)


def _act(
    act: Callable[[App, int, Actor], list[Change]],
    treatment_id: int,
    by: str,
    why: str,
    as_json: bool,
    said: str = "",
) -> None:
    if mistakes := _unsigned(by, why):
        raise BadInput(mistakes)
    with opened() as opened_app:
        report_changes(opened_app, act(opened_app, treatment_id, Actor(by.strip(), why.strip())), as_json, said)


def _unsigned(by: str, why: str) -> list[str]:
    given = {"by": by, "why": why}
    wanted = {"by": "say who decides, for example --by Rosa", "why": "say why, in a few words"}
    return [f"{name}: is missing; {wanted[name]}" for name, text in given.items() if not text.strip()]


def _sheet_document(sheet: TreatmentSheet) -> dict[str, object]:
    treatment = sheet.treatment
    return {
        "treatment_id": treatment.id,
        "patient_id": treatment.patient_id,
        "first_name": sheet.first_name,
        "last_name": sheet.last_name,
        "schedule": treatment.schedule,
        "treated_at": instant(from_micros(treatment.treated_at)),
        "timezone": sheet.timezone,
        "status": treatment.status,
        "session": "/".join(map(str, treatment.session)) if treatment.session else None,
        "touch_up": treatment.touch_up,
        "booked_on": treatment.booked_on,
        "provider": sheet.provider or None,
        "external_id": sheet.external_id or None,
        "messages": [message_row(message) for message in sheet.messages],
        "history": [
            {"at": instant(from_micros(at)), "by": by, "what": verb, "why": why} for at, by, verb, why in sheet.history
        ],
    }


def _print_sheet(sheet: TreatmentSheet) -> None:
    zone, treatment = ZoneInfo(sheet.timezone), sheet.treatment
    name = " ".join(part for part in (sheet.first_name, sheet.last_name) if part)
    treated = local_words(from_micros(treatment.treated_at), zone)
    say(f"Treatment {treatment.id}: {name}, {treatment.schedule}, {treated} ({zone.key}), {treatment.status}")
    print_messages(sheet.messages, zone)
    for at, by, verb, why in sheet.history:
        say(f"{local_words(from_micros(at), zone)}: {verb} by {by}" + (f" ({why})" if why else ""))
