"""`reminders demo`: a clinic to look at, on this machine only."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from reminders.actions.bad_input import BadInput
from reminders.actions.demo import CLINIC, PASSWORD, STAFF, open_demo_clinic, zone_by_day
from reminders.app import App, open_app, utc_now
from reminders.cli.logs import configure_logs
from reminders.cli.output import note, say
from reminders.cli.run import serve_and_send
from reminders.cli.serving import address_of
from reminders.config import Settings, add_to_env, generate_secrets, read_settings
from reminders.config.settings import PROJECT_DIR
from reminders.domain.explain import clock

_EXAMPLE = "Example: reminders demo --keep"
_DATABASE = "demo.db"
_HOST = "127.0.0.1"


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(demo_command)


def demo_command(
    keep: Annotated[bool, typer.Option("--keep", help="Go on with the clinic of the last time.")] = False,
    seconds: Annotated[float, typer.Option("--for", min=0, help="End after so many seconds; 0: never.")] = 0,
    port: Annotated[int, typer.Option(min=0, max=65535, help="A free one is taken when this one is not.")] = 8000,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its files.")] = PROJECT_DIR / ".demo",
    patients: Annotated[Path, typer.Option(help="Who is treated there.")] = PROJECT_DIR / "demo" / "patients.csv",
) -> None:
    """Run a demo clinic whose messages leave for the sandbox while you watch. Settings and .env are left alone."""
    with _own_folder(folder), _listen(port) as listener:
        fresh = not (keep and (folder / _DATABASE).exists())
        if fresh:
            _clear(folder)
        app = open_app(_settings(folder, listener))
        with closing(app):
            if fresh:
                note("Setting the demo clinic up…")
            count = open_demo_clinic(app, patients) if fresh else None
            serve_and_send(app, listener, lambda: _greet(app, address_of(listener), folder, count), seconds)


@contextmanager
def _own_folder(folder: Path) -> Iterator[None]:
    """The folder, readable by its owner only, and only one demo in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(folder / "running", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BadInput([f"folder: another demo runs in {folder}; stop it, or give --folder another one"]) from None
    else:
        yield
    finally:
        os.close(lock)


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((_HOST, port))
    except OSError:
        listener = socket.create_server((_HOST, 0))
        note(f"Port {port} is taken; using {listener.getsockname()[1]}.")
        return listener


def _clear(folder: Path) -> None:
    for name in (_DATABASE, f"{_DATABASE}-wal", f"{_DATABASE}-shm", f"{_DATABASE}.lock", ".env"):
        (folder / name).unlink(missing_ok=True)
    add_to_env(folder / ".env", {"DATABASE_URL": f"sqlite:///{_DATABASE}", **generate_secrets()})


def _settings(folder: Path, listener: socket.socket) -> Settings:
    """Of the demo alone: whatever .env and the environment say, nothing can leave this machine."""
    own = {
        "DATABASE_URL": f"sqlite:///{(folder / _DATABASE).resolve()}",
        "HOST": _HOST,
        "PORT": str(listener.getsockname()[1]),
        "SMS_TRANSPORT": "sandbox",
        "EMAIL_TRANSPORT": "sandbox",
        "CLINIC_NAME": CLINIC,
        "CLINIC_TIMEZONE": zone_by_day(utc_now()),
        "CLINIC_PHONE": "(202) 555-0143",
        "CLINIC_ADDRESS": "48 Orchard Lane, Springfield, IL 62701",
        "CLINIC_BOOKING_URL": "https://willow.example.com/book",
        "CLINIC_SETTLE_MINUTES": "5",
    }
    settings = read_settings(own, folder / ".env", storing=True)
    configure_logs(settings.log_level, settings.log_format)
    return settings


def _greet(app: App, address: str, folder: Path, count: int | None) -> None:
    with app.database.read() as work:
        clinic = app.clinic(work)
    zone = ZoneInfo(clinic.locations[0].timezone)
    who = f"{count} patients, each with the messages so far" if count else "as it was when it was left"
    say(f"{clinic.name}: {who}.")
    say(f"  Look at      {address} (health: {address}/healthz, {address}/readyz)")
    say(f"  Sign in as   {' or '.join(f'{name} ({role})' for name, role in STAFF)}")
    say(f"  Password     {PASSWORD}")
    say(f"  Messages     {address}/sandbox: what left, and what comes next")
    say(f"  Phones       {address}/sandbox/phones: answer as a patient, say STOP, let a message fail")
    say(f"  The clock    {clock(app.now(), zone)} in {zone.key}: placed where it is day, so that messages may leave")
    say(
        "  To watch     a message leaves every half minute or so for the first minutes, then at each patient's own time"
    )
    inside, dev = os.path.relpath(folder), os.path.relpath(PROJECT_DIR / "dev", folder)
    say(f"  Commands     cd {inside} && {dev} exec reminders messages")
    say("Nothing leaves this machine: texts and emails stay in the sandbox. Ctrl-C ends it.")
