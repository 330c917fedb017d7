"""No history of a clinic breaks a promise, and the same seed tells the same history."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.simulation.clinic_template import Template
from tests.simulation.history import live_through
from tests.simulation.variants import VARIANTS

ROOT = Path(__file__).resolve().parents[2]
#: With every change; the long proof lives through a thousand others.
SEEDS, AT_ONCE = 15, 5
SOAK, SOAK_AT_ONCE = 1000, 50
MUST_HAPPEN = {
    "dies", "is kept waiting", "disk full", "confirmation lost", "the clock jumps", "accepted", "accepted, no answer",
    "lost", "busy", "refused", "enroll", "again", "move", "hold", "cancel", "booked", "stop", "resolve", "sent",
    "delivered", "reports delivered", "reports undelivered", "texts a stop",
    "unknown outcome_unknown", "canceled opted_out", "canceled too_late", "canceled frequency_limit",
}  # fmt: skip
#: Too rare for a few histories.
RARE = {
    "found by a look", "nobody is told of a text", "probe: no answer", "probe", "too fast", "released",
    "hold everything", "hold an address",
}  # fmt: skip


def keep_every_promise(first: int, count: int, template: Template, folder: Path) -> Counter[str]:
    happened: Counter[str] = Counter()
    for seed in range(first, first + count):
        told = live_through(seed, template, folder)
        assert told.faults == (), f"seed {seed}: {told.weather}\n" + "\n".join(told.recent)
        happened += told.counts
    return happened


@pytest.mark.parametrize("first", range(1, SEEDS + 1, AT_ONCE))
def test_no_history_breaks_a_promise(first: int, template: Template, tmp_path: Path) -> None:
    assert keep_every_promise(first, AT_ONCE, template, tmp_path)["taken"] > 0


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("first", range(1001, 1001 + SOAK, SOAK_AT_ONCE))
def test_none_of_a_thousand_histories_breaks_a_promise(first: int, template: Template, tmp_path: Path) -> None:
    happened = keep_every_promise(first, SOAK_AT_ONCE, template, tmp_path)
    print(f"{SOAK_AT_ONCE} histories from seed {first}: {dict(sorted(happened.items()))}")
    assert (MUST_HAPPEN | RARE) - happened.keys() == set()


def test_the_program_as_it_is_stands_the_weather_in_which_broken_ones_are_tried(
    template: Template, tmp_path: Path
) -> None:
    for weather in {variant.weather for variant in VARIANTS}:
        told = live_through(1, template, tmp_path, weather=weather)
        assert told.faults == (), "\n".join(told.recent)


def test_everything_that_may_go_wrong_does_so_in_a_few_hostile_histories(template: Template, tmp_path: Path) -> None:
    missing, seed = set(MUST_HAPPEN), 0
    while missing and seed < 20:
        seed += 1
        missing -= live_through(seed, template, tmp_path, weather=VARIANTS[0].weather).counts.keys()
    assert missing == set()


def told_by_a_process(seed: int, hash_seed: str) -> str:
    """The trace of one seed, lived through in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulation.history", str(seed)],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    (told,) = (line for line in done.stdout.splitlines() if line.startswith(f"{seed} "))
    return told.split()[1]


@pytest.mark.parametrize("seed", [5, 18])
def test_the_same_seed_tells_the_same_history_in_two_processes(seed: int) -> None:
    assert told_by_a_process(seed, "1") == told_by_a_process(seed, "2")


def test_another_seed_tells_another_history(template: Template, tmp_path: Path) -> None:
    traces = {live_through(seed, template, tmp_path).trace for seed in (5, 18, 19)}
    assert len(traces) == 3


def test_the_same_seed_tells_the_same_history_twice_in_one_process(template: Template, tmp_path: Path) -> None:
    assert live_through(5, template, tmp_path) == live_through(5, template, tmp_path)
