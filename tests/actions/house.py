"""A clinic in New York with a small schedule, where Ana, Ben and Cleo are treated; its clock stands until it is set."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from reminders.actions.dispatch import Counts
from reminders.actions.enroll import enroll
from reminders.actions.replan import Change
from reminders.actions.setup import set_up
from reminders.app import App
from reminders.config import Settings
from reminders.domain.enrollment import Enrolled, Enrollment
from reminders.domain.instants import from_micros
from reminders.domain.words import Channel, Kind
from reminders.store.database import Database, Row
from reminders.worker import Worker

NEW_YORK = ZoneInfo("America/New_York")
#: Numbers and addresses of nobody.
ANA, BEN, CLEO = "+12025550111", "+12025550112", "+12025550113"
ANAS_EMAIL = "ana@example.com"
CARE_ONLY = frozenset({Kind.CARE})

FACIAL = """\
schedule: facial
name: Facial
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
    opens: P3D
    closes: P18D
    steps:
      - step: flaking
        at: P3D
        time: "10:00"
  - stage: second-week
    name: Second week
    opens: P5D
    closes: P18D
    stops_on: [booked]
    steps:
      - step: results
        at: P14D
        time: "10:00"
  - stage: touch-up
    name: Touch-up window
    opens: P3M
    closes: P6M
    kind: marketing
    stops_on: [new_treatment, booked]
    steps:
      - step: come-back
        at: P3M
        time: "11:00"
"""
STEPS = ("calm", "flaking", "results", "come-back")
_SMS = "{{ clinic_name }}: Hi {{ first_name }}, this is about %s. Questions? Call {{ clinic_phone }}."
_WELCOME = (
    "{{ clinic_name }}: we text you about your care. Msg & data rates may apply. Reply STOP to stop, HELP for help."
)


def moment(text: str) -> datetime:
    """The instant (UTC) at which a clock in New York shows "2026-04-01 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(UTC)


def shown(micros: int) -> str:
    """What a clock in New York shows: "2026-04-01 10:00"."""
    return f"{from_micros(micros).astimezone(NEW_YORK):%Y-%m-%d %H:%M}"


#: A Wednesday.
TREATED_AT = moment("2026-04-01 10:00")
#: When staff type her in.
NOW = moment("2026-04-01 10:10")
AS_PLANNED = {
    "calm": "2026-04-01 10:30",
    "flaking": "2026-04-04 10:00",
    "results": "2026-04-15 10:00",
    "come-back": "2026-07-01 11:00",
}
#: Ana, who was treated this morning and consented to everything.
ANA_TREATED = Enrollment(
    "facial", "Ana", TREATED_AT, Channel.SMS, phone=ANA, consents=frozenset(Kind), consent_how="signed form"
)


class Hands:
    """A clock that stands until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass
class House:
    """A clinic, its clock, and ways to look at what is stored."""

    app: App
    clock: Hands

    def set_clock(self, text: str) -> None:
        """To what a clock in New York shows."""
        self.clock.at = moment(text)

    def enroll(self, **changes: object) -> Enrolled:
        """Ana, or whom the changes make of her."""
        return enroll(self.app, replace(ANA_TREATED, **changes))  # type: ignore[arg-type]

    def send(self) -> Counts:
        """Everything that is due now, by the sandbox."""
        worker = Worker(self.app)
        try:
            return worker.once()
        finally:
            worker.stop()

    def rows(self, sql: str, *values: object) -> list[Row]:
        with self.app.database.read() as work:
            return work.all(sql, values)

    def plan(self, treatment_id: int) -> dict[str, str]:
        """Step → its local time, or status and reason: "canceled: booked", "sent"."""
        rows = self.rows(
            "SELECT step, status, status_reason, due_at, queue_at FROM message WHERE treatment_id = ? AND round = 0 "
            "ORDER BY id",
            treatment_id,
        )
        return {step: _told(*rest) for step, *rest in rows}

    def welcomes(self) -> list[tuple[str, str | None]]:
        """(status, reason) of every welcome."""
        rows = self.rows("SELECT status, status_reason FROM message WHERE origin = 'welcome' ORDER BY id")
        return [(status, reason) for status, reason in rows]

    def queue(self) -> list[tuple[str, str]]:
        """(local time, step) of what may be sent."""
        rows = self.rows(
            "SELECT q.due_at, m.step FROM due_queue q JOIN message m ON m.id = q.message_id ORDER BY q.due_at, m.id"
        )
        return [(shown(due_at), step) for due_at, step in rows]

    def message(self, treatment_id: int, step: str) -> int:
        """The id of a step's first round."""
        ((message_id,),) = self.rows(
            "SELECT id FROM message WHERE treatment_id = ? AND step = ? AND round = 0", treatment_id, step
        )
        return int(message_id)

    def audit(self, treatment_id: int) -> list[tuple[str, str]]:
        """(by, verb), oldest first."""
        rows = self.rows('SELECT "by", verb FROM audit_entry WHERE subject_id = ? ORDER BY at, id', treatment_id)
        return [(by, verb) for by, verb in rows]


def _told(status: str, reason: str | None, due_at: int | None, queue_at: int | None) -> str:
    if status == "planned" and due_at is not None:
        return shown(due_at) + ("" if queue_at is not None else ", waiting")
    return f"{status}: {reason}" if reason else status


def fates(changes: Iterable[Change]) -> dict[str, str]:
    """Step → what re-planning did to it; of one treatment."""
    return {change.step: change.fate.value for change in changes}


def at_once(acts: Sequence[Callable[[], object]], bound: float = 120) -> None:
    """Run all of these at the same time, a thread each. Raises what the first that failed raised, and TimeoutError
    when one is not done after `bound` seconds.
    """
    start = threading.Barrier(len(acts))
    failures: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(bound)
            act()
        except BaseException as error:  # noqa: BLE001 - raised again below
            failures.append(error)

    threads = [threading.Thread(target=run, args=[act], daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(bound)
    if failures:
        raise failures[0]
    if any(thread.is_alive() for thread in threads):
        raise TimeoutError


def open_house(database: Database, folder: Path, schedule: str = FACIAL) -> House:
    """Set up on this database, ten minutes after Ana's treatment; `folder` is for the schedule's files."""
    clock = Hands(NOW)
    settings = Settings.model_validate(
        {
            "database_url": f"sqlite:///{folder / 'not-used.db'}",
            "secret_key": "a secret key for tests, 32 chars or more",
            "schedules_dir": str(write_schedule(folder, schedule)),
            "templates_dir": str(folder / "templates"),
            "clinic_name": "Willow",
            "clinic_phone": "+12025550100",
        }
    )
    app = App(settings, database, clock)
    set_up(app)
    return House(app, clock)


def write_schedule(folder: Path, schedule: str = FACIAL) -> Path:
    """The schedule's file and short texts for its steps below the folder; returns the folder of schedules."""
    schedules = folder / "schedules"
    schedules.mkdir()
    (schedules / "facial.yaml").write_text(schedule, encoding="utf-8")
    asking = " Reply 1, 2 or 3." if "asks:" in schedule else ""
    texts = {f"facial/{step}": _SMS % step + asking for step in STEPS} | {"welcome": _WELCOME}
    for name, text in texts.items():
        target = folder / "templates" / name
        target.mkdir(parents=True)
        (target / "sms.txt").write_text(text, encoding="utf-8")
        (target / "email.txt").write_text(text, encoding="utf-8")
        (target / "email.subject.txt").write_text("About your visit", encoding="utf-8")
    return schedules
