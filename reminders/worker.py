"""When to dispatch and when to tidy up. Waiting is on the monotonic clock, so a clock jump cannot stall it."""

import os
import socket
import threading
import time
import traceback
from contextlib import suppress

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from reminders.actions.dispatch import Counts, Dispatcher
from reminders.actions.restoring import keep_mark, notice_restore
from reminders.actions.sweeping import sweep
from reminders.app import App
from reminders.domain.instants import SECOND
from reminders.store.database import StoreError

#: Seconds between two looks at the queue; what another process enrolls has to leave within 5, sending included.
LONGEST_WAIT = 4.5
#: Below this, waking costs more than it gains: none took 56 % of a core at 500 messages a second.
SHORTEST_WAIT = 0.02
#: After so many seconds without a look at the queue, the worker counts as stalled.
STALLED_AFTER = 90.0
_SWEEP_EVERY = 60

log = structlog.get_logger(__name__)


class Worker:
    """Sends what is due until it is told to stop."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._dispatcher = Dispatcher(app, worker_name(), progress=self._ticked)
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._last_tick = time.monotonic()
        self._scheduler = BackgroundScheduler(timezone="UTC", daemon=True)
        self._thread: threading.Thread | None = None
        self._looked_back = False

    def start(self) -> None:
        """Run in threads of its own."""
        self._start_periodic_work()
        self._thread = threading.Thread(target=self._loop, name="dispatcher", daemon=True)
        self._thread.start()

    def run(self) -> None:
        """Run in this thread until `stop` is called from another one or from a signal."""
        self._start_periodic_work()
        self._loop()
        self.stop()

    def stop(self) -> None:
        """Finish what is armed, leave the rest planned, and let go of every connection. Safe to call twice."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
            self._thread = None
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self._dispatcher.close()
        if self._looked_back:
            self._looked_back = False
            with suppress(StoreError):
                keep_mark(self._app)

    def ask_to_stop(self) -> None:
        """From a signal handler: returns at once."""
        self._stop.set()
        self._wake.set()

    def wake(self) -> None:
        """Something was enrolled here: look at the queue now."""
        self._wake.set()

    def once(self) -> Counts:
        """Send until nothing is due now."""
        self._look_back()
        sweep(self._app)
        return self._dispatcher.run(self._stop)

    @property
    def seconds_since_tick(self) -> float:
        """How long ago the queue was last looked at with success, by the monotonic clock."""
        return time.monotonic() - self._last_tick

    def _start_periodic_work(self) -> None:
        self._scheduler.add_job(self._sweep, "interval", seconds=_SWEEP_EVERY, coalesce=True, max_instances=1)
        self._scheduler.add_job(self._watch, "interval", seconds=15, coalesce=True, max_instances=1)
        self._scheduler.start()

    def _loop(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            wait = self._tick()
            # A stop that came while the bell was being reset must not wait for the next message.
            if not self._stop.is_set():
                self._wake.wait(wait)

    def _ticked(self) -> None:
        self._last_tick = time.monotonic()

    def _tick(self) -> float:
        """Send what is due; returns how long to wait (seconds)."""
        try:
            self._look_back()
            counts = self._dispatcher.run(self._stop)
            if counts != Counts():
                log.info("dispatched", sent=counts.sent, failed=counts.failed, unknown=counts.unknown,
                         canceled=counts.canceled, retry=counts.retry)  # fmt: skip
                keep_mark(self._app)
            return self._until_next()
        except StoreError as error:
            log.error("database", problem=str(error))
        except Exception as error:  # noqa: BLE001 - the loop must outlive any failure; the watchdog and readyz show it
            log.error("dispatch failed", kind=type(error).__name__, where=_where(error))
        return LONGEST_WAIT

    def _look_back(self) -> None:
        """Before the first message: is this still the database that it was, or an older state of it?"""
        if self._looked_back:
            return
        doubt = notice_restore(self._app)
        self._looked_back = True
        if doubt is not None:
            log.error("all sending is on hold", why=doubt.why, may_have_been_sent=doubt.total,
                      next_step="reminders doctor, then reminders holds release everything")  # fmt: skip

    def _until_next(self) -> float:
        now = self._app.now_micros()
        due_at = self._dispatcher.next_at()
        if due_at is None:
            return LONGEST_WAIT
        return min(max((due_at - now) / SECOND, SHORTEST_WAIT), LONGEST_WAIT)

    def _sweep(self) -> None:
        try:
            sweep(self._app)
            if self._looked_back:
                keep_mark(self._app)
        except StoreError as error:
            log.error("sweep", problem=str(error))

    def _watch(self) -> None:
        if self.seconds_since_tick > STALLED_AFTER:
            log.error("the dispatcher has not looked at the queue", seconds=round(self.seconds_since_tick))


def _where(error: BaseException) -> str:
    """The frames only: an error's own text could hold a patient's data."""
    return " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(traceback.extract_tb(error.__traceback__)))


def worker_name() -> str:
    """Who holds a lease: host and process."""
    return f"{socket.gethostname()}:{os.getpid()}"
