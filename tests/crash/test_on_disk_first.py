"""An attempt is on the disk before the first byte of its request leaves: shown with strace on a real process."""

import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from reminders.store.database import Database
from tests.actions.sending_house import open_sending_house
from tests.databases import KEYRING

ROOT = Path(__file__).resolve().parents[2]
TRACE = ["strace", "-f", "-y", "-qq", "-e", "trace=write,pwrite64,fdatasync,fsync,sendto"]
#: A whole call, or its beginning while another thread goes on.
CALL = re.compile(r"^\d+ +(?P<name>\w+)\((?P<rest>.*)$")
RESUMED = re.compile(r"^\d+ +<\.\.\. (?P<name>\w+) resumed>")


def strace_is_missing() -> str:
    """Why there can be no tracing here; empty when there can."""
    if shutil.which("strace") is None:
        return "strace is not here; on Debian: apt-get install strace"
    tried = subprocess.run(["strace", "-qq", "-e", "trace=none", "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "this machine lets nobody trace a process"


pytestmark = pytest.mark.skipif(bool(strace_is_missing()), reason=strace_is_missing() or "-")


def steps(trace: str) -> list[str]:
    """What happened, in order: "written" and "synced" of the database's log, "request" for a POST that begins to leave.

    A sync counts when it has returned, everything else when it begins.
    """
    found = []
    syncing = False
    for line in trace.splitlines():
        call, resumed = CALL.match(line), RESUMED.match(line)
        if call is not None:
            name, rest = call["name"], call["rest"]
            log = "-wal>" in rest.partition(",")[0]
            if name in ("write", "pwrite64") and log:
                found.append("written")
            elif name in ("fdatasync", "fsync") and log:
                syncing = "unfinished" in rest
                found += [] if syncing else ["synced"]
            elif name == "sendto" and '"POST ' in rest:
                found.append("request")
        elif resumed is not None and resumed["name"] in ("fdatasync", "fsync") and syncing:
            syncing = False
            found.append("synced")
    return found


def traced(sqlite_url: str, folder: Path, durable: str) -> list[str]:
    """The steps of a process that sends Ana's welcome."""
    with closing(Database(sqlite_url, KEYRING)) as database, open_sending_house(database, folder) as house:
        house.enroll()
        where = [str(folder), sqlite_url, house.twilio.url, house.clock.at.isoformat(), durable]
        command = [*TRACE, "-o", str(folder / "trace"), sys.executable, "-m", "tests.crash.once", *where]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        assert (done.stdout, house.texts()) == ("1\n", ["welcome"]), done.stderr
    return steps((folder / "trace").read_text())


def test_the_attempt_is_on_the_disk_before_the_first_byte_leaves(sqlite_url: str, tmp_path: Path) -> None:
    seen = traced(sqlite_url, tmp_path, "durable")
    before = seen[: seen.index("request")]
    # The last transaction before a request is the one that arms it.
    assert before[-2:] == ["written", "synced"]


def test_a_program_that_did_not_wait_for_the_disk_would_be_seen(sqlite_url: str, tmp_path: Path) -> None:
    seen = traced(sqlite_url, tmp_path, "not durable")
    before = seen[: seen.index("request")]
    assert (before.count("synced"), before[-1]) == (0, "written")
