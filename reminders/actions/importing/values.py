"""Single cells: what a value may look like, and what it means. Each reader raises BadValue with the cure."""

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, lru_cache
from zoneinfo import available_timezones

from reminders.domain.offsets import Offset
from reminders.domain.said import say
from reminders.domain.words import Channel

_LONGEST_NAME = 100
_LONGEST_TEXT = 200
_MOST_TAGS = 20
#: What a spreadsheet takes for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@")

_YES = frozenset({"yes", "y", "true", "t", "1", "x", "si", "s", "on", "checked", "agreed", "given", "opted in"})
_NO = frozenset({"no", "n", "false", "f", "0", "off", "none", "unchecked", "declined", "not given", "opted out"})
_CHANNELS = {
    "sms": Channel.SMS, "text": Channel.SMS, "texts": Channel.SMS, "text message": Channel.SMS, "mobile": Channel.SMS,
    "phone": Channel.SMS, "email": Channel.EMAIL, "e mail": Channel.EMAIL, "mail": Channel.EMAIL,
    "correo": Channel.EMAIL, "correo electronico": Channel.EMAIL,
}  # fmt: skip
_LANGUAGES = {
    "en": "en", "eng": "en", "english": "en", "ingles": "en", "es": "es", "spa": "es", "spanish": "es",
    "espanol": "es", "castellano": "es",
}  # fmt: skip
_SESSION = re.compile(r"(\d{1,2})\s*(?:/|of|de)\s*(\d{1,2})", re.IGNORECASE | re.ASCII)
_INTERVAL = re.compile(r"(\d{1,3})\s*(day|week|month|dia|semana|mes)(?:e?s)?", re.IGNORECASE | re.ASCII)
_INTERVAL_UNITS = {"day": "D", "dia": "D", "week": "W", "semana": "W", "month": "M", "mes": "M"}


class Action(StrEnum):
    """What a row asks for."""

    #: The treatment took place.
    ENROLL = "enroll"
    #: It was canceled, or the patient did not come.
    CANCEL = "cancel"
    #: It is still to come: touch-up invitations stop.
    BOOKING = "booking"


_STATUS_WORDS = {
    Action.ENROLL: (
        "completed", "complete", "done", "finished", "fulfilled", "checked out", "none", "completada", "completado",
    ),
    Action.CANCEL: (
        "canceled", "cancelled", "no show", "noshow", "late cancel", "late canceled", "late cancelled",
        "late cancellation", "did not attend", "missed", "cancelada", "cancelado", "no asistio",
    ),
    Action.BOOKING: (
        "booked", "scheduled", "confirmed", "unconfirmed", "upcoming", "reserved", "reservada", "confirmada",
        "programada",
    ),
}  # fmt: skip
_STATUSES = {word: action for action, words in _STATUS_WORDS.items() for word in words}


class BadValue(ValueError):
    """A cell that cannot be used; `reason` says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Text as it is compared: lower case, without accents and signs."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", bare.casefold()).strip()


def read_name(text: str) -> str:
    """A person's name on one line, spaces put right."""
    if text.startswith(_FORMULA_STARTS):
        raise BadValue(say("starts like a spreadsheet formula (=, +, - or @); write the name alone"))
    return _line_of_text(" ".join(text.split()), _LONGEST_NAME)


def split_name(text: str) -> tuple[str, str]:
    """First and last name from "Ana Lopez" or "Lopez, Ana"."""
    name = read_name(text)
    if "," in name:
        last, _, first = name.partition(",")
    else:
        first, _, last = name.partition(" ")
    if not first.strip():
        raise BadValue(say('has no first name; write it as "Ana Lopez" or "Lopez, Ana"'))
    return first.strip(), last.strip()


def read_text(text: str) -> str:
    """Any short text on one line that no spreadsheet would run."""
    if text.startswith(("=", "@")):
        raise BadValue(say("starts like a spreadsheet formula (= or @); write the text alone"))
    return _line_of_text(text, _LONGEST_TEXT)


def read_status(text: str) -> Action:
    """What became of the visit."""
    action = _STATUSES.get(plain(text))
    if action is None:
        raise BadValue(
            say(
                "is not a known status; use completed (or nothing) for a treatment that took place, "
                "canceled or no-show, or booked for one to come"
            )
        )
    return action


