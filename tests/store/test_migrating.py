"""Migrations: what they make is what the program expects, on either kind of database."""

from pathlib import Path
from sqlite3 import IntegrityError

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

import reminders.store
from reminders.store.database import Database
from reminders.store.migrating import is_current, migrate
from reminders.store.tables import metadata
from tests.databases import KEYRING


def test_the_migrations_make_the_tables_that_the_program_expects(database: Database) -> None:
    with database.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})
        assert compare_metadata(context, metadata) == []


def test_a_migrated_database_is_current_and_is_not_migrated_again(database: Database) -> None:
    assert (is_current(database), migrate(database)) == (True, False)


def test_messages_and_their_attempts_survive_the_second_migration(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.db'}", KEYRING)
    with database.alone(), database.reader.begin() as connection:
        _upgrade_to(connection, "0001")
    with database.write() as work:
        for statement in _OLD_ROWS:
            work.run(statement)
    assert migrate(database)
    with database.read() as work:
        kept = work.all(
            "SELECT m.id, m.patient_id, m.asked, a.number FROM message m JOIN attempt a ON a.message_id = m.id"
        )
        assert (kept, work.all("PRAGMA foreign_keys")) == ([(3, 2, 0, 1)], [(1,)])
    with pytest.raises(IntegrityError), database.write() as work:
        work.run("UPDATE message SET status = 'lost' WHERE id = 3")
    database.close()


def test_what_waits_in_the_queue_survives_the_third_migration(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.db'}", KEYRING)
    with database.alone(), database.reader.begin() as connection:
        _upgrade_to(connection, "0002")
    with database.write() as work:
        work.run(
            "INSERT INTO due_queue (due_at, message_id, channel, lane) VALUES (7, 1, 'sms', 0), (5, 2, 'email', 2)"
        )
    assert migrate(database)
    with database.read() as work:
        waiting = work.all("SELECT channel, due_at, message_id, claimed_until, lane FROM due_queue ORDER BY due_at")
    database.close()
    assert waiting == [("email", 5, 2, 0, 2), ("sms", 7, 1, 0, 0)]


_OLD_ROWS = (
    "INSERT INTO clinic (id, name, postal_address, settle_minutes, send_time, created_at) "
    "VALUES (1, 'Clinic', '', 5, '10:00', 0)",
    "INSERT INTO patient (id, clinic_id, first_name_enc, language, channel, created_at) "
    "VALUES (2, 1, x'00', 'en', 'sms', 0)",
    "INSERT INTO message (id, clinic_id, patient_id, origin, round, kind, essential, status, wish_at, opens_at, "
    "closes_at, attempts) VALUES (3, 1, 2, 'welcome', 0, 'care', 1, 'sent', 0, 0, 0, 1)",
    "INSERT INTO attempt (id, message_id, number, transport, claimed_by, armed_at, outcome) "
    "VALUES (4, 3, 1, 'sandbox', 'worker', 0, 'accepted')",
)


def _upgrade_to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(reminders.store.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
