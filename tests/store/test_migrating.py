"""Migrations: what they make is what the program expects, on either kind of database."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from reminders.store.database import Database
from reminders.store.migrating import is_current, migrate
from reminders.store.tables import metadata


def test_the_migrations_make_the_tables_that_the_program_expects(database: Database) -> None:
    with database.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})
        assert compare_metadata(context, metadata) == []


def test_a_migrated_database_is_current_and_is_not_migrated_again(database: Database) -> None:
    assert (is_current(database), migrate(database)) == (True, False)
