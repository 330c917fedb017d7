"""What is on hold, as staff read it: whose it is, who decided, and what waits for its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from reminders.domain.words import Channel, TreatmentStatus
from reminders.store.audit import Entry, detail_of
from reminders.store.database import Work, marks
from reminders.store.holds import Hold

_COLUMNS = "id, target, target_key, since_at, held_by, why"


def hold_by_id(work: Work, clinic_id: int, hold_id: int) -> Hold | None:
    """One pause, if it is in force."""
    row = work.one(
        f"SELECT {_COLUMNS} FROM hold WHERE id = ? AND clinic_id = ? AND ended_at IS NULL", (hold_id, clinic_id)
    )
    return Hold(*row) if row else None


def is_over(work: Work, clinic_id: int, hold_id: int) -> bool:
    """Whether there was such a pause, which somebody has ended."""
    row = work.one("SELECT 1 FROM hold WHERE id = ? AND clinic_id = ? AND ended_at IS NOT NULL", (hold_id, clinic_id))
    return row is not None


def holds_on(work: Work, clinic_id: int, targets: Sequence[str], limit: int) -> list[Hold]:
    """The newest pauses in force on such targets."""
    rows = work.all(
        f"SELECT {_COLUMNS} FROM hold WHERE clinic_id = ? AND ended_at IS NULL AND target IN ({marks(len(targets))}) "
        "ORDER BY since_at DESC, id DESC LIMIT ?",
        (clinic_id, *targets, limit),
    )
    return [Hold(*row) for row in rows]


def hold_in_the_way(work: Work, clinic_id: int, channel: Channel, address_hash: bytes) -> Hold | None:
    """The widest pause in force that keeps messages on this channel to this address back; None: there is none."""
    row = work.one(
        f"SELECT {_COLUMNS} FROM hold WHERE clinic_id = ? AND ended_at IS NULL AND (target = 'database' "
        "OR (target = 'channel' AND target_key = ?) OR (target = 'address' AND target_key = ?)) "
        "ORDER BY CASE target WHEN 'database' THEN 0 WHEN 'channel' THEN 1 ELSE 2 END LIMIT 1",
        (clinic_id, channel.value, address_hash.hex()),
    )
    return Hold(*row) if row else None


def users_of(work: Work, clinic_id: int, hashes: Sequence[bytes]) -> dict[bytes, list[int]]:
    """The patients who use each of these addresses now."""
    if not hashes:
        return {}
    rows = work.all(
        f"SELECT DISTINCT value_hash, patient_id FROM address WHERE clinic_id = ? AND value_hash IN ({marks(len(hashes))}) "
        "AND until_at IS NULL ORDER BY patient_id",
        (clinic_id, *hashes),
    )
    found: dict[bytes, list[int]] = {}
    for value_hash, patient_id in rows:
        found.setdefault(bytes(value_hash), []).append(patient_id)
    return found


def newest_replies(work: Work, clinic_id: int, hashes: Sequence[bytes]) -> dict[bytes, int]:
    """The newest text from each of these numbers."""
    if not hashes:
        return {}
    rows = work.all(
        f"SELECT address_hash, MAX(id) FROM reply WHERE clinic_id = ? AND address_hash IN ({marks(len(hashes))}) "
        "GROUP BY address_hash",
        (clinic_id, *hashes),
    )
    return {bytes(value_hash): reply_id for value_hash, reply_id in rows}


@dataclass(frozen=True, slots=True)
class HeldTreatment:
    """A treatment on hold."""

    id: int
    patient_id: int
    version_id: int


def held_treatments(work: Work, clinic_id: int, before: int, limit: int) -> list[HeldTreatment]:
    """The next treatments on hold with a lower id, the newest first."""
    rows = work.all(
        "SELECT id, patient_id, version_id FROM treatment WHERE status = 'on_hold' AND clinic_id = ? AND id < ? "
        "ORDER BY id DESC LIMIT ?",
        (clinic_id, before, limit),
    )
    return [HeldTreatment(*row) for row in rows]


def said_of(work: Work, subject: str, ids: Sequence[int], verb: str) -> dict[int, tuple[int, str, str]]:
    """The newest (at in micros, by, why) of this act on each of these; why is opened."""
    if not ids:
        return {}
    rows = work.all(
        'SELECT id, clinic_id, at, "by", verb, subject, subject_id, detail_enc FROM audit_entry '
        f"WHERE subject = ? AND subject_id IN ({marks(len(ids))}) AND verb = ? ORDER BY at, id",
        (subject, *ids, verb),
    )
    entries = [Entry(*row) for row in rows]
    return {one.subject_id: (one.at, one.by, detail_of(work, one)) for one in entries}


@dataclass(frozen=True, slots=True)
class Parked:
    """What waits for the end of a pause; none of the numbers is beyond the bound that was asked for."""

    #: Its time is past, its window is open.
    due: int
    #: Its window is over: it is canceled.
    missed: int
    #: Its time is still to come.
    later: int

    @property
    def all(self) -> int:
        """Together."""
        return self.due + self.missed + self.later


def parked_by(work: Work, clinic_id: int, where: str, values: Sequence[object], now: int, most: int) -> Parked:
    """How much waits for a pause: `where` is the program's own SQL over m (message). Up to `most` are counted."""
    row = work.one(
        "SELECT COALESCE(SUM(CASE WHEN closes_at > ? AND due_at <= ? THEN 1 ELSE 0 END), 0), "
        "COALESCE(SUM(CASE WHEN closes_at <= ? THEN 1 ELSE 0 END), 0), "
        "COALESCE(SUM(CASE WHEN closes_at > ? AND due_at > ? THEN 1 ELSE 0 END), 0) FROM "
        "(SELECT m.closes_at, m.due_at FROM message m LEFT JOIN treatment t ON t.id = m.treatment_id "
        "WHERE m.status = 'planned' AND m.queue_at IS NULL AND m.status_reason IS NOT NULL AND m.clinic_id = ? "
        f"AND m.status_reason = 'on_hold' AND (t.id IS NULL OR t.status <> '{TreatmentStatus.ON_HOLD}') AND {where} "
        "LIMIT ?) AS waiting",
        (now, now, now, now, now, clinic_id, *values, most),
    )
    assert row is not None
    return Parked(*map(int, row))
