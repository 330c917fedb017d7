"""Counts for the reports, a row for each day, schedule, stage, channel and thing that is counted.

A day is counted as a whole and its rows are replaced, so counting it again gives the same. Days are numbered from
1970-01-01, by the clinic's calendar; instants are micros UTC.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reminders.domain.words import Channel
from reminders.store.database import Row, Work
from reminders.store.messages import TEXT

HOUR = 3600 * 1_000_000
#: What messages are counted as: their status, or what became of an invitation.
MESSAGES = ("sending", "sent", "delivered", "failed", "unknown", "invited", "booked")
#: What people did: urgent replies, those of them without an answer in time, stops of everything and of invitations.
PEOPLE = ("urgent", "unanswered", "stopped", "stopped_invitations")
#: Not the columns themselves: their indexes would lead through all that was ever done to one kind of thing, and
#: through all that a clinic has; few rows have a higher id.
_ABOUT, _OURS = "subject || ''", "clinic_id + 0 = ?"
#: May still change without news or a person's act.
_MOVING = ("sending", "unknown")
_COUNTED = "'sending', 'sent', 'delivered', 'failed', 'unknown'"
#: The last step that went to an address before something came from it.
_LAST_STEP = (
    "(SELECT n.id FROM message n WHERE n.address_hash = x.address_hash AND n.armed_at <= x.{at} AND n.origin = 'step' "
    "ORDER BY n.armed_at DESC, n.id DESC LIMIT 1)"
)


class Counted(NamedTuple):
    """One count of a day."""

    schedule: str
    stage: str
    channel: str
    origin: str
    live: int
    what: str
    number: int
    segments: int


@dataclass(frozen=True, slots=True)
class Marks:
    """How far has been looked: the highest row of each kind."""

    attempt: int = 0
    report: int = 0
    reply: int = 0
    opt_out: int = 0
    audit: int = 0


def newest_marks(work: Work, clinic_id: int) -> Marks:
    """As far as there is anything now."""
    row = work.one(
        "SELECT (SELECT MAX(id) FROM attempt), (SELECT MAX(id) FROM delivery_report), (SELECT MAX(id) FROM reply), "
        "(SELECT MAX(id) FROM opt_out), (SELECT MAX(number) FROM audit_entry WHERE clinic_id = ?)",
        (clinic_id,),
    )
    assert row is not None
    return Marks(*(value or 0 for value in row))


def first_moment(work: Work, clinic_id: int) -> int | None:
    """When the first thing happened that is counted; None: nothing has."""
    row = work.one(
        "SELECT (SELECT MIN(armed_at) FROM message WHERE armed_at IS NOT NULL), "
        "(SELECT MIN(received_at) FROM reply WHERE clinic_id = ? AND urgent <> 0), (SELECT MIN(since_at) FROM opt_out WHERE clinic_id = ?)",
        (clinic_id, clinic_id),
    )
    return min((value for value in row or () if value is not None), default=None)


def touched_message_hours(work: Work, clinic_id: int, since: Marks) -> list[int]:
    """Hours since 1970 in which messages left that were sent, heard of or decided about since then, or whose patient has
    booked since.
    """
    rows = work.all(
        f"SELECT DISTINCT armed_at / {HOUR} FROM attempt WHERE message_id IN ("
        "SELECT message_id FROM attempt WHERE id > ? UNION SELECT message_id FROM delivery_report WHERE id > ? "
        f"UNION SELECT subject_id FROM audit_entry WHERE clinic_id = ? AND number > ? AND {_ABOUT} = 'message' "
        "UNION SELECT id FROM message WHERE treatment_id IN (SELECT subject_id FROM audit_entry "
        f"WHERE clinic_id = ? AND number > ? AND {_ABOUT} = 'treatment' AND verb = 'booked'))",
        (since.attempt, since.report, clinic_id, since.audit, clinic_id, since.audit),
    )
    return [row[0] for row in rows]


def touched_people_hours(work: Work, clinic_id: int, since: Marks) -> list[int]:
    """Hours since 1970 in which somebody wrote who was heard or answered since then, still waits urgently, or stopped."""
    rows = work.all(
        f"SELECT received_at / {HOUR} FROM reply WHERE id > ? AND {_OURS} UNION "
        f"SELECT received_at / {HOUR} FROM reply WHERE clinic_id = ? AND state = 'open' AND urgent = 1 UNION "
        f"SELECT received_at / {HOUR} FROM reply WHERE {_OURS} AND id IN "
        f"(SELECT subject_id FROM audit_entry WHERE clinic_id = ? AND number > ? AND {_ABOUT} = 'reply') UNION "
        f"SELECT since_at / {HOUR} FROM opt_out WHERE id > ? AND {_OURS}",
        (since.reply, clinic_id, clinic_id, clinic_id, clinic_id, since.audit, since.opt_out, clinic_id),
    )
    return [row[0] for row in rows]


def moving_days(work: Work, clinic_id: int, from_day: int) -> list[int]:
    """Days from this one on whose counts hold messages on their way or in doubt."""
    rows = work.all(
        "SELECT DISTINCT day FROM report_count WHERE clinic_id = ? AND day >= ? AND what IN (?, ?)",
        (clinic_id, from_day, *_MOVING),
    )
    return [row[0] for row in rows]


def unmeasured_texts(work: Work, start: int, end: int) -> list[tuple[int, str]]:
    """(id, text) of texts that left in [start, end) before segments were written down."""
    rows = work.all(
        "SELECT id, text_enc FROM message WHERE armed_at >= ? AND armed_at < ? AND channel = ? AND segments IS NULL "
        "AND text_enc IS NOT NULL ORDER BY id",
        (start, end, Channel.SMS.value),
    )
    return [(row[0], work.keyring.open(TEXT, row[0], row[1])) for row in rows]


def set_segments(work: Work, measured: Iterable[tuple[int, int]]) -> None:
    """What texts (id, segments) took."""
    work.many(
        "UPDATE message SET segments = ? WHERE id = ? AND segments IS NULL",
        [(segments, message_id) for message_id, segments in measured],
    )


def count_messages(work: Work, clinic_id: int, start: int, end: int) -> list[Counted]:
    """What left in [start, end), by what is known of it now, and the segments of what a provider took."""
    rows = work.all(
        "SELECT COALESCE(v.schedule, ''), COALESCE(m.stage, ''), m.channel, m.origin, m.live, m.status, COUNT(*), "
        "SUM(CASE WHEN m.status <> 'failed' OR m.sent_at IS NOT NULL THEN COALESCE(m.segments, 0) ELSE 0 END) "
        "FROM message m LEFT JOIN schedule_version v ON v.id = m.version_id WHERE m.armed_at >= ? AND m.armed_at < ? "
        f"AND m.clinic_id = ? AND m.status IN ({_COUNTED}) AND m.live IS NOT NULL AND m.channel IS NOT NULL "
        "GROUP BY COALESCE(v.schedule, ''), COALESCE(m.stage, ''), m.channel, m.origin, m.live, m.status",
        (start, end, clinic_id),
    )
    return [Counted(*row) for row in rows]


def count_invitations(work: Work, clinic_id: int, start: int, end: int, on: str) -> list[Counted]:
    """Invitations that left in [start, end), a day called `on` ("2026-03-09"), and how many of their treatments have a
    visit booked for that day or later; it counts for the newest invitation of a treatment only.
    """
    rows = work.all(
        "SELECT t.schedule, COALESCE(m.stage, ''), m.channel, m.origin, m.live, COUNT(*), "
        "SUM(CASE WHEN t.booked_on >= ? AND NOT EXISTS (SELECT 1 FROM message n WHERE n.treatment_id = m.treatment_id "
        "AND n.kind = 'marketing' AND n.origin = 'step' AND n.status IN ('sent', 'delivered') AND n.armed_at > m.armed_at) "
        "THEN 1 ELSE 0 END) FROM message m JOIN treatment t ON t.id = m.treatment_id "
        "WHERE m.armed_at >= ? AND m.armed_at < ? AND m.clinic_id = ? AND m.kind = 'marketing' AND m.origin = 'step' "
        "AND m.status IN ('sent', 'delivered') AND m.live IS NOT NULL "
        "GROUP BY t.schedule, COALESCE(m.stage, ''), m.channel, m.origin, m.live",
        (on, start, end, clinic_id),
    )
    invited = [_of_invitations(row, "invited", row[5]) for row in rows]
    return invited + [_of_invitations(row, "booked", row[6]) for row in rows if row[6]]


def count_people(work: Work, clinic_id: int, start: int, end: int) -> list[Counted]:
    """Urgent replies that came and stops that were said in [start, end), by the step that their number got last."""
    replies = work.all(
        "SELECT COALESCE(v.schedule, ''), COALESCE(m.stage, ''), COUNT(*), "
        "SUM(CASE WHEN x.passed_on > 0 THEN 1 ELSE 0 END) FROM reply x "
        f"LEFT JOIN message m ON m.id = {_LAST_STEP.format(at='received_at')} "
        "LEFT JOIN schedule_version v ON v.id = m.version_id "
        "WHERE x.clinic_id = ? AND x.received_at >= ? AND x.received_at < ? AND x.urgent <> 0 "
        "GROUP BY COALESCE(v.schedule, ''), COALESCE(m.stage, '')",
        (clinic_id, start, end),
    )
    stops = work.all(
        "SELECT COALESCE(v.schedule, ''), COALESCE(m.stage, ''), x.scope, COUNT(*) FROM opt_out x "
        f"LEFT JOIN message m ON m.id = {_LAST_STEP.format(at='since_at')} "
        "LEFT JOIN schedule_version v ON v.id = m.version_id "
        "WHERE x.clinic_id = ? AND x.since_at >= ? AND x.since_at < ? "
        "GROUP BY COALESCE(v.schedule, ''), COALESCE(m.stage, ''), x.scope",
        (clinic_id, start, end),
    )
    urgent = [_of_people(row, "urgent", row[2]) for row in replies]
    late = [_of_people(row, "unanswered", row[3]) for row in replies if row[3]]
    words = {"all": "stopped", "marketing": "stopped_invitations"}
    return urgent + late + [_of_people(row, words[row[2]], row[3]) for row in stops]


def replace_counts(work: Work, clinic_id: int, day: int, what: Sequence[str], counts: Iterable[Counted]) -> None:
    """These are the day's counts of these things now."""
    listed = ", ".join("?" * len(what))
    work.run(
        f"DELETE FROM report_count WHERE clinic_id = ? AND day = ? AND what IN ({listed})", (clinic_id, day, *what)
    )
    work.many(
        "INSERT INTO report_count (clinic_id, day, schedule, stage, channel, origin, live, what, number, segments) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(clinic_id, day, *one) for one in counts],
    )


