"""Delivery reports, and what they change of a message and its attempt."""

from dataclasses import dataclass

from reminders.domain.reports import News, Rank
from reminders.domain.words import AttemptOutcome, Channel, Kind, Origin, Reason, Status
from reminders.store.database import Work
from reminders.store.due import dequeue, enqueue


@dataclass(frozen=True, slots=True)
class Place:
    """Which attempt some news are about, and the address that it went to."""

    message_id: int
    attempt_id: int
    address_hash: bytes | None


@dataclass(frozen=True, slots=True)
class Reported:
    """A message and one of its attempts, locked, as they are before some news. Micros UTC."""

    id: int
    clinic_id: int
    patient_id: int | None
    treatment_id: int | None
    version_id: int | None
    origin: Origin
    step: str | None
    round: int
    kind: Kind
    channel: Channel
    status: Status
    reason: Reason | None
    opens_at: int
    closes_at: int
    queue_at: int | None
    address_hash: bytes | None
    armed_at: int
    live: bool
    provider_id: str | None
    decided_by: str | None
    news: News | None
    attempt_id: int
    attempt_number: int
    attempt_outcome: AttemptOutcome
    attempt_provider_id: str | None
    transport: str


def find_place(
    work: Work, clinic_id: int, provider_id: str, message_id: int | None, attempt_number: int | None
) -> Place | None:
    """By our own ids where they name an attempt, else by the provider's id; None for news of nothing we know.

    An attempt that the provider knows by another id is not what these news are about.
    """
    row = None
    if message_id is not None and attempt_number is not None:
        row = work.one(
            _PLACE
            + "WHERE m.clinic_id = ? AND m.id = ? AND a.number = ? AND (a.provider_id IS NULL OR a.provider_id = ?)",
            (clinic_id, message_id, attempt_number, provider_id),
        )
    row = row or work.one(
        _PLACE + "WHERE m.clinic_id = ? AND m.provider_id = ? AND a.provider_id = ? ORDER BY a.number DESC",
        (clinic_id, provider_id, provider_id),
    )
    return Place(row[0], row[1], _hash(row[2])) if row else None


_PLACE = "SELECT m.id, a.id, m.address_hash FROM message m JOIN attempt a ON a.message_id = m.id "


def lock_reported(work: Work, place: Place) -> Reported:
    """Lock the attempt, then the message, as recording does; the address's gate must be locked before."""
    lock = " FOR UPDATE" if work.postgres else ""
    attempt = work.one(
        "SELECT id, number, outcome, provider_id, transport FROM attempt WHERE id = ?" + lock, (place.attempt_id,)
    )
    row = work.one(
        "SELECT id, clinic_id, patient_id, treatment_id, version_id, origin, step, round, kind, channel, status, status_reason, "
        "opens_at, closes_at, queue_at, address_hash, armed_at, live, provider_id, decided_by, report_rank, reported, report_code "
        "FROM message WHERE id = ?" + lock,
        (place.message_id,),
    )
    assert attempt is not None
    assert row is not None
    kinds = (Origin(row[5]), *row[6:8], Kind(row[8]), Channel(row[9]), Status(row[10]))
    reason = Reason(row[11]) if row[11] else None
    news = News(Rank(row[20]), row[21], row[22] or "") if row[20] is not None else None
    went = (_hash(row[15]), row[16], bool(row[17]), *row[18:20])
    tried = (*attempt[:2], AttemptOutcome(attempt[2]), *attempt[3:])
    fixed = (*row[:5], *kinds, reason, *row[12:15], *went, news, *tried)
    return Reported(*fixed)


def _hash(stored: bytes | None) -> bytes | None:
    return bytes(stored) if stored is not None else None


def add_report(work: Work, message_id: int, attempt_number: int, provider_id: str, news: News, now: int) -> bool:
    """Keep one piece of news; False when it is known already."""
    return (
        work.run(
            "INSERT INTO delivery_report (id, message_id, provider_id, attempt_number, status, rank, code, received_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (work.new_ids(1)[0], message_id, provider_id, attempt_number, news.status, int(news.rank), news.code, now),
        )
        == 1
    )


