"""YAML as plain values that still know their lines. Bounded in size, depth and count; aliases and tags are refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from reminders.catalog.mistakes import Mistake, Mistakes

#: A plain value: text, True, False, None, a list or a dict. Numbers and times stay as they were written.
Value = object
#: ("stages", 2, "closes")
Path = tuple[str | int, ...]

#: Characters; a schedule of fifty stages takes 20,000. The parser takes three seconds for a million.
MAX_LENGTH = 250_000
_MAX_EVENTS = 20_000
_MAX_DEPTH = 20
_TAGS = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(
    _TAGS + name for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "value")
)


@dataclass(frozen=True, slots=True)
class Source:
    """A YAML file as read."""

    file: str
    value: Value
    _lines: Mapping[Path, int] = field(repr=False)

    def line_of(self, path: Path) -> int | None:
        """The line (from 1) of a place, or of the nearest place around it that is in the file."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path)

    def mistake(self, path: Path, text: str) -> Mistake:
        """A mistake at a place of this file."""
        return Mistake(self.file, self.line_of(path), place_of(path), text)


def read_source(text: str, file: str) -> Source:
    """Read one YAML document. Raises Mistakes."""
    if len(text) > MAX_LENGTH:
        raise Mistakes([Mistake(file, None, "", f"is {len(text):,} characters long; at most {MAX_LENGTH:,} are read")])
    try:
        _refuse_bombs(text, file)
        root = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as error:
        raise Mistakes([_syntax_mistake(error, text, file)]) from None
    if root is None:
        raise Mistakes([Mistake(file, None, "", "is empty")])
    reading = _Reading(file)
    value = reading.value_of(root, ())
    if reading.mistakes:
        raise Mistakes(reading.mistakes)
    return Source(file, value, reading.lines)


def place_of(path: Path) -> str:
    """stages[2].closes"""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def _refuse_bombs(text: str, file: str) -> None:
    depth = 0
    for number, event in enumerate(_events(text)):
        if isinstance(event, AliasEvent):
            problem = "aliases (*name) are not read; write the value out"
        elif isinstance(event, CollectionStartEvent) and depth == _MAX_DEPTH:
            problem = f"is nested deeper than {_MAX_DEPTH} levels"
        elif number == _MAX_EVENTS:
            problem = f"holds more than {_MAX_EVENTS:,} items"
        else:
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            continue
        raise Mistakes([Mistake(file, event.start_mark.line + 1, "", problem)])


def _events(text: str) -> Iterator[Event]:
    events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)
    return events


def _syntax_mistake(error: YAMLError, text: str, file: str) -> Mistake:
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        return Mistake(file, mark.line + 1 if mark else None, "", f"is not valid YAML: {problem}")
    if isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Mistake(file, line, "", "holds a character that text files do not hold (a control character)")
    return Mistake(file, None, "", "is not valid YAML")


class _Reading:
    """One walk over the nodes: plain values out, lines and mistakes kept."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.mistakes: list[Mistake] = []

    def value_of(self, node: Node, path: Path) -> Value:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if node.tag not in _PLAIN_TAGS:
            self._add(node, path, f"the YAML tag {str(node.tag).removeprefix(_TAGS)!r} is not read; leave it out")
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value_of(item, (*path, index)) for index, item in enumerate(node.value)]
        return _scalar(str(node.tag), str(node.value))

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else "?"
            if key in found:
                self._add(key_node, (*path, key), "is written twice")
                continue
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            found[key] = self.value_of(value_node, (*path, key))
        return found

    def _add(self, node: Node, path: Path, text: str) -> None:
        self.mistakes.append(Mistake(self.file, node.start_mark.line + 1, place_of(path), text))


def _scalar(tag: str, written: str) -> Value:
    if tag == _TAGS + "bool":
        return written.lower() in ("true", "yes", "on", "y")
    return None if tag == _TAGS + "null" else written
