"""Rounds in real processes, with real sinks; tiny."""

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.canary import Canary
from benchmarks.harness import Plan, Prepared, TurnError, measure, run_child
from benchmarks.judging import Check, Rule, Verdict
from benchmarks.memory_watch import MemoryWatch
from benchmarks.peers.raw_sqlite import read_replay
from benchmarks.people import csv_lines, distinct_phones, phone
from benchmarks.report import write_json
from benchmarks.rows import ALL, Benchmark, Role
from benchmarks.sinks.processes import Sink

_LOOP = "benchmarks.peers.twilio_loop"
TINY = Benchmark(
    "tiny",
    "Texts without a database",
    (
        Role("ours", f"{_LOOP}:with_our_client", 40, 40),
        Role("theirs", f"{_LOOP}:with_default_client", 40, 40),
        Role("none", "benchmarks.peers.nowhere:run", 40, 40),
    ),
    (Check("theirs", "ours", Rule.FASTER, None, "theirs"), Check("nothing", "ours", Rule.FASTER, 1.0, "none")),
)


def test_a_tiny_row_runs_end_to_end_and_is_written_as_json(tmp_path: Path) -> None:
    plan = Plan(rounds=1)
    outcome = measure(TINY, plan, Canary(), Prepared(tmp_path), lambda text: None)
    write_json([outcome], plan, tmp_path / "bench.json")
    row = json.loads((tmp_path / "bench.json").read_text())["rows"][0]
    assert sorted(turn["role"] for turn in row["rounds"]) == ["ours", "theirs"]
    assert len({turn["measured"]["ids"] for turn in row["rounds"]}) == 1
    assert row["failures"] == {"none": "ModuleNotFoundError: No module named 'benchmarks.peers.nowhere'"}
    assert [check["verdict"] for check in row["checks"]] == [Verdict.TOLD, Verdict.FAILED]
    assert row["checks"][0]["figure"] == row["checks"][0]["other"]["figure"] / row["checks"][0]["subject"]["figure"]


def test_a_turn_that_fails_says_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(TurnError, match=r"^FileNotFoundError: .*patients\.csv'$"):
        run_child("benchmarks.peers.orm:import_rows", 1, tmp_path, tmp_path)


def test_the_mail_sink_counts_each_recipient_once(tmp_path: Path) -> None:
    (tmp_path / "content.json").write_text(json.dumps({"subject": "Hi", "text": "Hi.\n.\n", "html": "<p>Hi</p>"}))
    one_each = run_child("benchmarks.peers.smtp_loop:one_each", 5, tmp_path, tmp_path)
    prebuilt = run_child("benchmarks.peers.smtp_loop:prebuilt", 5, tmp_path, tmp_path)
    assert one_each is not None
    assert prebuilt is not None
    assert (one_each.units, one_each.ids) == (5, prebuilt.ids)


def test_a_sink_ends_with_its_block(tmp_path: Path) -> None:
    with Sink("http_sink", tmp_path) as sink:
        assert sink.count() == 0
    assert sink.ended()


def test_a_question_to_the_sink_is_no_text(tmp_path: Path) -> None:
    with Sink("http_sink", tmp_path) as sink, closing(HTTPConnection("127.0.0.1", sink.port, timeout=10)) as line:
        statuses = []
        for method, form in (("POST", "To=%2B12025550143"), ("GET", None), ("POST", "To=%2B12025550144")):
            line.request(method, "/2010-04-01/Accounts/AC0/Messages.json", form)
            answer = line.getresponse()
            statuses.append((answer.status, "messages" in json.loads(answer.read())))
        assert statuses == [(201, False), (200, True), (201, False)]
        assert [one.form()["To"] for one in sink.received()] == ["+12025550143", "+12025550144"]


def test_memory_of_a_process_and_its_children_is_watched_together() -> None:
    hold = "import sys; held = b'x' * 30_000_000; print(len(held), flush=True); sys.stdin.read()"
    with MemoryWatch() as memory:
        child = subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        held = b"x" * 20_000_000
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.6)
        child.communicate("")
    assert len(held) == 20_000_000
    assert 50_000_000 < memory.above < 90_000_000


def test_a_replay_holds_exactly_the_rows_that_were_added(tmp_path: Path) -> None:
    for name, rows in (("before.db", [(1, "old")]), ("after.db", [(1, "old"), (2, "a"), (3, "b"), (4, "c"), (5, "d")])):
        with sqlite3.connect(tmp_path / name) as connection:
            connection.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, word TEXT)")
            connection.executemany("INSERT INTO message VALUES (?, ?)", rows)
        connection.close()
    replay = read_replay(tmp_path, 2)
    insert = "INSERT INTO message VALUES (?, ?)"
    assert replay.start == {"message": [(1, "old")]}
    assert replay.transactions == [[(insert, [(2, "a"), (3, "b")])], [(insert, [(4, "c"), (5, "d")])]]
    assert replay.messages == 4


def test_made_up_numbers_are_distinct_and_nobody_s() -> None:
    numbers = [phone(index) for index in range(distinct_phones())]
    assert len(set(numbers)) == len(numbers)
    assert {number[5:10] for number in numbers} == {"55501"}


def test_an_import_file_has_a_line_for_each_patient_under_one_header() -> None:
    assert len(list(csv_lines(3, lambda number: "2026-03-07T15:00"))) == 4


def test_an_unknown_row_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "speed"]) == 2
    assert capsys.readouterr().err == f"--only: speed: not known; there are {', '.join(b.name for b in ALL)}\n"


def test_every_check_names_roles_of_its_row() -> None:
    for benchmark in ALL:
        roles = {role.name for role in benchmark.roles}
        named = {name for check in benchmark.checks for name in (check.subject, check.other) if name}
        assert named == roles
