"""Automatic replies: what a patient hears at once after STOP, START or HELP, of an emergency, or when nobody can
read at once.

They belong to no schedule and to no version: the files in `templates/_automatic/` are what is said. One that is missing
or cannot be read is said as it ships: a confirmation must go out whatever became of a file.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateError

from reminders.catalog.content import BadContent, Content, content_mistakes
from reminders.catalog.mistakes import Mistake, near
from reminders.catalog.rendering import filler
from reminders.catalog.syntax import environment, parse
from reminders.catalog.template_names import ENGLISH
from reminders.config.settings import PROJECT_DIR
from reminders.domain.segments import count, plain
from reminders.domain.words import Channel

#: The folder under templates/.
FOLDER = "_automatic"
#: After STOP, START and HELP; when nobody is on duty; when a wish in other words has put the texts on hold; when a text
#: speaks of an emergency.
NAMES = ("stop", "start", "help", "away", "held", "emergency")
#: `read_at` is when a person will read it, in words ("today at 3:15 pm"), or empty when nobody can say.
VARIABLES = ("clinic_name", "clinic_phone", "emergency_number", "read_at")

_SHIPPED = PROJECT_DIR / "templates"
_MAX_BYTES = 4_000
_FILES = {"sms.txt": ENGLISH, "sms.es.txt": "es"}

_Fill = Callable[[dict[str, object]], str]


@dataclass(frozen=True, slots=True)
class Source:
    """One automatic reply in one language."""

    name: str
    language: str
    #: Under the templates folder: "_automatic/stop/sms.es.txt".
    path: str
    text: str


class AutomaticTexts:
    """The automatic replies of a clinic, ready to be filled in by any thread."""

    def __init__(self, templates_dir: Path) -> None:
        shipped, _ = _ready(_SHIPPED)
        own, self.mistakes = _ready(templates_dir)
        self._fills = shipped | own

    def text(self, name: str, language: str, variables: Mapping[str, str]) -> str:
        """One reply, in English where the language is missing; without accents where they would make it dearer.

        `variables` holds VARIABLES; one that is left out is empty. Raises BadContent when it is too long for a text
        message or a value holds control characters.
        """
        known = language.partition("-")[0].lower()
        fill = self._fills.get((name, known)) or self._fills[name, ENGLISH]
        try:
            text = fill({one: variables.get(one, "") for one in VARIABLES}).strip()
        except (TemplateError, TypeError, ValueError) as error:
            raise BadContent(f"automatic reply {name} cannot be filled in: {type(error).__name__}") from None
        text = min(text, plain(text), key=lambda one: count(one).segments)
        if problems := content_mistakes(Content("", text), Channel.SMS):
            raise BadContent(f"automatic reply {name}: {'; '.join(problems)}")
        return text


def read_sources(templates_dir: Path) -> tuple[list[Source], list[Mistake]]:
    """The files of a templates folder, in order of path, and what is wrong with those that cannot be read."""
    sources: list[Source] = []
    mistakes: list[Mistake] = []
    for path in sorted((templates_dir / FOLDER).rglob("*")):
        inside = path.relative_to(templates_dir)
        if not path.is_file() or any(part.startswith(".") for part in inside.parts):
            continue
        problem = _name_problem(inside) or _size_problem(path)
        if problem is None:
            try:
                text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
                sources.append(Source(inside.parts[1], _FILES[path.name], inside.as_posix(), text))
                continue
            except (OSError, UnicodeDecodeError):
                problem = "cannot be read as UTF-8 text"
        mistakes.append(Mistake(str(path), None, "", problem))
    return sources, mistakes


def _name_problem(inside: Path) -> str | None:
    name = inside.parts[1] if len(inside.parts) == 3 else ""
    if name not in NAMES:
        return f"must lie in a folder {FOLDER}/<name>/; the names are {', '.join(NAMES)}"
    if inside.name not in _FILES:
        return f"is not a file of an automatic reply{near(inside.name, _FILES) or '; there are ' + ', '.join(_FILES)}"
    return None


def _size_problem(path: Path) -> str | None:
    size = path.stat().st_size
    return f"is larger than {_MAX_BYTES:,} bytes ({size:,}); shorten it" if size > _MAX_BYTES else None


def _ready(templates_dir: Path) -> tuple[dict[tuple[str, str], _Fill], tuple[Mistake, ...]]:
    sources, mistakes = read_sources(templates_dir)
    fills: dict[tuple[str, str], _Fill] = {}
    for source in sources:
        problems = list(syntax_mistakes(templates_dir, source))
        mistakes += problems
        if not problems:
            jinja = environment(html=False)
            tree = parse(source.text, jinja, VARIABLES).tree
            assert tree is not None
            fills[source.name, source.language] = filler(tree, jinja)
    return fills, tuple(mistakes)


def syntax_mistakes(templates_dir: Path, source: Source) -> Iterator[Mistake]:
    """What keeps a template from being used."""
    if not source.text.strip():
        yield Mistake(str(templates_dir / source.path), 1, "", "is empty")
    for line, problem in parse(source.text, environment(html=False), VARIABLES).mistakes:
        yield Mistake(str(templates_dir / source.path), line, "", problem)
