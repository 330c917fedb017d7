"""Connections and transactions: one fair writer at a time on SQLite, ordinary transactions on PostgreSQL."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from reminders.store.cures import cure_of
from reminders.store.fairlock import FairLock
from reminders.store.filelock import PATIENCE_SECONDS, Locked, LockFile, NoLockFile
from reminders.store.keyring import Keyring
from reminders.store.work import Row, Work, marks

__all__ = ["Database", "Row", "StoreError", "Work", "marks"]

#: So many commits lie in the write-ahead log before it is copied back into the database file.
CHECKPOINT_AFTER = 128
_FIRST_BLOCK, _LARGEST_BLOCK = 64, 16_384
#: Who holds the lock for longer (seconds) has a connection open, so that closing ours copies nothing back.
_PATIENCE_AT_THE_END = 1.0
#: Who has waited long for other threads of this process tries at least so long (seconds).
_LAST_TRY = 1.0


class StoreError(Exception):
    """The database cannot do it now; the text says what is wrong and the cure."""


class Database:
    """Opens transactions. Safe to share between threads."""

    def __init__(self, url: str, keyring: Keyring, *, durable: bool = True) -> None:
        """`durable=False` is for scratch databases only: nothing waits for the disk."""
        parsed = make_url(url)
        self.postgres = parsed.get_backend_name() == "postgresql"
        if self.postgres:
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.keyring = keyring
        self.path = None if self.postgres else Path(parsed.database or "")
        self._durable = durable
        self._fair = FairLock()
        self._writing = threading.local()
        self._peeking = threading.local()
        self._rehearsing = threading.local()
        self._commits = 0
        self._lock_file = LockFile(f"{self.path}.lock")
        self._kept: Any = None
        self._ids_lock = threading.Lock()
        self._ids: list[int] = []
        self._block = _FIRST_BLOCK
        if self.postgres:
            self.writer = self.reader = create_engine(parsed, pool_size=20, max_overflow=20, pool_pre_ping=True)
        else:
            self.writer = self._sqlite_engine(str(parsed), pool_size=1, max_overflow=0, cache_kib=4000)
            self.reader = self._sqlite_engine(str(parsed), pool_size=8, max_overflow=-1, cache_kib=500)

    @contextmanager
    def write(self) -> Iterator[Work]:
        """A transaction that may write; commits at the end, rolls back on any exception."""
        with self.alone(), self._transaction(self._writing_connection, "BEGIN IMMEDIATE") as work:
            yield work

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """What this thread writes meanwhile is taken back at the end of each transaction: for telling what an act will
        do before a person decides.
        """
        self._rehearsing.now = True
        try:
            yield
        finally:
            self._rehearsing.now = False

    def in_turn(self) -> AbstractContextManager[None]:
        """Around work that leads up to a write: on SQLite writers go one at a time anyway, and threads that prepare
        meanwhile only take the interpreter from the one that writes.
        """
        return nullcontext() if self.postgres else self._fair

    @contextmanager
    def read(self) -> Iterator[Work]:
        """A transaction that only reads, on one snapshot (SQLite) or READ COMMITTED (PostgreSQL)."""
        with self.plainly(), self._transaction(self._reading_connection, "BEGIN") as work:
            yield work

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes meanwhile, on SQLite; around `write` and migrations."""
        self.expect_no_write()
        with self.plainly(), nullcontext() if self.postgres else self._only_writer():
            self._writing.now = True
            try:
                yield
                if not self.postgres:
                    self._checkpoint_now_and_then()
            finally:
                self._writing.now = False

    def expect_no_write(self) -> None:
        """Raises RuntimeError inside a write transaction of this thread."""
        if getattr(self._writing, "now", False):
            raise RuntimeError("a write transaction inside another one of the same thread would wait for itself")

    @contextmanager
    def _transaction(self, connected: Callable[[], AbstractContextManager[Any]], begin: str) -> Iterator[Work]:
        """Straight on the driver's connection; the driver of PostgreSQL begins by itself."""
        with connected() as raw:
            try:
                cursor = raw.cursor()
                if not self.postgres:
                    cursor.execute(begin)
                work = Work(cursor, self.keyring, self.postgres)
                yield work
                if getattr(self._rehearsing, "now", False):
                    raw.rollback()
                    return
                work.finish()
                raw.commit()
            except BaseException:
                with suppress(Exception):
                    raw.rollback()
                raise

    def _reading_connection(self) -> AbstractContextManager[Any]:
        return closing(self.reader.raw_connection())

    @contextmanager
    def _writing_connection(self) -> Iterator[Any]:
        """On SQLite the one writer keeps its connection: fetching it from the pool costs a tenth of an enrollment."""
        if self.postgres:
            with closing(self.writer.raw_connection()) as raw:
                yield raw
            return
        if self._kept is None:
            self._kept = self.writer.raw_connection()
        try:
            yield self._kept
        except self.writer.dialect.dbapi.Error:  # type: ignore[union-attr]
            self._let_go()
            raise

    def _let_go(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def writers(self) -> int | None:
        """Inside a write transaction: a number for `nobody_wrote_since`; None where it is not known (PostgreSQL)."""
        return None if self.postgres else self._lock_file.times_held()

    def nobody_wrote_since(self, writers: int | None) -> bool:
        """Whether the database is as the transaction left it in which `writers` gave this number: no process has begun
        to write since. False where that is not known.
        """
        return writers is not None and self.writers() == writers

    def peek(self, sql: str, values: Sequence[Any]) -> Row:
        """The one row of one query, without a transaction around it: for the senders' last look."""
        with self.plainly():
            if self.postgres:
                with self._transaction(self._reading_connection, "") as work:
                    return work.all(sql, values)[0]
            row: Row = self._own_cursor().execute(sql, values).fetchone()
            return row

    def _own_cursor(self) -> Any:
        """A cursor that this thread keeps: checking a connection out and in costs more than the look itself."""
        own = getattr(self._peeking, "cursor", None)
        if own is None:
            self._peeking.connection = self.reader.raw_connection()
            own = self._peeking.cursor = self._peeking.connection.cursor()
        return own

    def reserve_ids(self, count: int) -> list[int]:
        """So many unused row ids, outside any transaction: taken from a block reserved in a short one of its own."""
        with self._ids_lock:
            while len(self._ids) < count:
                with self.write() as work:
                    reserved = work.new_ids(max(self._block, count))
                # Not before the commit: what is rolled back is handed out again.
                self._ids.extend(reserved)
                self._block = min(self._block * 4, _LARGEST_BLOCK)
            taken, self._ids = self._ids[:count], self._ids[count:]
            return taken

    def reserve_ranges(self, count: int) -> list[range]:
        """As `reserve_ids`, for as many as a large file needs."""
        with self.write() as work:
            return work.new_ranges(count)

    def close(self) -> None:
        """Copy the write-ahead log back and let go of every connection."""
        if self.postgres:
            self._let_go()
            self.writer.dispose()
            return
        self.reader.dispose()
        # The last connection to close checkpoints by itself, so it closes under the same lock.
        with suppress(OSError, StoreError), self._only_writer(_PATIENCE_AT_THE_END):
            self._let_go()
            self.writer.dispose()
        self._lock_file.close()

    def _sqlite_engine(self, url: str, *, pool_size: int, max_overflow: int, cache_kib: int) -> Engine:
        engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=max_overflow,
            pool_timeout=30,
            connect_args={"isolation_level": None, "cached_statements": 512},
        )

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout = 10000")
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'OFF'}")
            cursor.execute("PRAGMA wal_autocheckpoint = 0")
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.execute(f"PRAGMA cache_size = -{cache_kib}")
            cursor.close()

        return engine

    @contextmanager
    def _only_writer(self, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
        """This thread writes, no other one of this process and no other process.

        SQLite 3.7.0 to 3.51.2 can lose a reset of its log when several connections checkpoint, so all writing and
        checkpointing of web, worker and command line goes under one file lock. Raises StoreError when another process
        does not let go of it; threads that wait behind each other give up at about the same time, so that a service can
        be stopped.
        """
        since = time.monotonic()
        with self._fair:
            left = max(patience - (time.monotonic() - since), min(patience, _LAST_TRY))
            try:
                with self._lock_file.held(left):
                    yield
            except Locked:
                raise StoreError(cure_of("database is locked", str(self.path)) or "") from None
            except NoLockFile as error:
                assert self.path is not None
                raise StoreError(f"{self.path.parent}: cannot write there ({error}); check its rights") from None

    def _checkpoint_now_and_then(self) -> None:
        self._commits += 1
        if self._commits % CHECKPOINT_AFTER == 0:
            self._checkpoint()

    def checkpoint(self) -> None:
        """Copy the write-ahead log back into the database file now, after bulk writing for example."""
        if not self.postgres:
            with self._only_writer():
                self._checkpoint()

    def _checkpoint(self) -> None:
        with self._writing_connection() as raw:
            raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    @contextmanager
    def plainly(self) -> Iterator[None]:
        """The driver's errors that a person can cure, as StoreError with the cure."""
        driver_error: type[Exception] = self.writer.dialect.dbapi.Error  # type: ignore[union-attr]
        try:
            yield
        except (DBAPIError, driver_error) as error:
            plain = cure_of(str(error), str(self.path or "the PostgreSQL server"))
            if plain is None:
                raise
            raise StoreError(plain) from error
