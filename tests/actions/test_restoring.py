"""After a restore nothing leaves until a person has decided about what the lost database may have sent."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from alembic.command import upgrade
from alembic.config import Config

import reminders.store
from reminders.actions.auditing import verify_audit
from reminders.actions.backup import back_up
from reminders.actions.bad_input import BadInput
from reminders.actions.holding import Released, release_sending
from reminders.actions.restoring import Restored, keep_mark, looks_restored, notice_restore, restore
from reminders.app import App
from reminders.domain.instants import to_micros
from reminders.store.database import Database, StoreError
from reminders.store.facts import adopt_keys, set_fact
from reminders.store.keyring import Keyring, KeyringError
from reminders.store.migrating import is_current
from tests.actions.house import House, open_house
from tests.databases import ENCRYPTION_KEYS, KEYRING

WHY = "restored from a backup of 2026-04-01 14:10 UTC"


@dataclass
class Loss:
    """A clinic that backed up ten minutes after Ana's treatment, and can go back to that."""

    house: House
    path: Path
    backup: Path

    def restore(self, keyring: Keyring = KEYRING) -> Restored:
        """At what the clock shows now; the house then stands on what was restored."""
        self.house.app.database.close()
        done = restore(self.house.app.settings, keyring, self.backup, self.path, self.house.clock)
        self.reopen()
        return done

    def reopen(self) -> None:
        """As after a restart of the service."""
        self.house.app.database.close()
        database = Database(f"sqlite:///{self.path}", KEYRING)
        self.house.app = App(self.house.app.settings, database, self.house.clock)

    def holds(self) -> list[tuple[str, str, str]]:
        rows = self.house.rows("SELECT target, held_by, why FROM hold WHERE ended_at IS NULL")
        return [(target, by, why) for target, by, why in rows]

    def statuses(self) -> list[tuple[str, str, str | None]]:
        rows = self.house.rows("SELECT COALESCE(step, origin), status, status_reason FROM message ORDER BY wish_at, id")
        return [(step, status, reason) for step, status, reason in rows]


@pytest.fixture
def loss(sqlite_url: str, tmp_path: Path) -> Iterator[Loss]:
    """Ana is enrolled; her welcome and two steps leave after the backup."""
    (tmp_path / "house").mkdir()
    house = open_house(Database(sqlite_url, KEYRING), tmp_path / "house")
    house.enroll(present=True)
    path = house.app.database.path
    assert path is not None
    lost = Loss(house, path, back_up(house.app, tmp_path / "backup.db", "Rosa").path)
    for moment in ("2026-04-01 10:16", "2026-04-01 10:31", "2026-04-04 10:00"):
        house.set_clock(moment)
        house.send()
    house.set_clock("2026-04-04 12:00")
    yield lost
    lost.house.app.database.close()


def test_a_restore_holds_everything_and_says_what_may_have_been_sent(loss: Loss) -> None:
    done = loss.restore()
    assert [(m.schedule, m.step, m.channel, m.messages, m.since) for m in done.doubt.messages] == [
        ("", "welcome", "sms", 1, 1),
        ("facial", "calm", "sms", 1, 1),
        ("facial", "flaking", "sms", 1, 1),
    ]
    assert (done.doubt.total, done.doubt.since, done.doubt.exact, done.migrated) == (3, 3, True, False)
    assert loss.holds() == [("database", "program", WHY)]
    assert loss.house.send().sent == 0
    assert verify_audit(loss.house.app).problem is None


def test_what_was_there_is_kept_beside_it(loss: Loss) -> None:
    done = loss.restore()
    assert done.replaced == loss.path.with_name("reminders.db.replaced-20260404T160000Z")
    with closing(Database(f"sqlite:///{done.replaced}", KEYRING)) as replaced, replaced.read() as work:
        assert work.all("SELECT COUNT(*) FROM attempt") == [(3,)]
    left = {name for name in os.listdir(loss.path.parent) if "restoring" in name}
    assert left == set()


def test_nothing_is_released_before_a_person_decides_about_what_is_in_doubt(loss: Loss) -> None:
    loss.restore()
    with pytest.raises(BadInput) as refused:
        release_sending(loss.house.app, "everything", "Rosa", "restored")
    assert list(refused.value.mistakes) == [
        "doubtful: 3 messages may have been sent already by the database that this one replaces; "
        "--skip-due-before 2026-04-04T16:00:01Z closes them (a patient misses one rather than gets it twice), "
        "--send-doubtful lets them go by the rules for late messages"
    ]
    early = to_micros(loss.house.clock.at) - 3_600_000_000
    with pytest.raises(BadInput):
        release_sending(loss.house.app, "everything", "Rosa", "restored", early)
    assert loss.holds() == [("database", "program", WHY)]


