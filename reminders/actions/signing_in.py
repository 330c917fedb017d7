"""Signing in: a name or email and a password, then the second factor of who has one. Guessing gets slow, and nobody
is ever shut out.
"""

import base64
import binascii
from dataclasses import dataclass

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.hashing import password_fits
from reminders.actions.known_devices import known_device
from reminders.actions.second_factor import second_factor_shown
from reminders.actions.sessions import Begun, begin_session
from reminders.app import App
from reminders.domain.said import say
from reminders.domain.throttling import ACCOUNT, CODE, KNOWN_DEVICE, PEER, Pace
from reminders.store.accounts import Account, account_of, accounts, renew_hash
from reminders.store.audit import add_audit
from reminders.store.database import Work
from reminders.store.keyring import KeyringError
from reminders.store.throttles import forget_tries, forgive, take_try, throttle_key

_PENDING = b"session.pending"
#: Micros in which the code of the second factor is to be typed.
_PENDING_FOR = 10 * 60 * 1_000_000
_LONGEST = 320


class TooSoon(Exception):
    """Several tries have failed; the next one may be made in so many `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody who wants to sign in shows."""

    #: Name or email.
    who: str
    password: str
    #: Where the request comes from.
    peer: str
    #: The cookie of actions/known_devices.py.
    known: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """The password was right."""

    staff_id: int
    #: What the browser carries to the page of the second factor; empty where there is none to show.
    pending: str


def check_password(app: App, asked: Asked) -> Passed:
    """Raises BadInput for a wrong name or password, TooSoon while guessing is slowed down."""
    _refuse_empty(asked)
    with app.database.write() as work:
        account = _named(accounts(work, app.clinic(work).id), asked.who)
        own, peer = _keys(work, app, account, asked)
        wait = take_try(work, [own, *([peer] if peer else [])], app.now_micros())
    if wait:
        raise TooSoon(wait)
    fits, renewed = password_fits(asked.password, account.password_hash if account else "")
    if account is None or not fits:
        _note_failure(app, account, "failed to sign in")
        raise BadInput([Mistake("password", say("This name and password do not belong together. Check both."))])
    with app.database.write() as work:
        forget_tries(work, [own[0]])
        if peer:
            forgive(work, peer[0])
        if renewed:
            renew_hash(work, account.id, account.password_hash, renewed)
    return _passed(app, account)


def password_chosen(app: App, staff_id: int) -> Passed:
    """Somebody has just chosen a password: the second factor, if they have one, comes next."""
    with app.database.read() as work:
        account = account_of(work, app.clinic(work).id, staff_id)
    assert account is not None
    return _passed(app, account)


def check_code(app: App, pending: str, code: str) -> Passed:
    """The second factor of who has shown the password. Raises BadInput and TooSoon; BadInput with the field "pending"
    when the password has to be typed again.
    """
    with app.database.write() as work:
        clinic_id, now = app.clinic(work).id, app.now_micros()
        account = _expected(work, app, clinic_id, pending)
        key = throttle_key(work, clinic_id, f"code {account.id}")
        wait = take_try(work, [(key, CODE)], now)
        shown = second_factor_shown(work, account, code, app.now(), now) if not wait else ""
        if shown:
            forget_tries(work, [key])
            if shown != "app":
                add_audit(work, clinic_id, now, account.name, "used a recovery code", "staff_member", account.id)
    if wait:
        raise TooSoon(wait)
    if not shown:
        _note_failure(app, account, "failed the second factor")
        raise BadInput(
            [Mistake("code", say("This code is not right, or was used already. Wait for the next one and type it."))]
        )
    return Passed(account.id, "")


def open_session(
    app: App,
    staff_id: int,
    browser: str,
    *,
    second_factor: bool = False,
    device_id: int | None = None,
    at_desk: bool = False,
) -> Begun:
    """Somebody who has shown who they are is signed in, which the audit says."""
    begun = begin_session(app, staff_id, browser, second_factor=second_factor, device_id=device_id, at_desk=at_desk)
    with app.database.write() as work:
        clinic_id = app.clinic(work).id
        account = account_of(work, clinic_id, staff_id)
        name, how = account.name if account else "", "by PIN at a shared desk" if device_id is not None else browser
        add_audit(work, clinic_id, app.now_micros(), name, "signed in", "staff_member", staff_id, how)
    return begun


def note_failure(work: Work, app: App, clinic_id: int, account: Account, verb: str) -> None:
    """In the audit; nobody is known to have done it."""
    add_audit(work, clinic_id, app.now_micros(), "sign-in", verb, "staff_member", account.id)


def _note_failure(app: App, account: Account | None, verb: str) -> None:
    if account is not None:
        with app.database.write() as work:
            note_failure(work, app, app.clinic(work).id, account, verb)


def _refuse_empty(asked: Asked) -> None:
    mistakes = []
    if not asked.who.strip() or len(asked.who) > _LONGEST:
        mistakes.append(Mistake("who", say("Type your name or your email.")))
    if not asked.password:
        mistakes.append(Mistake("password", say("Type your password.")))
    if mistakes:
        raise BadInput(mistakes)


def _named(people: list[Account], who: str) -> Account | None:
    """By name, else by an email that only one of them has."""
    wanted = " ".join(who.split()).casefold()
    by_name = [one for one in people if one.name.casefold() == wanted]
    found = by_name or [one for one in people if one.email and one.email.casefold() == wanted]
    return found[0] if len(found) == 1 else None


def _keys(
    work: Work, app: App, account: Account | None, asked: Asked
) -> tuple[tuple[bytes, Pace], tuple[bytes, Pace] | None]:
    """What this try is counted under: a browser that is known for this person alone, or the person and the place."""
    clinic_id = app.clinic(work).id
    known = known_device(app, asked.known, account.id) if account else ""
    if account and known:
        return (throttle_key(work, clinic_id, f"device {account.id} {known}"), KNOWN_DEVICE), None
    who = f"account {account.id}" if account else f"name {asked.who.strip().casefold()}"
    return (throttle_key(work, clinic_id, who), ACCOUNT), (throttle_key(work, clinic_id, f"peer {asked.peer}"), PEER)


def _passed(app: App, account: Account) -> Passed:
    return Passed(account.id, _pending(app, account) if account.totp else "")


def _pending(app: App, account: Account) -> str:
    told = f"{account.id}:{account.password_at}:{app.now_micros() + _PENDING_FOR}"
    return base64.urlsafe_b64encode(app.database.keyring.seal(_PENDING, 0, told)).decode()


def _expected(work: Work, app: App, clinic_id: int, pending: str) -> Account:
    """Who has shown the password a moment ago and has not changed it since."""
    try:
        kept = base64.b64decode(pending.encode(), altchars=b"-_", validate=True)
        told = app.database.keyring.open(_PENDING, 0, kept) if kept else "0:0:0"
    except (KeyringError, binascii.Error, ValueError, IndexError):
        told = "0:0:0"
    staff_id, password_at, until = (int(part) for part in told.split(":"))
    account = account_of(work, clinic_id, staff_id, lock=True)
    if account is None or account.password_at != password_at or until <= app.now_micros():
        raise BadInput([Mistake("pending", say("That took too long. Type your password again."))])
    return account
