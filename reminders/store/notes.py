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
    rows = work.all(
        "SELECT id, text_enc, written_at, written_by, struck_at, struck_by FROM note WHERE patient_id = ? AND clinic_id = ? "
        "ORDER BY written_at DESC, id DESC LIMIT ?",
        (patient_id, clinic_id, limit),
    )
    return [Note(row[0], work.keyring.open(_TEXT, row[0], row[1]), *row[2:]) for row in rows]


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
