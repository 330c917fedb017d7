"""Stops race claims and arming: whatever the order, nothing is armed once a stop is committed."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from reminders.actions.dispatch import Dispatcher
from reminders.actions.enroll import enroll_batch, seal_batch
from reminders.actions.opting_out import opt_out
from reminders.app import App
from reminders.domain.enrollment import Enrollment
from reminders.domain.words import Channel, Kind, OptOutScope
from reminders.store.database import Database
from tests.actions.house import House, at_once, open_house
from tests.crash.drivers import Ear, listen
from tests.crash.looking import attempts_to, hash_of
from tests.crash.ward import AREAS, SCHEDULE, LookingDatabase
from tests.databases import KEYRING, copy_of_template

#: Batches on each of two databases: three thousand races each time, ten thousand in the long proof.
CHECK, SOAK, ROUNDS, NUMBERS = 3, 10, 25, 20
MINUTE = timedelta(minutes=1)
ARMING = "UPDATE message SET status = 'sending'"
#: A stop that is not committed after so many seconds waits for a lock.
WAITS = 0.5


class Race:
    """A clinic where some numbers stop while two dispatchers send to them."""

    #: What a broken program may run into without ending the round.
    forgiven: tuple[type[Exception], ...] = ()

    def __init__(self, house: House, dispatchers: list[Dispatcher], stopper: App, seed: int) -> None:
        self.house, self.dispatchers, self._stopper = house, dispatchers, stopper
        self._chance = random.Random(seed)
        self._rounds = 0

    def run(self, count: int) -> list[tuple[int, int]]:
        """One round: so many numbers. Returns of each how many attempts were armed before its stop was committed, and
        how many after it.
        """
        numbers = self.enroll(count)
        order = self._chance.sample(numbers, count)
        pauses = [self._chance.random() * 0.002 for _ in order]
        before: dict[str, frozenset[int]] = {}

        def stop_all() -> None:
            for number, pause in zip(order, pauses, strict=True):
                time.sleep(pause)
                before[number] = self.stop(number)

        # Stops take longer than sending does, so that it begins some way into them.
        waits = [self._chance.random() * 0.002 * count for _ in self.dispatchers]
        sends = [self._send_after(one, wait) for one, wait in zip(self.dispatchers, waits, strict=True)]
        at_once([stop_all, *sends])
        return [(len(before[number]), len(self.armed(number) - before[number])) for number in numbers]

    def _send_after(self, dispatcher: Dispatcher, seconds: float) -> Callable[[], object]:
        def send() -> None:
            time.sleep(seconds)
            with suppress(*self.forgiven):
                dispatcher.run()

        return send

    def enroll(self, count: int) -> list[str]:
        """Patients at new numbers, whose welcome and first step are due now."""
        house, area = self.house, AREAS[self._rounds * count // 100]
        numbers = [f"+1{area}55501{self._rounds * count % 100 + number:02}" for number in range(count)]
        self._rounds += 1
        treated_at = house.clock.at - 24 * MINUTE
        batch = seal_batch(
            house.app,
            [
                Enrollment("facial", "Ana", treated_at, Channel.SMS, phone=number, consents=frozenset({Kind.CARE}))
                for number in numbers
            ],
        )
        with house.app.database.write() as work:
            enroll_batch(work, house.app, batch)
        # Past the time in which a slip can be undone.
        house.clock.at += 6 * MINUTE
        return numbers

    def stop(self, number: str) -> frozenset[int]:
        """Returns what had been armed for this number in the last moment before the commit."""
        database = self._stopper.database
        assert isinstance(database, LookingDatabase)
        database.stopping = number
        opt_out(self._stopper, number, OptOutScope.ALL, "Rosa", "said so")
        return database.armed_before

    def armed(self, number: str) -> frozenset[int]:
        """Every attempt for this number by now."""
        with self.house.app.database.read() as work:
            return attempts_to(work, hash_of(work, number))


@contextmanager
def two_dispatchers(url: str, folder: Path, seed: int, new_ear: Callable[[], Ear] = Ear) -> Iterator[Race]:
    """Each on a database object of its own, like two processes; the one who takes stops is a third."""
    with ExitStack() as stack:
        databases = [stack.enter_context(closing(Database(url, KEYRING))) for _ in range(2)]
        for database in databases:
            listen(database, new_ear)
        house = open_house(databases[0], folder, SCHEDULE)
        apps = [App(house.app.settings, database, house.clock) for database in databases]
        dispatchers = [
            stack.enter_context(closing(Dispatcher(app, f"worker {number}"))) for number, app in enumerate(apps)
        ]
        stopper = App(house.app.settings, stack.enter_context(closing(LookingDatabase(url, KEYRING))), house.clock)
        yield Race(house, dispatchers, stopper, seed)


@pytest.mark.parametrize("seed", range(CHECK))
def test_nothing_is_armed_after_the_commit_of_a_stop(database_url: str, tmp_path: Path, seed: int) -> None:
    check_that_no_race_is_lost(database_url, tmp_path, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 100 + SOAK))
def test_nothing_is_armed_after_the_commit_of_ten_thousand_stops(database_url: str, tmp_path: Path, seed: int) -> None:
    check_that_no_race_is_lost(database_url, tmp_path, seed)


def check_that_no_race_is_lost(database_url: str, folder: Path, seed: int) -> None:
    """One batch."""
    with two_dispatchers(database_url, folder, seed) as race:
        outcomes = [outcome for _ in range(ROUNDS) for outcome in race.run(NUMBERS)]
    assert (len(outcomes), sum(after for _, after in outcomes)) == (ROUNDS * NUMBERS, 0)
    # They were races: some stops came first, some came too late.
    assert min(sum(before == 0 for before, _ in outcomes), sum(before > 0 for before, _ in outcomes)) > 0


class NoLocks(Ear):
    """Arming that asks for no lock, and takes its time between looking and writing."""

    def statement(self, sql: str) -> str:
        if sql.startswith(ARMING):
            time.sleep(0.01)
        return sql if "SKIP LOCKED" in sql else sql.replace(" FOR UPDATE OF q", "").replace(" FOR UPDATE", "")


def test_the_races_catch_a_program_that_arms_without_locks(postgres_template: str, tmp_path: Path) -> None:
    with two_dispatchers(copy_of_template(postgres_template), tmp_path, 1, NoLocks) as race:
        race.forgiven = (DBAPIError, psycopg.Error)
        late = 0
        for _ in range(100):
            late = late or sum(after for _, after in race.run(NUMBERS))
            if late:
                break
    assert late > 0


class StopWhileArming(Ear):
    """Once arming has looked at everything and is about to write, somebody says stop; arming goes on when the stop is
    committed, or when it waits.
    """

    def __init__(self, say_stop: Callable[[], None]) -> None:
        self._say_stop = say_stop

    def statement(self, sql: str) -> str:
        if sql.startswith(ARMING):
            self._say_stop()
        return sql


class StopWhileArmingWithoutLocks(StopWhileArming, NoLocks):
    """The same against arming that asks for no lock."""

    def statement(self, sql: str) -> str:
        return NoLocks.statement(self, super().statement(sql))


def armed_before_and_after(url: str, folder: Path, ear: type[StopWhileArming]) -> tuple[int, int]:
    """Attempts for one number before and after the commit of its stop, which is said while its step is being armed."""
    said: list[threading.Thread] = []
    before: list[frozenset[int]] = []

    def say_stop() -> None:
        if number and not said:
            said.append(threading.Thread(target=lambda: before.append(race.stop(number[0])), daemon=True))
            said[0].start()
            said[0].join(WAITS)

    number: list[str] = []
    with two_dispatchers(url, folder, 0, lambda: ear(say_stop)) as race:
        number += race.enroll(1)
        race.dispatchers[0].run()
        said[0].join(60)
        return len(before[0]), len(race.armed(number[0]) - before[0])


def test_a_stop_that_comes_while_a_text_is_being_armed_is_committed_after_it(database_url: str, tmp_path: Path) -> None:
    before, after = armed_before_and_after(database_url, tmp_path, StopWhileArming)
    assert (before > 0, after) == (True, 0)


def test_without_locks_the_text_is_armed_after_the_stop(postgres_template: str, tmp_path: Path) -> None:
    url = copy_of_template(postgres_template)
    assert armed_before_and_after(url, tmp_path, StopWhileArmingWithoutLocks) == (0, 1)
