"""What people change of their own account: password, second factor, PIN, language, and where they are signed in."""

from dataclasses import dataclass

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.hashing import hash_password, hash_pin, password_fits
from reminders.actions.second_factor import Offer, counter_of, new_recovery_codes, offer, offered
from reminders.actions.signing_in import TooSoon, note_failure
from reminders.app import App
from reminders.domain.passwords import SHORTEST_ALONE, password_mistake, pin_mistake, plain_password
from reminders.domain.said import say
from reminders.domain.throttling import ACCOUNT
from reminders.store.accounts import (
    Account,
    account_of,
    mark_second_factor,
    recovery_codes_left,
    set_language,
    set_password,
    set_pin,
    set_totp,
)
from reminders.store.audit import add_audit
from reminders.store.database import Work
from reminders.store.sessions import Session, end_session, end_sessions_of, sessions_of
from reminders.store.throttles import forget_tries, take_try, throttle_key

#: Who has signed in within so many micros need not type the password once more.
_FRESH = 15 * 60 * 1_000_000
LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class MyAccount:
    """What somebody sees of their own account."""

    account: Account
    sessions: tuple[Session, ...]
    recovery_codes: int
    #: Nothing about security may be changed without the password.
    asks_password: bool
    #: Messages really leave, so nobody works without a second factor.
    second_factor_required: bool


def my_account(app: App, session: Session) -> MyAccount:
    """The account of this session's person."""
    with app.database.read() as work:
        account = _mine(work, session)
        found = tuple(sessions_of(work, account.id, app.now_micros()))
        left = recovery_codes_left(work, account.id)
    return MyAccount(account, found, left, asks_password(app, session), app.settings.real_transport)


def asks_password(app: App, session: Session) -> bool:
    """A PIN is not enough for it, nor is a screen on which somebody signed in long ago."""
    return session.device_id is not None or app.now_micros() - session.since_at > _FRESH


def change_password(app: App, session: Session, old: str, new: str, again: str) -> None:
    """Every other session of this person ends. Raises BadInput, TooSoon."""
    account = _confirmed(app, session, old, "old", always=True)
    refuse_password(app, account, new, again)
    hashed = hash_password(new)
    with app.database.write() as work:
        now = app.now_micros()
        set_password(work, account.id, hashed, now)
        end_sessions_of(work, account.id, account.name, now, but=session.id)
        _tell(work, app, account, "changed the password")


def offer_second_factor(app: App, session: Session, sealed: str = "") -> Offer:
    """An authenticator app to set up; `sealed` is what the form carried, when it comes back with a mistake."""
    with app.database.read() as work:
        return offer(app, _mine(work, session), app.clinic(work).name, sealed)


def take_second_factor(app: App, session: Session, sealed: str, code: str, password: str) -> tuple[str, ...]:
    """The app shows the right code, so it counts from now on, and this session has shown it; every other session, which
    has not, ends. Returns new recovery codes. Raises BadInput, TooSoon.
    """
    account = _confirmed(app, session, password, "password")
    _must_have_shown_it(account, session, "code")
    secret = offered(app, account, sealed)
    counter = counter_of(secret, code, app.now()) if secret else None
    if counter is None:
        says = say("This is not the code that the app shows now. Scan the picture again, then type the six digits.")
        raise BadInput([Mistake("code", says)])
    with app.database.write() as work:
        now = app.now_micros()
        set_totp(work, account.id, secret, counter)
        mark_second_factor(work, session.id, now)
        end_sessions_of(work, account.id, account.name, now, but=session.id)
        _tell(work, app, account, "set up the second factor")
        return new_recovery_codes(work, account.id, now)


def renew_recovery_codes(app: App, session: Session, password: str) -> tuple[str, ...]:
    """Ten new ones; the earlier ones are void. Raises BadInput, TooSoon."""
    account = _confirmed(app, session, password, "password")
    if not account.totp:
        raise BadInput([Mistake("password", say("Set up an authenticator app first."))])
    _must_have_shown_it(account, session, "password")
    with app.database.write() as work:
        _tell(work, app, account, "made new recovery codes")
        return new_recovery_codes(work, account.id, app.now_micros())


def drop_second_factor(app: App, session: Session, password: str) -> None:
    """Only where nothing really leaves, and with a password long enough to stand alone. Raises BadInput, TooSoon."""
    account = _confirmed(app, session, password, "password", always=True)
    if app.settings.real_transport:
        raise BadInput([Mistake("password", say("Messages really leave from here, so everybody has a second factor."))])
    _must_have_shown_it(account, session, "password")
    if len(plain_password(password)) < SHORTEST_ALONE:
        says = say("Choose a password of at least {count} characters first.", count=SHORTEST_ALONE)
        raise BadInput([Mistake("password", says)])
    with app.database.write() as work:
        set_totp(work, account.id, "", None)
        _tell(work, app, account, "dropped the second factor")


