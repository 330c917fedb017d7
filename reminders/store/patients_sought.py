"""Patients by what staff know of them, the newest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from reminders.store.database import Work
from reminders.store.patient_list import ANY, Attention, Treated, also_in_need, also_treated


@dataclass(frozen=True, slots=True)
class Among:
    """Only such patients; None: any. `now` in micros UTC."""

    treated: Treated | None = None
    attention: Attention | None = None
    now: int = 0


ANYBODY = Among()


def ids_by_hash(
    work: Work,
    clinic_id: int,
    column: str,
    value_hash: bytes,
    limit: int,
    after: int = ANY,
    among: Among = ANYBODY,
) -> list[int]:
    """Who uses an address now, with ids below `after`; `column` is value_hash or last_four_hash (the program's own
    words).
    """
    also, values = _also(work, clinic_id, among)
    rows = work.all(
        f"SELECT DISTINCT s.patient_id FROM address s WHERE s.clinic_id = ? AND s.{column} = ? AND s.until_at IS NULL "
        f"AND s.patient_id < ?{also} ORDER BY s.patient_id DESC LIMIT ?",
        (clinic_id, value_hash, after, *values, limit),
    )
    return [row[0] for row in rows]


def ids_by_prefixes(
    work: Work, clinic_id: int, prefixes: Sequence[int], limit: int, after: int = ANY, among: Among = ANYBODY
) -> list[int]:
    """Whose names have words with all of these hashed beginnings, with ids below `after`."""
    also, values = _also(work, clinic_id, among)
    # Not IN: the patients of every beginning would be listed before the first is looked at.
    others = (
        " AND EXISTS (SELECT 1 FROM name_prefix o WHERE o.clinic_id = s.clinic_id AND o.prefix_hash = ? "
        "AND o.patient_id = s.patient_id)"
    ) * len(prefixes[1:])
    rows = work.all(
        f"SELECT s.patient_id FROM name_prefix s WHERE s.clinic_id = ? AND s.prefix_hash = ?{others} "
        f"AND s.patient_id < ?{also} ORDER BY s.patient_id DESC LIMIT ?",
        (clinic_id, *prefixes, after, *values, limit),
    )
    return [row[0] for row in rows]


def _also(work: Work, clinic_id: int, among: Among) -> tuple[str, list[object]]:
    treated, values = also_treated("s.patient_id", among.treated)
    needy, more = also_in_need(work, clinic_id, "s.patient_id", among.attention, among.now)
    return treated + needy, [*values, *more]
