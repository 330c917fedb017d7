"""What a message would meet if a person sent it once more."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from reminders.actions.resolving import GRACE
from reminders.app import App
from reminders.domain.instants import from_micros
from reminders.domain.limits import next_free_day, over_limit
from reminders.domain.planned import Taken
from reminders.domain.rules import ClinicRules
from reminders.domain.said import say
from reminders.domain.words import Channel, Kind, Origin, Reason, Status, TreatmentStatus
from reminders.store.arming import sent_lately
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.holds import holds_in_force
from reminders.store.people import KnownAddress, current_addresses
from reminders.store.review import Reviewed
from reminders.store.treatments import treatments


@dataclass(frozen=True, slots=True)
class Way:
    """What the message would meet if it were sent again; empty: nothing."""

    #: Why it would reach nobody.
    hindrance: str = ""
    #: What it would wait for.
    waits: str = ""
    #: What its address has room for; None: it is never too many.
    room: "Room | None" = None


@dataclass(frozen=True, slots=True)
class Room:
    """What the limits leave to a message that is sent again."""

    kind: Kind
    #: The hour of its step; None: the clinic's usual time.
    at_time: time | None
    closes_at: datetime
    zone: ZoneInfo
    rules: ClinicRules
    taken: tuple[Taken, ...]

    def instead_of(self, due_at: datetime) -> datetime | Reason:
        """When it leaves instead of then, which is then where there is room; Reason: never. As arming decides."""
        if not over_limit(due_at, self.kind, self.zone, self.rules, self.taken):
            return due_at
        return next_free_day(due_at, self.at_time, self.closes_at, self.kind, self.zone, self.rules, self.taken)


def way_of(work: Work, app: App, clinic: Clinic, message: Reviewed, zone: ZoneInfo) -> Way:
    """Of a message that a person may send again; `zone` is the patient's."""
    if message.patient_id is None:
        return Way()
    addresses = current_addresses(work, clinic.id, [message.patient_id])[message.patient_id]
    used = next((address for address in addresses if address.channel is message.channel), None)
    status = next((one.status for one in treatments(work, [message.treatment_id or 0])), None)
    hindrance = _hindrance(message, used, status)
    if status is TreatmentStatus.ON_HOLD:
        return Way(hindrance, say("Waits until the treatment goes on."))
    held = used is not None and holds_in_force(work, clinic.id).hold(used.channel, used.hash)
    waits = say("It is on hold: it leaves when somebody lets messages go on.") if held else ""
    return Way(hindrance, waits, _room(work, app, clinic, message, used, zone) if used else None)


def _room(work: Work, app: App, clinic: Clinic, message: Reviewed, used: KnownAddress, zone: ZoneInfo) -> Room | None:
    of_step = message.origin is Origin.STEP and message.version_id is not None
    step = app.version(work, message.version_id or 0).step(message.step or "") if of_step else None
    if step is None or step.essential:
        return None
    live = {channel: app.live(channel) for channel in Channel}
    lately = sent_lately(work, clinic.id, [used.hash], live, app.now_micros()).get(used.hash, [])
    # It counts as failed from then on, and so no more.
    own = (message.armed_at or 0, message.kind)
    if message.status is Status.UNKNOWN and own in lately:
        lately.remove(own)
    taken = tuple(Taken(from_micros(at), kind, used.channel) for at, kind in lately)
    closes_at = max(from_micros(message.closes_at), app.now() + GRACE)
    return Room(message.kind, step.at_time, closes_at, zone, clinic.rules, taken)


def _hindrance(message: Reviewed, used: KnownAddress | None, status: TreatmentStatus | None) -> str:
    if status in (TreatmentStatus.CANCELED, TreatmentStatus.ENTERED_IN_ERROR):
        return say("Its treatment has ended: nothing more of it is sent.")
    if used is None:
        return say("The patient has no such address any more. Correct it on the patient's page first.")
    if message.kind in used.opted_out and used.channel is Channel.EMAIL:
        return say("This patient has asked to stop. If they ask for emails again, start them on the patient's page.")
    if message.kind in used.opted_out:
        return say("This patient has asked to stop. Only they can start again, by texting START.")
    if used.unusable_why is not None:
        return say("This address is marked as one that cannot be reached. Correct it on the patient's page first.")
    if message.kind not in used.consents:
        return say("The patient has not agreed to it. Record the consent on the patient's page first.")
    return ""
