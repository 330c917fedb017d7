"""Copies that are taken while another process writes as fast as it can."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from reminders.store.backup import check_file, copy_out, opened_copy
from reminders.store.database import Database
from tests.databases import KEYRING

BOUND = 60.0
COPIES = 5

#: Each transaction adds one row to each of two tables; a line on stdout follows its commit. Ends when stdin does.
_WRITER = """
import select, sys
from reminders.store.database import Database
from reminders.store.keyring import Keyring

database = Database(sys.argv[1], Keyring([("test", bytes(32))], bytes(32)), durable=False)
number = 0
while not select.select([sys.stdin], [], [], 0)[0]:
    number += 1
    with database.write() as work:
        work.run("INSERT INTO fact (name, value) VALUES (?, 'x')", (f"written {number:09}",))
        work.run("INSERT INTO address_gate (clinic_id, address_hash) VALUES (1, ?)", (b"%016d" % number,))
    print(number, flush=True)
database.close()
"""


@pytest.fixture
def writer(sqlite_url: str) -> Iterator["subprocess.Popen[str]"]:
    """Another process that writes until its stdin is closed."""
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER, sqlite_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process
    finally:
        process.stdin.close()
        process.stdout.read()
        process.stdout.close()
        process.wait(BOUND)


def test_copies_are_of_one_moment_while_another_process_writes(
    sqlite_url: str, tmp_path: Path, writer: "subprocess.Popen[str]"
) -> None:
    assert writer.stdout is not None
    with closing(Database(sqlite_url, KEYRING)) as database:
        for copy in range(COPIES):
            committed = [int(writer.stdout.readline()) for _ in range(20)][-1]
            path = tmp_path / f"{copy}.db"
            path.touch()
            counts = copy_out(database, path, 0)
            with opened_copy(path, KEYRING) as work:
                check_file(work, path)
                written = work.all("SELECT COUNT(*), MAX(name) FROM fact WHERE name LIKE 'written %'")
                (gates,) = work.all("SELECT COUNT(*) FROM address_gate")[0]
            assert written == [(gates, f"written {gates:09}")]
            assert (counts["address_gate"], gates >= committed) == (gates, True)
