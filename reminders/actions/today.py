"""One day of a clinic, hour by hour: what has gone, what goes and why it moved, what does not go and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reminders.actions.needs import LATE, Need, Urgent, needs, urgent_replies
from reminders.actions.titles import title_of
from reminders.app import App
from reminders.domain.explain import explain, explain_reason
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.offsets import instant_of
from reminders.domain.said import nsay, say, when
from reminders.domain.words import Origin, Status
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.listing import planned_from
from reminders.store.today import (
    Counted,
    DayMessage,
    Key,
    Part,
    Person,
    Span,
    after_key,
    counted,
    of_spans,
    people,
)

#: So many lines of one part of an hour are on the page of the day, and so many in all: the hours from now on first. A
#: day of thousands is no list to read; each hour has a page of its own.
LINES = 12
ALL_LINES = 30
#: On one page of an hour.
LISTED = 50
#: So far each part of an hour is counted for the page of the day, and for the hour's own.
MOST = 100
MOST_OF_HOUR = 1_000
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DayLine:
    """One message of the day."""

    message: DayMessage
    #: The patient's name; empty for a number that is nobody's or several patients'.
    who: str
    #: The stage of recovery as staff call it, or "Welcome".
    title: str
    at: datetime
    #: The patient's own clock, where it shows another time than the clinic's.
    zone: ZoneInfo | None
    #: Why it moved, or why it is not sent; empty where there is nothing to explain.
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The first messages of one part of an hour, and how many there are; at the bound: so many or more."""

    part: Part
    counted: Counted
    lines: tuple[DayLine, ...] = ()

    @property
    def more(self) -> int:
        """How many are not among the lines."""
        return self.counted.number - len(self.lines)


@dataclass(frozen=True, slots=True)
class Hour:
    """[starts_at, ends_at), with the parts that hold anything."""

    starts_at: datetime
    ends_at: datetime
    #: The present lies in it.
    now: bool
    parts: tuple[Listed, ...]

    @property
    def told(self) -> bool:
        """Whether there was room for any of its lines."""
        return any(listed.lines for listed in self.parts)


@dataclass(frozen=True, slots=True)
class Today:
    """What needs a person, and the day on the clinic's clock. Hours without anything are left out."""

    on: date
    now: datetime
    urgent: tuple[Urgent, ...]
    needs: tuple[Need, ...]
    #: From the present hour on.
    coming: tuple[Hour, ...]
    #: The hours before, the latest first.
    earlier: tuple[Hour, ...]


@dataclass(frozen=True, slots=True)
class HourPage:
    """All of one part of an hour, LISTED at a time."""

    hour: Hour
    part: Part
    lines: tuple[DayLine, ...]
    #: Where the next page begins; None: this is the last.
    after: Key | None


def today(app: App, me: int = 0) -> Today:
    """The clinic's day as the person `me` reads it (0: anybody). A constant number of queries, each bounded."""
    with app.database.read() as work:
        clinic, now = app.clinic(work), app.now()
        zone = ZoneInfo(clinic.locations[0].timezone)
        on = now.astimezone(zone).date()
        hours = _filled(work, app, clinic, _hours_of(on, zone, now), now)
        return Today(
            on=on,
            now=now,
            urgent=urgent_replies(work, clinic, now, me),
            needs=needs(work, app, clinic, now),
            coming=tuple(hour for hour in hours if hour.ends_at > now),
            earlier=tuple(hour for hour in reversed(hours) if hour.ends_at <= now),
        )


def hour_page(app: App, starts_at: datetime, part: Part, after: Key | None = None) -> HourPage:
    """The messages of one part of the hour that begins at this instant, from `after` on."""
    with app.database.read() as work:
        clinic, now = app.clinic(work), app.now()
        hour = _hour(starts_at, now)
        span = _span(part, hour)
        found = after_key(work, clinic.id, part, span, after or (span[0], -1), LISTED + 1)
        shown = found[:LISTED]
        numbers = counted(work, clinic.id, [(one, _span(one, hour)) for one in Part], MOST_OF_HOUR)
        parts = tuple(Listed(one, number) for one, number in zip(Part, numbers, strict=True))
        lines = _Shown(work, app, clinic, shown, now).lines(part, shown)
        last = (shown[-1].at, shown[-1].id) if len(found) > LISTED else None
        return HourPage(replace(hour, parts=parts), part, lines, last)


def _hours_of(on: date, zone: ZoneInfo, now: datetime) -> list[Hour]:
    """Of a local day, which has 23 or 25 of them where the clocks change."""
    starts_at, end = instant_of(on, time(), zone), instant_of(on + timedelta(days=1), time(), zone)
    hours = []
    while starts_at < end:
        hours.append(_hour(starts_at, now))
        starts_at += _HOUR
    return hours


def _hour(starts_at: datetime, now: datetime) -> Hour:
    return Hour(starts_at, starts_at + _HOUR, starts_at <= now < starts_at + _HOUR, ())


