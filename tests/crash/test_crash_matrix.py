"""Workers are cut off at every commit and every network step: no message twice, none lost, none at the wrong time."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from tests.crash.crew import Crew
from tests.crash.cycle import Cycle, play
from tests.crash.points import POINTS, Way
from tests.crash.summary import PROPERTY
from tests.crash.ward import open_ward

#: On both databases together, and on each.
CHECK, SOAK, BATCH = 200, 1000, 20
BATCHES = CHECK // 2 // BATCH
Record = Callable[[str, object], None]


def cycles(total: int) -> list[Cycle]:
    """Every point with every way in turn, each round with another number of workers."""
    every = list(product(POINTS, Way))
    rounds = (divmod(i, len(every)) for i in range(total))
    return [Cycle(*every[i], workers=1 + (number + i) % 4, seed=number * len(every) + i) for number, i in rounds]


def shared_out(database_url: str) -> list[Cycle]:
    """Every second cycle of the check: what one round tries on one database, the next tries on the other."""
    mine = int(database_url.startswith("sqlite"))
    per_round = len(POINTS) * len(Way)
    return [one for one in cycles(CHECK) if (one.seed + one.seed // per_round) % 2 == mine]


def play_all(database_url: str, folder: Path, chosen: list[Cycle], record: Record) -> str:
    """Returns what was wrong, a line each, with the cycle, which replays the same chances."""
    database = database_url.partition(":")[0].replace("postgresql", "postgres")
    found = []
    with open_ward(database_url, folder) as ward, Crew(ward.place) as crew:
        for cycle in chosen:
            found += [f"{cycle} on {database}: {wrong}" for wrong in play(ward, crew, cycle)]
    record(PROPERTY, [(one.point, one.way.value, database, one.left_out, one.workers) for one in chosen])
    return "\n".join(found)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_nothing_is_sent_twice_lost_or_sent_wrongly_wherever_a_worker_is_cut_off(
    database_url: str, tmp_path: Path, batch: int, record_property: Record
) -> None:
    chosen = [one for one in shared_out(database_url) if one.seed // 2 % BATCHES == batch]
    assert play_all(database_url, tmp_path, chosen, record_property) == ""


@pytest.mark.soak
@pytest.mark.parametrize("batch", range(SOAK // BATCH))
def test_the_same_a_thousand_times_on_each_database(
    database_url: str, tmp_path: Path, batch: int, record_property: Record
) -> None:
    chosen = cycles(CHECK + SOAK)[CHECK:]
    assert play_all(database_url, tmp_path, chosen[batch :: SOAK // BATCH], record_property) == ""


def test_every_check_cuts_workers_off_at_every_point_in_every_way() -> None:
    chosen = shared_out("sqlite:") + shared_out("postgresql:")
    assert len(chosen) == CHECK
    assert {(one.point, one.way) for one in chosen} == set(product(POINTS, Way))
    assert {one.workers for one in chosen} == {1, 2, 3, 4}


def test_the_long_proof_crosses_them_with_every_number_of_workers() -> None:
    chosen = cycles(CHECK + SOAK)[CHECK:]
    assert {(one.point, one.way, one.workers) for one in chosen} == set(product(POINTS, Way, range(1, 5)))
