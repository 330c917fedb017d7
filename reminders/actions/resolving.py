"""A named person decides about a message in doubt or failed: send it once more, or close it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput
from reminders.app import App
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.planning import due_again
from reminders.domain.words import Kind, Origin, Reason, Status
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.database import Row, Work
from reminders.store.people import lock_gates
from reminders.store.resolving import close_message, plan_again, unresolved
from reminders.store.treatments import patient_zone
from reminders.store.welcomes import second_welcomes

#: A person who sends again after the window closed means now, not next month.
_GRACE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was decided: `new_message_id` is the second round's, None when it was closed."""

    message_id: int
    new_message_id: int | None
    due_at: datetime | None


def resend(app: App, message_id: int, by: str, why: str) -> Resolved:
    """Plan it once more, in its next round, at the next permitted time. Raises BadInput when it is not open to that."""
    with app.database.write() as work:
        clinic = app.clinic(work)
        row = _open_row(work, clinic, message_id, by, why)
        kind, origin = Kind(row[2]), Origin(row[1])
        if origin not in (Origin.STEP, Origin.WELCOME):
            raise BadInput([f"message: {message_id} is not one of a schedule; write a new answer instead"])
        if origin is Origin.WELCOME and second_welcomes(work, [message_id], bool(row[9])):
            raise BadInput([f"message: another welcome to the number of {message_id} is on its way or has arrived"])
        now = app.now()
        closes_at = max(from_micros(row[4]), now + _GRACE)
        zone = ZoneInfo(patient_zone(work, row[6]) or clinic.locations[0].timezone)
        due = due_again(now, now, closes_at, kind, zone, clinic.rules, now)
        if isinstance(due, Reason):
            raise BadInput([f"message: {message_id} has no permitted contact time before its window closes"])
        close_message(work, message_id, by, to_micros(now))
        new_id = plan_again(work, message_id, (to_micros(due), to_micros(closes_at)), by)
        add_audit(work, clinic.id, to_micros(now), by, "resent", "message", message_id, why)
        return Resolved(message_id, new_id, due)


def close(app: App, message_id: int, by: str, why: str) -> Resolved:
    """Leave it as it is: it counts as failed. Raises BadInput when it is not open to that."""
    with app.database.write() as work:
        clinic = app.clinic(work)
        _open_row(work, clinic, message_id, by, why)
        close_message(work, message_id, by, app.now_micros())
        add_audit(work, clinic.id, app.now_micros(), by, "closed", "message", message_id, why)
        return Resolved(message_id, None, None)


def _open_row(work: Work, clinic: Clinic, message_id: int, by: str, why: str) -> Row:
    mistakes = [f"{name}: is missing" for name, value in (("by", by), ("why", why)) if not value.strip()]
    first = unresolved(work, message_id)
    if first is None:
        mistakes.append(f"message: there is no message {message_id}; `reminders messages` lists them")
    elif Status(first[0]) not in (Status.UNKNOWN, Status.FAILED):
        mistakes.append(f"message: {message_id} is {first[0]}; only one in doubt or failed can be resolved")
    elif first[10] == Reason.STAFF:
        # A second click or a second person must not send a third text.
        mistakes.append(f"message: {first[11]} has already decided about {message_id}")
    if mistakes or first is None:
        raise BadInput(mistakes)
    if first[8] is not None:
        lock_gates(work, clinic.id, [bytes(first[8])])
    return first
