"""Work that a copy of the process carries on: nothing is lost, said twice, or left behind."""

import json
import os
import subprocess
import sys
import time
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="work is shared on Linux, by two cores"
)

_COMMAND = [sys.executable, "-m", "tests.actions.importing.carrying"]


def ran(scenario: str) -> Any:
    done = subprocess.run([*_COMMAND, scenario], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_everything_comes_in_its_order_as_it_was_made() -> None:
    assert ran("all_of_them") == {
        "numbers": True,
        "says": ["card 299", "card {number}", {"number": 299}],
        "makers": [True, 1, True],
        "left": [],
    }


def test_an_error_is_raised_where_the_items_are_taken() -> None:
    assert ran("with_an_error") == {"taken": [0, 1, 2], "error": "the rest cannot be read", "left": []}


def test_a_copy_that_is_gone_is_told_with_the_cure() -> None:
    assert ran("killed") == {
        "taken": [0, 1],
        "error": (
            "the process that reads ahead has ended (exit code -9), perhaps for lack of memory; "
            "what was imported so far is kept: import the same file again to go on"
        ),
        "left": [],
    }


def test_leaving_early_ends_the_copy() -> None:
    assert ran("left_early") == {"first": 0, "during": 1, "left": []}


def test_an_interruption_is_the_business_of_the_first_process() -> None:
    assert ran("interrupted") == {"taken": True, "left": []}


def test_without_a_process_to_spare_this_one_does_it_all() -> None:
    assert ran("without_a_process") == {"makers": [True, True, True]}


def test_nothing_is_shared_on_one_core() -> None:
    assert ran("one_core") == {"before": True, "after": False}


def test_the_copy_ends_when_the_first_process_is_killed() -> None:
    with subprocess.Popen([*_COMMAND, "orphaned"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        copy = int(process.stdout.readline())
        process.kill()
    until = time.monotonic() + 20
    while _runs(copy) and time.monotonic() < until:
        time.sleep(0.01)
    assert not _runs(copy)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
        with open(f"/proc/{process}/stat") as stat:
            # One that has ended and that nobody has asked about is none.
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
