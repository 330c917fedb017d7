"""Short ways to say a schedule, a patient and a moment; the names of the shipped microneedling schedule."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from reminders.domain.offsets import Offset
from reminders.domain.planned import PlannedMessage
from reminders.domain.schedule import Schedule, Stage, Step
from reminders.domain.treatment import Reach, TreatmentFacts
from reminders.domain.words import Channel, Kind, Late, StopsOn

NEW_YORK = ZoneInfo("America/New_York")
BOTH = frozenset(Kind)
CARE_ONLY = frozenset({Kind.CARE})
MARKETING_ONLY = frozenset({Kind.MARKETING})
SMS = Reach(Channel.SMS, consents=BOTH)
EMAIL = Reach(Channel.EMAIL, consents=BOTH)
#: A Wednesday.
TREATED_AT = datetime(2026, 4, 1, 19, 0, tzinfo=UTC)


def local(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    """The instant (UTC) at which a clock in `zone` shows "2026-03-07 15:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def shown(at: datetime | None, zone: ZoneInfo = NEW_YORK) -> str:
    """What a clock in `zone` shows: "Mon 2026-03-09 08:00", or "never"."""
    return f"{at.astimezone(zone):%a %Y-%m-%d %H:%M}" if at else "never"


def step(
    name: str,
    at: str,
    *,
    kind: Kind = Kind.CARE,
    at_time: str | None = None,
    essential: bool = False,
    late: Late = Late.SEND,
    channels: tuple[Channel, ...] = (),
    stops_on: Iterable[StopsOn] = (),
    series_at: str | None = None,
) -> Step:
    return Step(
        name,
        Offset.parse(at),
        kind,
        clock(at_time) if at_time else None,
        essential,
        late,
        channels,
        frozenset(stops_on),
        Offset.parse(series_at) if series_at else None,
    )


def clock(text: str) -> time:
    return time.fromisoformat(text)


def stage(name: str, opens: str, closes: str, *steps: Step) -> Stage:
    return Stage(name, name, Offset.parse(opens), Offset.parse(closes), steps)


def schedule(*stages: Stage) -> Schedule:
    return Schedule("peel", "Peel", stages)


def treatment(treated_at: datetime = TREATED_AT, zone: ZoneInfo = NEW_YORK, *reaches: Reach) -> TreatmentFacts:
    """Ana: both channels, texts first, both consents."""
    return TreatmentFacts(treated_at, zone, reaches or (SMS, EMAIL))


def microneedling() -> Schedule:
    """All the stages that ship, with their three invitations."""
    return Schedule(
        "microneedling",
        "Microneedling",
        (
            stage("treatment-day", "PT0H", "PT24H", step("calm", "PT30M", essential=True)),
            stage("first-48-hours", "PT24H", "PT48H", step("redness-fading", "PT24H", essential=True)),
            stage("days-3-to-7", "P3D", "P7D", step("flaking", "P3D", at_time="10:00")),
            stage("two-weeks", "P12D", "P18D", step("first-results", "P14D")),
            stage("several-weeks", "P4W", "P6W", step("progress", "P4W", stops_on=[StopsOn.BOOKED])),
            stage("upkeep", "P6W", "P12W", step("tips", "P8W", channels=(Channel.EMAIL,))),
            stage(
                "touch-up",
                "P3M",
                "P6M",
                invitation("touch-up-1", "P3M", series_at="P4M"),
                invitation("touch-up-2", "P3M35D", series_at="P4M35D"),
                invitation("touch-up-3", "P5M15D"),
            ),
        ),
    )


def invitation(name: str, at: str, *, series_at: str | None = None) -> Step:
    """A marketing step at 11:00 that a booking or a new treatment stops."""
    stops = (StopsOn.NEW_TREATMENT, StopsOn.BOOKED)
    return step(name, at, kind=Kind.MARKETING, at_time="11:00", stops_on=stops, series_at=series_at)


def by_step(messages: Iterable[PlannedMessage]) -> dict[str, PlannedMessage]:
    """Messages by the name of their step."""
    return {message.step: message for message in messages}
