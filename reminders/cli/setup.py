"""`reminders setup`: database, shipped schedules, first admin; safe to repeat."""

import os
from typing import Annotated

import typer

from reminders.actions.examining import recovery_mark
from reminders.actions.setup import FIRST_ADMIN, SetUp, set_up
from reminders.app import open_app
from reminders.cli.common import ENV_FILE, JsonFlag, settings_for
from reminders.cli.output import note, print_json, say
from reminders.config import Settings, SettingsError, add_to_env, generate_secrets, key_texts, read_settings
from reminders.store.audit import add_audit
from reminders.store.facts import RECOVERY_CONFIRMED, set_fact

_EXAMPLE = 'Example: reminders setup --admin "Rosa Diaz"'


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(setup_command)


def setup_command(
    admin: Annotated[str, typer.Option(help="The name of the first admin.")] = FIRST_ADMIN,
    recovery_sheet: Annotated[
        bool, typer.Option("--recovery-sheet", help="Print the key recovery sheet again.")
    ] = False,
    confirm_recovery_sheet: Annotated[
        bool, typer.Option("--confirm-recovery-sheet", help="The sheet is kept in a safe place: stop reminding.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Make the database, publish the shipped schedules (not approved yet) and add the first admin.

    Safe to repeat: what is there stays. Never asks anything.
    """
    written = _write_missing_secrets()
    settings = settings_for(storing=True)
    app = open_app(settings)
    try:
        done = set_up(app, admin)
        if confirm_recovery_sheet:
            with app.database.write() as work:
                set_fact(work, RECOVERY_CONFIRMED, recovery_mark(app))
                confirmed = (app.clinic(work).id, app.now_micros(), "command line", "confirmed the recovery sheet")
                add_audit(work, *confirmed, "database", 0)
    finally:
        app.close()
    if as_json:
        print_json(_document(done, written))
        return
    _print(done, written)
    if recovery_sheet or done.clinic:
        _print_sheet(settings)


def _write_missing_secrets() -> list[str]:
    """For a trial, whose database is not there yet: make the secrets that are missing. Returns their names.

    Never for a database that is there: its keys are on the recovery sheet, and new ones would not open it.
    """
    settings = read_settings(os.environ, ENV_FILE)
    have = {
        "SECRET_KEY": settings.secret_key,
        "ENCRYPTION_KEYS": settings.encryption_keys,
        "LOOKUP_KEY": None if settings.warnings else settings.lookup_key,
    }
    missing = [name for name, value in have.items() if not value]
    if not missing or settings.real_transport or missing == ["LOOKUP_KEY"]:
        return []
    if settings.sqlite_file is None or settings.sqlite_file.exists():
        raise SettingsError(
            [
                f"{name}: is missing, though the database may be there; take it from the recovery sheet"
                for name in missing
            ]
        )
    fresh = generate_secrets()
    add_to_env(ENV_FILE, {name: fresh[name] for name in missing})
    return missing


def _document(done: SetUp, written: list[str]) -> dict[str, object]:
    return {
        "secrets_written": written,
        "migrated": done.migrated,
        "clinic": done.clinic or None,
        "published": done.published,
        "admin": done.admin or None,
    }


def _print(done: SetUp, written: list[str]) -> None:
    if written:
        say(f"Made {', '.join(written)} and wrote them to {ENV_FILE}.")
    if done.migrated:
        say("The database is ready.")
    if done.clinic:
        say(f"The clinic is {done.clinic}.")
    for schedule in done.published:
        say(f"Published {schedule}. Nobody has approved it yet; a real transport waits for that.")
    if done.admin:
        say(f"The first admin is {done.admin}. `reminders run` prints a link to make their account and sign in.")
    if not (written or done.migrated or done.clinic or done.published or done.admin):
        say("Everything was there already.")


def _print_sheet(settings: Settings) -> None:
    """The keys, for paper. Only for people: with --json they are not printed."""
    secrets = key_texts(os.environ, ENV_FILE)
    say("\n--- Key recovery sheet: print it, keep it in a safe place, apart from backups ---")
    say(f"Database: {settings.database_url.partition('@')[2] or settings.database_url}")
    for name in ("ENCRYPTION_KEYS", "LOOKUP_KEY", "SECRET_KEY"):
        say(f"{name}={secrets.get(name, '(comes from SECRET_KEY)')}")
    say("Without ENCRYPTION_KEYS nobody can read the database; without LOOKUP_KEY every opt-out is lost.")
    say("--- end of sheet ---\n")
    note("Once it is safe: reminders setup --confirm-recovery-sheet")
