"""`reminders patient …`: find a patient, and change what is known of them."""

from collections.abc import Sequence
from typing import Annotated

import typer

from reminders.actions import patient as acts
from reminders.actions.patient_search import FoundPatient, PatientSheet, find, show
from reminders.actions.treatment import Actor
from reminders.cli.change_output import report_changes
from reminders.cli.common import JsonFlag
from reminders.cli.opened import opened
from reminders.cli.output import instant, print_json, print_table, say
from reminders.domain.addresses import mask_email, mask_phone
from reminders.domain.instants import from_micros
from reminders.domain.words import Channel
from reminders.store.patients import AddressEntry, ConsentEntry, KnownPatient
from reminders.store.treatments import StoredTreatment

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Id = Annotated[int, typer.Argument(help="The patient's number; `reminders patient find` shows it.", metavar="ID")]
By = Annotated[str, typer.Option(help="Who records it.")]
Why = Annotated[str, typer.Option(help="Why, in their own words.")]


def register(root: typer.Typer, name: str) -> None:
    """Add the commands to the root."""
    root.add_typer(
        app,
        name=name,
        help="Find a patient, and change what is known of them.",
        epilog="Example: reminders patient find 0143",
    )


@app.command("find", epilog="Example: reminders patient find ana")
def find_command(
    text: Annotated[str, typer.Argument(help="A number, its last four digits, an email, or the beginning of a name.")],
    as_json: JsonFlag = False,
) -> None:
    """Find patients; addresses are shown in part only."""
    with opened() as opened_app:
        found = find(opened_app, text)
    if as_json:
        print_json({"patients": [_found_document(one) for one in found.patients], "more": found.more})
        return
    if not found.patients:
        say("Nobody was found.")
        return
    print_table(["Patient", "Name", "Reached at", "Treatments"], [_found_row(one) for one in found.patients])
    if found.more:
        say("There are more; give more of the name, or the number.")


@app.command("show", epilog="Example: reminders patient show 12")
def show_command(patient_id: Id, as_json: JsonFlag = False) -> None:
    """Everything about one patient: addresses, consents, stops, treatments, history."""
    with opened() as opened_app:
        sheet = show(opened_app, patient_id)
    if as_json:
        print_json(_sheet_document(sheet))
    else:
        _print_sheet(sheet)


@app.command(
    "address",
    epilog='Example: reminders patient address 12 --phone 202-555-0144 --consent care --consent-how "on the phone" '
    '--by Rosa --why "new number"',
)
def address_command(
    patient_id: Id,
    phone: Annotated[str | None, typer.Option(help="The new number.")] = None,
    email: Annotated[str | None, typer.Option(help="The new email.")] = None,
    consent: Annotated[str, typer.Option(help="What the patient agreed to for it: care, marketing or both.")] = "",
    consent_how: Annotated[str, typer.Option(help='How it was given, such as "signed form".')] = "",
    present: Annotated[bool, typer.Option("--present", help="At the desk: the welcome may leave at any hour.")] = False,
    usable: Annotated[
        bool, typer.Option("--usable", help="The one that is known works after all: somebody made sure.")
    ] = False,
    by: By = "",
    why: Why = "",
    as_json: JsonFlag = False,
) -> None:
    """Another number or email. Consents do not move with it: a new address needs its own."""
    wish = acts.AddressWish(phone, email, consent, consent_how, present, usable)
    with opened() as opened_app:
        changes = acts.change_address(opened_app, patient_id, wish, Actor(by, why))
        report_changes(opened_app, changes, as_json, patient_id=patient_id)


@app.command(
    "consent", epilog='Example: reminders patient consent 12 --channel sms --give care --how "signed form" --by Rosa'
)
def consent_command(
    patient_id: Id,
    channel: Annotated[str, typer.Option(help="For which address: sms or email.")] = "",
    give: Annotated[str | None, typer.Option(help="The patient agrees to: care, marketing or both.")] = None,
    how: Annotated[str, typer.Option(help='How it was given, such as "signed form".')] = "",
    withdraw: Annotated[
        str | None, typer.Option(help="The patient no longer agrees to: care, marketing or both.")
    ] = None,
    by: By = "",
    why: Why = "",
    as_json: JsonFlag = False,
) -> None:
    """What a patient agrees to. An opt-out stays until the patient lifts it."""
    wish = acts.ConsentWish(channel, give, how, withdraw)
    with opened() as opened_app:
        changes = acts.change_consent(opened_app, patient_id, wish, Actor(by, why))
        report_changes(opened_app, changes, as_json, patient_id=patient_id)


@app.command("set", epilog='Example: reminders patient set 12 --language es --by Rosa --why "asked for it"')
def set_command(
    patient_id: Id,
    first_name: Annotated[str | None, typer.Option(help="What messages greet the patient by.")] = None,
    last_name: Annotated[str | None, typer.Option(help="Empty: none.")] = None,
    language: Annotated[str | None, typer.Option(help="en or es.")] = None,
    timezone: Annotated[str | None, typer.Option(help="The patient's own zone; empty: the location's.")] = None,
    channel: Annotated[str | None, typer.Option(help="sms or email.")] = None,
    tags: Annotated[str | None, typer.Option(help="What varies the texts; replaces those known so far.")] = None,
    by: By = "",
    why: Why = "",
    as_json: JsonFlag = False,
) -> None:
    """Change name, language, zone, preferred channel or tags."""
    given = {
        "first_name": first_name,
        "last_name": last_name,
        "language": language,
        "timezone": timezone,
        "channel": channel,
        "tags": tags,
    }
    with opened() as opened_app:
        changes = acts.set_patient(opened_app, patient_id, given, Actor(by, why))
        report_changes(opened_app, changes, as_json, patient_id=patient_id)


