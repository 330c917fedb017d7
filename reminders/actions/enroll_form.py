"""An enrollment as staff type it on the page: read into its stored form, or refused with every mistake at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput, Mistake, mistake_of
from reminders.actions.enroll_people import Person
from reminders.actions.enrollment import Answers, check_enrollment
from reminders.domain.dates import BadDate, parse_time
from reminders.domain.enrollment import Enrollment
from reminders.domain.offsets import instant_of
from reminders.domain.said import Said, say
from reminders.domain.words import Channel, Kind
from reminders.store.clinics import Clinic, Location

#: How a consent was given: the word of the form → the words that are kept with the consent.
HOWS: Mapping[str, Said] = {
    "signed": say("signed form"),
    "online": say("online form"),
    "spoken": say("said so at the desk"),
}
#: Invitations need a yes in writing.
WRITTEN = ("signed", "online")
#: Months that a patient's own touch-up may be chosen to be away.
TOUCH_UP_MONTHS = (2, 3, 4, 5, 6, 9, 12)
#: "This morning", on the location's clock.
MORNING = time(9)
#: Of the field `patient`: nobody who is here already.
NEW = "new"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Typed:
    """What the fields of the page hold, as typed; empty where nothing was."""

    #: One-time, of the page: sent twice, it enrolls once.
    key: str = ""
    #: The id of somebody who is here already, "new", or empty: not decided.
    patient: str = ""
    #: Which number of a chosen patient counts when another one was typed: "new" or "old".
    number: str = ""
    phone: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    schedule: str = ""
    #: "now", "morning", or "then": at `day` and `time`.
    when: str = "now"
    day: str = ""
    time: str = ""
    location: str = ""
    provider: str = ""
    session_n: str = ""
    session_m: str = ""
    #: The patient's own interval until the touch-up, ISO 8601; empty: as the schedule says.
    touch_up: str = ""
    channel: str = ""
    language: str = "en"
    tags: str = ""
    care: bool = False
    marketing: bool = False
    how: str = "signed"
    present: bool = True

    @property
    def patient_id(self) -> int:
        """Of a chosen patient; 0 for nobody."""
        return int(self.patient) if self.patient.isdecimal() and len(self.patient) < 19 else 0

    @property
    def once(self) -> str:
        """What enrolls once: the page's key, and who was typed into it for what. A page that somebody goes back to and
        fills in for somebody else keeps its key.
        """
        who = (self.patient, self.phone, self.email, self.first_name, self.last_name, self.schedule)
        return "\n".join((self.key, *(" ".join(one.casefold().split()) for one in who))) if self.key else ""

    @property
    def kinds(self) -> frozenset[Kind]:
        """What was agreed to now."""
        return frozenset(kind for kind, yes in ((Kind.CARE, self.care), (Kind.MARKETING, self.marketing)) if yes)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a form is read against."""

    clinic: Clinic
    #: Name → how people call it.
    schedules: Mapping[str, str]
    now: datetime
    #: Who types.
    by: str

    def place(self, typed: Typed) -> Location:
        """Where the treatment was."""
        return self.clinic.location(int(typed.location) if typed.location.isdecimal() else 0)

    def zone(self, typed: Typed) -> ZoneInfo:
        """The clock on which its time is typed."""
        return ZoneInfo(self.place(typed).timezone)


def read_form(desk: Desk, typed: Typed, person: Person | None, undecided: list[Mistake]) -> Enrollment:
    """The enrollment. `person` is the patient who was chosen, `undecided` what was found wrong with that choice.

    Raises BadInput with every mistake, by the page's own field names.
    """
    mistakes: list[str] = [*undecided]
    treated_at = _tried(mistakes, lambda: read_when(desk, typed), desk.now)
    if not typed.schedule:
        mistakes.append(Mistake("schedule", say("choose the treatment")))
    if typed.marketing and typed.how not in WRITTEN:
        wrong = say("invitations need a yes in writing: a signed form or an online form")
        mistakes.append(Mistake("consent-how", wrong))
    if person is not None and _two_numbers(typed, person):
        mistakes.append(Mistake("number", say("choose which number counts from now on")))
    given = replace(answers(desk, typed, person), treated_at=treated_at)
    if not typed.schedule:
        given = replace(given, schedule=next(iter(desk.schedules), ""))
    try:
        enrollment = check_enrollment(given, desk.now, desk.schedules, ())
    except BadInput as error:
        raise BadInput([*mistakes, *error.mistakes]) from None
    if mistakes:
        raise BadInput(mistakes)
    return replace(enrollment, patient_id=person.patient.id if person else 0)


