"""What undoing an enrollment asks of the database."""

from reminders.store.database import Work


def is_new_patient(work: Work, patient_id: int, treatment_id: int) -> bool:
    """Whether the patient came with this treatment and has no other one."""
    row = work.one(
        "SELECT 1 FROM patient p JOIN treatment t ON t.id = ? AND t.patient_id = p.id AND t.enrolled_at = p.created_at "
        "WHERE p.id = ? AND NOT EXISTS (SELECT 1 FROM treatment o WHERE o.patient_id = p.id AND o.id <> t.id)",
        (treatment_id, patient_id),
    )
    return row is not None


def lock_treatment(work: Work, treatment_id: int) -> None:
    """Until the end of the transaction nobody else changes it."""
    if work.postgres:
        work.all("SELECT id FROM treatment WHERE id = ? FOR UPDATE", (treatment_id,))
