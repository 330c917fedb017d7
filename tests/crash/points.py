"""Where a worker may be ended or frozen, and how. The points are found from outside: the product has no hooks."""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


def _commits(*what: str) -> tuple[str, ...]:
    return tuple(f"{when} the commit of {one}" for one in what for when in ("before", "after"))


#: Around every commit of a worker, by what the transaction did.
COMMITS = _commits("a claim", "arming", "recording", "recording and arming", "putting in doubt", "a look", "a binding")
#: What other processes do beside the workers: those that stop an address first.
STOPPING = ("a stop", "a texted stop")
ERRANDS = (*STOPPING, "an enrollment", "a report", "a question")
#: Of a process that asks whether a provider works again.
PROBES = (
    *_commits("taking a probe", "settling a probe"),
    "probe: before the first byte",
    "probe: the request has left",
    "probe: the answer is read",
)
PROBE = "a probe"
#: Of those processes, by what they do.
OF_ERRANDS = {point: errand for errand in ERRANDS for point in _commits(errand)} | dict.fromkeys(PROBES, PROBE)
#: Of a look at the provider's list.
LOOKS = ("look: before the first byte", "look: the request has left", "look: the answer is read")
#: Between the last look and the first byte that can make a provider take a text or a mail.
AFTER_THE_LAST_LOOK = (
    "text: before connecting",
    "text: connected",
    "text: before the first byte",
    "mail: before connecting",
    "mail: connected",
    "mail: before MAIL",
    "mail: before DATA",
    "mail: before the content",
    "mail: before the final dot",
)
#: From then on the provider may have it.
ON_THE_WIRE = (
    "text: the request has left",
    "text: the answer is read",
    "mail: the final dot has left",
    "mail: the answer is read",
)
#: Where a worker comes once the doubt is written down: it asks the provider.
IN_LOOKS = (*_commits("a look", "a binding"), *LOOKS)
#: Where only a worker comes that takes up what another one left.
IN_RECOVERY = (*_commits("putting in doubt"), *IN_LOOKS)
#: Where the one who is cut off has nothing armed.
HARMLESS = (*OF_ERRANDS, *IN_LOOKS)
#: Where only a new worker comes: later ones find their connections open.
WHEN_NEW = tuple(point for point in AFTER_THE_LAST_LOOK if "connect" in point)
POINTS = (*COMMITS, *OF_ERRANDS, *AFTER_THE_LAST_LOOK, *ON_THE_WIRE, *LOOKS)


class Way(StrEnum):
    """How a worker is cut off."""

    EXIT = "exit"
    KILL = "kill"
    #: Stopped while three leases run out, then continued.
    FREEZE = "freeze"


@dataclass(frozen=True)
class Plan:
    """Cut off the first worker that passes this point for the nth time."""

    point: str
    way: Way
    nth: int
    #: A file that the first one makes: the others go on.
    token: Path


Tell = Callable[[str, frozenset[int]], None]


class Crasher:
    """Carries out a plan in the process that is to crash. Used by all its threads."""

    def __init__(self, tell: Tell, show: Callable[[int], None], held: Callable[[], bool]) -> None:
        """`tell` is given the point, and the messages in flight: from their last look on, until they are answered.
        `show` is given how many threads have one in flight, whenever that changes; while `held`, no thread takes a last
        look.
        """
        self._tell, self._show, self._held = tell, show, held
        self._in_flight: dict[int, frozenset[int]] = {}
        self._lock = threading.Lock()
        self._passes = 0
        self._plan: Plan | None = None

    def follow(self, plan: Plan | None) -> None:
        """From now on; None: nothing happens."""
        with self._lock:
            self._plan, self._passes = plan, 0

    def flies(self, *message_ids: int) -> None:
        """This thread takes its last look at this message; without any, it is over."""
        self._note(message_ids)
        # Shown first and asked then: whoever sets the clock holds first and counts then, so one of both sees the other.
        while message_ids and self._held():
            self._note(())
            time.sleep(0.001)
            self._note(message_ids)

    def sends(self, message_id: int) -> None:
        """This thread, whose last look went well, hands this message to its transport."""
        self._note((message_id,))

    def _note(self, message_ids: Sequence[int]) -> None:
        with self._lock:
            self._in_flight[threading.get_ident()] = frozenset(message_ids)
            self._show(sum(map(bool, self._in_flight.values())))

    def passing(self, point: str) -> None:
        """The program is here now. Does not return when its end has come."""
        plan = self._plan
        if plan is None or plan.point != point:
            return
        with self._lock:
            self._passes += 1
            if self._passes == plan.nth and _first(plan.token):
                # Still under the lock, so that no other thread takes its last look between these words and the end.
                self._tell(point, frozenset[int]().union(*self._in_flight.values()))
                _cut_off(plan.way)


def _cut_off(way: Way) -> None:
    if way is Way.EXIT:
        os._exit(3)
    # To this thread, so that it does not run on for a moment while another one takes the signal.
    signal.pthread_kill(threading.get_ident(), signal.SIGKILL if way is Way.KILL else signal.SIGSTOP)


def _first(token: Path) -> bool:
    try:
        token.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
