"""Whether this machine's clock can be believed: messages that leave by a wrong clock leave at the wrong hour."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from reminders.app import App, utc_now
from reminders.domain.instants import MINUTE, SECOND
from reminders.store.database import Work
from reminders.store.vitals import database_clock, newest_attempt, set_up_at

#: Clocks that differ by more are not believed.
SKEW = 5 * MINUTE
#: Nothing leaves by a clock that shows a time so long before the clinic was set up.
_BEFORE_SETUP = 2 * 24 * 60 * MINUTE
#: Seconds: a clock that is only slewed never moves so far between two looks; and how often the skew is looked up.
_JUMP, _LOOK_EVERY = 2.0, 5.0


@dataclass(frozen=True, slots=True)
class Skew:
    """What is wrong with the clock, in words; `holds`: nothing is sent until it is right."""

    says: str
    holds: bool


def skew_of(app: App) -> Skew | None:
    """None for a clock that can be believed. Lets go by itself. Raises StoreError.

    Only the machine's own clock is compared with a server's: a simulated one differs on purpose.
    """
    with app.database.read() as work:
        there = database_clock(work) if app.clock is utc_now else None
        return judge_clock(work, app.now_micros(), there)


def judge_clock(work: Work, now: int, there: int | None) -> Skew | None:
    """`there` is what the database server's clock shows, where it has one (micros)."""
    if there is not None and abs(there - now) > SKEW:
        return Skew(f"this machine's clock and the database server's differ by {_words(there - now)}", True)
    begun = set_up_at(work)
    if begun is not None and now < begun - _BEFORE_SETUP:
        return Skew("this machine's clock shows a time before the clinic was set up", True)
    newest = newest_attempt(work)
    if newest is not None and newest > now + SKEW:
        # A clock that was ahead and is right again looks the same: to hold then would be to stand still for nothing.
        return Skew(f"messages were sent at a time that is still {_words(newest - now)} to come", False)
    return None


def _words(micros: int) -> str:
    return str(timedelta(seconds=abs(micros) // SECOND))


class ClockGuard:
    """Of one worker: says why it should not send right now."""

    def __init__(self, app: App, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._monotonic = monotonic
        self._looked_at: float | None = None
        self._skew: Skew | None = None
        self._ahead = self._wall_ahead()

    def jumped(self) -> float | None:
        """By how many seconds the clock was set since the last look; None when it went on as it should.

        What was read before a jump was read by another time: nothing of it is armed.
        """
        before, self._ahead = self._ahead, self._wall_ahead()
        if abs(self._ahead - before) < _JUMP:
            return None
        self._looked_at = None
        return self._ahead - before

    def skew(self) -> Skew | None:
        """What is wrong with the clock, looked up every few seconds. Raises StoreError."""
        now = self._monotonic()
        if self._looked_at is None or now - self._looked_at >= _LOOK_EVERY:
            self._skew = skew_of(self._app)
            self._looked_at = now
        return self._skew

    def _wall_ahead(self) -> float:
        return self._app.now_micros() / SECOND - self._monotonic()
