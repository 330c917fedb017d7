"""A time that will be taken, for a message that cannot leave at the time which a person chose."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reminders.domain.explain import CURED_BY_TIME, clock
from reminders.domain.instants import to_micros
from reminders.domain.offsets import instant_of
from reminders.domain.planned import PlannedMessage
from reminders.domain.said import say
from reminders.domain.words import Reason
from reminders.store.choices import choose_time
from reminders.store.database import Work

#: Until somebody has read a time and typed it in, it must not be past.
_TYPING = timedelta(minutes=5)
#: Each try plans the patient's messages anew.
_TRIES = 10
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OtherTimes:
    """Tries times of one message inside the transaction of an act that is refused: all of it is taken back."""

    work: Work
    message_id: int
    opens_at: datetime
    closes_at: datetime
    zone: ZoneInfo
    now: datetime
    #: Plans anew and returns what that means for the message; None: nothing can be chosen for it.
    plan: Callable[[], PlannedMessage | None]

    def cure(self, wanted_at: datetime, *, now: bool = False) -> str:
        """What to choose instead of this time (aware), which has been refused: the next one, else an earlier one; or
        that there is none. `now`: it was to leave at once.
        """
        soonest = max(self.opens_at, _whole_minute(self.now + _TYPING))
        later = self._taken_from(max(wanted_at, soonest))
        found = later or self._taken_from(soonest)
        if found is None:
            return say("No other time works before its window ends, {closes}.", closes=clock(self.closes_at, self.zone))
        moment = clock(found, self.zone)
        if now:
            return say("Move it to {moment} instead.", moment=moment)
        if later is None:
            return say("A time that works is {moment}.", moment=moment)
        return say("The next time that works is {moment}.", moment=moment)

    def _taken_from(self, at: datetime) -> datetime | None:
        """The first time from `at` on at which it would leave, with all that its choice does to other messages."""
        for _ in range(_TRIES):
            if at >= self.closes_at:
                return None
            choose_time(self.work, self.message_id, to_micros(at), None)
            planned = self.plan()
            if planned is None or planned.due_at == at:
                return at if planned is not None else None
            if planned.due_at is not None:
                at = planned.due_at
            elif planned.reason is Reason.MERGED:
                local = at.astimezone(self.zone)
                at = instant_of(local.date() + _DAY, local.time(), self.zone)
            else:
                return None
        return None


def curable(planned: PlannedMessage) -> bool:
    """Whether another time may be taken where this one was not."""
    return planned.due_at is not None or planned.reason in CURED_BY_TIME


def _whole_minute(at: datetime) -> datetime:
    """Not before `at`: what can be typed."""
    return at if not (at.second or at.microsecond) else at.replace(second=0, microsecond=0) + _MINUTE
