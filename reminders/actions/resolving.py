"""A named person decides about a message in doubt or failed: send it once more, say that it arrived, or close it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput
from reminders.actions.following import welcome_taken
from reminders.app import App
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.planning import due_again
from reminders.domain.words import Kind, Origin, Reason, Status
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.database import Row, Work
from reminders.store.listing import message_address
from reminders.store.people import lock_gates
from reminders.store.resolving import close_message, plan_again, take_as_sent, unresolved, waiting_for_welcome
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
    #: How many texts to its number go on waiting because it was a welcome, and nobody knows that it arrived.
    waiting: int = 0


def resend(app: App, message_id: int, by: str, why: str) -> Resolved:
    """Plan it once more, in its next round, at the next permitted time. Raises BadInput when it is not open to that."""
    with app.database.write() as work:
        clinic = app.clinic(work)
        row = _open_row(work, clinic, message_id, by, why, closed_welcome=True)
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
    """Leave it as it is: it counts as failed. Raises BadInput when it is not open to that.

    What waits for a welcome goes on waiting: only `arrived` or `resend` lets it go, also after this.
    """
    with app.database.write() as work:
        clinic = app.clinic(work)
        row = _open_row(work, clinic, message_id, by, why)
        close_message(work, message_id, by, app.now_micros())
        add_audit(work, clinic.id, app.now_micros(), by, "closed", "message", message_id, why)
        waiting = waiting_for_welcome(work, clinic.id, row[8]) if Origin(row[1]) is Origin.WELCOME else 0
        return Resolved(message_id, None, None, waiting)


def arrived(app: App, message_id: int, by: str, why: str) -> Resolved:
    """The patient has it: a message in doubt counts as sent, and what waited for a welcome may leave.

    Raises BadInput when it is not in doubt; a welcome that was closed in doubt is open to it too.
    """
    with app.database.write() as work:
        clinic, now = app.clinic(work), app.now_micros()
        row = _open_row(work, clinic, message_id, by, why, closed_welcome=True)
        if Status(row[0]) is Status.FAILED and row[10] != Reason.STAFF:
            raise BadInput([f"message: {message_id} was refused or did not arrive; the provider has said so"])
        if Origin(row[1]) is Origin.WELCOME and second_welcomes(work, [message_id], bool(row[9])):
            raise BadInput([f"message: another welcome to the number of {message_id} is on its way or has arrived"])
        take_as_sent(work, message_id, by, now)
        if Origin(row[1]) is Origin.WELCOME:
            welcome_taken(work, clinic.id, bytes(row[8]), live=bool(row[9]), at=now)
        add_audit(work, clinic.id, now, by, "said it arrived", "message", message_id, why)
        return Resolved(message_id, None, None)


def _open_row(work: Work, clinic: Clinic, message_id: int, by: str, why: str, *, closed_welcome: bool = False) -> Row:
    mistakes = [f"{name}: is missing" for name, value in (("by", by), ("why", why)) if not value.strip()]
    address = message_address(work, message_id)
    lock_gates(work, clinic.id, [address] if address else [])
    first = unresolved(work, message_id)
    if first is None:
        mistakes.append(f"message: there is no message {message_id}; `reminders messages` lists them")
    elif Status(first[0]) not in (Status.UNKNOWN, Status.FAILED):
        mistakes.append(f"message: {message_id} is {first[0]}; only one in doubt or failed can be resolved")
    elif first[10] == Reason.STAFF and not (closed_welcome and first[1] == Origin.WELCOME):
        # A second click or a second person must not send a third text.
        mistakes.append(f"message: {first[11]} has already decided about {message_id}")
    if mistakes or first is None:
        raise BadInput(mistakes)
    return first
