"""Fills the pages in. Everything is escaped."""

from datetime import datetime
from functools import cache
from pathlib import Path
from types import CodeType
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from reminders.domain.said import Joined, Named, Said, When
from reminders.web.languages import LANGUAGES, Tongue, tongue

_TOLD = (Said, When, Named, Joined)
_UI = Path(__file__).parent / "ui"


def page(name: str, *, status: int = 200, language: str = "en", **values: object) -> HTMLResponse:
    """A page of ui/ with these values. Filters of moments need `zone` and `now` among them."""
    return HTMLResponse(
        environment(language).get_template(name).render(language=language, **values), status_code=status
    )


def part(name: str, block: str, *, status: int = 200, language: str = "en", **values: object) -> HTMLResponse:
    """One block of a page alone, for a page that is open already."""
    template = environment(language).get_template(name)
    context = template.new_context({"language": language, **values})
    return HTMLResponse("".join(template.blocks[block](context)), status_code=status)


@cache
def compile_pages() -> None:
    """Make every template ready in every language, so that nobody's first page waits for it. Once a process: a server
    does so before it listens, a test that asks for a few pages does not.
    """
    for language in LANGUAGES:
        made = environment(language)
        for name in made.list_templates():
            made.get_template(name)


@cache
def environment(language: str) -> Environment:
    """Templates that speak one language."""
    speaking = tongue(language)
    made = Environment(
        loader=FileSystemLoader(_UI),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        bytecode_cache=_compiled,
    )
    # A text of an action is told in the reader's language wherever it stands.
    made.finalize = lambda value: speaking.language.tell(value) if isinstance(value, _TOLD) else value
    made.install_gettext_translations(speaking.catalog, newstyle=True)  # type: ignore[attr-defined]
    made.filters |= _filters(speaking) | {"combined": _combined}
    made.globals["token"] = _token
    made.globals |= _parts(made)
    return made


class _Compiled(BytecodeCache):
    """What a template is compiled to is the same in every language: it asks for its words when it is filled in."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._known[bucket.key, bucket.checksum] = bucket.code


_compiled = _Compiled()


def _parts(made: Environment) -> dict[str, object]:
    """The macros of all pages, known everywhere: a block that is sent alone runs no import of its page."""
    module = made.get_template("_parts.html").module
    return {name: each for name, each in vars(module).items() if isinstance(each, Macro)}


def _combined(*several: dict[str, object]) -> dict[str, object]:
    """Attributes of an element, later ones first; None and false are left out, a true one has no value."""
    merged = {name: value for some in several for name, value in some.items()}
    return {name: "" if value is True else value for name, value in merged.items() if value not in (None, False)}


@pass_context
def _token(context: Context) -> Markup:
    """What every form of somebody signed in carries."""
    return Markup('<input type="hidden" name="_token" value="{}">').format(context["csrf"])


def _filters(speaking: Tongue) -> dict[str, object]:
    """`at` is an aware datetime or micros UTC; told on the clinic's clock unless a zone is given."""

    @pass_context
    def day(context: Context, at: datetime | int, zone: ZoneInfo | None = None) -> str:
        return speaking.day(at, zone or context["zone"], context["now"])

    @pass_context
    def clock(context: Context, at: datetime | int, zone: ZoneInfo | None = None) -> str:
        return speaking.clock(at, zone or context["zone"])

    @pass_context
    def moment(context: Context, at: datetime | int, zone: ZoneInfo | None = None) -> str:
        return speaking.moment(at, zone or context["zone"], context["now"])

    @pass_context
    def zoned(context: Context, at: datetime | int, zone: ZoneInfo | None = None) -> str:
        where = zone or context["zone"]
        return f"{speaking.moment(at, where, context['now'])} ({zone_name(where)})"

    return {
        "say": speaking.language.tell,
        "day": day,
        "clock": clock,
        "moment": moment,
        "zoned": zoned,
        "zone_name": zone_name,
    }


def zone_name(zone: ZoneInfo) -> str:
    """ "New York": a zone as people know it."""
    return zone.key.rpartition("/")[2].replace("_", " ")
