"""What commands that work on the database begin with."""

from collections.abc import Iterator
from contextlib import contextmanager

from reminders.app import App, open_app
from reminders.cli.common import settings_for
from reminders.store.database import StoreError
from reminders.store.facts import check_keys
from reminders.store.migrating import is_current


@contextmanager
def opened() -> Iterator[App]:
    """The app of the present settings on a database that is set up, closed at the end.

    Raises SettingsError, StoreError for a database that is not set up or of another version, and KeyringError for
    keys that are not its own.
    """
    app = open_app(settings_for(storing=True))
    try:
        _must_be_set_up(app)
        yield app
    finally:
        app.close()


def _must_be_set_up(app: App) -> None:
    path = app.database.path
    # Opening a SQLite file that is not there would leave an empty one behind.
    if path is not None and not path.exists():
        raise StoreError(f"{path} is not there; `reminders setup` makes it, or DATABASE_URL names another one")
    if not is_current(app.database):
        raise StoreError("the database is not set up for this version; run `reminders setup`, or `reminders migrate`")
    with app.database.read() as work:
        check_keys(work)
