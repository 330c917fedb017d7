"""What staff say of the clinic, read into the form in which it is kept. Each reader raises ValueError with the cure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import time

from reminders.actions.bad_input import Answers, Mistake
from reminders.actions.enrollment import one_line, one_of
from reminders.config.forms import near_zones, phone, web_page, whole_number, zone_name
from reminders.domain.rules import ClinicRules, ContactHours, Limit, Span
from reminders.domain.said import joined, say
from reminders.domain.words import Kind
from reminders.store.clinics import Clinic, Location

#: Outside of these no clinic may text anyone: 47 CFR 64.1200(c)(1), the called person's local time.
EARLIEST, LATEST = time(8), time(21)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_SETTLING = 1440
_SLOWEST, _FASTEST = 0.01, 1000
_MOST_A_DAY, _MOST_A_WEEK = 10, 50


def read_own(answers: Answers, clinic: Clinic, given: Mapping[str, str | None]) -> Clinic:
    """The clinic with a new name, address, emergency-number, settle-minutes, send-time, texts-per-second or
    mails-per-second; None leaves each as it is.
    """
    return replace(
        clinic,
        name=answers.read("name", _some_words, given["name"], clinic.name),
        postal_address=answers.read("address", _some_words, given["address"], clinic.postal_address),
        emergency_number=answers.read(
            "emergency-number", _emergency_number, given.get("emergency-number"), clinic.emergency_number
        ),
        settle_minutes=answers.read(
            "settle-minutes", _count(0, _LONGEST_SETTLING), given["settle-minutes"], clinic.settle_minutes
        ),
        texts_per_second=answers.read(
            "texts-per-second", _rate, given.get("texts-per-second"), clinic.texts_per_second
        ),
        mails_per_second=answers.read(
            "mails-per-second", _rate, given.get("mails-per-second"), clinic.mails_per_second
        ),
        rules=replace(
            clinic.rules,
            send_time=answers.read(
                "send-time", lambda text: usual_time(text, clinic.rules), given["send-time"], clinic.rules.send_time
            ),
        ),
    )


def _rate(text: str) -> float | None:
    if text == "none":
        return None
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", text) or not _SLOWEST <= float(text) <= _FASTEST:
        raise ValueError(
            say(
                "must be a number of messages from {least} to {most}, or none, got {text}",
                least=_SLOWEST,
                most=_FASTEST,
                text=repr(text),
            )
        )
    return float(text)


def read_place(
    answers: Answers, place: Location, given: Mapping[str, str | None], others: Sequence[Location]
) -> Location:
    """The location with a new name, timezone, phone or booking-url; None leaves each as it is, an empty booking link
    removes it.
    """

    def new_name(text: str) -> str:
        name = _some_words(text)
        if any(other.name.casefold() == name.casefold() for other in others):
            raise ValueError(
                say("{name} is another location already; use a name that tells them apart", name=repr(name))
            )
        return name

    return replace(
        place,
        name=answers.read("name" if place.id == 0 else "new-name", new_name, given["name"], place.name),
        timezone=answers.read("timezone", _zone, given["timezone"], place.timezone),
        phone=answers.read("phone", _phone, given["phone"], place.phone),
        booking_url=answers.read(
            "booking-url", lambda text: _web_page(text) if text else "", given["booking-url"], place.booking_url
        ),
    )


def read_kind(answers: Answers, kind: str) -> Kind | None:
    """care or marketing; None where a mistake was kept."""
    known = [one.value for one in Kind]
    if not kind.strip():
        answers.mistakes.append("kind: is missing; say --kind care or --kind marketing")
        return None
    named = answers.read("kind", one_of(known), kind, "")
    return Kind(named) if named else None


def read_days(text: str) -> frozenset[int]:
    """Weekdays, 0 is Monday, from "mon-fri", "sat,sun" or "mon-wed,fri"."""
    days: set[int] = set()
    for part in text.lower().split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        if first not in _DAYS or (dash and last not in _DAYS):
            raise ValueError(
                say(
                    "{text} is no weekday; write mon-fri or sat,sun (mon tue wed thu fri sat sun)",
                    text=repr(part.strip()),
                )
            )
        start, end = _DAYS.index(first), _DAYS.index(last if dash else first)
        if end < start:
            raise ValueError(say("{text} runs backward; a week begins on mon", text=repr(part.strip())))
        days.update(range(start, end + 1))
    return frozenset(days)


def read_span(answers: Answers, start: str | None, end: str | None) -> Span | None:
    """[start, end) from wall-clock times; None where a mistake was kept."""
    mistakes = len(answers.mistakes)
    begins = answers.read("from", _permitted_time, start or "", EARLIEST)
    ends = answers.read("to", _permitted_time, end or "", LATEST)
    if len(answers.mistakes) > mistakes:
        return None
    if not begins < ends:
        answers.mistakes.append(
            Mistake(
                "to",
                say("must be later than from ({begins}), got {ends}", begins=f"{begins:%H:%M}", ends=f"{ends:%H:%M}"),
            )
        )
    return (begins, ends)


def _permitted_time(text: str) -> time:
    at = read_time(text)
    if not EARLIEST <= at <= LATEST:
        raise ValueError(
            say("{at} is not permitted; federal rules allow 08:00 to 21:00 on the patient's clock", at=f"{at:%H:%M}")
        )
    return at


def read_time(text: str) -> time:
    """A wall-clock time from "08:00"."""
    if not text:
        raise ValueError(say("is missing; write it as 08:00"))
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text, re.ASCII):
        raise ValueError(say("{text} is no time; write it as 08:00", text=repr(text)))
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def with_days(hours: ContactHours, days: frozenset[int], span: Span | None) -> ContactHours:
    """The same hours with another span on these days; None closes them."""
    week = tuple(span if day in days else old for day, old in enumerate(hours.week))
    return replace(hours, week=week)  # type: ignore[arg-type]


def read_limit(answers: Answers, limit: Limit, per_day: str | None, per_week: str | None) -> Limit:
    """The limit with another number a day or in seven days."""
    new = Limit(
        answers.read("per-day", _count(1, _MOST_A_DAY), per_day, limit.per_day),
        answers.read("per-week", _count(1, _MOST_A_WEEK), per_week, limit.per_week),
    )
    if new.per_day > new.per_week:
        says = say("{day} a day is more than {week} in seven days", day=new.per_day, week=new.per_week)
        answers.mistakes.append(Mistake("per-day", says))
    return new


def _count(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            return whole_number(least, most)(text)
        except ValueError:
            told = say(
                "must be a whole number from {least} to {most}, got {text}", least=least, most=most, text=repr(text)
            )
            raise ValueError(told) from None

    return read


def _some_words(text: str) -> str:
    if not text:
        raise ValueError(say("must not be empty"))
    return one_line(text)


def _zone(text: str) -> str:
    try:
        return zone_name(text)
    except ValueError:
        near = near_zones(text)
        if not near:
            raise ValueError(say("{text} is not a time zone; write it as America/Chicago", text=repr(text))) from None
        guess = joined(near, say(" or "))
        raise ValueError(
            say("{text} is not a time zone; did you mean {guess}?", text=repr(text), guess=guess)
        ) from None


def _phone(text: str) -> str:
    try:
        return phone(text)
    except ValueError:
        raise ValueError(say("must be a phone number such as (202) 555-0143, got {text}", text=repr(text))) from None


def _web_page(text: str) -> str:
    try:
        return web_page(text)
    except ValueError:
        raise ValueError(say("must be a web address that starts with https://")) from None


def _emergency_number(text: str) -> str:
    if not re.fullmatch(r"\d{2,5}", text, re.ASCII):
        raise ValueError(say("{text} is no emergency number; write it as 911 or 112", text=repr(text)))
    return text


def usual_time(text: str, rules: ClinicRules) -> time:
    """When messages without a time of their own leave: inside the hours for care of one day at least."""
    at = read_time(text)
    if not any(span and span[0] <= at < span[1] for span in rules.hours[Kind.CARE].week):
        raise ValueError(say("{at} is outside of the contact hours for care on every day", at=f"{at:%H:%M}"))
    return at
