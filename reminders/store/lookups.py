"""Messages of which nobody knows enough, for asking the provider; and attempts whose lease ran out with no answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from reminders.domain.words import AttemptOutcome
from reminders.store.attempts import put_in_doubt
from reminders.store.database import Row, Work, marks
from reminders.store.due import EITHER_CHANNEL, LEASE
from reminders.store.messages import TEXT
from reminders.store.people import ADDRESS
from reminders.store.writings import TO

_UNKNOWN, _TAKEN = "m.status = 'unknown'", "m.status = 'sent'"


@dataclass(frozen=True, slots=True)
class Look:
    """A message that the provider is asked about now. Micros UTC; `to` and `text` are opened."""

    message_id: int
    #: Of the attempt that is in doubt, or that was taken.
    attempt_number: int
    outcome: AttemptOutcome
    #: When its outcome came in doubt, or when it was taken.
    since: int
    armed_at: int
    #: The mark of this look: while the message carries it nobody else asks.
    ask_at: int
    #: None: in doubt.
    provider_id: str | None
    to: str
    text: str


def take_looks(work: Work, clinic_id: int, now: int, again_at: int, limit: int) -> list[Look]:
    """Up to `limit` messages whose time has come, those in doubt first. Each is asked about again at `again_at` unless
    `looked` says otherwise: so a look that fails, or that a crash cuts off, is only late.
    """
    found: list[Row] = []
    for which in (_UNKNOWN, _TAKEN):
        found += work.all(
            f"{_LOOK} WHERE m.ask_at <= ? AND m.clinic_id = ? AND {which} ORDER BY m.ask_at LIMIT ?"
            + (" FOR UPDATE OF m SKIP LOCKED" if work.postgres else ""),
            (now, clinic_id, limit - len(found)),
        )
    work.many("UPDATE message SET ask_at = ? WHERE id = ?", [(again_at, row[0]) for row in found])
    return [_look(work, row, again_at) for row in found]


#: A message in doubt has one attempt in doubt; one that was taken has the attempt that the provider knows by its id.
_LOOK = (
    "SELECT m.id, t.number, t.outcome, CASE WHEN t.outcome = 'accepted' THEN m.sent_at ELSE t.ended_at END, t.armed_at, m.provider_id, m.to_enc, m.text_enc, a.id, a.value_enc "
    "FROM message m JOIN attempt t ON t.message_id = m.id AND (t.outcome = 'in_doubt' AND m.provider_id IS NULL "
    "OR t.outcome = 'accepted' AND t.provider_id = m.provider_id) LEFT JOIN address a ON a.id = m.address_id"
)


def _look(work: Work, row: Row, ask_at: int) -> Look:
    written = work.keyring.open_optional(TO, row[0], row[6])
    to = written or work.keyring.open_optional(ADDRESS, row[8], row[9])
    text = work.keyring.open_optional(TEXT, row[0], row[7])
    return Look(row[0], row[1], AttemptOutcome(row[2]), row[3], row[4], ask_at, row[5], to, text)


def looked(work: Work, look: Look, ask_at: int | None) -> None:
    """The provider was asked; `ask_at` is when it is asked again. News that were kept meanwhile have their own time."""
    work.run(
        "UPDATE message SET asked = asked + 1, ask_at = ? WHERE id = ? AND ask_at = ?",
        (ask_at, look.message_id, look.ask_at),
    )


def flag_unconfirmed(work: Work, taken_before: int, now: int) -> int:
    """Flag what was taken before then, is to be asked about again and still has no final news. Returns how many."""
    return work.run(
        "UPDATE message SET unconfirmed_at = ? WHERE ask_at <= ? AND status = 'sent' AND sent_at <= ? "
        "AND unconfirmed_at IS NULL",
        (now, now, taken_before),
    )


def bound_ids(work: Work, address_hash: bytes | None) -> set[str]:
    """What the provider calls the attempts at this address that we know of."""
    rows = work.all(
        "SELECT t.provider_id FROM message m JOIN attempt t ON t.message_id = m.id "
        "WHERE m.address_hash = ? AND m.armed_at IS NOT NULL AND t.provider_id IS NOT NULL",
        (address_hash,),
    )
    return {row[0] for row in rows}


def rivals(work: Work, address_hash: bytes | None, message_id: int, armed_before: int) -> list[tuple[int, bytes]]:
    """(id, sealed text) of the other messages to this address with an attempt, armed by then, of which nobody knows
    what the provider calls it: a text of theirs in its list could be taken for ours.
    """
    rows = work.all(
        "SELECT m.id, m.text_enc FROM message m JOIN attempt t ON t.message_id = m.id "
        "WHERE m.address_hash = ? AND m.armed_at IS NOT NULL AND m.id <> ? AND t.outcome IN ('open', 'in_doubt') "
        "AND t.armed_at <= ?",
        (address_hash, message_id, armed_before),
    )
    return [(row[0], bytes(row[1])) for row in rows]


def unheard_since(work: Work, clinic_id: int) -> int | None:
    """When the oldest message was taken that is still asked about (micros); None when nothing is."""
    row = work.one(
        "SELECT MIN(sent_at) FROM message WHERE ask_at IS NOT NULL AND clinic_id = ? AND status = 'sent'", (clinic_id,)
    )
    return int(row[0]) if row and row[0] is not None else None


def known_ranks(work: Work, clinic_id: int, provider_ids: Sequence[str]) -> dict[str, int]:
    """The provider's id → the rank of the highest news (0: none) of each message that is still asked about."""
    if not provider_ids:
        return {}
    rows = work.all(
        "SELECT provider_id, COALESCE(report_rank, 0) FROM message "
        f"WHERE provider_id IN ({marks(len(provider_ids))}) AND clinic_id = ? AND ask_at IS NOT NULL",
        [*provider_ids, clinic_id],
    )
    return dict(rows)


def known_replies(work: Work, clinic_id: int, provider_ids: Sequence[str]) -> set[str]:
    """Which of these texts to us are stored."""
    if not provider_ids:
        return set()
    rows = work.all(
        f"SELECT provider_id FROM reply WHERE clinic_id = ? AND provider_id IN ({marks(len(provider_ids))})",
        [clinic_id, *provider_ids],
    )
    return {row[0] for row in rows}


def doubt_expired(work: Work, now: int, limit: int) -> int:
    """Messages that were armed under a lease that has run out come in doubt though nobody claims them. Returns how many.

    An answer that is recorded in the same moment wins: only an attempt that is still open is changed.
    """
    rows = work.all(
        "SELECT t.id, m.id, m.queue_at FROM attempt t JOIN message m ON m.id = t.message_id "
        f"LEFT JOIN due_queue q ON q.{EITHER_CHANNEL} AND q.due_at = m.queue_at AND q.message_id = m.id "
        "WHERE t.outcome IN ('open', 'in_doubt') AND t.outcome = 'open' AND t.armed_at <= ? "
        "AND COALESCE(q.claimed_until, 0) <= ? ORDER BY t.id LIMIT ?"
        + (" FOR UPDATE OF t SKIP LOCKED" if work.postgres else ""),
        (now - LEASE, now, limit),
    )
    put_in_doubt(work, [(queue_at, message_id) for _, message_id, queue_at in rows], now)
    return len(rows)
