"""What a patient's page reads besides treatments and messages."""

from collections.abc import Sequence

from reminders.store.database import Work, marks
from reminders.store.inbox import REPLY_COLUMNS, InboxReply, reply_from
from reminders.store.treatments import PROVIDER


def open_replies(work: Work, clinic_id: int, patient_id: int, hashes: Sequence[bytes], limit: int) -> list[InboxReply]:
    """Replies from these numbers that wait for a person and are this patient's, or perhaps are; urgent ones first."""
    if not hashes:
        return []
    rows = work.all(
        f"SELECT {REPLY_COLUMNS} FROM reply WHERE clinic_id = ? AND address_hash IN ({marks(len(hashes))}) AND state = 'open' "
        "AND (patient_id = ? OR patient_id IS NULL) ORDER BY urgent DESC, received_at DESC, id DESC LIMIT ?",
        (clinic_id, *hashes, patient_id, limit),
    )
    return [reply_from(work, row) for row in rows]


def providers_of(work: Work, treatment_ids: Sequence[int]) -> dict[int, str]:
    """Who treated, by treatment, opened; those of nobody known are left out."""
    if not treatment_ids:
        return {}
    rows = work.all(
        f"SELECT id, provider_enc FROM treatment WHERE id IN ({marks(len(treatment_ids))}) AND provider_enc IS NOT NULL",
        list(treatment_ids),
    )
    return {row[0]: work.keyring.open(PROVIDER, row[0], row[1]) for row in rows}