def _filled(work: Work, app: App, clinic: Clinic, hours: Sequence[Hour], now: datetime) -> list[Hour]:
    """The hours that hold anything, with the first lines of each part, as many as the page has room for."""
    wanted = [(hour, part) for hour in hours for part in Part if _possible(part, hour, now)]
    numbers = counted(work, clinic.id, [(part, _span(part, hour)) for hour, part in wanted], MOST)
    filled = [(hour, part, number) for (hour, part), number in zip(wanted, numbers, strict=True) if number.number]
    messages = _first_lines(work, clinic, _room(filled, now))
    shown = _Shown(work, app, clinic, [one for lines in messages.values() for one in lines], now)
    listed: dict[datetime, list[Listed]] = {}
    for hour, part, number in filled:
        lines = shown.lines(part, messages.get((hour, part), []))
        listed.setdefault(hour.starts_at, []).append(Listed(part, number, lines))
    return [replace(hour, parts=tuple(listed[hour.starts_at])) for hour in hours if hour.starts_at in listed]


def _room(filled: Sequence[tuple[Hour, Part, Counted]], now: datetime) -> list[tuple[Hour, Part, int]]:
    """How many lines each part of an hour gets: from the present hour on, then back from it."""
    coming = [one for one in filled if one[0].ends_at > now]
    earlier = sorted((one for one in filled if one[0].ends_at <= now), key=lambda one: one[0].starts_at, reverse=True)
    left, given = ALL_LINES, []
    for hour, part, number in (*coming, *earlier):
        lines = min(LINES, number.number, left)
        left -= lines
        if lines:
            given.append((hour, part, lines))
    return given


def _first_lines(
    work: Work, clinic: Clinic, room: Sequence[tuple[Hour, Part, int]]
) -> dict[tuple[Hour, Part], list[DayMessage]]:
    found: dict[tuple[Hour, Part], list[DayMessage]] = {}
    for part in Part:
        of_part = [(hour, lines) for hour, one, lines in room if one is part]
        listed = of_spans(work, clinic.id, part, [(_span(part, hour), lines) for hour, lines in of_part])
        found |= {(hour, part): lines for (hour, _), lines in zip(of_part, listed, strict=True)}
    return found


def _possible(part: Part, hour: Hour, now: datetime) -> bool:
    """Nothing has gone in an hour to come, and what should have gone in one that is over goes now."""
    if part is Part.GONE:
        return hour.starts_at <= now
    return part is Part.NOT_GOING or hour.ends_at > now


def _span(part: Part, hour: Hour) -> Span:
    late = hour.now and part is Part.GOING
    return 0 if late else to_micros(hour.starts_at), to_micros(hour.ends_at)


class _Shown:
    """Makes lines of messages whose patients were looked up all at once."""

    def __init__(self, work: Work, app: App, clinic: Clinic, messages: Iterable[DayMessage], now: datetime) -> None:
        self._work, self._app, self._clinic, self._now = work, app, clinic, now
        ids = sorted({one.patient_id for one in messages if one.patient_id is not None})
        self._people = people(work, clinic.id, ids)
        self._zone = ZoneInfo(clinic.locations[0].timezone)

    def lines(self, part: Part, messages: Sequence[DayMessage]) -> tuple[DayLine, ...]:
        """In the same order."""
        return tuple([self._line(part, message) for message in messages])

    def _line(self, part: Part, message: DayMessage) -> DayLine:
        person = self._people.get(message.patient_id or 0)
        zone = self._zone_of(person, message)
        at = from_micros(message.at)
        elsewhere = at.astimezone(zone).utcoffset() != at.astimezone(self._zone).utcoffset()
        return DayLine(
            message=message,
            who=person.name if person else "",
            title=title_of(self._work, self._app, message.version_id, message.stage, message.origin),
            at=at,
            zone=zone if elsewhere else None,
            why=self._why(part, message, zone),
        )

    def _zone_of(self, person: Person | None, message: DayMessage) -> ZoneInfo:
        if person is not None and person.timezone:
            return ZoneInfo(person.timezone)
        return ZoneInfo(self._clinic.location(message.location_id or 0).timezone)

    def _why(self, part: Part, message: DayMessage, zone: ZoneInfo) -> str:
        if part is Part.NOT_GOING:
            return explain_reason(message.reason) if message.reason else ""
        if part is Part.GONE:
            failed = message.status is Status.FAILED and message.reason is not None
            return explain_reason(message.reason) if failed and message.reason else ""
        return self._why_then(message, zone)

    def _why_then(self, message: DayMessage, zone: ZoneInfo) -> str:
        if message.attempts:
            return nsay("Tried once; it is tried again.", "Tried {count} times; it is tried again.", message.attempts)
        if message.at < to_micros(self._now) - LATE:
            return say("Late: due since {time}", time=when(from_micros(message.at), self._zone))
        if message.origin is not Origin.STEP or not message.shifts:
            return ""
        return explain(planned_from(message), zone, self._clinic.rules)
