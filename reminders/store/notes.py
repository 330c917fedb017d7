"""What staff write down about a patient: sealed, struck out but never dropped."""

from dataclasses import dataclass

from reminders.store.database import Work

_TEXT = b"note.text"


@dataclass(frozen=True, slots=True)
class Note:
    """One note, opened. Micros UTC."""

    id: int
    text: str
    written_at: int
    written_by: str
    struck_at: int | None
    struck_by: str | None


def notes_of(work: Work, clinic_id: int, patient_id: int, limit: int) -> list[Note]:
    """The newest notes about a patient, newest first; struck ones are among them."""
    where = "patient_id = ? AND clinic_id = ? ORDER BY written_at DESC, id DESC LIMIT ?"
    return _notes(work, where, (patient_id, clinic_id, limit))


def notes_since(work: Work, clinic_id: int, patient_id: int, by: str, since: int) -> list[Note]:
    """What this person has written about a patient since then, newest first; without what is struck out."""
    where = (
        "patient_id = ? AND clinic_id = ? AND written_by = ? AND written_at >= ? AND struck_at IS NULL "
        "ORDER BY written_at DESC, id DESC"
    )
    return _notes(work, where, (patient_id, clinic_id, by, since))


def lock_notes(work: Work, clinic_id: int, patient_id: int) -> None:
    """Whoever writes about this patient too waits until this transaction ends."""
    if work.postgres:
        work.one("SELECT id FROM patient WHERE id = ? AND clinic_id = ? FOR NO KEY UPDATE", (patient_id, clinic_id))


def _notes(work: Work, where: str, values: tuple[object, ...]) -> list[Note]:
    found = work.all(
        f"SELECT id, text_enc, written_at, written_by, struck_at, struck_by FROM note WHERE {where}", values
    )
    return [Note(row[0], work.keyring.open(_TEXT, row[0], row[1]), *row[2:]) for row in found]


def add_note(work: Work, clinic_id: int, patient_id: int, text: str, by: str, now: int) -> int:
    """Returns its id."""
    note_id = work.new_ids(1)[0]
    work.run(
        "INSERT INTO note (id, clinic_id, patient_id, text_enc, written_at, written_by) VALUES (?, ?, ?, ?, ?, ?)",
        (note_id, clinic_id, patient_id, work.keyring.seal(_TEXT, note_id, text), now, by),
    )
    return note_id


def strike_note(work: Work, clinic_id: int, patient_id: int, note_id: int, by: str, now: int) -> bool:
    """False when there is no such note, or it is struck out already."""
    return (
        work.run(
            "UPDATE note SET struck_at = ?, struck_by = ? WHERE id = ? AND patient_id = ? AND clinic_id = ? AND struck_at IS NULL",
            (now, by, note_id, patient_id, clinic_id),
        )
        == 1
    )
