"""Who works at the clinic, and how they are reached."""

from reminders.actions.bad_input import Answers, BadInput, Mistake
from reminders.actions.inbox import member_named
from reminders.app import App
from reminders.catalog.mistakes import near
from reminders.domain.addresses import normalize_email, normalize_phone
from reminders.domain.said import say
from reminders.store.audit import add_audit
from reminders.store.staff import StaffMember, add_staff, set_contact

ROLES = ("staff", "clinician", "admin")
_LONGEST_NAME = 200


def hire(app: App, name: str, role: str, email: str, by: str, phone: str = "") -> int:
    """Add a person; returns their id. Raises BadInput with every mistake."""
    name = name.strip()
    answers = Answers()
    answers.mistakes += staff_name_mistakes(name)
    if role not in ROLES:
        known = ", ".join(ROLES) + near(role, ROLES)
        answers.mistakes.append(Mistake("role", say("{role} is unknown; use {known}", role=repr(role), known=known)))
    address, number = read_contact(answers, email, phone)
    answers.refuse()
    with app.database.write() as work:
        clinic, now = app.clinic(work), app.now_micros()
        staff_id = add_staff(work, clinic.id, name, role, address or None, now, number or "")
        if staff_id is None:
            says = say("{name} is here already; use a name that tells them apart", name=repr(name))
            raise BadInput([Mistake("name", says)])
        add_audit(work, clinic.id, now, by, f"added as {role}", "staff_member", staff_id, "")
    return staff_id


def set_staff(app: App, name: str, email: str | None, phone: str | None, by: str) -> StaffMember:
    """Another email or phone of a person; None leaves it as it is, an empty text removes it. Returns them as they
    were. Raises BadInput with every mistake.
    """
    answers = Answers([] if by.strip() else [Mistake("by", say("is missing; say who"))])
    if email is None and phone is None:
        answers.mistakes.append(Mistake("email, phone", say("give at least one of them")))
    address, number = read_contact(answers, email, phone)
    answers.refuse()
    with app.database.write() as work:
        clinic = app.clinic(work)
        member = member_named(work, clinic, "name", name)
        set_contact(
            work, member.id, (address or None) if address is not None else member.email,
            number if number is not None else member.phone,
        )  # fmt: skip
        changed = " and ".join(what for what, given in (("email", email), ("phone", phone)) if given is not None)
        add_audit(work, clinic.id, app.now_micros(), by.strip(), f"changed {changed}", "staff_member", member.id, "")
        return member


def staff_name_mistakes(name: str) -> list[Mistake]:
    """What is wrong with a person's name; nothing when it will do."""
    if name and len(name) <= _LONGEST_NAME and name.isprintable():
        return []
    return [Mistake("name", say("must be 1 to {most} ordinary characters", most=_LONGEST_NAME))]


def read_contact(answers: Answers, email: str | None, phone: str | None) -> tuple[str | None, str | None]:
    """Email and phone in their stored form; None where nothing was said, empty where there is none."""

    def mail(text: str) -> str:
        return normalize_email(text) if text else ""

    def number(text: str) -> str:
        return normalize_phone(text) if text else ""

    return answers.read("email", mail, email, None), answers.read("phone", number, phone, None)
