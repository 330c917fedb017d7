"""Bad days of a live worker that need a clock of their own, or a provider or a database that keeps silent."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from starlette.testclient import TestClient

from reminders.actions.clinic_edits import Order
from reminders.actions.clinic_settings import change_clinic
from reminders.actions.enroll import enroll
from reminders.actions.keeping import PeriodicWork, Turn
from reminders.app import App
from reminders.domain.rate import capacity
from reminders.domain.words import Channel
from reminders.store.database import Database
from reminders.store.senders import breakers, the_clinic
from reminders.web.app import create_web
from reminders.worker import Periods, Worker
from tests.actions.house import ANA, ANA_TREATED, BEN, FACIAL, moment, open_house
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.databases import KEYRING, copy_of_template
from tests.fakes.fake_twilio import Accepted
from tests.fakes.smtp_sink import Play
from tests.test_worker import Running
from tests.transports.given import wait_until

QUICK = Periods(look=0.2, sweep=0.3, reconcile=0.3, tick=0.3, probe=0.2, beat=0.3)
#: Of each wait (seconds): a busy machine may take its time.
BOUND = 45.0
#: Each turn of a quick worker has come several times (seconds).
A_WHILE = 1.2
NOON = moment("2026-04-01 12:00")
#: Both late after three days, both still in their windows.
TWO_STAGES = FACIAL.replace("at: P3D\n", "at: P13D\n")


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[SendingHouse]:
    with closing(Database(sqlite_url, KEYRING)) as database, open_sending_house(database, tmp_path) as opened:
        yield opened


@contextmanager
def working(house: SendingHouse, clock: Running) -> Iterator[Worker]:
    worker = Worker(App(house.app.settings, house.app.database, clock), QUICK)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


def enroll_by_a_right_clock(house: SendingHouse, at: datetime, **given: object) -> None:
    """Treated twenty-nine minutes before: the welcome is due, the first step in a minute."""
    app = App(house.app.settings, house.app.database, lambda: at)
    treated = replace(ANA_TREATED, treated_at=at - timedelta(minutes=29))
    enroll(app, replace(treated, **given))  # type: ignore[arg-type]


def set_rate(house: SendingHouse, texts: int) -> None:
    nothing = dict.fromkeys(("name", "address", "settle-minutes", "send-time"))
    change_clinic(house.app, nothing | {"texts-per-second": str(texts)}, Order("Rosa"))


def received(house: SendingHouse) -> Counter[str]:
    return Counter(one.to for one in house.twilio.ledger)


@pytest.mark.parametrize(
    "wrong",
    [datetime(1970, 1, 1, tzinfo=UTC), NOON - timedelta(days=1), NOON + timedelta(hours=23)],
    ids=["1970", "a day back", "most of a day ahead"],
)
def test_a_clock_that_goes_wrong_and_is_put_right_sends_nothing_early_or_twice_and_does_not_stall(
    wrong: datetime, house: SendingHouse
) -> None:
    set_rate(house, 50)
    clock = Running(NOON)
    with working(house, clock):
        enroll_by_a_right_clock(house, NOON)
        wait_until(lambda: house.texts() == ["welcome"], BOUND)
        clock.ahead += wrong - NOON
        time.sleep(A_WHILE)
        enroll_by_a_right_clock(house, NOON, phone=BEN)
        time.sleep(A_WHILE)
        ahead = wrong > NOON
        assert received(house) == (Counter({ANA: 2, BEN: 2}) if ahead else Counter([ANA]))
        clock.ahead -= wrong - NOON
        wait_until(lambda: received(house)[BEN] >= 1, BOUND)
        clock.ahead += timedelta(minutes=2)
        wait_until(lambda: received(house) == Counter({ANA: 2, BEN: 2}), BOUND)
        enroll_by_a_right_clock(house, NOON, phone="+12025550113")
        wait_until(lambda: received(house)["+12025550113"] == 2, BOUND)
        time.sleep(A_WHILE)
    assert received(house) == Counter({ANA: 2, BEN: 2, "+12025550113": 2})
    assert house.rows("SELECT id FROM message WHERE armed_at < due_at") == []


def test_after_three_days_without_a_worker_only_the_newest_leaves_inside_its_hours_and_not_at_once(
    sqlite_url: str, tmp_path: Path
) -> None:
    many, rate = 12, 4
    at: list[float] = []

    def taken(_text: Accepted) -> None:
        at.append(time.monotonic())

    with (
        closing(Database(sqlite_url, KEYRING)) as database,
        open_sending_house(database, tmp_path, TWO_STAGES) as house,
    ):
        for number in range(many):
            house.enroll(phone=f"+120255501{number:02}")
        house.send()
        house.send_at("2026-04-01 10:31")
        house.send_at("2026-04-13 09:00")
        house.twilio.state.ledger.clear()
        set_rate(house, rate)
        house.twilio.after_acceptance = taken
        early, noon = moment("2026-04-16 06:00"), moment("2026-04-16 12:00")
        clock = Running(early)
        with working(house, clock):
            time.sleep(A_WHILE)
            assert house.texts() == []
            clock.ahead += noon - early
            wait_until(lambda: len(house.twilio.ledger) == many, BOUND)
            time.sleep(A_WHILE)
        fullest = max(sum(first <= later < first + 1 for later in at) for first in at)
        assert (Counter(house.texts()), fullest <= rate + capacity(rate)) == (Counter(results=many), True)
        assert Counter(house.statuses("flaking")) == Counter({("canceled", "superseded"): many})
        assert Counter(house.statuses("calm")) == Counter({("sent", None): many})


def test_a_mail_server_that_keeps_silent_is_left_alone_while_texts_go_on(house: SendingHouse) -> None:
    for number in range(12):
        enroll_by_a_right_clock(house, NOON, channel=Channel.EMAIL, phone="", email=f"patient{number}@example.com")
    # Says nothing to anybody for a second, then hangs up.
    house.sink.script(*[Play("greeting", seconds=1.0)] * 60)
    clock = Running(NOON + timedelta(minutes=2))
    with working(house, clock):
        wait_until(lambda: house.sink.state.connections > 0, BOUND)
        enroll_by_a_right_clock(house, NOON)
        wait_until(lambda: house.texts() == ["welcome", "calm"], BOUND)
        wait_until(lambda: is_left_alone(house), BOUND)
        # What was handed over before that still knocks.
        time.sleep(A_WHILE)
        tried = house.sink.state.connections
        enroll_by_a_right_clock(house, NOON, phone=BEN)
        wait_until(lambda: received(house)[BEN] == 2, BOUND)
        assert (house.sink.state.connections, house.mails()) == (tried, [])
        house.sink.state.plays.clear()
        # Time for a probe, and for those that were tried to be tried again.
        clock.ahead += timedelta(minutes=10)
        wait_until(lambda: len(house.sink.ledger) == 12, BOUND)
    assert max(Counter(one.to for one in house.sink.ledger).values()) == 1


def is_left_alone(house: SendingHouse) -> bool:
    with house.app.database.read() as work:
        clinic_id = the_clinic(work)
        assert clinic_id is not None
        found = breakers(work, clinic_id).get("smtp")
    return found is not None and found.opened_at is not None


def test_periodic_work_that_a_clock_put_back_has_stalled_is_started_again() -> None:
    turns: list[int] = []
    work = PeriodicWork([Turn(lambda: turns.append(1), 0.05)], beat_every=0.05)
    work.start()
    try:
        wait_until(lambda: len(turns) > 1)
        assert (work.died, work.scheduler is not None) == (False, True)
        assert work.scheduler is not None
        for job in work.scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC) + timedelta(days=1))
        wait_until(lambda: work.died)
        before = len(turns)
        work.start()
        wait_until(lambda: len(turns) > before + 1)
        assert work.died is False
    finally:
        work.stop()


def test_pages_say_within_seconds_that_a_server_hangs_and_are_well_again_after(
    postgres_template: str, tmp_path: Path
) -> None:
    url = copy_of_template(postgres_template)
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with closing(Database(url, KEYRING)) as database:
        pages = TestClient(create_web(open_house(database, tmp_path).app))
        with engine.begin() as connection:
            connection.exec_driver_sql("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
            hanging = pages.get("/readyz")
        wait_until(lambda: pages.get("/readyz").status_code == 200, BOUND)
    engine.dispose()
    assert (hanging.status_code, hanging.json()["checks"]["database"]["ok"]) == (503, False)
