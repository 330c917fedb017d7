"""Copies of a SQLite database in one file: made while the service runs, and looked through before they are trusted."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from reminders.domain.instants import from_micros
from reminders.store.cures import cure_of
from reminders.store.database import Database, StoreError, Work
from reminders.store.facts import drop_fact, get_fact, set_fact
from reminders.store.keyring import Keyring

#: When a backup was taken (micros UTC); in the copy only.
_TAKEN = "backup_taken_at"
#: SQLite: who has a database open in its log's mode holds a shared lock on this byte of the file NAME-shm.
_OPEN_BYTE = 128
#: What lies beside a database file and belongs to it.
_BESIDE = ("-wal", "-shm", "-journal")


def copy_out(database: Database, target: Path, now: int) -> dict[str, int]:
    """Copy the database, as it is at one moment, into an empty file that is there. Returns how many rows each table had
    at that moment. A reader's transaction is all it needs: nobody waits. Raises StoreError.
    """
    with database.read() as work:
        counts = row_counts(work)
        with _errors_named(database.path or target, target), closing(_plain_connection(target)) as connection:
            work.copy_into(connection)
            _close_up(connection)
            set_fact(Work(connection.cursor(), database.keyring, False), _TAKEN, str(now))
    _sync(target)
    return counts


def copy_in(source: Path, target: Path) -> None:
    """Copy a database's file, with its log if one lies beside it, into an empty file. Raises StoreError."""
    logged = Path(f"{source}-wal")
    mode = "mode=ro" if logged.exists() and logged.stat().st_size else "mode=ro&immutable=1"
    with (
        _errors_named(source, target),
        closing(sqlite3.connect(_address(source, mode), uri=True)) as backup,
        closing(_plain_connection(target)) as connection,
    ):
        backup.backup(connection)
        _close_up(connection)
    _sync(target)


@contextmanager
def opened_copy(path: Path, keyring: Keyring, named: Path | None = None) -> Iterator[Work]:
    """Read a copy that nobody writes to; leaves no file beside it. Raises StoreError, which speaks of `named`, the file
    that the reader knows.
    """
    with (
        _errors_named(named or path, path),
        closing(sqlite3.connect(_address(path, "mode=ro&immutable=1"), uri=True, isolation_level=None)) as connection,
    ):
        yield Work(connection.cursor(), keyring, False)


def check_file(work: Work, path: Path) -> None:
    """Raises StoreError for a damaged file, and for rows that point nowhere."""
    found = [row[0] for row in work.all("PRAGMA integrity_check(1)")]
    if found != ["ok"]:
        raise StoreError(f"{path} is damaged: {found[0]}")
    stray = work.one("PRAGMA foreign_key_check")
    if stray is not None:
        raise StoreError(f"{path} is damaged: a row of {stray[0]} points to one of {stray[2]} that is not there")


def row_counts(work: Work) -> dict[str, int]:
    """Table → how many rows; without the facts, which a copy adds one to."""
    names = [
        row[0]
        for row in work.all(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        )
        if row[0] != "fact"
    ]
    return {name: work.all(f'SELECT COUNT(*) FROM "{name}"')[0][0] for name in names}


def is_ours(work: Work) -> bool:
    """Whether this is a database of this program, of any version."""
    wanted = ("alembic_version", "fact", "clinic")
    found = work.all("SELECT name FROM sqlite_master WHERE type = 'table' AND name IN (?, ?, ?)", wanted)
    return len(found) == len(wanted)


def taken_at(work: Work) -> tuple[int, bool]:
    """When a copy was taken (micros UTC), and whether it says so itself; else the newest thing that it knows of."""
    told = get_fact(work, _TAKEN)
    if told is not None:
        return int(told), True
    row = work.one(
        "SELECT COALESCE((SELECT MAX(at) FROM audit_entry), 0), COALESCE((SELECT MAX(armed_at) FROM attempt), 0)"
    )
    assert row is not None
    return max(row), False


def forget_taken(work: Work) -> None:
    """From now on it goes its own way."""
    drop_fact(work, _TAKEN)


def expect_nobody_using(path: Path) -> None:
    """Raises StoreError when any process has the database open; the caller must not have it open itself."""
    if _in_use(path):
        raise StoreError(f"{path} is in use; stop the service first (and anything else that has it open)")


def put_in_place(fresh: Path, target: Path, now: int) -> Path | None:
    """Put a finished file where the database belongs. What was there is kept under a dated name, which is returned;
    None when nothing was there. Nobody may be using it. Raises StoreError.
    """
    # A log without its database too: SQLite would take it for the log of the file that is put beside it.
    kept = _free_name(target, now) if any(os.path.exists(f"{target}{end}") for end in ("", *_BESIDE)) else None
    if kept is not None:
        _move(target, kept)
        if _in_use(kept):
            _move(kept, target)
            raise StoreError(f"{target} was opened just now; stop the service first, and try again")
    os.rename(fresh, target)
    sync_folder(target.parent)
    return kept


def sync_folder(folder: Path) -> None:
    """What was created or renamed there survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def unfinished_file(target: Path) -> Iterator[Path]:
    """An empty file of its owner's only, beside the target; gone at the end whatever happens. Raises StoreError."""
    path = target.with_name(f".{target.name}.unfinished-{os.getpid()}")
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise StoreError(f"{target.parent}: cannot write there ({error.strerror}); check its rights") from None
    try:
        yield path
    finally:
        remove_file(path)


def remove_file(path: Path) -> None:
    """With all that lies beside it; fine when it is not there."""
    for end in ("", *_BESIDE, ".lock"):
        with suppress(FileNotFoundError):
            os.unlink(f"{path}{end}")


def _plain_connection(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    # Synced at the end, once; a copy that is broken off is thrown away.
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _close_up(connection: sqlite3.Connection) -> None:
    """One file that needs no log beside it, so that it can be copied anywhere."""
    connection.execute("PRAGMA journal_mode = DELETE").fetchall()


def _address(path: Path, mode: str) -> str:
    return f"file:{quote(str(path.absolute()))}?{mode}"


@contextmanager
def _errors_named(read: Path, written: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        of_the_source = any(sign in str(error) for sign in ("malformed", "not a database", "unable to open"))
        place = read if of_the_source else written
        raise StoreError(cure_of(str(error), str(place)) or f"{place}: {error}") from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _in_use(path: Path) -> bool:
    try:
        descriptor = os.open(f"{path}-shm", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _OPEN_BYTE)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _free_name(target: Path, now: int) -> Path:
    dated = f"{target.name}.replaced-{from_micros(now):%Y%m%dT%H%M%SZ}"
    names: Sequence[str] = (dated, *(f"{dated}-{number}" for number in range(2, 100)))
    return next(path for name in names if not (path := target.with_name(name)).exists())


def _move(path: Path, to: Path) -> None:
    for end in ("", *_BESIDE):
        with suppress(FileNotFoundError):
            os.rename(f"{path}{end}", f"{to}{end}")
