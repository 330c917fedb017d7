"""The due queue: a small table clustered by due_at that holds only what may be sent. A claim is a lease on a row."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reminders.domain.instants import MINUTE, SECOND
from reminders.domain.words import Channel, Kind
from reminders.store.database import Database, Work, marks

#: How long a claim holds; after that the message is due again, or in doubt when an attempt was armed.
LEASE = 60 * SECOND


#: A patient at the desk waits so long for a welcome at most; from then on it is one of many.
AT_THE_DESK = 2 * MINUTE
#: Machines that share a database may differ by so much.
_SKEW = 5 * MINUTE
_LOOK_AHEAD = 500
_HIGHEST = 2**63 - 1
#: Lanes: steps; welcomes; answers, automatic replies and alerts.
_LAST, _WELCOMES, _WRITINGS = 0, 1, 2
#: SQLite uses an index of some rows only where its very condition is asked for.
_FIRST = "lane > 0"
#: The queue is clustered by channel, so that one goes on while the other waits; a row of either is found so.
EITHER_CHANNEL = "channel IN ('sms', 'email')"
_ROW = f"{EITHER_CHANNEL} AND due_at = ? AND message_id = ?"

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Lease:
    """Who claims, when (micros), and the token that fences what is claimed."""

    token: int
    worker: str
    now: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A batch of due messages under one lease: (due_at, message_id) pairs in the order in which they leave, fenced by
    the token.
    """

    token: int
    rows: tuple[tuple[int, int], ...]


def enqueue(work: Work, rows: Iterable[tuple[int, int]]) -> None:
    """Put (due_at, message_id) into the queue, in the lane of their messages; what is there already stays."""
    work.many(
        "INSERT INTO due_queue (due_at, message_id, channel, lane) SELECT ?, m.id, m.channel, "
        f"CASE m.origin WHEN 'step' THEN {_LAST} WHEN 'welcome' THEN {_WELCOMES} ELSE {_WRITINGS} END "
        "FROM message m WHERE m.id = ? ON CONFLICT DO NOTHING",
        list(rows),
    )


def enqueue_steps(work: Work, rows: Iterable[tuple[int, int, str]]) -> None:
    """Put the steps (due_at, message_id, channel) into the queue; what is there already stays."""
    work.many(
        f"INSERT INTO due_queue (due_at, message_id, channel, lane) VALUES (?, ?, ?, {_LAST}) ON CONFLICT DO NOTHING",
        list(rows),
    )


def dequeue(work: Work, rows: Iterable[tuple[int, int]]) -> None:
    """Take (due_at, message_id) out of the queue, on whichever channel."""
    work.many(f"DELETE FROM due_queue WHERE {_ROW}", list(rows))


def claim_texts(work: Work, now: int, worker: str, limit: int) -> Claim:
    """Lease up to `limit` of the texts due at `now`, oldest first."""
    lease = new_lease(now, worker)
    return Claim(lease.token, tuple(claim_oldest(work, lease, limit, Channel.SMS)))


def new_lease(now: int, worker: str) -> Lease:
    """Under a token that nobody else has."""
    return Lease(secrets.randbits(62), worker, now)


def claim_first(work: Work, lease: Lease, limit: int, channel: Channel) -> list[Key]:
    """Lease up to `limit` of what goes before a backlog: what somebody waits for who has just written, and the newest
    welcomes, whose patients still stand at the desk.
    """
    written = _lease(work, lease, limit, channel, f"{_FIRST} AND lane = {_WRITINGS} ORDER BY due_at, message_id")
    welcomes = f"{_FIRST} AND lane = {_WELCOMES} AND due_at > ? ORDER BY due_at DESC, message_id DESC"
    left = limit - len(written)
    return written + (_lease(work, lease, left, channel, welcomes, (lease.now - AT_THE_DESK,)) if left else [])


def claim_oldest(work: Work, lease: Lease, limit: int, channel: Channel, since: int = 0) -> list[Key]:
    """Lease up to `limit` messages of a channel that are due now, oldest first.

    `since` bounds the scan from below, past rows that PostgreSQL still keeps as dead index entries.
    """
    return _lease(work, lease, limit, channel, "due_at >= ? ORDER BY due_at, message_id", (since,))