def bind_attempt(work: Work, attempt_id: int, provider_id: str, now: int) -> None:
    """The provider took this attempt, whatever was known of it before."""
    work.run(
        "UPDATE attempt SET outcome = 'accepted', provider_id = ?, ended_at = COALESCE(ended_at, ?), code = NULL, detail = NULL "
        "WHERE id = ?",
        (provider_id, now, attempt_id),
    )


def keep_news(work: Work, message_id: int, news: News, now: int) -> None:
    """The highest news of a message; final ones end all asking."""
    final = news.rank.final
    work.run(
        "UPDATE message SET reported = ?, report_rank = ?, report_code = ?, reported_at = ?"
        + (", ask_at = NULL, unconfirmed_at = NULL" if final else "")
        + " WHERE id = ?",
        (news.status, int(news.rank), news.code, now, message_id),
    )


def lift(work: Work, message: Reported, status: Status, reason: Reason | None, provider_id: str, now: int) -> None:
    """Give a message the state that its news prove, and take it out of the due queue: it was taken, so it goes once."""
    work.run(
        "UPDATE message SET status = ?, status_reason = ?, provider_id = COALESCE(provider_id, ?), "
        "sent_at = COALESCE(sent_at, ?), queue_at = NULL WHERE id = ?",
        (status.value, reason.value if reason else None, provider_id, now, message.id),
    )
    if message.queue_at is not None:
        dequeue(work, [(message.queue_at, message.id)])


def ask_later(work: Work, message_id: int, ask_at: int) -> None:
    """Ask the provider about it then, unless something is heard before."""
    work.run("UPDATE message SET ask_at = ?, asked = 0 WHERE id = ? AND sent_at IS NOT NULL", (ask_at, message_id))


def later_round(work: Work, message: Reported) -> str | None:
    """Who sent the same step once more, after this one; None: nobody."""
    row = work.one(
        "SELECT COALESCE(decided_by, '') FROM message WHERE treatment_id = ? AND step = ? AND round > ? ORDER BY round LIMIT 1",
        (message.treatment_id, message.step, message.round),
    )
    return str(row[0]) if row else None


def other_welcome(work: Work, message: Reported) -> bool:
    """Whether the number of this welcome has another one that is planned, on its way or taken."""
    row = work.one(
        "SELECT 1 FROM message WHERE clinic_id = ? AND address_hash = ? AND origin = 'welcome' AND live = ? "
        "AND status NOT IN ('failed', 'canceled') AND id <> ?",
        (message.clinic_id, message.address_hash, int(message.live), message.id),
    )
    return row is not None


def put_right_since(work: Work, clinic_id: int, channel: Channel, since: int) -> bool:
    """Whether a person has let this channel go on after `since`: older news of a wrong setting are then old news."""
    row = work.one(
        "SELECT 1 FROM hold WHERE clinic_id = ? AND target = 'channel' AND target_key = ? AND ended_at > ?",
        (clinic_id, channel.value, since),
    )
    return row is not None


def copy_to_channel(work: Work, message_id: int, channel: Channel, due_at: int, by: str) -> int:
    """The same step once more, by another channel, in its own window. Returns the new message's id."""
    new_id = work.new_ids(1)[0]
    work.run(
        f"INSERT INTO message (id, {_COPIED}, round, channel, status, due_at, queue_at, attempts, decided_by) "
        f"SELECT ?, {_COPIED}, round + 1, ?, 'planned', ?, ?, 0, ? FROM message WHERE id = ?",
        (new_id, channel.value, due_at, due_at, by, message_id),
    )
    enqueue(work, [(due_at, new_id)])
    return new_id


_COPIED = "clinic_id, patient_id, treatment_id, version_id, origin, stage, step, kind, essential, wish_at, opens_at, closes_at"
