"""What the pages and actions say, found in their source, and the catalog of each language beside it.

`./dev words` brings the catalogs up to date: what is new is there without a translation, what nobody says is gone.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from reminders.catalog.schedule_files import parse_schedule

PACKAGE = Path(__file__).resolve().parents[2] / "reminders"
UI = PACKAGE / "web" / "ui"
SCHEDULES = PACKAGE.parent / "schedules"
LOCALE = PACKAGE / "web" / "locale"
#: Functions of domain/said.py, and which of their arguments are patterns.
SAYERS = {"say": (1,), "nsay": (1, 2)}

_ASKED = ("_", "gettext", "ngettext")

#: Says again what was said before and kept.
_UNPACKS = {"packing.py"}

#: A pattern, or one for one and one for many.
Pattern = str | tuple[str, ...]


def wanted() -> dict[Pattern, str]:
    """Every pattern that is said, with one place where it is."""
    found: dict[Pattern, str] = {}
    for path in _speaking():
        for line, pattern, _, _ in extract_from_file("python", path, keywords=SAYERS):
            found.setdefault(_pattern(pattern), f"{path.name}:{line}")
    for schedule in sorted(SCHEDULES.glob("*.yaml")):
        for stage in parse_schedule(schedule.read_text(encoding="utf-8"), str(schedule)).stages:
            found.setdefault(str(stage.title), f"{schedule.name}: {stage.name}")
    for path in sorted(UI.glob("*.html")):
        with path.open("rb") as file:
            for line, _, asked, _ in babel_extract(file, _ASKED, (), {"newstyle_gettext": "true"}):
                if asked:
                    found.setdefault(_pattern(asked), f"{path.name}:{line}")
    return found


def _speaking() -> Iterator[Path]:
    """The modules that say something; the command line has a `say` of its own."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name not in _UNPACKS and "from reminders.domain.said import" in path.read_text(encoding="utf-8"):
            yield path


def _pattern(found: str | Sequence[str | None]) -> Pattern:
    if isinstance(found, str):
        return found
    several = tuple(each for each in found if each is not None)
    return several[0] if len(several) == 1 else several


def unreadable() -> Iterator[str]:
    """Calls of `say` and `nsay` whose pattern is not written there, so that no catalog can have it."""
    for path in _speaking():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYERS:
                patterns = node.args[: len(SAYERS[node.func.id])]
                if not all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in patterns):
                    yield f"{path.relative_to(PACKAGE)}:{node.lineno}"


def catalog_of(path: Path) -> Catalog:
    """A catalog file as it is, entries marked as fuzzy among it."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem if len(path.stem) == 2 else "es")


def bring_up_to_date(path: Path, others: list[Path]) -> list[Pattern]:
    """Rewrite a catalog in the order of its patterns, with translations from `others` where it has none. Returns the
    patterns that nobody has translated.
    """
    known = {_pattern(entry.id): entry.string for entry in catalog_of(path) if entry.id and _translated(entry.string)}
    for other in others:
        for entry in catalog_of(other):
            if entry.id and _translated(entry.string):
                known.setdefault(_pattern(entry.id), entry.string)
    fresh = Catalog(locale=path.stem, fuzzy=False, project="Aftercare reminders", charset="utf-8")
    missing: list[Pattern] = []
    for pattern in sorted(wanted(), key=lambda each: (each if isinstance(each, str) else each[0]).casefold()):
        fresh.add(pattern, known.get(pattern))
        if pattern not in known:
            missing.append(pattern)
    with path.open("wb") as file:
        file.write(_HEADER.encode())
        write_po(file, fresh, omit_header=True, width=0)
    return missing


_HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Language: es\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def _translated(string: str | Sequence[str] | None) -> bool:
    return bool(string) and all([string] if isinstance(string, str) else string or ())


if __name__ == "__main__":
    for catalog in sorted(LOCALE.glob("*.po")):
        for left in bring_up_to_date(catalog, [Path(name) for name in sys.argv[1:]]):
            print(f"{catalog.name}: {left!r}")
