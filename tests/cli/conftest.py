"""A folder to work in, and commands as they are typed there."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from reminders.cli.main import run
from reminders.config import SECRET_NAMES, SETTING_NAMES

#: Runs a command with --json, which must end well, and returns its document.
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """A command sends all logs of its process to its own stderr, which is closed when its test is over: whatever logs
    later, such as a mail server of another test, would write there.
    """
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield
    root.handlers[:], root.level = before
    structlog.reset_defaults()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, where no setting is given."""
    monkeypatch.chdir(tmp_path)
    for name in SETTING_NAMES + tuple(f"{name}_FILE" for name in SECRET_NAMES):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """The JSON document of a command that ends well."""

    def asked(*words: str) -> Any:
        capsys.readouterr()
        code = run([*words, "--json"])
        printed = capsys.readouterr()
        assert code == 0, printed.err
        return json.loads(printed.out)

    return asked


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[str]]]:
    """The exit code and the lines on stderr of a command."""

    def tell(*words: str) -> tuple[int, list[str]]:
        capsys.readouterr()
        code = run(list(words))
        return code, capsys.readouterr().err.splitlines()

    return tell
