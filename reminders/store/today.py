"""One day's messages hour by hour, and what waits for a person: each query touches what it returns and little more."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reminders.domain.planned import Shift
from reminders.domain.words import Channel, Kind, Origin, Reason, Status
from reminders.store.database import Row, Work, marks
from reminders.store.listing import shifts_from
from reminders.store.people import open_names

#: [from, until) in micros UTC.
Span = tuple[int, int]
#: (moment, message): where a list goes on.
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DayMessage:
    """A message as a line of the day. Micros UTC."""

    id: int
    #: When it was tried, is due, or was wished for: what places it in the day.
    at: int
    origin: Origin
    patient_id: int | None
    treatment_id: int | None
    version_id: int | None
    location_id: int | None
    stage: str | None
    step: str | None
    kind: Kind
    channel: Channel | None
    status: Status
    reason: Reason | None
    wish_at: int
    opens_at: int
    closes_at: int
    due_at: int | None
    shifts: tuple[Shift, ...]
    attempts: int
    essential: bool
    #: A time that a person chose instead of the plan's.
    moved_to: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """Whose message it is; opened."""

    id: int
    name: str
    #: The patient's own zone; None: the location's.
    timezone: str | None


class Part(StrEnum):
    """Which of a day's messages."""

    #: Tried: it left, or could not.
    GONE = "gone"
    #: To leave, and nothing is in its way.
    GOING = "going"
    #: Wished for that day, and canceled. Who has not agreed is not listed message by message.
    NOT_GOING = "not_going"


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a part is found: what places a message in the day, and the rows; SQLite takes an index of some rows only
    where its very condition is asked for.
    """

    at: str
    message_id: str
    rows: str


_TRIED = "message m WHERE m.armed_at IS NOT NULL AND m.status <> 'planned' AND m.origin <> 'alert'"
_QUEUED = (
    # The queue comes first: it is in the order of its times, for each channel.
    "due_queue q CROSS JOIN message m WHERE q.channel = '{channel}' AND m.id = q.message_id AND m.status = 'planned' "
    "AND m.origin <> 'alert'"
)
_CANCELED = "message m WHERE m.status = 'canceled' AND m.status_reason <> 'no_consent'"
_SOURCES = {
    Part.GONE: (_Source("m.armed_at", "m.id", _TRIED),),
    Part.GOING: tuple(
        _Source("q.due_at", "q.message_id", _QUEUED.format(channel=channel.value)) for channel in Channel
    ),
    Part.NOT_GOING: (_Source("m.wish_at", "m.id", _CANCELED),),
}
_FIELDS = (
    "m.origin, m.patient_id, m.treatment_id, m.version_id, (SELECT t.location_id FROM treatment t WHERE t.id = m.treatment_id), "
    "m.stage, m.step, m.kind, m.channel, m.status, m.status_reason, m.wish_at, m.opens_at, m.closes_at, m.due_at, m.shifts, "
    "m.attempts, m.essential, m.moved_to"
)


def of_spans(work: Work, clinic_id: int, part: Part, wanted: Sequence[tuple[Span, int]]) -> list[list[DayMessage]]:
    """The first messages of each span, so many of each, in the order of their times."""
    if not wanted:
        return []
    sources = _SOURCES[part]
    found: list[list[DayMessage]] = [[] for _ in wanted]
    rows = work.all(
        " UNION ALL ".join(_first_of(source) for source in sources for _ in wanted),
        [
            value
            for _ in sources
            for place, (span, limit) in enumerate(wanted)
            for value in (place, *span, clinic_id, limit)
        ],
    )
    for row in rows:
        found[int(row[0])].append(_line(row[1:]))
    return [_in_order(lines)[:limit] for lines, (_, limit) in zip(found, wanted, strict=True)]


def after_key(work: Work, clinic_id: int, part: Part, span: Span, after: Key, limit: int) -> list[DayMessage]:
    """The next `limit` messages of a span that come after this one."""
    found: list[DayMessage] = []
    for source in _SOURCES[part]:
        rows = work.all(
            f"SELECT m.id, {source.at}, {_FIELDS} FROM {source.rows} AND {source.at} >= ? AND {source.at} < ? "
            f"AND ({source.at}, {source.message_id}) > (?, ?) AND m.clinic_id = ? "
            f"ORDER BY {source.at}, {source.message_id} LIMIT ?",
            (max(span[0], after[0]), span[1], *after, clinic_id, limit),
        )
        found += [_line(row) for row in rows]
    return _in_order(found)[:limit]


def _first_of(source: _Source) -> str:
    return (
        f"SELECT * FROM (SELECT CAST(? AS BIGINT) AS span, m.id, {source.at} AS at, {_FIELDS} FROM {source.rows} "
        f"AND {source.at} >= ? AND {source.at} < ? AND m.clinic_id = ? "
        f"ORDER BY {source.at}, {source.message_id} LIMIT ?) AS one"
    )


def _in_order(lines: list[DayMessage]) -> list[DayMessage]:
    return sorted(lines, key=lambda line: (line.at, line.id))


def _line(row: Row) -> DayMessage:
    kinds = (Kind(row[9]), Channel(row[10]) if row[10] else None, Status(row[11]), Reason(row[12]) if row[12] else None)
    times = (*row[13:17], shifts_from(row[17]), row[18], bool(row[19]), row[20])
    fixed = (*row[:2], Origin(row[2]), *row[3:9], *kinds, *times)
    return DayMessage(*fixed)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many messages of a part lie in a span, none of the numbers beyond the bound that was asked for."""

    number: int = 0
    #: Of those that have gone.
    failed: int = 0
    in_doubt: int = 0


def counted(work: Work, clinic_id: int, wanted: Sequence[tuple[Part, Span]], most: int) -> list[Counted]:
    """How many messages of each part lie in its span, up to `most`."""
    if not wanted:
        return []
    places = [(place, source, span) for place, (part, span) in enumerate(wanted) for source in _SOURCES[part]]
    rows = work.all(
        " UNION ALL ".join(_count_of(source) for _, source, _ in places),
        [value for place, _, span in places for value in (place, *span, clinic_id, most)],
    )
    sums = [[0, 0, 0] for _ in wanted]
    for place, *numbers in rows:
        sums[int(place)] = [min(most, a + int(b)) for a, b in zip(sums[int(place)], numbers, strict=True)]
    return [Counted(*numbers) for numbers in sums]


def _count_of(source: _Source) -> str:
    return (
        "SELECT CAST(? AS BIGINT), COUNT(*), COALESCE(SUM(CASE WHEN status = 'failed' THEN 1 ELSE 0 END), 0), "
        "COALESCE(SUM(CASE WHEN status = 'unknown' THEN 1 ELSE 0 END), 0) FROM (SELECT m.status AS status "
        f"FROM {source.rows} AND {source.at} >= ? AND {source.at} < ? AND m.clinic_id = ? LIMIT ?) AS listed"
    )


def people(work: Work, clinic_id: int, patient_ids: Sequence[int]) -> dict[int, Person]:
    """These patients by id."""
    if not patient_ids:
        return {}
    rows = work.all(
        "SELECT id, first_name_enc, last_name_enc, timezone FROM patient "
        f"WHERE id IN ({marks(len(patient_ids))}) AND clinic_id = ?",
        (*patient_ids, clinic_id),
    )
    return {row[0]: Person(row[0], " ".join(filter(None, open_names(work.keyring, row[:3]))), row[3]) for row in rows}
