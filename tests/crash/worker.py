"""A worker in a process of its own, forked from a server that has loaded the program once, and told what to do."""

import mmap
import os
import signal
import threading
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from reminders.actions.dispatch import Dispatcher
from reminders.actions.probing import probe_providers
from reminders.actions.reconcile import Reconciler
from reminders.actions.sweeping import sweep
from reminders.app import App
from reminders.config import Settings
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.words import Channel
from reminders.store.database import Database, StoreError
from reminders.transports.base import Lookup, Transport
from tests.actions.sending_house import settings_of
from tests.crash.errands import Errand, carry_out
from tests.crash.points import Crasher, Plan
from tests.crash.watching import WatchedDatabase, WatchedLookup, WatchedTransport
from tests.databases import KEYRING

#: A worker that nobody ends is ended by the system after so many seconds.
LIFE = 240
SENDERS = {Channel.SMS: 2, Channel.EMAIL: 1}


class SharedClock:
    """A clock that stands until it is set; every process that opens its file sees the same."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._cell = mmap.mmap(file.fileno(), 8)

    @classmethod
    def made(cls, path: Path, at: datetime) -> "SharedClock":
        """A new one."""
        path.write_bytes(bytes(8))
        clock = cls(path)
        clock.set(at)
        return clock

    def __call__(self) -> datetime:
        return from_micros(int.from_bytes(self._cell[:8], "little"))

    def set(self, at: datetime) -> None:
        """From now on it shows this instant."""
        self._cell[:8] = to_micros(at).to_bytes(8, "little")

    def advance(self, by: timedelta) -> None:
        """Go on by so much."""
        self.set(self() + by)


@dataclass(frozen=True)
class Place:
    """Where everything is."""

    folder: Path
    database_url: str
    twilio_url: str
    smtp_port: int

    @property
    def clock_file(self) -> Path:
        """Of the shared clock."""
        return self.folder / "clock"

    @property
    def flights_file(self) -> Path:
        """Of what is in flight."""
        return self.folder / "flights"

    def settings(self) -> Settings:
        """Of the clinic, with real transports."""
        return settings_of(self.folder, self.twilio_url, self.smtp_port)


class WatchedApp(App):
    """Opens transports that announce their steps."""

    def __init__(self, place: Place, database: Database, crasher: Crasher) -> None:
        super().__init__(place.settings(), database, SharedClock(place.clock_file))
        self._crasher = crasher

    def open_transport(self, channel: Channel) -> Transport:
        """As the app itself, watched."""
        return WatchedTransport(super().open_transport(channel), self._crasher)

    def open_lookup(self) -> Lookup:
        """As the app itself, watched."""
        return WatchedLookup(super().open_lookup(), self._crasher)


class Flights:
    """How many messages each worker has in flight, and whether the clock is being set, where every process sees it."""

    SEATS = 250

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(self.SEATS + 1))
        with path.open("r+b") as file:
            self._cells = mmap.mmap(file.fileno(), self.SEATS + 1)

    @property
    def held(self) -> bool:
        """Nobody takes a last look now: the clock is being set."""
        return bool(self._cells[self.SEATS])

    @held.setter
    def held(self, now: bool) -> None:
        self._cells[self.SEATS] = now

    def show(self, seat: int, count: int) -> None:
        """Of the worker on this seat."""
        self._cells[seat] = count

    def of(self, seat: int) -> int:
        """The same, read."""
        return self._cells[seat]


def worker_name(pid: int) -> str:
    """Who holds a lease."""
    return f"worker-{pid}"


def work(orders: Connection, place: Place, seat: int) -> None:
    """Do a run for each plan (or None) that arrives, or an errand, and say when it is over; ends with the pipe.

    Says ("crash", point, messages in flight) just before it crashes, ("stopping", "", attempts by
    then) just before a stop is committed, and ("idle", "", none) when nothing is due.
    """
    signal.alarm(LIFE)
    talking = threading.Lock()

    def tell(what: str, point: str = "", ids: frozenset[int] = frozenset()) -> None:
        with talking:
            orders.send((what, point, ids))

    flights = Flights(place.flights_file)
    flights.show(seat, 0)
    crasher = Crasher(
        lambda point, in_flight: tell("crash", point, in_flight), partial(flights.show, seat), lambda: flights.held
    )
    database = WatchedDatabase(place.database_url, KEYRING, crasher, lambda ids: tell("stopping", "", ids))
    app = WatchedApp(place, database, crasher)
    never = threading.Event()
    with (
        closing(app),
        closing(Dispatcher(app, worker_name(os.getpid()), SENDERS)) as dispatcher,
        closing(Reconciler(app)) as reconciler,
        suppress(EOFError),
    ):
        while True:
            order: Plan | Errand | None = orders.recv()
            crasher.follow(order.plan if isinstance(order, Errand) else order)
            # As the worker does: what the database cannot do now, the next run does.
            with suppress(StoreError):
                if isinstance(order, Errand):
                    database.stopping, database.errand = order.stops, order.name
                    carry_out(app, order)
                else:
                    sweep(app)
                    reconciler.turn(never)
                    probe_providers(app)
                    dispatcher.run()
            database.stopping = database.errand = ""
            database.probing = False
            crasher.follow(None)
            tell("idle")
