"""A database whose transactions are steps of the history: others go on before BEGIN, before COMMIT and after it.

The commit and the watcher's look at it are one step. A process may die at each of these places, its disk may be full at
the commit, and a commit may go through while its confirmation is lost.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from reminders.store.database import Database, Row, StoreError, Work
from tests.databases import KEYRING
from tests.simulation.baton import Baton
from tests.simulation.chances import Chances

#: A statement as a broken variant would have it.
Altered = Callable[[str], str]


class Writer:
    """Whose turn it is to write: SQLite has one writer, whatever process it is in."""

    def __init__(self, baton: Baton) -> None:
        self._baton = baton
        self._taken = False

    def enter(self) -> None:
        self._baton.wait(lambda: not self._taken)
        self._taken = True

    def leave(self) -> None:
        self._taken = False
        self._baton.freed()


class SteppedDatabase(Database):
    """One process's way to the database file."""

    def __init__(
        self,
        url: str,
        chances: Chances,
        writer: Writer,
        committed: Callable[[], None],
        altered: Altered | None = None,
    ) -> None:
        super().__init__(url, KEYRING, durable=False)
        self._chances = chances
        self._turn = writer
        self._committed = committed
        self._altered = altered

    @contextmanager
    def write(self) -> Iterator[Work]:
        """As ever, in steps."""
        self._chances.step("begin")
        self._turn.enter()
        try:
            with super().write() as work:
                yield self._of_variant(work)
                self._chances.step("commit")
                if self._chances.disk_full():
                    raise StoreError("the disk is full")
            self._committed()
        finally:
            self._turn.leave()
        self._chances.step("committed")
        if self._chances.confirmation_lost():
            raise StoreError("the connection broke while committing")

    @contextmanager
    def read(self) -> Iterator[Work]:
        """As ever, after a step."""
        self._chances.step("read")
        with super().read() as work:
            yield self._of_variant(work)

    def nobody_wrote_since(self, writers: int | None) -> bool:
        """As ever, after a step."""
        self._chances.step("look")
        return super().nobody_wrote_since(writers)

    def peek(self, sql: str, values: Sequence[Any]) -> Row:
        """As ever, after a step: between a look and the first byte there is none."""
        self._chances.step("look")
        return super().peek(self._altered(sql) if self._altered else sql, values)

    def abandon(self) -> None:
        """The process is gone, and its connections with it. In the thread that used it."""
        own = getattr(self._peeking, "connection", None)
        if own is not None:
            own.close()
        self._let_go()
        self.reader.dispose()
        self.writer.dispose()

    def _of_variant(self, work: Work) -> Work:
        if self._altered is not None:
            work._cursor = AlteredCursor(work._cursor, self._altered)
        return work


class AlteredCursor:
    """A cursor whose statements a broken variant has changed."""

    def __init__(self, cursor: Any, altered: Altered) -> None:
        self._cursor = cursor
        self._altered = altered

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._cursor.execute(self._altered(sql), values)

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> Any:
        return self._cursor.executemany(self._altered(sql), rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)
