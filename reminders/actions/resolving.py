"""A named person decides about a message in doubt, failed or without news: send it once more, say that it arrived,
close it, or leave it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.following import welcome_taken
from reminders.app import App
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.planning import due_again
from reminders.domain.said import say
from reminders.domain.words import Kind, Origin, Reason, Status
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.database import Row, Work
from reminders.store.listing import message_address
from reminders.store.people import lock_gates
from reminders.store.resolving import close_message, plan_again, take_as_sent, unresolved, waiting_for_welcome
from reminders.store.review import stop_asking
from reminders.store.treatments import patient_zone
from reminders.store.welcomes import second_welcomes

#: A person who sends again after the window closed means now, not next month.
GRACE = timedelta(hours=24)


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
            says = say("{number} is not one of a schedule; write a new answer instead", number=message_id)
            raise BadInput([Mistake("message", says)])
        if origin is Origin.WELCOME and second_welcomes(work, [message_id], bool(row[9])):
            raise _second_welcome(message_id)
        now = app.now()
        closes_at = max(from_micros(row[4]), now + GRACE)
        zone = ZoneInfo(patient_zone(work, row[6]) or clinic.locations[0].timezone)
        due = due_again(now, now, closes_at, kind, zone, clinic.rules, now)
        if isinstance(due, Reason):
            says = say("{number} has no permitted contact time before its window closes", number=message_id)
            raise BadInput([Mistake("message", says)])
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
            says = say("{number} was refused or did not arrive; the provider has said so", number=message_id)
            raise BadInput([Mistake("message", says)])
        if Origin(row[1]) is Origin.WELCOME and second_welcomes(work, [message_id], bool(row[9])):
            raise _second_welcome(message_id)
        take_as_sent(work, message_id, by, now)
        if Origin(row[1]) is Origin.WELCOME:
            welcome_taken(work, clinic.id, bytes(row[8]), live=bool(row[9]), at=now)
        add_audit(work, clinic.id, now, by, "said it arrived", "message", message_id, why)
        return Resolved(message_id, None, None)


def leave(app: App, message_id: int, by: str, why: str) -> None:
    """It was taken, nobody tells whether it arrived, and that is well enough: it stays sent, and leaves the list.

    Raises BadInput when it does not wait for a look any more.
    """
    with app.database.write() as work:
        clinic, now = app.clinic(work), app.now_micros()
        mistakes = _missing(by, why)
        if not mistakes and not stop_asking(work, clinic.id, message_id):
            says = say("{number} has news by now, or somebody has looked at it already", number=message_id)
            mistakes = [Mistake("message", says)]
        if mistakes:
            raise BadInput(mistakes)
        add_audit(work, clinic.id, now, by, "looked at", "message", message_id, why)


@dataclass(frozen=True, slots=True)
class Several:
    """What became of several messages: about so many it was decided now, about so many somebody else had before."""

    decided: int
    before: int


def close_several(app: App, message_ids: Sequence[int], by: str, why: str) -> Several:
    """As `close`, of many at once, for one reason and in one transaction; those that are not open to it any more are
    left as they are. Raises BadInput for a reason or a name that is missing.
    """
    wanted = _wanted(message_ids, by, why)
    with app.database.write() as work:
        clinic, now = app.clinic(work), app.now_micros()
        addresses = [message_address(work, message_id) for message_id in wanted]
        lock_gates(work, clinic.id, [address for address in addresses if address is not None])
        decided = 0
        for message_id in wanted:
            row = unresolved(work, message_id)
            if row is not None and _mistake(message_id, row, clinic.id) is None:
                close_message(work, message_id, by, now)
                add_audit(work, clinic.id, now, by, "closed", "message", message_id, why)
                decided += 1
        return Several(decided, len(wanted) - decided)


def leave_several(app: App, message_ids: Sequence[int], by: str, why: str) -> Several:
    """As `leave`, of many at once."""
    wanted = _wanted(message_ids, by, why)
    with app.database.write() as work:
        clinic, now = app.clinic(work), app.now_micros()
        left = [message_id for message_id in wanted if stop_asking(work, clinic.id, message_id)]
        for message_id in left:
            add_audit(work, clinic.id, now, by, "looked at", "message", message_id, why)
        return Several(len(left), len(wanted) - len(left))


def _wanted(message_ids: Sequence[int], by: str, why: str) -> list[int]:
    """Each once, in the order in which they are locked. Raises BadInput."""
    if mistakes := _missing(by, why):
        raise BadInput(mistakes)
    return sorted(set(message_ids))


def _open_row(work: Work, clinic: Clinic, message_id: int, by: str, why: str, *, closed_welcome: bool = False) -> Row:
    address = message_address(work, message_id)
    lock_gates(work, clinic.id, [address] if address else [])
    first = unresolved(work, message_id)
    mistakes = _missing(by, why)
    if wrong := _mistake(message_id, first, clinic.id, closed_welcome=closed_welcome):
        mistakes.append(wrong)
    if mistakes or first is None:
        raise BadInput(mistakes)
    return first


def _missing(by: str, why: str) -> list[Mistake]:
    return [Mistake(name, say("is missing")) for name, value in (("by", by), ("why", why)) if not value.strip()]


def _mistake(message_id: int, row: Row | None, clinic_id: int, *, closed_welcome: bool = False) -> Mistake | None:
    """Why nobody can decide about it, or None."""
    if row is None or row[5] != clinic_id:
        # A page answers that there is nothing before it comes here.
        return Mistake("message", f"there is no message {message_id}; `reminders messages` lists them")
    if Status(row[0]) not in (Status.UNKNOWN, Status.FAILED):
        says = say(
            "{number} is {status}; only one in doubt or failed can be resolved", number=message_id, status=row[0]
        )
        return Mistake("message", says)
    if row[10] == Reason.STAFF and not (closed_welcome and row[1] == Origin.WELCOME):
        # A second click or a second person must not send a third text.
        return Mistake("message", say("{name} has already decided about {number}", name=row[11], number=message_id))
    return None


def _second_welcome(message_id: int) -> BadInput:
    says = say("another welcome to the number of {number} is on its way or has arrived", number=message_id)
    return BadInput([Mistake("message", says)])
