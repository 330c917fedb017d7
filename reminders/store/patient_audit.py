"""Who did what about one patient: on the patient's own row, their treatments, messages and replies."""

from dataclasses import dataclass

from reminders.store.audit import Entry, detail_of
from reminders.store.database import Row, Work

#: What nobody can collide with: words beside the plan.
_BESIDE = "'wrote a note', 'struck out a note'"
_COLUMNS = 'number, id, clinic_id, at, "by", verb, subject, subject_id, detail_enc'


@dataclass(frozen=True, slots=True)
class Act:
    """One entry, opened. Micros UTC."""

    number: int
    at: int
    by: str
    verb: str
    #: patient, treatment, message or reply.
    subject: str
    subject_id: int
    detail: str


def acts_about(work: Work, clinic_id: int, patient_id: int, limit: int) -> list[Act]:
    """The newest acts about a patient, newest first."""
    of = ("patient", "treatment", "message", "reply")
    union = " UNION ALL ".join(_SELECTS[subject] for subject in of)
    values = [value for subject in of for value in _values(subject, clinic_id, patient_id)]
    rows = work.all(f"{union} ORDER BY 1 DESC LIMIT ?", (*values, limit))
    return [_act(work, row) for row in rows]


def newest_act(work: Work, clinic_id: int, patient_id: int) -> int:
    """The number of the newest act that changed something of this patient; 0 for none."""
    return max((act.number for act in acts_since(work, clinic_id, patient_id, 0, 1)), default=0)


def acts_since(work: Work, clinic_id: int, patient_id: int, number: int, limit: int) -> list[Act]:
    """The newest acts that changed something of this patient after the one with this number, newest first."""
    of = ("patient", "treatment", "message")
    union = " UNION ALL ".join(f"{_SELECTS[subject]} AND number + 0 > ? AND verb NOT IN ({_BESIDE})" for subject in of)
    values = [value for subject in of for value in (*_values(subject, clinic_id, patient_id), number)]
    rows = work.all(f"{union} ORDER BY 1 DESC LIMIT ?", (*values, limit))
    return [_act(work, row) for row in rows]


_WHOSE = {
    "patient": "(SELECT id FROM patient WHERE clinic_id = ? AND id = ?)",
    "treatment": "(SELECT id FROM treatment WHERE clinic_id = ? AND patient_id = ?)",
    "message": "(SELECT m.id FROM treatment t JOIN message m ON m.treatment_id = t.id WHERE t.clinic_id = ? AND t.patient_id = ? "
    "UNION ALL SELECT id FROM message WHERE treatment_id IS NULL AND clinic_id = ? AND patient_id = ?)",
    "reply": "(SELECT r.id FROM address a JOIN reply r ON r.clinic_id = a.clinic_id AND r.address_hash = a.value_hash "
    "WHERE a.clinic_id = ? AND a.patient_id = ? AND r.patient_id = a.patient_id)",
}
#: By its subject alone is the index that finds few: the chain's numbers would find all that is newer.
_SELECTS = {
    subject: f"SELECT {_COLUMNS} FROM audit_entry WHERE subject = '{subject}' AND subject_id IN {whose}"
    for subject, whose in _WHOSE.items()
}


def _values(subject: str, clinic_id: int, patient_id: int) -> list[int]:
    return [clinic_id, patient_id] * (_WHOSE[subject].count("?") // 2)


def _act(work: Work, row: Row) -> Act:
    entry = Entry(*row[1:])
    return Act(row[0] or 0, entry.at, entry.by, entry.verb, entry.subject, entry.subject_id, detail_of(work, entry))
