"""What the console does for who cannot sign in."""

import io
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from reminders.cli.main import run
from tests.cli.conftest import Ask
from tests.cli.test_cli_clinic import SETTINGS, Told
from tests.processes import PATIENCE, fetched, free_port, line_with, started

PASSWORD = "blue kettle on the hill"


@pytest.fixture
def clinic(folder: Path, ask: Ask) -> Path:
    """A folder with a clinic that is set up."""
    (folder / ".env").write_text(SETTINGS)
    ask("setup", "--admin", "Rosa")
    return folder


def led(port: int, path: str) -> tuple[int, str | None]:
    """The status of an answer, and where it leads."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.getheader("location")


@contextmanager
def typed_in(text: str) -> Iterator[None]:
    """What comes on standard input meanwhile."""
    before, sys.stdin = sys.stdin, io.StringIO(text)
    try:
        yield
    finally:
        sys.stdin = before


@pytest.mark.usefixtures("clinic")
def test_a_password_is_read_from_the_input_and_never_from_the_command(ask: Ask) -> None:
    with typed_in(f"{PASSWORD}\n"):
        assert ask("staff", "password", "rosa") == {"name": "Rosa"}
    assert ask("staff", "reset-second-factor", "Rosa") == {"name": "Rosa"}


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("Rosa", "short\n", "password: Use at least 15 characters; three or four words are easy to remember."),
        ("Rosa", "", "password: Choose a password."),
        ("Ros", f"{PASSWORD}\n", "name: 'Ros' does not work here; did you mean 'Rosa'?"),
    ],
)
def test_what_may_not_be_a_password_changes_nothing(name: str, typed: str, said: str, told: Told) -> None:
    with typed_in(typed):
        assert told("staff", "password", name) == (2, [said, "Nothing was changed."])


def test_setup_says_how_to_make_the_first_sign_in(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".env").write_text(SETTINGS)
    assert run(["setup"]) == 0
    assert capsys.readouterr().out.count("`reminders run` prints a link to make their account and sign in.") == 1


def test_each_start_prints_a_link_while_nobody_can_sign_in(clinic: Path, ask: Ask) -> None:
    port = free_port()
    with started(clinic, "web", PORT=str(port)) as process:
        line = line_with(clinic / "err.txt", "/start/", process)
        (path,) = re.findall(rf"http://127\.0\.0\.1:{port}(/start/\S+)", line)
        assert led(port, path) == (303, "/start/clinic")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    with typed_in(f"{PASSWORD}\n"):
        ask("staff", "password", "Rosa")
    with started(clinic, "web", PORT=str(port)) as process:
        line_with(clinic / "err.txt", "Serving", process)
        assert fetched(port, "/sign-in")[0] == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert (clinic / "err.txt").read_text().count("/start/") == 0
