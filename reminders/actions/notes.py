"""Notes of staff about a patient."""

from datetime import timedelta

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.patient_search import the_patient
from reminders.app import App
from reminders.domain.instants import to_micros
from reminders.domain.said import say
from reminders.store.audit import add_audit
from reminders.store.notes import add_note, lock_notes, notes_since, strike_note

LONGEST_NOTE = 2_000
#: The same words of the same person within so long are a form sent twice: a second press, a page that was gone back to.
_SLIP = timedelta(minutes=5)


def write_note(app: App, patient_id: int, text: str, by: str) -> int:
    """Keep a note; who reads the patient's page reads it. The same words of the same person right after each other are
    one note. Returns its id. Raises BadInput.
    """
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise BadInput([Mistake("note", say("is missing; write a few words"))])
    if len(text) > LONGEST_NOTE:
        raise BadInput([Mistake("note", say("is longer than {most} characters", most=LONGEST_NOTE))])
    with app.database.write() as work:
        clinic_id, now = app.clinic(work).id, app.now_micros()
        the_patient(work, clinic_id, patient_id)
        lock_notes(work, clinic_id, patient_id)
        lately = notes_since(work, clinic_id, patient_id, by, to_micros(app.now() - _SLIP))
        if slip := next((one for one in lately if one.text == text), None):
            return slip.id
        note_id = add_note(work, clinic_id, patient_id, text, by, now)
        # What it says stays in the note alone: the audit is for who and when.
        add_audit(work, clinic_id, now, by, "wrote a note", "patient", patient_id)
        return note_id


def strike_out(app: App, patient_id: int, note_id: int, by: str) -> None:
    """It counts no more, and stays readable. Raises BadInput."""
    with app.database.write() as work:
        clinic_id, now = app.clinic(work).id, app.now_micros()
        if not strike_note(work, clinic_id, patient_id, note_id, by, now):
            raise BadInput([Mistake("note", say("there is no such note, or it is struck out already"))])
        add_audit(work, clinic_id, now, by, "struck out a note", "patient", patient_id)
