"""Plain words for a nurse: why a message waits, or why it was not sent."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

from reminders.domain.planned import PlannedMessage, Shift
from reminders.domain.rules import ClinicRules, ContactHours, Span
from reminders.domain.said import Style, joined, say, when
from reminders.domain.words import Channel, Kind, Reason

_DAYS = (say("Mon"), say("Tue"), say("Wed"), say("Thu"), say("Fri"), say("Sat"), say("Sun"))
_MESSAGES = {
    (Kind.CARE, Channel.SMS): say("texts"),
    (Kind.CARE, Channel.EMAIL): say("emails"),
    (Kind.CARE, None): say("messages"),
    (Kind.MARKETING, Channel.SMS): say("invitation texts"),
    (Kind.MARKETING, Channel.EMAIL): say("invitation emails"),
    (Kind.MARKETING, None): say("invitation messages"),
}

_REASONS = {
    Reason.OPTED_OUT: say("the patient asked to stop"),
    Reason.NO_CONSENT: say("the patient has not agreed to this kind of message"),
    Reason.NO_ADDRESS: say("there is no phone number or email for it that works"),
    Reason.NOT_APPROVED: say("nobody has approved this version of the schedule yet"),
    Reason.TOO_LATE: say("its time is already over"),
    Reason.NO_PERMITTED_TIME: say("no permitted contact time was left before its time was over"),
    Reason.SKIPPED_LATE: say("it was late, and the schedule says to skip it then"),
    Reason.SUPERSEDED: say("it was late, and a newer message went in its place"),
    Reason.MERGED: say("the same message goes out that day for another treatment"),
    Reason.FREQUENCY_LIMIT: say("the patient already gets as many messages as the limit allows"),
    Reason.TREATMENT_ENDED: say("the treatment was canceled or entered in error"),
    Reason.TREATED_AGAIN: say("the patient has been treated again since"),
    Reason.BOOKED: say("the next visit is already booked"),
    Reason.ANSWERED: say("the patient has answered an earlier invitation"),
    Reason.ON_HOLD: say("it is on hold until a person at the clinic decides"),
    Reason.STEP_REMOVED: say("the schedule no longer has this step"),
    Reason.BAD_CONTENT: say("its text could not be filled in for this patient; ask an admin to check the template"),
    Reason.REJECTED: say("the phone or email provider refused it; what follows goes another way if the patient agreed"),
    Reason.UNDELIVERED: say("it was taken but did not arrive; care goes another way if the patient agreed to one"),
    Reason.ATTEMPTS_EXHAUSTED: say("every try failed until its time was over"),
    Reason.OUTCOME_UNKNOWN: say("nobody knows whether it arrived; decide whether to send it again"),
    Reason.STAFF: say("a person at the clinic stopped it"),
}

#: Why a message is not sent at one time that may well be sent at another.
CURED_BY_TIME = (Reason.FREQUENCY_LIMIT, Reason.NO_PERMITTED_TIME, Reason.MERGED)

_NOTES = {
    Shift.CLOCK_GAP: say("The clocks go forward over its usual time that day, so it leaves right after."),
    Shift.CLOCK_FOLD: say("The clocks go back that day and its usual time comes twice: the first one counts."),
    Shift.MONTH_END: say("That month is shorter, so its last day counts."),
    Shift.TOUCH_UP: say("Counted from the patient's own touch-up interval."),
    Shift.CHOSEN: say("A person at the clinic chose this time."),
}


def explain(message: PlannedMessage, zone: ZoneInfo, rules: ClinicRules) -> str:
    """Why this message is due when it is, or why it is not sent; in local time of `zone`, which is not named."""
    if message.due_at is None:
        return _not_sent(message, zone)
    waits = [_WAITS[shift](message, zone, rules) for shift in message.shifts if shift in _WAITS]
    notes = [_note(shift, message) for shift in message.shifts if shift not in _WAITS]
    if not waits and not notes:
        return say("On time.")
    lead = [_lead(message, zone, waits)] if waits else []
    return joined([*lead, *notes], " ")


def explain_refusal(message: PlannedMessage, zone: ZoneInfo, rules: ClinicRules, *, now: bool) -> str:
    """Why it cannot leave at the time that a person chose (`now`, or a later one); "Not sent: …" where it is no matter
    of time.
    """
    waits = [_WAITS[shift](message, zone, rules) for shift in message.shifts if shift in _WAITS]
    why: str
    if message.due_at is not None and waits:
        why = joined(waits, "; ")
    elif message.due_at is None and message.reason in CURED_BY_TIME:
        why = explain_reason(message.reason)
    else:
        return explain(message, zone, rules)
    return say("It cannot leave now: {why}.", why=why) if now else say("It cannot leave then: {why}.", why=why)


def explain_reason(reason: Reason) -> str:
    """A reason alone, as the end of a sentence: "the patient asked to stop"."""
    return _REASONS[reason]


def hours_words(hours: ContactHours) -> str:
    """Contact hours: "Mon to Fri 10 am to 6 pm, Sat 10 am to 5 pm, not on federal holidays"."""
    week = _week(hours)
    return week if hours.federal_holidays else say("{week}, not on federal holidays", week=week)


def hour_words(at: time) -> str:
    """ "8 am", "8:30 pm", "noon", "midnight"."""
    if at in (time(), time(12)):
        return say("noon") if at.hour else say("midnight")
    clock_face = f"{at.hour % 12 or 12}" + (f":{at.minute:02}" if at.minute else "")
    return say("{clock} am", clock=clock_face) if at.hour < 12 else say("{clock} pm", clock=clock_face)


def clock(instant: datetime, zone: ZoneInfo) -> str:
    """An instant on a patient's clock: "8:00 am on Mon, Mar 9"."""
    return when(instant, zone)


