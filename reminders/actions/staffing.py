"""Who works at the clinic."""

from reminders.actions.bad_input import BadInput
from reminders.app import App
from reminders.catalog.mistakes import near
from reminders.domain.addresses import BadAddress, normalize_email
from reminders.store.audit import add_audit
from reminders.store.staff import add_staff

ROLES = ("staff", "clinician", "admin")
_LONGEST_NAME = 200


def hire(app: App, name: str, role: str, email: str, by: str) -> int:
    """Add a person; returns their id. Raises BadInput with every mistake."""
    name = name.strip()
    address = _checked(name, role, email.strip())
    with app.database.write() as work:
        clinic, now = app.clinic(work), app.now_micros()
        staff_id = add_staff(work, clinic.id, name, role, address or None, now)
        if staff_id is None:
            raise BadInput([f"name: {name!r} is here already; use a name that tells them apart"])
        add_audit(work, clinic.id, now, by, f"added as {role}", "staff_member", staff_id, "")
    return staff_id


def _checked(name: str, role: str, email: str) -> str:
    """The email in its stored form, or empty."""
    mistakes = []
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        mistakes.append(f"name: must be 1 to {_LONGEST_NAME} ordinary characters")
    if role not in ROLES:
        mistakes.append(f"role: {role!r} is unknown; use {', '.join(ROLES)}{near(role, ROLES)}")
    address = ""
    try:
        address = normalize_email(email) if email else ""
    except BadAddress as error:
        mistakes.append(f"email: {error}")
    if mistakes:
        raise BadInput(mistakes)
    return address
