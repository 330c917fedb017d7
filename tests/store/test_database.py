"""Transactions, the one fair writer of SQLite, and what is said when a database cannot."""

import fcntl
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from reminders.store.database import CHECKPOINT_AFTER, Database, StoreError, Work, marks
from reminders.store.facts import get_fact, set_fact
from reminders.store.fairlock import FairLock
from tests.actions.house import at_once
from tests.databases import KEYRING

BOUND = 30


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    opened = Database(sqlite_url, KEYRING)
    yield opened
    opened.close()


def read_fact(database: Database, name: str) -> str | None:
    with database.read() as work:
        return get_fact(work, name)


def write_fact(database: Database, name: str, value: str = "yes") -> None:
    with database.write() as work:
        set_fact(work, name, value)


def tell_the_writer(database: Database, pragma: str) -> None:
    """The one writing connection of SQLite is kept, so this holds from now on."""
    with database.write() as work:
        work.all(pragma)


def test_a_write_is_there_afterwards(database: Database) -> None:
    write_fact(database, "sheet")
    assert read_fact(database, "sheet") == "yes"


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    def fail(work: Work) -> None:
        set_fact(work, "sheet", "yes")
        raise ValueError

    with pytest.raises(ValueError), database.write() as work:
        fail(work)
    assert read_fact(database, "sheet") is None
    write_fact(database, "sheet", "later")
    assert read_fact(database, "sheet") == "later"


def test_a_reader_sees_nothing_of_an_open_write_and_does_not_wait_for_it(database: Database) -> None:
    with database.write() as work:
        set_fact(work, "sheet", "yes")
        assert read_fact(database, "sheet") is None


def test_a_write_inside_a_write_is_refused_instead_of_waiting_for_itself(database: Database) -> None:
    with database.write(), pytest.raises(RuntimeError) as refused, database.write():
        pass
    assert str(refused.value) == "a write transaction inside another one of the same thread would wait for itself"
    write_fact(database, "sheet")
    assert read_fact(database, "sheet") == "yes"


def test_question_marks_are_values_and_percent_signs_are_text(database: Database) -> None:
    with database.read() as work:
        row = work.one("SELECT CAST(? AS TEXT) LIKE 'a%', CAST(? AS TEXT) = '100 %'", ("ana", "100 %"))
    assert row is not None
    assert [bool(value) for value in row] == [True, True]
    assert marks(3) == "?, ?, ?"


def test_rows_touched_are_counted(database: Database) -> None:
    with database.write() as work:
        assert work.many("INSERT INTO fact (name, value) VALUES (?, ?)", [("a", "1"), ("b", "1")]) == 2
        assert work.run("UPDATE fact SET value = '2' WHERE value = '1'") == 2
        assert work.many("INSERT INTO fact (name, value) VALUES (?, ?)", []) == 0
        assert work.one("SELECT value FROM fact WHERE name = ?", ("c",)) is None


def test_a_look_without_a_transaction_gives_one_row(database: Database) -> None:
    write_fact(database, "sheet")
    assert tuple(database.peek("SELECT value FROM fact WHERE name = ?", ("sheet",))) == ("yes",)


def test_whether_anybody_wrote_since_is_known_without_a_query(sqlite: Database, sqlite_url: str) -> None:
    with sqlite.write() as work:
        set_fact(work, "sheet", "yes")
        writers = sqlite.writers()
    assert sqlite.nobody_wrote_since(writers)
    read_fact(sqlite, "sheet")
    assert sqlite.nobody_wrote_since(writers)
    with closing(Database(sqlite_url, KEYRING)) as other, other.write():
        # Before anything of it is committed.
        assert not sqlite.nobody_wrote_since(writers)
    assert not sqlite.nobody_wrote_since(writers)


def test_only_on_one_machine_is_it_known_whether_anybody_wrote_since(database: Database) -> None:
    with database.write() as work:
        set_fact(work, "sheet", "yes")
        writers = database.writers()
    assert (writers is None, database.nobody_wrote_since(writers)) == (database.postgres, not database.postgres)


def test_ids_that_threads_take_at_once_are_all_different(database: Database) -> None:
    taken: list[int] = []

    def take() -> None:
        for count in (1, 7, 60):
            taken.extend(database.reserve_ids(count))

    at_once([take] * 8)
    with database.write() as work:
        taken.extend(work.new_ids(5))
    assert len(taken) == len(set(taken)) == 8 * 68 + 5


def test_ids_for_a_large_file_are_taken_in_runs_and_belong_to_nobody_else(database: Database) -> None:
    taken: list[int] = []
    runs: list[range] = []

    def take() -> None:
        for count in (3000, 1, 20_000):
            runs.extend(database.reserve_ranges(count))
            taken.extend(database.reserve_ids(7))

    at_once([take] * 4)
    with database.write() as work:
        assert work.new_ranges(0) == []
        taken.extend(work.new_ids(5))
    ids = [number for run in runs for number in run] + taken
    assert len(ids) == len(set(ids)) == 4 * (23_001 + 21) + 5