def claim_over(work: Work, lease: Lease, channel: Channel) -> list[Key]:
    """Lease what is too late to be sent, of the oldest few hundred on a channel: it only waits to be canceled."""
    last = work.one(
        "SELECT due_at, message_id FROM due_queue WHERE channel = ? AND due_at <= ? ORDER BY due_at, message_id "
        f"LIMIT 1 OFFSET {_LOOK_AHEAD}",
        (channel.value, lease.now),
    )
    over = (
        "(due_at, message_id) <= (?, ?) AND EXISTS (SELECT 1 FROM message m "
        "WHERE m.id = due_queue.message_id AND m.closes_at <= ?) ORDER BY due_at, message_id"
    )
    bound = last or (lease.now, _HIGHEST)
    return _lease(work, lease, _LOOK_AHEAD, channel, over, (*bound, lease.now))


def _lease(
    work: Work, lease: Lease, limit: int, channel: Channel, which: str, values: Sequence[object] = ()
) -> list[Key]:
    lock = " FOR UPDATE SKIP LOCKED" if work.postgres else ""
    rows = work.all(
        "UPDATE due_queue SET claimed_by = ?, claimed_until = ?, token = ? WHERE (channel, due_at, message_id) IN "
        f"(SELECT channel, due_at, message_id FROM due_queue WHERE channel = ? AND due_at <= ? AND {_FREE} "
        f"AND {which} LIMIT ?{lock}) RETURNING due_at, message_id",
        (lease.worker, lease.now + LEASE, lease.token, channel.value, lease.now, *_free(lease.now), *values, limit),
    )
    return sorted(rows)


#: A lease that is over, or one that was given when the clock was ahead: no lease of now reaches so far.
_FREE = "(claimed_until <= ? OR claimed_until > ?)"


def _free(now: int) -> tuple[int, int]:
    return now, now + LEASE + _SKEW


def still_ours(work: Work, token: int, rows: Sequence[tuple[int, int]], now: int) -> list[tuple[int, int]]:
    """Which of these rows are still leased under this token; locks them on PostgreSQL."""
    if not rows:
        return []
    listed = ", ".join("(?, ?)" for _ in rows)
    # A join, not IN: SQLite would read the whole queue to find pairs in a list.
    kept = work.all(
        f"WITH wanted (due_at, message_id) AS (VALUES {listed}) SELECT q.due_at, q.message_id FROM wanted w "
        f"CROSS JOIN due_queue q WHERE q.{EITHER_CHANNEL} AND q.due_at = w.due_at AND q.message_id = w.message_id "
        "AND q.token = ? AND q.claimed_until > ?" + (" FOR UPDATE OF q" if work.postgres else ""),
        [part for row in rows for part in row] + [token, now],
    )
    return sorted(kept)


def extend(work: Work, rows: Iterable[tuple[int, int]], now: int) -> None:
    """Begin the leases of (due_at, message_id) anew."""
    work.many(
        f"UPDATE due_queue SET claimed_until = ? WHERE {_ROW}",
        [(now + LEASE, due_at, message_id) for due_at, message_id in rows],
    )


def release(work: Work, token: int, rows: Sequence[tuple[int, int]]) -> None:
    """Give claimed messages back unarmed: due again at once."""
    work.many(
        f"UPDATE due_queue SET claimed_until = 0, token = 0, claimed_by = NULL WHERE {_ROW} AND token = ?",
        [(due_at, message_id, token) for due_at, message_id in rows],
    )


def next_due(work: Work, now: int, channel: Channel | None = None) -> int | None:
    """When the next message can be claimed (micros): its due time, or the end of a lease; None for an empty queue. On
    one channel, or on all (None).
    """
    found = [_next_due(work, now, one) for one in ([channel] if channel else Channel)]
    return min((at for at in found if at is not None), default=None)


def _next_due(work: Work, now: int, channel: Channel) -> int | None:
    waiting = work.one(
        f"SELECT due_at FROM due_queue WHERE channel = ? AND {_FREE} ORDER BY due_at, message_id LIMIT 1",
        (channel.value, *_free(now)),
    )
    if waiting is not None:
        return int(waiting[0])
    leased = work.one(
        "SELECT MIN(claimed_until) FROM due_queue WHERE channel = ? AND claimed_until > 0", (channel.value,)
    )
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
    writers: int | None = None,
) -> bool:
    """The last look before the first byte: the lease is still ours and nobody has said stop (`after_stop`: this is the
    reply to it). `writers` is from the transaction that armed it: while nobody has written since, it still holds what
    was seen there.
    """
    if database.nobody_wrote_since(writers):
        return True
    found = database.peek(
        f"SELECT EXISTS (SELECT 1 FROM due_queue WHERE {_ROW} AND token = ? AND claimed_until > ?), "
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
