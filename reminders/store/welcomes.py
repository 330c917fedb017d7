"""Welcomes of one patient."""

from reminders.store.database import Work
from reminders.store.listing import ListedMessage, list_messages


def welcome_since(work: Work, patient_id: int, since: int) -> ListedMessage | None:
    """The newest welcome that was planned for this patient at `since` (micros UTC) or later, or None."""
    row = work.one(
        "SELECT id FROM message WHERE patient_id = ? AND origin = 'welcome' AND opens_at >= ? ORDER BY id DESC LIMIT 1",
        (patient_id, since),
    )
    return list_messages(work, message_id=row[0])[0] if row else None
