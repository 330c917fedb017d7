"""Who did what, when. Rows are only ever added."""

from reminders.store.database import Work

_DETAIL = b"audit_entry.detail"


def add_audit(
    work: Work, clinic_id: int, now: int, by: str, verb: str, subject: str, subject_id: int, detail: str = ""
) -> None:
    """One entry; `detail` (a reason in a person's words) is sealed."""
    entry_id = work.new_ids(1)[0]
    sealed = work.keyring.seal_optional(_DETAIL, entry_id, detail)
    work.run(
        'INSERT INTO audit_entry (id, clinic_id, at, "by", verb, subject, subject_id, detail_enc) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        (entry_id, clinic_id, now, by, verb, subject, subject_id, sealed),
    )


def audit_of(work: Work, subject: str, subject_id: int) -> list[tuple[int, str, str, str]]:
    """(at, by, verb, detail) of one subject, oldest first."""
    rows = work.all(
        'SELECT id, at, "by", verb, detail_enc FROM audit_entry WHERE subject = ? AND subject_id = ? ORDER BY at, id',
        (subject, subject_id),
    )
    return [
        (at, by, verb, work.keyring.open_optional(_DETAIL, entry_id, sealed)) for entry_id, at, by, verb, sealed in rows
    ]
