"""Several workers on one database: every message is taken by the provider exactly once, on both databases."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from reminders.actions.dispatch import Counts, Dispatcher
from reminders.actions.enroll import enroll_batch, seal_batch
from reminders.actions.opting_out import opt_out
from reminders.app import App
from reminders.domain.enrollment import Enrollment
from reminders.domain.instants import to_micros
from reminders.domain.words import Channel, Kind, OptOutScope
from reminders.store.database import Database
from tests.actions.house import TREATED_AT, at_once, moment
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.databases import KEYRING

ROOT = Path(__file__).resolve().parents[2]
CALM_IS_DUE = "2026-04-01 10:30"
MANY = 100
NUMBERS = [f"+120255501{number:02}" for number in range(MANY)]

WORKER = """
import sys
from contextlib import closing
from pathlib import Path
from datetime import datetime
from reminders.app import App
from reminders.actions.dispatch import Dispatcher
from reminders.domain.words import Channel
from reminders.store.database import Database
from tests.actions.house import Hands
from tests.actions.sending_house import settings_of
from tests.databases import KEYRING
folder, database_url, twilio_url, at, name = sys.argv[1:]
app = App(settings_of(Path(folder), twilio_url, 9), Database(database_url, KEYRING), Hands(datetime.fromisoformat(at)))
print("ready", flush=True)
sys.stdin.readline()
with closing(app), closing(Dispatcher(app, name, {Channel.SMS: 4, Channel.EMAIL: 1})) as dispatcher:
    counts = dispatcher.run()
