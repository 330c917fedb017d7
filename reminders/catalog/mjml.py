"""Emails: a step's body placed in the one layout, made into HTML once, with every Jinja word kept as it is."""

import re
from collections.abc import Mapping
from html import unescape
from xml.parsers import expat

from mrml import RenderOptions, to_html

#: Where the layout takes the body in.
BODY = re.compile(r"{{\s*body\s*}}")
#: A private character, so that no text holds it.
BLOCK_END = "\ue002"

_JINJA = re.compile(r"{{.*?}}|{%.*?%}|{#.*?#}", re.DOTALL)
#: mrml writes attribute values in Rust's escaped form, so what stands for Jinja is plain ASCII.
_STAND_IN = "JINJA{}WORD"
_STANDS_IN = re.compile(r"JINJA(\d+)WORD")
#: mrml writes one line of thousands of characters; mail wants lines below 998, and a break inside a tag shows nowhere.
_TAG_START = re.compile(r"<(?!html )([a-z][a-z0-9]*) (?=[a-z])")
_MAX_DEPTH = 16
#: Gmail shows about 102 kB and hides the rest.
_MAX_HTML = 100_000
_LINK = re.compile(r"{{\s*(booking_url|unsubscribe_url)\s*}}")
_REMOTE = re.compile(
    r"""(?:src|href|background)\s*=\s*["']?(?!["']?{{)|url\s*\(|@import|<script|<link""", re.IGNORECASE
)
_HTML = frozenset(["p", "br", "b", "strong", "i", "em", "u", "ul", "ol", "li", "span", "h1", "h2", "h3", "small", "a"])
_BODY_TAGS = _HTML | {"mj-text", "mj-button", "mj-divider", "mj-spacer"}
_HEAD_TAGS = frozenset(["mj-head", "mj-title", "mj-preview", "mj-attributes", "mj-all", "mj-class", "mj-style"])
_LAYOUT_TAGS = _BODY_TAGS | _HEAD_TAGS | {"mjml", "mj-body", "mj-wrapper", "mj-section", "mj-column", "mj-group"}
_SAFE_ATTRIBUTES = re.compile(
    r"align|vertical-align|padding(-\w+)?|inner-padding|font-(size|family|weight|style)|line-height|color|width|height|"
    r"(container-)?background-color|border(-\w+)?|text-(align|decoration|transform)|letter-spacing|css-class|mj-class|"
    r"name|lang|dir|inline|full-width|direction"
)


def mjml_mistakes(text: str, *, layout: bool = False) -> list[tuple[int, str]]:
    """Line and text of what a body (or the layout) may not hold: unknown tags, remote things, unclosed tags."""
    protected, words = _protected(text)
    return _Reading(_LAYOUT_TAGS if layout else _BODY_TAGS, words).mistakes_of(protected, wrapped=not layout)


def compile_mjml(layout: str, body: str) -> str:
    """One Jinja source of complete HTML. Both texts must be free of mjml_mistakes. Raises ValueError."""
    protected, words = _protected(BODY.sub(lambda _: body, layout, count=1))
    try:
        html = str(to_html(protected, render_options=RenderOptions(disable_comments=True, fonts={})).content)
    except OSError as error:
        raise ValueError(f"cannot be made into HTML: {error}") from None
    html = _TAG_START.sub(r"<\1\n", html)
    html = _STANDS_IN.sub(lambda match: words[match.group()], html)
    if len(html) > _MAX_HTML:
        raise ValueError(f"is {len(html):,} characters long as HTML; mail programs cut off what is over {_MAX_HTML:,}")
    if _REMOTE.search(html):
        raise ValueError("would load something from elsewhere; mails hold no remote images, fonts or trackers")
    return html


def words_of(body: str) -> str:
    """What a reader sees of a body, as a Jinja source with the same lines; BLOCK_END stands where a block ends."""
    protected, words = _protected(body)
    text = re.sub(r"</?(?:mj-\w+|p|li|ul|ol|h[1-3]|br)\b[^<>]*>", BLOCK_END, protected)
    return _STANDS_IN.sub(lambda match: words[match.group()], unescape(re.sub(r"<[^<>]+>", "", text)))


def _protected(text: str) -> tuple[str, Mapping[str, str]]:
    words: dict[str, str] = {}

    def stand_in(match: re.Match[str]) -> str:
        name = _STAND_IN.format(len(words))
        words[name] = match.group()
        return name

    return _JINJA.sub(stand_in, _STANDS_IN.sub("", text)), words


class _Reading:
    """One pass over the tags, with lines."""

    def __init__(self, tags: frozenset[str], words: Mapping[str, str]) -> None:
        self.tags = tags
        self.words = words
        self.depth = 0
        self.mistakes: list[tuple[int, str]] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def mistakes_of(self, text: str, *, wrapped: bool) -> list[tuple[int, str]]:
        try:
            self.parser.Parse(f"<body>{text}</body>" if wrapped else text, True)
        except expat.ExpatError as error:
            self.mistakes.append((error.lineno, f"is not well-formed: {expat.ErrorString(error.code)}"))
        return self.mistakes

    def _add(self, text: str) -> None:
        self.mistakes.append((self.parser.CurrentLineNumber, text))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == _MAX_DEPTH:
            self._add(f"is nested deeper than {_MAX_DEPTH} levels")
        if tag not in self.tags and not (tag == "body" and self.depth == 1):
            self._add(f"the tag <{tag}> may not be used here; there are {', '.join(sorted(self.tags))}")
        for name, value in attributes.items():
            self._attribute(name, value)

    def _end(self, _tag: str) -> None:
        self.depth -= 1

    def _doctype(self, *_: object) -> None:
        self._add("a document type may not be declared")

    def _attribute(self, name: str, value: str) -> None:
        if name == "href":
            word = self.words.get(value.strip(), "")
            if not _LINK.fullmatch(word):
                self._add("a link goes to {{ booking_url }} or {{ unsubscribe_url }} only")
        elif not _SAFE_ATTRIBUTES.fullmatch(name):
            self._add(f"the attribute {name!r} may not be used")
        elif name == "lang" and self.words.get(value) == "{{ language }}":
            return
        elif "url(" in value.lower() or "//" in value or _STANDS_IN.search(value):
            self._add(f"the value of {name!r} may not hold an address or a variable")
