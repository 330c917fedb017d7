"""The duty list and its absences, and which urgent replies wait for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from reminders.domain.duty import Absence, Shift
from reminders.domain.instants import from_micros, to_micros
from reminders.store.database import Row, Work


@dataclass(frozen=True, slots=True)
class StoredShift:
    """A shift in force."""

    id: int
    shift: Shift


@dataclass(frozen=True, slots=True)
class StoredAbsence:
    """A time in which a person is away, and what they said about it."""

    id: int
    absence: Absence
    why: str


def shifts_in_force(work: Work, clinic_id: int) -> list[StoredShift]:
    """Every shift of the duty list, by weekday, start and position."""
    rows = work.all(
        "SELECT id, staff_id, weekday, starts, ends, position FROM duty_shift WHERE clinic_id = ? AND until_at IS NULL "
        "ORDER BY weekday, starts, position, id",
        (clinic_id,),
    )
    return [_shift(row) for row in rows]


def add_shift(work: Work, clinic_id: int, shift: Shift, now: int) -> int:
    """One more shift. Returns its id."""
    shift_id = work.new_ids(1)[0]
    work.run(
        "INSERT INTO duty_shift (id, clinic_id, staff_id, weekday, starts, ends, position, since_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            shift_id,
            clinic_id,
            shift.staff_id,
            shift.weekday,
            f"{shift.starts:%H:%M}",
            f"{shift.ends:%H:%M}",
            shift.position,
            now,
        ),
    )
    return shift_id


def end_shift(work: Work, clinic_id: int, shift_id: int, now: int) -> StoredShift | None:
    """Take a shift off the list; None when there is no such one."""
    rows = work.all(
        "UPDATE duty_shift SET until_at = ? WHERE id = ? AND clinic_id = ? AND until_at IS NULL "
        "RETURNING id, staff_id, weekday, starts, ends, position",
        (now, shift_id, clinic_id),
    )
    return _shift(rows[0]) if rows else None


def absences_from(work: Work, clinic_id: int, now: int) -> list[StoredAbsence]:
    """Absences that last or are still to come, oldest first."""
    rows = work.all(
        "SELECT id, staff_id, from_at, until_at, why FROM absence WHERE clinic_id = ? AND ended_at IS NULL AND until_at > ? "
        "ORDER BY from_at, id",
        (clinic_id, now),
    )
    return [StoredAbsence(row[0], Absence(row[1], from_micros(row[2]), from_micros(row[3])), row[4]) for row in rows]


def add_absence(work: Work, clinic_id: int, absence: Absence, why: str) -> int:
    """A person is away for a while. Returns its id."""
    absence_id = work.new_ids(1)[0]
    work.run(
        "INSERT INTO absence (id, clinic_id, staff_id, from_at, until_at, why) VALUES (?, ?, ?, ?, ?, ?)",
        (absence_id, clinic_id, absence.staff_id, to_micros(absence.from_at), to_micros(absence.until_at), why),
    )
    return absence_id


def end_absences(work: Work, clinic_id: int, staff_id: int, now: int) -> int:
    """A person is back: ends what lasts now and takes back what was to come. Returns how many absences."""
    return work.run(
        "UPDATE absence SET ended_at = ? WHERE clinic_id = ? AND staff_id = ? AND ended_at IS NULL AND until_at > ?",
        (now, clinic_id, staff_id, now),
    )


@dataclass(frozen=True, slots=True)
class UrgentReply:
    """An open urgent reply and whose turn it is. Micros UTC."""

    id: int
    address_hash: bytes
    patient_id: int | None
    received_at: int
    owner_id: int | None
    answer_by: int | None
    passed_on: int
    acknowledged_at: int | None


def urgent_reply(work: Work, clinic_id: int, reply_id: int) -> UrgentReply | None:
    """An open urgent reply, locked on PostgreSQL; None when it is done, not urgent, or not there."""
    found = _urgent(work, clinic_id, " AND id = ?", (reply_id,))
    return found[0] if found else None


def overdue_replies(work: Work, clinic_id: int, now: int, limit: int) -> list[UrgentReply]:
    """Open urgent replies whose time has run out (or that have none), oldest first; locked on PostgreSQL."""
    late = " AND (answer_by IS NULL OR answer_by <= ?) ORDER BY received_at, id LIMIT ?"
    return _urgent(work, clinic_id, late, (now, limit), skip=True)


def reopen_unanswered(work: Work, clinic_id: int) -> int:
    """Open replies again whose answer did not leave or did not arrive, unless somebody has closed them since. Returns
    how many.
    """
    return work.run(
        "UPDATE reply SET state = 'open', done_at = NULL, done_by = NULL, owner_id = NULL, answer_by = NULL "
        "WHERE clinic_id = ? AND state = 'done' AND EXISTS (SELECT 1 FROM message m WHERE m.reply_id = reply.id "
        "AND m.origin = 'answer' AND m.status IN ('failed', 'canceled') AND m.wish_at >= reply.done_at) "
        "AND id IN (SELECT reply_id FROM message WHERE origin = 'answer' AND status IN ('failed', 'canceled'))",
        (clinic_id,),
    )


def look_again(work: Work, clinic_id: int, owner_id: int | None, now: int) -> int:
    """Open urgent replies of this owner (None: of nobody) are somebody's turn now, since the list has changed. Returns
    how many.
    """
    owned = "owner_id IS NULL" if owner_id is None else "owner_id = ?"
    return work.run(
        f"UPDATE reply SET answer_by = ? WHERE clinic_id = ? AND state = 'open' AND urgent = 1 AND answer_by > ? AND {owned}",
        (now, clinic_id, now, *([] if owner_id is None else [owner_id])),
    )


def give_to(
    work: Work, reply_id: int, owner_id: int | None, answer_by: int | None, passed_on: int, acknowledged_at: int | None
) -> None:
    """Whose turn it is now, until when, how often it passed on, and when the patient was told."""
    work.run(
        "UPDATE reply SET owner_id = ?, answer_by = ?, passed_on = ?, acknowledged_at = ? WHERE id = ? AND state = 'open'",
        (owner_id, answer_by, passed_on, acknowledged_at, reply_id),
    )


def _urgent(
    work: Work, clinic_id: int, where: str, values: Sequence[object], *, skip: bool = False
) -> list[UrgentReply]:
    lock = (" FOR UPDATE SKIP LOCKED" if skip else " FOR UPDATE") if work.postgres else ""
    rows = work.all(
        "SELECT id, address_hash, patient_id, received_at, owner_id, answer_by, passed_on, acknowledged_at FROM reply "
        f"WHERE clinic_id = ? AND state = 'open' AND urgent = 1{where}{lock}",
        (clinic_id, *values),
    )
    return [UrgentReply(row[0], bytes(row[1]), *row[2:]) for row in rows]


def _shift(row: Row) -> StoredShift:
    shift_id, staff_id, weekday, starts, ends, position = row
    shift = Shift(staff_id, weekday, time.fromisoformat(starts), time.fromisoformat(ends), position)
    return StoredShift(shift_id, shift)
