"""How many senders are at work: a few where answers come at once, all of them where they take their time."""

import queue
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reminders.actions.filling import Ready
from reminders.actions.recording import Finished, Unsent
from reminders.actions.sending import Answers, ThreadSenders
from reminders.app import App
from reminders.domain.instants import to_micros
from reminders.domain.words import Channel, Kind, Origin
from reminders.store.database import Database, Row
from reminders.transports.base import InDoubt, Outgoing, Receipt, SendError, Transport, TryAgain
from tests.actions.sending_house import settings_of
from tests.databases import KEYRING

NOW = datetime(2026, 4, 1, 14, 30, tzinfo=UTC)
COUNT = 12


class Gate:
    """A transport for all threads: answers at once while open, else when it is opened."""

    name = "gate"

    def __init__(self) -> None:
        self.open = threading.Event()
        self.reached: queue.SimpleQueue[int] = queue.SimpleQueue()
        #: Messages that end the thread that sends them.
        self.deadly: set[int] = set()
        #: So often it cannot be opened.
        self.stuck = 0
        #: The threads that opened it.
        self.opened: list[str] = []

    def send(self, outgoing: Outgoing) -> Receipt:
        self.reached.put(outgoing.message_id)
        assert self.open.wait(20)
        if outgoing.message_id in self.deadly:
            raise SystemExit("this thread ends")
        return Receipt(f"SM{outgoing.message_id}")

    def close(self) -> None:
        pass


class Looking(Database):
    """A database that only answers the last look."""

    error: Exception | None = None

    def peek(self, _sql: str, _values: object) -> Row:
        if self.error is not None:
            raise self.error
        return (1, 0)


class GateApp(App):
    """Its transport is the gate."""

    def __init__(self, database: Database, folder: Path, gate: Gate) -> None:
        super().__init__(settings_of(folder, "http://127.0.0.1:9", 9), database, lambda: NOW)
        self.gate = gate

    def open_transport(self, channel: Channel) -> Transport:
        if self.gate.stuck:
            self.gate.stuck -= 1
            raise OSError("no certificates")
        self.gate.opened.append(threading.current_thread().name)
        return self.gate


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Looking]:
    opened = Looking(f"sqlite:///{tmp_path / 'never-made.db'}", KEYRING)
    yield opened
    opened.close()


@pytest.fixture
def answers() -> Answers:
    return queue.SimpleQueue()


@pytest.fixture
def senders(database: Looking, gate: Gate, answers: Answers, tmp_path: Path) -> Iterator[ThreadSenders]:
    for name in ("schedules", "templates"):
        (tmp_path / name).mkdir()
    with closing(ThreadSenders(GateApp(database, tmp_path, gate), Channel.SMS, answers, COUNT)) as opened:
        yield opened
        gate.open.set()


def ready(number: int) -> Ready:
    now = to_micros(NOW)
    outgoing = Outgoing(number, 1, "+12025550143", "Hello", NOW)
    return Ready(
        outgoing=outgoing, channel=Channel.SMS, origin=Origin.STEP, kind=Kind.CARE, queue_at=now, attempt_id=number,
        clinic_id=1, address_hash=b"a" * 16, closes_at=now, armed_at=now, token=1, live=True,
    )  # fmt: skip


def all_of(answers: Answers) -> list[Finished]:
    return sorted((answers.get(timeout=20) for _ in range(COUNT)), key=lambda one: one.ready.attempt_id)


def test_a_provider_that_takes_its_time_soon_has_every_message_on_the_wire(
    senders: ThreadSenders, gate: Gate, answers: Answers
) -> None:
    senders.submit([ready(number) for number in range(COUNT)])
    reached = [gate.reached.get(timeout=20) for _ in range(2)]
    while senders.push():
        reached.append(gate.reached.get(timeout=20))
    while len(reached) < COUNT:
        reached.append(gate.reached.get(timeout=20))
    assert (sorted(reached), len(gate.opened), senders.idle()) == (list(range(COUNT)), COUNT, 0)
    gate.open.set()
    assert [one.answer for one in all_of(answers)] == [Receipt(f"SM{number}") for number in range(COUNT)]
    assert senders.idle() == COUNT


