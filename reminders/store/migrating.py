"""Brings a database to this program's version. Forward only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from reminders.store.database import Database, StoreError

_SCRIPTS = Path(__file__).parent / "migrations"
#: Every migration there is, oldest first: its file's name begins with its number.
_KNOWN = sorted(path.name[:4] for path in (_SCRIPTS / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))


def migrate(database: Database) -> bool:
    """Apply what is missing, in one transaction. Returns whether anything was. Raises StoreError for a newer database."""
    with database.alone(), _changing(database) as connection:
        if _is_current(connection):
            return False
        _upgrade(connection)
        return True


@contextmanager
def _changing(database: Database) -> Iterator[Connection]:
    """One transaction. Raises StoreError, and changes nothing, when rows would be left that point nowhere."""
    if database.postgres:
        with database.reader.begin() as connection:
            yield connection
        return
    with database.reader.connect() as connection:
        # A table that is made anew is dropped once, with every row that points to it.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.commit()
        try:
            # The driver would commit each change of a table on its own.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise StoreError("the database holds rows that point nowhere; restore a backup, then migrate again")
            connection.commit()
        finally:
            connection.rollback()
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def is_current(database: Database) -> bool:
    """Whether the database has exactly the tables that this program expects."""
    with database.plainly(), database.reader.connect() as connection:
        return _is_current(connection)


def _is_current(connection: Connection) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        return False
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in _KNOWN:
        raise StoreError("the database was written by a newer version of this program; install that version")
    return found == _KNOWN[-1]


def _upgrade(connection: Connection) -> None:
    # Every command looks whether the database is current; only a migration needs the half second that this takes.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
