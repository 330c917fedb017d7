"""The due queue: a small table clustered by due_at that holds only what may be sent. A claim is a lease on a row."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reminders.domain.instants import SECOND
from reminders.domain.words import Channel, Kind
from reminders.store.database import Database, Work, marks

#: How long a claim holds; after that the message is due again, or in doubt when an attempt was armed.
LEASE = 60 * SECOND


@dataclass(frozen=True, slots=True)
class Claim:
    """A batch of due messages under one lease: (due_at, message_id) pairs, fenced by the token."""

    token: int
    rows: tuple[tuple[int, int], ...]


def enqueue(work: Work, rows: Iterable[tuple[int, int]]) -> None:
    """Put (due_at, message_id) into the queue."""
    work.many("INSERT INTO due_queue (due_at, message_id) VALUES (?, ?)", list(rows))


def claim_due(work: Work, now: int, worker: str, limit: int, since: int = 0) -> Claim:
    """Lease up to `limit` messages due at `now`, oldest first.

    `since` bounds the scan from below, past rows that PostgreSQL still keeps as dead index entries.
    """
    return _lease(work, now, worker, limit, since, secrets.randbits(62), "", ())


def claim_more(work: Work, now: int, worker: str, limit: int, claim: Claim, channel: Channel) -> Claim:
    """Lease up to `limit` more messages due at `now` on one channel, under the token of an earlier claim."""
    wanted = " AND EXISTS (SELECT 1 FROM message m WHERE m.id = due_queue.message_id AND m.channel = ?)"
    return _lease(work, now, worker, limit, 0, claim.token, wanted, (channel.value,))


def _lease(
    work: Work, now: int, worker: str, limit: int, since: int, token: int, wanted: str, values: tuple[str, ...]
) -> Claim:
    lock = " FOR UPDATE SKIP LOCKED" if work.postgres else ""
    rows = work.all(
        "UPDATE due_queue SET claimed_by = ?, claimed_until = ?, token = ? WHERE (due_at, message_id) IN "
        "(SELECT due_at, message_id FROM due_queue WHERE due_at >= ? AND due_at <= ? AND claimed_until <= ?"
        f"{wanted} ORDER BY due_at, message_id LIMIT ?{lock}) RETURNING due_at, message_id",
        (worker, now + LEASE, token, since, now, now, *values, limit),
    )
    return Claim(token, tuple(sorted(rows)))


def still_ours(work: Work, token: int, rows: Sequence[tuple[int, int]], now: int) -> list[tuple[int, int]]:
    """Which of these rows are still leased under this token; locks them on PostgreSQL."""
    if not rows:
        return []
    listed = ", ".join("(?, ?)" for _ in rows)
    # A join, not IN: SQLite would read the whole queue to find pairs in a list.
    kept = work.all(
        f"WITH wanted (due_at, message_id) AS (VALUES {listed}) SELECT q.due_at, q.message_id FROM wanted w "
        "CROSS JOIN due_queue q WHERE q.due_at = w.due_at AND q.message_id = w.message_id "
        "AND q.token = ? AND q.claimed_until > ?" + (" FOR UPDATE OF q" if work.postgres else ""),
        [part for row in rows for part in row] + [token, now],
    )
    return sorted(kept)


def release(work: Work, token: int, rows: Sequence[tuple[int, int]]) -> None:
    """Give claimed messages back unarmed: due again at once."""
    work.many(
        "UPDATE due_queue SET claimed_until = 0, token = 0, claimed_by = NULL "
        "WHERE due_at = ? AND message_id = ? AND token = ?",
        [(due_at, message_id, token) for due_at, message_id in rows],
    )


def next_due(work: Work, now: int) -> int | None:
    """When the next message can be claimed (micros): its due time, or the end of a lease; None for an empty queue."""
    waiting = work.one(
        "SELECT due_at, claimed_until FROM due_queue WHERE claimed_until <= ? ORDER BY due_at, message_id LIMIT 1",
        (now,),
    )
    if waiting is not None:
        return int(waiting[0])
    leased = work.one("SELECT MIN(claimed_until) FROM due_queue")
    return int(leased[0]) if leased and leased[0] is not None else None


def may_still_leave(
    database: Database,
    token: int,
    row: tuple[int, int],
    clinic_id: int,
    address_hash: bytes,
    kind: Kind,
    now: int,
    *,
    after_stop: bool = False,
) -> bool:
    """The last look before the first byte: the lease is still ours and nobody has said stop (`after_stop`: this is the
    reply to it).
    """
    found = database.peek(
        "SELECT EXISTS (SELECT 1 FROM due_queue WHERE due_at = ? AND message_id = ? AND token = ? AND claimed_until > ?), "
        "EXISTS (SELECT 1 FROM opt_out WHERE clinic_id = ? AND address_hash = ? AND ended_at IS NULL AND scope IN ('all', ?))",
        (*row, token, now, clinic_id, address_hash, kind.value),
    )
    return bool(found[0]) and (after_stop or not found[1])


def channels_of(work: Work, message_ids: Sequence[int]) -> dict[int, Channel]:
    """The channel of each message."""
    if not message_ids:
        return {}
    rows = work.all(f"SELECT id, channel FROM message WHERE id IN ({marks(len(message_ids))})", list(message_ids))
    return {message_id: Channel(channel) for message_id, channel in rows if channel is not None}
