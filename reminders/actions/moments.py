"""Moments as they are typed on the command line."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from reminders.domain.offsets import instant_of
from reminders.domain.said import Said, say

_FIRST_YEAR, _LAST_YEAR = 1991, 2099


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """A UTC instant from 2026-03-07T15:00, which is local to `zone` unless it carries an offset.

    A local time that a clock change skips or repeats is read as the first instant that fits. Raises ValueError.
    """
    what = say("{text} is no date and time", text=repr(text)) if text.strip() else say("is missing")
    wrong = say("{what}; write it as 2026-03-07T15:00, or with an offset as 2026-03-07T15:00-05:00", what=what)
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(wrong) from None
    if len(text.strip()) <= len("2026-03-07"):
        raise ValueError(wrong)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(_far(text))
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return instant_of(moment.date(), moment.time(), zone)


def read_day(text: str) -> date:
    """A calendar date from 2026-03-07. Raises ValueError."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(say("{text} is no date; write it as 2026-03-07", text=repr(text))) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(_far(text))
    return day


def _far(text: str) -> Said:
    between = {"first": _FIRST_YEAR, "last": _LAST_YEAR}
    return say("{text} is not between {first} and {last}; check the year", text=repr(text), **between)
