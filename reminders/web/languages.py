"""The languages of the pages: a catalog each, read at the start, and moments as people there write them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from reminders.domain.instants import from_micros
from reminders.domain.said import Language, Style

#: Code → how the language calls itself.
LANGUAGES = {"en": "English", "es": "Español"}
_CATALOGS = Path(__file__).parent / "locale"
_LOCALES = {"en": Locale("en", "US"), "es": Locale("es", "US")}


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language, ready for use."""

    code: str
    catalog: NullTranslations
    language: Language

    def day(self, at: datetime | int, zone: ZoneInfo, now: datetime) -> str:
        """ "Mon, Mar 9"; with the year where it is not this one. `at`: aware, or micros UTC."""
        local = _local(at, zone)
        skeleton = "MMMEd" if local.year == now.astimezone(zone).year else "yMMMEd"
        return format_skeleton(skeleton, local, locale=_LOCALES[self.code])

    def date(self, day: date) -> str:
        """ "Mar 9"."""
        return format_skeleton("MMMd", datetime.combine(day, time()), locale=_LOCALES[self.code])

    def clock(self, at: datetime | int, zone: ZoneInfo) -> str:
        """ "8:00 am"."""
        return _clock(_local(at, zone), self.code)

    def moment(self, at: datetime | int, zone: ZoneInfo, now: datetime) -> str:
        """ "Mon, Mar 9, 8:00 am"."""
        return f"{self.day(at, zone, now)}, {self.clock(at, zone)}"


@cache
def tongue(code: str) -> Tongue:
    """The language of a code; English for an unknown one."""
    if code not in LANGUAGES:
        return tongue("en")
    catalog = _catalog(code)
    return Tongue(code, catalog, Language(catalog.gettext, catalog.ngettext, lambda *at: _when(code, *at)))


def _catalog(code: str) -> NullTranslations:
    """English is what the pages are written in."""
    path = _CATALOGS / f"{code}.po"
    if code == "en":
        return NullTranslations()
    with path.open("rb") as file:
        catalog = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def _when(code: str, instant: datetime, zone: ZoneInfo, style: Style) -> str:
    local = instant.astimezone(zone)
    clock, day = _clock(local, code), format_skeleton("MMMEd", local, locale=_LOCALES[code])
    return {Style.CLOCK: clock, Style.DAY: day, Style.MOMENT: f"{day}, {clock}"}[style]


def _clock(local: datetime, code: str) -> str:
    shown = format_time(local, "short", locale=_LOCALES[code]).replace("\u202f", " ").replace("\xa0", " ")
    return shown.lower() if code == "en" else shown


def _local(at: datetime | int, zone: ZoneInfo) -> datetime:
    return (from_micros(at) if isinstance(at, int) else at).astimezone(zone)
