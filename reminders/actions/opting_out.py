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
    channel, value = read_address(address)
    with app.database.write() as work:
        clinic = app.clinic(work)
        return stop_address(work, app, address_hash(work.keyring, clinic.id, channel, value), scope, by, why)


def unsubscribe(app: App, message_id: int, scope: OptOutScope = OptOutScope.ALL) -> OptedOut | None:
    """The link of an email: stops that email address. None when the message is not known or went nowhere.

    A mail program's one click (RFC 8058) cannot be asked which mail it means, so it stops all of it: too little is put
    right by a call, too much is against the patient's will. On the page behind the link one may stop invitations only.
    """
    with app.database.write() as work:
        value_hash = message_address(work, message_id)
        if value_hash is None:
            return None
        why = "one-click unsubscribe" if scope is OptOutScope.ALL else "unsubscribed from invitations"
        return stop_address(work, app, value_hash, scope, "patient", why)


def address_mistakes(address: str) -> list[str]:
    """What is wrong with a number or email as typed, before anything is opened; none when it can be stopped."""
    try:
        read_address(address)
    except BadInput as error:
        return list(error.mistakes)
    return []


def read_address(address: str) -> tuple[Channel, str]:
    """A number or email as typed, in its stored form. Raises BadInput."""
    try:
        if "@" in address:
            return Channel.EMAIL, normalize_email(address)
        return Channel.SMS, normalize_phone(address)
    except BadAddress as error:
        raise BadInput([f"address: {error}"]) from None


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
    audit_address(work, clinic.id, app.now_micros(), people, by, f"opted out of {scope.value}", why)
    return OptedOut(added, len(people), canceled + sum(change.fate is Fate.CANCELED for change in changes))


def audit_address(work: Work, clinic_id: int, now: int, people: Sequence[int], by: str, verb: str, why: str) -> None:
    """One entry for each patient who uses an address; one that names nobody where no patient does."""
    for patient_id in people:
        add_audit(work, clinic_id, now, by, verb, "patient", patient_id, why)
    if not people:
        add_audit(work, clinic_id, now, by, verb, "address", 0, why)


def _cancel_beside_the_plan(work: Work, clinic_id: int, value_hash: bytes, people: Sequence[int]) -> int:
    """What the planner does not plan: the welcome, answers, automatic replies, and steps that are sent once more."""
    others = unsent_beside_the_plan(work, clinic_id, value_hash, people)
    cancel_messages(work, [(message_id, queue_at, Reason.OPTED_OUT) for message_id, queue_at in others])
    return cancel_welcomes(work, clinic_id, value_hash) + len(others)
