"""United States federal holidays, computed (5 U.S.C. 6103): the day itself and the day on which it is observed."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from reminders.domain.said import say

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
#: Month and day.
_FIXED = (
    (1, 1, say("New Year's Day")),
    (6, 19, say("Juneteenth")),
    (7, 4, say("Independence Day")),
    (11, 11, say("Veterans Day")),
    (12, 25, say("Christmas Day")),
)
#: Month, weekday, which one.
_FLOATING = (
    (1, _MONDAY, 3, say("Martin Luther King Jr. Day")),
    (2, _MONDAY, 3, say("Washington's Birthday")),
    (9, _MONDAY, 1, say("Labor Day")),
    (10, _MONDAY, 2, say("Columbus Day")),
    (11, _THURSDAY, 4, say("Thanksgiving Day")),
)


def is_federal_holiday(on: date) -> bool:
    """True on a federal holiday and on the Friday or Monday that stands in for one on a weekend.

    Today's list holds for every year, past ones too: a blocked day too many does no harm.
    """
    return on in _holidays(on.year)


def coming_holidays(first: date, days: int) -> Iterator[tuple[date, str]]:
    """Each of them with its name, in order, from this day on for so many days."""
    for on in (first + timedelta(days=number) for number in range(days)):
        if is_federal_holiday(on):
            yield on, _holidays(on.year)[on]


@lru_cache(maxsize=16)
def _holidays(year: int) -> dict[date, str]:
    """Every blocked day inside one year; New Year on a Saturday is observed in the year before."""
    fixed = [(date(y, month, day), name) for y in (year, min(year + 1, date.max.year)) for month, day, name in _FIXED]
    observed = {_observed(day): say("{name}, observed", name=name) for day, name in fixed}
    floating = {_nth(year, month, weekday, which): name for month, weekday, which, name in _FLOATING}
    days = {**observed, **dict(fixed), **floating, _last_monday_of_may(year): say("Memorial Day")}
    return {day: name for day, name in days.items() if day.year == year}


def _observed(day: date) -> date:
    if day.weekday() == _SATURDAY:
        return day - timedelta(days=1)
    if day.weekday() == _SUNDAY:
        return day + timedelta(days=1)
    return day


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def _last_monday_of_may(year: int) -> date:
    """Memorial Day."""
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())