def _name(patient: KnownPatient) -> str:
    return " ".join(part for part in (patient.first_name, patient.last_name) if part)


def _masked(address: AddressEntry) -> str:
    return mask_phone(address.value) if address.channel is Channel.SMS else mask_email(address.value)


def _treatment_words(treatments: Sequence[StoredTreatment]) -> str:
    return ", ".join(f"{one.id} {one.schedule} ({one.status})" for one in treatments)


def _found_row(found: FoundPatient) -> list[str]:
    reached = ", ".join(_masked(address) for address in found.addresses)
    return [str(found.patient.id), _name(found.patient), reached, _treatment_words(found.treatments)]


def _found_document(found: FoundPatient) -> dict[str, object]:
    patient = found.patient
    return {
        "patient_id": patient.id,
        "first_name": patient.first_name,
        "last_name": patient.last_name,
        "addresses": [{"channel": address.channel, "shown": _masked(address)} for address in found.addresses],
        "treatments": [_treatment_document(treatment) for treatment in found.treatments],
    }


def _treatment_document(treatment: StoredTreatment) -> dict[str, object]:
    return {
        "treatment_id": treatment.id,
        "schedule": treatment.schedule,
        "treated_at": instant(from_micros(treatment.treated_at)),
        "status": treatment.status,
    }


def _sheet_document(sheet: PatientSheet) -> dict[str, object]:
    patient = sheet.patient
    return {
        "patient_id": patient.id,
        "first_name": patient.first_name,
        "last_name": patient.last_name,
        "language": patient.language,
        "timezone": patient.timezone,
        "channel": patient.channel,
        "tags": sorted(patient.tags),
        "addresses": [_address_document(sheet, address) for address in sheet.addresses],
        "treatments": [_treatment_document(treatment) for treatment in sheet.treatments],
        "history": [
            {"at": instant(from_micros(at)), "by": by, "what": verb, "why": why} for at, by, verb, why in sheet.history
        ],
    }


def _address_document(sheet: PatientSheet, address: AddressEntry) -> dict[str, object]:
    return {
        "channel": address.channel,
        "address": address.value,
        "since_at": instant(from_micros(address.since_at)),
        "until_at": _instant(address.until_at),
        "unusable_why": address.unusable_why,
        "opted_out": sorted(sheet.stopped.get(address.hash, ())) if address.until_at is None else [],
        "consents": [_consent_document(consent) for consent in address.consents],
    }


def _consent_document(consent: ConsentEntry) -> dict[str, object]:
    return {
        "kind": consent.kind,
        "how": consent.how,
        "wording_version": consent.wording_version,
        "given_at": instant(from_micros(consent.given_at)),
        "by": consent.recorded_by,
        "withdrawn_at": _instant(consent.withdrawn_at),
        "withdrawn_by": consent.withdrawn_by,
    }


def _instant(micros: int | None) -> str | None:
    return None if micros is None else instant(from_micros(micros))


def _print_sheet(sheet: PatientSheet) -> None:
    patient = sheet.patient
    say(f"Patient {patient.id}: {_name(patient)}, {patient.language}, prefers {patient.channel}")
    say(f"Zone: {patient.timezone or 'that of the location'}. Tags: {', '.join(sorted(patient.tags)) or 'none'}.")
    print_table(
        ["Address", "Since", "Until", "Agreed to", "Remarks"],
        [_address_row(sheet, address) for address in sheet.addresses],
    )
    for line in _proofs(sheet.addresses):
        say(line)
    say(f"Treatments: {_treatment_words(sheet.treatments) or 'none'}")
    for at, by, verb, why in sheet.history:
        say(f"{instant(from_micros(at))}: {verb} by {by}" + (f" ({why})" if why else ""))


def _address_row(sheet: PatientSheet, address: AddressEntry) -> list[str]:
    agreed = sorted({consent.kind for consent in address.consents if consent.withdrawn_at is None})
    stopped = sorted(sheet.stopped.get(address.hash, ())) if address.until_at is None else []
    remarks = [f"cannot be used: {address.unusable_why}"] if address.unusable_why else []
    remarks += [f"said stop to {' and '.join(stopped)}"] if stopped else []
    since, until = instant(from_micros(address.since_at)), _instant(address.until_at) or ""
    return [address.value, since, until, ", ".join(agreed) or "nothing", "; ".join(remarks)]


def _proofs(addresses: Sequence[AddressEntry]) -> list[str]:
    """A line for each consent: for which address, how, when, by whom recorded, and the version of the words."""
    found = []
    for address in addresses:
        for one in address.consents:
            ended = f"; withdrawn {_instant(one.withdrawn_at)} by {one.withdrawn_by}" if one.withdrawn_at else ""
            given = f"{instant(from_micros(one.given_at))}, {one.how} (words of {one.wording_version})"
            found.append(f"Agreed to {one.kind} at {_masked(address)}: {given}, recorded by {one.recorded_by}{ended}")
    return found
