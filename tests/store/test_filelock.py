"""The lock between processes ends with words instead of waiting for ever."""

import fcntl
import os
import threading
from pathlib import Path

import pytest

from reminders.store.filelock import Locked, locked


def opened(path: Path) -> int:
    """An open file of its own, as another process would have it."""
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def test_a_lock_that_another_process_never_lets_go_of_ends_the_wait(tmp_path: Path) -> None:
    theirs, ours = opened(tmp_path / "lock"), opened(tmp_path / "lock")
    fcntl.flock(theirs, fcntl.LOCK_EX)
    with pytest.raises(Locked), locked(ours, patience=0.05):
        pass
    os.close(theirs)
    with locked(ours, patience=0.0):
        pass
    os.close(ours)


def test_a_lock_is_taken_as_soon_as_the_other_process_lets_go(tmp_path: Path) -> None:
    theirs, ours = opened(tmp_path / "lock"), opened(tmp_path / "lock")
    fcntl.flock(theirs, fcntl.LOCK_EX)
    timer = threading.Timer(0.05, fcntl.flock, (theirs, fcntl.LOCK_UN))
    timer.start()
    with locked(ours, patience=20.0), pytest.raises(BlockingIOError):
        fcntl.flock(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB)
    timer.join()
    with locked(theirs, patience=0.0):
        pass
    os.close(theirs)
    os.close(ours)


def test_a_failure_inside_lets_go_of_the_lock(tmp_path: Path) -> None:
    theirs, ours = opened(tmp_path / "lock"), opened(tmp_path / "lock")
    with pytest.raises(ZeroDivisionError), locked(ours):
        raise ZeroDivisionError
    with locked(theirs, patience=0.0), pytest.raises(Locked), locked(ours, patience=0.0):
        pass
    os.close(theirs)
    os.close(ours)
