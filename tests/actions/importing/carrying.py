"""A process without threads that has something carried on by a copy of itself.

python -m tests.actions.importing.carrying SCENARIO: prints one JSON document.
"""

import errno
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from reminders.actions.importing.second_process import ProcessEnded, can_share_work, carried_on
from reminders.domain.said import Said, say


@dataclass(frozen=True, slots=True)
class Card:
    """Something of which there are many."""

    number: int
    says: Said
    maker: int


def cards(many: int) -> Iterator[Card]:
    """Each knows which process made it."""
    for number in range(many):
        yield Card(number, say("card {number}", number=number), os.getpid())


def broken_after(many: int) -> Iterator[Card]:
    """They end with an error."""
    yield from cards(many)
    raise UnicodeError("the rest cannot be read")


def ends_itself() -> Iterator[Card]:
    """The process that makes them is gone after the second."""
    yield from cards(2)
    os.kill(os.getpid(), signal.SIGKILL)


def children() -> list[int]:
    """Of this process, those that still run."""
    return [int(one) for one in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def all_of_them() -> object:
    """Order, content, and who made them."""
    own = cards(300)
    first = next(own)
    with carried_on(own, [Card]) as rest:
        others = list(rest)
    return {
        "numbers": [card.number for card in (first, *others)] == list(range(300)),
        "says": [others[-1].says, others[-1].says.pattern, others[-1].says.values],
        "makers": [first.maker == os.getpid(), len({card.maker for card in others}), others[0].maker != os.getpid()],
        "left": children(),
    }


def with_an_error() -> object:
    """What came before it, and the error."""
    taken: list[int] = []
    try:
        with carried_on(broken_after(3), [Card]) as rest:
            taken.extend(card.number for card in rest)
    except UnicodeError as error:
        return {"taken": taken, "error": str(error), "left": children()}
    return None


def killed() -> object:
    """What is said of it."""
    taken: list[int] = []
    try:
        with carried_on(ends_itself(), [Card]) as rest:
            taken.extend(card.number for card in rest)
    except ProcessEnded as error:
        return {"taken": taken, "error": str(error), "left": children()}
    return None


def left_early() -> object:
    """Far more than the pipe holds is never asked for."""
    with carried_on(cards(10**9), [Card]) as rest:
        first = next(rest).number
        during = len(children())
    return {"first": first, "during": during, "left": children()}


def interrupted() -> object:
    """Ctrl-C reaches both; only this one heeds it."""
    taken = 0
    try:
        with carried_on(cards(10**9), [Card]) as rest:
            for taken in count(1):
                next(rest)
                if taken == 5:
                    (copy,) = children()
                    os.kill(copy, signal.SIGINT)
                    time.sleep(0.2)
                if taken == 2000:
                    os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        return {"taken": taken >= 2000, "left": children()}
    return None


def without_a_process() -> object:
    """The machine has none to spare."""

    def refused() -> int:
        raise OSError(errno.EAGAIN, "no process to spare")

    os.fork = refused
    with carried_on(cards(3), [Card]) as rest:
        return {"makers": [card.maker == os.getpid() for card in rest]}


def one_core() -> object:
    """Whether anything would be shared."""
    before = can_share_work()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    return {"before": before, "after": can_share_work()}


def orphaned() -> object:
    """Say which process is the copy, and wait to be killed."""
    with carried_on(cards(10**9), [Card]) as rest:
        next(rest)
        sys.stdout.write(f"{children()[0]}\n")
        sys.stdout.flush()
        time.sleep(60)
    return None


if __name__ == "__main__":
    scenario = {one.__name__: one for one in (
        all_of_them, with_an_error, killed, left_early, interrupted, without_a_process, one_core, orphaned,
    )}[sys.argv[1]]  # fmt: skip
    sys.stdout.write(json.dumps(scenario()))
