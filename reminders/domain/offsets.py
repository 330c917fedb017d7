"""ISO 8601 offsets that keep elapsed time and calendar time apart.

PT24H is 86,400 seconds later; P1D is the same wall-clock day after, whatever the clocks do between. Libraries that
fold one into the other are wrong across a clock change, so this type is ours.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_ISO = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(T(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?")


@dataclass(frozen=True, slots=True)
class Offset:
    """Time from `treated_at`: either elapsed minutes, or calendar months and then days; never both."""

    months: int = 0
    days: int = 0
    minutes: int | None = None

    @property
    def elapsed(self) -> bool:
        """True for PT…: counted in seconds that pass, not in days on a wall calendar."""
        return self.minutes is not None

    @classmethod
    def parse(cls, text: str) -> "Offset":
        """Read PT30M, PT24H, P3D, P2W, P3M, P1Y, P5M15D. Raises ValueError that says what is wrong."""
        match = _ISO.fullmatch(text.strip())
        if match is None or not any(match.group(i) for i in (1, 2, 3, 4, 6, 7)) or match.group(5) == "T":
            raise ValueError(f"{text!r} is not an offset; write for example PT24H, P3D, P2W or P3M")
        years, months, weeks, days, clock, hours, minutes = match.groups()
        if clock and (years or months or weeks or days):
            raise ValueError(f"{text!r} mixes days and hours; write PT36H or P2D, not both in one")
        if clock:
            return cls(minutes=int(hours or 0) * 60 + int(minutes or 0))
        return cls(months=int(years or 0) * 12 + int(months or 0), days=int(weeks or 0) * 7 + int(days or 0))

    def __str__(self) -> str:
        if self.minutes is not None:
            hours, minutes = divmod(self.minutes, 60)
            return "PT" + (f"{hours}H" if hours or not minutes else "") + (f"{minutes}M" if minutes else "")
        if self.months and not self.days:
            return f"P{self.months}M"
        return "P" + (f"{self.months}M" if self.months else "") + f"{self.days}D"

    def shifted(self, old_base: "Offset", new_base: "Offset") -> "Offset":
        """This calendar offset moved as far as new_base is from old_base, part by part."""
        return Offset(
            months=self.months - old_base.months + new_base.months, days=self.days - old_base.days + new_base.days
        )

    def instant_from(self, treated_at: datetime) -> datetime:
        """An elapsed offset's instant, UTC."""
        assert self.minutes is not None
        return treated_at + timedelta(minutes=self.minutes)

    def date_from(self, treated_on: date) -> date:
        """A calendar offset's date: months first, clamped to the month's last day, then days."""
        month_index = treated_on.year * 12 + treated_on.month - 1 + self.months
        year, month = divmod(month_index, 12)
        day = min(treated_on.day, monthrange(year, month + 1)[1])
        return date(year, month + 1, day) + timedelta(days=self.days)


def instant_of(on: date, at: time, zone: tzinfo) -> datetime:
    """The UTC instant of a wall-clock time.

    A wall time that a clock change skips gives the first instant that exists after it; one that occurs twice, the
    first.
    """
    wall = datetime.combine(on, at, tzinfo=zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: tzinfo) -> datetime:
    """The instant at which the clock jumps over `wall`.

    Read with fold=1 a skipped time lies before the jump, with fold=0 after it: the jump is between the two.
    """
    low = int(wall.replace(fold=1).astimezone(UTC).timestamp())
    high = int(wall.replace(fold=0).astimezone(UTC).timestamp())
    before = datetime.fromtimestamp(low, UTC).astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, UTC).astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)
