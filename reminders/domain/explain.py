"""Plain words for a nurse: why a message waits, or why it was not sent."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from reminders.domain.planned import PlannedMessage, Shift
from reminders.domain.rules import ClinicRules, ContactHours, Span
from reminders.domain.words import Channel, Kind, Reason

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EVERY_WORD = {Kind.CARE: "", Kind.MARKETING: "invitation "}
_CHANNEL_WORD = {Channel.SMS: "texts", Channel.EMAIL: "emails", None: "messages"}

_REASONS = {
    Reason.OPTED_OUT: "the patient asked to stop",
    Reason.NO_CONSENT: "the patient has not agreed to this kind of message",
    Reason.NO_ADDRESS: "there is no phone number or email for it that works",
    Reason.NOT_APPROVED: "nobody has approved this version of the schedule yet",
    Reason.TOO_LATE: "its time is already over",
    Reason.NO_PERMITTED_TIME: "no permitted contact time was left before its time was over",
    Reason.SKIPPED_LATE: "it was late, and the schedule says to skip it then",
    Reason.SUPERSEDED: "it was late, and a newer message went in its place",
    Reason.MERGED: "the same message goes out that day for another treatment",
    Reason.FREQUENCY_LIMIT: "the patient already gets as many messages as the limit allows",
    Reason.TREATMENT_ENDED: "the treatment was canceled or entered in error",
    Reason.TREATED_AGAIN: "the patient has been treated again since",
    Reason.BOOKED: "the next visit is already booked",
    Reason.ANSWERED: "the patient has answered an earlier invitation",
    Reason.ON_HOLD: "it is on hold until a person at the clinic decides",
    Reason.STEP_REMOVED: "the schedule no longer has this step",
    Reason.BAD_CONTENT: "its text could not be filled in for this patient; ask an admin to check the template",
    Reason.REJECTED: "the phone or email provider refused it; what follows goes another way if the patient agreed",
    Reason.UNDELIVERED: "it was taken but did not arrive; care goes another way if the patient agreed to one",
    Reason.ATTEMPTS_EXHAUSTED: "every try failed until its time was over",
    Reason.OUTCOME_UNKNOWN: "nobody knows whether it arrived; decide whether to send it again",
    Reason.STAFF: "a person at the clinic stopped it",
}

_NOTES = {
    Shift.CLOCK_GAP: "The clocks go forward over its usual time that day, so it leaves right after.",
    Shift.CLOCK_FOLD: "The clocks go back that day and its usual time comes twice: the first one counts.",
    Shift.MONTH_END: "That month is shorter, so its last day counts.",
    Shift.TOUCH_UP: "Counted from the patient's own touch-up interval.",
    Shift.CHOSEN: "A person at the clinic chose this time.",
}


def explain(message: PlannedMessage, zone: ZoneInfo, rules: ClinicRules) -> str:
    """Why this message is due when it is, or why it is not sent; in local time of `zone`, which is not named."""
    if message.due_at is None:
        return _not_sent(message, zone)
    waits = [_WAITS[shift](message, zone, rules) for shift in message.shifts if shift in _WAITS]
    notes = [_note(shift, message) for shift in message.shifts if shift not in _WAITS]
    if not waits and not notes:
        return "On time."
    lead = f"{_verb(message)} {clock(message.due_at, zone)}: {'; '.join(waits)}." if waits else ""
    return " ".join(filter(None, [lead, *notes]))


def explain_reason(reason: Reason) -> str:
    """A reason alone, as the end of a sentence: "the patient asked to stop"."""
    return _REASONS[reason]


def hours_words(hours: ContactHours) -> str:
    """Contact hours: "Mon to Fri 10 am to 6 pm, Sat 10 am to 5 pm, not on federal holidays"."""
    return _week(hours) + ("" if hours.federal_holidays else ", not on federal holidays")


def clock(instant: datetime, zone: ZoneInfo) -> str:
    """An instant on a patient's clock: "8:00 am on Mon, Mar 9"."""
    local = instant.astimezone(zone)
    return f"{_hour(local.time(), minutes=True)} on {_day(local)}"


