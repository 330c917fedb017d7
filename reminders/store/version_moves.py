"""Running treatments that go from one version of their schedule to another."""

from collections.abc import Sequence

from reminders.store.attempts import wake_parked
from reminders.store.clinics import lock_clinic
from reminders.store.database import Work, marks
from reminders.store.versions import Version, versions

#: Treatments whose plan may still change.
_RUNNING = "('active', 'on_hold')"


def lock_publishing(work: Work, clinic_id: int) -> None:
    """Until the end of the transaction nobody else publishes here. SQLite has one writer anyway."""
    lock_clinic(work, clinic_id)


def left_behind(
    work: Work, clinic_id: int, schedule: str, version_id: int, after: int, limit: int
) -> list[tuple[int, int]]:
    """(treatment, patient) of so many running treatments of a schedule that are on another version than this one, by
    id, from `after` on.
    """
    rows = work.all(
        f"SELECT id, patient_id FROM treatment WHERE clinic_id = ? AND schedule = ? AND status IN {_RUNNING} "
        "AND version_id <> ? AND id > ? ORDER BY id LIMIT ?",
        (clinic_id, schedule, version_id, after, limit),
    )
    return [(row[0], row[1]) for row in rows]


def count_left_behind(work: Work, clinic_id: int, schedule: str, version_id: int) -> tuple[int, int]:
    """How many patients, and how many running treatments of theirs, are on another version than this one."""
    row = work.one(
        f"SELECT COUNT(DISTINCT patient_id), COUNT(*) FROM treatment WHERE clinic_id = ? AND schedule = ? "
        f"AND status IN {_RUNNING} AND version_id <> ?",
        (clinic_id, schedule, version_id),
    )
    assert row is not None
    return row[0], row[1]


def running_by_version(work: Work, clinic_id: int) -> dict[int, int]:
    """How many running treatments each version has; versions without any are left out."""
    rows = work.all(
        f"SELECT version_id, COUNT(*) FROM treatment WHERE clinic_id = ? AND status IN {_RUNNING} GROUP BY version_id",
        (clinic_id,),
    )
    return {row[0]: row[1] for row in rows}


def steps_of(work: Work, treatment_ids: Sequence[int]) -> list[tuple[str, int, int]]:
    """(step, how many are planned and were never attempted, how many were attempted) over these treatments."""
    if not treatment_ids:
        return []
    rows = work.all(
        "SELECT step, SUM(CASE WHEN attempts = 0 AND status = 'planned' THEN 1 ELSE 0 END), "
        "SUM(CASE WHEN attempts > 0 THEN 1 ELSE 0 END) FROM message "
        f"WHERE treatment_id IN ({marks(len(treatment_ids))}) AND round = 0 GROUP BY step ORDER BY step",
        list(treatment_ids),
    )
    return [(row[0], int(row[1]), int(row[2])) for row in rows]


def adopt_version(
    work: Work, clinic_id: int, version: Version, treatment_ids: Sequence[int], patient_ids: Sequence[int]
) -> None:
    """These treatments are on this version from now on, with every message of theirs that was never attempted, and so
    is the welcome that still waits for one of these patients. Call it with their addresses locked.
    """
    work.run(
        f"UPDATE treatment SET version_id = ? WHERE id IN ({marks(len(treatment_ids))})", (version.id, *treatment_ids)
    )
    work.run(
        f"UPDATE message SET version_id = ? WHERE treatment_id IN ({marks(len(treatment_ids))}) AND version_id <> ? "
        "AND round = 0 AND attempts = 0 AND status IN ('planned', 'canceled')",
        (version.id, *treatment_ids, version.id),
    )
    work.run(
        f"UPDATE message SET version_id = ? WHERE patient_id IN ({marks(len(patient_ids))}) AND treatment_id IS NULL "
        "AND origin = 'welcome' AND attempts = 0 AND status = 'planned' AND version_id IN "
        "(SELECT id FROM schedule_version WHERE clinic_id = ? AND schedule = ?)",
        (version.id, *patient_ids, clinic_id, version.schedule),
    )


def approved_twin(work: Work, clinic_id: int, version: Version) -> Version | None:
    """The newest approved version of the same schedule with the very same content."""
    twins = [
        other
        for other in versions(work, clinic_id, version.schedule)
        if other.sha256 == version.sha256 and other.id != version.id and other.approved_at is not None
    ]
    return twins[-1] if twins else None


def wake_approved(work: Work, now: int) -> int:
    """Put messages back into the queue that waited for an approval which is there now. Returns how many."""
    approved = "EXISTS (SELECT 1 FROM schedule_version v WHERE v.id = m.version_id AND v.approved_at IS NOT NULL)"
    return wake_parked(work, f"m.status_reason = 'not_approved' AND {approved}", (), now)
