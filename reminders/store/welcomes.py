"""Welcomes that are there already."""

from collections.abc import Sequence
from dataclasses import dataclass

from reminders.store.database import Work, marks
from reminders.store.listing import ListedMessage, list_messages


def welcome_since(work: Work, patient_id: int, since: int) -> ListedMessage | None:
    """The newest welcome that was planned for this patient at `since` (micros UTC) or later, or None."""
    row = work.one(
        "SELECT id FROM message WHERE patient_id = ? AND origin = 'welcome' AND opens_at >= ? ORDER BY id DESC LIMIT 1",
        (patient_id, since),
    )
    return list_messages(work, message_id=row[0])[0] if row else None


def second_welcomes(work: Work, message_ids: Sequence[int], live: bool) -> set[int]:
    """Which of these welcomes would be one too many if they left on a real transport (or, not `live`, in the sandbox)."""
    if not message_ids:
        return set()
    rows = work.all(
        f"SELECT m.id FROM message m WHERE m.id IN ({marks(len(message_ids))}) AND EXISTS (SELECT 1 FROM message o "
        "WHERE o.origin = 'welcome' AND o.clinic_id = m.clinic_id AND o.address_hash = m.address_hash AND o.live = ? "
        "AND o.status NOT IN ('failed', 'canceled') AND o.id <> m.id)",
        (*message_ids, int(live)),
    )
    return {row[0] for row in rows}


@dataclass(frozen=True, slots=True)
class WaitingWelcome:
    """A welcome that was never tried. Micros UTC."""

    id: int
    patient_id: int
    #: None: parked.
    queue_at: int | None
    closes_at: int
    address_hash: bytes


def waiting_welcomes(work: Work, patient_ids: Sequence[int], after: int) -> list[WaitingWelcome]:
    """Welcomes of these patients that were never tried and are due after this instant (one that a present patient
    waits for is due already).
    """
    if not patient_ids:
        return []
    rows = work.all(
        "SELECT id, patient_id, queue_at, closes_at, address_hash FROM message "
        f"WHERE patient_id IN ({marks(len(patient_ids))}) AND treatment_id IS NULL AND origin = 'welcome' "
        "AND status = 'planned' AND attempts = 0 AND due_at > ? ORDER BY id",
        (*patient_ids, after),
    )
    return [WaitingWelcome(row[0], row[1], row[2], row[3], bytes(row[4])) for row in rows]
