"""What commands that work on the database begin with."""

from collections.abc import Iterator
from contextlib import contextmanager

from reminders.app import App, open_app
from reminders.cli.common import settings_for
from reminders.config import Settings
from reminders.store.database import StoreError
from reminders.store.facts import check_keys
from reminders.store.migrating import is_current


@contextmanager
def opened() -> Iterator[App]:
    """The app of the present settings on a database that is set up, closed at the end.

    Raises SettingsError, StoreError for a database that is not set up or of another version, and KeyringError for
    keys that are not its own.
    """
    settings = settings_for(storing=True)
    must_be_there(settings)
    app = open_app(settings)
    try:
        _must_be_set_up(app)
        yield app
    finally:
        app.close()


def must_be_there(settings: Settings) -> None:
    """Raises StoreError when the database's file is not there: opening it would leave an empty one behind."""
    path = settings.sqlite_file
    if path is not None and not path.exists():
        raise StoreError(f"{path} is not there; `reminders setup` makes it, or DATABASE_URL names another one")


def _must_be_set_up(app: App) -> None:
    if not is_current(app.database):
        raise StoreError("the database is not set up for this version; run `reminders setup`, or `reminders migrate`")
    with app.database.read() as work:
        check_keys(work)
