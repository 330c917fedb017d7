"""Limit: sqlite3 by hand, writing rows that the service itself wrote: the same tables, indexes, rows and bytes."""

import csv
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import phonenumbers

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, measured

#: Files that the preparation of a row leaves: the database before and after the service's own work.
BEFORE, AFTER, CSV = "before.db", "after.db", "patients.csv"
#: Rows of an import that share a transaction.
BATCH = 500

Rows = list[tuple[Any, ...]]


@dataclass(slots=True)
class Replay:
    """What to write again: for each transaction the INSERTs with their rows."""

    schema: list[str]
    start: dict[str, Rows] = field(default_factory=dict)
    inserts: dict[str, str] = field(default_factory=dict)
    transactions: list[list[tuple[str, Rows]]] = field(default_factory=list)

    @property
    def messages(self) -> int:
        """How many planned messages it writes."""
        return sum(len(rows) for turn in self.transactions for sql, rows in turn if sql == self.inserts["message"])


def enroll_rows(job: Job) -> Measured:
    """One durable transaction for each patient."""
    replay = read_replay(job.prepared, job.size)
    connection = _new_database(job.scratch / "raw.db", replay)
    with Stopwatch() as watch:
        for turn in replay.transactions:
            _write(connection, turn)
    connection.close()
    return measured(watch, replay.messages)


def import_rows(job: Job) -> Measured:
    """The CSV read, each phone number validated, the rows written in durable batches."""
    replay = read_replay(job.prepared, -(-job.size // BATCH))
    connection = _new_database(job.scratch / "raw.db", replay)
    turns = iter(replay.transactions)
    with Stopwatch() as watch:
        for batch in _batches(job.prepared / CSV):
            for line in batch:
                # An email address is left unlooked at, which favors the limit.
                if line["phone"]:
                    _validate(line["phone"])
            _write(connection, next(turns))
    connection.close()
    return measured(watch, job.size)


def read_replay(prepared: Path, transactions: int) -> Replay:
    """What the service wrote between the two databases, in order, cut into so many transactions."""
    after = sqlite3.connect(f"file:{prepared / AFTER}?mode=ro", uri=True)
    before = sqlite3.connect(f"file:{prepared / BEFORE}?mode=ro", uri=True)
    replay = Replay(_schema(after), transactions=[[] for _ in range(transactions)])
    for table in _tables(after):
        old, new = _rows(before, table), _rows(after, table)
        known = set(old)
        written = [row for row in new if row not in known]
        replay.start[table] = old
        replay.inserts[table] = f"INSERT INTO {table} VALUES ({', '.join('?' * _width(after, table))})"
        # A changed row (a counter) is left out: that favors the limit.
        if len(new) > len(old):
            _share_out(replay, replay.inserts[table], written)
    return replay


def _share_out(replay: Replay, insert: str, rows: Rows) -> None:
    count = len(replay.transactions)
    for index, turn in enumerate(replay.transactions):
        mine = rows[len(rows) * index // count : len(rows) * (index + 1) // count]
        if mine:
            turn.append((insert, mine))


def _write(connection: sqlite3.Connection, turn: list[tuple[str, Rows]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for insert, rows in turn:
        connection.executemany(insert, rows)
    connection.execute("COMMIT")


def _new_database(path: Path, replay: Replay) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -8000")
    for statement in replay.schema:
        connection.execute(statement)
    _write(connection, [(replay.inserts[table], rows) for table, rows in replay.start.items()])
    return connection


def _schema(connection: sqlite3.Connection) -> list[str]:
    order = "CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, rootpage"
    found = connection.execute(f"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY {order}")
    return [row[0] for row in found if not row[0].startswith("CREATE TABLE sqlite_")]


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return [row[0] for row in found]


def _width(connection: sqlite3.Connection, table: str) -> int:
    return len(connection.execute(f"PRAGMA table_info({table})").fetchall())


def _rows(connection: sqlite3.Connection, table: str) -> Rows:
    """In the order in which they were written: ids grow, and a row without one names a row that has."""
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    order = next((name for name in ("id", "message_id", "patient_id") if name in names), "1")
    return connection.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()


def _batches(file: Path) -> Iterator[list[dict[str, str]]]:
    with file.open(encoding="utf-8", newline="") as lines:
        batch: list[dict[str, str]] = []
        for line in csv.DictReader(lines):
            batch.append(line)
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


def _validate(phone: str) -> str:
    number = phonenumbers.parse(phone, "US")
    if not phonenumbers.is_valid_number(number):
        raise AssertionError("the import file holds a number that is not valid")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
