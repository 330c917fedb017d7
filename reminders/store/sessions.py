"""Who is signed in: one row for a browser. Tokens are known by their hash only."""

from dataclasses import dataclass

from reminders.domain.words import Role
from reminders.store.database import Row, Work


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in. Micros UTC."""

    id: int
    clinic_id: int
    staff_id: int
    name: str
    role: Role
    language: str
    browser: str
    since_at: int
    seen_at: int
    until_at: int
    idle_seconds: int
    second_factor_at: int | None
    #: The shared desk on which it was begun with a PIN.
    device_id: int | None
    #: The person has an authenticator app.
    has_second_factor: bool


_COLUMNS = (
    "s.id, s.clinic_id, s.staff_id, m.name, m.role, m.language, s.browser, s.since_at, s.seen_at, s.until_at, "
    "s.idle_seconds, s.second_factor_at, s.device_id, m.totp_enc IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class NewSession:
    """What a session begins with. Micros UTC."""

    staff_id: int
    token_hash: bytes
    browser: str
    until_at: int
    idle_seconds: int
    second_factor_at: int | None = None
    device_id: int | None = None


def insert_session(work: Work, clinic_id: int, new: NewSession, now: int) -> int:
    """Somebody signs in; returns the session's id."""
    session_id = work.new_ids(1)[0]
    work.run(
        "INSERT INTO session (id, clinic_id, staff_id, token_hash, device_id, browser, since_at, seen_at, until_at, idle_seconds, "
        "second_factor_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (session_id, clinic_id, new.staff_id, new.token_hash, new.device_id, new.browser, now, now, new.until_at,
         new.idle_seconds, new.second_factor_at),
    )  # fmt: skip
    return session_id


def session_of(work: Work, token_hash: bytes, now: int) -> Session | None:
    """The session of a token that goes on now, of a person who works here; None for any other."""
    row = work.one(
        f"SELECT {_COLUMNS} FROM session s JOIN staff_member m ON m.id = s.staff_id WHERE s.token_hash = ? "
        "AND s.ended_at IS NULL AND s.until_at > ? AND s.seen_at + CAST(s.idle_seconds AS BIGINT) * 1000000 > ? AND m.until_at IS NULL",
        (token_hash, now, now),
    )
    return _session(row) if row else None


def sessions_of(work: Work, staff_id: int, now: int) -> list[Session]:
    """Where a person is signed in, the newest first."""
    rows = work.all(
        f"SELECT {_COLUMNS} FROM session s JOIN staff_member m ON m.id = s.staff_id WHERE s.staff_id = ? "
        "AND s.ended_at IS NULL AND s.until_at > ? AND s.seen_at + CAST(s.idle_seconds AS BIGINT) * 1000000 > ? ORDER BY s.since_at DESC, s.id DESC",
        (staff_id, now, now),
    )
    return [_session(row) for row in rows]


def saw_session(work: Work, session_id: int, now: int) -> None:
    """Its browser asked for something."""
    work.run("UPDATE session SET seen_at = ? WHERE id = ? AND seen_at < ?", (now, session_id, now))


def shorten_session(work: Work, session_id: int, idle_seconds: int) -> None:
    """From now on it ends after so many idle seconds, if it did not before."""
    work.run(
        "UPDATE session SET idle_seconds = ? WHERE id = ? AND idle_seconds > ?",
        (idle_seconds, session_id, idle_seconds),
    )


def end_session(work: Work, session_id: int, by: str, now: int) -> bool:
    """It is over; False when it was already."""
    return (
        work.run(
            "UPDATE session SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL", (now, by, session_id)
        )
        == 1
    )


def end_sessions_of(work: Work, staff_id: int, by: str, now: int, but: int | None = None) -> int:
    """All of a person's sessions end, except one; returns how many."""
    return work.run(
        "UPDATE session SET ended_at = ?, ended_by = ? WHERE staff_id = ? AND ended_at IS NULL AND id <> ?",
        (now, by, staff_id, -1 if but is None else but),
    )


def _session(row: Row) -> Session:
    session_id, clinic_id, staff_id, name, role, language, browser, since_at, seen_at, until_at, idle, shown_at = row[
        :12
    ]
    return Session(
        session_id, clinic_id, staff_id, name, Role(role), language, browser, since_at, seen_at, until_at, idle,
        shown_at, device_id=row[12], has_second_factor=bool(row[13]),
    )  # fmt: skip
