"""The clinic's schedule, and its time rules told again: it shares no code with the planner.

Wishes and windows come from `whenever` (tests/domain/oracles.py), contact hours from what a clock on the wall shows.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from reminders.domain.offsets import Offset
from tests.domain.oracles import calendar_instant

_SEND_TIME = time(10)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
#: Of the years that histories play in: those of the law that lie in them, with the days they are observed on.
_HOLIDAYS = {date(2026, 5, 25), date(2026, 6, 19), date(2026, 7, 3), date(2026, 7, 4), date(2026, 11, 11)}
_CARE, _MARKETING = "care", "marketing"
#: At most so many a local day, and in any seven days.
LIMITS = {_CARE: (2, 5), _MARKETING: (1, 1)}


@dataclass(frozen=True, slots=True)
class ModelStep:
    """One step as the schedule's file says it; offsets in minutes (elapsed) or days (calendar)."""

    name: str
    stage: str
    at: str
    opens: str
    closes: str
    wall: time | None = None
    kind: str = _CARE
    essential: bool = False
    skipped_late: bool = False
    stops_on: tuple[str, ...] = ()
    email_only: bool = False


STEPS = (
    ModelStep("calm", "first-day", "PT30M", "PT0H", "PT24H", essential=True),
    ModelStep("soothe", "second-day", "PT24H", "PT24H", "PT48H", essential=True),
    ModelStep("flaking", "first-week", "P3D", "P3D", "P7D", time(10)),
    ModelStep("lotion", "first-week", "P3D", "P3D", "P7D", time(15)),
    ModelStep("sunscreen", "first-week", "P4D", "P3D", "P7D"),
    ModelStep("results", "second-week", "P9D", "P8D", "P12D", time(9, 30), skipped_late=True),
    ModelStep("offer", "offers", "P12D", "P10D", "P25D", time(11), _MARKETING, stops_on=("new_treatment", "booked")),
    ModelStep("reminder", "offers", "P12D", "P10D", "P25D", time(16), _MARKETING, stops_on=("new_treatment", "booked")),
    ModelStep("habits", "upkeep", "P14D", "P14D", "P28D", stops_on=("booked",)),
    ModelStep("mail", "upkeep", "P16D", "P14D", "P28D", time(8), stops_on=("booked",), email_only=True),
)
BY_NAME = {step.name: step for step in STEPS}


def as_yaml() -> str:
    """The schedule's file."""
    lines = ["schedule: peel", "name: Peel", "stages:"]
    for stage in dict.fromkeys(step.stage for step in STEPS):
        mine = [step for step in STEPS if step.stage == stage]
        lines += [f"  - stage: {stage}", f"    name: {stage}", f"    opens: {mine[0].opens}"]
        lines += [f"    closes: {mine[0].closes}", f"    kind: {mine[0].kind}"]
        if mine[0].stops_on:
            lines += [f"    stops_on: [{', '.join(mine[0].stops_on)}]"]
        lines += ["    steps:", *[line for step in mine for line in _step_lines(step)]]
    return "\n".join(lines) + "\n"


def _step_lines(step: ModelStep) -> list[str]:
    lines = [f"      - step: {step.name}", f"        at: {step.at}"]
    if step.wall is not None:
        lines.append(f'        time: "{step.wall:%H:%M}"')
    if step.essential:
        lines.append("        essential: true")
    if step.skipped_late:
        lines.append("        late: skip")
    if step.email_only:
        lines.append("        channels: [email]")
    return lines


@dataclass(frozen=True, slots=True)
class Times:
    """When a step wishes to leave, and its window [opens, closes). UTC."""

    wish_at: datetime
    opens_at: datetime
    closes_at: datetime


@lru_cache(maxsize=4096)
def times_of(name: str, treated_at: datetime, zone: ZoneInfo) -> Times:
    """Of one step of a treatment at this instant."""
    step = BY_NAME[name]
    return Times(
        _instant(step.at, treated_at, step.wall or _SEND_TIME, zone, 0),
        _instant(step.opens, treated_at, time(), zone, 0),
        _instant(step.closes, treated_at, time(), zone, 1),
    )


def _instant(offset: str, treated_at: datetime, at: time, zone: ZoneInfo, plus_days: int) -> datetime:
    if offset.startswith("PT"):
        amount, unit = int(offset[2:-1]), offset[-1]
        return treated_at + timedelta(hours=amount) if unit == "H" else treated_at + timedelta(minutes=amount)
    return calendar_instant(treated_at, Offset(days=int(offset[1:-1])), at, zone, plus_days=plus_days)


def in_contact_hours(at: datetime, kind: str, zone: ZoneInfo) -> bool:
    """Whether a message of this kind may leave at this instant, by the wall clock there."""
    local = at.astimezone(zone)
    hour = local.hour
    if kind == _CARE:
        return 8 <= hour < 20
    if local.date() in _HOLIDAYS or local.weekday() == 6:
        return False
    return 10 <= hour < (17 if local.weekday() == 5 else 18)


def too_many(at: datetime, kind: str, care: list[datetime], marketing: list[datetime], zone: ZoneInfo) -> bool:
    """Is a message of this kind at `at` one too many beside these? Marketing also counts against the care limit."""
    if kind == _CARE:
        return _exceeds(at, care, *LIMITS[_CARE], zone)
    return _exceeds(at, marketing, *LIMITS[_MARKETING], zone) or _exceeds(at, care + marketing, *LIMITS[_CARE], zone)


def _exceeds(at: datetime, others: list[datetime], per_day: int, per_week: int, zone: ZoneInfo) -> bool:
    on = at.astimezone(zone).date()
    if sum(one.astimezone(zone).date() == on for one in others) >= per_day:
        return True
    everyone = [*others, at]
    # Any seven days that hold `at` and too many begin with one of them.
    starts = [start for start in everyone if start <= at < start + _WEEK]
    return any(sum(start <= one < start + _WEEK for one in everyone) > per_week for start in starts)


def utc(micros: int) -> datetime:
    """Aware UTC of the store's micros."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
