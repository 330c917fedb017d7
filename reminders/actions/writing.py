"""Writes messages that no schedule planned: a person's answers, automatic replies, alerts to staff.

They go through the same states as every other message: due at once, claimed, armed, one last look, sent, recorded.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from reminders.app import App
from reminders.catalog.content import BadContent
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.segments import fits, plain
from reminders.domain.words import Channel, Origin
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.people import address_hash
from reminders.store.staff import StaffMember
from reminders.store.writings import (
    OwnWords,
    Writing,
    heard_at,
    insert_writings,
    last_held,
    last_start,
    last_stop,
    said_since,
    written_since,
)

#: A confirmation of a stop comes within minutes or not at all (compliance, 3).
_AFTER_STOP = timedelta(minutes=5)
_AUTOMATIC = timedelta(hours=1)
_ALERT = timedelta(hours=1)
#: A person's answer that cannot leave for a day is told as not sent rather than sent into another conversation.
ANSWER_WINDOW = timedelta(hours=24)
#: The same words of the same person within so long are a form sent twice: a second press, a page that was gone back to.
_SLIP = timedelta(minutes=5)
#: A patient hears at most once in so long that a person will read it, or to call the emergency number.
_SELDOM = timedelta(hours=4)
_SELDOM_SAID = frozenset(("away", "emergency"))
#: Two machines that answer each other must come to an end.
_AGAIN_AFTER = timedelta(minutes=10)
_SHORT_NAME = 40


def plan_automatic(
    work: Work,
    app: App,
    clinic: Clinic,
    *,
    name: str,
    to: str,
    address_hash: bytes,
    patient_id: int | None,
    reply_id: int,
    language: str,
    after_stop: bool = False,
    **variables: str,
) -> int | None:
    """One automatic text, due now, inside the caller's transaction. Returns the message's id.

    None when that number has heard it already on this occasion (once a stop, once a hold, the acknowledgement and the
    emergency number once in four hours, the others once in ten minutes), or has stopped everything and this is not the
    reply to STOP or HELP (`after_stop`), or when a stop was heard too late to confirm it, or when its template cannot
    be filled in for this clinic: a stop must be recorded all the same.
    """
    now = app.now()
    window = _AFTER_STOP if after_stop else _AUTOMATIC
    closes_at = to_micros((from_micros(heard_at(work, reply_id)) if name == "stop" else now) + window)
    if closes_at <= to_micros(now):
        return None
    stopped = last_stop(work, clinic.id, address_hash)
    if stopped is not None and not after_stop:
        return None
    if written_since(work, clinic.id, address_hash, name, _occasion(work, clinic.id, address_hash, name, now)):
        return None
    text = _filled_in(app, clinic, name, language, variables)
    if text is None:
        return None
    writing = Writing(
        Origin.AUTOMATIC, name, Channel.SMS, to, address_hash, "", text, to_micros(now), closes_at,
        app.live(Channel.SMS), patient_id=patient_id, reply_id=reply_id,
    )  # fmt: skip
    return insert_writings(work, clinic.id, [writing])[0]


def plan_answer(
    work: Work,
    app: App,
    clinic: Clinic,
    *,
    to: str,
    address_hash: bytes,
    patient_id: int | None,
    reply_id: int,
    text: str,
    by: str,
) -> int:
    """A person's answer to a reply: their own words, at any hour, due now and for a day. Returns the message's id.

    The caller has checked the text and that the number has not stopped; arming looks again.
    """
    now = app.now()
    writing = Writing(
        Origin.ANSWER, "answer", Channel.SMS, to, address_hash, "", text, to_micros(now),
        to_micros(now + ANSWER_WINDOW), app.live(Channel.SMS), patient_id=patient_id, reply_id=reply_id, by=by,
    )  # fmt: skip
    return insert_writings(work, clinic.id, [writing])[0]


def said_already(
    work: Work,
    now: datetime,
    address_hash: bytes,
    text: str,
    by: str,
    *,
    reply_id: int | None = None,
    patient_id: int | None = None,
) -> OwnWords | None:
    """What this person has just written there in these very words, to this reply or else to the patient; None: nothing,
    or it was taken back or refused. The address must be locked.
    """
    written = said_since(work, address_hash, by, to_micros(now - _SLIP), reply_id=reply_id, patient_id=patient_id)
    return next((one for one in written if one.text == text), None)


def plan_alert(
    work: Work, app: App, clinic: Clinic, *, staff: Iterable[StaffMember], reply_id: int | None, name: str, text: str
) -> list[int]:
    """Tell these people, by text and by email where each is known. Returns the messages' ids; none: nobody is reached.

    `text` is what shows on a lock screen: no patient, no words about health.
    """
    now = app.now()
    subject = _subject(clinic)
    writings = [
        Writing(
            Origin.ALERT, name, channel, to, address_hash(work.keyring, clinic.id, channel, to),
            subject if channel is Channel.EMAIL else "", _short(text) if channel is Channel.SMS else text + "\n",
            to_micros(now), to_micros(now + _ALERT), app.live(channel), reply_id=reply_id, to_staff_id=member.id,
        )
        for member in staff
        for channel, to in _ways(member)
    ]  # fmt: skip
    return insert_writings(work, clinic.id, writings)


def reachable(member: StaffMember) -> bool:
    """Whether an alert can reach this person at all."""
    return bool(_ways(member))


def _ways(member: StaffMember) -> Sequence[tuple[Channel, str]]:
    known = ((Channel.SMS, member.phone), (Channel.EMAIL, member.email or ""))
    return [(channel, to) for channel, to in known if to]


def _subject(clinic: Clinic) -> str:
    return f"{clinic.name[:100]}: a patient waits for an answer"


def _short(text: str) -> str:
    """Within the segments of a text message, whatever names it holds."""
    shorter = text if fits(text) else plain(text)
    while not fits(shorter):
        shorter = shorter[:-10]
    return shorter


def _filled_in(app: App, clinic: Clinic, name: str, language: str, variables: Mapping[str, str]) -> str | None:
    """The words; with a long name of the clinic cut short where only that makes them fit."""
    for clinic_name in (clinic.name, clinic.name[:_SHORT_NAME]):
        words = {
            "clinic_name": clinic_name,
            "clinic_phone": clinic.locations[0].phone,
            "emergency_number": clinic.emergency_number,
        }
        with suppress(BadContent):
            return app.automatic.text(name, language, words | dict(variables))
    return None


def _occasion(work: Work, clinic_id: int, value_hash: bytes, name: str, now: datetime) -> int:
    """Since when this reply was said already, if it was."""
    lately = to_micros(now - _AGAIN_AFTER)
    if name == "stop":
        stopped = last_stop(work, clinic_id, value_hash)
        return lately if stopped is None else stopped
    if name == "held":
        held = last_held(work, clinic_id, value_hash)
        return lately if held is None else held
    if name == "start":
        return max(lately, last_start(work, clinic_id, value_hash) or 0)
    return to_micros(now - _SELDOM) if name in _SELDOM_SAID else lately
