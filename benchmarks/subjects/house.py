"""A clinic to measure on: settings with throwaway keys, real transports that point at sinks, a database set up."""

import sqlite3
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from benchmarks.people import email, first_name, last_name, phone
from reminders.actions.setup import set_up
from reminders.app import App, open_app
from reminders.config import Settings, read_settings
from reminders.domain.enrollment import Enrollment
from reminders.domain.words import Channel, Kind
from reminders.store.versions import approve_version, latest_versions

SCHEDULE = "microneedling"
#: Due half an hour after the treatment.
FIRST_STEP = "calm"
DATABASE = "service.db"
_KEY = b64encode(bytes(range(32))).decode()
#: A weekday at noon in New York, so that contact hours hold nothing back.
NOON = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)


def settings(folder: Path, *, http_port: int = 9, smtp_port: int = 9) -> Settings:
    """SQLite in `folder`; texts go to the HTTP sink, emails to the SMTP sink. Port 9: nothing is to be sent."""
    return read_settings(environment(folder, http_port=http_port, smtp_port=smtp_port), storing=True)


def environment(folder: Path, *, http_port: int = 9, smtp_port: int = 9) -> dict[str, str]:
    """The same as variables for a process of its own."""
    return {
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "SECRET_KEY": sha256(b"bench").hexdigest(),
        "ENCRYPTION_KEYS": f"bench:{_KEY}",
        "LOOKUP_KEY": _KEY,
        "PUBLIC_URL": "https://clinic.example.com",
        "SMS_TRANSPORT": "twilio",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "0" * 32,
        "TWILIO_FROM": "+12025550100",
        "TWILIO_BASE_URL": f"http://127.0.0.1:{http_port}",
        "EMAIL_TRANSPORT": "smtp",
        "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        "EMAIL_FROM": "Harbor Skin Clinic <care@clinic.example.com>",
        "CLINIC_NAME": "Harbor Skin Clinic",
        "CLINIC_TIMEZONE": "America/New_York",
        "CLINIC_PHONE": "+12025550101",
        "CLINIC_ADDRESS": "1 Harbor Street, Springfield",
        "CLINIC_BOOKING_URL": "https://clinic.example.com/book",
    }


class Clock:
    """Shows the instant it was set to and runs on at the machine's pace."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def set(self, at: datetime) -> None:
        """Show `at` now."""
        self._ahead = at - datetime.now(UTC)

    def __call__(self) -> datetime:
        """The present."""
        return datetime.now(UTC) + self._ahead

    def at(self, seconds: float) -> datetime:
        """What it showed at an instant of the machine's clock, given in seconds since 1970."""
        return datetime.fromtimestamp(seconds, UTC) + self._ahead


def new_house(folder: Path, clock: Clock) -> App:
    """A new database in `folder` with the clinic and the shipped schedules, published and approved."""
    app = open_app(settings(folder), clock)
    set_up(app)
    with app.database.write() as work:
        for version in latest_versions(work, app.clinic(work).id):
            approve_version(work, version.id, "bench", app.now_micros())
    return app


def enrollment(number: int, treated_at: datetime, channel: Channel = Channel.SMS, timezone: str = "") -> Enrollment:
    """Patient `number`, who stands at the desk, consented to care, and is reached on one channel."""
    return Enrollment(
        schedule=SCHEDULE,
        first_name=first_name(number),
        last_name=last_name(number),
        treated_at=treated_at,
        channel=channel,
        phone=phone(number) if channel is Channel.SMS else "",
        email=email(number) if channel is Channel.EMAIL else "",
        timezone=timezone,
        consents=frozenset({Kind.CARE, Kind.MARKETING}),
        consent_how="signed form",
        recorded_by="bench",
        present=True,
    )


def snapshot(folder: Path, name: str) -> None:
    """A copy of the database under another name, whole in one file."""
    source, target = sqlite3.connect(folder / DATABASE), sqlite3.connect(folder / name)
    source.backup(target)
    source.close()
    target.close()