def choose_pin(app: App, session: Session, pin: str, password: str) -> None:
    """For shared desks. Raises BadInput, TooSoon."""
    account = _confirmed(app, session, password, "password")
    if mistake := pin_mistake(pin.strip()):
        raise BadInput([Mistake("pin", mistake)])
    hashed = hash_pin(app.database.keyring, account.id, pin.strip())
    with app.database.write() as work:
        set_pin(work, account.id, hashed)
        _tell(work, app, account, "chose a PIN")


def drop_pin(app: App, session: Session) -> None:
    """No PIN: not on the shared desks' list any more."""
    with app.database.write() as work:
        account = _mine(work, session)
        set_pin(work, account.id, None)
        _tell(work, app, account, "dropped the PIN")


def choose_language(app: App, session: Session, language: str) -> None:
    """Of the pages. Raises BadInput."""
    if language not in LANGUAGES:
        raise BadInput([Mistake("language", say("Choose one of the languages."))])
    with app.database.write() as work:
        set_language(work, session.staff_id, language)


def sign_out(app: App, session: Session) -> None:
    """This browser's session ends."""
    with app.database.write() as work:
        if end_session(work, session.id, session.name, app.now_micros()):
            _tell(work, app, _mine(work, session), "signed out")


def end_my_session(app: App, session: Session, session_id: int) -> bool:
    """Another one of mine ends; False when it is nobody's or somebody else's."""
    with app.database.write() as work:
        account = _mine(work, session)
        if session_id not in [one.id for one in sessions_of(work, account.id, app.now_micros())]:
            return False
        end_session(work, session_id, account.name, app.now_micros())
        _tell(work, app, account, "ended a session")
        return True


def end_my_other_sessions(app: App, session: Session) -> int:
    """All but this one; returns how many."""
    with app.database.write() as work:
        account = _mine(work, session)
        ended = end_sessions_of(work, account.id, account.name, app.now_micros(), but=session.id)
        _tell(work, app, account, "ended all other sessions")
        return ended


def refuse_password(app: App, account: Account, new: str, again: str, field: str = "new") -> None:
    """Raises BadInput for a password that may not be chosen."""
    with app.database.read() as work:
        names = (account.name, account.email.partition("@")[0], app.clinic(work).name)
    alone = not account.totp and not app.settings.real_transport
    mistakes = []
    if mistake := password_mistake(new, names, alone=alone):
        mistakes.append(Mistake(field, mistake))
    elif plain_password(new) != plain_password(again):
        mistakes.append(Mistake("again", say("The two are not the same. Type it once more.")))
    if mistakes:
        raise BadInput(mistakes)


def _confirmed(app: App, session: Session, password: str, field: str, *, always: bool = False) -> Account:
    """Who this session belongs to, once they have typed their password where that is asked for."""
    with app.database.read() as work:
        account = _mine(work, session)
    if not always and not asks_password(app, session):
        return account
    if not password:
        raise BadInput([Mistake(field, say("Type your password."))])
    key = _take_password_try(app, account)
    fits, _ = password_fits(password, account.password_hash)
    with app.database.write() as work:
        if fits:
            forget_tries(work, [key])
        else:
            note_failure(work, app, app.clinic(work).id, account, "failed to confirm the password")
    if not fits:
        raise BadInput([Mistake(field, say("This is not your password."))])
    return account


def _must_have_shown_it(account: Account, session: Session, field: str) -> None:
    """A password or a PIN alone does not replace the second factor that stands beside it."""
    if account.totp and session.second_factor_at is None:
        says = say("Sign out, sign in again with your second step, then come back here.")
        raise BadInput([Mistake(field, says)])


def _take_password_try(app: App, account: Account) -> bytes:
    with app.database.write() as work:
        # Not under the key of signing in, where strangers' tries count.
        key = throttle_key(work, app.clinic(work).id, f"confirm {account.id}")
        wait = take_try(work, [(key, ACCOUNT)], app.now_micros())
    if wait:
        raise TooSoon(wait)
    return key


def _mine(work: Work, session: Session) -> Account:
    account = account_of(work, session.clinic_id, session.staff_id)
    if account is None:
        raise BadInput([Mistake("", say("Your account has ended."))])
    return account


def _tell(work: Work, app: App, account: Account, verb: str) -> None:
    add_audit(work, app.clinic(work).id, app.now_micros(), account.name, verb, "staff_member", account.id)
