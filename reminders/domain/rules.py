"""What a clinic allows: contact hours, limits per address, send time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from reminders.domain.words import Kind

#: Wall-clock [start, end) of one weekday.
Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A date on which the clinic wants nothing to leave, on the patient's calendar."""

    on: date
    #: As the clinic calls it: "Christmas Eve".
    name: str


@dataclass(frozen=True, slots=True)
class ContactHours:
    """When one kind of message may leave, in the patient's zone. Index 0 is Monday; None: not on that day."""

    week: tuple[Span | None, Span | None, Span | None, Span | None, Span | None, Span | None, Span | None]
    #: False: nothing on United States federal holidays (the day itself and the day it is observed on).
    federal_holidays: bool = True
    #: The clinic's own holidays, the earliest first.
    closed_days: tuple[ClosedDay, ...] = ()

    def closed_on(self, day: date) -> bool:
        """Is it one of the clinic's own holidays?"""
        return any(closed.on == day for closed in self.closed_days)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many messages to one address."""

    per_day: int
    per_week: int


_CARE_DAY: Span = (time(8), time(20))
_MARKETING_DAY: Span = (time(10), time(18))
_MARKETING_SATURDAY: Span = (time(10), time(17))

CARE_HOURS = ContactHours(week=(_CARE_DAY,) * 7)
MARKETING_HOURS = ContactHours(
    week=(*(_MARKETING_DAY,) * 5, _MARKETING_SATURDAY, None),
    federal_holidays=False,
)


@dataclass(frozen=True, slots=True)
class ClinicRules:
    """The clinic's settings that planning and arming obey."""

    #: For a calendar step without a time of its own.
    send_time: time = time(10)
    hours: Mapping[Kind, ContactHours] = field(
        default_factory=lambda: {Kind.CARE: CARE_HOURS, Kind.MARKETING: MARKETING_HOURS}
    )
    #: Marketing counts against the care limit too, so that care goes first; care is never displaced by marketing.
    limits: Mapping[Kind, Limit] = field(default_factory=lambda: {Kind.CARE: Limit(2, 5), Kind.MARKETING: Limit(1, 1)})
