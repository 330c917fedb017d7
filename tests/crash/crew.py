"""Up to four worker processes that take orders; who was cut off is replaced."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType

from tests.crash.errands import Errand
from tests.crash.points import Plan
from tests.crash.worker import Flights, Place, work, worker_name

_PATIENCE = 60.0
#: A frozen worker may hold what the others wait for: after so many seconds they are let be.
_BESIDE_A_FROZEN_ONE = 0.25
_context = get_context("forkserver")
_context.set_forkserver_preload(["tests.crash.worker"])


@dataclass
class Member:
    """One worker process."""

    process: ForkServerProcess
    pipe: Connection
    seat: int
    busy: bool = False
    frozen: bool = False
    #: Where it was cut off (empty: it was not), and which messages were in flight then.
    crashed_at: str = ""
    in_flight: frozenset[int] = frozenset()
    #: What had been armed for an address when it was about to commit the stop of it.
    armed_before: frozenset[int] = frozenset()

    @property
    def alive(self) -> bool:
        """It can take orders, now or after it goes on."""
        return self.process.is_alive()

    @property
    def name(self) -> str:
        """By which its attempts are known."""
        return worker_name(self.pid)

    def thaw(self) -> None:
        """Go on where it was frozen."""
        self.frozen = False
        os.kill(self.pid, signal.SIGCONT)

    @property
    def pid(self) -> int:
        """Its process."""
        assert self.process.pid is not None
        return self.process.pid

    def hear(self) -> None:
        """Take in what it says, or that it has ended."""
        try:
            what, point, ids = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            self.busy = False
            self.process.join(_PATIENCE)
            return
        if what == "idle":
            self.busy = False
        elif what == "stopping":
            self.armed_before = ids
        else:
            self.crashed_at, self.in_flight = point, ids


class Crew:
    """Ends every one of its processes with the `with` block."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._members: list[Member] = []
        self._flights = Flights(place.flights_file)
        self._seats = count()

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.dismiss()

    def dismiss(self) -> None:
        """All of them: the next ones are new."""
        while self._members:
            self._end(self._members.pop())

    def order(self, how_many: int, plan: Plan | Errand | None) -> list[Member]:
        """So many workers do a run at once. Frozen and ended ones are not asked."""
        chosen = self._ready(how_many)
        for member in chosen:
            member.crashed_at, member.in_flight, member.busy = "", frozenset(), True
            member.pipe.send(plan)
        return chosen

    def settle(self, members: Sequence[Member]) -> bool:
        """Wait until each of them is idle, ended or frozen; False when one is not in the end.

        Beside a frozen one it is enough that they have nothing in flight.
        """
        start = time.monotonic()
        while busy := [member for member in members if member.busy and not _is_frozen(member)]:
            passed = time.monotonic() - start
            beside = self.beside_a_frozen_one
            if passed > _PATIENCE or (beside and passed > _BESIDE_A_FROZEN_ONE and not self._in_flight(busy)):
                return False
            # One that is being frozen says nothing more: look again soon.
            soon = beside or any(member.crashed_at for member in busy)
            for pipe in wait([member.pipe for member in busy], 0.005 if soon else 1.0):
                next(member for member in busy if member.pipe is pipe).hear()
        return True

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Nobody is between a last look and its answer meanwhile, but for frozen ones: the clock may be set, or a stop
        said. A worker that was let be takes its last look before or after, as it would when time passes at its own
        pace.
        """
        self._flights.held = True
        try:
            until = time.monotonic() + _PATIENCE
            while self._in_flight(self.busy) and time.monotonic() < until:
                time.sleep(0.001)
            yield
        finally:
            self._flights.held = False

    @property
    def beside_a_frozen_one(self) -> bool:
        """Whether anybody may wait for what a frozen one holds."""
        return any(member.frozen for member in self._members)

    @property
    def busy(self) -> list[Member]:
        """Those that have not said that they are done, frozen ones left out."""
        return [member for member in self._members if member.busy and not member.frozen]

    def _in_flight(self, members: Sequence[Member]) -> int:
        return sum(self._flights.of(member.seat) for member in members if member.alive)

    def _ready(self, how_many: int) -> list[Member]:
        for member in [one for one in self._members if not one.alive]:
            self._members.remove(member)
            self._end(member)
        ready = [member for member in self._members if not member.busy and not member.frozen]
        while len(ready) < how_many:
            ready.append(self._hire())
        return ready[:how_many]

    def _hire(self) -> Member:
        ours, theirs = _context.Pipe()
        seat = next(self._seats) % Flights.SEATS
        process = _context.Process(target=work, args=(theirs, self._place, seat), daemon=True)
        process.start()
        theirs.close()
        member = Member(process, ours, seat)
        self._members.append(member)
        return member

    def _end(self, member: Member) -> None:
        if member.alive:
            member.process.kill()
        member.process.join(_PATIENCE)
        member.pipe.close()
        member.process.close()


def _is_frozen(member: Member) -> bool:
    """Stopped by a signal, says the system."""
    if member.crashed_at and not member.frozen and member.alive:
        member.frozen = _state(member.pid) == "T"
    return member.frozen


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""
