"""Watches the worker from a thread of its own that never touches the database, and tells people of trouble."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from reminders.actions.alarm import Contacts, sound_alarm
from reminders.app import App
from reminders.transports.heartbeat import ping

#: Seconds between two looks.
LOOK_EVERY = 5.0
#: Whoever has been silent for so long (seconds) is in trouble: people are told within ninety.
SILENT_AFTER = 60.0
_TELL_EVERY = 1800.0
_PING_EVERY = 60.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Who gives signs of life: a name, what its silence means in a nurse's words, and how long it has been silent."""

    name: str
    means: str
    seconds: Callable[[], float]


class Watchdog:
    """Looks every few seconds; `contacts` are those last read while all was well."""

    def __init__(
        self, app: App, pulses: list[Pulse], contacts: Callable[[], Contacts], monotonic: Callable[[], float]
    ) -> None:
        self._app = app
        self._pulses = pulses
        self._contacts = contacts
        self._monotonic = monotonic
        self._stop = threading.Event()
        self._told_at: float | None = None
        self._pinged_at: float | None = None
        self._busy: list[threading.Thread] = []

    def start(self) -> None:
        """In a thread of its own."""
        threading.Thread(target=self._run, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """Look no more. Does not wait for a message to staff that is on its way."""
        self._stop.set()

    def look(self) -> list[str]:
        """Once: the names of those in trouble. Logs it, tells people, or pings while all is well."""
        silent = [pulse for pulse in self._pulses if pulse.seconds() > SILENT_AFTER]
        if silent:
            self._tell(silent)
        else:
            self._ping()
        return [pulse.name for pulse in silent]

    def wait(self, seconds: float) -> None:
        """Until messages and pings that are on their way are gone, so long at most."""
        for thread in self._busy:
            thread.join(seconds)

    def _run(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - the one that watches must outlive whatever it meets
                log.critical("watching failed", kind=type(error).__name__)

    def _tell(self, silent: list[Pulse]) -> None:
        now = self._monotonic()
        if self._told_at is not None and now - self._told_at < _TELL_EVERY:
            return
        self._told_at = now
        log.critical("the worker is in trouble", silent={pulse.name: round(pulse.seconds()) for pulse in silent},
                     next_step="see the log above; reminders doctor; start the service again")  # fmt: skip
        what = "; ".join(pulse.means for pulse in silent)
        self._aside(lambda: log.critical("told staff", messages=sound_alarm(self._app, self._contacts(), what)))

    def _ping(self) -> None:
        url, now = self._app.settings.heartbeat_url, self._monotonic()
        if url is None or (self._pinged_at is not None and now - self._pinged_at < _PING_EVERY):
            return
        self._pinged_at = now
        self._aside(lambda: ping(url) or log.warning("the heartbeat did not get through"))

    def _aside(self, act: Callable[[], object]) -> None:
        """The network may take its time: looking goes on meanwhile."""
        self._busy = [thread for thread in self._busy if thread.is_alive()]
        if len(self._busy) < 2:
            self._busy.append(threading.Thread(target=act, name="watchdog-tells", daemon=True))
            self._busy[-1].start()


class Stopwatch:
    """Seconds since somebody last gave a sign of life."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._at = monotonic()

    def restart(self) -> None:
        """A sign of life."""
        self._at = self._monotonic()

    def seconds(self) -> float:
        """How long ago the last one was."""
        return self._monotonic() - self._at
