"""The rules of the house that can be measured."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from reminders.cli.failures import PLAIN_ERRORS
from tests.cli.commands import leaf_commands

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "reminders"

P90_LINES, LONGEST_LINES, MODULE_LINES = 20, 50, 300
#: The one place that loads modules late, for the start-up speed of `--help`.
LATE_IMPORTS = {"reminders/cli/main.py"}
#: Written once and never touched again.
EXEMPT = "reminders/store/migrations/versions/"
#: Texts of a project; binary and vendored files are not read.
TEXTS = {
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".json",
    ".txt",
    ".mjml",
    ".html",
    ".css",
    ".example",
    ".in",
    ".csv",
    "",
}
UNFINISHED = re.compile(
    r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b|NotImplemented" r"Error|coming " r"soon|not yet " r"implemented"
)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|tmp|root|home|Users)/\w+")
PACKAGE_INDEX = re.compile(r"py" r"pi\.org|python" r"hosted|registry\." r"npm|npm" r"js\.(?:org|com)")
PHONE = re.compile(r"(?<![\w+])\+1\d{10}(?!\d)")
FICTITIOUS = re.compile(r"\+1\d{3}55501\d\d")


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its path, parsed."""
    return {shown(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def committed() -> tuple[Path, ...]:
    """Every text file that is, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.suffix in TEXTS and path.is_file() and "static" not in path.parts)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body; the docstring is a promise, not work to follow."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_bodies_are_short() -> None:
    lengths = {
        f"{path}:{function.lineno} {function.name}": body_lines(function)
        for path, tree in modules().items()
        if not path.startswith(EXEMPT)
        for function in functions(tree)
    }
    in_order = sorted(lengths.values())
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_LINES} == {}
    assert in_order[len(in_order) * 9 // 10] <= P90_LINES


def test_modules_are_short() -> None:
    lengths = {shown(path): len(path.read_text().splitlines()) for path in PACKAGE.rglob("*.py")}
    long = {path: lines for path, lines in lengths.items() if lines > MODULE_LINES and not path.startswith(EXEMPT)}
    assert long == {}


def test_our_own_modules_are_imported_at_the_top() -> None:
    late = [
        f"{path}:{getattr(node, 'lineno', 0)}"
        for path, tree in modules().items()
        if path not in LATE_IMPORTS
        for function in functions(tree)
        for node in ast.walk(function)
        if imports_ours(node)
    ]
    assert late == []


def imports_ours(node: ast.AST) -> bool:
    """An import of ours, or one by a name made at run time."""
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] == "reminders" for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] == "reminders"
    return isinstance(node, ast.Name | ast.Attribute) and name_of(node) in ("import_module", "__import__")


def name_of(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path, tree in modules().items() if not ast.get_docstring(tree) and not path.startswith(EXEMPT)]
    assert silent == []


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{shown(path)}:{number}"
        for path in committed()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if UNFINISHED.search(line)
    ]
    assert found == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    found = [
        f"{shown(path)}:{number}"
        for path in committed()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_no_file_names_a_package_index() -> None:
    named = [shown(path) for path in committed() if PACKAGE_INDEX.search(path.read_text(encoding="utf-8"))]
    assert named == []


def test_written_phone_numbers_belong_to_nobody() -> None:
    found = [
        f"{shown(path)}: {number}"
        for path in committed()
        for number in PHONE.findall(path.read_text(encoding="utf-8"))
        if not FICTITIOUS.fullmatch(number)
    ]
    assert found == []


def test_tests_use_fakes_and_never_patch_our_modules() -> None:
    found = [
        f"{shown(path)}:{getattr(node, 'lineno', 0)}"
        for path in committed()
        if path.suffix == ".py" and path.is_relative_to(ROOT / "tests")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if patches(node)
    ]
    assert found == []


def patches(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").startswith("unittest.mock") or (
            node.module == "unittest" and any(alias.name == "mock" for alias in node.names)
        )
    if isinstance(node, ast.Import):
        return any(alias.name in ("unittest.mock", "mock") for alias in node.names)
    return (
        isinstance(node, ast.Attribute)
        and node.attr in ("setattr", "delattr")
        and isinstance(node.value, ast.Name)
        and node.value.id in ("monkeypatch", "mp")
    )


@pytest.mark.parametrize("name", leaf_commands())
def test_the_readme_names_every_command(name: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"`(?:\./dev exec )?reminders {re.escape(name)}\b", readme), f"README.md does not show {name}"


@pytest.mark.parametrize("name", PLAIN_ERRORS)
def test_errors_with_an_exit_code_of_their_own_are_there(name: str) -> None:
    module, _, kind = name.rpartition(".")
    defined = {
        node.name for node in ast.walk(modules()[module.replace(".", "/") + ".py"]) if isinstance(node, ast.ClassDef)
    }
    assert kind in defined
