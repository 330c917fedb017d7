"""Many actors, one at a time: threads that hand a baton to each other, on a clock that moves only when all wait.

Everything that is left to chance comes from one generator and is asked for by whoever holds the baton, so the same
seed gives the same history, whatever the machine does.
"""

import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from random import Random

from reminders.domain.instants import SECOND, from_micros

#: Far more than any honest history takes; who comes here spins without getting on.
_MOST_STEPS = 400_000
#: Real seconds without any step after which the machinery itself hangs.
_PATIENCE = 120.0
_KEPT = 400


class Crash(BaseException):
    """The process of this actor is gone: nothing of it runs on, not even its `finally` blocks' writes."""


class Over(BaseException):
    """The history has ended."""


@dataclass(eq=False)
class Actor:
    """A thread of the history; each is a process of its own."""

    name: str
    act: Callable[[], None]
    #: When it goes on, in true micros.
    wake_at: int
    #: It waits for the database's writer.
    blocked: bool = False
    #: What it waits for (empty: nothing): it may be woken early by whoever rings for that.
    awaits: str = ""
    dead: bool = False
    turn: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


class Baton:
    """Who runs, and what time it is. Micros UTC."""

    def __init__(self, seed: object, start: int) -> None:
        self.random = Random(str(seed))
        #: True time; the machine's clock may be wrong by `skew`.
        self.now = start
        self.skew = 0
        self.steps = 0
        self.over = False
        self.holder: Actor | None = None
        self.recent: deque[str] = deque(maxlen=_KEPT)
        self.actors: list[Actor] = []
        #: How often each kind of thing has happened.
        self.happened: Counter[str] = Counter()
        self._trace = sha256()
        self._ended = threading.Semaphore(0)
        self._failure: BaseException | None = None

    def clock(self) -> datetime:
        """What the machine shows, aware UTC."""
        return from_micros(self.now + self.skew)

    def monotonic(self) -> float:
        """Seconds that no jump of the machine's clock touches."""
        return self.now / SECOND

    @property
    def shown(self) -> int:
        """What the machine shows, in micros."""
        return self.now + self.skew

    def note(self, what: str) -> None:
        """Into the trace."""
        line = f"{self.now} {self.holder.name if self.holder else '-'} {what}"
        self._trace.update(line.encode())
        self.recent.append(line)

    def happens(self, what: str) -> None:
        """Into the trace, and counted."""
        self.happened[what] += 1
        self.note(what)

    @property
    def trace(self) -> str:
        """A hash of everything that happened, in order."""
        return self._trace.hexdigest()

    def add(self, name: str, act: Callable[[], None], after: int = 0) -> None:
        """An actor that begins after so many micros."""
        self.actors.append(Actor(name, act, self.now + after))

    def run(self) -> None:
        """Until every actor is done. Raises what an actor raised."""
        threads = [threading.Thread(target=self._life, args=[actor], daemon=True) for actor in self.actors]
        for thread in threads:
            thread.start()
        self._pass_on()
        seen = -1
        while not self._ended.acquire(timeout=_PATIENCE):
            if seen == self.steps:
                raise TimeoutError("\n".join(self.recent))
            seen = self.steps
        for thread in threads:
            thread.join(_PATIENCE)
        self.holder = None
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """End the history: every actor stops at its next step."""
        self.over = True

    def step(self, pause: int = 0) -> None:
        """Let others go on; this actor goes on `pause` micros later at the earliest."""
        me = self.holder
        if me is None:
            return
        if self.over:
            raise Over
        if me.dead:
            raise Crash
        me.wake_at = self.now + pause
        self._switch(me)

    def rest(self, until: int, awaits: str) -> None:
        """Nothing is due for this actor until then (true micros), unless somebody rings for what it awaits."""
        me = self.holder
        if me is None:
            return
        me.awaits = awaits
        try:
            self.step(max(until - self.now, 0))
        finally:
            me.awaits = ""

    def ring(self, due: int, *what: str) -> None:
        """Those who await this see within 4.5 s what is due then (true micros)."""
        for actor in self.actors:
            if actor.awaits in what:
                actor.wake_at = min(actor.wake_at, max(due, self.now + self.random.randrange(4 * SECOND)))

    def wait(self, free: Callable[[], bool]) -> None:
        """Until something is free; whoever frees it calls `freed`."""
        me = self.holder
        while me is not None and not free():
            me.blocked = True
            self._switch(me)
            if self.over:
                raise Over

    def freed(self) -> None:
        """Let those go on who wait."""
        for actor in self.actors:
            actor.blocked = False

    def _life(self, actor: Actor) -> None:
        actor.turn.acquire()
        try:
            if not self.over:
                actor.act()
        except (Crash, Over):
            pass
        except BaseException as error:  # noqa: BLE001 - told to whoever runs the history
            self._failure = error
            self.over = True
        finally:
            self.actors.remove(actor)
            self._pass_on()

    def _pass_on(self) -> None:
        if not self.actors:
            self._ended.release()
            return
        self.holder = self._next()
        self.holder.turn.release()

    def _switch(self, me: Actor) -> None:
        self.holder = self._next()
        if self.holder is not me:
            self.holder.turn.release()
            me.turn.acquire()
        self.steps += 1
        if self.steps > _MOST_STEPS:
            self.over = True
            self._failure = AssertionError("spins without getting on")
        if self.over:
            raise Over

    def _next(self) -> Actor:
        if self.over:
            return self.actors[0]
        free = [actor for actor in self.actors if not actor.blocked]
        ready = [actor for actor in free if actor.wake_at <= self.now]
        if not ready:
            self.now = min(actor.wake_at for actor in free)
            ready = [actor for actor in free if actor.wake_at <= self.now]
        return ready[0] if len(ready) == 1 else self.random.choice(ready)
