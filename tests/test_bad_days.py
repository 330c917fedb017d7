"""Bad days of real worker processes, twenty times quicker than life: what breaks is told, nothing lost or doubled."""

import json
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from reminders.actions.clinic_edits import Order
from reminders.actions.clinic_settings import change_clinic
from reminders.actions.enroll import enroll
from reminders.actions.publishing import approve
from reminders.actions.setup import set_up
from reminders.actions.staffing import hire
from reminders.actions.watching import PATIENCE
from reminders.app import App, open_app
from reminders.config import read_settings
from reminders.domain.enrollment import Enrollment
from reminders.domain.rate import capacity
from reminders.domain.words import Channel, Kind
from reminders.web.health import STALE_AFTER
from reminders.worker import PERIODS
from tests.actions.house import ANA, BEN, write_schedule
from tests.databases import copy_of_template
from tests.fakes.fake_twilio import Accepted, Answer, FakeTwilio
from tests.fakes.watching_service import Hearts, watching_service
from tests.processes import fetched
from tests.quick_worker import FASTER
from tests.test_worker import environment
from tests.transports.given import wait_until

ROSA = "+12025550177"
#: Of each wait (seconds): a busy machine may take its time.
BOUND = 45.0
#: What a provider may take to answer before an alert counts as late (seconds).
TO_TELL = 25.0


@dataclass
class Place:
    """A clinic on its database, the provider, and a worker process."""

    app: App
    folder: Path
    twilio: FakeTwilio
    hearts: Hearts
    settings: dict[str, str]
    port: int = 0

    def enroll(self, phone: str) -> None:
        """A patient who is still there: the welcome is due now, at any hour."""
        treated_at = datetime.now(UTC) - timedelta(minutes=1)
        given = Enrollment(
            "facial", "Ana", treated_at, Channel.SMS, phone=phone, consents=frozenset(Kind), present=True
        )
        enroll(self.app, given)

    def received(self) -> Counter[str]:
        """How many texts each number got; the staff's are apart."""
        return Counter(one.to for one in self.twilio.ledger if one.to != ROSA)

    def alarms(self) -> list[str]:
        """What Rosa was told."""
        return [one.body for one in self.twilio.ledger if one.to == ROSA]

    def red(self) -> set[str]:
        """The checks of /readyz that are not well."""
        _, body = fetched(self.port, "/readyz")
        return {name for name, check in json.loads(body)["checks"].items() if not check["ok"]}

    def is_ready(self) -> bool:
        return fetched(self.port, "/readyz")[0] == 200

    def statuses(self) -> Counter[str]:
        with self.app.database.read() as work:
            return Counter(one for (one,) in work.all("SELECT status FROM message WHERE origin = 'welcome'"))


Open = Callable[[str], Place]


@pytest.fixture
def open_place(tmp_path: Path) -> Iterator[Open]:
    """Opens the place on a database of this address, without a worker yet."""
    with ExitStack() as stack:

        def opened(url: str) -> Place:
            twilio, hearts = stack.enter_context(FakeTwilio()), stack.enter_context(watching_service())
            write_schedule(tmp_path)
            settings = environment(tmp_path, twilio.url) | {"DATABASE_URL": url, "HEARTBEAT_URL": hearts.url}
            app = stack.enter_context(closing(open_app(read_settings(settings, storing=True))))
            set_up(app)
            approve(app, "facial", "Dr. Reyes")
            hire(app, "Rosa", "admin", "rosa@clinic.example", "Admin", ROSA)
            return Place(app, tmp_path, twilio, hearts, settings)

        yield opened


@pytest.fixture
def place(open_place: Open, tmp_path: Path) -> Place:
    """On SQLite."""
    return open_place(f"sqlite:///{tmp_path / 'reminders.db'}")


@contextmanager
def worker(place: Place, red: frozenset[str] = frozenset()) -> Iterator["subprocess.Popen[str]"]:
    """A quick one, ready but for what is `red`; at the end it is stopped in good order."""
    with (place.folder / f"err-{time.monotonic_ns()}.txt").open("w") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.quick_worker"],
            cwd=place.folder,
            env=place.settings,
            stdout=subprocess.PIPE,
            stderr=err,
            text=True,
        )
        try:
            assert process.stdout is not None
            place.port = int(process.stdout.readline())
            wait_until(lambda: place.red() == red, BOUND)
            yield process
            process.terminate()
            assert process.wait(BOUND) == 0
        finally:
            process.kill()
            process.communicate()


@contextmanager
def asleep(place: Place, process: "subprocess.Popen[str]") -> Iterator[None]:
    """While the test prepares something, the worker sees nothing. On SQLite."""
    # Who is stopped in the middle of a write would keep the test from writing.
    with place.app.database.alone():
        process.send_signal(signal.SIGSTOP)
        wait_until(lambda: Path(f"/proc/{process.pid}/stat").read_text().rpartition(") ")[2][0] == "T", BOUND)
    yield
    process.send_signal(signal.SIGCONT)


def told(place: Place) -> bool:
    return any("nothing can be written down" in text for text in place.alarms())


def test_the_real_periods_turn_red_and_tell_people_within_ninety_seconds() -> None:
    assert PERIODS.tick + PATIENCE.silent_after < STALE_AFTER + 1 <= 90 - PERIODS.look
    assert PATIENCE.silent_after + PATIENCE.look_every + TO_TELL <= 90