def test_what_is_in_doubt_is_closed_in_the_name_of_who_releases_and_the_rest_goes_on(loss: Loss) -> None:
    loss.restore()
    moment = to_micros(loss.house.clock.at) + 1_000_000
    released = release_sending(loss.house.app, "everything", "Rosa", "restored", moment)
    assert (released.skipped, loss.holds()) == (3, [])
    assert loss.house.send().sent == 0
    assert loss.statuses() == [
        ("welcome", "canceled", "staff"),
        ("calm", "canceled", "staff"),
        ("flaking", "canceled", "staff"),
        ("results", "planned", None),
        ("come-back", "planned", None),
    ]
    assert loss.house.rows("SELECT DISTINCT decided_by FROM message WHERE status = 'canceled'") == [("Rosa",)]


def test_a_number_whose_welcome_was_closed_is_welcomed_before_its_next_text(loss: Loss) -> None:
    loss.restore()
    release_sending(loss.house.app, "everything", "Rosa", "restored", to_micros(loss.house.clock.at) + 1_000_000)
    loss.house.set_clock("2026-04-15 10:00")
    assert loss.house.send().sent == 2
    assert [row for row in loss.statuses() if row[1] == "sent"] == [
        ("results", "sent", None),
        ("welcome", "sent", None),
    ]


def test_what_is_in_doubt_may_go_by_the_rules_for_late_messages(loss: Loss) -> None:
    loss.restore()
    loss.house.send()
    released = release_sending(loss.house.app, "everything", "Rosa", "nothing was sent", send_doubtful=True)
    assert released == Released(woken=2, skipped=0)
    assert loss.house.send().sent == 2
    assert [(step, status) for step, status, _ in loss.statuses()] == [
        ("welcome", "sent"),
        ("calm", "canceled"),
        ("flaking", "sent"),
        ("results", "planned"),
        ("come-back", "planned"),
    ]


def test_a_restore_without_anything_in_doubt_is_released_at_once(loss: Loss) -> None:
    loss.house.set_clock("2026-04-01 10:10")
    done = loss.restore()
    assert done.doubt.total == 0
    assert release_sending(loss.house.app, "everything", "Rosa", "restored").skipped == 0


def test_ids_of_the_lost_database_are_not_given_to_others(loss: Loss) -> None:
    loss.restore()
    assert loss.house.enroll(first_name="Ben", phone="+12025550112").treatment_id > 1_000_000_000


def test_a_restore_is_noticed_once_and_not_by_the_worker_again(loss: Loss) -> None:
    loss.restore()
    release_sending(loss.house.app, "everything", "Rosa", "restored", send_doubtful=True)
    loss.reopen()
    assert (looks_restored(loss.house.app), notice_restore(loss.house.app)) == (None, None)
    assert loss.holds() == []


def test_a_file_that_was_copied_back_by_hand_is_held_by_the_worker(loss: Loss) -> None:
    loss.house.app.database.close()
    for end in ("", "-wal", "-shm"):
        Path(f"{loss.path}{end}").unlink(missing_ok=True)
    shutil.copy(loss.backup, loss.path)
    loss.reopen()
    assert looks_restored(loss.house.app) == "an older copy of the database file was put back"
    assert loss.house.send().sent == 0
    assert loss.holds() == [("database", "program", "an older copy of the database file was put back")]
    assert looks_restored(loss.house.app) is None
    with pytest.raises(BadInput):
        release_sending(loss.house.app, "everything", "Rosa", "restored")


def test_a_dump_that_was_loaded_into_another_database_is_held_by_the_worker(database: Database, tmp_path: Path) -> None:
    if database.path is not None:
        pytest.skip("a file has a mark beside it instead")
    house = open_house(database, tmp_path)
    house.enroll(present=True)
    assert notice_restore(house.app) is None
    with database.write() as work:
        set_fact(work, "restore_home", "another server/1/5")
    assert house.send().sent == 0
    assert house.rows("SELECT target, held_by, why FROM hold") == [
        ("database", "program", "this PostgreSQL database was restored or moved")
    ]
    with database.write() as work:
        assert work.new_ids(1)[0] > 1_000_000_000


def test_ordinary_restarts_raise_no_alarm(database: Database, tmp_path: Path) -> None:
    house = open_house(database, tmp_path)
    for _ in range(3):
        assert notice_restore(house.app) is None
        keep_mark(house.app)
    assert house.rows("SELECT COUNT(*) FROM hold") == [(0,)]


