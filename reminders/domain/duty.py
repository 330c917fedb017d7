"""Who answers for urgent replies: shifts by the clinic's clock, absences, and how a reply passes on.

A shift is the span from its start to its end on the clinic's wall clock. As with every wall time: one that a clock
change skips is the first instant that exists after it, one that occurs twice is the first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from reminders.domain.offsets import instant_of

#: How long somebody has to answer an urgent reply before it passes on.
ANSWER_WITHIN = timedelta(minutes=15)
#: A shift that begins later than this is no promise to a patient; absences longer than this are rare.
_HORIZON = timedelta(days=60)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """A weekly time in which a person answers; the lower the position, the earlier it is their turn."""

    staff_id: int
    #: 0 is Monday.
    weekday: int
    starts: time
    #: At or before the start: on the next day.
    ends: time
    position: int

    def span(self, on: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """[start, end) of the shift that begins on this day, UTC."""
        last = on + _DAY if self.ends <= self.starts else on
        return instant_of(on, self.starts, zone), instant_of(last, self.ends, zone)


@dataclass(frozen=True, slots=True)
class Absence:
    """A person is not there in [from_at, until_at)."""

    staff_id: int
    from_at: datetime
    until_at: datetime


def on_duty(roster: Iterable[Shift], absences: Iterable[Absence], at: datetime, zone: ZoneInfo) -> tuple[int, ...]:
    """Who is on duty at this instant, in the order in which a reply passes on; each person once."""
    away = {one.staff_id for one in absences if one.from_at <= at < one.until_at}
    present = [shift for shift in roster if shift.staff_id not in away and _covers(shift, at, zone)]
    ordered = sorted(present, key=lambda shift: (shift.position, shift.staff_id))
    return tuple(dict.fromkeys(shift.staff_id for shift in ordered))


def next_duty(
    roster: Sequence[Shift], absences: Sequence[Absence], at: datetime, zone: ZoneInfo
) -> tuple[datetime, tuple[int, ...]] | None:
    """The first instant from `at` on at which somebody is on duty, and who; None when nobody is for two months."""
    moments = {at, *(one.until_at for one in absences)}
    day, last = at.astimezone(zone).date() - _DAY, (at + _HORIZON).astimezone(zone).date()
    while day <= last:
        moments.update(shift.span(day, zone)[0] for shift in roster if shift.weekday == day.weekday())
        day += _DAY
    for moment in sorted(one for one in moments if at <= one <= at + _HORIZON):
        if present := on_duty(roster, absences, moment, zone):
            return moment.astimezone(UTC), present
    return None


class Turn(StrEnum):
    """Why a person owns an urgent reply now."""

    #: Nobody owned it, or whoever did has gone.
    FIRST = "first"
    #: The one before did not answer in time.
    NEXT = "next"
    #: Everybody on the list had it and nobody answered.
    AGAIN = "again"


def passed_to(order: Sequence[int], owner: int | None) -> tuple[int, Turn] | None:
    """Whose turn an overdue reply is, of those on duty; None when nobody is."""
    if not order:
        return None
    if owner is None or owner not in order:
        return order[0], Turn.FIRST
    place = order.index(owner) + 1
    return (order[place], Turn.NEXT) if place < len(order) else (order[0], Turn.AGAIN)


def _covers(shift: Shift, at: datetime, zone: ZoneInfo) -> bool:
    today = at.astimezone(zone).date()
    for on in (today - _DAY, today):
        if on.weekday() == shift.weekday:
            start, end = shift.span(on, zone)
            if start <= at < end:
                return True
    return False
