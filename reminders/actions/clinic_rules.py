"""The clinic's rules as pages change them: hours of the week, holidays, how many and how fast. A form carries a mark of
what it was made from, and whoever comes second is told instead of overwriting.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import Answers, BadInput, Mistake
from reminders.actions.clinic_answers import read_limit, read_own, usual_time
from reminders.actions.clinic_edits import Edit, Order, Outcome, change
from reminders.actions.enrollment import one_line
from reminders.actions.week_form import WeekForm, read_week
from reminders.app import App
from reminders.domain.holidays import coming_holidays
from reminders.domain.rules import ClosedDay, ContactHours
from reminders.domain.said import say
from reminders.domain.words import Kind
from reminders.store.audit import newest_entries
from reminders.store.clinics import Clinic
from reminders.store.database import Work

#: Years ahead that a holiday may lie, how many there may be, days entered at once, and letters of a name.
_AHEAD, _MOST_DAYS, _MOST_AT_ONCE, _LONGEST_NAME = 3, 200, 31, 60
_UNTOUCHED = dict.fromkeys(("name", "address", "settle-minutes", "send-time"))
_LAST_ACTS, _YEAR = 5, 365


class Meanwhile(BadInput):
    """Somebody else has changed these rules since the form was made, and nothing was saved."""

    def __init__(self, by: str, at: int) -> None:
        self.by = by
        #: Micros UTC.
        self.at = at
        super().__init__([Mistake("seen", say("{who} changed this meanwhile; look again before you save", who=by))])


@dataclass(frozen=True, slots=True)
class HoursForm:
    """The hours of both kinds, and when messages without an hour of their own leave, as typed."""

    weeks: Mapping[Kind, WeekForm]
    send_time: str
    #: What the form was made from, see `mark_of_hours`.
    seen: str


@dataclass(frozen=True, slots=True)
class LimitsForm:
    """How many one gets and how fast they leave, as typed: "care_per_day", "texts_per_second" (empty: no limit); and
    "settle_minutes", in which an enrollment can be undone.
    """

    given: Mapping[str, str]
    seen: str


@dataclass(frozen=True, slots=True)
class HolidayForm:
    """One holiday of the clinic, or several days in a row, as typed: dates as 2026-12-24."""

    first: str
    last: str
    name: str
    #: "marketing": invitations wait; "all": care waits too.
    what: str


@dataclass(frozen=True, slots=True)
class HolidayLine:
    """One of the clinic's own holidays."""

    on: date
    #: Noon of it on the clinic's clock, for whoever writes dates.
    noon: datetime
    name: str
    #: What waits then.
    kinds: frozenset[Kind]


def holidays_of(app: App, clinic: Clinic) -> list[HolidayLine]:
    """Those of today and later, the next one first."""
    today = _today(app, clinic)
    hours = clinic.rules.hours
    names = {day.on: day.name for kind in Kind for day in hours[kind].closed_days if day.on >= today}
    return [_line(clinic, on, names[on]) for on in sorted(names)]


def federal_holidays(app: App, clinic: Clinic) -> list[tuple[datetime, str]]:
    """Those of the coming year, as noons on the clinic's clock, with their names."""
    return [(_noon(clinic, on), name) for on, name in coming_holidays(_today(app, clinic), _YEAR)]


def mark_of_hours(clinic: Clinic) -> str:
    """Another one when the hours of the week or the usual time are others."""
    rules = clinic.rules
    return mark_of([rules.send_time, *(rules.hours[kind].week for kind in Kind)])


def mark_of_limits(clinic: Clinic) -> str:
    """Another one when limits, rates or the time to undo are others."""
    paces = [clinic.texts_per_second, clinic.mails_per_second, clinic.settle_minutes]
    return mark_of([*paces, *(clinic.rules.limits[kind] for kind in Kind)])


def mark_of_federal(clinic: Clinic) -> str:
    """Another one when federal holidays are kept otherwise."""
    return mark_of(clinic.rules.hours[kind].federal_holidays for kind in Kind)


def save_hours(app: App, typed: HoursForm, order: Order) -> Outcome:
    """Raises BadInput with every mistake by field, and Meanwhile."""

    def decide(work: Work, clinic: Clinic, answers: Answers) -> Edit:
        before = clinic.rules.hours
        hours = {kind: read_week(answers, kind, typed.weeks[kind], before[kind]) for kind in Kind}
        # A time is held against hours that are right.
        rules = replace(clinic.rules, hours=before if answers.mistakes else hours)
        at = answers.read("send_time", lambda text: usual_time(text, rules), typed.send_time, rules.send_time)
        edit = Edit(replace(clinic, rules=replace(rules, send_time=at)))
        return expected(work, clinic, edit, answers, typed.seen == mark_of_hours(clinic))

    return change(app, order, decide)


def save_limits(app: App, typed: LimitsForm, order: Order) -> Outcome:
    """Raises BadInput with every mistake by field, and Meanwhile."""

    def decide(work: Work, clinic: Clinic, answers: Answers) -> Edit:
        limits = dict(clinic.rules.limits)
        for kind in Kind:
            of_kind, given = Answers(), [typed.given[f"{kind}_per_{span}"] for span in ("day", "week")]
            limits[kind] = read_limit(of_kind, limits[kind], given[0], given[1])
            answers.mistakes += [_of_kind(kind, mistake) for mistake in of_kind.mistakes]
        rates = {f"{what}-per-second": typed.given[f"{what}_per_second"].strip() or "none" for what in _RATES}
        paced = read_own(answers, clinic, _UNTOUCHED | rates | {"settle-minutes": typed.given["settle_minutes"]})
        edit = Edit(replace(paced, rules=replace(clinic.rules, limits=limits)))
        return expected(work, clinic, edit, answers, typed.seen == mark_of_limits(clinic))

    return change(app, order, decide)


