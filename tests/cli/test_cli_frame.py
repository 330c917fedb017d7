"""The frame: what is shown without a command, and how ends become exit codes."""

import re
import subprocess
import sys

import pytest

from reminders.cli.main import COMMANDS, build_app, run
from tests.cli.commands import leaf_commands

#: They run until they are stopped and have nothing to hand over.
SERVING = ("run", "web", "demo")


def listed(help_text: str) -> list[str]:
    """The commands that a help page lists."""
    lines = help_text.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    return [line.split()[0] for line in lines if line[2:3].isalpha()]


def test_help_lists_every_command_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert listed(shown) == list(COMMANDS)
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


@pytest.mark.parametrize("name", leaf_commands())
def test_every_command_shows_an_example_and_can_print_json(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*name.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    assert len(re.findall(rf"Example: reminders {name}(?![\w-])", shown)) == 1
    assert shown.count("  --json ") == (name not in SERVING)


@pytest.mark.parametrize("noun", sorted({name.split()[0] for name in leaf_commands() if " " in name}))
def test_a_noun_alone_lists_its_verbs(noun: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([noun, "--help"]) == 0
    verbs = listed(capsys.readouterr().out)
    below = [name.split()[1] for name in leaf_commands() if name.startswith(f"{noun} ")]
    assert verbs == list(dict.fromkeys(below))


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
