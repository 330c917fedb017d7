"""The lock between processes: bounded, since a stopped process would else hang every other one without a word."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

#: Longer than anything that this program writes in one go; a person at a screen gives up later than this.
PATIENCE_SECONDS = 30.0
_PAUSE, _LONGEST_PAUSE = 0.001, 0.02
#: Of the number that the file holds.
_SIZE = 8


class Locked(Exception):
    """Somebody else held the lock all the while."""


class NoLockFile(Exception):
    """The file cannot be made; the text says why."""


class LockFile:
    """A lock that one process holds at a time; the file holds a number that goes up with every taking."""

    def __init__(self, path: str) -> None:
        """The file is made when the lock is taken for the first time."""
        self._path = path
        self._descriptor: int | None = None

    @contextmanager
    def held(self, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
        """Hold it; raises Locked when another process does not let go of it for `patience` seconds, and NoLockFile.

        Looks again and again, because a waiting `flock` has no time-out; the gaps between two writers are longer than a
        look takes.
        """
        descriptor = self._opened()
        _take(descriptor, patience)
        try:
            _count_one(descriptor)
            yield
        finally:
            fcntl.flock(descriptor, fcntl.LOCK_UN)

    def times_held(self) -> int | None:
        """A number that goes up with every taking by any process, this one's own included. None: nobody knows."""
        return None if self._descriptor is None else _number(self._descriptor)

    def close(self) -> None:
        """Let go of the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _opened(self) -> int:
        if self._descriptor is None:
            try:
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError as error:
                raise NoLockFile(error.strerror) from None
        return self._descriptor


def _count_one(descriptor: int) -> None:
    """Whoever holds the lock counts, before anything is written under it."""
    before = _number(descriptor)
    # In a new file, or an emptied one, another number than any before.
    count = time.time_ns() if before is None else (before + 1) % (1 << 8 * _SIZE)
    written = 0
    with suppress(OSError):
        written = os.pwrite(descriptor, count.to_bytes(_SIZE, "little"), 0)
    if written < _SIZE:
        # The disk is full: an old number must not stay, and giving room back always goes.
        os.ftruncate(descriptor, 0)


def _number(descriptor: int) -> int | None:
    """What the file holds; None for an empty one. Read, not mapped: whoever empties a mapped file ends its readers."""
    held = os.pread(descriptor, _SIZE, 0)
    return int.from_bytes(held, "little") if len(held) == _SIZE else None


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