def test_keys_of_another_clinic_are_refused_and_nothing_changes(loss: Loss) -> None:
    # Closing copies the log back.
    loss.house.app.database.close()
    before = loss.path.stat().st_mtime_ns
    with pytest.raises(KeyringError):
        restore(loss.house.app.settings, Keyring(ENCRYPTION_KEYS, bytes(32)), loss.backup, loss.path, loss.house.clock)
    assert loss.path.stat().st_mtime_ns == before
    assert [name for name in os.listdir(loss.path.parent) if "restoring" in name or "replaced" in name] == []


BAD_FILES = [
    (b"", r"is not a database of this program"),
    (b"not a database" * 1000, r"is not a database of this program"),
]


@pytest.mark.parametrize(("content", "says"), BAD_FILES, ids=["empty", "something else"])
def test_what_is_no_backup_is_refused(loss: Loss, tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "bad.db").write_bytes(content)
    loss.house.app.database.close()
    with pytest.raises(StoreError, match=says):
        restore(loss.house.app.settings, KEYRING, tmp_path / "bad.db", loss.path, loss.house.clock)


def test_a_damaged_backup_is_refused(loss: Loss) -> None:
    torn = bytearray(loss.backup.read_bytes())
    torn[4096 * 5 : 4096 * 40] = os.urandom(4096 * 35)
    loss.backup.write_bytes(torn)
    with pytest.raises(StoreError, match=rf"^{loss.backup} is damaged"):
        loss.restore()
    loss.reopen()
    assert loss.holds() == []


def test_a_backup_of_a_newer_version_is_refused(loss: Loss) -> None:
    with closing(Database(f"sqlite:///{loss.backup}", KEYRING)) as backup, backup.write() as work:
        work.run("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version"):
        loss.restore()


def test_a_backup_of_the_first_version_is_brought_to_this_one_and_its_acts_are_chained(
    loss: Loss, tmp_path: Path
) -> None:
    loss.backup = tmp_path / "old.db"
    write_first_version(loss.backup)
    done = loss.restore()
    assert (done.migrated, done.audit.entries, done.audit.problem) == (True, 2, None)
    assert (done.doubt.taken_at, done.doubt.exact) == (7_000_000, False)
    assert loss.holds() == [("database", "program", "restored from a backup of 1970-01-01 00:00 UTC")]
    assert verify_audit(loss.house.app).entries == 3


def write_first_version(path: Path) -> None:
    """A database as the first version left it, with two acts."""
    with closing(Database(f"sqlite:///{path}", KEYRING)) as database:
        with database.alone(), database.reader.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(Path(reminders.store.__file__).parent / "migrations"))
            config.attributes["connection"] = connection
            upgrade(config, "0001")
        with database.write() as work:
            adopt_keys(work)
            for statement in _FIRST_ROWS:
                work.run(statement)


_FIRST_ROWS = (
    "INSERT INTO clinic (id, name, postal_address, settle_minutes, send_time, created_at) "
    "VALUES (1, 'Clinic', '', 5, '10:00', 0)",
    'INSERT INTO audit_entry (id, clinic_id, at, "by", verb, subject, subject_id) '
    "VALUES (2, 1, 7000000, 'Rosa', 'closed', 'message', 9), (3, 1, 3000000, 'Ben', 'resent', 'message', 8)",
)


def test_places_that_cannot_be_are_named_together(loss: Loss, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        restore(loss.house.app.settings, KEYRING, tmp_path / "no.db", tmp_path / "no" / "where.db", loss.house.clock)
    assert list(refused.value.mistakes) == [
        f"file: {tmp_path}/no.db is not there",
        f"to: {tmp_path}/no is no folder; make it first",
    ]
    with pytest.raises(BadInput):
        restore(loss.house.app.settings, KEYRING, loss.path, loss.path, loss.house.clock)


def test_a_log_without_its_database_is_put_aside_too(loss: Loss) -> None:
    loss.house.app.database.close()
    loss.path.unlink()
    Path(f"{loss.path}-wal").write_bytes(b"of a database that is gone")
    done = loss.restore()
    assert done.replaced is not None
    assert Path(f"{done.replaced}-wal").read_bytes() == b"of a database that is gone"
    assert is_current(loss.house.app.database)


def test_a_plain_copy_with_its_log_can_be_restored_too(loss: Loss, tmp_path: Path) -> None:
    (tmp_path / "copied").mkdir()
    for end in ("", "-wal", "-shm"):
        if Path(f"{loss.path}{end}").exists():
            shutil.copy(f"{loss.path}{end}", tmp_path / "copied" / f"plain.db{end}")
    loss.backup = tmp_path / "copied" / "plain.db"
    done = loss.restore()
    assert (done.doubt.exact, done.doubt.total) == (False, 0)
    assert len(loss.statuses()) == 5
