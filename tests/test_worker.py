"""The worker: it wakes when something is due, hears what others enroll, outlives clock jumps, stops in good order."""

import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reminders.actions.dispatch import Counts
from reminders.actions.enroll import enroll
from reminders.actions.publishing import approve
from reminders.actions.setup import set_up
from reminders.app import App, open_app
from reminders.config import read_settings
from reminders.domain.enrollment import Enrollment
from reminders.domain.instants import to_micros
from reminders.domain.words import Channel, Kind
from reminders.store.database import Database
from reminders.worker import LONGEST_WAIT, Worker
from tests.actions.house import Hands, House, moment, write_schedule
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.databases import KEYRING
from tests.fakes.fake_twilio import ACCOUNT, TOKEN, Answer, FakeTwilio
from tests.transports.given import wait_until

ROOT = Path(__file__).resolve().parents[1]
#: What another process enrolled is to be noticed within five seconds; a busy machine gets as much again.
BOUND = 2 * LONGEST_WAIT


class Running:
    """The machine's clock, set to another time of day; it can be made to jump."""

    def __init__(self, at: datetime) -> None:
        self.ahead = at - datetime.now(UTC)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def noon() -> datetime:
    """Of a day on which nothing stands against a text."""
    return moment("2026-04-01 12:00")


@contextmanager
def working(house: SendingHouse, clock: Running) -> Iterator[Worker]:
    worker = Worker(App(house.app.settings, house.app.database, clock))
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[SendingHouse]:
    with open_sending_house(database, tmp_path) as opened:
        yield opened


def enroll_at(house: House, clock: Running, phone: str = "+12025550111", ago: timedelta = timedelta(minutes=10)) -> int:
    """By another process: the worker is not told."""
    app = App(house.app.settings, house.app.database, clock)
    given = Enrollment("facial", "Ana", clock() - ago, Channel.SMS, phone=phone, consents=frozenset(Kind))
    return enroll(app, given).treatment_id


def test_what_another_process_enrolls_is_noticed_within_five_seconds(house: SendingHouse) -> None:
    clock = Running(noon())
    with working(house, clock) as worker:
        wait_until(lambda: worker.seconds_since_tick < 1)
        enroll_at(house, clock)
        began = time.monotonic()
        wait_until(lambda: house.texts() == ["welcome"], BOUND)
        assert time.monotonic() - began < BOUND


def test_what_is_enrolled_here_is_noticed_at_once(house: SendingHouse) -> None:
    clock = Running(noon())
    with working(house, clock) as worker:
        enroll_at(house, clock)
        worker.wake()
        wait_until(lambda: house.texts() == ["welcome"], 5.0)


def test_it_wakes_at_the_very_instant_a_message_is_due(house: SendingHouse) -> None:
    clock = Running(noon())
    enroll_at(house, clock, ago=timedelta(minutes=30) - timedelta(seconds=1.5))
    with working(house, clock):
        wait_until(lambda: house.texts() == ["welcome", "calm"], BOUND)
    [(late,)] = house.rows("SELECT armed_at - due_at FROM message WHERE step = 'calm'")
    assert 0 <= late < to_micros(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))


def test_it_counts_for_the_reports_as_soon_as_it_runs(house: SendingHouse) -> None:
    house.welcomed()
    with working(house, Running(noon())):
        # The welcome; its first turn of sending may come before that of counting, and is then counted beside it.
        counted = "SELECT what, number FROM report_count WHERE origin = 'welcome'"
        wait_until(lambda: house.rows(counted) == [("sent", 1)], BOUND)


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)])
def test_a_jump_of_the_clock_does_not_stall_it(sqlite_url: str, tmp_path: Path, jump: timedelta) -> None:
    clock = Running(noon())
    with (
        closing(Database(sqlite_url, KEYRING)) as database,
        open_sending_house(database, tmp_path) as house,
        working(house, clock) as worker,
    ):
        enroll_at(house, clock)
        worker.wake()
        wait_until(lambda: house.texts() == ["welcome"], BOUND)
        clock.ahead += jump
        enroll_at(house, clock, "+12025550112")
        wait_until(lambda: len({one.to for one in house.twilio.ledger}) == 2, BOUND)
        assert worker.seconds_since_tick < BOUND


def test_a_worker_that_is_stopped_twice_stays_stopped(house: SendingHouse) -> None:
    clock = Running(noon())
    with working(house, clock) as worker:
        worker.stop()
        enroll_at(house, clock)
        worker.wake()
        worker.stop()
    assert house.twilio.posts == []


def test_once_sends_until_nothing_is_due_a_welcome_and_then_its_step_included(house: SendingHouse) -> None:
    clock = Running(noon())
    enroll_at(house, clock, ago=timedelta(minutes=40))
    worker = Worker(App(house.app.settings, house.app.database, clock))
    with closing_worker(worker):
        assert (worker.once(), house.texts()) == (Counts(sent=2), ["welcome", "calm"])


