"""Backing up, restoring and verifying as one types it; other processes send and read meanwhile."""

import json
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ask
from tests.processes import PATIENCE, asked, command, environment, line_with, started

Told = Callable[..., tuple[int, list[str]]]
PATIENTS = 40


@pytest.fixture
def clinic(folder: Path, ask: Ask) -> Path:
    """A folder with a clinic that is set up."""
    (folder / ".env").write_text("CLINIC_NAME=Willow\nCLINIC_PHONE=202-555-0143\nCLINIC_SETTLE_MINUTES=0\n")
    ask("setup")
    return folder


def phone(number: int) -> str:
    """A number of nobody."""
    return f"+120255501{10 + number:02}"


def zone_at_noon() -> str:
    """Where it is about noon now, so that messages may leave at whatever hour this runs."""
    ahead = 12 - datetime.now(UTC).hour
    # The signs of these names are the other way round.
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def enroll(ask: Callable[..., Any], number: int) -> Any:
    """A patient who was treated yesterday and is still at the desk: welcome and step are due now."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    return ask(
        "enroll", "microneedling", "--first-name", "Ana", "--phone", phone(number), "--timezone", zone_at_noon(),
        "--consent", "care", "--consent-how", "signed form", "--treated-at", f"{yesterday:%Y-%m-%dT%H:%MZ}",
        "--present",
    )  # fmt: skip


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def test_a_backup_and_what_it_says(clinic: Path, ask: Ask) -> None:
    said = ask("backup", "one.db")
    assert {name: said[name] for name in ("file", "bytes")} == {
        "file": "one.db",
        "bytes": (clinic / "one.db").stat().st_size,
    }
    assert said["audit"] == {"ok": True, "entries": 3, "mark": said["audit"]["mark"], "first_bad": None}
    assert rows(clinic / "one.db", "PRAGMA integrity_check") == [("ok",)]


def test_a_backup_in_place_of_a_file_is_refused(clinic: Path, told: Told) -> None:
    (clinic / "one.db").write_text("precious")
    assert told("backup", "one.db") == (
        2,
        ["file: one.db is there already; a backup never replaces a file, give it another name", "Nothing was changed."],
    )


def test_a_full_disk_leaves_no_half_backup(clinic: Path) -> None:
    """A limit on the size of files stands for the disk."""
    done = subprocess.run(
        [sys.executable, "-m", "reminders", "backup", "one.db"],
        cwd=clinic,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
    )
    (line,) = done.stderr.splitlines()
    assert (done.returncode, line.endswith("the disk reports an error; check it before going on")) == (1, True)
    assert [path.name for path in clinic.iterdir() if "one.db" in path.name] == []


def test_a_restore_while_something_has_the_database_open_is_refused(clinic: Path, ask: Ask, told: Told) -> None:
    ask("backup", "one.db")
    with opened_elsewhere(clinic / "reminders.db"):
        assert told("restore", "one.db") == (
            1,
            ["reminders.db is in use; stop the service first (and anything else that has it open)"],
        )
    assert ask("restore", "one.db")["held"] == "everything"


def test_a_restore_a_hold_and_a_release(clinic: Path, ask: Ask, told: Told) -> None:
    enroll(ask, 0)
    ask("backup", "one.db")
    assert ask("worker", "--once")["sent"] == 2
    said = ask("restore", "one.db")
    assert (said["doubtful"]["messages"], said["migrated"], said["audit"]["ok"]) == (2, False, True)
    assert ask("worker", "--once")["sent"] == 0
    code, lines = told("holds", "release", "everything", "--by", "Rosa", "--why", "restored")
    before = said["doubtful"]["before"]
    assert (code, lines[0].count(f"--skip-due-before {before}")) == (2, 1)
    decided = ("--by", "Rosa", "--why", "restored", "--skip-due-before", before)
    assert ask("holds", "release", "everything", *decided)["skipped"] == 2
    assert ask("worker", "--once")["sent"] == 0
    assert ask("audit", "verify")["ok"] is True


def test_a_restore_to_a_place_where_nothing_was(clinic: Path, ask: Ask) -> None:
    ask("backup", "one.db")
    said = ask("restore", "one.db", "--to", "other.db")
    assert (said["file"], said["replaced"]) == ("other.db", None)
    assert (clinic / "other.db").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in clinic.glob("*other.db*")) == ["other.db", "other.db.mark"]


def test_meddling_is_named_with_exit_code_1(clinic: Path, ask: Ask, told: Told) -> None:
    mark = ask("audit", "verify")["mark"]
    assert ask("audit", "verify", "--since", mark)["ok"] is True
    with closing(sqlite3.connect(clinic / "reminders.db")) as database, database:
        database.execute("DROP TRIGGER audit_entry_unchanged")
        database.execute("UPDATE audit_entry SET \"by\" = 'Eve' WHERE number = 2")
    command_of_verify = command(clinic, "audit", "verify", "--json")
    document = json.loads(command_of_verify.stdout)
    assert (command_of_verify.returncode, document["first_bad"]["number"], document["first_bad"]["by"]) == (1, 2, "Eve")
    assert told("audit", "verify", "--since", "nonsense") == (
        2,
        ["since: 'nonsense' is no mark; `reminders audit verify` shows one, NUMBER:MAC", "Nothing was changed."],
    )


def test_the_audit_of_a_treatment_is_listed(clinic: Path, ask: Ask) -> None:
    treatment_id = enroll(ask, 0)["treatment_id"]
    (entry,) = ask("audit", "list", "--subject", f"treatment {treatment_id}")["entries"]
    assert {name: entry[name] for name in ("number", "by", "verb", "subject", "subject_id", "detail")} == {
        "number": 4,
        "by": "command line",
        "verb": "enrolled",
        "subject": "treatment",
        "subject_id": treatment_id,
        "detail": "",
    }


def test_backups_while_a_worker_sends_are_whole_and_no_write_is_lost(clinic: Path) -> None:
    """Each backup holds messages and attempts that fit; in the end every message was sent once."""

    def ask_process(*words: str) -> Any:
        return asked(clinic, *words)

    lines = "\n".join(
        f"Ana,{phone(number)},{zone_at_noon()},microneedling,"
        f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%dT%H:%MZ},yes,form"
        for number in range(PATIENTS)
    )
    header = "first_name,phone,timezone,schedule,treated_at,consent_care,consent_how"
    (clinic / "patients.csv").write_text(f"{header}\n{lines}\n")
    assert ask_process("import", "patients.csv")["enrolled"] == PATIENTS
    with started(clinic, "worker") as worker:
        line_with(clinic / "reminders.db.mark", "database", worker)
        taken = [ask_process("backup", f"{number}.db")["file"] for number in range(3)]
        ask_process("backup", "last.db")
    for name in [*taken, "last.db"]:
        assert rows(clinic / name, "PRAGMA integrity_check") == [("ok",)]
        assert rows(clinic / name, _UNLIKE) == [(0,)]
    assert ask_process("worker", "--once")["failed"] == 0
    assert rows(clinic / "reminders.db", _SENT) == [(PATIENTS, PATIENTS)]


#: Messages whose attempts do not fit their state.
_UNLIKE = (
    "SELECT COUNT(*) FROM message m WHERE (m.status IN ('sent', 'sending')) <> "
    "EXISTS (SELECT 1 FROM attempt a WHERE a.message_id = m.id)"
)

#: How many welcomes were sent, and in how many attempts.
_SENT = (
    "SELECT COUNT(DISTINCT m.id), COUNT(*) FROM message m JOIN attempt a ON a.message_id = m.id "
    "WHERE m.origin = 'welcome' AND m.status = 'sent'"
)

_HOLD_OPEN = """
import sys
from reminders.store.database import Database
from reminders.store.keyring import Keyring
database = Database(f"sqlite:///{sys.argv[1]}", Keyring([("test", bytes(32))], bytes(32)))
with database.read() as work:
    work.one("SELECT COUNT(*) FROM fact")
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def opened_elsewhere(path: Path) -> Iterator[None]:
    """Another process that has looked at the database and keeps its connection, as an idle service does."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD_OPEN, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "open\n"
        yield
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(PATIENCE)
