"""Watches the worker from a thread of its own that never touches the database, and tells people of trouble."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from reminders.actions.alarm import Contacts, sound_alarm
from reminders.actions.keeping import Kept, KeptThread
from reminders.app import App
from reminders.transports.heartbeat import ping

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Of the watchdog, in seconds. Who is silent from one moment on is told of within `silent_after + look_every`."""

    look_every: float = 5.0
    #: Whoever has been silent for so long is in trouble: people are told within ninety seconds.
    silent_after: float = 60.0
    #: Of one trouble people are not told more often.
    tell_every: float = 1800.0
    ping_every: float = 60.0
    #: A worker that stops waits so long for messages to staff that are on their way.
    at_the_end: float = 10.0


PATIENCE = Patience()


@dataclass(frozen=True, slots=True)
class Pulse:
    """Who gives signs of life: a name, what its silence means in a nurse's words, and how long it has been silent."""

    name: str
    means: str
    seconds: Callable[[], float]


class Watchdog:
    """Looks every few seconds; `contacts` are those last read while all was well. What has died of `kept` is started
    anew, and told.
    """

    def __init__(
        self,
        app: App,
        pulses: Sequence[Pulse],
        contacts: Callable[[], Contacts],
        monotonic: Callable[[], float] = time.monotonic,
        kept: Sequence[Kept] = (),
        patience: Patience = PATIENCE,
    ) -> None:
        self._app = app
        self._pulses = pulses
        self._contacts = contacts
        self._monotonic = monotonic
        self._kept = kept
        self._patience = patience
        self._stop = threading.Event()
        self._thread = KeptThread("watchdog", "nobody watches the worker", self._run)
        self._told_at: dict[str, float] = {}
        self._pinged_at: float | None = None
        self._busy: list[threading.Thread] = []

    def start(self) -> None:
        """In a thread of its own."""
        self._thread.start()

    def keep(self) -> None:
        """Called by those that are watched: who watches the watchdog?"""
        if self._thread.died:
            self._thread.start()

    def stop(self) -> None:
        """Look no more; wait a while for messages to staff that are on their way."""
        self._stop.set()
        self._thread.join()
        self.wait(self._patience.at_the_end)

    def look(self) -> list[str]:
        """Once: the names of those in trouble. Logs it, tells people, or pings while all is well."""
        dead = [kept for kept in self._kept if kept.died]
        for kept in dead:
            kept.start()
        silent = [pulse for pulse in self._pulses if pulse.seconds() > self._patience.silent_after]
        troubles = {one.name: one.means for one in dead} | {one.name: one.means for one in silent}
        if troubles:
            self._tell(troubles)
        else:
            self._ping()
        return list(troubles)

    def wait(self, seconds: float) -> None:
        """Until messages and pings that are on their way are gone, so long at most."""
        until = time.monotonic() + seconds
        for thread in self._busy:
            thread.join(max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        while not self._stop.wait(self._patience.look_every):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - the one that watches must outlive whatever it meets
                log.critical("watching failed", kind=type(error).__name__)

    def _tell(self, troubles: dict[str, str]) -> None:
        now = self._monotonic()
        news = [name for name in troubles if now - self._told_at.get(name, -self._patience.tell_every)
                >= self._patience.tell_every]  # fmt: skip
        if not news:
            return
        self._told_at |= dict.fromkeys(news, now)
        log.critical("the worker is in trouble", who=list(troubles), means=list(troubles.values()),
                     silent={pulse.name: round(pulse.seconds()) for pulse in self._pulses},
                     next_step="see the log above; reminders doctor; start the service again")  # fmt: skip
        what = "; ".join(troubles.values())
        self._aside(lambda: log.critical("told staff", messages=sound_alarm(self._app, self._contacts(), what)))

    def _ping(self) -> None:
        url, now = self._app.settings.heartbeat_url, self._monotonic()
        if url is None or (self._pinged_at is not None and now - self._pinged_at < self._patience.ping_every):
            return
        self._pinged_at = now
        if not any(thread.is_alive() for thread in self._busy):
            self._aside(lambda: ping(url) or log.warning("the heartbeat did not get through"))

    def _aside(self, act: Callable[[], object]) -> None:
        """The network may take its time: looking goes on meanwhile."""
        self._busy = [thread for thread in self._busy if thread.is_alive()]
        self._busy.append(threading.Thread(target=act, name="watchdog-tells", daemon=True))
        self._busy[-1].start()
