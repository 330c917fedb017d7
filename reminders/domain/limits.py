"""Limits per address: a local day, and any seven days of 24 hours. Essential messages count but are never moved.

Care counts care only. Marketing counts against its own limit and, with care, against the care limit: it gives way.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from reminders.domain.hours import first_permitted
from reminders.domain.offsets import instant_of
from reminders.domain.planned import Taken
from reminders.domain.rules import ClinicRules, Limit
from reminders.domain.words import Kind, Reason

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


def over_limit(at: datetime, kind: Kind, zone: ZoneInfo, rules: ClinicRules, taken: Iterable[Taken]) -> bool:
    """Would one more message of this kind at `at` be too many? `taken` is what this one address already has."""
    return Room(zone, rules, taken).over(at, kind)


def next_free_day(
    at: datetime,
    at_time: time | None,
    closes_at: datetime,
    kind: Kind,
    zone: ZoneInfo,
    rules: ClinicRules,
    taken: Iterable[Taken],
) -> datetime | Reason:
    """Where a message that is over its limit at `at` goes: the step's time on a later local day, before `closes_at`.

    `at_time` None means the clinic's send time; `taken` is what this one address already has. Returns an instant
    (UTC) inside contact hours and limits, or Reason.FREQUENCY_LIMIT.
    """
    return Room(zone, rules, taken).next_free_day(at, at_time, closes_at, kind)


class Room:
    """What one address still has room for, as messages are placed one after the other."""

    def __init__(self, zone: ZoneInfo, rules: ClinicRules, taken: Iterable[Taken] = ()) -> None:
        self._zone = zone
        self._rules = rules
        self._care_limit = rules.limits[Kind.CARE]
        self._marketing_limit = rules.limits[Kind.MARKETING]
        self._care: list[datetime] = []
        self._marketing: list[datetime] = []
        self._all: list[datetime] = []
        for one in taken:
            self.place(one.at, one.kind)

    def place(self, at: datetime, kind: Kind) -> None:
        """Count a message at `at` from now on."""
        insort(self._all, at)
        insort(self._marketing if kind is Kind.MARKETING else self._care, at)

    def over(self, at: datetime, kind: Kind) -> bool:
        """Would one more message of this kind at `at` be too many?"""
        if kind is not Kind.MARKETING:
            return self._exceeds(self._care, at, self._care_limit)
        return self._exceeds(self._marketing, at, self._marketing_limit) or self._exceeds(
            self._all, at, self._care_limit
        )

    def next_free_day(self, at: datetime, at_time: time | None, closes_at: datetime, kind: Kind) -> datetime | Reason:
        """See the function of this name."""
        hours = self._rules.hours[kind]
        wish_time = self._rules.send_time if at_time is None else at_time
        on = at.astimezone(self._zone).date()
        while True:
            on += _DAY
            wish_at = instant_of(on, wish_time, self._zone)
            due_at, _ = first_permitted(wish_at, closes_at, hours, self._zone)
            if due_at is None:
                return Reason.FREQUENCY_LIMIT
            if not self.over(due_at, kind):
                return due_at

    def _exceeds(self, times: list[datetime], at: datetime, limit: Limit) -> bool:
        fewest = min(limit.per_day, limit.per_week)
        if len(times) < fewest:
            return False
        near = times[bisect_right(times, at - _WEEK) : bisect_left(times, at + _WEEK)]
        if len(near) < fewest:
            return False
        on = at.astimezone(self._zone).date()
        that_day = sum(one.astimezone(self._zone).date() == on for one in near)
        return that_day >= limit.per_day or _fills_a_week(near, at, limit.per_week)


def _fills_a_week(near: list[datetime], at: datetime, per_week: int) -> bool:
    """Do `per_week` of the sorted instants lie within some seven days that also hold `at`?

    All of them are less than seven days from `at`: where any seven days hold too many, so do seven days with `at`.
    """
    row = sorted([*near, at])
    return any(row[n + per_week] - row[n] < _WEEK for n in range(len(row) - per_week))
