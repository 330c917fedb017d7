"""Keeps the counts of the reports true: counts the days anew on which anything has happened since the last look.

What is looked at are rows with rising ids: tries, news of them, replies, stops, and what staff did. On PostgreSQL an id
may become visible after a higher one, so each look begins where one of two minutes ago ended. What happened before the
first look is counted piece by piece, the newest days first.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reminders.app import App
from reminders.domain.instants import MINUTE, from_micros, to_micros
from reminders.domain.offsets import instant_of
from reminders.domain.segments import count
from reminders.store.clinics import Clinic, load_clinic
from reminders.store.database import Work
from reminders.store.facts import get_fact, lock_fact, set_fact
from reminders.store.report_counts import (
    HOUR,
    MESSAGES,
    PEOPLE,
    Counted,
    Marks,
    count_invitations,
    count_messages,
    count_people,
    drop_counts,
    first_moment,
    moving_days,
    newest_marks,
    replace_counts,
    set_segments,
    touched_message_hours,
    touched_people_hours,
    unmeasured_texts,
)

#: Days of the past that one look counts at most.
PIECE = 60
_STATE = "report_state"
#: Longer than any transaction is under way between taking an id and its commit.
_MARGIN = 2 * MINUTE
#: What is on its way or in doubt for longer changes by news or by a person only.
_MOVES_FOR = 8
_EPOCH = date(1970, 1, 1)
_MEASURED_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class State:
    """How far the counting is."""

    #: The clinic's clock; days begin by it.
    zone: str
    #: When it was last looked (micros UTC).
    at: int
    #: (when, how far) of the looks of the last minutes, oldest first.
    looks: tuple[tuple[int, Marks], ...] = ()
    #: Days below this one are not counted yet; None: all are.
    below: int | None = None


@dataclass(slots=True)
class _Days:
    """Days to be counted: their messages, and what people did on them."""

    messages: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)


def keep_counts(app: App) -> int:
    """Count what has changed since the last look, and one piece of the past. Returns how many days were counted."""
    with app.database.read() as work:
        clinic = load_clinic(work)
        if clinic is None:
            return 0
        stored = get_fact(work, _STATE)
        state = _state(stored, clinic)
        now = app.now_micros()
        marks = newest_marks(work, clinic.id)
        days = _touched(work, clinic, state, now)
        first = _first(clinic, now)
        after, past = _past(work, clinic, _looked(state or first, now, marks))
    days.messages.update(past)
    days.people.update(past)
    if not _begin(app, clinic, stored, None if state else first):
        return 0
    listed = sorted(days.messages | days.people, reverse=True)
    for day in listed:
        _count_day(app, clinic, day, messages=day in days.messages, people=day in days.people)
    with app.database.write() as work:
        set_fact(work, _STATE, _stored(after))
    return len(listed)


def counted_at(work: Work) -> tuple[datetime | None, bool]:
    """When it was last looked, and whether days of the past are not counted yet."""
    stored = get_fact(work, _STATE)
    state = _read(stored) if stored else None
    return (from_micros(state.at), state.below is not None) if state else (None, True)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def day_of_number(number: int) -> date:
    """The other way round."""
    return _EPOCH + timedelta(days=number)


def _state(stored: str | None, clinic: Clinic) -> State | None:
    """Where the counting is; None: it has to begin, or anew because the clinic's days begin at other times now."""
    state = _read(stored) if stored else None
    return state if state is not None and state.zone == clinic.locations[0].timezone else None


def _first(clinic: Clinic, now: int) -> State:
    zone = clinic.locations[0].timezone
    tomorrow = day_number(from_micros(now).astimezone(ZoneInfo(zone)).date()) + 1
    return State(zone, now, below=tomorrow)


def _looked(state: State, now: int, marks: Marks) -> State:
    looks = [*state.looks, (now, marks)]
    # The oldest that stays is the newest one that is old enough to begin at.
    while len(looks) > 1 and looks[1][0] <= now - _MARGIN:
        del looks[0]
    # By a clock that was put back, a look could seem to lie ahead for ever.
    return replace(state, at=now, looks=tuple((min(at, now), seen) for at, seen in looks))


