"""Urgent replies reach a person: an owner and an answer-by time, alerts, and passing on along the duty list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reminders.actions.writing import plan_alert, plan_automatic, reachable
from reminders.app import App
from reminders.domain.duty import ANSWER_WITHIN, Turn, next_duty, on_duty, passed_to
from reminders.domain.instants import to_micros
from reminders.domain.saying import at_in_words
from reminders.store.clinics import Clinic, load_clinic
from reminders.store.database import Work
from reminders.store.duty import (
    UrgentReply,
    absences_from,
    give_to,
    overdue_replies,
    reopen_unanswered,
    shifts_in_force,
    urgent_reply,
)
from reminders.store.inbox import sender_of, voice_of
from reminders.store.keyring import KeyringError
from reminders.store.staff import StaffMember, list_staff

_BATCH = 50
#: While nobody is on duty and no shift is in sight, the list is looked at again after so long.
_LOOK_AGAIN = timedelta(hours=1)
_SHORT_NAME = 40


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who answers now, in order, and who is next when nobody does."""

    order: tuple[StaffMember, ...]
    #: When the next shift begins and who is first in it; None when somebody is on duty now, or none is in sight.
    next: tuple[datetime, StaffMember] | None
    admins: tuple[StaffMember, ...]
    #: False: the clinic has no duty list, so its admins answer.
    listed: bool


def raise_urgent(work: Work, app: App, clinic: Clinic, reply_id: int) -> None:
    """Give an open urgent reply an owner and an answer-by time and alert them; with nobody on duty, alert who is next
    and tell the patient when a person will read it. Inside the caller's transaction, which holds the number's lock.

    Does nothing for a reply that has an owner, is done, or is not urgent.
    """
    reply = urgent_reply(work, clinic.id, reply_id)
    if reply is not None and reply.owner_id is None:
        _place(work, app, clinic, reply)


def pass_on(app: App) -> int:
    """Pass overdue urgent replies on, and give those without an owner to whose shift has begun. Returns how many
    changed hands. Once a minute is enough. A reply whose answer was lost is open again.
    """
    passed = 0
    while True:
        with app.database.write() as work:
            clinic = load_clinic(work)
            if clinic is None:
                return passed
            reopen_unanswered(work, clinic.id)
            late = overdue_replies(work, clinic.id, app.now_micros(), _BATCH)
            passed += sum(_place(work, app, clinic, reply) for reply in late)
        if len(late) < _BATCH:
            return passed


def alert_of(work: Work, app: App, clinic: Clinic, owner: StaffMember, reply_id: int, until: datetime) -> None:
    """Tell a person that an urgent reply is theirs, and until when (UTC) an answer is due."""
    by = at_in_words(until, app.now(), duty_zone(clinic), "en")
    _alert(work, app, clinic, [owner], reply_id, "urgent", f"An urgent reply waits for your answer by {by}.")


def duty_now(work: Work, clinic: Clinic, now: datetime) -> OnDuty:
    """Who is on duty at `now`. Without any shift on the list the admins are, always."""
    staff = {member.id: member for member in list_staff(work, clinic.id)}
    admins = tuple(sorted((m for m in staff.values() if m.role == "admin"), key=lambda m: m.id))
    shifts = [one.shift for one in shifts_in_force(work, clinic.id) if one.shift.staff_id in staff]
    if not shifts:
        return OnDuty(admins, None, admins, listed=False)
    away = [one.absence for one in absences_from(work, clinic.id, to_micros(now))]
    zone = duty_zone(clinic)
    order = tuple(staff[staff_id] for staff_id in on_duty(shifts, away, now, zone))
    coming = None if order else next_duty(shifts, away, now, zone)
    return OnDuty(order, (coming[0], staff[coming[1][0]]) if coming else None, admins, listed=True)


def duty_zone(clinic: Clinic) -> ZoneInfo:
    """The clock of the duty list: that of the clinic's first location."""
    return ZoneInfo(clinic.locations[0].timezone)


