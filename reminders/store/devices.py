"""Shared desks: computers at the clinic on which people sign in with a PIN."""

from dataclasses import dataclass

from reminders.store.database import Row, Work


@dataclass(frozen=True, slots=True)
class Device:
    """A registered computer. Micros UTC."""

    id: int
    name: str
    since_at: int
    registered_by: str
    seen_at: int


_COLUMNS = "id, name, since_at, registered_by, seen_at"


def add_device(work: Work, clinic_id: int, name: str, token_hash: bytes, by: str, now: int) -> int:
    """One more; returns its id."""
    device_id = work.new_ids(1)[0]
    work.run(
        "INSERT INTO desk_device (id, clinic_id, name, token_hash, since_at, registered_by, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (device_id, clinic_id, name, token_hash, now, by, now),
    )
    return device_id


def devices(work: Work, clinic_id: int) -> list[Device]:
    """Those in use, by name."""
    rows = work.all(
        f"SELECT {_COLUMNS} FROM desk_device WHERE clinic_id = ? AND ended_at IS NULL ORDER BY name, id", (clinic_id,)
    )
    return [_device(row) for row in rows]


def device_of(work: Work, clinic_id: int, token_hash: bytes) -> Device | None:
    """The desk whose browser shows this token."""
    row = work.one(
        f"SELECT {_COLUMNS} FROM desk_device WHERE token_hash = ? AND clinic_id = ? AND ended_at IS NULL",
        (token_hash, clinic_id),
    )
    return _device(row) if row else None


def saw_device(work: Work, device_id: int, now: int) -> None:
    """Somebody signs in there."""
    work.run("UPDATE desk_device SET seen_at = ? WHERE id = ?", (now, device_id))


def end_device(work: Work, clinic_id: int, device_id: int, by: str, now: int) -> str | None:
    """It is no desk any more, and whoever works there with a PIN is signed out; returns its name, None for no such."""
    rows = work.all(
        "UPDATE desk_device SET ended_at = ?, ended_by = ? WHERE id = ? AND clinic_id = ? AND ended_at IS NULL RETURNING name",
        (now, by, device_id, clinic_id),
    )
    if not rows:
        return None
    work.run(
        "UPDATE session SET ended_at = ?, ended_by = ? WHERE device_id = ? AND ended_at IS NULL", (now, by, device_id)
    )
    return str(rows[0][0])


def _device(row: Row) -> Device:
    return Device(*row)
