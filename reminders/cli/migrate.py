"""`reminders migrate`: brings the database to this version."""

import typer

from reminders.app import open_app
from reminders.cli.common import JsonFlag, settings_for
from reminders.cli.output import print_json, say
from reminders.store.database import StoreError
from reminders.store.migrating import migrate


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog="Example: reminders migrate")(migrate_command)


def migrate_command(as_json: JsonFlag = False) -> None:
    """Bring the database to this program's version. Back it up first; there is no way back."""
    app = open_app(settings_for(storing=True))
    try:
        path = app.database.path
        if path is not None and not path.exists():
            raise StoreError(f"{path} is not there; `reminders setup` makes it, or DATABASE_URL names another one")
        migrated = migrate(app.database)
    finally:
        app.close()
    if as_json:
        print_json({"migrated": migrated})
    else:
        say("The database is of this version now." if migrated else "The database was of this version already.")
