"""Who works at the clinic: invited, given another role, gone, and back."""

import secrets
from dataclasses import dataclass

from reminders.actions.accounts import refuse_password
from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.hashing import hash_password
from reminders.actions.inbox import member_named
from reminders.actions.sessions import hash_token
from reminders.actions.staffing import hire
from reminders.app import App
from reminders.domain.said import say
from reminders.domain.words import Role
from reminders.store.accounts import (
    Account,
    account_invited,
    account_of,
    accounts,
    an_admin_signs_in,
    bring_back,
    disown_replies,
    end_account,
    gone,
    open_replies_of,
    replace_recovery_codes,
    set_invite,
    set_language,
    set_password,
    set_role,
    set_totp,
)
from reminders.store.audit import add_audit
from reminders.store.clinics import lock_clinic
from reminders.store.database import Work
from reminders.store.devices import Device, devices
from reminders.store.duty import shifts_in_force
from reminders.store.sessions import end_sessions_of, sessions_of
from reminders.store.staff import list_staff

_INVITED_FOR = 3 * 86_400 * 1_000_000


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody, by name, and the shared desks."""

    people: tuple[Account, ...]
    #: (id, name, role) of who worked here.
    gone: tuple[tuple[int, str, str], ...]
    desks: tuple[Device, ...]
    #: Who is the only admin that can sign in; 0 when there are several.
    last_admin: int


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person as an admin sees them, with what would end with their access."""

    account: Account
    #: Where they are told of urgent replies by text; empty where they are not.
    phone: str
    #: Browsers in which they are signed in now.
    sessions: int
    #: On the duty list.
    shifts: int
    #: Open, and theirs to answer.
    replies: int
    #: Nobody else could make anybody an admin.
    last_admin: bool


@dataclass(frozen=True, slots=True)
class Invited:
    """Whose link it is; the token is kept nowhere else."""

    staff_id: int
    name: str
    token: str


def team(app: App) -> Team:
    """As an admin sees it."""
    with app.database.read() as work:
        clinic_id = app.clinic(work).id
        people = accounts(work, clinic_id)
        admins = [one.id for one in people if one.role is Role.ADMIN and one.password_hash]
        return Team(
            tuple(people),
            tuple(gone(work, clinic_id)),
            tuple(devices(work, clinic_id)),
            admins[0] if len(admins) == 1 else 0,
        )


def invite(app: App, name: str, role: str, email: str, by: str) -> Invited:
    """A new person, and the link with which they choose a password. Raises BadInput with every mistake."""
    with app.database.read() as work:
        before = {left.casefold() for _, left, _ in gone(work, app.clinic(work).id)}
    if name.strip().casefold() in before:
        says = say("{name} worked here before. Bring them back below, or use a name that tells them apart.", name=name)
        raise BadInput([Mistake("name", says)])
    return invite_again(app, hire(app, name, role, email, by), by)


def invite_again(app: App, staff_id: int, by: str) -> Invited:
    """A new link to choose a password, which makes an earlier one void; the present password stays until it is used.

    Raises BadInput.
    """
    token = secrets.token_urlsafe(32)
    with app.database.write() as work:
        account = _member(work, app, staff_id)
        set_invite(work, account.id, hash_token(token), app.now_micros() + _INVITED_FOR)
        _tell(work, app, by, "invited", account)
    return Invited(account.id, account.name, token)


def invited(app: App, token: str) -> Account | None:
    """Whose link this is; None for one that is used or over."""
    with app.database.read() as work:
        return account_invited(work, app.clinic(work).id, hash_token(token), app.now_micros())


def accept(app: App, token: str, new: str, again: str, language: str) -> Account:
    """The invited person chooses a password, with pages in the language they read; their sessions elsewhere end.

    Raises BadInput.
    """
    account = invited(app, token)
    if account is None:
        raise _void()
    refuse_password(app, account, new, again)
    hashed = hash_password(new)
    with app.database.write() as work:
        clinic_id, now = app.clinic(work).id, app.now_micros()
        lock_clinic(work, clinic_id)
        if account_invited(work, clinic_id, hash_token(token), now) is None:
            raise _void()
        set_password(work, account.id, hashed, now)
        set_language(work, account.id, language)
        end_sessions_of(work, account.id, account.name, now)
        _tell(work, app, account.name, "chose a password", account)
    return account


