"""Puts a backup in the database's place, and holds all sending until a person has looked: the backup does not know what
was sent after it was taken, and whom it must not reach any more.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reminders.actions.auditing import Verdict, begin_audit, verify_audit
from reminders.actions.bad_input import BadInput
from reminders.app import App
from reminders.config import Settings
from reminders.domain.instants import from_micros
from reminders.store.audit import add_audit
from reminders.store.backup import (
    check_file,
    copy_in,
    expect_nobody_using,
    forget_taken,
    is_ours,
    opened_copy,
    put_in_place,
    taken_at,
    unfinished_file,
)
from reminders.store.clinics import load_clinic
from reminders.store.database import Database, StoreError, Work
from reminders.store.facts import check_keys
from reminders.store.holds import start_hold
from reminders.store.keyring import Keyring
from reminders.store.migrating import migrate
from reminders.store.restored import (
    Doubtful,
    Mark,
    doubtful_messages,
    renew_mark,
    set_doubtful,
    sign_of_restore,
    skip_ids,
    write_mark_file,
)

_PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a restored database would send, and may have sent already."""

    why: str
    #: What the database knows of ends here (micros UTC); exact when the backup itself says when it was taken.
    taken_at: int
    exact: bool
    #: Everything planned that was due before this moment is in doubt (micros UTC).
    before: int
    messages: tuple[Doubtful, ...]

    @property
    def total(self) -> int:
        """How many messages are in doubt."""
        return sum(one.messages for one in self.messages)

    @property
    def since(self) -> int:
        """How many of them became due after the backup."""
        return sum(one.since for one in self.messages)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, where to, and what it replaced."""

    path: Path
    #: Where the database that was there before is kept; None when there was none.
    replaced: Path | None
    migrated: bool
    audit: Verdict
    doubt: Doubt


def restore(
    settings: Settings, keyring: Keyring, backup: Path, target: Path, clock: Callable[[], datetime]
) -> Restored:
    """Verify a backup, bring a copy of it to this version, hold it, and put it at `target`.

    Raises BadInput for a file that is not there, KeyringError for another's keys, and StoreError for a damaged or a
    newer one, and while anything uses the target. Until all is well nothing there changes.
    """
    _check_places(backup, target)
    expect_nobody_using(target)
    with unfinished_file(target) as fresh:
        copy_in(backup, fresh)
        _check(fresh, backup, keyring)
        with closing(Database(f"sqlite:///{fresh}", keyring)) as database:
            app = App(settings, database, clock)
            migrated = migrate(database)
            begin_audit(app)
            verdict = verify_audit(app)
            doubt, mark = _held(app, target)
        replaced = put_in_place(fresh, target, app.now_micros())
    if mark is not None:
        write_mark_file(target, mark)
    return Restored(target, replaced, migrated, verdict, doubt)


def notice_restore(app: App) -> Doubt | None:
    """When the worker starts: hold everything if somebody has put an older database in place; None when all is as it
    was. Also notes how far the database has come, by which the next start can tell. Raises StoreError.
    """
    path = app.database.path
    doubt = None
    with app.database.write() as work:
        if load_clinic(work) is None:
            return None
        why = sign_of_restore(work, path)
        if why is not None:
            doubt = _hold(work, app, why)
        mark = renew_mark(work, path)
    if path is not None and mark is not None:
        write_mark_file(path, mark)
    return doubt


def keep_mark(app: App) -> None:
    """Now and then: note how far the database has come. Raises StoreError."""
    path = app.database.path
    if path is None:
        return
    with app.database.write() as work:
        mark = renew_mark(work, path)
    if mark is not None:
        write_mark_file(path, mark)


def looks_restored(app: App) -> str | None:
    """Why this database looks like an older state of itself that no worker has held yet; None when it does not."""
    with app.database.read() as work:
        return sign_of_restore(work, app.database.path)


def _check_places(backup: Path, target: Path) -> None:
    mistakes = []
    if not backup.is_file():
        mistakes.append(f"file: {backup} is not there")
    elif target.exists() and backup.samefile(target):
        mistakes.append(f"file: {backup} is the database itself; name a backup of it")
    if not target.parent.is_dir():
        mistakes.append(f"to: {target.parent} is no folder; make it first")
    if mistakes:
        raise BadInput(mistakes)


def _check(copy: Path, backup: Path, keyring: Keyring) -> None:
    with opened_copy(copy, keyring, backup) as work:
        check_file(work, backup)
        if not is_ours(work):
            raise StoreError(f"{backup} is not a database of this program")
        check_keys(work)


def _held(app: App, target: Path) -> tuple[Doubt, Mark | None]:
    with app.database.write() as work:
        if load_clinic(work) is None:
            raise StoreError("the backup has no clinic; `reminders setup` makes a new database instead")
        doubt = _hold(work, app, "")
        mark = renew_mark(work, target)
    return doubt, mark


def _hold(work: Work, app: App, why: str) -> Doubt:
    """Nothing leaves until a person lets it; ids of the lost database are not given out again."""
    clinic, now = app.clinic(work), app.now_micros()
    known_until, exact = taken_at(work)
    when = f"{from_micros(known_until):%Y-%m-%d %H:%M} UTC"
    said = why or f"restored from a backup of {when}"
    start_hold(work, clinic.id, "database", "", _PROGRAM, said, now)
    set_doubtful(work, now)
    skip_ids(work)
    forget_taken(work)
    add_audit(work, clinic.id, now, _PROGRAM, "held everything", "database", 0, said)
    return Doubt(said, known_until, exact, now, tuple(doubtful_messages(work, clinic.id, now, known_until)))
