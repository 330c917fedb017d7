"""United States federal holidays, computed (5 U.S.C. 6103): the day itself and the day on which it is observed."""

from datetime import date, timedelta
from functools import lru_cache

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
#: Month and day: New Year, Juneteenth, Independence Day, Veterans Day, Christmas.
_FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
#: Month, weekday, which one: King, Washington, Labor Day, Columbus, Thanksgiving.
_FLOATING = ((1, _MONDAY, 3), (2, _MONDAY, 3), (9, _MONDAY, 1), (10, _MONDAY, 2), (11, _THURSDAY, 4))


def is_federal_holiday(on: date) -> bool:
    """True on a federal holiday and on the Friday or Monday that stands in for one on a weekend.

    Today's list holds for every year, past ones too: a blocked day too many does no harm.
    """
    return on in _holidays(on.year)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    """Every blocked day inside one year; New Year on a Saturday is observed in the year before."""
    fixed = [date(y, month, day) for y in (year, min(year + 1, date.max.year)) for month, day in _FIXED]
    floating = [_nth(year, *rule) for rule in _FLOATING]
    days = {*fixed, *map(_observed, fixed), *floating, _last_monday_of_may(year)}
    return frozenset(day for day in days if day.year == year)


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
