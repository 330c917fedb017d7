"""The lock between processes ends with words instead of waiting for ever, and counts who wrote."""

import fcntl
import os
import resource
import threading
from contextlib import closing
from pathlib import Path

import pytest

from reminders.store.filelock import Locked, LockFile, NoLockFile


def opened(path: Path) -> int:
    """An open file of its own, as another process would have it."""
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lock"


def test_a_lock_that_another_process_never_lets_go_of_ends_the_wait(path: Path) -> None:
    theirs = opened(path)
    fcntl.flock(theirs, fcntl.LOCK_EX)
    with closing(LockFile(str(path))) as ours:
        with pytest.raises(Locked), ours.held(patience=0.05):
            pass
        os.close(theirs)
        with ours.held(patience=0.0):
            pass


def test_a_lock_is_taken_as_soon_as_the_other_process_lets_go(path: Path) -> None:
    theirs = opened(path)
    fcntl.flock(theirs, fcntl.LOCK_EX)
    timer = threading.Timer(0.05, fcntl.flock, (theirs, fcntl.LOCK_UN))
    timer.start()
    with closing(LockFile(str(path))) as ours:
        with ours.held(patience=20.0), pytest.raises(BlockingIOError):
            fcntl.flock(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB)
        timer.join()
        fcntl.flock(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(theirs)


def test_a_failure_inside_lets_go_of_the_lock(path: Path) -> None:
    with closing(LockFile(str(path))) as theirs, closing(LockFile(str(path))) as ours:
        with pytest.raises(ZeroDivisionError), ours.held():
            raise ZeroDivisionError
        with theirs.held(patience=0.0), pytest.raises(Locked), ours.held(patience=0.0):
            pass


def test_a_place_without_room_for_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoLockFile, match="No such file"), LockFile(str(tmp_path / "gone" / "lock")).held():
        pass


def test_every_taking_is_counted_whoever_takes_it(path: Path) -> None:
    with closing(LockFile(str(path))) as theirs, closing(LockFile(str(path))) as ours:
        assert ours.times_held() is None
        with ours.held():
            mine = ours.times_held()
        assert mine is not None
        assert ours.times_held() == mine
        with theirs.held():
            # Seen at once, before they have written anything.
            assert (ours.times_held(), theirs.times_held()) == (mine + 1, mine + 1)
        with pytest.raises(ZeroDivisionError), theirs.held():
            raise ZeroDivisionError
        assert ours.times_held() == mine + 2
    with closing(LockFile(str(path))) as later, later.held():
        assert later.times_held() == mine + 3
    assert later.times_held() is None


def test_an_emptied_file_is_known_by_nobody_and_never_comes_back_to_an_old_number(path: Path) -> None:
    with closing(LockFile(str(path))) as ours:
        with ours.held():
            before = ours.times_held()
        assert before is not None
        path.write_bytes(b"")
        assert ours.times_held() is None
        with ours.held():
            after = ours.times_held()
        assert after is not None
        assert after > before


def test_a_file_that_somebody_wrote_into_still_counts(path: Path) -> None:
    path.write_bytes(b"\xff" * 20)
    with closing(LockFile(str(path))) as ours:
        with ours.held():
            assert ours.times_held() == 0
        with ours.held():
            assert ours.times_held() == 1


def test_on_a_full_disk_the_lock_holds_and_nobody_knows_the_count(path: Path) -> None:
    with closing(LockFile(str(path))) as theirs, closing(LockFile(str(path))) as ours:
        with theirs.held():
            assert ours.times_held() is None
        with ours.held():
            pass
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3, hard))
        try:
            with ours.held(), pytest.raises(Locked), theirs.held(patience=0.0):
                pass
            assert (ours.times_held(), theirs.times_held()) == (None, None)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        with ours.held():
            assert theirs.times_held() is not None
