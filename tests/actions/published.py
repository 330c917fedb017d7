"""A clinic with a small published schedule and patients on it, for tests of publishing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from reminders.actions.enroll import enroll
from reminders.actions.publishing import ApplyTo, Order, Publication, publish
from reminders.actions.setup import set_up
from reminders.app import App
from reminders.catalog.bundle import Bundle
from reminders.config import Settings
from reminders.domain.enrollment import Enrollment
from reminders.domain.words import Channel, Kind
from reminders.store.database import Database, Row

#: 10:00 in New York.
TREATED_AT = datetime(2026, 4, 1, 14, 0, tzinfo=UTC)

PEEL = """\
schedule: peel
name: Peel
stages:
  - stage: first-day
    name: First day
    opens: PT0H
    closes: PT24H
    steps:
      - step: calm
        at: PT30M
        essential: true
  - stage: first-week
    name: First week
    opens: P2D
    closes: P9D
    steps:
      - step: flaking
        at: P3D
        time: "10:00"
"""
#: A day later than in PEEL.
PEEL_LATER = PEEL.replace("at: P3D", "at: P4D")
PEEL_WITHOUT_FLAKING = PEEL[: PEEL.index("  - stage: first-week")]
TIPS = """\
      - step: tips
        at: P5D
        time: "09:00"
"""
PEEL_WITH_TIPS = PEEL + TIPS

_SAYS = {
    "calm": "{{ clinic_name }}: Hi {{ first_name }}, please take it easy today. Questions? Call {{ clinic_phone }}.",
    "flaking": "{{ clinic_name }}: Hi {{ first_name }}, how are you feeling? Let flakes be. Call {{ clinic_phone }}.",
    "tips": "{{ clinic_name }}: Hi {{ first_name }}, a tip for you: use sun cream. Questions? Call {{ clinic_phone }}.",
    "welcome": "{{ clinic_name }}: we text you about your care, up to 2 a day. Msg & data rates may apply. "
    "Reply STOP to stop, HELP for help.",
}


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Place:
    """A clinic in New York where Ana, Ben and others are treated."""

    app: App
    clock: Hands

    def publish(self, bundle: Bundle, apply_to: ApplyTo = ApplyTo.NEW, *, send_missed: bool = False) -> Publication:
        return publish(self.app, bundle, Order("Rosa", apply_to, send_missed))

    def enroll(self, first_name: str, phone: str, treated_at: datetime = TREATED_AT) -> int:
        """Returns the treatment's id."""
        given = Enrollment("peel", first_name, treated_at, Channel.SMS, phone=phone, consents=frozenset(Kind))
        return enroll(self.app, given).treatment_id

    def rows(self, sql: str, *values: object) -> list[Row]:
        with self.app.database.read() as work:
            return work.all(sql, values)

    def steps(self, treatment_id: int) -> dict[str, tuple[object, ...]]:
        """step → (status, status_reason, due_at in micros, version number)."""
        rows = self.rows(
            "SELECT m.step, m.status, m.status_reason, m.due_at, v.number FROM message m "
            "JOIN schedule_version v ON v.id = m.version_id WHERE m.treatment_id = ? ORDER BY m.id",
            treatment_id,
        )
        return {row[0]: tuple(row[1:]) for row in rows}

    def queued(self, step: str) -> list[int]:
        """Where the messages of a step stand in the due queue, in micros."""
        rows = self.rows(
            "SELECT q.due_at FROM due_queue q JOIN message m ON m.id = q.message_id WHERE m.step = ? ORDER BY 1", step
        )
        return [row[0] for row in rows]

    def versions_of_treatments(self) -> list[int]:
        """Version numbers, by treatment."""
        rows = self.rows(
            "SELECT v.number FROM treatment t JOIN schedule_version v ON v.id = t.version_id ORDER BY t.id"
        )
        return [row[0] for row in rows]


_folders = count(1)


def open_place(database: Database, folder: Path, *, sms_transport: str = "sandbox") -> Place:
    """A clinic of its own without any schedule yet, at the time of the treatments."""
    empty = folder / f"none-{next(_folders)}"
    empty.mkdir()
    settings = Settings.model_validate(
        {
            "database_url": f"sqlite:///{folder / 'not-used.db'}",
            "secret_key": "a secret key for tests, 32 chars or more",
            "schedules_dir": str(empty),
            "templates_dir": str(empty),
            "clinic_name": "Willow",
            "clinic_phone": "+12025550100",
            "sms_transport": sms_transport,
            "twilio_account_sid": "AC" + "0" * 32,
            "twilio_auth_token": "of no use",
            "twilio_from": "+12025550199",
            # Nobody listens there: these tests send nothing.
            "twilio_base_url": "http://127.0.0.1:9",
        }
    )
    clock = Hands(TREATED_AT)
    app = App(settings, database, clock)
    set_up(app)
    return Place(app, clock)


def peel(text: str = PEEL, says: Mapping[str, str] | None = None) -> Bundle:
    """A bundle of this schedule; `says` replaces texts by step."""
    texts = _SAYS | dict(says or {})
    templates = {f"peel/{step}/sms.txt": texts[step] for step in ("calm", "flaking", "tips") if f"step: {step}" in text}
    return Bundle("peel", text, templates | {"welcome/sms.txt": texts["welcome"]})


def write_files(bundle: Bundle, folder: Path) -> Path:
    """The bundle as files below the folder; returns the schedule file."""
    file = folder / "schedules" / f"{bundle.schedule_name}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(bundle.schedule_text, encoding="utf-8")
    for path, text in bundle.templates.items():
        target = folder / "templates" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return file
