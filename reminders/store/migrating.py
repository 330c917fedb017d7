"""Brings a database to this program's version. Forward only."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from reminders.store.database import Database, StoreError

_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> bool:
    """Apply what is missing, in one transaction. Returns whether anything was. Raises StoreError for a newer database."""
    with database.alone(), database.writer.begin() as connection:
        if not database.postgres:
            # The driver would commit each change of a table on its own.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        if _is_current(connection):
            return False
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return True


def is_current(database: Database) -> bool:
    """Whether the database has exactly the tables that this program expects."""
    with database.plainly(), database.reader.connect() as connection:
        return _is_current(connection)


def _is_current(connection: Connection) -> bool:
    found = MigrationContext.configure(connection).get_current_revision()
    known = ScriptDirectory.from_config(_config())
    if found is not None and found not in {script.revision for script in known.walk_revisions()}:
        raise StoreError("the database was written by a newer version of this program; install that version")
    return found == known.get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config
