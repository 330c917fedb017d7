"""Reading the dates and times that people and clinic software write.

Nothing is guessed: whether 03/07/2026 is in March or in July must be stated, or be decided by the other values of the
same column. No error text here repeats the value.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum

from reminders.domain.offsets import instant_of
from reminders.domain.planned import Shift
from reminders.domain.said import nsay, say

_EXAMPLE = say("write it as 2026-03-07 or 2026-03-07 15:00")

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)", re.ASCII)
_WEEKDAY = re.compile(r"[a-záéíóú]{2,10}\.?,\s*", re.IGNORECASE)
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s.-]+(?:de\s+)?([a-z]{3,10})[\s.,-]+(?:del?\s+)?(\d{4}|\d{2})(?!\d)", re.IGNORECASE
)
_MONTH_DAY = re.compile(r"([a-z]{3,10})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4})(?!\d)", re.IGNORECASE)
_BETWEEN = re.compile(r"^[\s,]*(?:t(?=\d)|at\b|a las?\b)?\s*", re.IGNORECASE)
_CLOCK = re.compile(
    r"(\d{1,2})(?::(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?\s*(?:([ap])\.?\s?m\.?)?(?:\s*(z|utc|gmt|[+-]\d\d(?::?\d\d)?))?",
    re.IGNORECASE,
)
_SPREADSHEET_DAY = re.compile(r"\d{5}(?:[.,]\d+)?", re.ASCII)

#: English and Spanish, by their first letters; longer forms must begin a month's whole name.
_MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12, "enero": 1, "febrero": 2, "marzo": 3, "abril": 4,
    "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9, "setiembre": 9, "octubre": 10, "noviembre": 11,
    "diciembre": 12,
}  # fmt: skip


class DateOrder(StrEnum):
    """Which comes first in 03/07/2026."""

    MONTH_FIRST = "mdy"
    DAY_FIRST = "dmy"


class BadDate(ValueError):
    """A date or time that cannot be read; `reason` says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class When:
    """A moment as it was written."""

    #: UTC.
    at: datetime
    #: The calendar date in the zone it was read in.
    on: date
    #: False: only a date was written, the time is the default one.
    timed: bool
    #: CLOCK_GAP or CLOCK_FOLD when the clocks of that day made the written time skip or occur twice.
    shift: Shift | None = None


def parse_when(text: str, *, day_first: bool | None, zone: tzinfo, default_time: time) -> When:
    """A date, or a date and a time, in any common form. Without an offset it is local time in `zone`.

    A skipped time gives the first instant after the skip, one that occurs twice gives the first. `day_first` None: the
    order is not stated, so a date that two orders read differently is refused. Raises BadDate.
    """
    text = text.strip()
    match = _ISO.fullmatch(text)
    if match is not None:
        year, month, day, hour, minute, second = match.groups()
        on = _day(int(year), int(month), int(day))
        return _local(on, _time(int(hour), int(minute), int(second or 0)) if hour else None, zone, default_time)
    on, rest = _read_day(text, day_first)
    rest = _BETWEEN.sub("", rest, count=1)
    if not rest:
        return _local(on, None, zone, default_time)
    at, offset = _read_clock(rest)
    if offset is None:
        return _local(on, at, zone, default_time)
    instant = datetime.combine(on, at, tzinfo=offset).astimezone(UTC)
    return When(at=instant, on=instant.astimezone(zone).date(), timed=True)


def parse_time(text: str) -> time:
    """A wall-clock time: 15:00, 15:00:30, 3 PM, 3:05 p.m. Raises BadDate."""
    at, offset = _read_clock(text.strip())
    if offset is not None:
        raise BadDate(say("has a time zone; write the time alone, for example 15:00"))
    return at


def when_of(on: date, at: time, zone: tzinfo) -> When:
    """A date and a wall-clock time that were written apart."""
    return _local(on, at, zone, at)


def order_of(text: str) -> frozenset[DateOrder]:
    """The orders in which a numeric date can be read; empty when its order is no question."""
    match = _NUMERIC.match(text.strip())
    if match is None or match[1].lstrip("0") == match[3].lstrip("0"):
        return frozenset()
    first, second = int(match[1]), int(match[3])
    readable = {DateOrder.MONTH_FIRST: (first, second), DateOrder.DAY_FIRST: (second, first)}
    return frozenset(order for order, (month, day) in readable.items() if 1 <= month <= 12 and 1 <= day <= 31)


@dataclass(frozen=True, slots=True)
class OrderFound:
    """What the dates of one column say about their order."""

    #: None: no date needs one, or none could be found (then there are mistakes).
    order: DateOrder | None
    #: For people: the order that was found, and by what.
    note: str = ""
    mistakes: tuple[str, ...] = ()


@dataclass(slots=True)
class OrderSurvey:
    """Looks at every date of a column before any of them is read."""

    _first_line: dict[frozenset[DateOrder], int] = field(default_factory=dict)
    _count: dict[frozenset[DateOrder], int] = field(default_factory=dict)

    def see(self, text: str, line: int) -> None:
        """Take one value into account; `line` is where it stands."""
        orders = order_of(text)
        if orders:
            self._first_line.setdefault(orders, line)
            self._count[orders] = self._count.get(orders, 0) + 1

    def found(self) -> OrderFound:
        """The order that every value agrees on, or the mistakes that keep it from being known."""
        decided = [order for order in DateOrder if frozenset({order}) in self._count]
        either = frozenset(DateOrder)
        if len(decided) == 2:
            return OrderFound(None, mistakes=(self._both(),))
        if either in self._count:
            return OrderFound(None, mistakes=(self._unstated(either),))
        if not decided:
            return OrderFound(None)
        return OrderFound(decided[0], note=_note(decided[0], self._line(decided[0])))

    def _unstated(self, either: frozenset[DateOrder]) -> str:
        return nsay(
            "{count} date can be read month first or day first (first on line {line}); "
            "say which with --date-order mdy or --date-order dmy",
            "{count} dates can be read month first or day first (first on line {line}); "
            "say which with --date-order mdy or --date-order dmy",
            self._count[either],
            line=self._first_line[either],
        )

    def _both(self) -> str:
        return say(
            "dates are written in two orders: month first on line {month} and day first on line {day}; "
            "write them all in one",
            month=self._line(DateOrder.MONTH_FIRST),
            day=self._line(DateOrder.DAY_FIRST),
        )

    def _line(self, order: DateOrder) -> int:
        return self._first_line[frozenset({order})]


