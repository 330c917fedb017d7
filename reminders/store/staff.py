"""The people at the clinic."""

from dataclasses import dataclass

from reminders.store.database import Work


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person at the clinic; role staff, clinician or admin."""

    id: int
    name: str
    role: str
    email: str | None


def add_staff(work: Work, clinic_id: int, name: str, role: str, email: str | None, now: int) -> int | None:
    """A new person; None when the name is taken."""
    staff_id = work.new_ids(1)[0]
    added = work.run(
        "INSERT INTO staff_member (id, clinic_id, name, role, email, since_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (staff_id, clinic_id, name, role, email, now),
    )
    return staff_id if added == 1 else None


def list_staff(work: Work, clinic_id: int) -> list[StaffMember]:
    """Everyone who works here now, by name."""
    rows = work.all(
        "SELECT id, name, role, email FROM staff_member WHERE clinic_id = ? AND until_at IS NULL ORDER BY name",
        (clinic_id,),
    )
    return [StaffMember(*row) for row in rows]
