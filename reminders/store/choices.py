"""What a person decides about one step's message: another time, not at all, or after all."""

from dataclasses import dataclass

from reminders.domain.words import Reason, Status
from reminders.store.database import Work


@dataclass(frozen=True, slots=True)
class ChosenMessage:
    """A step's message as an act finds it. Micros UTC."""

    id: int
    patient_id: int
    treatment_id: int
    step: str
    round: int
    status: Status
    reason: Reason | None
    attempts: int
    opens_at: int
    closes_at: int
    due_at: int | None
    queue_at: int | None
    #: Who decided last about it; None: nobody but the program.
    decided_by: str | None


def patient_of_step(work: Work, clinic_id: int, message_id: int) -> int | None:
    """Whose it is; None for anything that is not a step's message of this clinic."""
    row = work.one(
        "SELECT patient_id FROM message WHERE id = ? AND clinic_id = ? AND origin = 'step'", (message_id, clinic_id)
    )
    return row[0] if row else None


def lock_step(work: Work, message_id: int) -> ChosenMessage:
    """A step's message, locked; the addresses of its patient are locked before."""
    row = work.one(
        "SELECT id, patient_id, treatment_id, step, round, status, status_reason, attempts, opens_at, closes_at, due_at, "
        "queue_at, decided_by FROM message WHERE id = ?" + (" FOR UPDATE" if work.postgres else ""),
        (message_id,),
    )
    assert row is not None
    fixed = (*row[:5], Status(row[5]), Reason(row[6]) if row[6] else None, *row[7:])
    return ChosenMessage(*fixed)


def choose_time(work: Work, message_id: int, at: int | None, by: str | None) -> None:
    """Note when a person wants it to leave; None: as its step wishes. One that a person had skipped is open to plans
    again. Planning anew makes the time its own.
    """
    work.run(
        "UPDATE message SET moved_to = ?, decided_by = ?, "
        "status_reason = CASE WHEN status = 'canceled' AND status_reason = 'staff' THEN NULL ELSE status_reason END "
        "WHERE id = ? AND attempts = 0",
        (at, by, message_id),
    )