def _place(work: Work, app: App, clinic: Clinic, reply: UrgentReply) -> bool:
    """Decide whose turn it is, store it, and tell everybody concerned. True when it changed hands."""
    now = app.now()
    duty = duty_now(work, clinic, now)
    turn = passed_to([member.id for member in duty.order], reply.owner_id)
    acknowledged_at = reply.acknowledged_at
    if turn is None or not duty.listed:
        acknowledged_at = _acknowledge(work, app, clinic, reply, duty, now)
    if turn is None:
        until = duty.next[0] if duty.next else now + _LOOK_AGAIN
        if reply.answer_by is None or reply.owner_id is not None:
            _tell_next(work, app, clinic, reply, duty)
        give_to(work, reply.id, None, to_micros(until), reply.passed_on, acknowledged_at)
        return reply.owner_id is not None
    owner = next(member for member in duty.order if member.id == turn[0])
    until = now + ANSWER_WITHIN
    passed = reply.passed_on + (reply.owner_id is not None)
    give_to(work, reply.id, owner.id, to_micros(until), passed, acknowledged_at)
    _tell_turn(work, app, clinic, reply, duty, (owner, turn[1]), until)
    return True


def _tell_turn(
    work: Work,
    app: App,
    clinic: Clinic,
    reply: UrgentReply,
    duty: OnDuty,
    turn: tuple[StaffMember, Turn],
    until: datetime,
) -> None:
    """The owner; the first of the list when it passes on; all and the admins when nobody has answered."""
    owner, why = turn
    alert_of(work, app, clinic, owner, reply.id, until)
    if why is Turn.AGAIN:
        others = _others([*duty.order, *duty.admins], owner)
        told = f"Nobody has answered an urgent reply yet. {_name(owner)} is asked again."
        _alert(work, app, clinic, others, reply.id, "unanswered", told)
    elif why is Turn.NEXT:
        told = f"An urgent reply had no answer in time and is with {_name(owner)} now."
        _alert(work, app, clinic, _others(duty.order[:1], owner), reply.id, "passed-on", told)
    elif not reachable(owner):
        told = f"An urgent reply waits for {_name(owner)}, whom no alert reaches."
        _alert(work, app, clinic, _others(duty.admins, owner), reply.id, "unreached", told)


def _tell_next(work: Work, app: App, clinic: Clinic, reply: UrgentReply, duty: OnDuty) -> None:
    """Nobody is on duty: whoever comes next, else the admins."""
    if duty.next is None:
        told = "An urgent reply waits, and nobody is on the duty list for the next two months."
        _alert(work, app, clinic, duty.admins, reply.id, "nobody", told)
        return
    starts_at, first = duty.next
    begins = at_in_words(starts_at, app.now(), duty_zone(clinic), "en")
    told = f"An urgent reply came while nobody is on duty. It is yours when your shift begins {begins}."
    _alert(work, app, clinic, [first] if reachable(first) else duty.admins, reply.id, "coming", told)


def _alert(
    work: Work, app: App, clinic: Clinic, staff: Iterable[StaffMember], reply_id: int, name: str, told: str
) -> None:
    text = f"{clinic.name[:_SHORT_NAME]}: {told} Read it: {app.settings.public_url}/inbox/{reply_id}"
    plan_alert(work, app, clinic, staff=staff, reply_id=reply_id, name=name, text=text)


def _others(staff: Iterable[StaffMember], owner: StaffMember) -> list[StaffMember]:
    return [member for member in dict.fromkeys(staff) if member.id != owner.id]


def _name(member: StaffMember) -> str:
    return member.name[:_SHORT_NAME]


def _acknowledge(work: Work, app: App, clinic: Clinic, reply: UrgentReply, duty: OnDuty, now: datetime) -> int | None:
    """Tell the patient once when a person will read it; returns when they were told (micros), None for never."""
    if reply.acknowledged_at is not None:
        return reply.acknowledged_at
    language, timezone = voice_of(work, clinic.id, reply.patient_id, reply.address_hash)
    zone = ZoneInfo(timezone) if timezone else duty_zone(clinic)
    read_at = at_in_words(duty.next[0], now, zone, language) if duty.next else ""
    try:
        sender = sender_of(work, reply.id)
    except KeyringError:
        # One field that does not open must not keep staff from hearing of this reply and of all others.
        return None
    planned = plan_automatic(
        work, app, clinic, name="away", to=sender, address_hash=reply.address_hash,
        patient_id=reply.patient_id, reply_id=reply.id, language=language, read_at=read_at,
    )  # fmt: skip
    return to_micros(now) if planned is not None else None