def change_role(app: App, staff_id: int, role: str, by: str) -> bool:
    """Another role; False when they have it already. Raises BadInput."""
    if role not in [one.value for one in Role]:
        raise BadInput([Mistake("role", say("Choose one of the roles."))])
    with app.database.write() as work:
        account = _member(work, app, staff_id)
        if account.role is Role(role):
            return False
        if account.role is Role.ADMIN:
            _keep_an_admin(work, app, account)
        set_role(work, account.id, Role(role))
        _tell(work, app, by, f"changed the role to {role}", account)
        return True


def colleague(app: App, staff_id: int) -> Colleague | None:
    """One who works here; None for nobody here."""
    with app.database.read() as work:
        clinic_id = app.clinic(work).id
        account = account_of(work, clinic_id, staff_id)
        if account is None:
            return None
        return Colleague(
            account,
            next((one.phone for one in list_staff(work, clinic_id) if one.id == staff_id), ""),
            sessions=len(sessions_of(work, staff_id, app.now_micros())),
            shifts=sum(one.shift.staff_id == staff_id for one in shifts_in_force(work, clinic_id)),
            replies=open_replies_of(work, clinic_id, staff_id),
            last_admin=account.role is Role.ADMIN and not an_admin_signs_in(work, clinic_id, but=staff_id),
        )


def end_access(app: App, staff_id: int, by: str) -> str:
    """They do not work here any more: signed out everywhere, off the duty list, their urgent replies passed on. Returns
    their name. Raises BadInput.
    """
    with app.database.write() as work:
        account, now = _member(work, app, staff_id), app.now_micros()
        if account.role is Role.ADMIN:
            _keep_an_admin(work, app, account)
        end_sessions_of(work, account.id, by, now)
        disown_replies(work, app.clinic(work).id, account.id, now)
        end_account(work, account.id, now)
        _tell(work, app, by, "ended the access", account)
        return account.name


def return_access(app: App, staff_id: int, by: str) -> Invited:
    """Somebody is back, with the role they had and a link to choose a new password. Raises BadInput."""
    with app.database.write() as work:
        clinic_id, now = app.clinic(work).id, app.now_micros()
        if bring_back(work, clinic_id, staff_id, now) is None:
            raise _nobody()
        _tell(work, app, by, "brought back", _member(work, app, staff_id))
    return invite_again(app, staff_id, by)


def give_password(app: App, name: str, new: str, by: str) -> str:
    """From the console, for who cannot sign in: a password for a person by name, which ends their sessions. Returns
    their name. Raises BadInput.
    """
    account = _named(app, name)
    refuse_password(app, account, new, new, "password")
    hashed = hash_password(new)
    with app.database.write() as work:
        now = app.now_micros()
        set_password(work, account.id, hashed, now)
        end_sessions_of(work, account.id, by, now)
        _tell(work, app, by, "gave a password", account)
    return account.name


def reset_second_factor_of(app: App, name: str, by: str) -> str:
    """As `reset_second_factor`, by name."""
    return reset_second_factor(app, _named(app, name).id, by)


def reset_second_factor(app: App, staff_id: int, by: str) -> str:
    """For who lost phone and recovery codes: the next sign-in asks for the password alone (and, where messages really
    leave, to set a new one up). Returns their name. Raises BadInput.
    """
    with app.database.write() as work:
        account, now = _member(work, app, staff_id), app.now_micros()
        set_totp(work, account.id, "", None)
        replace_recovery_codes(work, account.id, [], now)
        end_sessions_of(work, account.id, by, now)
        _tell(work, app, by, "reset the second factor", account)
        return account.name


def _named(app: App, name: str) -> Account:
    with app.database.read() as work:
        clinic = app.clinic(work)
        account = account_of(work, clinic.id, member_named(work, clinic, "name", name).id)
    assert account is not None
    return account


def _keep_an_admin(work: Work, app: App, account: Account) -> None:
    """Two admins who dismiss each other at the same time take turns here."""
    clinic_id = app.clinic(work).id
    lock_clinic(work, clinic_id)
    if not an_admin_signs_in(work, clinic_id, but=account.id):
        says = say("{name} is the only admin who can sign in. Make somebody else an admin first.", name=account.name)
        raise BadInput([Mistake("person", says)])


def _member(work: Work, app: App, staff_id: int) -> Account:
    account = account_of(work, app.clinic(work).id, staff_id)
    if account is None:
        raise _nobody()
    return account


def _nobody() -> BadInput:
    return BadInput([Mistake("person", say("There is no such person here."))])


def _void() -> BadInput:
    return BadInput([Mistake("link", say("This link was used already, or is over. Ask an admin for a new one."))])


def _tell(work: Work, app: App, by: str, verb: str, account: Account) -> None:
    add_audit(work, app.clinic(work).id, app.now_micros(), by, verb, "staff_member", account.id)
