"""`reminders simulate`, end to end as it is typed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reminders.cli.main import run
from tests.actions.house import write_schedule
from tests.cli.conftest import Ask

Told = Callable[..., tuple[int, list[str]]]
HEADER = "first_name,phone,schedule,treated_at,consent_care,consent_marketing,consent_how,external_id\n"
ANA = "Ana,2025550111,facial,2026-04-01 10:00,yes,yes,signed form,A1\n"
BEN = "Ben,2025550112,facial,2026-04-02 14:00,yes,no,signed form,\n"
#: The longest that a process of a test may take (seconds).
BOUND = 120


@pytest.fixture
def file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two patients, and a small schedule in folders that the settings name; no keys anywhere."""
    monkeypatch.setenv("SCHEDULES_DIR", str(write_schedule(folder)))
    monkeypatch.setenv("TEMPLATES_DIR", str(folder / "templates"))
    monkeypatch.setenv("CLINIC_NAME", "Willow")
    path = folder / "patients.csv"
    path.write_text(HEADER + ANA + BEN, encoding="utf-8")
    return path


def test_the_document_holds_everything_that_each_patient_gets(ask: Ask, file: Path) -> None:
    document = ask("simulate", str(file), "--until", "2027-01-01")
    ana, ben = document.pop("patients")
    assert document == {
        "file": str(file),
        "seed": 0,
        "timezone": "America/New_York",
        "from": "2026-04-01T14:00:00Z",
        "until": "2027-01-01T05:00:00Z",
        "rows": 2,
        "patients_count": 2,
        "repeated": 0,
        "beyond": 0,
        "rejected": 0,
        "counts": {
            "planned": 0, "sending": 0, "sent": 9, "delivered": 0, "failed": 0, "canceled": 1, "unknown": 0,
        },
        "canceled": {"no_consent": 1},
        "errors": [],
    }  # fmt: skip
    assert {name: ana[name] for name in ("lines", "external_ids", "first_name", "timezone")} == {
        "lines": [2],
        "external_ids": ["A1"],
        "first_name": "Ana",
        "timezone": "America/New_York",
    }
    assert ana["messages"][2] == {
        "line": 2,
        "origin": "step",
        "stage": "first-week",
        "step": "flaking",
        "kind": "care",
        "channel": "sms",
        "status": "sent",
        "status_reason": None,
        "at": "2026-04-04T14:00:00Z",
        "local": "2026-04-04T10:00:00-04:00",
        "why": "On time.",
        "subject": None,
        "text": "Willow: Hi Ana, this is about flaking. Questions? Call (202) 555-0143.",
        "segments": 1,
    }
    assert ben["messages"][-1]["status_reason"] == "no_consent"


def test_people_read_a_calendar_and_a_summary(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", str(file), "--until", "2026-04-10"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Ana · line 2 · A1 · America/New_York"
    assert lines[5:9] == [
        "  Sat, Apr 4 2026, 10:00 am  text  flaking",
        "      Willow: Hi Ana, this is about flaking. Questions? Call (202) 555-0143.",
        "  Wed, Apr 15 2026, 10:00 am  text  results (planned)",
        "  Wed, Jul 1 2026, 11:00 am  text  come-back (planned)",
    ]
    assert lines[10] == "Ben · line 3 · America/New_York"
    assert lines[-5:] == [
        "",
        "Wed, Apr 1 2026, 10:00 am to Fri, Apr 10 2026, 12:00 am (America/New_York)",
        "2 patients from 2 rows; 0 rows cannot be used",
        "Messages: 1 canceled, 3 planned, 6 sent",
        "  1 not sent: the patient has not agreed to this kind of message",
    ]


def test_the_same_seed_prints_the_same_and_another_one_another_world(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = []
    for seed in ("3", "3", "4"):
        assert run(["simulate", str(file), "--seed", seed]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert printed[0] != printed[2]


def test_a_moment_can_be_the_end(ask: Ask, file: Path) -> None:
    document = ask("simulate", str(file), "--until", "2026-04-10T12:00")
    assert document["until"] == "2026-04-10T16:00:00Z"


def test_a_row_that_cannot_be_used_is_told_on_stderr_and_in_the_document(told: Told, ask: Ask, file: Path) -> None:
    file.write_text(HEADER + ANA + BEN.replace("2025550112", "12"), encoding="utf-8")
    code, lines = told("simulate", str(file))
    document = ask("simulate", str(file))
    assert code == 0
    assert [line.rpartition(": ")[0] for line in lines if line.startswith("line ")] == ["line 3, phone"]
    assert [(error["line"], error["field"], error["value"]) for error in document["errors"]] == [(3, "phone", "12")]
    assert document["rejected"] == 1


def test_every_mistake_of_the_options_is_told_at_once(told: Told, file: Path) -> None:
    assert told("simulate", str(file), "--until", "soon", "--date-order", "ymd") == (
        2,
        [
            "until: 'soon' is no date; write it as 2026-03-07",
            "date-order: 'ymd' is unknown; use mdy (03/07 is March 7) or dmy (03/07 is July 3)",
            "Nothing was changed.",
        ],
    )


def test_a_file_that_is_not_there_is_bad_input(told: Told, file: Path) -> None:
    code, lines = told("simulate", str(file.with_name("nobody.csv")))
    assert (code, lines[-1]) == (2, "Nothing was changed.")


def test_a_schedule_with_mistakes_is_bad_input_by_file_and_line(told: Told, file: Path) -> None:
    schedule = file.parent / "schedules" / "facial.yaml"
    schedule.write_text(schedule.read_text().replace("opens: P3D", "opens: P30D"))
    code, lines = told("simulate", str(file))
    assert code == 2
    assert lines[0].startswith(f"{schedule}:")


def test_nothing_is_left_behind(file: Path) -> None:
    left = start(file).wait(BOUND)
    assert (left, sorted(path.name for path in scratch(file).iterdir())) == (0, [])


def test_a_sigterm_in_the_middle_ends_it_and_leaves_nothing_behind(file: Path) -> None:
    rows = (ANA.replace("0111", f"01{n:02}").replace("A1", f"A{n}").replace("Ana", f"Ana {n}") for n in range(100))
    again = [row.replace("2026-04", f"2026-{month:02}") for row in rows for month in range(1, 9)]
    rows_by_id = [row.replace("signed form,A", f"signed form,{number}-") for number, row in enumerate(again)]
    file.write_text(HEADER + "".join(rows_by_id), encoding="utf-8")
    process = start(file)
    wait_for(lambda: any(scratch(file).glob("*/scratch.db-wal")))
    process.send_signal(signal.SIGTERM)
    assert (process.wait(BOUND), list(scratch(file).iterdir())) == (143, [])


def scratch(file: Path) -> Path:
    return file.parent / "scratch"


def start(file: Path) -> subprocess.Popen[bytes]:
    """The command in a process of its own, whose temporary files go to `scratch`."""
    scratch(file).mkdir()
    return subprocess.Popen(
        [sys.executable, "-m", "reminders", "simulate", str(file), "--json"],
        env={**os.environ, "TMPDIR": str(scratch(file))},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_for(there: Callable[[], bool]) -> None:
    """Raises TimeoutError after BOUND seconds."""
    until = time.monotonic() + BOUND
    while not there():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.01)
