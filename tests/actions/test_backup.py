"""Backups: complete, verified, never in another file's place, and nothing left behind when they fail."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from reminders.actions.auditing import audit_list
from reminders.actions.backup import back_up
from reminders.actions.bad_input import BadInput
from reminders.store.backup import check_file, opened_copy, taken_at
from reminders.store.database import Database, StoreError
from tests.actions.house import NOW, House, open_house
from tests.databases import KEYRING, copy_of_template


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    """With Ana enrolled."""
    (tmp_path / "house").mkdir()
    with closing(Database(sqlite_url, KEYRING)) as database:
        opened = open_house(database, tmp_path / "house")
        opened.enroll()
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where backups go."""
    made = tmp_path / "backups"
    made.mkdir()
    return made


def dump(path: Path) -> list[str]:
    """Everything but the facts and what a backup itself notes."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        own = ('INSERT INTO "fact"', 'INSERT INTO "audit_head"', 'INSERT INTO "row_id"')
        return [line for line in connection.iterdump() if not line.startswith(own) and "backed up" not in line]


def test_a_backup_holds_what_the_database_holds(house: House, folder: Path) -> None:
    done = back_up(house.app, folder / "one.db", "Rosa")
    assert house.app.database.path is not None
    assert dump(done.path) == dump(house.app.database.path)
    assert (done.rows["patient"], done.rows["treatment"], done.rows["message"]) == (1, 1, 5)
    assert (done.audit.problem, done.audit.entries, done.noted, done.taken_at) == (None, 4, True, NOW)
    assert done.size == done.path.stat().st_size


def test_a_backup_is_one_file_of_its_owner_that_says_when_it_was_taken(house: House, folder: Path) -> None:
    done = back_up(house.app, folder / "one.db", "Rosa")
    assert os.listdir(folder) == ["one.db"]
    assert done.path.stat().st_mode & 0o777 == 0o600
    with opened_copy(done.path, KEYRING) as work:
        assert taken_at(work) == (int(NOW.timestamp() * 1_000_000), True)
        assert work.one("PRAGMA journal_mode") == ("delete",)
    assert os.listdir(folder) == ["one.db"]


def test_a_backup_has_a_dated_name_where_none_is_given(house: House, folder: Path) -> None:
    assert back_up(house.app, folder, "Rosa").path == folder / "reminders-20260401T141000Z.db"


def test_who_backs_up_is_kept_without_the_folder(house: House, folder: Path) -> None:
    back_up(house.app, folder / "one.db", "Rosa")
    (entry,) = audit_list(house.app, "database", 1)
    assert (entry.by, entry.verb, entry.detail) == ("Rosa", "backed up", "one.db")


def test_nobody_waits_for_a_backup_that_reads_while_they_write(house: House, folder: Path) -> None:
    """An open reader's transaction is what a backup holds all the while."""
    with house.app.database.read() as work:
        work.one("SELECT COUNT(*) FROM patient")
        house.enroll(first_name="Ben", phone="+12025550112")
        done = back_up(house.app, folder / "one.db", "Rosa")
    assert done.rows["patient"] == 2


def test_a_file_that_is_there_is_never_replaced(house: House, folder: Path) -> None:
    (folder / "one.db").write_text("precious")
    with pytest.raises(BadInput) as refused:
        back_up(house.app, folder / "one.db", "Rosa")
    assert list(refused.value.mistakes) == [
        f"file: {folder}/one.db is there already; a backup never replaces a file, give it another name"
    ]
    assert (folder / "one.db").read_text() == "precious"


def test_a_folder_that_is_not_there_is_named(house: House, folder: Path) -> None:
    with pytest.raises(BadInput) as refused:
        back_up(house.app, folder / "nowhere" / "one.db", "Rosa")
    assert list(refused.value.mistakes) == [f"file: {folder}/nowhere is no folder; make it first, or name another one"]


def test_a_folder_that_cannot_be_written_is_named(house: House) -> None:
    with pytest.raises(StoreError, match=r"^/proc: (cannot write there|a backup needs)"):
        back_up(house.app, Path("/proc/one.db"), "Rosa")


def test_a_postgres_database_is_backed_up_with_its_own_tools(postgres_template: str, tmp_path: Path) -> None:
    with closing(Database(copy_of_template(postgres_template), KEYRING)) as database:
        house = open_house(database, tmp_path)
        with pytest.raises(BadInput) as refused:
            back_up(house.app, tmp_path / "one.db", "Rosa")
    assert list(refused.value.mistakes) == [
        "DATABASE_URL: names a PostgreSQL server; back it up with `pg_dump --format=custom`; docs/operating.md says "
        "how, and what to do after `pg_restore`"
    ]


def test_a_meddled_audit_is_told_and_the_backup_is_kept(house: House, folder: Path) -> None:
    with house.app.database.write() as work:
        work.run("DROP TRIGGER audit_entry_unchanged")
        work.run("UPDATE audit_entry SET \"by\" = 'Eve' WHERE number = 2")
    done = back_up(house.app, folder / "one.db", "Rosa")
    assert done.audit.problem is not None
    assert (done.audit.problem.number, done.path.exists()) == (2, True)


def test_rows_that_point_nowhere_spoil_a_backup_and_leave_nothing(house: House, folder: Path) -> None:
    assert house.app.database.path is not None
    with closing(sqlite3.connect(house.app.database.path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM patient")
    with pytest.raises(StoreError, match="is damaged: a row of "):
        back_up(house.app, folder / "one.db", "Rosa")
    assert os.listdir(folder) == []


def test_a_damaged_page_is_found(house: House, folder: Path) -> None:
    done = back_up(house.app, folder / "one.db", "Rosa")
    torn = bytearray(done.path.read_bytes())
    torn[4096 * 5 : 4096 * 40] = os.urandom(4096 * 35)
    done.path.write_bytes(torn)
    with pytest.raises(StoreError, match="damaged"), opened_copy(done.path, KEYRING) as work:
        check_file(work, done.path)