def keep_federal(app: App, go_on: Iterable[Kind], seen: str, order: Order) -> Outcome:
    """These kinds leave on federal holidays too, the others wait. Raises Meanwhile."""
    leaving = set(go_on)

    def decide(work: Work, clinic: Clinic, answers: Answers) -> Edit:
        hours = {kind: replace(old, federal_holidays=kind in leaving) for kind, old in clinic.rules.hours.items()}
        edit = Edit(_with_hours(clinic, hours))
        return expected(work, clinic, edit, answers, seen == mark_of_federal(clinic))

    return change(app, order, decide)


def add_holiday(app: App, typed: HolidayForm, order: Order) -> Outcome:
    """One day more, or several in a row; a day that is there already gets this name. Raises BadInput by field."""

    def decide(_work: Work, clinic: Clinic, answers: Answers) -> Edit:
        today = _today(app, clinic)
        name = answers.read("name", _holiday_name, typed.name, "")
        first = answers.read("first", lambda text: _holiday(text, today), typed.first, today)
        last = answers.read("last", lambda text: _holiday(text, today), typed.last, first) if typed.last else first
        if not answers.mistakes and not first <= last < first + timedelta(days=_MOST_AT_ONCE):
            says = say("must not be before the first day, and at most {most} days in all", most=_MOST_AT_ONCE)
            answers.mistakes.append(Mistake("last", says))
        if typed.what not in ("marketing", "all"):
            answers.mistakes.append(Mistake("what", say("choose one")))
        if answers.mistakes:
            return Edit(clinic)
        days = [ClosedDay(first + timedelta(days=number), name) for number in range((last - first).days + 1)]
        kinds = {Kind.MARKETING} if typed.what == "marketing" else set(Kind)
        after = _with_holidays(app, clinic, {day.on for day in days}, dict.fromkeys(kinds, days))
        if any(len(hours.closed_days) > _MOST_DAYS for hours in after.rules.hours.values()):
            answers.mistakes.append(Mistake("first", say("there are {most} days already", most=_MOST_DAYS)))
        return Edit(after)

    return change(app, order, decide)


def end_holiday(app: App, on: str, order: Order) -> Outcome:
    """Messages leave on this day ("2026-12-24") again; one that is not on the list changes nothing."""

    def decide(_work: Work, clinic: Clinic, _answers: Answers) -> Edit:
        return Edit(_with_holidays(app, clinic, {day for day in _every_holiday(clinic) if day.isoformat() == on}, {}))

    return change(app, order, decide)


def _with_holidays(app: App, clinic: Clinic, without: set[date], more: Mapping[Kind, list[ClosedDay]]) -> Clinic:
    """What is over by a day or more is left out too: it is yesterday still somewhere."""
    over, hours = _today(app, clinic) - timedelta(days=1), {}
    for kind, old in clinic.rules.hours.items():
        kept = [day for day in old.closed_days if day.on not in without and day.on >= over]
        closed = sorted([*kept, *more.get(kind, [])], key=lambda day: day.on)
        hours[kind] = replace(old, closed_days=tuple(closed))
    return _with_hours(clinic, hours)


def _every_holiday(clinic: Clinic) -> set[date]:
    return {day.on for hours in clinic.rules.hours.values() for day in hours.closed_days}


def _line(clinic: Clinic, on: date, name: str) -> HolidayLine:
    waiting = frozenset(kind for kind in Kind if clinic.rules.hours[kind].closed_on(on))
    return HolidayLine(on, _noon(clinic, on), name, waiting)


def _noon(clinic: Clinic, on: date) -> datetime:
    return datetime.combine(on, time(12), ZoneInfo(clinic.locations[0].timezone))


def _today(app: App, clinic: Clinic) -> date:
    return app.now().astimezone(ZoneInfo(clinic.locations[0].timezone)).date()


def _with_hours(clinic: Clinic, hours: Mapping[Kind, ContactHours]) -> Clinic:
    return replace(clinic, rules=replace(clinic.rules, hours=hours))


_RATES = ("texts", "mails")


def _of_kind(kind: Kind, mistake: str) -> Mistake:
    name, says = (mistake.name, mistake.says) if isinstance(mistake, Mistake) else mistake.split(": ", 1)
    return Mistake(f"{kind}_{name}", says)


def _holiday_name(text: str) -> str:
    if not text:
        raise ValueError(say("is missing; say what the day is: Christmas Eve"))
    if len(text) > _LONGEST_NAME:
        raise ValueError(say("must have at most {most} letters", most=_LONGEST_NAME))
    return one_line(text)


def _holiday(text: str, today: date) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError(say("is missing; write it as 2026-12-24"))
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise ValueError(say("is a day that does not exist in the calendar; check it")) from None
    if on < today:
        raise ValueError(say("is over already"))
    if on.year > today.year + _AHEAD:
        raise ValueError(say("is too far ahead; at most {years} years", years=_AHEAD))
    return on


def expected(work: Work, clinic: Clinic, edit: Edit, answers: Answers, same: bool) -> Edit:
    """The edit; what is there already is no clash, and mistakes are told first."""
    if same or answers.mistakes or edit.after == clinic:
        return edit
    acts = [link.entry for link in newest_entries(work, clinic.id, "clinic", clinic.id, _LAST_ACTS)]
    newest = next((act for act in acts if act.verb == "changed the clinic"), None)
    raise Meanwhile(newest.by if newest else "", newest.at if newest else 0)


def mark_of(parts: Iterable[object]) -> str:
    return hashlib.sha256(repr(list(parts)).encode()).hexdigest()[:16]
