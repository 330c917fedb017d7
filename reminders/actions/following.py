"""What follows when a provider took or refused a message: for its number, its channel and what waits for either."""

from dataclasses import dataclass

from reminders.actions.replan import Replanning, replan
from reminders.app import App
from reminders.domain.words import Channel, OptOutScope
from reminders.store.attempts import wake_parked
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.holds import start_hold
from reminders.store.opt_outs import add_opt_out
from reminders.store.people import mark_unusable, mark_welcomed, patients_with_hash
from reminders.store.treatments import treatments_of
from reminders.transports.base import Fault

PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Whose fault it was, the provider's code for it, and when (micros UTC)."""

    fault: Fault
    code: str
    at: int


def welcome_taken(work: Work, clinic_id: int, address_hash: bytes, *, live: bool, at: int) -> None:
    """The number is proven: what waited for its welcome may leave. The address's gate is locked."""
    mark_welcomed(work, clinic_id, [(address_hash, at, live)])
    wake_for_address(work, clinic_id, address_hash, at)


def follow_refusal(work: Work, app: App, clinic: Clinic, address_hash: bytes, refusal: Refusal) -> None:
    """Nothing more to an address that cannot take messages, or whose owner said stop at the provider. The gates of all
    who use it are locked.
    """
    if refusal.fault is Fault.ADDRESS:
        mark_unusable(work, clinic.id, address_hash, refusal.code or "rejected", refusal.at)
    elif refusal.fault is Fault.OPTED_OUT:
        why = "opted out at the provider"
        add_opt_out(work, clinic.id, address_hash, OptOutScope.ALL, PROGRAM, why, refusal.at)
    else:
        return
    replan_address(work, app, clinic, address_hash)


def stop_channel(work: Work, clinic_id: int, channel: Channel, why: str, at: int) -> None:
    """Our own setting is wrong: everything on this channel waits until a person has put it right."""
    if start_hold(work, clinic_id, "channel", channel.value, PROGRAM, why, at):
        add_audit(work, clinic_id, at, PROGRAM, "stopped channel", channel.value, 0, why)


def wake_for_address(work: Work, clinic_id: int, address_hash: bytes, now: int) -> int:
    """Put back what waits for something at this address. Returns how many messages."""
    return wake_parked(
        work,
        "m.channel = 'sms' AND m.patient_id IN "
        "(SELECT patient_id FROM address WHERE clinic_id = ? AND value_hash = ? AND until_at IS NULL)",
        (clinic_id, address_hash),
        now,
    )


def replan_address(work: Work, app: App, clinic: Clinic, address_hash: bytes) -> None:
    """Plan anew for every patient who uses this address: consented care moves to the other channel, the rest ends."""
    people = patients_with_hash(work, clinic.id, address_hash)
    ids = [treatment.id for treatment in treatments_of(work, people)]
    replan(work, app, clinic, ids, Replanning(app.now()))
