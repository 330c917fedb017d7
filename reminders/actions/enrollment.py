"""What staff say of a patient who is to be enrolled, checked as a whole."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from reminders.actions.bad_input import BadInput, Mistake, mistake_of
from reminders.domain.addresses import normalize_email, normalize_phone
from reminders.domain.enrollment import Enrollment
from reminders.domain.offsets import Offset
from reminders.domain.said import joined, say
from reminders.domain.words import Channel, Kind

LANGUAGES = ("en", "es")
#: A treatment further back is taken for a typing error.
OLDEST = timedelta(days=3653)
_LONGEST_TEXT = 200

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Answers:
    """The same as typed, unchecked; empty where nothing was given."""

    schedule: str
    first_name: str
    treated_at: datetime
    last_name: str = ""
    phone: str = ""
    email: str = ""
    channel: str = ""
    language: str = "en"
    timezone: str = ""
    consent: str = ""
    consent_how: str = ""
    recorded_by: str = "command line"
    present: bool = False
    provider: str = ""
    session: str = ""
    touch_up: str = ""
    tags: str = ""
    external_id: str = ""
    location_id: int = 0


def check_enrollment(given: Answers, now: datetime, schedules: Collection[str], zones: Collection[str]) -> Enrollment:
    """The answers in their stored form. Raises BadInput with every mistake at once."""
    mistakes: list[str] = []

    def read(name: str, form: Callable[[str], Value], text: str, otherwise: Value) -> Value:
        try:
            return form(text.strip())
        except ValueError as error:
            mistakes.append(mistake_of(name, error))
            return otherwise

    phone = read("phone", optional(normalize_phone), given.phone, "")
    email = read("email", optional(normalize_email), given.email, "")
    enrollment = Enrollment(
        schedule=read("schedule", one_of(schedules), given.schedule, ""),
        first_name=read("first-name", required_name, given.first_name, ""),
        last_name=read("last-name", one_line, given.last_name, ""),
        treated_at=given.treated_at,
        phone=phone,
        email=email,
        channel=read("channel", lambda text: _channel(text, given), given.channel, Channel.SMS),
        language=read("language", one_of(LANGUAGES), given.language, "en"),
        timezone=read("timezone", optional(one_of(zones)), given.timezone, ""),
        consents=read("consent", read_kinds, given.consent, frozenset()),
        consent_how=read("consent-how", one_line, given.consent_how, ""),
        recorded_by=given.recorded_by,
        present=given.present,
        provider=read("provider", one_line, given.provider, ""),
        session=read("session", _session, given.session, None),
        touch_up=read("touch-up", _touch_up, given.touch_up, None),
        tags=read("tags", read_tags, given.tags, frozenset()),
        external_id=read("external-id", one_line, given.external_id, ""),
        location_id=given.location_id,
    )
    mistakes += _mistakes_between(enrollment, given, now)
    if mistakes:
        raise BadInput(mistakes)
    return enrollment


def treated_at_mistake(treated_at: datetime, now: datetime) -> str | None:
    """What is wrong with a treatment's time, or None."""
    if treated_at > now:
        return say("lies in the future; enroll after the treatment")
    if treated_at < now - OLDEST:
        return say("is more than ten years ago; check the year")
    return None


def _mistakes_between(enrollment: Enrollment, given: Answers, now: datetime) -> list[str]:
    mistakes: list[str] = []
    if wrong := treated_at_mistake(enrollment.treated_at, now):
        mistakes.append(Mistake("treated-at", wrong))
    if not given.phone.strip() and not given.email.strip():
        mistakes.append(Mistake("phone, email", say("give at least one, else nothing can reach the patient")))
    if enrollment.consents and not enrollment.consent_how:
        mistakes.append(Mistake("consent-how", say('say how the consent was given, for example "signed form"')))
    return mistakes


def optional(form: Callable[[str], str]) -> Callable[[str], str]:
    """The same form, with the empty text for nothing."""
    return lambda text: form(text) if text else ""


def one_of(known: Collection[str]) -> Callable[[str], str]:
    """One of these words, as written. Raises ValueError that lists them."""

    def form(text: str) -> str:
        if text not in known:
            few = len(known) <= 20
            listed = joined(sorted(known)) if few else say("an IANA name such as America/New_York")
            form = say("one of {listed}", listed=listed) if few else listed
            raise ValueError(say("{typed} is not known; use {form}", typed=repr(text), form=form))
        return text

    return form


def one_line(text: str) -> str:
    """A short text on one line. Raises ValueError."""
    if len(text) > _LONGEST_TEXT or not text.isprintable():
        raise ValueError(say("use at most {most} ordinary characters on one line", most=_LONGEST_TEXT))
    return text


def required_name(text: str) -> str:
    """A first name. Raises ValueError."""
    if not text:
        raise ValueError(say("is missing; messages greet the patient by it"))
    return one_line(text)


def _channel(text: str, given: Answers) -> Channel:
    if not text:
        return Channel.SMS if given.phone.strip() else Channel.EMAIL
    channel = Channel(one_of([c.value for c in Channel])(text))
    if not (given.phone if channel is Channel.SMS else given.email).strip():
        sms = channel is Channel.SMS
        raise ValueError(say("sms needs a phone number") if sms else say("email needs an email address"))
    return channel


def read_kinds(text: str) -> frozenset[Kind]:
    """From "care,marketing". Raises ValueError."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    return frozenset(Kind(one_of([kind.value for kind in Kind])(word)) for word in words)


def _session(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    first, _, last = text.partition("/")
    if not (first.isdigit() and last.isdigit() and 1 <= int(first) <= int(last) <= 99):
        raise ValueError(say("{typed} is not a session; write 2/4 for the second of four", typed=repr(text)))
    return int(first), int(last)


def _touch_up(text: str) -> Offset | None:
    if not text:
        return None
    offset = Offset.parse(text)
    if offset.elapsed or not 28 <= offset.months * 30 + offset.days <= 730:
        wrong = say(
            "{typed} is not a touch-up interval; write weeks or months, for example P4M or P10W", typed=repr(text)
        )
        raise ValueError(wrong)
    return offset


def read_tags(text: str) -> frozenset[str]:
    """From "retinoids,smoker". Raises ValueError."""
    return frozenset(one_line(tag.strip().casefold()) for tag in text.split(",") if tag.strip())
