"""What staff do about a reply: take it, say whose it is, answer, close, or decide about a number that is held.

Each act is one transaction that locks the number first, and is audited. Raises BadInput with every mistake, and with
`changed` where the reply is no longer as it was `seen`: nobody should answer what a colleague has answered already, or
without having read the newest text.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.duty import alert_of
from reminders.actions.following import replan_address, wake_for_address
from reminders.actions.inbox import Seen, member_named, no_reply, seen_now
from reminders.actions.opting_out import stop_address
from reminders.actions.writing import plan_answer, said_already
from reminders.app import App
from reminders.catalog.content import Content, content_mistakes
from reminders.domain.duty import ANSWER_WITHIN
from reminders.domain.instants import to_micros
from reminders.domain.said import Said, say
from reminders.domain.words import Channel, OptOutScope, Reason, ReplyState
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.holds import end_hold, start_hold
from reminders.store.inbox import (
    InboxReply,
    address_of_reply,
    decide_last,
    decide_patient,
    finish,
    inbox_reply,
    set_owner,
    wake_invitations,
)
from reminders.store.messages import cancel_messages
from reminders.store.opt_outs import is_opted_out
from reminders.store.people import lock_people, mark_unusable, mark_usable, names_of, patients_with_hash
from reminders.store.staff import StaffMember, list_staff
from reminders.store.writings import unsent_writings

MOST_TEXT = 1_000
WRONG_PERSON = "wrong_person"


@dataclass(frozen=True, slots=True)
class _Desk:
    """What an act stands on, under the locks of the number and the reply."""

    work: Work
    clinic: Clinic
    reply: InboxReply
    now: datetime
    by: str

    def audit(self, verb: str, why: str = "") -> None:
        add_audit(self.work, self.clinic.id, to_micros(self.now), self.by, verb, "reply", self.reply.id, why)


def take(app: App, reply_id: int, by: str, *, seen: Seen | None = None) -> None:
    """`by`, who works here, answers for it from now on; an urgent one gets a new answer-by time."""
    assign(app, reply_id, by, by, seen=seen)


def assign(app: App, reply_id: int, to: str, by: str, *, seen: Seen | None = None) -> StaffMember:
    """Hand it to a colleague, who is alerted when it is urgent. Returns the colleague."""
    with _desk(app, reply_id, by, seen=seen) as desk:
        member = member_named(desk.work, desk.clinic, "by" if to == by else "to", to)
        _expect_open(desk.reply)
        until = desk.now + ANSWER_WITHIN if desk.reply.urgent else None
        set_owner(desk.work, reply_id, member.id, to_micros(until) if until else None)
        if until is not None and to != by:
            alert_of(desk.work, app, desk.clinic, member, reply_id, until)
        desk.audit("took" if to == by else f"gave to {member.name}")
        return member


def belongs(app: App, reply_id: int, patient_id: int, by: str, *, seen: Seen | None = None) -> str:
    """Say which of those who share the number wrote it. Returns the patient's name."""
    with _desk(app, reply_id, by, seen=seen) as desk:
        people = patients_with_hash(desk.work, desk.clinic.id, desk.reply.address_hash)
        if patient_id not in people:
            known = ", ".join(map(str, people)) or "nobody"
            told = say("{patient} does not use this number; {known} does", patient=patient_id, known=known)
            raise BadInput([Mistake("patient", told)])
        before = desk.reply.patient_id
        decide_patient(desk.work, reply_id, patient_id, desk.by)
        if desk.reply.state is ReplyState.OPEN and desk.reply.urgent:
            # The pause was everybody's who shares the number, or another patient's.
            wake_invitations(desk.work, desk.clinic.id, desk.reply.address_hash, to_micros(desk.now))
        desk.audit("said whose it is", f"patient {patient_id}" + (f", not {before}" if before else ""))
        return " ".join(name for name in names_of(desk.work, [patient_id])[patient_id] if name)


