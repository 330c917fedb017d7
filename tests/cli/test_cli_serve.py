"""The commands that run until they are stopped."""

import shutil
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reminders.cli.serving import host_mistake
from reminders.config import Settings
from tests.processes import PATIENCE, asked, command, fetched, free_port, line_with, started

SETTINGS = "CLINIC_NAME=Lakeside\nCLINIC_PHONE=(202) 555-0143\nCLINIC_SETTLE_MINUTES=0\n"


@pytest.fixture(scope="session")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clinic that is set up, to be copied."""
    folder = tmp_path_factory.mktemp("clinic")
    (folder / ".env").write_text(SETTINGS)
    assert command(folder, "setup").returncode == 0
    return folder


@pytest.fixture
def clinic(set_up_once: Path, tmp_path: Path) -> Path:
    """A folder with a clinic that is set up."""
    shutil.copytree(set_up_once, tmp_path, dirs_exist_ok=True)
    return tmp_path


def stop(process: "subprocess.Popen[str]", number: int) -> int:
    process.send_signal(number)
    return process.wait(PATIENCE)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_serves_and_sends_until_it_is_stopped_and_then_ends_well(number: int, clinic: Path) -> None:
    port = free_port()
    with started(clinic, "run", PORT=str(port)) as process:
        assert line_with(clinic / "err.txt", "Serving", process) == (
            f"Serving http://127.0.0.1:{port} and sending; ctrl-C stops."
        )
        assert fetched(port, "/readyz")[0] == 200
        assert fetched(port, "/sandbox")[0] == 200
        assert stop(process, number) == 0
    assert (clinic / "out.txt").read_text() == ""
    assert (clinic / "err.txt").read_text().count("Traceback") == 0


def test_a_worker_in_another_process_sends_what_was_enrolled_meanwhile(clinic: Path) -> None:
    an_hour_ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="seconds")
    with started(clinic, "worker") as process:
        words = ("microneedling", "--first-name", "Ana", "--phone", "202-555-0101", "--treated-at", an_hour_ago)
        asked(clinic, "enroll", *words, "--consent", "care", "--consent-how", "signed form", "--present")
        line_with(clinic / "err.txt", "dispatched", process)
        assert stop(process, signal.SIGTERM) == 0
    sent = asked(clinic, "messages", "--status", "sent")["messages"]
    assert [message["origin"] for message in sent if message["origin"] == "welcome"] == ["welcome"]


def test_web_alone_serves_without_sending(clinic: Path) -> None:
    port = free_port()
    with started(clinic, "web", PORT=str(port)) as process:
        line_with(clinic / "err.txt", "Serving", process)
        status, body = fetched(port, "/readyz")
        assert (status, body.count("runs in another process")) == (200, 1)
        assert stop(process, signal.SIGINT) == 0


def test_pages_are_not_shown_to_other_machines_while_there_is_no_sign_in(clinic: Path) -> None:
    done = command(clinic, "run", HOST="0.0.0.0")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].startswith("HOST: 0.0.0.0 would show the pages to other machines")


def test_a_port_that_is_taken_is_named(clinic: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = command(clinic, "run", PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert done.stderr.count("another program listens on that port; choose another PORT") == 1


@pytest.mark.parametrize("noun", ["run", "web", "worker"])
def test_before_setup_nothing_starts(noun: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(SETTINGS)
    done = command(tmp_path, noun)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].partition(":")[0] == "SECRET_KEY"


def test_an_address_with_a_token_is_in_no_log(clinic: Path) -> None:
    port = free_port()
    with started(clinic, "run", PORT=str(port), LOG_LEVEL="debug") as process:
        line_with(clinic / "err.txt", "Serving", process)
        assert fetched(port, "/unsubscribe/canary-token")[0] == 404
        assert stop(process, signal.SIGTERM) == 0
    assert ((clinic / "err.txt").read_text() + (clinic / "out.txt").read_text()).count("canary-token") == 0


def test_the_worker_loads_no_web_server_and_stays_small() -> None:
    code = (
        "import sys, reminders.cli.worker; "
        "print([m for m in ('fastapi', 'starlette', 'uvicorn', 'reminders.web') if m in sys.modules]); "
        # Not getrusage: what the testing process had at the fork would count as this one's peak.
        "peak = [line for line in open('/proc/self/status') if line.startswith('VmHWM')][0]; "
        "print(int(peak.split()[1]) < 150 * 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "True"]


def test_another_host_is_served_behind_https_only() -> None:
    behind = {"http://127.0.0.1:8000": False, "https://care.example.com": True}
    served = {url: host_mistake(Settings(host="0.0.0.0", public_url=url)) == "" for url in behind}
    assert served == behind
