"""A million pending messages quickly: rows of patients really enrolled, copied with new ids and later times."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

#: Ids of these stay: there is one clinic, one location, one version.
_SHARED = frozenset({"clinic_id", "location_id", "version_id"})
#: The keys of addresses: each copy is another address.
_HASHES = frozenset({"value_hash", "address_hash", "external_id_hash"})
#: Times of what is still to come.
_TIMES = frozenset({"wish_at", "opens_at", "closes_at", "due_at", "queue_at"})
#: Tables that hold patients and what hangs on them; the others are the clinic's own.
_TABLES = (
    "patient",
    "name_prefix",
    "address",
    "address_gate",
    "consent",
    "treatment",
    "message",
    "attempt",
    "due_queue",
)
_HOUR = 3_600_000_000


def multiply(path: Path, pending: int) -> int:
    """Copy every patient of a database until so many messages wait in the due queue; returns how many wait.

    Copies are due a day later than the originals and then spread over a year, so what is due now stays as it is.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        "journal_mode = WAL",
        "synchronous = OFF",
        "cache_size = -200000",
        "foreign_keys = OFF",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("other_hash", 2, _other_hash, deterministic=True)
    waiting = _count(connection)
    copies = max(0, -(-(pending - waiting) // waiting))
    first, end = _ids(connection)
    connection.execute("BEGIN IMMEDIATE")
    for table in _TABLES:
        _copy(connection, table, copies, end - first)
    connection.execute("UPDATE row_id SET next_id = ?", (end + copies * (end - first),))
    connection.execute("COMMIT")
    waiting = _count(connection)
    connection.close()
    analyze(path)
    return waiting


def analyze(path: Path) -> None:
    """As after every bulk load; leaves all in the database file itself."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _copy(connection: sqlite3.Connection, table: str, copies: int, stride: int) -> None:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    spread = 365 * 24 * _HOUR // max(1, copies)
    values = ", ".join(_copied(name, stride, spread) for name in names)
    # In the order of the key where the table is clustered by it, else copy by copy.
    order = "ORDER BY 1, 2" if table == "due_queue" else ""
    connection.execute(f"CREATE TEMP TABLE original AS SELECT * FROM {table}")
    connection.execute(
        f"INSERT INTO {table} ({', '.join(_quoted(names))}) "
        "WITH RECURSIVE copy (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < ?) "
        f"SELECT {values} FROM copy CROSS JOIN original WHERE ? > 0 {order}",
        (copies, copies),
    )
    connection.execute("DROP TABLE original")


def _copied(name: str, stride: int, spread: int) -> str:
    """The SQL of one column of copy n."""
    column = f'original."{name}"'
    if name in _HASHES:
        return f"CASE WHEN {column} IS NULL THEN NULL ELSE other_hash({column}, n) END"
    if name in _TIMES:
        return f"{column} + {24 * _HOUR} + n * {spread}"
    if (name == "id" or name.endswith("_id")) and name not in _SHARED and name != "provider_id":
        return f"{column} + n * {stride}"
    return column


def _other_hash(value: bytes, number: int) -> bytes:
    return number.to_bytes(4) + value[4:]


def _ids(connection: sqlite3.Connection) -> tuple[int, int]:
    """The smallest id of a patient's rows, and the next unused one of all."""
    lowest = min(
        connection.execute(f"SELECT MIN(id) FROM {table}").fetchone()[0]
        for table in _TABLES
        if _has_id(connection, table)
    )
    return lowest, connection.execute("SELECT next_id FROM row_id").fetchone()[0]


def _has_id(connection: sqlite3.Connection, table: str) -> bool:
    return any(row[1] == "id" for row in connection.execute(f"PRAGMA table_info({table})"))


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT COUNT(*) FROM due_queue").fetchone()[0])


def _quoted(names: Sequence[str]) -> list[str]:
    return [f'"{name}"' for name in names]
