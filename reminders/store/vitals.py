"""Numbers that tell whether the service does its work. Each is read from a small index, whatever the size of the tables."""

from reminders.domain.instants import SECOND
from reminders.store.database import Work
from reminders.store.due import EITHER_CHANNEL

#: Beyond so many it does not matter how many more.
_ENOUGH = 1000


def overdue(work: Work, before: int, now: int) -> int:
    """How many messages were due before `before` (micros) and are in nobody's hands at `now`; 1000 means that or more."""
    row = work.one(
        f"SELECT COUNT(*) FROM (SELECT 1 FROM due_queue WHERE {EITHER_CHANNEL} AND due_at < ? AND claimed_until <= ? LIMIT ?) AS late",
        (before, now, _ENOUGH),
    )
    assert row is not None
    return int(row[0])


def need_attention(work: Work) -> dict[str, int]:
    """How many messages are sending, unknown or failed, by status."""
    return dict(
        work.all(
            "SELECT status, COUNT(*) FROM message WHERE status IN ('sending', 'unknown', 'failed') GROUP BY status",
        )
    )


def unconfirmed(work: Work) -> int:
    """How many messages were taken and have no final news for 72 hours; 1000 means that or more."""
    row = work.one(
        "SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE unconfirmed_at IS NOT NULL LIMIT ?) AS silent", (_ENOUGH,)
    )
    assert row is not None
    return int(row[0])


def parked(work: Work) -> dict[str, int]:
    """How many planned messages wait outside the queue, by what for: on_hold, not_approved, or welcome."""
    rows = work.all(
        "SELECT COALESCE(status_reason, 'welcome'), COUNT(*) FROM message "
        "WHERE status = 'planned' AND queue_at IS NULL GROUP BY 1",
    )
    return dict(rows)


def database_clock(work: Work) -> int | None:
    """What a PostgreSQL server's clock shows (micros); None for a file, which has no clock of its own."""
    if not work.postgres:
        return None
    row = work.one("SELECT EXTRACT(EPOCH FROM clock_timestamp())")
    assert row is not None
    return int(row[0] * SECOND)


def set_up_at(work: Work) -> int | None:
    """When the clinic was set up (micros); None before."""
    row = work.one("SELECT created_at FROM clinic ORDER BY id LIMIT 1")
    return int(row[0]) if row else None


def newest_attempt(work: Work) -> int | None:
    """When the newest attempt was armed (micros); None before the first."""
    row = work.one("SELECT armed_at FROM attempt ORDER BY id DESC LIMIT 1")
    return int(row[0]) if row else None
