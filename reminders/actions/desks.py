"""Shared desks: an admin registers a computer at the clinic, and the people who have chosen a PIN switch on it."""

import secrets
from dataclasses import dataclass

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.enrollment import one_line
from reminders.actions.hashing import pin_fits
from reminders.actions.sessions import IDLE_AT_DESK, hash_token
from reminders.actions.signing_in import TooSoon, note_failure
from reminders.app import App
from reminders.domain.said import say
from reminders.domain.throttling import DESK, PIN
from reminders.store.accounts import Account, account_of, accounts
from reminders.store.audit import add_audit
from reminders.store.devices import Device, add_device, device_of, devices, end_device, saw_device
from reminders.store.sessions import shorten_session
from reminders.store.throttles import forget_tries, forgive, take_try, throttle_key

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class SharedDesk:
    """A registered computer and who may switch on it."""

    device: Device
    #: (id, name) of those who have a PIN.
    people: tuple[tuple[int, str], ...]


def shared_desk(app: App, token: str) -> SharedDesk | None:
    """The desk of this browser; None when it is none."""
    if not token:
        return None
    with app.database.read() as work:
        clinic_id = app.clinic(work).id
        device = device_of(work, clinic_id, hash_token(token))
        people = tuple((one.id, one.name) for one in accounts(work, clinic_id) if one.pin_hash)
    return SharedDesk(device, people) if device else None


def register_desk(app: App, name: str, by: str, session_id: int | None = None) -> str:
    """This browser's computer becomes a shared desk; returns the token for its cookie, kept nowhere else. Whoever
    registers it is signed in there (`session_id`), which from now on ends as early as any session at a desk.

    Raises BadInput.
    """
    token = secrets.token_urlsafe(32)
    with app.database.write() as work:
        clinic_id, now = app.clinic(work).id, app.now_micros()
        name = _desk_name(name, [device.name for device in devices(work, clinic_id)])
        device_id = add_device(work, clinic_id, name, hash_token(token), by, now)
        if session_id is not None:
            shorten_session(work, session_id, int(IDLE_AT_DESK.total_seconds()))
        add_audit(work, clinic_id, now, by, "registered a shared desk", "desk_device", device_id, name)
    return token


def revoke_desk(app: App, device_id: int, by: str) -> bool:
    """It is none any more, and whoever works there with a PIN is signed out; False when there is no such one."""
    with app.database.write() as work:
        clinic_id, now = app.clinic(work).id, app.now_micros()
        name = end_device(work, clinic_id, device_id, by, now)
        if name is not None:
            add_audit(work, clinic_id, now, by, "removed a shared desk", "desk_device", device_id, name)
    return name is not None


def check_pin(app: App, token: str, staff_id: int, pin: str) -> int:
    """Somebody taps their name at a shared desk and types their PIN. Returns the desk's id.

    Raises BadInput, TooSoon.
    """
    with app.database.write() as work:
        clinic_id = app.clinic(work).id
        device = device_of(work, clinic_id, hash_token(token))
        account = account_of(work, clinic_id, staff_id)
        if device is None or account is None or not account.pin_hash:
            raise BadInput([Mistake("person", say("Tap your name."))])
        own, desk = (throttle_key(work, clinic_id, what) for what in (f"pin {staff_id}", f"desk {device.id}"))
        wait = take_try(work, [(own, PIN), (desk, DESK)], app.now_micros())
    if wait:
        raise TooSoon(wait)
    if not pin_fits(app.database.keyring, staff_id, pin.strip(), account.pin_hash):
        _wrong(app, clinic_id, account)
    with app.database.write() as work:
        forget_tries(work, [own])
        forgive(work, desk)
        saw_device(work, device.id, app.now_micros())
    return device.id


def _wrong(app: App, clinic_id: int, account: Account) -> None:
    with app.database.write() as work:
        note_failure(work, app, clinic_id, account, "failed with the PIN")
    raise BadInput([Mistake("pin", say("This is not the PIN of {name}.", name=account.name))])


def _desk_name(text: str, taken: list[str]) -> str:
    try:
        name = one_line(text.strip())
    except ValueError:
        name = ""
    if not name or len(name) > _LONGEST_NAME:
        raise BadInput([Mistake("desk", say("Say where it stands, for example Front desk."))])
    if name.casefold() in (one.casefold() for one in taken):
        raise BadInput([Mistake("desk", say("Another desk has this name. Use one that tells them apart."))])
    return name
