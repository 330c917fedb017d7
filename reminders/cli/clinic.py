"""`reminders clinic …`: the clinic's own settings, which hold once it is set up."""

from typing import Annotated

import typer

from reminders.actions.clinic_edits import closed_words, limit_words, rate_words
from reminders.actions.clinic_settings import (
    HoursWish,
    LimitsWish,
    add_location,
    change_clinic,
    change_hours,
    change_limits,
    change_location,
    show_clinic,
    shut_location,
)
from reminders.cli import clinic_holidays
from reminders.cli.clinic_changes import By, DryRun, Why, do
from reminders.cli.common import JsonFlag
from reminders.cli.impact_output import counted
from reminders.cli.opened import opened
from reminders.cli.output import print_json, print_table, say
from reminders.domain.explain import hours_words
from reminders.domain.rules import ContactHours
from reminders.domain.words import Kind
from reminders.store.clinics import Clinic

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
places = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

PlaceName = Annotated[str, typer.Argument(help="The location's name; `reminders clinic show` lists them.")]
Zone = Annotated[str | None, typer.Option(help="Its time zone, such as America/Chicago.")]
Phone = Annotated[str | None, typer.Option(help="The number that messages ask patients to call.")]
BookingUrl = Annotated[str | None, typer.Option(help="Where invitations lead; https. Empty: none.")]
KindName = Annotated[str, typer.Option(help="care or marketing.")]
Default = Annotated[bool, typer.Option("--default", help="Put back what holds unless a clinic says otherwise.")]


def register(root: typer.Typer, name: str) -> None:
    """Add the commands to the root."""
    app.add_typer(places, name="location", help="Where the clinic works.")
    clinic_holidays.register(app, "holiday")
    root.add_typer(
        app,
        name=name,
        help="The clinic, its locations, contact hours and limits.",
        epilog="Example: reminders clinic show",
    )


@app.command(epilog="Example: reminders clinic show --json")
def show(as_json: JsonFlag = False) -> None:
    """Everything the clinic decided: names, places, hours, limits."""
    with opened() as opened_app:
        clinic, unfinished = show_clinic(opened_app)
    if as_json:
        print_json(_clinic_document(clinic, unfinished))
    else:
        _print_clinic(clinic, unfinished)


@app.command("set", epilog="Example: reminders clinic set --send-time 09:30 --by Rosa")
def set_command(
    name: Annotated[str | None, typer.Option(help="As messages and consents name the clinic.")] = None,
    address: Annotated[str | None, typer.Option(help="The postal address that emails end with.")] = None,
    emergency_number: Annotated[str | None, typer.Option(help="What patients in danger call: 911, 112.")] = None,
    settle_minutes: Annotated[
        str | None, typer.Option(help="How long nothing is sent after enrolling, so that a slip can be undone.")
    ] = None,
    send_time: Annotated[
        str | None, typer.Option(help="When messages without a time of their own leave: 10:00.")
    ] = None,
    texts_per_second: Annotated[
        str | None, typer.Option(help="How fast the sender may text: 1 for a local number; none: no limit.")
    ] = None,
    mails_per_second: Annotated[str | None, typer.Option(help="The same for emails.")] = None,
    by: By = "",
    why: Why = "",
    dry_run: DryRun = False,
    as_json: JsonFlag = False,
) -> None:
    """Change the clinic itself."""
    given = {
        "name": name,
        "address": address,
        "emergency-number": emergency_number,
        "settle-minutes": settle_minutes,
        "send-time": send_time,
        "texts-per-second": texts_per_second,
        "mails-per-second": mails_per_second,
    }
    do(lambda opened_app, order: change_clinic(opened_app, given, order), by, why, dry_run, as_json)


@places.command(
    "add",
    epilog="Example: reminders clinic location add Uptown --timezone America/Chicago --phone 202-555-0143 --by Rosa",
)
def add_command(
    name: Annotated[str, typer.Argument(help="As staff call the place.")],
    timezone: Zone = None,
    phone: Phone = None,
    booking_url: BookingUrl = None,
    by: By = "",
    why: Why = "",
    dry_run: DryRun = False,
    as_json: JsonFlag = False,
) -> None:
    """One more place."""
    given = {"name": name, "timezone": timezone, "phone": phone, "booking-url": booking_url}
    do(lambda opened_app, order: add_location(opened_app, given, order), by, why, dry_run, as_json)


@places.command("set", epilog="Example: reminders clinic location set Uptown --phone 202-555-0144 --by Rosa")
def set_place_command(
    name: PlaceName,
    timezone: Zone = None,
    phone: Phone = None,
    booking_url: BookingUrl = None,
    new_name: Annotated[str | None, typer.Option(help="Another name for it.")] = None,
    by: By = "",
    why: Why = "",
    dry_run: DryRun = False,
    as_json: JsonFlag = False,
) -> None:
    """Change a place. Another zone moves what was not yet sent to patients without a zone of their own."""
    given = {"name": new_name, "timezone": timezone, "phone": phone, "booking-url": booking_url}
    do(lambda opened_app, order: change_location(opened_app, name, given, order), by, why, dry_run, as_json)


