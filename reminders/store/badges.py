"""Counts of what waits for a person, each over an index and up to 100."""

from reminders.store.database import Work

MOST = 100


def count_open_replies(work: Work, clinic_id: int) -> tuple[int, int]:
    """Open replies, and the urgent ones among them: an old one counts too."""
    row = work.one(
        "SELECT (SELECT COUNT(*) FROM (SELECT 1 AS one FROM reply WHERE state = 'open' AND clinic_id = ? LIMIT ?) AS waiting), "
        "(SELECT COUNT(*) FROM (SELECT 1 AS one FROM reply WHERE state = 'open' AND urgent = 1 AND clinic_id = ? LIMIT ?) "
        "AS pressing)",
        (clinic_id, MOST, clinic_id, MOST),
    )
    return (int(row[0]), int(row[1])) if row else (0, 0)


def count_to_review(work: Work, clinic_id: int) -> int:
    """Messages in doubt or failed about which nobody has decided yet. The condition is that of their index."""
    row = work.one(
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM message WHERE status IN ('unknown', 'failed') "
        "AND COALESCE(status_reason, '') <> 'staff' AND clinic_id = ? LIMIT ?) AS waiting",
        (clinic_id, MOST),
    )
    return int(row[0]) if row else 0
