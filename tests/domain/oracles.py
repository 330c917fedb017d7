"""The planner's rules told again, slowly and by other means: they share no code with it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import whenever

from reminders.domain.offsets import Offset
from reminders.domain.rules import ContactHours

_MINUTE = timedelta(minutes=1)


def walk_to_permitted(
    earliest: datetime, before: datetime, hours: ContactHours, zone: ZoneInfo, holidays: Sequence[date] = ()
) -> datetime | None:
    """The first instant allowed, by asking at `earliest` and then at every full minute what the clock shows."""
    if earliest < before and _shows_open(earliest.astimezone(zone), hours, holidays):
        return earliest
    at = earliest.replace(second=0, microsecond=0) + _MINUTE
    while at < before:
        if _shows_open(at.astimezone(zone), hours, holidays):
            return at
        at += _MINUTE
    return None


def _shows_open(local: datetime, hours: ContactHours, holidays: Sequence[date]) -> bool:
    span = hours.week[local.weekday()]
    if span is None or not span[0] <= local.time() < span[1]:
        return False
    return hours.federal_holidays or local.date() not in holidays


def wall_instant(on: date, at: time, zone: ZoneInfo) -> datetime:
    """A wall-clock time's instant by `whenever`: the end of the gap it is skipped in; the first where it is twice."""
    plain = whenever.PlainDateTime(on.year, on.month, on.day, at.hour, at.minute, at.second)
    try:
        return _stdlib(plain.assume_tz(zone.key, disambiguation="raise"))
    except whenever.RepeatedTime:
        return _stdlib(plain.assume_tz(zone.key, disambiguation="earlier"))
    except whenever.SkippedTime:
        past_the_gap = plain.assume_tz(zone.key, disambiguation="later").add(seconds=1)
        jump = past_the_gap.prev_transition()
        assert jump is not None
        return _stdlib(jump)


def calendar_instant(treated_at: datetime, offset: Offset, at: time, zone: ZoneInfo, *, plus_days: int = 0) -> datetime:
    """A calendar offset's instant by `whenever`: months (its own clamping), then days, then the wall-clock time."""
    treated = whenever.Instant(treated_at).to_tz(zone.key).date()
    on = treated.add(months=offset.months).add(days=offset.days + plus_days)
    return wall_instant(on.to_stdlib(), at, zone)


def too_many(at: datetime, others: Sequence[datetime], per_day: int, per_week: int, zone: ZoneInfo) -> bool:
    """Does `at` make more than `per_day` on its local day, or more than `per_week` in any 168 hours around it?"""
    everyone = [*others, at]
    that_day = [one for one in everyone if one.astimezone(zone).date() == at.astimezone(zone).date()]
    weeks = [
        [one for one in everyone if start <= one < start + timedelta(hours=168)]
        for start in everyone
        if start <= at < start + timedelta(hours=168)
    ]
    return len(that_day) > per_day or any(len(week) > per_week for week in weeks)


def _stdlib(moment: whenever.ZonedDateTime) -> datetime:
    return moment.to_stdlib().astimezone(UTC)