@contextmanager
def lock_file(place: Place) -> Iterator[None]:
    with open(f"{place.app.database.path}.lock", "w") as held:
        flock(held, LOCK_EX)
        yield


@contextmanager
def exclusive(place: Place) -> Iterator[None]:
    with closing(sqlite3.connect(str(place.app.database.path), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize("wedge", [lock_file, exclusive])
def test_a_wedged_database_is_told_and_afterwards_all_goes_on(
    place: Place, wedge: Callable[[Place], "ExitStack"]
) -> None:
    with worker(place) as process, ExitStack() as stack:
        wait_until(lambda: len(place.hearts.paths) > 0, BOUND)
        with asleep(place, process):
            place.enroll(ANA)
            stack.enter_context(wedge(place))
        wait_until(lambda: told(place) and place.red() == {"dispatcher"}, BOUND)
        beats = len(place.hearts.paths)
        assert place.received() == Counter()
        stack.close()
        wait_until(lambda: place.received() == Counter([ANA]) and place.is_ready(), BOUND)
        wait_until(lambda: len(place.hearts.paths) > beats, BOUND)
    assert (place.received(), place.statuses()) == (Counter([ANA]), Counter(sent=1))


def test_a_full_disk_is_told_and_what_was_on_its_way_is_recorded_once_there_is_room(place: Place) -> None:
    place.twilio.script_number(ANA, Answer("drip", seconds=0.004))
    with worker(place) as process:
        place.enroll(ANA)
        wait_until(lambda: place.received() == Counter([ANA]), BOUND)
        _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, hard))
        place.enroll(BEN)
        wait_until(lambda: told(place) and place.red() == {"dispatcher"}, BOUND)
        assert place.received() == Counter([ANA])
        beats = len(place.hearts.paths)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        wait_until(lambda: place.received() == Counter([ANA, BEN]) and place.is_ready(), BOUND)
        wait_until(lambda: len(place.hearts.paths) > beats, BOUND)
        wait_until(lambda: place.statuses() == Counter(sent=2), BOUND)
    assert place.received() == Counter([ANA, BEN])


def test_threads_that_die_are_started_again_and_told(place: Place) -> None:
    with worker(place) as process:
        for sign, who in ((signal.SIGUSR1, "the sending"), (signal.SIGUSR2, "the periodic work")):
            process.send_signal(sign)
            means = f"{who} had stopped and was started again"
            wait_until(lambda means=means: any(means in text for text in place.alarms()), BOUND)  # type: ignore[misc]
        place.enroll(ANA)
        wait_until(lambda: place.received() == Counter([ANA]), BOUND)
        beats = len(place.hearts.paths)
        wait_until(lambda: place.is_ready() and len(place.hearts.paths) > beats, BOUND)


def test_a_worker_whose_clock_is_not_the_database_servers_sends_nothing_until_it_is(
    open_place: Open, postgres_template: str
) -> None:
    url = copy_of_template(postgres_template)
    put_server_clock(url, "6 minutes")
    place = open_place(url)
    with worker(place, frozenset({"clock"})):
        place.enroll(ANA)
        # More than a turn of everything.
        time.sleep(PERIODS.sweep / FASTER)
        assert (place.received(), place.alarms()) == (Counter(), [])
        put_server_clock(url, "-4 minutes")
        wait_until(lambda: place.received() == Counter([ANA]) and place.is_ready(), BOUND)
    assert place.statuses() == Counter(sent=1)


def put_server_clock(url: str, ahead: str) -> None:
    """Set the clock that this database shows to who asks it."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        name = make_url(url).database
        for sql in (
            "CREATE SCHEMA IF NOT EXISTS wrong",
            f"CREATE OR REPLACE FUNCTION wrong.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE "
            f"AS $$ SELECT pg_catalog.clock_timestamp() + interval '{ahead}' $$",
            f'ALTER DATABASE "{name}" SET search_path = public, wrong, pg_catalog',
        ):
            connection.exec_driver_sql(sql)
    engine.dispose()


def test_two_worker_processes_keep_one_rate_together(place: Place) -> None:
    rate, many = 10, 30
    at: list[float] = []

    def taken(_text: Accepted) -> None:
        at.append(time.monotonic())

    nothing = dict.fromkeys(("name", "address", "settle-minutes", "send-time"))
    with worker(place) as one, worker(place) as other:
        for phone, idle in ((ANA, other), (BEN, one)):
            # The first text of a process takes longer.
            with asleep(place, idle):
                place.enroll(phone)
                wait_until(lambda phone=phone: place.received()[phone] == 1, BOUND)  # type: ignore[misc]
        change_clinic(place.app, nothing | {"texts-per-second": str(rate)}, Order("Rosa"))
        place.twilio.after_acceptance = taken
        with asleep(place, one), asleep(place, other):
            for number in range(many):
                place.enroll(f"+120255501{number + 20:02}")
        wait_until(lambda: place.statuses() == Counter(sent=many + 2), BOUND)
    fullest = max(sum(first <= later < first + 1 for later in at) for first in at)
    assert (fullest <= rate + capacity(rate), len(at), max(place.received().values())) == (True, many, 1)
