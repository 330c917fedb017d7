"""The frame: what is shown without a command, and how ends become exit codes."""

import subprocess
import sys

import pytest

from reminders.cli.main import COMMANDS, build_app, run


def test_help_lists_every_command_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    listed = [line.split()[0] for line in shown.partition("Commands:")[2].splitlines() if line[2:3].isalpha()]
    assert listed == list(COMMANDS)
    assert " ".join(shown.split()).count("0 done, 1 it failed, 2 bad input") == 1


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == "0.1.0\n"


def test_an_unknown_command_gets_the_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["previw"]) == 2
    assert capsys.readouterr().err == "'previw' is no command; did you mean preview?\nNothing was changed.\n"


def test_an_unknown_option_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--nope"]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == "Error: No such option: --nope"


@pytest.mark.parametrize("noun", COMMANDS)
def test_every_command_shows_an_example(noun: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([noun, "--help"]) == 0
    assert capsys.readouterr().out.count(f"Example: reminders {noun} ") == 1


@pytest.mark.parametrize("noun", COMMANDS)
def test_loading_one_command_leaves_the_others_as_lines_of_help(noun: str) -> None:
    names = [info.name for info in build_app(noun).registered_commands + build_app(noun).registered_groups]
    assert sorted(str(name) for name in names) == sorted(COMMANDS)


def test_help_does_not_wait_for_the_database_or_the_web_server() -> None:
    code = (
        "import sys; from reminders.cli.main import run; run(['--help']); "
        "print([m for m in ('sqlalchemy', 'fastapi', 'twilio', 'jinja2', 'pydantic', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