@places.command("close", epilog="Example: reminders clinic location close Uptown --continue-at Downtown --by Rosa")
def close_command(
    name: PlaceName,
    continue_at: Annotated[
        str | None, typer.Option(help="The location where patients in progress continue; needed where there are any.")
    ] = None,
    by: By = "",
    why: Why = "",
    dry_run: DryRun = False,
    as_json: JsonFlag = False,
) -> None:
    """Nobody is treated there any more. The last location stays open."""
    do(lambda opened_app, order: shut_location(opened_app, name, continue_at, order), by, why, dry_run, as_json)


@app.command(epilog="Example: reminders clinic hours --kind care --days mon-fri --from 09:00 --to 19:00 --by Rosa")
def hours(
    kind: KindName = "",
    days: Annotated[str | None, typer.Option(help="Weekdays: mon-fri, sat,sun or mon-wed,fri.")] = None,
    start: Annotated[
        str | None, typer.Option("--from", help="From when on the patient's clock; 08:00 at the earliest.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", help="Until when (not included); 21:00 at the latest.")] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Nothing leaves on these days.")] = False,
    holidays: Annotated[str | None, typer.Option(help="yes or no: also on federal holidays.")] = None,
    default: Default = False,
    by: By = "",
    why: Why = "",
    dry_run: DryRun = False,
    as_json: JsonFlag = False,
) -> None:
    """When messages of one kind may leave, by the patient's clock. Days that are not named stay as they are."""
    wish = HoursWish(kind, days, start, end, closed, holidays, default)
    do(lambda opened_app, order: change_hours(opened_app, wish, order), by, why, dry_run, as_json)


@app.command(epilog="Example: reminders clinic limits --kind care --per-day 1 --per-week 4 --by Rosa")
def limits(
    kind: KindName = "",
    per_day: Annotated[str | None, typer.Option(help="At most so many in a local day.")] = None,
    per_week: Annotated[str | None, typer.Option(help="At most so many in any seven days.")] = None,
    default: Default = False,
    by: By = "",
    why: Why = "",
    dry_run: DryRun = False,
    as_json: JsonFlag = False,
) -> None:
    """How many messages of one kind a number or mailbox gets. Essential ones are never held back."""
    wish = LimitsWish(kind, per_day, per_week, default)
    do(lambda opened_app, order: change_limits(opened_app, wish, order), by, why, dry_run, as_json)


def _clinic_document(clinic: Clinic, unfinished: bool) -> dict[str, object]:
    rules = clinic.rules
    return {
        "name": clinic.name,
        "address": clinic.postal_address,
        "emergency_number": clinic.emergency_number,
        "settle_minutes": clinic.settle_minutes,
        "send_time": f"{rules.send_time:%H:%M}",
        "texts_per_second": clinic.texts_per_second,
        "mails_per_second": clinic.mails_per_second,
        "hours": {kind.value: _hours_document(rules.hours[kind]) for kind in Kind},
        "holidays": {kind.value: _holidays_document(rules.hours[kind]) for kind in Kind},
        "limits": {k.value: {"per_day": rules.limits[k].per_day, "per_week": rules.limits[k].per_week} for k in Kind},
        "locations": [
            {
                "location_id": place.id,
                "name": place.name,
                "timezone": place.timezone,
                "phone": place.phone,
                "booking_url": place.booking_url or None,
            }
            for place in clinic.locations
        ],
        "planning_unfinished": unfinished,
    }


def _hours_document(hours_of: ContactHours) -> dict[str, object]:
    week = {
        day: [f"{at:%H:%M}" for at in span] if span else None for day, span in zip(_DAYS, hours_of.week, strict=True)
    }
    return {**week, "federal_holidays": hours_of.federal_holidays}


def _holidays_document(hours_of: ContactHours) -> list[dict[str, str]]:
    return [{"on": day.on.isoformat(), "name": day.name} for day in hours_of.closed_days]


def _print_clinic(clinic: Clinic, unfinished: bool) -> None:
    rules = clinic.rules
    own = [
        ["Name", clinic.name],
        ["Address", clinic.postal_address or "none"],
        ["In danger patients call", clinic.emergency_number],
        ["Nothing is sent after enrolling for", counted(clinic.settle_minutes, "minute")],
        ["Usual send time", f"{rules.send_time:%H:%M}"],
        ["Texts a second", rate_words(clinic.texts_per_second)],
        ["Mails a second", rate_words(clinic.mails_per_second)],
    ]
    own += [[f"Hours for {kind}", hours_words(rules.hours[kind])] for kind in Kind]
    own += [[f"Holidays for {kind}", closed_words(rules.hours[kind]) or "none"] for kind in Kind]
    own += [[f"Limits for {kind}", limit_words(clinic, kind)] for kind in Kind]
    print_table(["What", "Is"], own)
    rows = [[place.name, place.timezone, place.phone, place.booking_url] for place in clinic.locations]
    print_table(["Location", "Zone", "Phone", "Booking link"], rows)
    if unfinished:
        say("Messages are still being planned anew after a change; a running worker finishes that by itself.")