def drop_counts(work: Work, clinic_id: int) -> None:
    """Nothing is counted any more."""
    work.run("DELETE FROM report_count WHERE clinic_id = ?", (clinic_id,))


def counts_by_week(
    work: Work, clinic_id: int, days: tuple[int, int], live: dict[Channel, bool], *, fine: bool
) -> list[Row]:
    """(week, schedule, stage, channel, origin, what, number, segments) of the days from the first to the last, weeks
    numbered as `week_of` does. Not `fine`: without channel, and with no origin but alert.

    Of a channel that really sends, what the sandbox kept does not count, nor the other way round.
    """
    place = "channel, origin" if fine else "'', CASE origin WHEN 'alert' THEN 'alert' ELSE '' END"
    return work.all(
        f"SELECT (day + 3) / 7, schedule, stage, {place}, what, SUM(number), SUM(segments) "
        "FROM report_count WHERE clinic_id = ? AND day >= ? AND day <= ? AND "
        "(channel = '' OR live = CASE channel WHEN 'sms' THEN ? ELSE ? END) "
        "GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6",
        (clinic_id, *days, int(live[Channel.SMS]), int(live[Channel.EMAIL])),
    )


def week_of(day: int) -> int:
    """The number of a day's week, which begins on Monday: 1970-01-01 was a Thursday."""
    return (day + 3) // 7


def _of_invitations(row: Row, what: str, number: int) -> Counted:
    return Counted(row[0], row[1], row[2], row[3], row[4], what, number, 0)


def _of_people(row: Row, what: str, number: int) -> Counted:
    return Counted(row[0], row[1], "", "", 0, what, number, 0)
