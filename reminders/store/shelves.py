"""Replies by shelf, a page at a time: what comes after the last one of the page before, never by counting."""

from collections.abc import Collection, Sequence

from reminders.store.database import Work, marks
from reminders.store.inbox import REPLY_COLUMNS, InboxReply, reply_from

#: The last one of a page: what it is ordered by (micros UTC), and its id.
Place = tuple[int, int]
_FIRST, _LAST = (-1, -1), (2**63 - 1, 2**63 - 1)


def urgent_replies(
    work: Work, clinic_id: int, owner_id: int | None, after: Place | None, limit: int
) -> list[InboxReply]:
    """Open urgent ones, the one whose answer is due first on top; of one owner, or of everybody (None)."""
    return _found(
        work,
        "clinic_id = ? AND state = 'open' AND urgent = 1 AND (COALESCE(answer_by, 0), id) > (?, ?)",
        (clinic_id, *(after or _FIRST)),
        owner_id,
        "COALESCE(answer_by, 0), id",
        limit,
    )


def waiting_replies(
    work: Work, clinic_id: int, owner_id: int | None, before: Place | None, limit: int
) -> list[InboxReply]:
    """Open ones that are not urgent, newest first; of one owner, or of everybody (None)."""
    return _found(
        work,
        "clinic_id = ? AND state = 'open' AND urgent = 0 AND (received_at, id) < (?, ?)",
        (clinic_id, *(before or _LAST)),
        owner_id,
        "received_at DESC, id DESC",
        limit,
    )


def done_replies(work: Work, clinic_id: int, before: Place | None, limit: int) -> list[InboxReply]:
    """Done ones, the one that was done last on top."""
    values = (clinic_id, *(before or _LAST))
    return _found(
        work,
        "clinic_id = ? AND state = 'done' AND (done_at, id) < (?, ?)",
        values,
        None,
        "done_at DESC, id DESC",
        limit,
    )


def newest_reply(work: Work, clinic_id: int, address_hash: bytes) -> int:
    """The id of what came last from this number; 0 for nothing."""
    row = work.one(
        "SELECT id FROM reply WHERE clinic_id = ? AND address_hash = ? ORDER BY received_at DESC, id DESC LIMIT 1",
        (clinic_id, address_hash),
    )
    return int(row[0]) if row else 0


def people_of_numbers(work: Work, clinic_id: int, hashes: Collection[bytes]) -> dict[bytes, list[int]]:
    """Who uses each of these numbers now; numbers of nobody are left out."""
    if not hashes:
        return {}
    rows = work.all(
        "SELECT DISTINCT value_hash, patient_id FROM address "
        f"WHERE clinic_id = ? AND value_hash IN ({marks(len(hashes))}) AND until_at IS NULL ORDER BY patient_id",
        (clinic_id, *hashes),
    )
    found: dict[bytes, list[int]] = {}
    for value_hash, patient_id in rows:
        found.setdefault(bytes(value_hash), []).append(patient_id)
    return found


def waiting_messages(work: Work, patient_ids: Sequence[int]) -> tuple[int, int]:
    """How many messages of these patients have not left: all of them, and those that wait for a person's decision."""
    if not patient_ids:
        return 0, 0
    row = work.one(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN queue_at IS NULL THEN 1 ELSE 0 END), 0) FROM message WHERE status = 'planned' "
        f"AND treatment_id IN (SELECT id FROM treatment WHERE patient_id IN ({marks(len(patient_ids))}))",
        list(patient_ids),
    )
    assert row is not None
    return int(row[0]), int(row[1])


def messages_around(work: Work, patient_ids: Sequence[int], limit: int) -> list[int]:
    """The ids of the steps of these patients around now: what left last and what comes next, so many of each, oldest
    first.
    """
    if not patient_ids:
        return []
    of = f"origin = 'step' AND treatment_id IN (SELECT id FROM treatment WHERE patient_id IN ({marks(len(patient_ids))}))"
    left = work.all(
        f"SELECT id FROM message WHERE {of} AND armed_at IS NOT NULL AND status <> 'planned' "
        "ORDER BY armed_at DESC, id DESC LIMIT ?",
        (*patient_ids, limit),
    )
    coming = work.all(
        f"SELECT id FROM message WHERE {of} AND status = 'planned' ORDER BY due_at, id LIMIT ?", (*patient_ids, limit)
    )
    return [row[0] for row in (*reversed(left), *coming)]


def _found(
    work: Work, where: str, values: Sequence[object], owner_id: int | None, order: str, limit: int
) -> list[InboxReply]:
    of = "" if owner_id is None else " AND owner_id = ?"
    whose = () if owner_id is None else (owner_id,)
    rows = work.all(
        f"SELECT {REPLY_COLUMNS} FROM reply WHERE {where}{of} ORDER BY {order} LIMIT ?", (*values, *whose, limit)
    )
    return [reply_from(work, row) for row in rows]
