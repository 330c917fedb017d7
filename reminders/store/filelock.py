"""The lock between processes: bounded, since a stopped process would else hang every other one without a word."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: Longer than anything that this program writes in one go; a person at a screen gives up later than this.
PATIENCE_SECONDS = 30.0
_PAUSE, _LONGEST_PAUSE = 0.001, 0.02


class Locked(Exception):
    """Somebody else held the lock all the while."""


@contextmanager
def locked(descriptor: int, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the lock of an open file; raises Locked when another process does not let go of it for `patience` seconds.

    Looks again and again, because a waiting `flock` has no time-out; the gaps between two writers are longer than a
    look takes.
    """
    _take(descriptor, patience)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _take(descriptor: int, patience: float) -> None:
    until = time.monotonic() + patience
    pause = _PAUSE
    while not _taken(descriptor):
        if time.monotonic() >= until:
            raise Locked
        time.sleep(pause)
        # Half a second of short looks, then longer ones: who waits that long waits for something big.
        pause = _LONGEST_PAUSE if time.monotonic() > until - patience + 0.5 else _PAUSE


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