def _not_sent(message: PlannedMessage, zone: ZoneInfo) -> str:
    if message.reason is Reason.TOO_LATE:
        return say("Not sent: its window was already over ({ended}).", ended=_last_moment(message.closes_at, zone))
    return say("Not sent: {reason}.", reason=explain_reason(message.reason)) if message.reason else say("Not sent.")


def _last_moment(closes_at: datetime, zone: ZoneInfo) -> str:
    """A window that closes at midnight ended on the day before."""
    local = closes_at.astimezone(zone)
    if local.time() == time():
        return say("it ended on {day}", day=when(local - timedelta(days=1), zone, Style.DAY))
    return say("it ended at {moment}", moment=clock(closes_at, zone))


def _lead(message: PlannedMessage, zone: ZoneInfo, waits: Sequence[str]) -> str:
    assert message.due_at is not None
    due, why = clock(message.due_at, zone), joined(waits, "; ")
    if set(message.shifts) & _WAITS.keys() - {Shift.LATE}:
        return say("Waiting until {moment}: {why}.", moment=due, why=why)
    return say("Goes out at {moment}: {why}.", moment=due, why=why)


def _note(shift: Shift, message: PlannedMessage) -> str:
    if shift is not Shift.CHANNEL:
        return _NOTES[shift]
    if message.channel is Channel.EMAIL:
        return say("Goes by email, not on the patient's first choice.")
    return say("Goes by text, not on the patient's first choice.")


def _opening(message: PlannedMessage, zone: ZoneInfo, _rules: ClinicRules) -> str:
    return say("its window opens at {moment}", moment=clock(message.opens_at, zone))


def _late(message: PlannedMessage, zone: ZoneInfo, _rules: ClinicRules) -> str:
    return say("its usual time, {moment}, was already past", moment=clock(message.wish_at, zone))


def _contact_hours(message: PlannedMessage, _zone: ZoneInfo, rules: ClinicRules) -> str:
    hours = rules.hours[message.kind]
    spans = {span for span in hours.week if span is not None}
    if len(spans) == 1:
        ((start, end),) = spans
        kind = _messages(message)
        return say(
            "no {messages} between {end} and {start}", messages=kind, end=hour_words(end), start=hour_words(start)
        )
    return say("{messages} only {week}", messages=_messages(message), week=_week(hours))


def _weekday(message: PlannedMessage, _zone: ZoneInfo, rules: ClinicRules) -> str:
    closed: list[str] = [name for name, span in zip(_DAYS, rules.hours[message.kind].week, strict=True) if span is None]
    days = reduce(_either, closed) if closed else say("that day")
    return say("no {messages} on {days}", messages=_messages(message), days=days)


def _either(first: str, second: str) -> str:
    return say("{first} or {second}", first=first, second=second)


def _holiday(message: PlannedMessage, _zone: ZoneInfo, _rules: ClinicRules) -> str:
    return say("no {messages} on a federal holiday", messages=_messages(message))


def _closed_day(message: PlannedMessage, zone: ZoneInfo, rules: ClinicRules) -> str:
    """By the names of those that lie between the wish and the time that it got."""
    first = message.wish_at.astimezone(zone).date()
    last = (message.due_at or message.closes_at).astimezone(zone).date()
    closed = rules.hours[message.kind].closed_days
    names = list(dict.fromkeys(day.name for day in closed if first <= day.on <= last))
    days = reduce(_either, names) if names else say("a day on which the clinic is closed")
    return say("no {messages} on {days}", messages=_messages(message), days=days)


def _limit(_message: PlannedMessage, _zone: ZoneInfo, _rules: ClinicRules) -> str:
    return say("the patient already gets as many messages around then as the limit allows")


_WAITS: dict[Shift, Callable[[PlannedMessage, ZoneInfo, ClinicRules], str]] = {
    Shift.WINDOW_OPENING: _opening,
    Shift.LATE: _late,
    Shift.CONTACT_HOURS: _contact_hours,
    Shift.WEEKDAY: _weekday,
    Shift.HOLIDAY: _holiday,
    Shift.CLOSED_DAY: _closed_day,
    Shift.LIMIT: _limit,
}


def _messages(message: PlannedMessage) -> str:
    """ "texts", "invitation emails", …"""
    return _MESSAGES[message.kind, message.channel]


def _week(hours: ContactHours) -> str:
    """ "Mon to Fri 10 am to 6 pm, Sat 10 am to 5 pm": days that follow one another with the same hours are one."""
    runs: list[tuple[list[str], Span | None]] = []
    for name, span in zip(_DAYS, hours.week, strict=True):
        if runs and runs[-1][1] == span:
            runs[-1][0].append(name)
        else:
            runs.append(([name], span))
    open_runs = ((_run(names), span) for names, span in runs if span)
    return joined(
        say("{days} {start} to {end}", days=days, start=hour_words(span[0]), end=hour_words(span[1]))
        for days, span in open_runs
    )


def _run(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else say("{first} to {last}", first=names[0], last=names[-1])
