"""Phones and mailboxes as the sandbox sees them: by the address that messages went to, opened for pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from reminders.domain.words import Channel, Intent
from reminders.store.database import Row, Work, marks


@dataclass(frozen=True, slots=True)
class Phone:
    """An address that the sandbox took messages for. Micros UTC."""

    #: The oldest message that went there: names the phone in links, where a number must not stand.
    first_id: int
    newest_id: int
    channel: Channel
    address_hash: bytes
    messages: int
    last_at: int


@dataclass(frozen=True, slots=True)
class SentThere:
    """What is known of a message after it left. `word` is the provider's newest, or empty."""

    message_id: int
    provider_id: str
    attempt_number: int
    word: str
    code: str


@dataclass(frozen=True, slots=True)
class ReadReply:
    """What was made of a reply."""

    intent: Intent
    urgent: bool
    open: bool
    #: Who answers for it; None: nobody yet.
    owner: str | None


_GROUPED = (
    "SELECT MIN(id), MAX(id), channel, address_hash, COUNT(*), MAX(armed_at) FROM message "
    "WHERE clinic_id = ? AND transport = 'sandbox' AND armed_at IS NOT NULL AND address_hash IS NOT NULL "
)


def phones(work: Work, clinic_id: int, limit: int) -> list[Phone]:
    """The phones and mailboxes that something went to, the newest message first."""
    rows = work.all(
        f"{_GROUPED} GROUP BY channel, address_hash ORDER BY MAX(armed_at) DESC, MAX(id) DESC LIMIT ?",
        (clinic_id, limit),
    )
    return [_phone(row) for row in rows]


def phone_of(work: Work, clinic_id: int, message_id: int) -> Phone | None:
    """The phone that a message of the sandbox went to; None for a message that went to none."""
    row = work.one(
        f"{_GROUPED} AND address_hash = (SELECT address_hash FROM message WHERE id = ?) "
        "AND channel = (SELECT channel FROM message WHERE id = ?) GROUP BY channel, address_hash",
        (clinic_id, message_id, message_id),
    )
    return _phone(row) if row else None


def sent_there(work: Work, message_ids: Sequence[int]) -> dict[int, SentThere]:
    """What is known of those of these messages that the sandbox took."""
    if not message_ids:
        return {}
    rows = work.all(
        "SELECT m.id, a.provider_id, a.number, m.reported, m.report_code FROM message m JOIN attempt a ON a.message_id = m.id "
        f"WHERE a.transport = 'sandbox' AND a.outcome = 'accepted' AND m.id IN ({marks(len(message_ids))}) ORDER BY a.number",
        list(message_ids),
    )
    found = [(*row[:3], row[3] or "", row[4] or "") for row in rows]
    return {row[0]: SentThere(*row) for row in found}


def read_replies(work: Work, reply_ids: Sequence[int]) -> dict[int, ReadReply]:
    """What was made of these replies."""
    if not reply_ids:
        return {}
    rows = work.all(
        "SELECT r.id, r.intent, r.urgent, r.state, s.name FROM reply r LEFT JOIN staff_member s ON s.id = r.owner_id "
        f"WHERE r.id IN ({marks(len(reply_ids))})",
        list(reply_ids),
    )
    return {row[0]: ReadReply(Intent(row[1]), bool(row[2]), row[3] == "open", row[4]) for row in rows}


def on_the_way(work: Work, clinic_id: int, address_hash: bytes, now: int) -> bool:
    """Whether an answer or an automatic reply to what this phone wrote leaves in a moment."""
    row = work.one(
        "SELECT 1 FROM message WHERE reply_id IN (SELECT id FROM reply WHERE clinic_id = ? AND address_hash = ?) AND address_hash = ? "
        "AND (status = 'sending' OR (status = 'planned' AND queue_at <= ?)) AND closes_at > ?",
        (clinic_id, address_hash, address_hash, now, now),
    )
    return row is not None


def _phone(row: Row) -> Phone:
    return Phone(row[0], row[1], Channel(row[2]), bytes(row[3]), row[4], row[5])