def _not_sent(message: PlannedMessage, zone: ZoneInfo) -> str:
    if message.reason is Reason.TOO_LATE:
        return f"Not sent: its window was already over ({_last_moment(message.closes_at, zone)})."
    return f"Not sent: {explain_reason(message.reason)}." if message.reason else "Not sent."


def _last_moment(closes_at: datetime, zone: ZoneInfo) -> str:
    """A window that closes at midnight ended on the day before."""
    local = closes_at.astimezone(zone)
    if local.time() == time():
        return f"it ended on {_day(local - timedelta(days=1))}"
    return f"it ended at {clock(closes_at, zone)}"


def _verb(message: PlannedMessage) -> str:
    waiting = set(message.shifts) & _WAITS.keys() - {Shift.LATE}
    return "Waiting until" if waiting else "Goes out at"


def _note(shift: Shift, message: PlannedMessage) -> str:
    if shift is Shift.CHANNEL:
        return f"Goes by {'email' if message.channel is Channel.EMAIL else 'text'}, not on the patient's first choice."
    return _NOTES[shift]


def _opening(message: PlannedMessage, zone: ZoneInfo, _rules: ClinicRules) -> str:
    return f"its window opens at {clock(message.opens_at, zone)}"


def _late(message: PlannedMessage, zone: ZoneInfo, _rules: ClinicRules) -> str:
    return f"its usual time, {clock(message.wish_at, zone)}, was already past"


def _contact_hours(message: PlannedMessage, _zone: ZoneInfo, rules: ClinicRules) -> str:
    hours = rules.hours[message.kind]
    spans = {span for span in hours.week if span is not None}
    if len(spans) == 1:
        ((start, end),) = spans
        return f"no {_messages(message)} between {_hour(end)} and {_hour(start)}"
    return f"{_messages(message)} only {_week(hours)}"


def _weekday(message: PlannedMessage, _zone: ZoneInfo, rules: ClinicRules) -> str:
    closed = [name for name, span in zip(_DAYS, rules.hours[message.kind].week, strict=True) if span is None]
    return f"no {_messages(message)} on {' or '.join(closed)}"


def _holiday(message: PlannedMessage, _zone: ZoneInfo, _rules: ClinicRules) -> str:
    return f"no {_messages(message)} on a federal holiday"


def _limit(_message: PlannedMessage, _zone: ZoneInfo, _rules: ClinicRules) -> str:
    return "the patient already gets as many messages around then as the limit allows"


_WAITS: dict[Shift, Callable[[PlannedMessage, ZoneInfo, ClinicRules], str]] = {
    Shift.WINDOW_OPENING: _opening,
    Shift.LATE: _late,
    Shift.CONTACT_HOURS: _contact_hours,
    Shift.WEEKDAY: _weekday,
    Shift.HOLIDAY: _holiday,
    Shift.LIMIT: _limit,
}


def _messages(message: PlannedMessage) -> str:
    """ "texts", "invitation emails", …"""
    return _EVERY_WORD[message.kind] + _CHANNEL_WORD[message.channel]


def _week(hours: ContactHours) -> str:
    """ "Mon to Fri 10 am to 6 pm, Sat 10 am to 5 pm": days that follow one another with the same hours are one."""
    runs: list[tuple[list[str], Span | None]] = []
    for name, span in zip(_DAYS, hours.week, strict=True):
        if runs and runs[-1][1] == span:
            runs[-1][0].append(name)
        else:
            runs.append(([name], span))
    return ", ".join(f"{_run(names)} {_hour(span[0])} to {_hour(span[1])}" for names, span in runs if span)


def _run(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"


def _day(local: datetime) -> str:
    return f"{_DAYS[local.weekday()]}, {_MONTHS[local.month - 1]} {local.day}"


def _hour(at: time, *, minutes: bool = False) -> str:
    """ "8 am", "8:30 pm", "noon", "midnight"; with `minutes` always "8:00 am"."""
    if not minutes and at in (time(), time(12)):
        return "noon" if at.hour else "midnight"
    clock_face = f"{at.hour % 12 or 12}" + (f":{at.minute:02}" if minutes or at.minute else "")
    return f"{clock_face} {'am' if at.hour < 12 else 'pm'}"
