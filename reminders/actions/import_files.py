"""Where files that were uploaded lie: in a folder of the server that nobody else can read, for a day at most."""

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from reminders.actions.importing.errors_file import errors_path
from reminders.app import App
from reminders.store.database import StoreError

#: Bytes: some 300,000 visits.
LARGEST_FILE = 64 * 1024 * 1024
#: A file holds names and numbers: it does not outlive the day on which somebody works with it.
KEPT_FOR = timedelta(days=1)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the folder for now, under a name of its own."""

    path: Path
    #: In hex.
    sha256: str
    size: int

    def becomes(self, app: App, run_id: int) -> None:
        """The file of a run."""
        self.path.replace(path_of(app, run_id))

    def drop(self) -> None:
        """It is not wanted."""
        self.path.unlink(missing_ok=True)


def keep_file(app: App, upload: BinaryIO) -> Kept:
    """Copy what was uploaded; readable by this program's user only. Raises StoreError when it cannot be written."""
    digest, size = hashlib.sha256(), 0
    try:
        descriptor, name = tempfile.mkstemp(".part", "upload-", _folder(app))
        with os.fdopen(descriptor, "wb") as file:
            while chunk := upload.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
    except OSError as error:
        raise StoreError(f"the uploaded file cannot be kept ({error.strerror}); check the disk") from None
    return Kept(Path(name), digest.hexdigest(), size)


def path_of(app: App, run_id: int) -> Path:
    """The file of a run, there or not."""
    return _folder(app) / f"{run_id}.csv"


def errors_of(app: App, run_id: int) -> Path:
    """The rows of a run that were not taken, there or not."""
    return errors_path(path_of(app, run_id))


def drop_file(app: App, run_id: int) -> None:
    """The file of a run is not needed any more."""
    path_of(app, run_id).unlink(missing_ok=True)


def drop_files(app: App, run_id: int) -> None:
    """Neither the file nor its errors are needed any more."""
    drop_file(app, run_id)
    errors_of(app, run_id).unlink(missing_ok=True)


def drop_old_files(app: App) -> None:
    """Whatever has lain there for a day goes."""
    folder = _place(app)
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            changed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if app.now() - changed_at > KEPT_FOR:
                path.unlink()


def _folder(app: App) -> Path:
    """Made when it is first needed. Raises StoreError for one that somebody else has laid there."""
    folder = _place(app)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise StoreError(f"{folder}: cannot be used for uploaded files ({error.strerror})") from None
    if folder.is_symlink() or found.st_uid != os.getuid():
        raise StoreError(f"{folder}: belongs to somebody else; remove it, so that uploaded files are safe there")
    if found.st_mode & 0o077:
        folder.chmod(0o700)
    return folder


def _place(app: App) -> Path:
    path = app.database.path
    if path is not None:
        return path.with_name(f"{path.name}.imports")
    # Ids of two databases are alike; their addresses are not, and show no password.
    which = hashlib.sha256(str(app.database.writer.url).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"reminders-imports-{os.getuid()}-{which}"
