"""The lock between processes: bounded, since a stopped process would else hang every other one without a word."""

import fcntl
import mmap
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
    """A lock that one process holds at a time; the file holds how often it was taken."""

    def __init__(self, path: str) -> None:
        """The file is made when the lock is taken for the first time."""
        self._path = path
        self._descriptor: int | None = None
        self._count: mmap.mmap | None = None

    @contextmanager
    def held(self, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
        """Hold it; raises Locked when another process does not let go of it for `patience` seconds, and NoLockFile.

        Looks again and again, because a waiting `flock` has no time-out; the gaps between two writers are longer than a
        look takes.
        """
        descriptor = self._opened()
        _take(descriptor, patience)
        try:
            self._count_one(descriptor)
            yield
        finally:
            fcntl.flock(descriptor, fcntl.LOCK_UN)

    def times_held(self) -> int | None:
        """How often any process has taken it so far, this time included; a number that is not shared by two takings.
        None: nobody knows.
        """
        count = self._count
        return None if count is None or count.closed else int.from_bytes(count[:_SIZE], "little")

    def close(self) -> None:
        """Let go of the file."""
        if self._count is not None:
            self._count.close()
            self._count = None
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

    def _count_one(self, descriptor: int) -> None:
        """Whoever holds the lock counts, before anything is written under it."""
        if self._count is None:
            # Without a count (the disk is full) everybody goes on as if others had just written.
            with suppress(OSError):
                self._count = _mapped(descriptor)
        if self._count is not None:
            count = int.from_bytes(self._count[:_SIZE], "little")
            self._count[:_SIZE] = (count + 1).to_bytes(_SIZE, "little")


def _mapped(descriptor: int) -> mmap.mmap:
    """The number, in memory that all processes share. Raises OSError when the disk has no room for it."""
    if os.fstat(descriptor).st_size < _SIZE:
        # Written, not only made longer: a hole in a mapped file ends the process when the disk is full.
        os.pwrite(descriptor, bytes(_SIZE), 0)
    return mmap.mmap(descriptor, _SIZE)


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
