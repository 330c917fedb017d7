"""The welcome: the first text to a number, which proves it while the patient is still at the desk."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reminders.app import App
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.planned import PlannedMessage
from reminders.domain.planning import due_again
from reminders.domain.words import Channel, Kind, Reason, TreatmentStatus
from reminders.store.attempts import move
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.messages import NewWelcome, cancel_messages, insert_welcomes
from reminders.store.people import current_addresses, lock_gates
from reminders.store.treatments import StoredTreatment, patient_zone, treatments_of
from reminders.store.welcomes import waiting_welcomes

_RUNNING = (TreatmentStatus.ACTIVE, TreatmentStatus.ON_HOLD)

AT_ONCE = timedelta()

#: Of each address hash: when a provider took its welcome (micros UTC), and whether that was for real.
Gates = Mapping[bytes, tuple[int | None, bool]]


def latest_close(planned: Iterable[PlannedMessage]) -> datetime | None:
    """Until when a welcome still opens the way for a text; None when nothing is to go by text."""
    closing = [p.closes_at for p in planned if p.due_at is not None and p.channel is Channel.SMS]
    return max(closing, default=None)


def plan_welcome(
    app: App,
    clinic: Clinic,
    owner: tuple[int, int, int],
    address: tuple[int, bytes],
    zone: ZoneInfo,
    closes_at: datetime,
    present: bool,
    after: timedelta = AT_ONCE,
) -> NewWelcome | None:
    """A welcome of owner = (message id, patient id, version id) to address = (id, hash), now if the patient is present,
    else `after` a while within the contact hours for care. None when no permitted time is left before the last text's
    window closes.
    """
    now = app.now()
    begin = now + after
    due = now if present else due_again(begin, begin, closes_at, Kind.CARE, zone, clinic.rules, begin)
    if isinstance(due, Reason):
        return None
    message_id, patient_id, version_id = owner
    return NewWelcome(
        id=message_id,
        clinic_id=clinic.id,
        patient_id=patient_id,
        version_id=version_id,
        address_id=address[0],
        address_hash=address[1],
        opens_at=to_micros(now),
        due_at=to_micros(due),
        closes_at=to_micros(closes_at),
        live=app.live(Channel.SMS),
    )


def is_welcomed(app: App, gates: Gates, value_hash: bytes) -> bool:
    """Whether this number was welcomed; by the sandbox counts as long as nothing really leaves."""
    welcomed_at, live = gates[value_hash]
    return welcomed_at is not None and live >= app.live(Channel.SMS)


def welcome_number(
    work: Work,
    app: App,
    clinic: Clinic,
    treatment: StoredTreatment,
    planned: Iterable[PlannedMessage],
    message_id: int,
    present: bool,
    after: timedelta = AT_ONCE,
) -> None:
    """Plan the welcome of the patient's present number if texts are to go there and it had none. Locks the number,
    which planning has locked before.
    """
    closes_at = latest_close(planned)
    addresses = current_addresses(work, clinic.id, [treatment.patient_id])[treatment.patient_id]
    phone = next((address for address in addresses if address.channel is Channel.SMS), None)
    if phone is None or closes_at is None:
        return
    # Perhaps not among the addresses that were given today: a patient may come back with an email only.
    if is_welcomed(app, lock_gates(work, clinic.id, [phone.hash]), phone.hash):
        return
    zone = ZoneInfo(treatment.timezone or clinic.location(treatment.location_id).timezone)
    ids = (message_id, treatment.patient_id, treatment.version_id)
    welcome = plan_welcome(app, clinic, ids, (phone.id, phone.hash), zone, closes_at, present, after)
    insert_welcomes(work, [welcome] if welcome else [])


def end_welcomes(work: Work, patient_ids: Sequence[int]) -> None:
    """Nobody is welcomed for a treatment that has ended: ends untried welcomes of patients without a running one.

    A number that somebody else still gets texts at is welcomed when the first of them is due.
    """
    running = {one.patient_id for one in treatments_of(work, patient_ids) if one.status in _RUNNING}
    waiting = waiting_welcomes(work, [one for one in patient_ids if one not in running], 0)
    cancel_messages(work, [(welcome.id, welcome.queue_at, Reason.TREATMENT_ENDED) for welcome in waiting])


def retime_welcomes(work: Work, app: App, clinic: Clinic, patient_ids: Sequence[int]) -> None:
    """Hours or zone have changed: welcomes of these patients that wait for a permitted time get a new one, and those to
    a number that is no longer theirs end.
    """
    now = app.now()
    known = current_addresses(work, clinic.id, patient_ids)
    for welcome in waiting_welcomes(work, patient_ids, to_micros(now)):
        zone = ZoneInfo(patient_zone(work, welcome.patient_id) or clinic.location(0).timezone)
        closes_at = from_micros(welcome.closes_at)
        due = due_again(now, now, closes_at, Kind.CARE, zone, clinic.rules, now)
        if all(address.hash != welcome.address_hash for address in known[welcome.patient_id]):
            due = Reason.NO_ADDRESS
        if isinstance(due, Reason):
            cancel_messages(work, [(welcome.id, welcome.queue_at, due)])
        elif welcome.queue_at is not None:
            move(work, [(welcome.queue_at, welcome.id, to_micros(due))])
