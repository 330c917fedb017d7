"""Contact hours: when a message may leave, by the wall clock and calendar of the patient's zone.

Hours are [start, end) of a weekday; an end of 00:00 means the end of that day. Everything here follows the wall clock
through clock changes: it looks at what the clock shows at an instant, never at how many hours have passed.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reminders.domain.holidays import is_federal_holiday
from reminders.domain.planned import Shift
from reminders.domain.rules import ClinicRules, ContactHours, Span
from reminders.domain.words import Kind

_MIDNIGHT = time()
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


def permitted(instant: datetime, kind: Kind, zone: ZoneInfo, rules: ClinicRules) -> bool:
    """May a message of this kind leave at this instant?"""
    return obstacle(instant.astimezone(zone), rules.hours[kind]) is None


def permitted_until(instant: datetime, kind: Kind, zone: ZoneInfo, rules: ClinicRules) -> datetime:
    """The end (exclusive, UTC) of the contact hours that `instant` lies in; `instant` itself when it lies in none.

    Hours that never end are cut off seven days later.
    """
    hours, at = rules.hours[kind], instant.astimezone(UTC)
    horizon = at + _WEEK
    while at < horizon:
        local = at.astimezone(zone)
        if obstacle(local, hours):
            return at
        at = _forward(at, local, _end_of_hours(local, hours), zone)
    return horizon


def first_permitted(
    earliest: datetime, before: datetime, hours: ContactHours, zone: ZoneInfo
) -> tuple[datetime | None, tuple[Shift, ...]]:
    """The first instant in [earliest, before) inside the contact hours, and what stood in the way, in order.

    None when there is no such instant. Instants are UTC, also those given.
    """
    at, over_a_change = earliest, False
    causes: tuple[Shift, ...] = ()
    while at < before:
        local = at.astimezone(zone)
        cause = obstacle(local, hours)
        if cause is None:
            return at, causes
        if cause not in causes and not over_a_change:
            causes = (*causes, cause)
        wall = _next_start(local, hours)
        there = _forward(at, local, wall, zone)
        over_a_change = there - at != wall - local.replace(tzinfo=None)
        at = there
    return None, causes


def obstacle(local: datetime, hours: ContactHours) -> Shift | None:
    """What keeps a message from leaving at this local time, if anything does."""
    span = hours.week[local.weekday()]
    if span is None:
        return Shift.WEEKDAY
    if not hours.federal_holidays and is_federal_holiday(local.date()):
        return Shift.HOLIDAY
    if hours.closed_days and hours.closed_on(local.date()):
        return Shift.CLOSED_DAY
    return None if _inside(local.time(), span) else Shift.CONTACT_HOURS


def _inside(at: time, span: Span) -> bool:
    start, end = span
    return start <= at and (at < end or end == _MIDNIGHT)


def _next_start(local: datetime, hours: ContactHours) -> datetime:
    """The next wall-clock moment worth a look: today's or tomorrow's start, or midnight where tomorrow has none."""
    span = hours.week[local.weekday()]
    if span is not None and local.time() < span[0]:
        return datetime.combine(local, span[0])
    tomorrow = local.date() + _DAY
    span = hours.week[tomorrow.weekday()]
    return datetime.combine(tomorrow, span[0] if span else _MIDNIGHT)


def _end_of_hours(local: datetime, hours: ContactHours) -> datetime:
    """The wall-clock end of the hours that `local` lies in."""
    span = hours.week[local.weekday()]
    on: date = local.date()
    if span is None or span[1] == _MIDNIGHT:
        return datetime.combine(on + _DAY, _MIDNIGHT)
    return datetime.combine(on, span[1])


def _forward(at: datetime, local: datetime, wall: datetime, zone: ZoneInfo) -> datetime:
    """From `at`, which shows `local`, to the instant that shows `wall`, or to a clock change that comes before it."""
    there = at + (wall - local.replace(tzinfo=None))
    if there.astimezone(zone).utcoffset() == local.utcoffset():
        return there
    return _change_between(at, there, zone)


def _change_between(low_at: datetime, high_at: datetime, zone: ZoneInfo) -> datetime:
    """The first second whose UTC offset is not that of `low_at`; clocks change at whole seconds."""
    low, high = int(low_at.timestamp()), int(high_at.timestamp())
    before = low_at.astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)
