"""Joins what threads ask for at the same moment: one of them does it for all, the others wait for their result."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from typing import Generic, TypeVar

from reminders.store.database import Database, StoreError

Wish = TypeVar("Wish")
Result = TypeVar("Result")

#: So many wishes share a turn at most: it bounds how long the next writer waits.
MOST = 32

_Group = list[tuple[Wish, Future[Result]]]


class Together(Generic[Wish, Result]):
    """Handing a lock from thread to thread costs two wake-ups, and each commit a wait for the disk. Wishes that come
    in while somebody waits for the lock therefore share that turn, and one transaction. On PostgreSQL, where writers
    go side by side, hardly any do.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mutex = threading.Lock()
        self._gathering: _Group[Wish, Result] | None = None

    def do(self, wish: Wish, fulfil: Callable[[Sequence[Wish]], Sequence[Result]]) -> Result:
        """The result of this wish, once it is durable. Raises what `fulfil` raises for it.

        `fulfil` takes any number of wishes and must do all of them or, when it raises, none; who calls it is whichever
        thread came first. What fails together is tried one by one, so that a bad wish fails alone; what the database
        refuses (StoreError) is refused for all. Raises RuntimeError inside a write transaction of the same thread.
        """
        self._database.expect_no_write()
        while True:
            mine: Future[Result] = Future()
            group = self._join(wish, mine)
            if group is not None:
                self._lead(group, fulfil)
            try:
                return mine.result()
            except CancelledError:
                # Who did it for all was stopped (ctrl-C) before this wish's turn came.
                continue

    def _join(self, wish: Wish, mine: "Future[Result]") -> "_Group[Wish, Result] | None":
        """The group that this thread leads; None: another thread leads the group it has joined."""
        with self._mutex:
            if self._gathering is not None:
                self._gathering.append((wish, mine))
                if len(self._gathering) == MOST:
                    self._gathering = None
                return None
            self._gathering = [(wish, mine)]
            return self._gathering

    def _lead(self, group: "_Group[Wish, Result]", fulfil: Callable[[Sequence[Wish]], Sequence[Result]]) -> None:
        try:
            with self._database.in_turn():
                self._close(group)
                _fulfil(group, fulfil)
        finally:
            self._close(group)
            for _, future in group:
                future.cancel()

    def _close(self, group: "_Group[Wish, Result]") -> None:
        with self._mutex:
            if self._gathering is group:
                self._gathering = None


def _fulfil(group: _Group[Wish, Result], fulfil: Callable[[Sequence[Wish]], Sequence[Result]]) -> None:
    try:
        results = fulfil([wish for wish, _ in group])
    except StoreError as refused:
        for _, future in group:
            future.set_exception(StoreError(*refused.args))
    except Exception as error:  # noqa: BLE001 - raised again in the thread whose wish it is
        if len(group) == 1:
            group[0][1].set_exception(error)
            return
        for one in group:
            _fulfil([one], fulfil)
    else:
        for (_, future), result in zip(group, results, strict=True):
            future.set_result(result)
