"""The people at the clinic."""

from dataclasses import dataclass

from reminders.store.database import Row, Work

PHONE = b"staff_member.phone"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person at the clinic; role staff, clinician or admin."""

    id: int
    name: str
    role: str
    email: str | None
    #: E.164, opened; empty when there is none.
    phone: str = ""


def add_staff(
    work: Work, clinic_id: int, name: str, role: str, email: str | None, now: int, phone: str = ""
) -> int | None:
    """A new person; None when the name is taken."""
    staff_id = work.new_ids(1)[0]
    sealed = work.keyring.seal_optional(PHONE, staff_id, phone)
    added = work.run(
        "INSERT INTO staff_member (id, clinic_id, name, role, email, since_at, phone_enc) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        (staff_id, clinic_id, name, role, email, now, sealed),
    )
    return staff_id if added == 1 else None


def list_staff(work: Work, clinic_id: int) -> list[StaffMember]:
    """Everyone who works here now, by name."""
    rows = work.all(
        "SELECT id, name, role, email, phone_enc FROM staff_member WHERE clinic_id = ? AND until_at IS NULL ORDER BY name",
        (clinic_id,),
    )
    return [_member(work, row) for row in rows]


def set_contact(work: Work, staff_id: int, email: str | None, phone: str) -> None:
    """Where a person is told of urgent replies."""
    sealed = work.keyring.seal_optional(PHONE, staff_id, phone)
    work.run("UPDATE staff_member SET email = ?, phone_enc = ? WHERE id = ?", (email, sealed, staff_id))


def _member(work: Work, row: Row) -> StaffMember:
    staff_id, name, role, email, phone = row
    return StaffMember(staff_id, name, role, email, work.keyring.open_optional(PHONE, staff_id, phone))
