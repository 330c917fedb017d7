"""The welcome: the first text to a number, which proves it while the patient is still at the desk."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.app import App
from reminders.domain.instants import to_micros
from reminders.domain.planned import PlannedMessage
from reminders.domain.planning import due_again
from reminders.domain.words import Channel, Kind, Reason
from reminders.store.clinics import Clinic
from reminders.store.messages import NewWelcome


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
) -> NewWelcome | None:
    """A welcome of owner = (message id, patient id, version id) to address = (id, hash), now if the patient is present,
    else within the contact hours for care. None when no permitted time is left before the last text's window closes.
    """
    now = app.now()
    due = now if present else due_again(now, now, closes_at, Kind.CARE, zone, clinic.rules, now)
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
