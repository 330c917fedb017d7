"""A clinic to look at: staff, and patients in every stage of recovery, counted back from the present."""

import csv
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput
from reminders.actions.demo_replies import CAME, report_all, text_back
from reminders.actions.dispatch import Dispatcher
from reminders.actions.enroll import enroll
from reminders.actions.enrollment import Answers, check_enrollment
from reminders.actions.hashing import hash_password
from reminders.actions.opting_out import opt_out
from reminders.actions.rostering import ShiftWish, add_duty
from reminders.actions.setup import set_up
from reminders.actions.staffing import hire, set_staff
from reminders.app import App
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.words import OptOutScope
from reminders.store.accounts import set_password
from reminders.store.audit import add_audit
from reminders.store.due import next_due
from reminders.store.staff import list_staff
from reminders.store.versions import approve_version, latest_versions

CLINIC = "Willow Skin Studio"
#: Of everybody there: whoever can reach the demo sits at this machine.
PASSWORD = "orchard lane at noon"  # noqa: S105 - printed for everybody
STAFF = (("Dana Whitfield", "admin"), ("Dr. Priya Anand", "clinician"), ("Sam Okafor", "staff"))
#: Where each is told of urgent replies, and their turn on the duty list.
_PHONES = ("(202) 555-0151", "(202) 555-0152", "(202) 555-0153")
_SCHEDULE = "microneedling"
_HOW = "signed form"

#: Where the demo clinic may be, the first that has its day is taken; together they are never all asleep.
_PLACES = (
    "America/New_York",
    "America/Denver",
    "America/Los_Angeles",
    "Pacific/Honolulu",
    "Pacific/Auckland",
    "Asia/Tokyo",
    "Asia/Bangkok",
    "Asia/Dubai",
    "Europe/Athens",
    "Atlantic/Azores",
)
_MORNING, _AFTERNOON = 9, 15

_PART = re.compile(r"(\d+)([dhms])")
_LENGTHS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


@dataclass(frozen=True, slots=True)
class DemoPatient:
    """A row of the file."""

    answers: Answers
    #: Said stop after enrolling.
    opted_out: bool


def zone_by_day(now: datetime) -> str:
    """A zone in which care may leave now and for hours to come (contact hours are the patients')."""
    by_day = (name for name in _PLACES if _MORNING <= now.astimezone(ZoneInfo(name)).hour < _AFTERNOON)
    return next(by_day)


def open_demo_clinic(app: App, patients: Path) -> int:
    """Set the database up, add staff, approve the schedules, and live through the past of this file's patients: each is
    enrolled when treated, and gets every message since then, into the sandbox.

    Returns how many. Raises BadInput with every mistake of the file, and then changes nothing.
    """
    now = app.now()
    people = sorted(read_patients(patients, now), key=lambda person: person.answers.treated_at)
    clock = _Clock(people[0].answers.treated_at - timedelta(days=1))
    past = App(app.settings, app.database, clock)
    _hire_and_approve(past)
    dispatcher = Dispatcher(past, "demo")
    for person in people:
        _send_until(past, dispatcher, clock, person.answers.treated_at)
        enroll(past, check_enrollment(person.answers, past.now(), [_SCHEDULE], []))
        dispatcher.run()
        if person.opted_out:
            opt_out(past, person.answers.phone or person.answers.email, OptOutScope.ALL, STAFF[2][0], "said so")
    report_all(past)
    for came in CAME:
        _send_until(past, dispatcher, clock, max(clock.at, now - came.ago))
        text_back(past, came)
    _send_until(past, dispatcher, clock, now)
    dispatcher.close()
    return len(people)


class _Clock:
    """The time it is in the demo's past."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def _hire_and_approve(app: App) -> None:
    set_up(app, STAFF[0][0])
    admin = STAFF[0][0]
    set_staff(app, admin, None, _PHONES[0], admin)
    for (name, role), phone in zip(STAFF[1:], _PHONES[1:], strict=True):
        hire(app, name, role, "", admin, phone)
    _give_passwords(app)
    # At any hour, the youngest hand first: whoever looks at the demo at night sees an urgent reply reach a person too.
    for turn, (name, _) in enumerate(reversed(STAFF), start=1):
        add_duty(app, name, ShiftWish("daily", "00:00", "24:00", str(turn)), admin)
    with app.database.write() as work:
        clinic = app.clinic(work)
        for version in latest_versions(work, clinic.id):
            if approve_version(work, version.id, STAFF[1][0], app.now_micros()):
                add_audit(work, clinic.id, app.now_micros(), STAFF[1][0], "approved", "schedule_version", version.id)


def _give_passwords(app: App) -> None:
    hashed = hash_password(PASSWORD)
    with app.database.write() as work:
        for member in list_staff(work, app.clinic(work).id):
            set_password(work, member.id, hashed, app.now_micros())


def _send_until(app: App, dispatcher: Dispatcher, clock: _Clock, until: datetime) -> None:
    while True:
        with app.database.read() as work:
            due_at = next_due(work, app.now_micros())
        if due_at is None or due_at >= to_micros(until):
            break
        clock.at = max(clock.at, from_micros(due_at))
        dispatcher.run()
    clock.at = until


def read_patients(path: Path, now: datetime) -> list[DemoPatient]:
    """The file's rows with treatment times counted back from `now`. Raises BadInput with every mistake."""
    mistakes: list[str] = []
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            try:
                person = _patient(row, now)
                check_enrollment(person.answers, now, [_SCHEDULE], [])
                found.append(person)
            except BadInput as error:
                mistakes += [f"{path.name}:{rows.line_num}: {mistake}" for mistake in error.mistakes]
    if mistakes:
        raise BadInput(mistakes)
    return found


def _patient(row: dict[str, str], now: datetime) -> DemoPatient:
    answers = Answers(
        schedule=_SCHEDULE,
        first_name=row["first_name"],
        last_name=row["last_name"],
        phone=row["phone"],
        email=row["email"],
        channel=row["channel"],
        language=row["language"],
        treated_at=(now - _ago(row["treated_ago"])).astimezone(UTC),
        consent=row["consent"],
        consent_how=_HOW,
        recorded_by=STAFF[2][0],
        # The welcome goes at any hour to whoever is still at the desk.
        present=True,
        provider=row["provider"],
        session=row["session"],
        touch_up=row["touch_up"],
        tags=row["tags"],
    )
    return DemoPatient(answers, row["opted_out"] == "yes")


def _ago(text: str) -> timedelta:
    """ "23h 59m 20s" or "4d"."""
    total = timedelta()
    for word in text.split():
        part = _PART.fullmatch(word)
        if part is None:
            raise BadInput([f"treated_ago: {text!r} is not a time; write 4d or 23h 59m 20s"])
        total += timedelta(**{_LENGTHS[part[2]]: int(part[1])})
    if not total:
        raise BadInput(["treated_ago: is missing; write 4d or 23h 59m 20s"])
    return total
