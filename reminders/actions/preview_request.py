"""What a preview is asked for: read from texts, all mistakes at once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput
from reminders.actions.moments import read_moment
from reminders.catalog.mistakes import near
from reminders.config import zone_named
from reminders.domain.offsets import Offset
from reminders.domain.words import Channel, Kind

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as it was typed."""

    treated_at: str
    timezone: str
    now: str | None = None
    channel: str = Channel.SMS
    language: str = "en"
    kinds: str = "care,marketing"
    session: str | None = None
    touch_up: str | None = None


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """The question understood. Instants are UTC."""

    treated_at: datetime
    zone: ZoneInfo
    now: datetime
    channel: Channel
    language: str
    #: What the imagined patient has consented to, on every channel.
    kinds: frozenset[Kind]
    session: tuple[int, int] | None = None
    touch_up: Offset | None = None


def read_request(
    asked: Asked, *, present: datetime, languages: Collection[str], mistakes: Collection[str] = ()
) -> PreviewRequest:
    """Understand what was asked. Times without an offset are local to its zone; `now` is, if not given, the later of
    `present` and the treatment.

    Raises BadInput with all mistakes, those that the caller already found (`mistakes`) first.
    """
    found = [*mistakes]
    zone = _tried(found, "timezone", lambda: zone_named(asked.timezone))
    # With a wrong zone the times are still checked, in any zone.
    treated_at = _tried(found, "treated-at", lambda: read_moment(asked.treated_at, zone or ZoneInfo("UTC")))
    now = _tried(found, "now", lambda: read_moment(asked.now, zone or ZoneInfo("UTC")) if asked.now else None)
    channel = _tried(found, "channel", lambda: _word(asked.channel, Channel))
    language = _tried(found, "language", lambda: _language(asked.language, languages))
    kinds = _tried(found, "kinds", lambda: frozenset(_word(one, Kind) for one in asked.kinds.split(",")))
    session = _tried(found, "session", lambda: _session(asked.session))
    touch_up = _tried(found, "touch-up", lambda: _touch_up(asked.touch_up))
    if found or not (zone and treated_at and channel and language and kinds):
        raise BadInput(found)
    return PreviewRequest(
        treated_at, zone, now or max(present, treated_at), channel, language, kinds, session, touch_up
    )


def _tried(mistakes: list[str], name: str, read: Callable[[], T]) -> T | None:
    try:
        return read()
    except ValueError as error:
        mistakes.append(f"{name}: {error}")
        return None


def _word(text: str, words: type[Word]) -> Word:
    try:
        return words(text.strip().lower())
    except ValueError:
        known = [word.value for word in words]
        raise ValueError(f"{text.strip()!r} is unknown; use {' or '.join(known)}{near(text, known)}") from None


def _language(text: str, languages: Collection[str]) -> str:
    if text.strip().lower() in languages:
        return text.strip().lower()
    known = sorted(languages)
    raise ValueError(f"{text.strip()!r} has no templates; use {' or '.join(known)}{near(text, known)}")


def _session(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    number, slash, count = text.partition("/")
    if not (slash and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count) <= 99):
        raise ValueError(f"{text!r} is no session; write 2/4 for the second of four")
    return int(number), int(count)


def _touch_up(text: str | None) -> Offset | None:
    if text is None:
        return None
    offset = Offset.parse(text)
    if offset.elapsed:
        raise ValueError(f"{text!r} counts hours; write days, weeks or months, such as P4M")
    return offset
