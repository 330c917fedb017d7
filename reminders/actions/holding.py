"""Pauses that are not on one treatment: a channel the program stopped, an address, everything."""

from collections.abc import Sequence
from dataclasses import dataclass

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.opting_out import audit_address, read_address
from reminders.app import App
from reminders.domain.addresses import mask_email, mask_phone
from reminders.domain.instants import SECOND, from_micros
from reminders.domain.said import say
from reminders.domain.words import Channel
from reminders.store.attempts import wake_parked
from reminders.store.audit import add_audit
from reminders.store.database import Work
from reminders.store.hold_list import hold_by_id
from reminders.store.holds import Hold, end_hold, is_held, list_holds, start_hold
from reminders.store.people import address_hash, lock_people, opened_addresses, patients_with_hash
from reminders.store.restored import close_due_before, doubtful_before, doubtful_messages, drop_doubtful

_DATABASE = "database"
_ADDRESS = "address"


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
    """Pause sms, email, everything (database), or one number or email. False when it is paused already."""
    kind, value = _target(target)
    with app.database.write() as work:
        clinic = app.clinic(work)
        key = _key(work, clinic.id, kind, value)
        # What staff say about a number is a patient's: it is kept sealed, in the audit.
        shown = "decided by hand; `reminders audit list` says why" if kind == _ADDRESS else why
        started = start_hold(work, clinic.id, kind, key, by, shown, app.now_micros())
        if started:
            _audit(work, clinic.id, app.now_micros(), (by, "held", why), (kind, key))
        return started


def release_sending(
    app: App, target: str, by: str, why: str, skip_due_before: int | None = None, *, send_doubtful: bool = False
) -> Released:
    """Let it go on. What was due before `skip_due_before` (micros UTC) is closed instead, as decided by this person.

    Raises BadInput when nothing is held, and when a restored database may have sent some of it and nobody has said what
    is to become of that: `send_doubtful` lets it go by the rules for late messages.
    """
    kind, value = _target(target)
    if kind == _ADDRESS and skip_due_before is not None:
        raise BadInput(["skip-due-before: is for a channel or everything, not for one address"])
    with app.database.write() as work:
        clinic = app.clinic(work)
        target_key = (kind, _key(work, clinic.id, kind, value))
        if kind == _DATABASE and not send_doubtful and is_held(work, clinic.id, *target_key):
            _expect_decision(work, clinic.id, skip_due_before)
        released = _release(work, app, clinic.id, target_key, (by, why), skip_due_before)
        if released is None:
            raise BadInput([f"hold: {target} is not on hold; `reminders holds list` shows what is"])
        return released


def release_hold(app: App, hold_id: int, by: str, why: str, *, skip: bool = False) -> Released:
    """Let it go on. With `skip` what waits is not sent: what was due until now, and after a restore whatever the lost
    database may have sent. Raises BadInput for a reason that is missing, and when somebody else has let it go on.
    """
    if not why.strip():
        raise BadInput([Mistake("why", say("is missing"))])
    with app.database.write() as work:
        clinic = app.clinic(work)
        hold = hold_by_id(work, clinic.id, hold_id)
        if hold is None:
            raise BadInput([Mistake("hold", say("a colleague has let it go on already"))])
        if hold.target == _ADDRESS:
            lock_people(work, clinic.id, [bytes.fromhex(hold.target_key)])
        # One number's messages are sent or not by the rules; only a stopped channel can have piled up many.
        skips = skip and hold.target != _ADDRESS
        before = max(app.now_micros() + 1, doubtful_before(work) or 0) if skips else None
        released = _release(work, app, clinic.id, (hold.target, hold.target_key), (by, why.strip()), before)
        if released is None:
            raise BadInput([Mistake("hold", say("a colleague has let it go on already"))])
        return released


def waiting_for(clinic_id: int, kind: str, key: str) -> tuple[str, tuple[object, ...]]:
    """Which waiting messages the end of a pause may let go: a condition over m (message) with its values."""
    if kind == "channel":
        return "m.channel = ?", (key,)
    if kind == _DATABASE:
        return "m.clinic_id = ?", (clinic_id,)
    return (
        "m.patient_id IN (SELECT patient_id FROM address WHERE clinic_id = ? AND value_hash = ? AND until_at IS NULL)",
        (clinic_id, bytes.fromhex(key)),
    )


def held_addresses(app: App, found: Sequence[Hold]) -> dict[str, str]:
    """Target key → the masked number or email of holds on an address; those that no patient has or had are left out."""
    hashes = {hold.target_key: bytes.fromhex(hold.target_key) for hold in found if hold.target == _ADDRESS}
    with app.database.read() as work:
        known = opened_addresses(work, app.clinic(work).id, list(hashes.values()))
    return {
        key: mask_email(known[one]) if "@" in known[one] else mask_phone(known[one])
        for key, one in hashes.items()
        if one in known
    }


def _key(work: Work, clinic_id: int, kind: str, value: str) -> str:
    """The target's key as holds keep it; locks an address, so that nothing is armed past its hold."""
    if kind != _ADDRESS:
        return value
    channel = Channel.EMAIL if "@" in value else Channel.SMS
    value_hash = address_hash(work.keyring, clinic_id, channel, value)
    lock_people(work, clinic_id, [value_hash])
    return value_hash.hex()


def _audit(work: Work, clinic_id: int, now: int, said: tuple[str, str, str], target: tuple[str, str]) -> None:
    """`said` is by whom, held or released, and why. The trail of an address is that of the patients who use it."""
    (by, verb, why), (kind, key) = said, target
    if kind == _ADDRESS:
        people = patients_with_hash(work, clinic_id, bytes.fromhex(key))
        audit_address(work, clinic_id, now, people, by, f"{verb} address", why)
    else:
        add_audit(work, clinic_id, now, by, f"{verb} {key or 'everything'}", kind, 0, why)


def _release(
    work: Work, app: App, clinic_id: int, target: tuple[str, str], said: tuple[str, str], skip_due_before: int | None
) -> Released | None:
    """`said` is by whom and why. None: it was not on hold."""
    (kind, key), (by, why), now = target, said, app.now_micros()
    if not end_hold(work, clinic_id, kind, key, by, now):
        return None
    channel = key if kind == "channel" else ""
    skipped = close_due_before(work, clinic_id, skip_due_before, channel, by) if skip_due_before is not None else 0
    if kind == _DATABASE:
        drop_doubtful(work)
    told = f"{why} ({skipped} messages that were due are not sent)" if skipped else why
    _audit(work, clinic_id, now, (by, "released", told), target)
    return Released(wake_parked(work, *waiting_for(clinic_id, kind, key), now), skipped)


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
    """What kind of pause, and of what: a channel, a number or email in its stored form, or nothing more."""
    if target == "everything":
        return _DATABASE, ""
    if target in [channel.value for channel in Channel]:
        return "channel", target
    if "@" in target or any(letter.isdigit() for letter in target):
        return _ADDRESS, read_address(target)[1]
    raise BadInput(
        [f"target: {target!r} cannot be held; use sms, email, everything, a phone number or an email address"]
    )
