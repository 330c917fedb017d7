"""The first day: while no admin can sign in, a link printed on the console lets one set the clinic up."""

import secrets
from collections.abc import Mapping

from reminders.actions.accounts import refuse_password
from reminders.actions.bad_input import Answers, BadInput, Mistake
from reminders.actions.hashing import hash_password
from reminders.actions.sessions import hash_token
from reminders.actions.setup import FIRST_ADMIN
from reminders.actions.staffing import read_contact, staff_name_mistakes
from reminders.app import App
from reminders.domain.said import say
from reminders.domain.words import Role
from reminders.store.accounts import Account, accounts, an_admin_signs_in, set_language, set_name, set_password
from reminders.store.audit import add_audit
from reminders.store.clinics import lock_clinic
from reminders.store.database import Work
from reminders.store.facts import drop_fact, get_fact, set_fact
from reminders.store.staff import add_staff, list_staff, set_contact

#: Who acts until the first account is there.
FIRST_RUN = "first run"
_FACT = "first_run_link"
_GOOD_FOR = 86_400 * 1_000_000


def first_run_token(app: App) -> str | None:
    """A new token, which makes an earlier one void and is kept nowhere; None once an admin can sign in."""
    token = secrets.token_urlsafe(24)
    with app.database.write() as work:
        if an_admin_signs_in(work, app.clinic(work).id):
            return None
        set_fact(work, _FACT, f"{hash_token(token).hex()}:{app.now_micros() + _GOOD_FOR}")
    return token


def setup_is_needed(app: App) -> bool:
    """Whether no admin can sign in yet."""
    with app.database.read() as work:
        return not an_admin_signs_in(work, app.clinic(work).id)


def first_run_open(app: App, token: str) -> bool:
    """Whether this token still opens the first run."""
    with app.database.read() as work:
        return _good(work, app, token)


def first_name_of_admin(app: App) -> tuple[str, str]:
    """Name and email of the admin that setup has made, to begin with; empty where it had no name of its own."""
    with app.database.read() as work:
        waiting = _waiting(work, app)
    return ("", "") if waiting is None or waiting.name == FIRST_ADMIN else (waiting.name, waiting.email)


def first_account(app: App, token: str, given: Mapping[str, str], language: str) -> int:
    """The first admin's account, from name, email, new and again; the link is then used up. Returns their id.

    Raises BadInput with every mistake.
    """
    answers = Answers()
    name = given.get("name", "").strip()
    answers.mistakes += staff_name_mistakes(name)
    email, _ = read_contact(answers, given.get("email", "").strip(), None)
    alone = Account(0, name, Role.ADMIN, email or "", "en", "", 0, "", "", None)
    try:
        refuse_password(app, alone, given.get("new", ""), given.get("again", ""))
    except BadInput as error:
        answers.mistakes += error.mistakes
    answers.refuse()
    hashed = hash_password(given["new"])
    with app.database.write() as work:
        clinic_id, now = app.clinic(work).id, app.now_micros()
        lock_clinic(work, clinic_id)
        if not _good(work, app, token):
            raise BadInput([Mistake("link", say("This link was used already, or is over. Start the program again."))])
        staff_id = _admin(work, app, name)
        known = next(one for one in list_staff(work, clinic_id) if one.id == staff_id)
        set_contact(work, staff_id, email or None, known.phone)
        set_password(work, staff_id, hashed, now)
        set_language(work, staff_id, language)
        drop_fact(work, _FACT)
        add_audit(work, clinic_id, now, name, "made the first account", "staff_member", staff_id)
    return staff_id


def _admin(work: Work, app: App, name: str) -> int:
    """Who of those that are here already it is, else the nameless admin of setup under this name, else a new one."""
    clinic_id = app.clinic(work).id
    people = accounts(work, clinic_id)
    same = next((one for one in people if one.name.casefold() == name.casefold()), None)
    if same is not None and same.role is Role.ADMIN:
        return same.id
    waiting = _waiting(work, app)
    if same is None and waiting is not None and waiting.name == FIRST_ADMIN and set_name(work, waiting.id, name):
        return waiting.id
    added = add_staff(work, clinic_id, name, Role.ADMIN.value, None, app.now_micros())
    if added is None:
        says = say("{name} is here already and is no admin; use a name that tells them apart.", name=name)
        raise BadInput([Mistake("name", says)])
    return added


def _waiting(work: Work, app: App) -> Account | None:
    """The first admin who cannot sign in yet."""
    people = accounts(work, app.clinic(work).id)
    return next((one for one in people if one.role is Role.ADMIN and not one.password_hash), None)


def _good(work: Work, app: App, token: str) -> bool:
    kept, _, until = (get_fact(work, _FACT) or "").partition(":")
    if not token or not kept or int(until) <= app.now_micros() or an_admin_signs_in(work, app.clinic(work).id):
        return False
    return secrets.compare_digest(kept, hash_token(token).hex())