print(counts.sent, counts.failed + counts.unknown + counts.retry + counts.canceled, flush=True)
"""


def enroll_many(house: SendingHouse) -> None:
    """A hundred patients at numbers of their own: a welcome now, and a step half an hour after the treatment."""
    given = [
        Enrollment("facial", "Ana", TREATED_AT, Channel.SMS, phone=number, consents=frozenset(Kind))
        for number in NUMBERS
    ]
    batch = seal_batch(house.app, given)
    with house.app.database.write() as work:
        enroll_batch(work, house.app, batch)


def accepted(house: SendingHouse) -> Counter[tuple[str, str]]:
    """How often (number, step) was accepted."""
    return Counter((one.to, text) for one, text in zip(house.twilio.ledger, house.texts(), strict=True))


EACH_ONCE = Counter((number, text) for number in NUMBERS for text in ("welcome", "calm"))


@contextmanager
def two_apps(url: str, folder: Path) -> Iterator[tuple[SendingHouse, App]]:
    first, second = Database(url, KEYRING), Database(url, KEYRING)
    with closing(first), closing(second), open_sending_house(first, folder) as house:
        yield house, App(house.app.settings, second, house.clock)


def test_two_dispatchers_in_threads_send_two_hundred_messages_once_each(database_url: str, tmp_path: Path) -> None:
    with two_apps(database_url, tmp_path) as (house, other):
        enroll_many(house)
        house.set_clock(CALM_IS_DUE)
        counts: list[Counts] = []
        senders = {Channel.SMS: 4, Channel.EMAIL: 1}
        with (
            closing(Dispatcher(house.app, "first", senders)) as first,
            closing(Dispatcher(other, "second", senders)) as second,
        ):
            at_once([lambda: counts.append(first.run()), lambda: counts.append(second.run())], bound=60)
            # One may have left before the other's last welcome had woken its step.
            counts.append(first.run())
        assert accepted(house) == EACH_ONCE
        assert sum(one.sent for one in counts) == 2 * MANY
        assert house.rows("SELECT status, COUNT(*) FROM message WHERE step IN ('welcome', 'calm') GROUP BY status") == [
            ("sent", 2 * MANY)
        ]
        assert house.rows("SELECT outcome, COUNT(*) FROM attempt GROUP BY outcome") == [("accepted", 2 * MANY)]


def test_two_worker_processes_send_two_hundred_messages_once_each(database_url: str, tmp_path: Path) -> None:
    with two_apps(database_url, tmp_path) as (house, _):
        enroll_many(house)
        house.set_clock(CALM_IS_DUE)
        command = [sys.executable, "-c", WORKER, str(tmp_path), database_url, house.twilio.url]
        processes = [
            subprocess.Popen(
                [*command, house.clock.at.isoformat(), name],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for name in ("first", "second")
        ]
        try:
            for process in processes:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
            told = [process.communicate("\n", timeout=90)[0].split() for process in processes]
        finally:
            for process in processes:
                process.kill()
                process.communicate()
        rest = house.send()
        assert [process.returncode for process in processes] == [0, 0]
        assert accepted(house) == EACH_ONCE
        assert sum(int(sent) for sent, _ in told) + rest.sent == 2 * MANY
        assert [other for _, other in told] == ["0", "0"]


def test_while_two_dispatchers_send_every_second_number_stops_and_the_others_get_theirs(
    database_url: str, tmp_path: Path
) -> None:
    with two_apps(database_url, tmp_path) as (house, other):
        enroll_many(house)
        house.send()
        house.set_clock(CALM_IS_DUE)
        senders = {Channel.SMS: 4, Channel.EMAIL: 1}

        def stop_every_second() -> None:
            for number in NUMBERS[::2]:
                opt_out(other, number, OptOutScope.ALL, "Rosa", "said so")

        with (
            closing(Dispatcher(house.app, "first", senders)) as first,
            closing(Dispatcher(other, "second", senders)) as second,
        ):
            at_once([first.run, second.run, stop_every_second], bound=60)
            first.run()
        took = accepted(house)
        assert max(took.values()) == 1
        assert {number for number in NUMBERS[1::2] if (number, "calm") not in took} == set()
        calls = Counter(house.statuses("calm"))
        sent = sum(step == "calm" for _, step in took)
        assert calls == Counter({("sent", None): sent, ("canceled", "opted_out"): MANY - sent})
        assert house.due("calm") is None


def test_a_family_number_gets_no_more_than_its_limit_from_two_dispatchers(database_url: str, tmp_path: Path) -> None:
    with two_apps(database_url, tmp_path) as (house, other):
        for number in range(8):
            house.enroll(first_name=f"Child {'abcdefgh'[number]}")
        house.send()
        with house.app.database.write() as work:
            due = to_micros(moment(CALM_IS_DUE))
            work.run(
                "UPDATE message SET essential = 0, due_at = ?, queue_at = ?, status = 'planned', status_reason = NULL "
                "WHERE step = 'calm'",
                (due, due),
            )
            work.run("DELETE FROM due_queue")
            work.run("INSERT INTO due_queue (due_at, message_id) SELECT queue_at, id FROM message WHERE step = 'calm'")
        house.set_clock(CALM_IS_DUE)
        senders = {Channel.SMS: 1, Channel.EMAIL: 1}
        with (
            closing(Dispatcher(house.app, "first", senders)) as first,
            closing(Dispatcher(other, "second", senders)) as second,
        ):
            at_once([first.run, second.run], bound=60)
        assert house.texts() == ["welcome", "calm", "calm"]


def test_many_welcomes_and_steps_at_shared_numbers_meet_without_a_deadlock(database_url: str, tmp_path: Path) -> None:
    with two_apps(database_url, tmp_path) as (house, other):
        for name in ("Ana", "Ben", "Cleo"):
            for number in NUMBERS[:12]:
                house.enroll(first_name=name, phone=number)
        house.set_clock(CALM_IS_DUE)
        senders = {Channel.SMS: 8, Channel.EMAIL: 1}
        with (
            closing(Dispatcher(house.app, "first", senders)) as first,
            closing(Dispatcher(other, "second", senders)) as second,
        ):
            at_once([first.run, second.run], bound=60)
            first.run()
        assert accepted(house) == Counter(
            {(number, "welcome"): 1 for number in NUMBERS[:12]} | {(number, "calm"): 3 for number in NUMBERS[:12]}
        )
