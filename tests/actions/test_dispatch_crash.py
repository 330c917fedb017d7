"""What is found after a worker died, froze or was cut off, and why no second text follows; on both databases."""

import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import IntegrityError

import pytest

from reminders.actions.arming import arm_batch, lock_addresses
from reminders.actions.dispatch import Counts
from reminders.actions.filling import Ready
from reminders.actions.opting_out import opt_out
from reminders.actions.recording import Finished, Unsent, record_batch
from reminders.actions.sending import Answers, ThreadSenders
from reminders.app import App
from reminders.domain.instants import to_micros
from reminders.domain.words import Channel, OptOutScope
from reminders.store.database import Database, Row, StoreError
from reminders.store.due import LEASE, Claim, claim_texts
from reminders.transports.base import Fault, Receipt, Rejected, SendError, TryAgain
from tests.actions.house import ANA
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.databases import KEYRING
from tests.fakes.fake_twilio import Answer
from tests.transports.given import wait_until

CALM_IS_DUE = "2026-04-01 10:30"
WAITING, SENT, IN_DOUBT = ("planned", None), ("sent", None), ("unknown", "outcome_unknown")
A_LEASE = timedelta(microseconds=LEASE)
MOMENT = timedelta(microseconds=1)
NOTHING_CAN_BE_RECORDED = (
    "CREATE TRIGGER full BEFORE UPDATE OF outcome ON attempt BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[SendingHouse]:
    """Ana's first step is due."""
    with open_sending_house(database, tmp_path) as opened:
        opened.welcomed()
        opened.set_clock(CALM_IS_DUE)
        yield opened


def claimed(house: SendingHouse, worker: str) -> Claim:
    with house.app.database.write() as work:
        return claim_texts(work, house.app.now_micros(), worker, 500)


def armed(house: SendingHouse, claim: Claim, worker: str) -> list[Ready]:
    with house.app.database.write() as work:
        return arm_batch(work, house.app, worker, claim, claim.rows).ready


def recorded(house: SendingHouse, ready: Ready, answer: Receipt | SendError | Unsent) -> None:
    with house.app.database.write() as work:
        record_batch(work, house.app, [Finished(ready, answer, house.app.now_micros())])


def handed_over(house: SendingHouse, ready: Sequence[Ready]) -> list[Finished]:
    """What a sender answers."""
    answers: Answers = queue.SimpleQueue()
    with closing(ThreadSenders(house.app, Channel.SMS, answers, 1)) as senders:
        senders.submit(ready)
        return [answers.get(timeout=20) for _ in ready]


def test_a_worker_that_died_before_arming_leaves_a_message_that_another_sends_once_the_lease_is_over(
    house: SendingHouse,
) -> None:
    claimed(house, "dead")
    house.clock.at += A_LEASE - MOMENT
    assert (house.send(), house.status("calm")) == (Counts(), WAITING)
    house.clock.at += MOMENT
    assert (house.send(), house.texts()) == (Counts(sent=1), ["welcome", "calm"])


def test_a_worker_that_died_after_arming_leaves_a_message_in_doubt_that_is_never_sent_again(
    house: SendingHouse,
) -> None:
    armed(house, claimed(house, "dead"), "dead")
    assert house.status("calm") == ("sending", None)
    house.clock.at += A_LEASE - MOMENT
    assert house.send() == Counts()
    house.clock.at += MOMENT
    assert (house.send(), house.status("calm"), house.due("calm")) == (Counts(unknown=1), IN_DOUBT, None)
    assert house.attempts("calm") == [("in_doubt", None)]
    assert (house.send_at("2026-04-01 15:00"), house.texts()) == (Counts(), ["welcome"])


def test_an_old_claim_cannot_arm_once_its_lease_is_over(house: SendingHouse) -> None:
    old = claimed(house, "frozen")
    house.clock.at += A_LEASE
    assert (armed(house, old, "frozen"), house.status("calm")) == ([], WAITING)


def test_an_old_claim_cannot_arm_what_another_worker_has_claimed(house: SendingHouse) -> None:
    old = claimed(house, "frozen")
    house.clock.at += A_LEASE
    new = claimed(house, "awake")
    assert (old.rows, armed(house, old, "frozen")) == (new.rows, [])
    assert [one.outgoing.to for one in armed(house, new, "awake")] == [ANA]


def test_the_same_claim_arms_a_message_once(house: SendingHouse) -> None:
    claim = claimed(house, "worker")
    assert (len(armed(house, claim, "worker")), armed(house, claim, "worker")) == (1, [])


def test_a_frozen_worker_looks_again_before_the_first_byte_and_sends_nothing(house: SendingHouse) -> None:
    ready = armed(house, claimed(house, "frozen"), "frozen")
    house.clock.at += A_LEASE
    house.send()
    [finished] = handed_over(house, ready)
    assert finished.answer == Unsent("armed too long ago")
    assert house.texts() == ["welcome"]


def test_what_no_sender_took_up_for_ten_seconds_is_not_sent_then_but_armed_anew(house: SendingHouse) -> None:
    ready = armed(house, claimed(house, "slow"), "slow")
    house.clock.at += timedelta(seconds=10)
    [finished] = handed_over(house, ready)
    recorded(house, ready[0], finished.answer)
    assert (house.status("calm"), house.attempts("calm")) == (WAITING, [("unsent", None)])
    assert (house.send(), house.texts()) == (Counts(sent=1), ["welcome", "calm"])


def test_a_stop_between_arming_and_the_first_byte_keeps_the_text_back(house: SendingHouse) -> None:
    ready = armed(house, claimed(house, "worker"), "worker")
    opt_out(house.app, ANA, OptOutScope.ALL, "Rosa", "said so")
    [finished] = handed_over(house, ready)
    recorded(house, ready[0], finished.answer)
    assert finished.answer == Unsent("stopped, or claimed by another worker, before sending")
    assert (house.send(), house.status("calm")) == (Counts(canceled=1), ("canceled", "opted_out"))
    assert house.texts() == ["welcome"]


def test_a_stop_that_another_process_takes_after_arming_keeps_the_text_back(
    house: SendingHouse, database_url: str
) -> None:
    ready = armed(house, claimed(house, "worker"), "worker")
    with closing(Database(database_url, KEYRING)) as database:
        opt_out(App(house.app.settings, database, house.clock), ANA, OptOutScope.ALL, "Rosa", "said so")
    [finished] = handed_over(house, ready)
    assert finished.answer == Unsent("stopped, or claimed by another worker, before sending")
    assert house.texts() == ["welcome"]


def test_the_last_look_asks_the_database_only_after_somebody_wrote(sqlite_url: str, tmp_path: Path) -> None:
    class Counting(Database):
        asked = 0

        def peek(self, sql: str, values: Sequence[object]) -> Row:
            self.asked += 1
            return super().peek(sql, values)

    with closing(Counting(sqlite_url, KEYRING)) as database, open_sending_house(database, tmp_path) as house:
        house.welcomed()
        house.set_clock(CALM_IS_DUE)
        ready = armed(house, claimed(house, "worker"), "worker")
        asked = database.asked
        with database.read() as work:
            assert work.one("SELECT 1") is not None
        [first] = handed_over(house, ready)
        assert (type(first.answer), database.asked - asked) == (Receipt, 0)
        with database.write():
            pass
        [second] = handed_over(house, ready)
        assert (type(second.answer), database.asked - asked) == (Receipt, 1)


def test_a_receipt_that_comes_after_the_lease_lifts_the_doubt(house: SendingHouse) -> None:
    [ready] = armed(house, claimed(house, "frozen"), "frozen")
    house.clock.at += A_LEASE
    house.send()
    recorded(house, ready, Receipt("SM1"))
    assert (house.status("calm"), house.attempts("calm")) == (SENT, [("accepted", None)])
    assert house.rows("SELECT provider_id, sent_at FROM message WHERE step = 'calm'") == [
        ("SM1", to_micros(house.clock.at))
    ]
    assert house.send_at("2026-04-01 15:00") == Counts()


def test_a_welcomes_receipt_that_comes_late_lets_its_steps_go(database: Database, tmp_path: Path) -> None:
    with open_sending_house(database, tmp_path) as house:
        house.enroll()
        [ready] = armed(house, claimed(house, "frozen"), "frozen")
        house.set_clock(CALM_IS_DUE)
        assert (house.send(), house.status("welcome")) == (Counts(unknown=1), IN_DOUBT)
        recorded(house, ready, Receipt("SM1"))
        assert (house.send(), house.texts()) == (Counts(sent=1), ["calm"])


def test_a_refusal_that_comes_after_the_lease_is_a_fact_too(house: SendingHouse) -> None:
    [ready] = armed(house, claimed(house, "frozen"), "frozen")
    house.clock.at += A_LEASE
    house.send()
    recorded(house, ready, Rejected("no", fault=Fault.MESSAGE, code="21999"))
    assert (house.status("calm"), house.attempts("calm")) == (("failed", "rejected"), [("rejected", "21999")])


def test_proof_that_nothing_was_processed_may_come_late_and_the_message_is_tried_again(house: SendingHouse) -> None:
    [ready] = armed(house, claimed(house, "frozen"), "frozen")
    house.clock.at += A_LEASE
    house.send()
    recorded(house, ready, TryAgain("busy", code="20429"))
    assert (house.status("calm"), house.due("calm")) == (WAITING, "2026-04-01 10:31:30")


def test_an_answer_counts_once_however_often_it_is_recorded(house: SendingHouse) -> None:
    [ready] = armed(house, claimed(house, "worker"), "worker")
    recorded(house, ready, Receipt("SM1"))
    recorded(house, ready, TryAgain("busy", code="20429"))
    assert (house.status("calm"), house.due("calm"), house.attempts("calm")) == (SENT, None, [("accepted", None)])


class StopAfter(threading.Event):
    """Asks to stop once it was looked at so many times."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self._looks = looks

    def is_set(self) -> bool:
        self._looks -= 1
        return self._looks < 0


def test_a_stop_in_the_middle_finishes_what_is_armed_and_leaves_the_rest_planned_and_due_at_once(
    database: Database, tmp_path: Path
) -> None:
    with open_sending_house(database, tmp_path) as house:
        for number in range(20):
            house.enroll(first_name="Ana", phone=f"+120255501{number:02}")
        with closing(house.dispatcher(sms=2)) as dispatcher:
            counts = dispatcher.run(StopAfter(4))
        statuses = house.statuses("welcome")
        assert (counts.sent, statuses.count(SENT), len(house.texts())) == (len(house.texts()),) * 3
        assert 0 < counts.sent < 20
        assert statuses.count(WAITING) == 20 - counts.sent
        assert len(claimed(house, "another").rows) == 20 - counts.sent


def test_a_run_that_is_told_to_stop_before_it_begins_does_nothing(house: SendingHouse) -> None:
    stop = threading.Event()
    stop.set()
    with closing(house.dispatcher()) as dispatcher:
        assert (dispatcher.run(stop), house.status("calm")) == (Counts(), WAITING)


def test_of_two_runs_at_once_in_one_dispatcher_the_second_does_nothing(house: SendingHouse) -> None:
    house.twilio.script(Answer("hang", seconds=0.5))
    first: list[Counts] = []
    with closing(house.dispatcher()) as dispatcher:
        thread = threading.Thread(target=lambda: first.append(dispatcher.run()))
        thread.start()
        wait_until(lambda: len(house.twilio.posts) == 2)
        second = dispatcher.run()
        thread.join(20)
    assert (first, second, len(house.twilio.posts)) == ([Counts(unknown=1)], Counts(), 2)


def test_an_answer_that_the_database_cannot_take_is_kept_until_it_can(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url, KEYRING)
    with closing(database), open_sending_house(database, tmp_path) as house, closing(house.dispatcher()) as dispatcher:
        house.welcomed()
        house.set_clock(CALM_IS_DUE)
        change(house, NOTHING_CAN_BE_RECORDED)
        with pytest.raises(StoreError, match="the disk is full"):
            dispatcher.run()
        assert (house.status("calm"), house.texts()) == (("sending", None), ["welcome", "calm"])
        change(house, "DROP TRIGGER full")
        house.clock.at += A_LEASE
        assert dispatcher.run() == Counts(sent=1)
        assert (house.status("calm"), house.attempts("calm")) == (SENT, [("accepted", None)])


def test_an_answer_kept_back_is_recorded_even_when_the_worker_is_asked_to_stop(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url, KEYRING)
    with closing(database), open_sending_house(database, tmp_path) as house, closing(house.dispatcher()) as dispatcher:
        house.welcomed()
        house.set_clock(CALM_IS_DUE)
        change(house, NOTHING_CAN_BE_RECORDED)
        with pytest.raises(StoreError, match="the disk is full"):
            dispatcher.run()
        change(house, "DROP TRIGGER full")
        assert (dispatcher.run(StopAfter(0)), house.status("calm")) == (Counts(sent=1), SENT)


def change(house: SendingHouse, sql: str) -> None:
    with house.app.database.write() as work:
        work.run(sql)


@pytest.mark.parametrize("answer", [TryAgain("busy"), Unsent("stopped before sending")])
def test_an_answer_that_is_recorded_twice_leaves_the_next_attempt_on_its_way(
    house: SendingHouse, answer: SendError | Unsent
) -> None:
    [first] = armed(house, claimed(house, "worker"), "worker")
    finished = [Finished(first, answer, house.app.now_micros())]
    with house.app.database.write() as work:
        record_batch(work, house.app, finished)
    house.clock.at += timedelta(seconds=30)
    [second] = armed(house, claimed(house, "other"), "other")
    with house.app.database.write() as work:
        record_batch(work, house.app, finished)
    assert (house.status("calm"), claimed(house, "third").rows) == (("sending", None), ())
    recorded(house, second, Receipt("SM1"))
    assert (house.status("calm"), house.send()) == (SENT, Counts())


OPTED_OUT_THERE = Rejected("no", fault=Fault.OPTED_OUT, code="21610")


def test_a_refusal_and_what_it_means_for_the_number_are_recorded_at_once(house: SendingHouse) -> None:
    [ready] = armed(house, claimed(house, "worker"), "worker")
    finished = [Finished(ready, OPTED_OUT_THERE, house.app.now_micros())]
    with house.app.database.write() as work:
        lock_addresses(work, [], finished)
        record_batch(work, house.app, finished)
    assert house.status("calm") == ("failed", "rejected")
    assert house.rows("SELECT scope, recorded_by FROM opt_out") == [("all", "program")]
    assert house.rows("SELECT COUNT(*) FROM message WHERE status = 'planned'") == [(0,)]


def test_an_answer_is_recorded_though_what_it_means_cannot_be(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url, KEYRING)
    with closing(database), open_sending_house(database, tmp_path) as house, closing(house.dispatcher()) as dispatcher:
        house.welcomed()
        house.set_clock(CALM_IS_DUE)
        change(house, "CREATE TRIGGER odd BEFORE INSERT ON opt_out BEGIN SELECT RAISE(ABORT, 'odd'); END")
        house.twilio.script(Answer("refuse", code=21610))
        with pytest.raises(IntegrityError):
            dispatcher.run()
        assert house.status("calm") == ("failed", "rejected")
