"""Messages in doubt or failed, as a named person resolves them."""

from collections.abc import Sequence

from reminders.domain.words import Reason, Status
from reminders.store.database import Row, Work
from reminders.store.due import enqueue

#: What a second round repeats of the first.
_REPEATED = (
    "clinic_id, patient_id, treatment_id, version_id, origin, stage, step, kind, channel, essential, wish_at, opens_at"
)


def unresolved(work: Work, message_id: int) -> Row | None:
    """(status, origin, kind, channel, closes_at, clinic_id, patient_id, treatment_id, address_hash, live, status_reason,
    decided_by), locked; or None. The address's gate must be locked before, and its attempts are first: as news of it and
    its recording lock them.
    """
    if work.postgres:
        work.all("SELECT id FROM attempt WHERE message_id = ? ORDER BY id FOR UPDATE", (message_id,))
    return work.one(
        "SELECT status, origin, kind, channel, closes_at, clinic_id, patient_id, treatment_id, address_hash, live, status_reason, decided_by "
        "FROM message WHERE id = ?" + (" FOR UPDATE" if work.postgres else ""),
        (message_id,),
    )


def close_message(work: Work, message_id: int, by: str, at: int) -> None:
    """It counts as failed, and neither a person nor the program looks at it any more."""
    work.run(
        "UPDATE message SET status = ?, status_reason = ?, decided_by = ?, ask_at = NULL WHERE id = ?",
        (Status.FAILED.value, Reason.STAFF.value, by, message_id),
    )
    work.run(
        "UPDATE attempt SET outcome = 'rejected', ended_at = ? WHERE message_id = ? AND outcome = 'in_doubt'",
        (at, message_id),
    )


def take_as_sent(work: Work, message_id: int, by: str, at: int) -> None:
    """A person knows that it arrived: it counts as sent, and nobody is asked about it."""
    work.run(
        "UPDATE message SET status = 'sent', status_reason = NULL, decided_by = ?, sent_at = COALESCE(sent_at, armed_at, ?), "
        "ask_at = NULL WHERE id = ?",
        (by, at, message_id),
    )
    work.run(
        "UPDATE attempt SET outcome = 'accepted', ended_at = COALESCE(ended_at, ?) WHERE id = "
        "(SELECT MAX(id) FROM attempt WHERE message_id = ?)",
        (at, message_id),
    )


def waiting_for_welcome(work: Work, clinic_id: int, address_hash: bytes) -> int:
    """How many texts of those who use this number have not left."""
    row = work.one(
        "SELECT COUNT(*) FROM message WHERE origin = 'step' AND status = 'planned' AND channel = 'sms' AND patient_id IN "
        "(SELECT patient_id FROM address WHERE clinic_id = ? AND value_hash = ? AND until_at IS NULL)",
        (clinic_id, address_hash),
    )
    assert row is not None
    return int(row[0])


def plan_again(work: Work, message_id: int, times: Sequence[int], by: str) -> int:
    """A copy of a message in its next round, due at times[0] in a window that closes at times[1]. Returns its id."""
    new_id = work.new_ids(1)[0]
    due_at, closes_at = times
    work.run(
        f"INSERT INTO message (id, {_REPEATED}, round, status, closes_at, due_at, queue_at, address_id, address_hash, live, attempts, decided_by) "
        f"SELECT ?, {_REPEATED}, (SELECT MAX(n.round) + 1 FROM message n WHERE n.treatment_id = m.treatment_id AND n.step = m.step "
        "OR n.id = m.id), 'planned', ?, ?, ?, address_id, CASE WHEN origin = 'welcome' THEN address_hash END, live, 0, ? "
        "FROM message m WHERE m.id = ?",
        (new_id, closes_at, due_at, due_at, by, message_id),
    )
    enqueue(work, [(due_at, new_id)])
    return new_id
