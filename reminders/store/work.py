"""One transaction: SQL that runs on either database, and ids for new rows."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from reminders.store.keyring import Keyring

Row = tuple[Any, ...]

#: So many rows go into SQLite by one statement: it opens the table and each of its indexes once for them, not for each.
_TOGETHER = 100
_INSERT = re.compile(r"(INSERT INTO \w+ \([\w, ]+\) VALUES )(\([^()]+\))( ON CONFLICT DO NOTHING)?")
#: First and last of each run of so many new ids.
_RUNS = """
    SELECT MIN(id), MAX(id) FROM (
        SELECT id, id - ROW_NUMBER() OVER (ORDER BY id) AS run
        FROM (SELECT nextval('row_ids') AS id FROM generate_series(1, ?)) AS taken
    ) AS numbered GROUP BY run ORDER BY 1
"""


class Work:
    """One transaction. Hot SQL goes straight to the driver: text with `?` for values, on either database."""

    def __init__(self, cursor: Any, keyring: Keyring, postgres: bool) -> None:
        self.keyring = keyring
        self.postgres = postgres
        self._cursor = cursor
        self._at_commit: dict[Callable[[Work, list[Any]], None], list[Any]] = {}

    def at_commit(self, act: "Callable[[Work, list[Any]], None]", *given: Any) -> None:
        """Call `act` once, as the last thing before the commit, with all that was given for it in this transaction.

        For what locks a row that every transaction shares: the lock is then held for a moment only, and always last.
        """
        self._at_commit.setdefault(act, []).extend(given)

    def given(self, act: "Callable[[Work, list[Any]], None]") -> list[Any]:
        """What `at_commit` was given for `act` so far."""
        return list(self._at_commit.get(act, ()))

    def finish(self) -> None:
        """Do what was asked for at the commit."""
        for act, given in self._at_commit.items():
            act(self, given)
        self._at_commit = {}

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Execute one statement; returns how many rows it touched."""
        self._cursor.execute(_for_psycopg(sql) if self.postgres else sql, values)
        return int(self._cursor.rowcount)

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        """Execute one statement for each row of values; returns how many rows were touched."""
        done = whole = 0
        if not self.postgres and len(rows) >= _TOGETHER and (together := _together(sql)):
            whole = len(rows) // _TOGETHER * _TOGETHER
            for first in range(0, whole, _TOGETHER):
                done += self.run(together, list(chain.from_iterable(rows[first : first + _TOGETHER])))
        if whole < len(rows):
            self._cursor.executemany(_for_psycopg(sql) if self.postgres else sql, rows[whole:])
            done += int(self._cursor.rowcount)
        return done

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Every row of a query (or of a RETURNING clause)."""
        self._cursor.execute(_for_psycopg(sql) if self.postgres else sql, values)
        rows: list[Row] = self._cursor.fetchall()
        return rows

    def one(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row, or None."""
        rows = self.all(sql, values)
        return rows[0] if rows else None

    def copy_into(self, target: sqlite3.Connection) -> None:
        """SQLite: the whole database as this transaction sees it; others go on writing meanwhile."""
        source: sqlite3.Connection = self._cursor.connection
        source.backup(target)

    def new_ids(self, count: int) -> list[int]:
        """So many unused row ids, from the one sequence that all tables share."""
        if count == 0:
            return []
        if self.postgres:
            return [row[0] for row in self.all("SELECT nextval('row_ids') FROM generate_series(1, ?)", (count,))]
        (ids,) = self.new_ranges(count)
        return list(ids)

    def new_ranges(self, count: int) -> list[range]:
        """As `new_ids`, for millions: in runs of ids that follow each other."""
        if count == 0:
            return []
        if self.postgres:
            return [range(first, last + 1) for first, last in self.all(_RUNS, (count,))]
        row = self.one("UPDATE row_id SET next_id = next_id + ? WHERE only = 1 RETURNING next_id", (count,))
        assert row is not None
        return [range(row[0] - count, row[0])]


@lru_cache(maxsize=512)
def _together(sql: str) -> str:
    """An INSERT of one row as one of _TOGETHER; empty for any other statement."""
    found = _INSERT.fullmatch(sql)
    return f"{found[1]}{', '.join([found[2]] * _TOGETHER)}{found[3] or ''}" if found else ""


@lru_cache(maxsize=512)
def _for_psycopg(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")


def marks(count: int) -> str:
    """`?, ?, ?` for an IN list."""
    return ", ".join("?" * count)