def answer(app: App, reply_id: int, text: str, by: str, *, more: bool = False, seen: Seen | None = None) -> int:
    """Send these words to the number at once, at any hour; the reply is done. Returns the message's id.

    `more`: it was answered already, and this is one more text; the same words of the same person right after each other
    are one text.
    """
    said = text.strip().replace("\r\n", "\n")
    with _desk(app, reply_id, by, _text_mistakes(said), seen) as desk:
        reply = desk.reply
        if not more:
            _expect_open(reply, "; to write once more, add --more")
        if is_opted_out(desk.work, desk.clinic.id, reply.address_hash):
            told = say("the number of reply {reply} has stopped all texts; call instead", reply=reply_id)
            raise BadInput([Mistake("reply", told)])
        if more and (slip := said_already(desk.work, desk.now, reply.address_hash, said, desk.by, reply_id=reply_id)):
            return slip.id
        message_id = plan_answer(
            desk.work, app, desk.clinic, to=reply.sender, address_hash=reply.address_hash,
            patient_id=reply.patient_id, reply_id=reply_id, text=said, by=desk.by,
        )  # fmt: skip
        _done(desk)
        desk.audit("answered", f"message {message_id}")
        return message_id


def close(app: App, reply_id: int, by: str, why: str, *, seen: Seen | None = None) -> None:
    """Nothing has to be done, or it was done by phone: `why` says which."""
    with _desk(app, reply_id, by, [] if why.strip() else [Mistake("why", say("is missing"))], seen) as desk:
        _expect_open(desk.reply)
        _done(desk)
        desk.audit("closed", why.strip())


def stop(app: App, reply_id: int, by: str, *, seen: Seen | None = None) -> int:
    """The patient meant stop: nothing leaves for this number any more, whoever shares it. Returns how many messages
    were canceled.
    """
    with _desk(app, reply_id, by, seen=seen) as desk:
        why = f"asked in reply {reply_id}"
        stopped = stop_address(desk.work, app, desk.reply.address_hash, OptOutScope.ALL, desk.by, why)
        _release(desk)
        _done_for_good(desk)
        desk.audit("recorded a stop")
        return stopped.canceled


def wrong_number(app: App, reply_id: int, by: str, *, seen: Seen | None = None) -> int:
    """Somebody else has this number: it is never texted again unless a person lets it go on, and care goes by email
    where the patient agreed to it. An answer that has not left is canceled: it was meant for the patient. Returns how
    many patients had it.
    """
    with _desk(app, reply_id, by, seen=seen) as desk:
        value_hash, now = desk.reply.address_hash, to_micros(desk.now)
        people = patients_with_hash(desk.work, desk.clinic.id, value_hash)
        mark_unusable(desk.work, desk.clinic.id, value_hash, WRONG_PERSON, now)
        # Whoever types the number in for another patient must not text that stranger again.
        start_hold(desk.work, desk.clinic.id, "address", value_hash.hex(), desk.by, "wrong number", now)
        replan_address(desk.work, app, desk.clinic, value_hash)
        unsent = unsent_writings(desk.work, desk.clinic.id, value_hash)
        cancel_messages(desk.work, [(message_id, queue_at, Reason.NO_ADDRESS) for message_id, queue_at in unsent])
        _done_for_good(desk)
        desk.audit("recorded a wrong number")
        return len(people)


def go_on(app: App, reply_id: int, by: str, *, seen: Seen | None = None) -> int:
    """The patient did not mean stop, or it is their number after all: what waited for a decision goes on. The reply
    stays as it is: open until it is answered or closed. Returns how many messages go on.
    """
    with _desk(app, reply_id, by, seen=seen) as desk:
        if mark_usable(desk.work, desk.clinic.id, desk.reply.address_hash, WRONG_PERSON):
            replan_address(desk.work, app, desk.clinic, desk.reply.address_hash)
        woken = _release(desk)
        if woken is None:
            told = say("the number of reply {reply} is not on hold", reply=reply_id)
            raise BadInput([Mistake("reply", told)])
        desk.audit("let texts go on")
        return woken


