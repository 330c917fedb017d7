"""Published versions of schedules: immutable content, and who approved it."""

from dataclasses import dataclass

from reminders.store.database import Work


@dataclass(frozen=True, slots=True)
class Version:
    """One published version; `content` is loaded apart, it is large."""

    id: int
    schedule: str
    number: int
    sha256: str
    published_at: int
    published_by: str
    apply_to: str
    approved_at: int | None
    approved_by: str | None


_COLUMNS = "id, schedule, number, sha256, published_at, published_by, apply_to, approved_at, approved_by"


def latest_version(work: Work, clinic_id: int, schedule: str) -> Version | None:
    """The version that new enrollments get."""
    row = work.one(
        f"SELECT {_COLUMNS} FROM schedule_version WHERE clinic_id = ? AND schedule = ? ORDER BY number DESC LIMIT 1",
        (clinic_id, schedule),
    )
    return Version(*row) if row else None


def latest_versions(work: Work, clinic_id: int) -> list[Version]:
    """The newest version of every schedule, by name."""
    newest: dict[str, Version] = {}
    for version in versions(work, clinic_id):
        newest[version.schedule] = version
    return list(newest.values())


def versions(work: Work, clinic_id: int, schedule: str | None = None) -> list[Version]:
    """Every version, by schedule and number."""
    rows = work.all(
        f"SELECT {_COLUMNS} FROM schedule_version WHERE clinic_id = ? AND (schedule = ? OR ? = '') ORDER BY schedule, number",
        (clinic_id, schedule or "", schedule or ""),
    )
    return [Version(*row) for row in rows]


def version_by_id(work: Work, version_id: int) -> Version:
    """A version that is known to exist."""
    row = work.one(f"SELECT {_COLUMNS} FROM schedule_version WHERE id = ?", (version_id,))
    assert row is not None
    return Version(*row)


def version_content(work: Work, version_id: int) -> str:
    """The JSON of a version that is known to exist."""
    row = work.one("SELECT content FROM schedule_version WHERE id = ?", (version_id,))
    assert row is not None
    return str(row[0])


def insert_version(
    work: Work, clinic_id: int, schedule: str, content: str, sha256: str, *, by: str, apply_to: str, now: int
) -> Version:
    """Publish: the next number of this schedule, not approved yet."""
    row = work.one(
        "SELECT COALESCE(MAX(number), 0) + 1 FROM schedule_version WHERE clinic_id = ? AND schedule = ?",
        (clinic_id, schedule),
    )
    assert row is not None
    version = Version(work.new_ids(1)[0], schedule, row[0], sha256, now, by, apply_to, None, None)
    work.run(
        "INSERT INTO schedule_version (id, clinic_id, schedule, number, content, sha256, published_at, published_by, apply_to) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (version.id, clinic_id, schedule, version.number, content, sha256, now, by, apply_to),
    )
    return version


def approve_version(work: Work, version_id: int, by: str, now: int) -> bool:
    """Record who approved it; False when somebody already had."""
    return (
        work.run(
            "UPDATE schedule_version SET approved_at = ?, approved_by = ? WHERE id = ? AND approved_at IS NULL",
            (now, by, version_id),
        )
        == 1
    )