def _touched(work: Work, clinic: Clinic, state: State | None, now: int) -> _Days:
    if state is None or not state.looks:
        return _Days()
    since = state.looks[0][1]
    zone = ZoneInfo(state.zone)
    today = day_number(from_micros(now).astimezone(zone).date())
    messages = _days_of(touched_message_hours(work, clinic.id, since), zone)
    people = _days_of(touched_people_hours(work, clinic.id, since), zone)
    return _Days(messages | set(moving_days(work, clinic.id, today - _MOVES_FOR)), people)


def _days_of(hours: Iterable[int], zone: ZoneInfo) -> set[int]:
    """The days that these hours belong to; a zone's midnight may lie in the middle of one."""
    ends = (at for hour in hours for at in (hour * HOUR, (hour + 1) * HOUR - 1))
    return {day_number(from_micros(at).astimezone(zone).date()) for at in ends}


def _past(work: Work, clinic: Clinic, state: State) -> tuple[State, range]:
    """The next piece of days that are not counted yet, newest first."""
    if state.below is None:
        return state, range(0)
    first = first_moment(work, clinic.id)
    oldest = state.below if first is None else day_number(from_micros(first).astimezone(ZoneInfo(state.zone)).date())
    to = max(state.below - PIECE, oldest)
    return replace(state, below=to if to > oldest else None), range(state.below - 1, to - 1, -1)


def _begin(app: App, clinic: Clinic, stored: str | None, first: State | None) -> bool:
    """False when another process has looked meanwhile: it has counted the same. `first`: from nothing."""
    with app.database.write() as work:
        lock_fact(work, _STATE)
        if get_fact(work, _STATE) != stored:
            return False
        if first is not None:
            drop_counts(work, clinic.id)
            set_fact(work, _STATE, _stored(first))
        return True


def _count_day(app: App, clinic: Clinic, day: int, *, messages: bool, people: bool) -> None:
    """In short transactions: nobody else writes on SQLite while one that writes is open."""
    zone = ZoneInfo(clinic.locations[0].timezone)
    on = day_of_number(day)
    start, end = (to_micros(instant_of(at, time(), zone)) for at in (on, on + timedelta(days=1)))
    if messages:
        _measure(app, start, end)
    counted: list[tuple[tuple[str, ...], Callable[[Work], list[Counted]]]] = []
    if messages:
        counted.append((MESSAGES, lambda work: _of_messages(work, clinic, (start, end), on)))
    if people:
        counted.append((PEOPLE, lambda work: count_people(work, clinic.id, start, end)))
    for what, look in counted:
        with app.database.read() as work:
            found = look(work)
        with app.database.write() as work:
            lock_fact(work, _STATE)
            replace_counts(work, clinic.id, day, what, found)


def _of_messages(work: Work, clinic: Clinic, span: tuple[int, int], on: date) -> list[Counted]:
    return count_messages(work, clinic.id, *span) + count_invitations(work, clinic.id, *span, on.isoformat())


def _measure(app: App, start: int, end: int) -> None:
    """Write down what texts took that left before that was done at arming."""
    with app.database.read() as work:
        measured = [(message_id, count(text).segments) for message_id, text in unmeasured_texts(work, start, end)]
    for at in range(0, len(measured), _MEASURED_AT_ONCE):
        with app.database.write() as work:
            set_segments(work, measured[at : at + _MEASURED_AT_ONCE])


def _stored(state: State) -> str:
    looks = [[at, asdict(marks)] for at, marks in state.looks]
    return json.dumps({"zone": state.zone, "at": state.at, "looks": looks, "below": state.below})


def _read(stored: str) -> State:
    found = json.loads(stored)
    looks = tuple((at, Marks(**marks)) for at, marks in found["looks"])
    return State(found["zone"], found["at"], looks, found["below"])
