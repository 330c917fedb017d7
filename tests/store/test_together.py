"""Wishes of several threads share a turn: each gets its own result, and none is lost with another."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from reminders.store.database import Database, StoreError
from reminders.store.together import MOST, Together
from tests.databases import KEYRING

BOUND = 30


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    opened = Database(sqlite_url, KEYRING)
    yield opened
    opened.close()


@dataclass
class Doubling:
    """Doubles numbers, and remembers which were asked for together."""

    groups: list[list[int]] = field(default_factory=list)

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.groups.append(list(numbers))
        return [self.double(number) for number in numbers]

    def double(self, number: int) -> int:
        if number == 13:
            raise ValueError("13 brings bad luck")
        return number * 2


@dataclass
class Asked:
    """What a thread got for its number."""

    results: dict[int, object] = field(default_factory=dict)

    def ask(self, together: Together[int, int], number: int, fulfil: Callable[[Sequence[int]], Sequence[int]]) -> None:
        try:
            self.results[number] = together.do(number, fulfil)
        except BaseException as error:  # noqa: BLE001 - looked at by the test
            self.results[number] = f"{type(error).__name__}: {error}"


def ask_while_the_turn_is_taken(
    database: Database, numbers: Sequence[int], fulfil: Callable[[Sequence[int]], Sequence[int]]
) -> dict[int, object]:
    """A thread for each number, one after the other, all of which find the turn taken."""
    together, asked = Together[int, int](database), Asked()
    threads = [threading.Thread(target=asked.ask, args=[together, n, fulfil], daemon=True) for n in numbers]
    with database.in_turn():
        for count, thread in enumerate(threads, start=1):
            thread.start()
            wait_until_joined(together, count)
    for thread in threads:
        thread.join(BOUND)
    return asked.results


def wait_until_joined(together: Together[int, int], count: int) -> None:
    until = time.monotonic() + BOUND
    while len(together._gathering or ()) != count % MOST:
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.001)


def test_a_wish_alone_is_fulfilled_alone(database: Database) -> None:
    doubling = Doubling()
    assert Together[int, int](database).do(4, doubling) == 8
    assert doubling.groups == [[4]]


def test_wishes_that_wait_share_a_turn_and_each_gets_its_own_result(sqlite: Database) -> None:
    doubling = Doubling()
    assert ask_while_the_turn_is_taken(sqlite, [1, 2, 3], doubling) == {1: 2, 2: 4, 3: 6}
    assert doubling.groups == [[1, 2, 3]]


def test_no_more_share_a_turn_than_may(sqlite: Database) -> None:
    doubling = Doubling()
    numbers = list(range(100, 100 + MOST + 2))
    assert ask_while_the_turn_is_taken(sqlite, numbers, doubling) == {n: n * 2 for n in numbers}
    assert doubling.groups == [numbers[:MOST], numbers[MOST:]]


def test_a_bad_wish_fails_alone(sqlite: Database) -> None:
    doubling = Doubling()
    results = ask_while_the_turn_is_taken(sqlite, [1, 13, 3], doubling)
    assert results == {1: 2, 13: "ValueError: 13 brings bad luck", 3: 6}
    assert doubling.groups == [[1, 13, 3], [1], [13], [3]]


def test_what_the_database_refuses_is_refused_for_all_at_once(sqlite: Database) -> None:
    calls: list[int] = []

    def refuse(numbers: Sequence[int]) -> list[int]:
        calls.append(len(numbers))
        raise StoreError("the disk is full")

    results = ask_while_the_turn_is_taken(sqlite, [1, 2, 3], refuse)
    assert results == dict.fromkeys([1, 2, 3], "StoreError: the disk is full")
    assert calls == [3]


def test_when_the_thread_that_does_it_for_all_is_stopped_the_others_go_on_without_it(sqlite: Database) -> None:
    doubling = Doubling()

    def stopped_once(numbers: Sequence[int]) -> list[int]:
        if 1 in numbers:
            raise KeyboardInterrupt
        return doubling(numbers)

    results = ask_while_the_turn_is_taken(sqlite, [1, 2, 3], stopped_once)
    assert results == {1: "KeyboardInterrupt: ", 2: 4, 3: 6}
    assert sorted(number for group in doubling.groups for number in group) == [2, 3]


def test_a_wish_inside_a_write_is_refused_instead_of_waiting_for_itself(database: Database) -> None:
    together = Together[int, int](database)
    with database.write(), pytest.raises(RuntimeError) as refused:
        together.do(1, Doubling())
    assert str(refused.value) == "a write transaction inside another one of the same thread would wait for itself"
