"""Records how attempts ended and what became of their messages; parks and wakes messages that wait."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reminders.domain.instants import from_micros, to_micros
from reminders.domain.lookups import first_look
from reminders.domain.words import AttemptOutcome, Reason, Status
from reminders.store.database import Row, Work, marks
from reminders.store.due import dequeue, enqueue


@dataclass(frozen=True, slots=True)
class Ended:
    """One attempt's end and the message's next state. Micros UTC."""

    message_id: int
    queue_at: int
    attempt_id: int
    outcome: AttemptOutcome
    status: Status
    reason: Reason | None
    #: When it is tried again; None: it leaves the due queue.
    again_at: int | None
    ended_at: int
    provider_id: str | None = None
    code: str = ""
    #: The provider's words without patient data.
    detail: str = ""
    #: When the provider is asked about it; None: never.
    ask_at: int | None = None


def record(work: Work, ended: Sequence[Ended]) -> None:
    """Write ends. A late answer (the lease ran out meanwhile, and the message became `unknown`) still counts: facts win.

    Of an attempt that has ended nothing is written again: a commit may go through while its confirmation is lost, and
    by the second try the next attempt may be on its way.
    """
    ended = _still_open(work, ended)
    work.many(
        "UPDATE attempt SET outcome = ?, ended_at = ?, provider_id = ?, code = ?, detail = ? WHERE id = ? AND outcome IN ('open', 'in_doubt')",
        [(e.outcome.value, e.ended_at, e.provider_id, e.code or None, e.detail or None, e.attempt_id) for e in ended],
    )
    work.many(
        "UPDATE message SET status = ?, status_reason = ?, sent_at = ?, provider_id = ?, detail = ?, queue_at = ?, "
        "due_at = COALESCE(?, due_at), ask_at = ?, asked = 0 WHERE id = ? AND status IN ('sending', 'unknown')",
        [
            (
                e.status.value, e.reason.value if e.reason else None, e.ended_at if e.status is Status.SENT else None,
                e.provider_id, e.detail or None, e.again_at, e.again_at, e.ask_at, e.message_id,
            )
            for e in ended
        ],
    )  # fmt: skip
    dequeue(work, [(e.queue_at, e.message_id) for e in ended])
    enqueue(work, [(e.again_at, e.message_id) for e in ended if e.again_at is not None])


def _still_open(work: Work, ended: Sequence[Ended]) -> list[Ended]:
    rows = work.all(
        f"SELECT id FROM attempt WHERE id IN ({marks(len(ended) or 1)}) AND outcome IN ('open', 'in_doubt')",
        [e.attempt_id for e in ended] or [0],
    )
    known = {row[0] for row in rows}
    return [e for e in ended if e.attempt_id in known]


def put_in_doubt(work: Work, rows: Iterable[tuple[int, int]], now: int) -> None:
    """Messages (queue_at, id) that were armed by a lease that has run out: `unknown`, out of the queue."""
    listed = list(rows)
    ids = [(now, message_id) for _, message_id in listed]
    work.many("UPDATE attempt SET outcome = 'in_doubt', ended_at = ? WHERE message_id = ? AND outcome = 'open'", ids)
    ask_at = first_look(AttemptOutcome.IN_DOUBT, from_micros(now))
    # Only Twilio can be asked; no mail server can.
    work.many(
        "UPDATE message SET status = 'unknown', status_reason = 'outcome_unknown', queue_at = NULL, asked = 0, "
        "ask_at = CASE WHEN transport = 'twilio' THEN CAST(? AS BIGINT) END WHERE id = ? AND status = 'sending'",
        [(to_micros(ask_at) if ask_at else None, message_id) for _, message_id in listed],
    )
    dequeue(work, listed)


def move(work: Work, rows: Iterable[tuple[int, int, int]]) -> None:
    """Give planned messages (queue_at, id, new due_at) a later place in the queue."""
    listed = list(rows)
    work.many(
        "UPDATE message SET due_at = ?, queue_at = ? WHERE id = ? AND status = 'planned'",
        [(due_at, due_at, message_id) for _, message_id, due_at in listed],
    )
    dequeue(work, [row[:2] for row in listed])
    enqueue(work, [(due_at, message_id) for _, message_id, due_at in listed])


def park(work: Work, rows: Iterable[tuple[int, int, Reason | None]]) -> None:
    """Take planned messages (queue_at, id, why) out of the queue until something happens."""
    listed = list(rows)
    work.many(
        "UPDATE message SET queue_at = NULL, status_reason = ? WHERE id = ? AND status = 'planned'",
        [(why.value if why else None, message_id) for _, message_id, why in listed],
    )
    dequeue(work, [row[:2] for row in listed])


def drop_stale(work: Work, rows: Iterable[tuple[int, int]]) -> None:
    """Queue rows whose message is not planned any more."""
    dequeue(work, rows)


def wake_parked(work: Work, where: str, values: Sequence[object], now: int) -> int:
    """Put parked messages of treatments that are not held back into the queue: `where` is the program's own SQL over m (message)
    and t (treatment). Returns how many.
    """
    rows = work.all(
        "SELECT m.id, m.due_at FROM message m LEFT JOIN treatment t ON t.id = m.treatment_id "
        "WHERE m.status = 'planned' AND m.queue_at IS NULL AND m.due_at IS NOT NULL "
        # A person may send a step of a completed treatment once more.
        f"AND (t.status IN ('active', 'completed') OR t.id IS NULL) AND {where}",
        values,
    )
    settled = [(max(due_at, now), message_id) for message_id, due_at in rows]
    work.many(
        "UPDATE message SET queue_at = ?, status_reason = NULL WHERE id = ? AND status = 'planned' AND queue_at IS NULL",
        settled,
    )
    enqueue(work, settled)
    return len(settled)


def parked_and_over(work: Work, now: int, limit: int) -> list[Row]:
    """(id, status_reason) of parked messages whose window has closed."""
    return work.all(
        "SELECT id, status_reason FROM message WHERE status = 'planned' AND queue_at IS NULL AND closes_at <= ? "
        "ORDER BY closes_at LIMIT ?",
        (now, limit),
    )


def tries_before(work: Work, message_ids: Sequence[int]) -> dict[int, int]:
    """How many attempts of each message were proven not processed."""
    if not message_ids:
        return {}
    rows = work.all(
        "SELECT message_id, COUNT(*) FROM attempt "
        f"WHERE message_id IN ({marks(len(message_ids))}) AND outcome = 'try_again' GROUP BY message_id",
        list(message_ids),
    )
    return {row[0]: row[1] for row in rows}


def cancel_welcomes(work: Work, clinic_id: int, address_hash: bytes) -> int:
    """A stop ends a welcome that has not left yet. Returns how many."""
    rows = work.all(
        "UPDATE message SET status = 'canceled', status_reason = 'opted_out', due_at = NULL "
        "WHERE clinic_id = ? AND address_hash = ? AND origin = 'welcome' AND status = 'planned' RETURNING queue_at, id",
        (clinic_id, address_hash),
    )
    work.run(
        f"UPDATE message SET queue_at = NULL WHERE id IN ({marks(len(rows) or 1)})", [row[1] for row in rows] or [0]
    )
    dequeue(work, [row for row in rows if row[0] is not None])
    return len(rows)
