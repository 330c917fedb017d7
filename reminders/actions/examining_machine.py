"""What `doctor` sees without the database: settings, files, disk."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from reminders.actions.findings import Check, fail, ok, warn
from reminders.config import Settings
from reminders.config.forms import is_loopback

_FULL, _NEARLY_FULL = 200 * 2**20, 2**30


def examine_machine(settings: Settings) -> list[Check]:
    """Settings, what mails link to, rights of the database's files, room on its disk."""
    return [*_settings(settings), _public_url(settings), *_files(settings.sqlite_file)]


def _settings(settings: Settings) -> Iterator[Check]:
    for warning in settings.warnings:
        name = warning.partition(":")[0]
        yield warn("settings", warning, f"give {name} a value of its own before the first patient")
    if not settings.warnings:
        kinds = f"texts by {settings.sms_transport}, email by {settings.email_transport}"
        yield ok("settings", f"read without a mistake: {kinds}")


def _public_url(settings: Settings) -> Check:
    if settings.real_transport and is_loopback(urlsplit(settings.public_url).hostname):
        says = f"{settings.public_url} is this machine only: links in mails and reports of delivery lead nowhere"
        return warn("public url", says, "set PUBLIC_URL to the https address that the world reaches this service by")
    return ok("public url", settings.public_url)


def _files(database: Path | None) -> Iterator[Check]:
    if database is None:
        yield ok("files", "the database is on a server")
        return
    files = [database, *(database.with_name(database.name + end) for end in ("-wal", "-shm", ".lock"))]
    open_ones = [str(file) for file in files if file.exists() and file.stat().st_mode & 0o077]
    if open_ones:
        yield warn("files", "others on this machine may read the database", f"chmod 600 {' '.join(open_ones)}")
    else:
        yield ok("files", "the database is its owner's only")
    folder = database.absolute().parent
    if folder.is_dir():
        yield _disk(folder)


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    says = f"{free / 2**30:.1f} GB free"
    if free < _FULL:
        return fail("disk", says, f"make room on the disk of {folder}; a full one stops sending")
    if free < _NEARLY_FULL:
        return warn("disk", says, f"make room on the disk of {folder} soon")
    return ok("disk", says)
