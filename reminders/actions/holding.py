"""Pauses that are not on one treatment: a channel the program stopped, an address, everything."""

from dataclasses import dataclass

from reminders.actions.bad_input import BadInput
from reminders.app import App
from reminders.domain.instants import SECOND, from_micros
from reminders.domain.words import Channel
from reminders.store.attempts import wake_parked
from reminders.store.audit import add_audit
from reminders.store.database import Work
from reminders.store.holds import Hold, end_hold, list_holds, start_hold
from reminders.store.restored import close_due_before, doubtful_before, doubtful_messages, drop_doubtful

_DATABASE = "database"


@dataclass(frozen=True, slots=True)
class Released:
    """How many waiting messages went back into the queue, and how many were closed instead."""

    woken: int
    skipped: int


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


def release_sending(
    app: App, target: str, by: str, why: str, skip_due_before: int | None = None, *, send_doubtful: bool = False
) -> Released:
    """Let it go on. What was due before `skip_due_before` (micros UTC) is closed instead, as decided by this person.

    Raises BadInput when nothing is held, and when a restored database may have sent some of it and nobody has said what
    is to become of that: `send_doubtful` lets it go by the rules for late messages.
    """
    kind, key = _target(target)
    with app.database.write() as work:
        clinic = app.clinic(work)
        if not end_hold(work, clinic.id, kind, key, by, app.now_micros()):
            raise BadInput([f"hold: {target} is not on hold; `reminders holds list` shows what is"])
        if kind == _DATABASE and not send_doubtful:
            _expect_decision(work, clinic.id, skip_due_before)
        skipped = close_due_before(work, clinic.id, skip_due_before, key, by) if skip_due_before is not None else 0
        if kind == _DATABASE:
            drop_doubtful(work)
        said = f"{why} ({skipped} messages that were due are not sent)" if skipped else why
        add_audit(work, clinic.id, app.now_micros(), by, f"released {target}", kind, 0, said)
        where, values = ("m.channel = ?", (key,)) if kind == "channel" else ("m.clinic_id = ?", (clinic.id,))
        return Released(wake_parked(work, where, values, app.now_micros()), skipped)


def _expect_decision(work: Work, clinic_id: int, skip_due_before: int | None) -> None:
    """Raises BadInput while messages that the lost database may have sent would go without anybody saying so."""
    before = doubtful_before(work)
    if before is None or (skip_due_before is not None and skip_due_before >= before):
        return
    count = sum(one.messages for one in doubtful_messages(work, clinic_id, before))
    if count:
        moment = f"{from_micros(before + SECOND):%Y-%m-%dT%H:%M:%SZ}"
        raise BadInput(
            [
                f"doubtful: {count} messages may have been sent already by the database that this one replaces; "
                f"--skip-due-before {moment} closes them (a patient misses one rather than gets it twice), "
                "--send-doubtful lets them go by the rules for late messages"
            ]
        )


def _target(target: str) -> tuple[str, str]:
    if target == "everything":
        return _DATABASE, ""
    if target in [channel.value for channel in Channel]:
        return "channel", target
    raise BadInput([f"target: {target!r} cannot be held; use sms, email or everything"])
