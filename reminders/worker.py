"""When to dispatch and when to tidy up. Waiting is on the monotonic clock, so a clock jump cannot stall it."""

import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from reminders.actions.alarm import Contacts, read_contacts
from reminders.actions.clock_check import ClockGuard
from reminders.actions.dispatch import Counts, Dispatcher
from reminders.actions.duty import pass_on
from reminders.actions.keeping import KeptThread, PeriodicWork, Turn, where
from reminders.actions.probing import probe_providers
from reminders.actions.reconcile import Reconciler
from reminders.actions.report_counting import keep_counts
from reminders.actions.restoring import keep_mark, notice_restore
from reminders.actions.stopwatch import Stopwatch
from reminders.actions.sweeping import sweep
from reminders.actions.ticking import leave_tick
from reminders.actions.watching import PATIENCE, Patience, Pulse, Watchdog
from reminders.app import App
from reminders.domain.instants import SECOND
from reminders.store.database import StoreError
from reminders.store.keyring import KeyringError

#: Seconds between two looks at the queue; what another process enrolls has to leave within 5, sending included.
LONGEST_WAIT = 4.5
#: Below this, waking costs more than it gains: none took 56 % of a core at 500 messages a second.
SHORTEST_WAIT = 0.02
#: Seconds between two looks of the main thread at whether it was asked to stop.
_BLINK = 0.1


@dataclass(frozen=True, slots=True)
class Periods:
    """Seconds from one turn to the next."""

    look: float = LONGEST_WAIT
    sweep: float = 60.0
    reconcile: float = 10.0
    tick: float = 15.0
    probe: float = 5.0
    reports: float = 60.0
    beat: float = 5.0


PERIODS = Periods()

log = structlog.get_logger(__name__)