def read_yes_no(text: str) -> bool:
    """Yes or no in English or Spanish."""
    word = plain(text)
    if word in _YES:
        return True
    if word in _NO or text in {"-", "--"}:
        return False
    raise BadValue(say("is neither yes nor no; write yes or no"))


def read_channel(text: str) -> Channel:
    """How the patient wants to hear from the clinic."""
    channel = _CHANNELS.get(plain(text))
    if channel is None:
        raise BadValue(say("is not a channel; use sms or email"))
    return channel


def read_language(text: str) -> str:
    """A language that messages are written in; regional forms such as es-MX count."""
    word = plain(text)
    language = _LANGUAGES.get(word) or _LANGUAGES.get(word.partition(" ")[0])
    if language is None:
        raise BadValue(say("is not a language that messages are written in; use en or es"))
    return language


def read_timezone(text: str) -> str:
    """An IANA zone's own name."""
    name = _zones().get(text.casefold().replace(" ", "_"))
    if name is None:
        raise BadValue(
            say("is not a time zone; write an IANA name such as {zone}", zone=_near_zone(text[:40].casefold()))
        )
    return name


@lru_cache(maxsize=1024)
def read_session(text: str) -> tuple[int, int]:
    """2/4 or 2 of 4: the second of four."""
    match = _SESSION.fullmatch(text)
    if match is None:
        raise BadValue(say("is not a session; write 2/4 for the second of four"))
    number, count = int(match[1]), int(match[2])
    if not 1 <= number <= count:
        raise BadValue(say("is not a session; the first number may not be above the second, nor 0"))
    return number, count


@lru_cache(maxsize=1024)
def read_touch_up(text: str) -> Offset:
    """The patient's own interval: P4M, or 4 months; days, weeks or months, four weeks to two years."""
    match = _INTERVAL.fullmatch(text)
    try:
        offset = Offset.parse(f"P{match[1]}{_INTERVAL_UNITS[match[2].lower()]}" if match else text.upper())
    except ValueError:
        raise BadValue(say("is not an interval; write weeks or months, for example P10W or P4M")) from None
    if offset.elapsed or not 28 <= offset.months * 30 + offset.days <= 730:
        raise BadValue(say("is no touch-up interval; it must be between four weeks and two years, for example P4M"))
    return offset


@lru_cache(maxsize=1024)
def read_tags(text: str) -> frozenset[str]:
    """Words that texts can vary by, in lower case; parted by comma, semicolon or bar."""
    tags = frozenset(tag for part in re.split(r"[,;|]", text) if (tag := part.strip().casefold()))
    if len(tags) > _MOST_TAGS:
        raise BadValue(say("has more than {most} tags; keep those that change what a patient is told", most=_MOST_TAGS))
    return frozenset(read_text(tag) for tag in tags)


def one_of(text: str, known: Mapping[str, str], *, places: bool = False) -> str:
    """The name that a label stands for, a schedule's or (`places`) a location's; `known` maps plain labels to names."""
    name = known.get(plain(text))
    if name is None:
        like = get_close_matches(plain(text), known, n=1, cutoff=0.6)
        listed = sorted(set(known.values()))
        shown = ", ".join(listed[:10]) + (", …" if len(listed) > 10 else "")
        raise BadValue(_unknown(shown or say("none yet"), known[like[0]] if like else "", places=places))
    return name


def _unknown(known: str, near: str, *, places: bool) -> str:
    if places and near:
        return say("is not a known location; did you mean {near}? known: {known}", near=near, known=known)
    if places:
        return say("is not a known location; known: {known}", known=known)
    if near:
        return say("is not a known treatment; did you mean {near}? known: {known}", near=near, known=known)
    return say("is not a known treatment; known: {known}", known=known)


def _line_of_text(text: str, longest: int) -> str:
    if len(text) > longest:
        raise BadValue(say("is longer than {longest} characters; shorten it", longest=longest))
    if not text.isprintable():
        raise BadValue(say("holds line breaks or control characters; write it on one line"))
    return text


@lru_cache(maxsize=1024)
def _near_zone(text: str) -> str:
    near = get_close_matches(text, _zones(), n=1, cutoff=0.6)
    return _zones()[near[0]] if near else "America/New_York"


@cache
def _zones() -> dict[str, str]:
    return {zone.casefold(): zone for zone in available_timezones() if "/" in zone or zone == "UTC"}