def answers(desk: Desk, typed: Typed, person: Person | None) -> Answers:
    """The fields as the check of every enrollment takes them; an empty field of a known patient is what is known."""
    first, last = (typed.first_name, typed.last_name) if person is None else person.names
    session = f"{typed.session_n.strip()}/{typed.session_m.strip()}"
    return Answers(
        schedule=typed.schedule,
        first_name=first,
        last_name=last,
        phone=phone_of(typed, person),
        email=email_of(typed, person),
        channel=channel_of(typed, person).value,
        language=typed.language,
        treated_at=desk.now,
        consent=",".join(sorted(typed.kinds)),
        consent_how=HOWS.get(typed.how, ""),
        recorded_by=desk.by,
        present=typed.present,
        provider=typed.provider,
        session="" if session == "/" else session,
        touch_up=typed.touch_up,
        tags=typed.tags,
        location_id=desk.place(typed).id,
    )


def how_words(kept: str) -> str:
    """How a consent was given, as it is kept with it, in words that a page can say in another language."""
    return next((words for words in HOWS.values() if words == kept), kept)


def phone_of(typed: Typed, person: Person | None) -> str:
    """The number that counts: the typed one, or the one on record where that was chosen or nothing was typed."""
    if person is not None and person.phone and (typed.number == "old" or not typed.phone.strip()):
        return person.phone
    return typed.phone


def email_of(typed: Typed, person: Person | None) -> str:
    """The email that counts: the typed one, else the one on record."""
    return typed.email.strip() or (person.email if person else "")


def channel_of(typed: Typed, person: Person | None) -> Channel:
    """The chosen one, else the patient's own, else text; the other one where that is all they can be reached by."""
    usual = person.patient.channel if person else Channel.SMS
    wanted = Channel(typed.channel) if typed.channel in list(Channel) else usual
    reached = {Channel.SMS: phone_of(typed, person).strip(), Channel.EMAIL: email_of(typed, person)}
    other = Channel.EMAIL if wanted is Channel.SMS else Channel.SMS
    return other if reached[other] and not reached[wanted] else wanted


def read_when(desk: Desk, typed: Typed) -> datetime:
    """When the treatment was, UTC, to the minute. Raises BadInput with the mistakes of `day` and `time`."""
    zone = desk.zone(typed)
    now = desk.now.replace(second=0, microsecond=0)
    if typed.when == "now":
        return now
    if typed.when == "morning":
        return instant_of(now.astimezone(zone).date(), MORNING, zone)
    mistakes: list[str] = []
    on = _read(mistakes, "day", lambda: _day(typed.day, now.astimezone(zone).date()), None)
    at = _read(mistakes, "time", lambda: _time(typed.time), None)
    if on is None or at is None:
        raise BadInput(mistakes)
    return instant_of(on, at, zone)


def morning_is_over(now: datetime, zone: ZoneInfo) -> bool:
    """Whether "this morning" is a time that has been."""
    return now.astimezone(zone).time() > MORNING and now - instant_of(now.astimezone(zone).date(), MORNING, zone) > (
        timedelta(hours=1)
    )


def _two_numbers(typed: Typed, person: Person) -> bool:
    """Whether another number was typed than the one on record, and nobody said which counts."""
    return typed.number not in ("new", "old") and person.other_number(typed.phone)


def _day(text: str, today: date) -> date:
    if not text.strip():
        return today
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(say("is not a date; write it as 2026-03-07")) from None


def _time(text: str) -> time:
    if not text.strip():
        raise ValueError(say("is missing; about when it was is enough"))
    try:
        return parse_time(text)
    except BadDate:
        raise ValueError(say("is not a time; write it as 15:00 or 3:00 PM")) from None


def _read(mistakes: list[str], name: str, read: Callable[[], Value], otherwise: Value | None) -> Value | None:
    try:
        return read()
    except ValueError as error:
        mistakes.append(mistake_of(name, error))
        return otherwise


def _tried(mistakes: list[str], read: Callable[[], Value], otherwise: Value) -> Value:
    try:
        return read()
    except BadInput as error:
        mistakes += error.mistakes
        return otherwise
