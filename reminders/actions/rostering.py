"""The duty list: who answers urgent replies when, and who is away."""

from dataclasses import dataclass
from datetime import time

from reminders.actions.bad_input import Answers, BadInput, Mistake
from reminders.actions.clinic_answers import read_days, read_time
from reminders.actions.duty import OnDuty, duty_now, duty_zone
from reminders.actions.inbox import member_named
from reminders.actions.moments import read_moment
from reminders.app import App
from reminders.config.forms import whole_number
from reminders.domain.duty import Absence, Shift
from reminders.domain.instants import to_micros
from reminders.domain.said import say
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.duty import (
    StoredAbsence,
    StoredShift,
    absences_from,
    add_absence,
    add_shift,
    end_absences,
    end_shift,
    look_again,
    shifts_in_force,
)
from reminders.store.staff import StaffMember, list_staff

DAY_NAMES = (say("Mon"), say("Tue"), say("Wed"), say("Thu"), say("Fri"), say("Sat"), say("Sun"))
_EVERY_DAY = frozenset(range(7))
_MIDNIGHT = time()
_MOST_SHIFTS = 99


@dataclass(frozen=True, slots=True)
class DutyList:
    """The whole list, and what it means at this moment."""

    #: IANA name of the clock that shifts go by.
    timezone: str
    shifts: tuple[StoredShift, ...]
    absences: tuple[StoredAbsence, ...]
    names: dict[int, str]
    now: OnDuty


@dataclass(frozen=True, slots=True)
class ShiftWish:
    """Shifts as typed: "mon-fri" or "daily", "08:00", "18:00", and the turn: 1 answers first."""

    days: str
    starts: str
    ends: str
    position: str = "1"


def duty_list(app: App) -> DutyList:
    """Shifts by weekday, absences that last or are to come, and who is on duty now."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        return DutyList(
            timezone=clinic.locations[0].timezone,
            shifts=tuple(shifts_in_force(work, clinic.id)),
            absences=tuple(absences_from(work, clinic.id, app.now_micros())),
            names={member.id: member.name for member in list_staff(work, clinic.id)},
            now=duty_now(work, clinic, app.now()),
        )


def add_duty(app: App, name: str, wish: ShiftWish, by: str) -> list[int]:
    """Put a person on the list, a shift a day. Returns the shifts' ids. Raises BadInput with every mistake."""
    answers = _signed(by)
    days = answers.read("days", _days, wish.days, _EVERY_DAY)
    starts = answers.read("from", read_time, wish.starts, _MIDNIGHT)
    ends = answers.read("to", _end, wish.ends, _MIDNIGHT)
    position = answers.read("turn", whole_number(1, _MOST_SHIFTS), wish.position, 1)
    with app.database.write() as work:
        clinic = app.clinic(work)
        member = _member(answers, work, clinic, name)
        known = {one.shift for one in shifts_in_force(work, clinic.id)}
        wanted = [Shift(member.id if member else 0, day, starts, ends, position) for day in sorted(days)]
        answers.mistakes += [
            Mistake("days", say("{name} has this shift on {day} already", name=name, day=DAY_NAMES[s.weekday]))
            for s in wanted
            if s in known
        ]
        answers.refuse()
        look_again(work, clinic.id, None, app.now_micros())
        ids = [add_shift(work, clinic.id, shift, app.now_micros()) for shift in wanted]
        for shift_id, shift in zip(ids, wanted, strict=True):
            add_audit(
                work, clinic.id, app.now_micros(), by.strip(), "put on duty", "duty_shift", shift_id, _told(shift)
            )
        return ids


def remove_duty(app: App, shift_id: int, by: str) -> None:
    """Take one shift off the list. Raises BadInput."""
    answers = _signed(by)
    answers.refuse()
    with app.database.write() as work:
        clinic, now = app.clinic(work), app.now_micros()
        ended = end_shift(work, clinic.id, shift_id, now)
        if ended is None:
            raise BadInput([Mistake("shift", say("there is no shift {number} on the duty list", number=shift_id))])
        add_audit(work, clinic.id, now, by.strip(), "took off duty", "duty_shift", shift_id, _told(ended.shift))


def absent(app: App, name: str, since: str, until: str, why: str, by: str) -> Absence:
    """A person is away: their turns go to whoever is next. Moments are local to the clinic; an empty `since` is now.
    Raises BadInput with every mistake.
    """
    answers = _signed(by)
    with app.database.write() as work:
        clinic, now = app.clinic(work), app.now()
        zone = duty_zone(clinic)
        begins = answers.read("from", lambda text: read_moment(text, zone), since.strip() or None, now)
        ends = answers.read("until", lambda text: read_moment(text, zone), until, now)
        member = _member(answers, work, clinic, name)
        if not answers.mistakes and (ends <= begins or ends <= now):
            answers.mistakes.append(Mistake("until", say("must be later than from and than now")))
        answers.refuse()
        assert member is not None
        absence = Absence(member.id, begins, ends)
        add_absence(work, clinic.id, absence, why.strip())
        if begins <= now:
            look_again(work, clinic.id, member.id, to_micros(now))
        add_audit(
            work, clinic.id, to_micros(now), by.strip(), "entered an absence", "staff_member", member.id, why.strip()
        )
        return absence


def back(app: App, name: str, by: str) -> int:
    """A person is back, or is not going away after all. Returns how many absences end. Raises BadInput."""
    answers = _signed(by)
    with app.database.write() as work:
        clinic, now = app.clinic(work), app.now_micros()
        member = _member(answers, work, clinic, name)
        answers.refuse()
        assert member is not None
        ended = end_absences(work, clinic.id, member.id, now)
        if not ended:
            raise BadInput([Mistake("name", say("{name} is not away; the duty list shows who is", name=member.name))])
        look_again(work, clinic.id, None, now)
        add_audit(work, clinic.id, now, by.strip(), "came back", "staff_member", member.id, "")
        return ended


def _signed(by: str) -> Answers:
    return Answers([] if by.strip() else [Mistake("by", say("is missing; say who"))])


def _member(answers: Answers, work: Work, clinic: Clinic, name: str) -> StaffMember | None:
    try:
        return member_named(work, clinic, "name", name)
    except BadInput as error:
        answers.mistakes += error.mistakes
        return None


def _days(text: str) -> frozenset[int]:
    return _EVERY_DAY if text.lower() == "daily" else read_days(text)


def _end(text: str) -> time:
    """24:00 is the end of the day, as people write it."""
    return _MIDNIGHT if text == "24:00" else read_time(text)


def _told(shift: Shift) -> str:
    return f"{DAY_NAMES[shift.weekday]} {shift.starts:%H:%M}-{shift.ends:%H:%M}, turn {shift.position}"
