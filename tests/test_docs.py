"""What the documents show must work."""

import re
from pathlib import Path
from shutil import copytree

import pytest

from reminders.actions.bundle_checks import check_bundle
from reminders.catalog.bundle import read_bundle
from reminders.catalog.schedule_files import parse_schedule
from tests.cli.commands import command_of, leaf_commands

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")),
]
CODE_PATH = re.compile(r"`((?:reminders|actions|store|domain|transports|cli|config|catalog|tests|docs)/[\w/.]+)`")
COMMAND = re.compile(r"(?:^|`|exec |: )reminders ([a-z][^`\n#]*)", re.MULTILINE)


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def shown_commands() -> list[tuple[str, str]]:
    """(document, what follows the word reminders) of every command in the documents."""
    return [(name, words.strip()) for name in DOCUMENTS for words in COMMAND.findall(text_of(name))]


def options_of(command: str) -> set[str]:
    """Every option that a command takes."""
    found = command_of(command)
    return {name for parameter in found.params for name in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}


@pytest.mark.parametrize(("document", "words"), shown_commands())
def test_a_command_in_a_document_exists_with_its_options(document: str, words: str) -> None:
    named = [command for command in leaf_commands() if f"{words} ".startswith(f"{command} ")]
    assert named != [], f"{document}: {words}"
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", words))
    assert options - options_of(named[0]) == set()


def test_the_example_schedule_of_the_guide_is_right() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", text_of("CONTRIBUTING.md"), re.DOTALL)
    schedule = parse_schedule(example, "schedules/chemical-peel.yaml")
    assert [step.name for _, step in schedule.steps()] == ["calm", "peeling"]


def test_the_examples_of_the_guide_pass_the_checks_that_it_names(tmp_path: Path) -> None:
    guide = text_of("CONTRIBUTING.md")
    (schedule,) = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    (text,) = re.findall(r"```jinja\n(.*?)```", guide, re.DOTALL)
    copytree(ROOT / "templates", tmp_path / "templates")
    (tmp_path / "schedules").mkdir()
    (tmp_path / "schedules/chemical-peel.yaml").write_text(schedule, encoding="utf-8")
    for step in ("calm", "peeling"):
        folder = tmp_path / "templates/chemical-peel" / step
        folder.mkdir(parents=True)
        (folder / "sms.txt").write_text(text, encoding="utf-8")
    checked = check_bundle(read_bundle(tmp_path / "schedules", tmp_path / "templates", "chemical-peel"))
    assert checked.mistakes == ()


@pytest.mark.parametrize("document", [*DOCUMENTS, "CHANGELOG.md"])
def test_every_file_that_a_document_links_to_is_there(document: str) -> None:
    linked = [target for target in re.findall(r"\]\(([^)#]+)", text_of(document)) if "://" not in target]
    assert [target for target in linked if not (ROOT / document).parent.joinpath(target).exists()] == []


def test_every_path_of_code_in_the_documents_is_there() -> None:
    named = {path for name in DOCUMENTS for path in CODE_PATH.findall(text_of(name))}
    assert [
        path for path in sorted(named) if not ((ROOT / path).exists() or (ROOT / "reminders" / path).exists())
    ] == []


#: Words of the guide that stand out for another reason than being on a page.
NOT_ON_A_PAGE = {"Many at once.", "Urgent"}


def test_what_the_guide_calls_a_button_or_a_page_is_there() -> None:
    guide = text_of("docs/staff.md")
    named = {" ".join(found.split()) for found in re.findall(r"\*\*([A-Z`?][^*]+)\*\*", guide)} - NOT_ON_A_PAGE
    pages = [*ROOT.glob("reminders/web/**/*.html"), *ROOT.glob("reminders/**/*.py")]
    shown = "".join(path.read_text(encoding="utf-8") for path in pages)
    assert {label for label in named if f'"{label}' not in shown and f">{label}<" not in shown} == set()
