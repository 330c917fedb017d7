"""Counts of what waits for a person, each over an index and up to 100."""

from reminders.store.database import Work

MOST = 100


def count_open_replies(work: Work, clinic_id: int) -> tuple[int, int]:
    """Open replies, and the urgent ones among them."""
    row = work.one(
        "SELECT COUNT(*), COALESCE(SUM(urgent), 0) FROM "
        "(SELECT urgent FROM reply WHERE clinic_id = ? AND state = 'open' ORDER BY received_at DESC LIMIT ?) AS newest",
        (clinic_id, MOST),
    )
    return (int(row[0]), int(row[1])) if row else (0, 0)


def count_to_review(work: Work, clinic_id: int) -> int:
    """Messages in doubt or failed."""
    row = work.one(
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM message WHERE status IN ('unknown', 'failed') AND clinic_id = ? LIMIT ?) "
        "AS waiting",
        (clinic_id, MOST),
    )
    return int(row[0]) if row else 0
