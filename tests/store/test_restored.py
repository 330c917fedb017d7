"""The marks by which an older state of the database is told from the one that goes on."""

import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from reminders.store.database import Database, StoreError
from reminders.store.facts import set_fact
from reminders.store.restored import Mark, read_mark_file, renew_mark, sign_of_restore, skip_ids, write_mark_file
from tests.databases import KEYRING

OLDER = "an older copy of the database file was put back"


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    with closing(Database(sqlite_url, KEYRING)) as opened:
        yield opened


def renew(database: Database) -> Mark:
    """As the worker does now and then."""
    assert database.path is not None
    with database.write() as work:
        mark = renew_mark(work, database.path)
    assert mark is not None
    write_mark_file(database.path, mark)
    return mark


def sign(database: Database) -> str | None:
    with database.read() as work:
        return sign_of_restore(work, database.path)


def test_a_database_that_goes_on_shows_no_sign(database: Database) -> None:
    assert sign(database) is None
    for _ in range(3):
        with database.write() as work:
            mark = renew_mark(work, database.path)
        if database.path is not None and mark is not None:
            write_mark_file(database.path, mark)
        assert sign(database) is None


def test_an_older_file_put_back_shows_until_its_mark_is_renewed(sqlite: Database, tmp_path: Path) -> None:
    assert sqlite.path is not None
    renew(sqlite)
    sqlite.checkpoint()
    shutil.copy(sqlite.path, tmp_path / "kept.db")
    newest = renew(sqlite)
    sqlite.close()
    shutil.copy(tmp_path / "kept.db", sqlite.path)
    with closing(Database(f"sqlite:///{sqlite.path}", KEYRING)) as back:
        assert sign(back) == OLDER
        assert renew(back) == Mark(newest.database, newest.count + 1)
        assert sign(back) is None


def test_a_crash_between_the_commit_and_the_file_raises_no_alarm(sqlite: Database) -> None:
    renew(sqlite)
    with sqlite.write() as work:
        renew_mark(work, sqlite.path)
    assert sign(sqlite) is None


def test_a_folder_that_moves_raises_no_alarm_with_its_mark_or_without(sqlite: Database, tmp_path: Path) -> None:
    assert sqlite.path is not None
    renew(sqlite)
    sqlite.close()
    for name, files in (("all", ("", ".mark")), ("alone", ("",))):
        (tmp_path / name).mkdir()
        for end in files:
            shutil.copy(f"{sqlite.path}{end}", tmp_path / name / f"reminders.db{end}")
        with closing(Database(f"sqlite:///{tmp_path}/{name}/reminders.db", KEYRING)) as moved:
            assert sign(moved) is None


def test_another_database_in_the_same_place_raises_no_alarm(sqlite: Database, sqlite_template: Path) -> None:
    assert sqlite.path is not None
    renew(sqlite)
    sqlite.close()
    shutil.copy(sqlite_template, sqlite.path)
    with closing(Database(f"sqlite:///{sqlite.path}", KEYRING)) as other:
        assert renew(other).count == 1
        assert sign(other) is None


def test_a_file_from_before_there_were_marks_is_an_older_one_too(sqlite: Database, sqlite_template: Path) -> None:
    assert sqlite.path is not None
    renew(sqlite)
    sqlite.close()
    shutil.copy(sqlite_template, sqlite.path)
    with closing(Database(f"sqlite:///{sqlite.path}", KEYRING)) as other:
        assert sign(other) == OLDER


@pytest.mark.parametrize("text", ["", "{}", "[1]", "null", '{"database": "a"}', "\x00\x01"])
def test_a_mark_that_cannot_be_read_raises_no_alarm(sqlite: Database, text: str) -> None:
    assert sqlite.path is not None
    renew(sqlite)
    Path(f"{sqlite.path}.mark").write_text(text)
    assert (read_mark_file(sqlite.path), sign(sqlite)) == (None, None)


def test_the_mark_is_its_owners_only_and_tells_nothing_of_patients(sqlite: Database) -> None:
    assert sqlite.path is not None
    mark = renew(sqlite)
    path = Path(f"{sqlite.path}.mark")
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert json.loads(path.read_text()) == {"database": mark.database, "count": 1}


def test_a_mark_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        write_mark_file(tmp_path / "nowhere" / "reminders.db", Mark("a", 1))
    assert str(refused.value) == (
        f"{tmp_path}/nowhere: cannot write there (No such file or directory); check its rights and room"
    )


def test_a_postgres_database_that_lives_elsewhere_now_shows_until_it_is_noted(database: Database) -> None:
    if database.path is not None:
        pytest.skip("a file has a mark beside it instead")
    with database.write() as work:
        renew_mark(work, None)
        assert sign_of_restore(work, None) is None
        set_fact(work, "restore_home", "another server/1/5")
        assert sign_of_restore(work, None) == "this PostgreSQL database was restored or moved"
        renew_mark(work, None)
        assert sign_of_restore(work, None) is None


def test_ids_that_a_lost_database_gave_out_are_not_given_again(database: Database) -> None:
    (before,) = database.reserve_ids(1)
    with database.write() as work:
        skip_ids(work)
        (after,) = work.new_ids(1)
    assert after > before + 1_000_000_000


def test_threads_that_remember_at_once_do_not_stand_in_each_others_way(tmp_path: Path) -> None:
    path = tmp_path / "reminders.db"

    def remember(number: int) -> None:
        for count in range(100):
            write_mark_file(path, Mark("one", number * 100 + count))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(remember, range(4))) == [None] * 4
    found = read_mark_file(path)
    assert found is not None
    assert found.database == "one"
    assert [one.name for one in tmp_path.iterdir()] == ["reminders.db.mark"]