def _note(order: DateOrder, line: int) -> str:
    if order is DateOrder.MONTH_FIRST:
        return say("Dates are read month first: every one of them fits only that (first on line {line}).", line=line)
    return say("Dates are read day first: every one of them fits only that (first on line {line}).", line=line)


def _read_day(text: str, day_first: bool | None) -> tuple[date, str]:
    """The date that `text` begins with, and what follows it."""
    for pattern in (_YEAR_FIRST, _COMPACT):
        if (match := pattern.match(text)) is not None:
            parts = [int(part) for part in match.groups() if part.isdigit()]
            return _day(*parts), text[match.end() :]
    if (match := _NUMERIC.match(text)) is not None:
        return _numeric(int(match[1]), int(match[3]), match[4], day_first, text), text[match.end() :]
    named = text[weekday.end() :] if (weekday := _WEEKDAY.match(text)) is not None else text
    if (match := _DAY_MONTH.match(named)) is not None:
        return _day(_year(match[3]), _month(match[2]), int(match[1])), named[match.end() :]
    if (match := _MONTH_DAY.match(named)) is not None:
        return _day(int(match[3]), _month(match[1]), int(match[2])), named[match.end() :]
    raise BadDate(_unreadable(text))


def _numeric(first: int, second: int, year: str, day_first: bool | None, text: str) -> date:
    orders = order_of(text)
    if day_first is None:
        if len(orders) == 2:
            raise BadDate(
                say("can be read month first or day first; say which with --date-order mdy or --date-order dmy")
            )
        day_first = DateOrder.DAY_FIRST in orders
    elif orders == {DateOrder.MONTH_FIRST if day_first else DateOrder.DAY_FIRST}:
        raise BadDate(
            say("does not fit dates with the day first; {example}", example=_EXAMPLE)
            if day_first
            else say("does not fit dates with the month first; {example}", example=_EXAMPLE)
        )
    month, day = (second, first) if day_first else (first, second)
    return _day(_year(year), month, day)


def _year(text: str) -> int:
    """Two digits are a year of this century: treatments are recent."""
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(name: str) -> int:
    name = name.casefold()
    found = {number for month, number in _MONTHS.items() if month.startswith(name)}
    if len(name) < 3 or len(found) != 1:
        raise BadDate(say("names no month; {example}", example=_EXAMPLE))
    return found.pop()


def _day(year: int, month: int, day: int) -> date:
    if not 1900 <= year <= 2199:
        raise BadDate(say("has an unlikely year; {example}", example=_EXAMPLE))
    try:
        return date(year, month, day)
    except ValueError:
        raise BadDate(say("is a day that does not exist in the calendar; check it")) from None


def _read_clock(text: str) -> tuple[time, tzinfo | None]:
    match = _CLOCK.fullmatch(text)
    if match is None or (match[2] is None and match[4] is None):
        raise BadDate(_unreadable_clock(text))
    hour, half = int(match[1]), (match[4] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise BadDate(say("has an hour that does not go with AM or PM; check it"))
        hour = hour % 12 + (12 if half == "p" else 0)
    return _time(hour, int(match[2] or 0), int(match[3] or 0)), _offset(match[5])


def _time(hour: int, minute: int, second: int) -> time:
    try:
        return time(hour, minute, second)
    except ValueError:
        raise BadDate(say("has a time that does not exist; write it as 15:00")) from None


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    if hours > 14 or minutes > 59:
        raise BadDate(say("has an offset from UTC that no zone uses; check it"))
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def _local(on: date, at: time | None, zone: tzinfo, default_time: time) -> When:
    wall = datetime.combine(on, default_time if at is None else at, tzinfo=zone)
    before, after = wall.utcoffset(), wall.replace(fold=1).utcoffset()
    # Only around a clock change do the two readings of a wall time differ: before < after where it is skipped.
    if before is None or after is None or before == after:
        return When(at=wall.astimezone(UTC), on=on, timed=at is not None)
    shift = Shift.CLOCK_GAP if before < after else Shift.CLOCK_FOLD
    return When(at=instant_of(on, wall.time(), zone), on=on, timed=at is not None, shift=shift)


def _unreadable(text: str) -> str:
    if not text:
        return say("is empty; {example}", example=_EXAMPLE)
    if _SPREADSHEET_DAY.fullmatch(text):
        return say("is a spreadsheet's day number; format the column as a date and export again")
    return say("is not a date that can be read; {example}", example=_EXAMPLE)


def _unreadable_clock(text: str) -> str:
    if re.search(r"\b(?:[ECMP][SD]?T|AK[SD]T|HST)\b", text, re.IGNORECASE):
        return say("names a zone by letters; write an offset such as -05:00, or use the timezone column")
    return say("has a time that cannot be read; write it as 15:00 or 3:00 PM")