_FACTS = "INSERT INTO fact (name, value) VALUES (?, ?)"


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250, 400])
def test_many_rows_go_in_however_many_they_are(database: Database, count: int) -> None:
    rows = [(f"name {number}", f"value {number}") for number in range(count)]
    with database.write() as work:
        assert work.many(_FACTS, rows) == count
    with database.read() as work:
        assert sorted(work.all("SELECT name, value FROM fact WHERE name LIKE 'name %'")) == sorted(rows)


def test_of_many_rows_those_that_are_there_are_left_and_not_counted(database: Database) -> None:
    rows = [(f"name {number}", "new") for number in range(350)]
    with database.write() as work:
        work.many(_FACTS, [("name 7", "old"), ("name 349", "old")])
        assert work.many(_FACTS + " ON CONFLICT DO NOTHING", rows) == 348
        assert work.all("SELECT name FROM fact WHERE value = 'old' ORDER BY 1") == [("name 349",), ("name 7",)]


def test_of_many_rows_one_that_cannot_be_takes_the_others_with_it(database: Database) -> None:
    rows = [(f"name {number % 300}", "new") for number in range(350)]
    with pytest.raises(Exception, match=r"(?i)unique"), database.write() as work:
        work.many(_FACTS, rows)
    with database.read() as work:
        assert work.all("SELECT name FROM fact WHERE name LIKE 'name %'") == []


def test_many_changes_are_made_one_by_one(database: Database) -> None:
    with database.write() as work:
        work.many(_FACTS, [(f"name {number}", "0") for number in range(250)])
        changes = [(str(number), f"name {number}") for number in range(250)]
        assert work.many("UPDATE fact SET value = ? WHERE name = ?", changes) == 250
        assert work.one("SELECT COUNT(*) FROM fact WHERE name = 'name ' || value") == (250,)


class FullDisk(Database):
    """A database that cannot commit while its disk is full."""

    full = False

    @contextmanager
    def write(self) -> Iterator[Work]:
        with super().write() as work:
            yield work
            if self.full:
                raise StoreError("the disk is full")


def test_ids_whose_reservation_was_rolled_back_are_not_handed_out_twice(database_url: str) -> None:
    with closing(FullDisk(database_url, KEYRING)) as database:
        database.full = True
        with pytest.raises(StoreError):
            database.reserve_ids(3)
        database.full = False
        with database.write() as work:
            taken = work.new_ids(200)
        taken += database.reserve_ids(3)
        assert len(taken) == len(set(taken)) == 203


def test_no_ids_are_taken_where_none_are_asked_for(database: Database) -> None:
    with database.write() as work:
        assert work.new_ids(0) == []
    assert database.reserve_ids(0) == []


def test_a_mistake_of_the_program_is_not_dressed_up(database: Database) -> None:
    with pytest.raises(Exception, match="syntax") as failed, database.read() as work:
        work.all("SELEKT 1")
    assert not isinstance(failed.value, StoreError)


def test_a_missing_table_says_how_to_make_it(database: Database) -> None:
    with pytest.raises(StoreError, match=r"is not set up.*run `reminders setup`"), database.read() as work:
        work.all("SELECT * FROM no_such_thing")


def test_threads_are_served_in_the_order_in_which_they_asked() -> None:
    lock, served = FairLock(), list[int]()
    asked = [threading.Event() for _ in range(8)]

    def ask(number: int) -> None:
        asked[number].set()
        with lock:
            served.append(number)

    threads = [threading.Thread(target=ask, args=[number], daemon=True) for number in range(8)]
    with lock:
        for number, thread in enumerate(threads):
            thread.start()
            asked[number].wait(BOUND)
            wait_for(partial(are_waiting, lock, number + 1))
    for thread in threads:
        thread.join(BOUND)
    assert served == list(range(8))


def test_a_lock_whose_holder_failed_is_free_again() -> None:
    lock = FairLock()
    with pytest.raises(ValueError), lock:
        raise ValueError
    with lock:
        pass


def test_a_writer_waits_for_another_process(sqlite: Database) -> None:
    """Web, worker and command line share one lock file, which another open file stands for here."""
    write_fact(sqlite, "before")
    written = threading.Event()

    def write() -> None:
        write_fact(sqlite, "sheet")
        written.set()

    with open(f"{sqlite.path}.lock", "rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        assert not written.wait(0.2)
        assert read_fact(sqlite, "sheet") is None
        fcntl.flock(other, fcntl.LOCK_UN)
    thread.join(BOUND)
    assert read_fact(sqlite, "sheet") == "yes"


def test_the_lock_file_is_for_its_owner_only(sqlite: Database) -> None:
    write_fact(sqlite, "sheet")
    assert os.stat(f"{sqlite.path}.lock").st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("durable", "synchronous"), [(True, 2), (False, 0)])
