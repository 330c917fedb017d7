"""Threads that have to run as long as the worker does: what has died is started anew."""

import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from apscheduler.schedulers import SchedulerNotRunningError
from apscheduler.schedulers.background import BackgroundScheduler

from reminders.actions.stopwatch import Stopwatch

#: Seconds between two beats of the periodic work, and how many may be missing.
_BEAT_EVERY, _MISSING = 5.0, 3

log = structlog.get_logger(__name__)


class Kept(Protocol):
    """What somebody has to keep alive."""

    #: Who it is, and what its death means, in a nurse's words.
    name: str
    means: str

    @property
    def died(self) -> bool:
        """Whether it should run and does not."""

    def start(self) -> None:
        """Run; again, when it has died."""


class KeptThread:
    """A thread that runs `act` until that returns. Daemon: it keeps no process alive."""

    def __init__(self, name: str, means: str, act: Callable[[], None]) -> None:
        self.name = name
        self.means = means
        self._act = act
        self._thread: threading.Thread | None = None
        self._returned = False

    @property
    def died(self) -> bool:
        """Whether it was started and ended by an error."""
        return self._thread is not None and not self._thread.is_alive() and not self._returned

    def start(self) -> None:
        """Run in a new thread."""
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Until it has ended; at once when it never ran or when this is the thread itself."""
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        try:
            self._act()
            self._returned = True
        except BaseException as error:  # noqa: BLE001 - the error's own text stays out of the log; the watchdog goes on
            log.critical("a thread died", thread=self.name, kind=type(error).__name__, where=where(error))


@dataclass(frozen=True, slots=True)
class Turn:
    """What is done again and again, `every` so many seconds; `at_once`: also when the work begins."""

    act: Callable[[], None]
    every: float
    at_once: bool = False


class PeriodicWork:
    """Runs turns on threads of a scheduler. The scheduler goes by the machine's clock: a clock that is put back stalls
    it, and one error can end its thread while it says that it runs; so its beats are counted by the monotonic clock.
    """

    name = "periodic work"
    means = "the periodic work had stopped and was started again"

    def __init__(self, turns: Sequence[Turn], beat_every: float = _BEAT_EVERY) -> None:
        self._turns = turns
        self._beat_every = beat_every
        self._beats = Stopwatch(time.monotonic)
        #: None until it is started, and once it is stopped.
        self.scheduler: BackgroundScheduler | None = None

    @property
    def died(self) -> bool:
        """Whether it was started and its beats are missing."""
        return self.scheduler is not None and self._beats.seconds() > _MISSING * self._beat_every

    def start(self) -> None:
        """With a new scheduler; what an older one has begun is finished aside."""
        self._shut(wait=False)
        self._beats.restart()
        scheduler = BackgroundScheduler(
            timezone="UTC", daemon=True, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        now = datetime.now(UTC)
        for turn in (*self._turns, Turn(self._beats.restart, self._beat_every)):
            first = now if turn.at_once else now + timedelta(seconds=turn.every)
            scheduler.add_job(turn.act, "interval", seconds=turn.every, next_run_time=first)
        scheduler.start()
        self.scheduler = scheduler

    def stop(self) -> None:
        """When what is under way is done. Safe to call twice."""
        self._shut(wait=True)

    def _shut(self, *, wait: bool) -> None:
        scheduler, self.scheduler = self.scheduler, None
        if scheduler is not None:
            with suppress(SchedulerNotRunningError):
                scheduler.shutdown(wait=wait)


def where(error: BaseException) -> str:
    """The frames only: an error's own text could hold a patient's data."""
    return " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(traceback.extract_tb(error.__traceback__)))