def test_once_sends_nothing_by_a_clock_from_before_the_set_up(house: SendingHouse) -> None:
    clock = Running(noon() - timedelta(days=30))
    enroll_at(house, clock)
    worker = Worker(App(house.app.settings, house.app.database, clock))
    with closing_worker(worker):
        assert (worker.once(), house.twilio.posts) == (Counts(), [])


@contextmanager
def closing_worker(worker: Worker) -> Iterator[None]:
    try:
        yield
    finally:
        worker.stop()


# A real `reminders worker` of its own, on SQLite.

MANY = 60
KEY = b64encode(bytes(range(32))).decode()
NUMBERS = [f"+120255501{number:02}" for number in range(MANY)]


def environment(folder: Path, twilio_url: str) -> dict[str, str]:
    """Settings of a worker process that finds nothing else."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{folder / 'reminders.db'}",
        "SECRET_KEY": "a secret key for tests, 32 chars or more",
        "ENCRYPTION_KEYS": f"test:{KEY}",
        "LOOKUP_KEY": KEY,
        "SMS_TRANSPORT": "twilio",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": "+12025550199",
        "TWILIO_BASE_URL": twilio_url,
        "SCHEDULES_DIR": str(folder / "schedules"),
        "TEMPLATES_DIR": str(folder / "templates"),
        "CLINIC_NAME": "Willow",
        "CLINIC_PHONE": "+12025550100",
        "LOG_FORMAT": "json",
    }


@contextmanager
def clinic_with_patients(folder: Path, twilio: FakeTwilio) -> Iterator[House]:
    """Sixty patients who are still there, so that their welcomes may leave at any hour."""
    write_schedule(folder)
    with closing(open_app(read_settings(environment(folder, twilio.url), storing=True))) as app:
        set_up(app)
        approve(app, "facial", "Dr. Reyes")
        for number in NUMBERS:
            treated_at = datetime.now(UTC) - timedelta(minutes=1)
            given = Enrollment(
                "facial", "Ana", treated_at, Channel.SMS, phone=number, consents=frozenset(Kind), present=True
            )
            enroll(app, given)
        yield House(app, Hands(datetime.now(UTC)))


@contextmanager
def worker_process(folder: Path, twilio: FakeTwilio, *words: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "reminders", "worker", *words],
        cwd=folder,
        env=environment(folder, twilio.url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def statuses(house: House) -> Counter[str]:
    return Counter(status for (status,) in house.rows("SELECT status FROM message WHERE origin = 'welcome'"))


def accepted(twilio: FakeTwilio) -> Counter[str]:
    return Counter(one.to for one in twilio.ledger)


def test_sigterm_in_the_middle_finishes_what_is_armed_and_the_next_worker_sends_the_rest(
    tmp_path: Path,
) -> None:
    with FakeTwilio() as twilio, clinic_with_patients(tmp_path, twilio) as house:
        twilio.script(Answer("drip", seconds=0.001, times=MANY))
        with worker_process(tmp_path, twilio) as worker:
            wait_until(lambda: len(twilio.ledger) >= 3, 60)
            worker.send_signal(signal.SIGTERM)
            _, said = worker.communicate(timeout=60)
        assert (worker.returncode, "Traceback" in said) == (0, False)
        left = len(twilio.ledger)
        assert 0 < left < MANY
        assert statuses(house) == Counter(sent=left, planned=MANY - left)
        with worker_process(tmp_path, twilio, "--once", "--json") as second:
            out, _ = second.communicate(timeout=60)
        assert (second.returncode, accepted(twilio)) == (0, Counter(NUMBERS))
        assert statuses(house) == Counter(sent=MANY), out


def test_kill_9_in_the_middle_leaves_doubts_and_nobody_gets_a_text_twice(tmp_path: Path) -> None:
    with FakeTwilio() as twilio, clinic_with_patients(tmp_path, twilio) as house:
        with worker_process(tmp_path, twilio) as worker:
            twilio.script(Answer(times=20), Answer("kill", pid=worker.pid))
            worker.wait(60)
        assert worker.returncode == -signal.SIGKILL
        after_kill = statuses(house)
        assert after_kill["sending"] > 0
        # As if the lease had been taken a minute earlier.
        with house.app.database.write() as work:
            work.run("UPDATE due_queue SET claimed_until = 0")
        with worker_process(tmp_path, twilio, "--once", "--json") as second:
            second.communicate(timeout=60)
        assert second.returncode == 0
        assert statuses(house) == Counter(unknown=after_kill["sending"], sent=MANY - after_kill["sending"])
        assert max(accepted(twilio).values()) == 1
        known = house.rows("SELECT provider_id FROM message WHERE origin = 'welcome' AND status = 'sent'")
        assert {sid for (sid,) in known} <= {one.sid for one in twilio.ledger}
