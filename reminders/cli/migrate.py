"""`reminders migrate`: brings the database to this version."""

import typer

from reminders.actions.auditing import begin_audit
from reminders.app import open_app
from reminders.cli.common import JsonFlag, settings_for
from reminders.cli.opened import must_be_there
from reminders.cli.output import print_json, say
from reminders.store.migrating import migrate


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog="Example: reminders migrate")(migrate_command)


def migrate_command(as_json: JsonFlag = False) -> None:
    """Bring the database to this program's version. Back it up first; there is no way back."""
    settings = settings_for(storing=True)
    must_be_there(settings)
    app = open_app(settings)
    try:
        migrated = migrate(app.database)
        begin_audit(app)
    finally:
        app.close()
    if as_json:
        print_json({"migrated": migrated})
    else:
        say("The database is of this version now." if migrated else "The database was of this version already.")