@contextmanager
def _desk(app: App, reply_id: int, by: str, mistakes: Iterable[str] = (), seen: Seen | None = None) -> Iterator[_Desk]:
    mistakes = [*([] if by.strip() else [Mistake("by", say("is missing; say who"))]), *mistakes]
    with app.database.write() as work:
        clinic = app.clinic(work)
        value_hash = address_of_reply(work, clinic.id, reply_id)
        if value_hash is None:
            raise BadInput([*mistakes, *no_reply(reply_id).mistakes])
        if mistakes:
            raise BadInput(mistakes)
        lock_people(work, clinic.id, [value_hash])
        reply = inbox_reply(work, clinic.id, reply_id, lock=True)
        assert reply is not None
        if seen is not None:
            _expect_unchanged(work, clinic, reply, seen, by)
        yield _Desk(work, clinic, reply, app.now(), by.strip())


def _expect_unchanged(work: Work, clinic: Clinic, reply: InboxReply, seen: Seen, by: str) -> None:
    """Tells everything that happened to it since it was seen, for the one who decides now."""
    now = seen_now(work, clinic, reply)
    told: list[Said] = []
    if now.state is not seen.state and now.state is ReplyState.DONE:
        told.append(say("{who} has answered or closed this meanwhile.", who=reply.done_by or ""))
    elif now.state is not seen.state:
        told.append(say("The answer to this did not arrive, so it is open again."))
    owner = next((member.name for member in list_staff(work, clinic.id) if member.id == now.owner_id), "")
    if now.owner_id != seen.owner_id and owner.casefold() != by.strip().casefold():
        told.append(say("{who} has it now.", who=owner) if owner else say("Nobody has it now."))
    if now.patient_id != seen.patient_id and (reply.decided_by or "").casefold() != by.strip().casefold():
        told.append(say("{who} has said meanwhile whose it is.", who=reply.decided_by or ""))
    if now.newest_id != seen.newest_id:
        told.append(say("Another text has come from this number meanwhile: read it first."))
    if told:
        raise BadInput([Mistake("changed", one) for one in told])


def _expect_open(reply: InboxReply, cure: str = "") -> None:
    if reply.state is not ReplyState.OPEN and reply.done_by:
        told = say("{reply} is done already by {who}{cure}", reply=reply.id, who=reply.done_by, cure=cure)
        raise BadInput([Mistake("reply", told)])
    if reply.state is not ReplyState.OPEN:
        raise BadInput([Mistake("reply", say("{reply} is done already{cure}", reply=reply.id, cure=cure))])


def _done(desk: _Desk) -> None:
    """Done for everybody: the invitations that waited for a person's answer go on."""
    if finish(desk.work, desk.reply.id, desk.by, to_micros(desk.now)) and desk.reply.urgent:
        wake_invitations(desk.work, desk.clinic.id, desk.reply.address_hash, to_micros(desk.now))


def _done_for_good(desk: _Desk) -> None:
    """Also when it was answered before, and that answer has just been canceled."""
    _done(desk)
    decide_last(desk.work, desk.reply.id, desk.by, to_micros(desk.now))


def _release(desk: _Desk) -> int | None:
    """End the pause of the number; returns how many messages go on, None when it was not paused."""
    value_hash, now = desk.reply.address_hash, to_micros(desk.now)
    if not end_hold(desk.work, desk.clinic.id, "address", value_hash.hex(), desk.by, now):
        return None
    return wake_for_address(desk.work, desk.clinic.id, value_hash, now)


def _text_mistakes(text: str) -> list[str]:
    if not text:
        return [Mistake("text", say("is missing"))]
    if len(text) > MOST_TEXT:
        return [Mistake("text", say("is longer than {most} characters", most=MOST_TEXT))]
    return [Mistake("text", mistake) for mistake in content_mistakes(Content("", text), Channel.SMS)]