def test_only_a_scratch_database_does_not_wait_for_the_disk(sqlite_url: str, durable: bool, synchronous: int) -> None:
    with closing(Database(sqlite_url, KEYRING, durable=durable)) as database, database.write() as work:
        pragmas = [work.one(f"PRAGMA {name}") for name in ("synchronous", "journal_mode", "foreign_keys")]
    assert pragmas == [(synchronous,), ("wal",), (1,)]


def test_the_log_is_copied_back_now_and_then_and_gone_after_closing(sqlite: Database) -> None:
    assert sqlite.path is not None
    size = sqlite.path.stat().st_size
    for number in range(CHECKPOINT_AFTER):
        write_fact(sqlite, f"fact {number}", "x" * 1000)
    assert sqlite.path.stat().st_size > size
    sqlite.close()
    assert not Path(f"{sqlite.path}-wal").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/nowhere/reminders.db", KEYRING)
    with pytest.raises(StoreError) as refused, database.write():
        pass
    assert str(refused.value) == (
        f"{tmp_path}/nowhere: cannot write there (No such file or directory); check its rights"
    )
    with pytest.raises(StoreError) as refused, database.read():
        pass
    assert str(refused.value) == (
        f"{tmp_path}/nowhere/reminders.db cannot be opened; check that its folder exists and may be written"
    )
    database.close()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "reminders.db"
    path.write_bytes(b"Dear diary, " * 1000)
    database = Database(f"sqlite:///{path}", KEYRING)
    with pytest.raises(StoreError) as refused, database.write():
        pass
    assert str(refused.value) == f"{path} is not a database of this program"
    database.close()


def test_a_database_that_another_program_keeps_locked_is_named(sqlite: Database) -> None:
    tell_the_writer(sqlite, "PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(str(sqlite.path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as refused, sqlite.write():
            pass
        assert str(refused.value) == f"{sqlite.path} is locked by another program; close it and try again"
        other.execute("ROLLBACK")
    write_fact(sqlite, "sheet")
    assert read_fact(sqlite, "sheet") == "yes"


def test_a_read_only_database_is_named_and_can_still_be_read(sqlite: Database) -> None:
    write_fact(sqlite, "sheet")
    tell_the_writer(sqlite, "PRAGMA query_only = ON")
    with pytest.raises(StoreError) as refused:
        write_fact(sqlite, "other")
    assert str(refused.value) == f"{sqlite.path} is read-only; give this user the right to write it and its folder"
    assert read_fact(sqlite, "sheet") == "yes"


def test_a_full_disk_is_named_and_what_was_written_stays(sqlite: Database) -> None:
    write_fact(sqlite, "sheet")
    tell_the_writer(sqlite, "PRAGMA max_page_count = 1")
    with pytest.raises(StoreError) as refused:
        write_fact(sqlite, "large", "x" * 1_000_000)
    assert str(refused.value) == f"{sqlite.path}: the disk is full; free some space, nothing was lost"
    assert (read_fact(sqlite, "sheet"), read_fact(sqlite, "large")) == ("yes", None)


_FILL = """
import resource, sys
from reminders.store.database import Database, StoreError
from reminders.store.facts import get_fact, set_fact
from reminders.store.keyring import Keyring

database = Database(sys.argv[1], Keyring([("test", bytes(32))], bytes(32)))
with database.write() as work:
    set_fact(work, "sheet", "yes")
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
try:
    with database.write() as work:
        set_fact(work, "large", "x" * 4_000_000)
except StoreError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with database.write() as work:
    set_fact(work, "after", "yes")
    print(get_fact(work, "sheet"), get_fact(work, "large"), get_fact(work, "after"))
database.close()
"""


def test_a_disk_that_takes_no_more_loses_nothing_and_goes_on_once_there_is_room(sqlite_url: str) -> None:
    """A limit on the size of files stands for the disk; the transaction fails while its log is being written."""
    done = subprocess.run(
        [sys.executable, "-c", _FILL, sqlite_url], capture_output=True, text=True, check=True, timeout=BOUND * 4
    )
    path = sqlite_url.removeprefix("sqlite:///")
    assert done.stdout.splitlines() == [
        f"{path}: the disk reports an error; check it before going on",
        "yes None yes",
    ]


def test_a_server_that_does_not_answer_is_said_to(sqlite_url: str) -> None:
    database = Database("postgresql://nobody@127.0.0.1:9/nothing", KEYRING)
    with pytest.raises(StoreError) as refused, database.read():
        pass
    assert str(refused.value) == ("the PostgreSQL server does not answer; check DATABASE_URL and that the server runs")
    database.close()


def are_waiting(lock: FairLock, count: int) -> bool:
    return len(lock._waiting) == count


def wait_for(there: Callable[[], bool]) -> None:
    """Raises TimeoutError after BOUND seconds."""
    until = time.monotonic() + BOUND
    while not there():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.001)
