"""The demo: a clinic with a past, in the sandbox whatever the settings say."""

import re
import signal
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.badges import badges
from reminders.actions.demo import PASSWORD, STAFF, open_demo_clinic, read_patients, zone_by_day
from reminders.actions.sandbox_view import sandbox_view
from reminders.actions.signing_in import Asked, check_password
from reminders.app import App
from reminders.config import Settings
from reminders.config.settings import PROJECT_DIR
from reminders.domain.instants import from_micros
from reminders.store.database import Database
from reminders.store.listing import ListedMessage, list_messages
from reminders.store.staff import list_staff
from tests.databases import KEYRING
from tests.processes import PATIENCE, fetched, line_with, started

PATIENTS = PROJECT_DIR / "demo" / "patients.csv"
#: A Wednesday, 11 am in New York.
NOW = datetime(2026, 3, 11, 15, tzinfo=UTC)
SECRET = "a secret for tests, 32 letters!!"


@pytest.fixture
def demo(sqlite_url: str) -> Iterator[App]:
    """The demo clinic as one finds it."""
    settings = Settings(
        database_url=sqlite_url,
        secret_key=SECRET,
        clinic_name="Willow",
        clinic_phone="(202) 555-0143",
        clinic_settle_minutes=5,
    )
    app = App(settings, Database(sqlite_url, KEYRING), lambda: NOW)
    open_demo_clinic(app, PATIENTS)
    yield app
    app.close()


def messages_of(app: App) -> list[ListedMessage]:
    with app.database.read() as work:
        return list_messages(work, limit=1000)


def test_a_dozen_patients_are_in_every_stage_of_recovery(demo: App) -> None:
    newest: dict[int | None, str] = {}
    for message in messages_of(demo):
        if message.stage and message.due_at and from_micros(message.due_at) < NOW + timedelta(minutes=4):
            newest[message.patient_id] = message.stage
    assert set(newest.values()) == {
        "treatment-day",
        "first-48-hours",
        "days-3-to-7",
        "several-weeks",
        "upkeep",
        "touch-up",
    }
    assert len({message.patient_id for message in messages_of(demo)} - {None}) == 13


def test_messages_leave_every_half_minute_for_the_first_minutes(demo: App) -> None:
    due = [from_micros(m.due_at) for m in messages_of(demo) if m.status == "planned" and m.due_at]
    soon = sorted(at for at in due if at < NOW + timedelta(minutes=4))
    assert len(soon) == 7
    assert max(b - a for a, b in zip([NOW, *soon], soon, strict=False)) <= timedelta(seconds=45)


def test_the_past_was_lived_through_at_its_own_times(demo: App) -> None:
    sent = [m for m in messages_of(demo) if m.sent_at is not None]
    assert {m.transport for m in sent} == {"sandbox"}
    late = [m for m in sent if m.due_at is not None and abs(m.sent_at - m.due_at) > 1_000_000]  # type: ignore[operator]
    assert late == []
    assert max(m.sent_at for m in sent if m.sent_at) < int(NOW.timestamp() * 1_000_000)


def test_who_said_stop_gets_no_more(demo: App) -> None:
    stopped = {m.patient_id for m in messages_of(demo) if m.reason == "opted_out"}
    theirs = Counter(m.status.value for m in messages_of(demo) if m.patient_id in stopped)
    assert theirs == {"canceled": 9, "delivered": 1}


def test_the_demo_has_its_staff_and_an_approved_schedule(demo: App) -> None:
    with demo.database.read() as work:
        clinic = demo.clinic(work)
        assert {(member.name, member.role) for member in list_staff(work, clinic.id)} == set(STAFF)
        assert work.all("SELECT approved_by FROM schedule_version") == [("Dr. Priya Anand",)]


@pytest.mark.parametrize("name", [name for name, _ in STAFF])
def test_everybody_there_signs_in_with_the_password_that_is_printed(demo: App, name: str) -> None:
    assert check_password(demo, Asked(name, PASSWORD, "127.0.0.1")).pending == ""


def test_somebody_waits_for_an_answer_and_one_text_did_not_arrive(demo: App) -> None:
    found = badges(demo)
    assert (found.inbox, found.urgent, found.review) == (3, 1, 1)
    arrived = Counter(m.status.value for m in messages_of(demo) if m.sent_at is not None)
    assert arrived["delivered"] > 25


def test_the_page_shows_the_past_and_what_comes_next(demo: App) -> None:
    view = sandbox_view(demo)
    assert (len(view.held), len(view.coming)) == (38, 20)
    assert (view.coming[0].first_name, view.coming[0].when) == ("Ana", "in 20 seconds")


@pytest.mark.parametrize("day", [datetime(2026, 1, 14, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)])
@pytest.mark.parametrize("quarter", range(96))
def test_it_is_day_at_the_demo_clinic_at_any_hour(day: datetime, quarter: int) -> None:
    now = day + timedelta(minutes=15 * quarter)
    assert 9 <= now.astimezone(ZoneInfo(zone_by_day(now))).hour < 15


def test_every_mistake_of_the_file_is_named_with_its_line(tmp_path: Path) -> None:
    lines = PATIENTS.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("29m 40s", "a while")
    lines[2] = lines[2].replace(",sms,", ",pigeon,")
    path = tmp_path / "patients.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_patients(path, NOW)
    assert list(refused.value.mistakes) == [
        "patients.csv:2: treated_ago: 'a while' is not a time; write 4d or 23h 59m 20s",
        "patients.csv:3: channel: 'pigeon' is not known; use one of email, sms",
    ]


def test_the_demo_runs_shows_its_page_and_ends_well_whatever_the_settings_say(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    real = {"SMS_TRANSPORT": "twilio", "HOST": "0.0.0.0", "DATABASE_URL": "sqlite:///elsewhere.db"}
    with started(tmp_path, "demo", "--folder", str(home), "--port", "0", **real) as process:
        address = line_with(tmp_path / "out.txt", "/sandbox", process)
        port = int(re.findall(r"http://127\.0\.0\.1:(\d+)/sandbox", address)[0])
        assert fetched(port, "/readyz")[0] == 200
        assert fetched(port, "/sandbox")[1].count("Willow Skin Studio") > 0
        line_with(tmp_path / "err.txt", "sent=1", process)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert not (tmp_path / "elsewhere.db").exists()
    assert {path.name for path in home.iterdir()} >= {"demo.db", ".env"}
    assert [path.name for path in home.iterdir() if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_a_second_demo_in_the_same_folder_is_refused_and_a_taken_port_is_not(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    (tmp_path / "second").mkdir()
    with started(tmp_path, "demo", "--folder", str(home), "--port", "0", "--for", "120") as process:
        address = line_with(tmp_path / "out.txt", "/sandbox", process)
        port = re.findall(r":(\d+)/sandbox", address)[0]
        with started(tmp_path / "second", "demo", "--folder", str(home)) as second:
            assert second.wait(PATIENCE) == 2
        with started(tmp_path / "second", "demo", "--folder", "own", "--port", port, "--for", "0.5") as third:
            assert third.wait(PATIENCE) == 0
        said = (tmp_path / "second" / "err.txt").read_text()
        assert said.count(f"Port {port} is taken; using ") == 1