def test_a_provider_that_answers_at_once_keeps_only_a_few_senders_busy(
    senders: ThreadSenders, gate: Gate, answers: Answers
) -> None:
    gate.open.set()
    senders.submit([ready(number) for number in range(COUNT)])
    all_of(answers)
    assert (senders.push(), senders.idle()) == (False, COUNT)
    senders.close()
    assert len(gate.opened) == 2


def test_what_was_taken_is_sent_before_the_senders_end(senders: ThreadSenders, gate: Gate, answers: Answers) -> None:
    gate.open.set()
    senders.submit([ready(number) for number in range(COUNT)])
    senders.close()
    assert [one.answer for one in all_of(answers)] == [Receipt(f"SM{number}") for number in range(COUNT)]


class SlowBell(queue.SimpleQueue[bool]):
    """Whoever it ends has ended before it rings again."""

    def put(self, item: bool, block: bool = True, timeout: float | None = None) -> None:
        super().put(item, block, timeout)
        if not item:
            time.sleep(0.05)


def test_all_senders_end_however_soon_the_first_does(senders: ThreadSenders, gate: Gate, answers: Answers) -> None:
    senders._bell = SlowBell()
    gate.open.set()
    senders.submit([ready(number) for number in range(COUNT)])
    all_of(answers)
    end = threading.Thread(target=senders.close, daemon=True)
    end.start()
    end.join(20)
    assert (len(gate.opened), end.is_alive()) == (2, False)


def test_a_last_look_that_fails_in_any_way_leaves_the_message_unsent_and_the_sender_at_work(
    senders: ThreadSenders, database: Looking, gate: Gate, answers: Answers
) -> None:
    gate.open.set()
    database.error = IndexError("no row")
    senders.submit([ready(number) for number in range(COUNT)])
    kinds: set[type[Receipt | SendError | Unsent]] = {type(one.answer) for one in all_of(answers)}
    assert (kinds, gate.reached.empty()) == ({Unsent}, True)


def answered(senders: ThreadSenders, answers: Answers, count: int) -> dict[int, Receipt | SendError | Unsent]:
    """Message → its answer, with senders woken as the dispatcher does."""
    found: dict[int, Receipt | SendError | Unsent] = {}
    for _ in range(20 * 50):
        with suppress(queue.Empty):
            one = answers.get(timeout=0.02)
            found[one.ready.attempt_id] = one.answer
        senders.push()
        if len(found) == count:
            break
    return found


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_sender_that_dies_leaves_its_message_in_doubt_and_is_replaced(
    senders: ThreadSenders, gate: Gate, answers: Answers
) -> None:
    gate.open.set()
    gate.deadly = {0, 1, 2, 3, 4}
    senders.submit([ready(number) for number in range(COUNT)])
    found = answered(senders, answers, COUNT)
    assert {number for number, answer in found.items() if isinstance(answer, InDoubt)} == gate.deadly
    assert [found[number] for number in range(5, COUNT)] == [Receipt(f"SM{number}") for number in range(5, COUNT)]
    assert senders.idle() == COUNT


def test_a_transport_that_cannot_be_opened_proves_its_messages_unsent(
    senders: ThreadSenders, gate: Gate, answers: Answers
) -> None:
    gate.open.set()
    gate.stuck = 1000
    senders.submit([ready(number) for number in range(COUNT)])
    found = answered(senders, answers, COUNT)
    assert {type(answer) for answer in found.values()} == {TryAgain}
    gate.stuck = 0
    senders.submit([ready(100)])
    assert answered(senders, answers, 1) == {100: Receipt("SM100")}


def test_what_was_armed_before_the_clock_was_put_back_is_not_sent(
    senders: ThreadSenders, gate: Gate, answers: Answers
) -> None:
    gate.open.set()
    senders.submit([replace(ready(1), armed_at=to_micros(NOW) + 1)])
    assert answered(senders, answers, 1) == {1: Unsent("armed too long ago")}
