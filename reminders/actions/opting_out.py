"""Stops: recorded with the cancellation of everything not yet on the wire, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from reminders.actions.bad_input import BadInput
from reminders.actions.replan import Fate, Replanning, replan
from reminders.app import App
from reminders.domain.addresses import BadAddress, normalize_email, normalize_phone
from reminders.domain.words import Channel, OptOutScope, Reason
from reminders.store.attempts import cancel_welcomes
from reminders.store.audit import add_audit
from reminders.store.database import Work
from reminders.store.listing import message_address
from reminders.store.messages import cancel_messages
from reminders.store.opt_outs import add_opt_out, unsent_beside_the_plan
from reminders.store.people import address_hash, lock_people, patients_with_hash
from reminders.store.treatments import treatments_of


@dataclass(frozen=True, slots=True)
class OptedOut:
    """What an opt-out did."""

    #: False: it was in force already.
    added: bool
    patients: int
    canceled: int


def opt_out(app: App, address: str, scope: OptOutScope, by: str, why: str) -> OptedOut:
    """Record that whoever uses this number or email said stop. An unknown address is stopped as well."""
    channel, value = _read(address)
    with app.database.write() as work:
        clinic = app.clinic(work)
        return stop_address(work, app, address_hash(work.keyring, clinic.id, channel, value), scope, by, why)


def unsubscribe(app: App, message_id: int) -> OptedOut | None:
    """One click in an email: stops that email address. None when the message is not known or went nowhere."""
    with app.database.write() as work:
        value_hash = message_address(work, message_id)
        if value_hash is None:
            return None
        return stop_address(work, app, value_hash, OptOutScope.ALL, "patient", "one-click unsubscribe")


def address_mistakes(address: str) -> list[str]:
    """What is wrong with a number or email as typed, before anything is opened; none when it can be stopped."""
    try:
        _read(address)
    except BadInput as error:
        return list(error.mistakes)
    return []


def stop_address(work: Work, app: App, value_hash: bytes, scope: OptOutScope, by: str, why: str) -> OptedOut:
    """Record a stop and cancel what it stops, inside the caller's transaction: for everybody who uses this address."""
    clinic = app.clinic(work)
    lock_people(work, clinic.id, [value_hash])
    added = add_opt_out(work, clinic.id, value_hash, scope, by, why, app.now_micros())
    people = patients_with_hash(work, clinic.id, value_hash)
    # A second stop must not take back the confirmation of the first.
    beside = added and scope is OptOutScope.ALL
    canceled = _cancel_beside_the_plan(work, clinic.id, value_hash, people) if beside else 0
    ids = [treatment.id for treatment in treatments_of(work, people)]
    changes = replan(work, app, clinic, ids, Replanning(app.now()))
    for patient_id in people:
        add_audit(work, clinic.id, app.now_micros(), by, f"opted out of {scope.value}", "patient", patient_id, why)
    return OptedOut(added, len(people), canceled + sum(change.fate is Fate.CANCELED for change in changes))


def _cancel_beside_the_plan(work: Work, clinic_id: int, value_hash: bytes, people: Sequence[int]) -> int:
    """What the planner does not plan: the welcome, answers, automatic replies, and steps that are sent once more."""
    others = unsent_beside_the_plan(work, clinic_id, value_hash, people)
    cancel_messages(work, [(message_id, queue_at, Reason.OPTED_OUT) for message_id, queue_at in others])
    return cancel_welcomes(work, clinic_id, value_hash) + len(others)


def _read(address: str) -> tuple[Channel, str]:
    try:
        if "@" in address:
            return Channel.EMAIL, normalize_email(address)
        return Channel.SMS, normalize_phone(address)
    except BadAddress as error:
        raise BadInput([f"address: {error}"]) from None
