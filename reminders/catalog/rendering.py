"""Templates made ready once, and filled in many times: the way from a step to the words a patient gets."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from jinja2 import TemplateError, nodes
from jinja2.environment import Template
from jinja2.sandbox import SandboxedEnvironment

from reminders.catalog.bundle import Bundle
from reminders.catalog.content import BadContent, Content, NoTemplate, Variables, content_mistakes
from reminders.catalog.mistakes import Mistake, Mistakes
from reminders.catalog.mjml import BODY, compile_mjml, mjml_mistakes
from reminders.catalog.syntax import environment, parse
from reminders.catalog.template_names import ENGLISH, LAYOUT, TemplateName
from reminders.domain.segments import fits, plain
from reminders.domain.words import Channel

__all__ = ["BadContent", "CompiledBundle", "Content", "NoTemplate", "Variables", "compile_bundle", "content_mistakes"]

_Fill = Callable[[dict[str, object]], str]


@dataclass(frozen=True, slots=True)
class _Ready:
    """The filling functions of one step on one channel in one language."""

    language: str
    text: _Fill
    subject: _Fill
    html: _Fill


class CompiledBundle:
    """A bundle's templates, ready to be filled in by any thread."""

    def __init__(self, bundle: Bundle, ready: Mapping[tuple[str, Channel, str], _Ready]) -> None:
        self.bundle = bundle
        self._ready = dict(ready)

    def languages(self, step: str, channel: Channel) -> tuple[str, ...]:
        """The languages that a step is written in for a channel."""
        return tuple(sorted(key[2] for key in self._ready if key[:2] == (step, channel)))

    def render(self, step: str, channel: Channel, language: str, variables: Variables) -> Content:
        """The message of a step ("welcome" too) for one patient; in English where the language is missing.

        A text message that accents make too long goes without them. Raises NoTemplate, or BadContent when it cannot
        be filled in or is too long.
        """
        ready = self._ready.get((step, channel, language)) or self._nearest(step, channel, language)
        values = variables.values(ready.language)
        try:
            text = ready.text(values).strip()
            if channel is Channel.SMS:
                content = Content("", text)
                if text and text.isprintable() and fits(text):
                    return content
            else:
                content = Content(ready.subject(values).strip(), text + "\n", ready.html(values))
        except (TemplateError, TypeError, ValueError) as error:
            raise BadContent(f"{step} ({channel}) cannot be filled in: {type(error).__name__}") from None
        return _sound(content, step, channel)

    def _nearest(self, step: str, channel: Channel, language: str) -> _Ready:
        for known in (language.partition("-")[0].lower(), ENGLISH):
            ready = self._ready.get((step, channel, known))
            if ready is not None:
                return ready
        raise NoTemplate(f"{step} has no {channel} template")


def compile_bundle(bundle: Bundle) -> CompiledBundle:
    """Make every template of a bundle ready. Raises Mistakes with all that is wrong in any of them."""
    compiling = _Compiling(bundle)
    parts = dict(compiling.parts())
    if compiling.mistakes:
        raise Mistakes(sorted(compiling.mistakes, key=lambda mistake: (mistake.file, mistake.line or 0)))
    keys = {(name.step, name.channel, name.language) for name in parts}
    found = ((key, _ready(key, {name.part: fill for name, fill in parts.items() if _key(name) == key})) for key in keys)
    return CompiledBundle(bundle, {key: ready for key, ready in found if ready is not None})


def _sound(content: Content, step: str, channel: Channel) -> Content:
    """The content, without the accents of a text message that they make too long. Raises BadContent."""
    if channel is Channel.SMS and not fits(content.text):
        content = Content("", plain(content.text))
    problems = content_mistakes(content, channel)
    if problems:
        raise BadContent(f"{step} ({channel}): {'; '.join(problems)}")
    return content


def filler(source: str | nodes.Template, jinja: SandboxedEnvironment) -> _Fill:
    """A function that fills the template in from values of every variable; it raises Jinja's errors."""
    template: Template = jinja.from_string(source)
    root = cast("Callable[[_Values], Iterator[str]]", template.root_render_func)

    def fill(values: dict[str, object]) -> str:
        return "".join(root(_Values(values)))

    return fill


class _Values(dict[str, object]):
    """All that a template of the allow-list asks of Jinja's Context, which takes longer to make than a text."""

    resolve_or_missing = dict.__getitem__


def _key(name: TemplateName) -> tuple[str, Channel, str]:
    return name.step, name.channel, name.language


def _ready(key: tuple[str, Channel, str], parts: Mapping[str, _Fill]) -> _Ready | None:
    """None for a mail that lacks its subject or its text: then the English one is used."""
    if "text" not in parts or (key[1] is Channel.EMAIL and "subject" not in parts):
        return None
    return _Ready(key[2], parts["text"], parts.get("subject", _nothing), parts.get("html", _nothing))


def _nothing(_values: dict[str, object]) -> str:
    return ""


class _Compiling:
    """One pass over a bundle's templates that gathers mistakes instead of stopping at the first."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.mistakes: list[Mistake] = []
        self.text = environment(html=False)
        self.html = environment(html=True)
        self.layout = self._layout()

    def parts(self) -> Iterator[tuple[TemplateName, _Fill]]:
        for path, source in self.bundle.templates.items():
            if path == LAYOUT:
                continue
            name = TemplateName.parse(path)
            fill = self._mail(path, source) if name.part == "html" else self._plain(path, source)
            if fill is not None:
                yield name, fill

    def _layout(self) -> str | None:
        source = self.bundle.templates.get(LAYOUT)
        if source is None:
            return None
        problems = mjml_mistakes(source, layout=True)
        if len(BODY.findall(source)) != 1:
            problems.append((1, "must hold {{ body }} once, where a mail's own part goes"))
        problems += parse(BODY.sub("", source), self.html).mistakes
        return None if self._add(LAYOUT, problems) else source

    def _plain(self, path: str, source: str) -> _Fill | None:
        parsed = parse(source, self.text)
        if self._add(path, parsed.mistakes) or parsed.tree is None:
            return None
        return filler(parsed.tree, self.text)

    def _mail(self, path: str, source: str) -> _Fill | None:
        problems = [*mjml_mistakes(source), *parse(source, self.html).mistakes]
        if LAYOUT not in self.bundle.templates:
            problems.append((1, f"needs the layout templates/{LAYOUT}, which is missing"))
        if self._add(path, problems) or self.layout is None:
            return None
        try:
            return filler(compile_mjml(self.layout, source), self.html)
        except (TemplateError, ValueError) as error:
            self._add(path, [(1, str(error))])
            return None

    def _add(self, path: str, problems: list[tuple[int, str]] | tuple[tuple[int, str], ...]) -> bool:
        self.mistakes += (Mistake(self.bundle.template_file(path), line, "", text) for line, text in problems)
        return bool(problems)
