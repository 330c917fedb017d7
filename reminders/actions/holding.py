"""Pauses that are not on one treatment: a channel the program stopped, an address, everything."""

from reminders.actions.bad_input import BadInput
from reminders.app import App
from reminders.domain.words import Channel
from reminders.store.attempts import wake_parked
from reminders.store.audit import add_audit
from reminders.store.holds import Hold, end_hold, list_holds, start_hold

_DATABASE = "database"


def holds(app: App) -> list[Hold]:
    """Every pause in force, oldest first."""
    with app.database.read() as work:
        return list_holds(work, app.clinic(work).id)


def hold_sending(app: App, target: str, by: str, why: str) -> bool:
    """Pause sms, email, or (database) everything. False when it is paused already."""
    kind, key = _target(target)
    with app.database.write() as work:
        clinic = app.clinic(work)
        started = start_hold(work, clinic.id, kind, key, by, why, app.now_micros())
        if started:
            add_audit(work, clinic.id, app.now_micros(), by, f"held {target}", kind, 0, why)
        return started


def release_sending(app: App, target: str, by: str, why: str) -> int:
    """Let it go on. Returns how many waiting messages went back into the queue. BadInput when nothing is held."""
    kind, key = _target(target)
    with app.database.write() as work:
        clinic = app.clinic(work)
        if not end_hold(work, clinic.id, kind, key, by, app.now_micros()):
            raise BadInput([f"hold: {target} is not on hold; `reminders holds list` shows what is"])
        add_audit(work, clinic.id, app.now_micros(), by, f"released {target}", kind, 0, why)
        where, values = ("m.channel = ?", (key,)) if kind == "channel" else ("m.clinic_id = ?", (clinic.id,))
        return wake_parked(work, where, values, app.now_micros())


def _target(target: str) -> tuple[str, str]:
    if target == "everything":
        return _DATABASE, ""
    if target in [channel.value for channel in Channel]:
        return "channel", target
    raise BadInput([f"target: {target!r} cannot be held; use sms, email or everything"])
