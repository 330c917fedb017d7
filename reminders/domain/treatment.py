"""What the planner must know of one treatment and of its patient."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.domain.offsets import Offset
from reminders.domain.words import Channel, Kind, TreatmentStatus


@dataclass(frozen=True, slots=True)
class Reach:
    """One channel of a patient: may it be used, and for what."""

    channel: Channel
    #: An address is known and nothing says it cannot be used (landline, bounced, wrong person).
    usable: bool = True
    consents: frozenset[Kind] = frozenset()
    opted_out: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True)
class TreatmentFacts:
    """One treatment as the planner sees it."""

    #: UTC.
    treated_at: datetime
    #: The patient's own zone, else the location's.
    zone: ZoneInfo
    #: Every channel the patient has an address for, the preferred one first.
    reaches: tuple[Reach, ...]
    status: TreatmentStatus = TreatmentStatus.ACTIVE
    #: Session n of m; None where it is not known.
    session: tuple[int, int] | None = None
    #: The patient's own touch-up interval (calendar), replacing the touch-up stage's opening.
    touch_up: Offset | None = None
    #: A booking exists for a later visit.
    booked: bool = False
    #: A newer treatment on the same schedule exists.
    treated_again: bool = False
    #: The clinic stopped these steps for good, by name (skipped by staff): left out of supersession and limits.
    stopped_steps: frozenset[str] = frozenset()
    #: (step, UTC): when a person wants it to leave, instead of when the step wishes; outside its window it counts for
    #: nothing. Hours and limits hold as ever.
    chosen: frozenset[tuple[str, datetime]] = frozenset()
