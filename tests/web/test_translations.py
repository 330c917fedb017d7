"""Every string of the pages is translated: nothing missing, nothing stale, and no template says something by itself."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.web.catalogs import LOCALE, UI, Pattern, catalog_of, unreadable, wanted

CATALOGS = sorted(LOCALE.glob("*.po"))
_PLACES = re.compile(r"\{(\w*)\}|%\((\w+)\)s|(%%)")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
#: Pages for everybody: each holds its languages itself.
OWN_LANGUAGES = {"unsubscribe.html", "nothing.html", "sorry.html"}
#: What a language calls itself, in every language.
THEIR_OWN_NAMES = {"English", "Español"}
#: What is read or heard, of an element's attributes.
SPOKEN = {"placeholder", "title", "aria-label", "alt", "aria-description", "aria-roledescription", "aria-valuetext"}
#: Which arguments of the macros of _parts.html are words.
WORDS_OF = {
    "field": (1,), "area": (1,), "select": (1, 2), "radios": (1, 2), "checkbox": (1,), "button": (0,),
    "link_button": (0,), "mistakes_summary": (1,), "chip": (1,), "mark": (0,), "badge": (1,), "tag": (0,),
    "done_notice": (0,), "empty": (0,), "page_head": (0, 1), "tabs": (0, 1), "table": (0,), "facts": (0,),
}  # fmt: skip


def forms_of(said: object) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)  # type: ignore[arg-type]


def places(text: str) -> set[str]:
    return {found.group() for found in _PLACES.finditer(text)}


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_a_catalog_holds_every_pattern_and_no_other(path: Path) -> None:
    said = wanted()
    has = {entry.id: entry for entry in catalog_of(path) if entry.id}
    known: set[Pattern] = {one if isinstance(one, str) else tuple(one) for one in has}
    assert {pattern: where for pattern, where in said.items() if pattern not in known} == {}
    assert known - said.keys() == set()


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_every_entry_of_a_catalog_is_translated_with_the_same_values(path: Path) -> None:
    entries = [entry for entry in catalog_of(path) if entry.id]
    assert [entry.id for entry in entries if entry.fuzzy] == []
    assert [entry.id for entry in entries if not all(forms_of(entry.string)) or not entry.string] == []
    wrong = [
        entry.id
        for entry in entries
        for says in forms_of(entry.string)
        if not places(says) <= set().union(*map(places, forms_of(entry.id)))
        or places(says) < places(forms_of(entry.id)[0])
    ]
    assert wrong == []


def test_every_pattern_is_written_where_it_is_said() -> None:
    assert list(unreadable()) == []


def templates() -> list[Path]:
    return [path for path in sorted(UI.glob("*.html")) if path.name not in OWN_LANGUAGES]


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_a_template_says_nothing_by_itself(path: Path) -> None:
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(path.read_text(encoding="utf-8"))
    page = Spoken()
    page.feed("".join(_written(tree)))
    page.close()
    assert [*page.words, *_passed(tree)] == []


def test_words_beside_expressions_and_in_attributes_are_found() -> None:
    source = '<p title="Day {{ n }}">{% if n %}Gone{% endif %} <b>{{ n }}</b><code>cli</code></p>{{ button("Send") }}'
    tree = Environment().parse(source)
    page = Spoken()
    page.feed("".join(_written(tree)))
    assert [*page.words, *_passed(tree)] == ["Day", "Gone", "Send"]


class Spoken(HTMLParser):
    """The words of a page that a person reads or hears. What stands in code is not theirs."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("code", "kbd", "style", "script"):
            self._inside.append(tag)
        for name, value in attrs:
            if name in SPOKEN:
                self.words += _LETTERS.findall(value or "")

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.words += _LETTERS.findall(data)


def _written(tree: nodes.Node) -> Iterator[str]:
    """What a template writes as it stands; a space for every value."""
    for child in tree.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            yield child.data
        elif isinstance(child, nodes.Expr):
            yield " "
        elif not (isinstance(child, nodes.Block) and child.name == "main_class"):
            yield from _written(child)


def _passed(tree: nodes.Node) -> Iterator[str]:
    """Words that macros are given without asking a catalog."""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in WORDS_OF:
            given = [call.args[at] for at in WORDS_OF[call.node.name] if at < len(call.args)]
            given += [keyword.value for keyword in call.kwargs if keyword.key in ("hint", "label", "words", "title")]
            for argument in given:
                yield from _literal_words(argument)


def _literal_words(argument: nodes.Node) -> Iterator[str]:
    """Of an argument itself, or of the pairs in a list: of these the words, not the values."""
    if isinstance(argument, nodes.Const) and isinstance(argument.value, str) and argument.value not in THEIR_OWN_NAMES:
        yield from _LETTERS.findall(argument.value)
    elif isinstance(argument, nodes.List):
        for item in argument.items:
            if isinstance(item, nodes.Tuple):
                for each in item.items[1:2]:
                    yield from _literal_words(each)
    elif isinstance(argument, nodes.Dict):
        for pair in argument.items:
            yield from _literal_words(pair.value)
    elif isinstance(argument, nodes.CondExpr):
        yield from _literal_words(argument.expr1)
        if argument.expr2 is not None:
            yield from _literal_words(argument.expr2)