class Worker:
    """Sends what is due until it is told to stop."""

    def __init__(self, app: App, periods: Periods = PERIODS, patience: Patience = PATIENCE) -> None:
        self._app = app
        self._periods = periods
        self._dispatcher = Dispatcher(app, worker_name(), progress=self._ticked)
        self._reconciler = Reconciler(app)
        self._reconciling = threading.Lock()
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._looks, self._writes = Stopwatch(), Stopwatch()
        self._clock = ClockGuard(app)
        self._held_by_clock = False
        self._looked_back = False
        self._contacts = Contacts()
        self._thread = KeptThread("dispatcher", "the sending had stopped and was started again", self._loop)
        self._periodic = PeriodicWork(self._turns(), periods.beat)
        self._watchdog = Watchdog(
            app,
            [
                Pulse("queue", "nobody looks for messages that are due", self._looks.seconds),
                Pulse("database", "nothing can be written down", self._writes.seconds),
            ],
            lambda: self._contacts,
            kept=[self._thread, self._periodic],
            patience=patience,
        )

    def start(self) -> None:
        """Run in threads of its own."""
        self._periodic.start()
        self._thread.start()
        self._watchdog.start()

    def run(self) -> None:
        """Run until `stop` is called from another thread or `ask_to_stop` from a signal."""
        self.start()
        # Not on the event: a signal's handler sets it, in this very thread.
        while not self._stop.is_set():
            time.sleep(_BLINK)
        self.stop()

    def stop(self) -> None:
        """Finish what is armed, leave the rest planned, and let go of every connection. Safe to call twice."""
        self._stop.set()
        self._wake.set()
        # First, for it starts anew what has ended.
        self._watchdog.stop()
        self._thread.join()
        self._periodic.stop()
        self._reconciler.close()
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
        """Send until nothing is due now, at the pace that is set; what a provider makes wait is left. Nothing at all by
        a clock that cannot be believed.
        """
        self._look_back()
        skew = self._clock.skew()
        if skew is not None and skew.holds:
            log.error("nothing is sent until the clock is right", why=skew.says)
            return Counts()
        sweep(self._app)
        # Before anything is sent: a stop that nobody could tell us is in the provider's list.
        self._reconciler.turn(self._stop)
        probe_providers(self._app)
        total = self._dispatcher.run(self._stop)
        while self._next_token():
            total += self._dispatcher.run(self._stop)
        return total

    @property
    def seconds_since_tick(self) -> float:
        """How long ago the queue was last looked at with success, by the monotonic clock."""
        return self._looks.seconds()

    def _next_token(self) -> bool:
        """Wait until the pace lets one more message go; False when none waits for that."""
        before = self._app.now_micros()
        at = self._dispatcher.next_token_at()
        if at is None or self._stop.wait(max((at - before) / SECOND, SHORTEST_WAIT)):
            return False
        # A clock that stands still brings no token.
        return self._app.now_micros() != before

    def _turns(self) -> list[Turn]:
        every = self._periods
        return [
            Turn(_carefully("tick", self._leave_tick), every.tick, at_once=True),
            Turn(_carefully("contacts", self._read_contacts), every.sweep, at_once=True),
            Turn(_carefully("sweep", self._sweep), every.sweep),
            Turn(_carefully("reconcile", self._reconcile), every.reconcile),
            Turn(_carefully("probe", self._probe), every.probe),
            Turn(_carefully("reports", self._count), every.reports, at_once=True),
        ]

    def _loop(self) -> None:
        while not self._stop.is_set():
            self._watchdog.keep()
            self._wake.clear()
            wait = self._tick()
            # A stop that came while the bell was being reset must not wait for the next message.
            if not self._stop.is_set():
                self._wake.wait(wait)

    def _ticked(self) -> None:
        self._looks.restart()

    def _tick(self) -> float:
        """Send what is due; returns how long to wait (seconds)."""
        try:
            self._look_back()
            if self._clock_is_wrong():
                return SHORTEST_WAIT if not self._held_by_clock else self._periods.look
            counts = self._dispatcher.run(self._stop)
            if counts != Counts():
                log.info("dispatched", sent=counts.sent, failed=counts.failed, unknown=counts.unknown,
                         canceled=counts.canceled, retry=counts.retry)  # fmt: skip
                keep_mark(self._app)
            return self._until_next()
        except StoreError as error:
            log.error("database", problem=str(error))
        except Exception as error:  # noqa: BLE001 - the loop must outlive any failure; the watchdog and readyz show it
            log.error("dispatch failed", kind=type(error).__name__, where=where(error))
        return self._periods.look

    def _clock_is_wrong(self) -> bool:
        """Nothing is armed in the turn in which the clock was set, nor by a clock that cannot be believed."""
        jump = self._clock.jumped()
        if jump is not None:
            log.warning("the clock was set", by_seconds=round(jump))
        skew = self._clock.skew()
        held, self._held_by_clock = self._held_by_clock, skew is not None and skew.holds
        if skew is not None and self._held_by_clock and not held:
            log.error("nothing is sent until the clock is right", why=skew.says)
        if self._held_by_clock:
            self._ticked()
        return jump is not None or self._held_by_clock

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
            return self._periods.look
        return min(max((due_at - now) / SECOND, SHORTEST_WAIT), self._periods.look)

    def _sweep(self) -> None:
        # By a wrong clock all that waits could seem too late; whose turn an urgent reply is does no harm.
        (pass_on if self._held_by_clock else sweep)(self._app)
        if self._looked_back:
            keep_mark(self._app)

    def _reconcile(self) -> None:
        # One at a time, also when the periodic work was started anew in the middle of a turn.
        if self._held_by_clock or not self._reconciling.acquire(blocking=False):
            return
        try:
            self._reconciler.turn(self._stop)
        finally:
            self._reconciling.release()

    def _leave_tick(self) -> None:
        leave_tick(self._app, self._looks.seconds())
        self._writes.restart()

    def _probe(self) -> None:
        for channel in probe_providers(self._app):
            log.info("the provider answers again", channel=channel.value)
            self._wake.set()

    def _count(self) -> None:
        # Days that are told by a wrong clock would be counted under the wrong date.
        if not self._held_by_clock:
            keep_counts(self._app)

    def _read_contacts(self) -> None:
        """While all is well, for the day when the database does not answer."""
        with suppress(KeyringError):
            self._contacts = read_contacts(self._app)


def _carefully(name: str, act: Callable[[], None]) -> Callable[[], None]:
    """Its next turn must come whatever happened in this one, and an error's own text stays out of the log."""

    def acted() -> None:
        try:
            act()
        except StoreError as error:
            log.error(name, problem=str(error))
        except Exception as error:  # noqa: BLE001 - see above
            log.error(f"{name} failed", kind=type(error).__name__, where=where(error))

    return acted


def worker_name() -> str:
    """Who holds a lease: host and process."""
    return f"{socket.gethostname()}:{os.getpid()}"
