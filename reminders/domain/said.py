"""English text that remembers its pattern and values, so that a page can say it in another language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Style(StrEnum):
    """How a moment is told."""

    #: 8:00 am on Mon, Mar 9
    MOMENT = "moment"
    #: Mon, Mar 9
    DAY = "day"
    #: 8:00 am
    CLOCK = "clock"


class Said(str):
    """Text in English, made by `say` or `nsay`."""

    __slots__ = ("number", "pattern", "plural", "values")

    pattern: str
    #: Of a text that depends on a number: its pattern for many, and the number.
    plural: str
    number: int
    values: dict[str, object]


class When(str):
    """A moment in English, made by `when`."""

    __slots__ = ("instant", "style", "zone")

    instant: datetime
    zone: ZoneInfo
    style: Style


class Named(str):
    """A name that an admin's file gives; catalogs know those of the files that ship."""

    __slots__ = ()


class Joined(str):
    """Texts in English one after another, made by `joined`."""

    __slots__ = ("between", "parts")

    parts: tuple[str, ...]
    between: str


def say(pattern: str, **values: object) -> Said:
    """The pattern with its values; each may be made by a function of this module itself. The pattern is what catalogs
    of other languages are asked for, so it is a literal where `say` is called.
    """
    return _said(pattern, "", 0, values)


def nsay(one: str, many: str, count: int, **values: object) -> Said:
    """As `say`, by a number: `{count}` is among the values."""
    return _said(one, many, count, {"count": count, **values})


def when(instant: datetime, zone: ZoneInfo, style: Style = Style.MOMENT) -> When:
    """An instant (aware) on the clock of `zone`, which is not named."""
    text = When(_moment(instant.astimezone(zone), style))
    text.instant, text.zone, text.style = instant, zone, style
    return text


def joined(parts: Iterable[str], between: str = ", ") -> Joined:
    """These texts with the same sign between them."""
    kept = tuple(parts)
    text = Joined(between.join(kept))
    text.parts, text.between = kept, between
    return text


@dataclass(frozen=True, slots=True)
class Language:
    """How a page says things: asks a catalog for one pattern, or for one of two by a number, and tells moments."""

    pattern: Callable[[str], str]
    plural: Callable[[str, str, int], str]
    moment: Callable[[datetime, ZoneInfo, Style], str]

    def tell(self, text: object) -> str:
        """Any text in this language; one that does not know its pattern stays as it is."""
        if isinstance(text, Said):
            pattern = self.plural(text.pattern, text.plural, text.number) if text.plural else self.pattern(text.pattern)
            return pattern.format_map({name: self.tell(value) for name, value in text.values.items()})
        if isinstance(text, Named):
            return self.pattern(str(text)) if text else ""
        if isinstance(text, When):
            return self.moment(text.instant, text.zone, text.style)
        if isinstance(text, Joined):
            return text.between.join(self.tell(part) for part in text.parts)
        return str(text)


def _said(pattern: str, plural: str, number: int, values: dict[str, object]) -> Said:
    english = plural if plural and number != 1 else pattern
    text = Said(english.format_map(values))
    text.pattern, text.plural, text.number, text.values = pattern, plural, number, values
    return text


def _moment(local: datetime, style: Style) -> str:
    clock = f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"
    day = f"{_DAYS[local.weekday()]}, {_MONTHS[local.month - 1]} {local.day}"
    return {Style.CLOCK: clock, Style.DAY: day, Style.MOMENT: f"{clock} on {day}"}[style]
