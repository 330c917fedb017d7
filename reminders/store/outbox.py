"""What left for the sandbox, what comes next, and for whom: opened, for pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from reminders.domain.words import Channel
from reminders.store.database import Row, Work, marks
from reminders.store.people import ADDRESS, FIRST_NAME
from reminders.store.writings import TO


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a message is for; opened."""

    #: A colleague's whole name for an alert; empty for a number that is nobody's or several patients'.
    first_name: str
    language: str
    #: The patient's own zone; None: the location's.
    timezone: str | None
    #: None: the clinic's first location.
    location_id: int | None
    #: Where it went, or would go today; empty when there is no such address.
    address: str


def newest_in_sandbox(work: Work, limit: int) -> list[int]:
    """The messages that the sandbox took, newest first. Attempts are numbered in the order in which they are armed."""
    rows = work.all(
        "SELECT message_id FROM attempt WHERE transport = 'sandbox' AND outcome = 'accepted' ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return [row[0] for row in rows]


def next_in_queue(work: Work, limit: int) -> list[int]:
    """The messages that are due next."""
    each = [f"SELECT due_at, message_id FROM due_queue WHERE channel = '{channel.value}'" for channel in Channel]
    rows = work.all(f"{' UNION ALL '.join(each)} ORDER BY due_at, message_id LIMIT ?", (limit,))
    return [message_id for _, message_id in rows]


def recipients(work: Work, message_ids: Sequence[int]) -> dict[int, Recipient]:
    """The person behind each message."""
    if not message_ids:
        return {}
    rows = work.all(
        "SELECT m.id, p.id, p.first_name_enc, p.language, p.timezone, t.location_id, a.id, a.value_enc, m.to_enc, s.name "
        "FROM message m LEFT JOIN patient p ON p.id = m.patient_id LEFT JOIN treatment t ON t.id = m.treatment_id "
        "LEFT JOIN staff_member s ON s.id = m.to_staff_id "
        "LEFT JOIN address a ON a.id = COALESCE(m.address_id, (SELECT MIN(x.id) FROM address x "
        "WHERE x.patient_id = m.patient_id AND x.channel = m.channel AND x.until_at IS NULL)) "
        f"WHERE m.id IN ({marks(len(message_ids))})",
        list(message_ids),
    )
    return {row[0]: _recipient(work, row) for row in rows}


def _recipient(work: Work, row: Row) -> Recipient:
    written = work.keyring.open_optional(TO, row[0], row[8])
    return Recipient(
        first_name=work.keyring.open_optional(FIRST_NAME, row[1], row[2]) or row[9] or "",
        language=row[3] or "en",
        timezone=row[4],
        location_id=row[5],
        address=written or work.keyring.open_optional(ADDRESS, row[6], row[7]),
    )
