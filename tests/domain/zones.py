"""Every time zone that loads here, and every change of its clocks in 2024-2036."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_FROM = datetime(2024, 1, 1, tzinfo=UTC)
_UNTIL = datetime(2037, 1, 1, tzinfo=UTC)
#: No zone changes twice within a month and comes back (Morocco's Ramadan clocks are the nearest, 35 days apart).
_STRIDE = timedelta(days=7)


@dataclass(frozen=True)
class Change:
    """From `at` on, the clocks of `zone` show another offset."""

    zone: ZoneInfo
    at: datetime
    #: How far the clocks jump: positive for a gap, negative for a fold.
    jump: timedelta

    def __repr__(self) -> str:
        return f"{self.zone.key} {self.at:%Y-%m-%d %H:%MZ} {self.jump.total_seconds() / 60:+.0f} min"


@cache
def all_zones() -> tuple[ZoneInfo, ...]:
    """Every name that the zone database knows."""
    return tuple(ZoneInfo(name) for name in sorted(available_timezones()))


@cache
def all_changes() -> tuple[Change, ...]:
    """Every change of every zone."""
    return tuple(change for zone in all_zones() for change in changes_between(zone, _FROM, _UNTIL))


@cache
def distinct_changes() -> tuple[Change, ...]:
    """Each change once, though many zones (links, neighbors) share it: by instant and by both offsets."""
    seen = {(change.at, change.jump, change.at.astimezone(change.zone).utcoffset()): change for change in all_changes()}
    return tuple(seen.values())


def changes_between(zone: ZoneInfo, start: datetime, end: datetime, stride: timedelta = _STRIDE) -> list[Change]:
    """The changes of one zone in (start, end], found by looking once a stride and then halving."""
    found, at = [], start
    while at < end:
        after = at + stride
        if _offset(after, zone) != _offset(at, zone):
            found.append(_halve(zone, at, after))
        at = after
    return found


def _halve(zone: ZoneInfo, low: datetime, high: datetime) -> Change:
    before, after = _offset(low, zone), _offset(high, zone)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return Change(zone, high, after - before)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
