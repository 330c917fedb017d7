"""Backs a SQLite database up while the service runs: copied, looked through, and only then given its name."""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reminders.actions.auditing import Verdict, verify_chain
from reminders.actions.bad_input import BadInput
from reminders.app import App
from reminders.domain.instants import to_micros
from reminders.store.audit import add_audit
from reminders.store.backup import check_file, copy_out, opened_copy, row_counts, sync_folder, unfinished_file
from reminders.store.database import StoreError, Work
from reminders.store.facts import check_keys

#: Above the size of the database, so that a backup never takes the last room of a disk.
_SPARE = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup."""

    path: Path
    size: int
    taken_at: datetime
    #: Table → how many rows.
    rows: dict[str, int]
    #: What verifying the audit in the copy found: it is then the same in the database itself.
    audit: Verdict
    #: Whether the database could note that it was backed up; a full disk of its own does not spoil a backup elsewhere.
    noted: bool


def back_up(app: App, file: Path | None, by: str) -> Backup:
    """Write a backup to `file` (a folder: under a dated name there; None: in the working folder).

    Raises BadInput for a place where none can be, and StoreError when it could not be written or is not well; then no
    file is left behind.
    """
    now = app.now()
    target = _target(app, file, now)
    with unfinished_file(target) as unfinished:
        counts = copy_out(app.database, unfinished, to_micros(now))
        verdict = _verified(app, unfinished, counts)
        size = unfinished.stat().st_size
        _give_name(unfinished, target)
    return Backup(target, size, now, counts, verdict, _noted(app, target, by))


def _target(app: App, file: Path | None, now: datetime) -> Path:
    source = app.database.path
    if source is None:
        cure = (
            "back it up with `pg_dump --format=custom`; docs/operating.md says how, and what to do after `pg_restore`"
        )
        raise BadInput([f"DATABASE_URL: names a PostgreSQL server; {cure}"])
    name = f"{source.stem}-{now:%Y%m%dT%H%M%SZ}.db"
    target = Path(name) if file is None else file / name if file.is_dir() else file
    if not target.parent.is_dir():
        raise BadInput([f"file: {target.parent} is no folder; make it first, or name another one"])
    if os.path.lexists(target):
        raise BadInput([f"file: {target} is there already; a backup never replaces a file, give it another name"])
    _expect_room(source, target.absolute().parent)
    return target


def _expect_room(source: Path, folder: Path) -> None:
    beside = Path(f"{source}-wal")
    needed = source.stat().st_size + (beside.stat().st_size if beside.exists() else 0) + _SPARE
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StoreError(f"{folder}: a backup needs {needed / 2**20:.0f} MB there, and {free / 2**20:.0f} MB are free")


def _verified(app: App, copy: Path, counts: dict[str, int]) -> Verdict:
    with opened_copy(copy, app.database.keyring) as work:
        check_file(work, copy)
        check_keys(work)
        _expect_rows(work, counts)
        return verify_chain(work, app.clinic(work).id)


def _expect_rows(work: Work, counts: dict[str, int]) -> None:
    copied = row_counts(work)
    if copied != counts:
        wrong = ", ".join(sorted(name for name in {*copied, *counts} if copied.get(name) != counts.get(name)))
        raise StoreError(f"the copy differs from the database in {wrong}; check the disk, and try again")


def _give_name(unfinished: Path, target: Path) -> None:
    """Refuses to replace what has appeared there meanwhile."""
    try:
        os.link(unfinished, target)
    except FileExistsError:
        raise BadInput([f"file: {target} has appeared meanwhile; give the backup another name"]) from None
    except OSError:
        # Some file systems know no second name for a file.
        os.rename(unfinished, target)
    sync_folder(target.absolute().parent)


def _noted(app: App, target: Path, by: str) -> bool:
    try:
        with app.database.write() as work:
            add_audit(work, app.clinic(work).id, app.now_micros(), by, "backed up", "database", 0, target.name)
    except StoreError:
        return False
    return True
