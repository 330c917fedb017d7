"""One reply as its page shows it: the conversation, what the patient got and will get, and what each decision does."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reminders.actions.inbox import OpenedReply, opened_reply, seen_now
from reminders.app import App
from reminders.domain.addresses import show_phone
from reminders.domain.segments import LIMITS, Encoding, Segments, count
from reminders.domain.words import Status
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.inbox import voice_of
from reminders.store.listing import ListedMessage, messages_by_id
from reminders.store.shelves import messages_around, waiting_messages
from reminders.store.staff import StaffMember, list_staff

_AROUND = 4


@dataclass(frozen=True, slots=True)
class AroundNow:
    """A step that left lately or comes next."""

    message: ListedMessage
    #: The stage's name in its schedule.
    stage: str
    patient: str

    @property
    def coming(self) -> bool:
        """It has not left."""
        return self.message.status is Status.PLANNED

    @property
    def at(self) -> int:
        """When it left, or is due (micros UTC)."""
        message = self.message
        left = None if self.coming else message.armed_at
        return left or message.due_at or message.wish_at


@dataclass(frozen=True, slots=True)
class ReplySheet:
    """A reply with all that a person needs to decide about it."""

    opened: OpenedReply
    #: The number as people write it.
    phone: str
    language: str
    #: The patient's clock.
    zone: ZoneInfo
    #: What a form brings back: see Seen.
    mark: str
    newest_id: int
    #: Who works here besides its owner and the one who asks.
    colleagues: tuple[StaffMember, ...]
    around: tuple[AroundNow, ...]
    #: Of everybody who uses the number: messages that have not left, and those of them that wait for a decision.
    coming: int
    waiting: int


def reply_sheet(app: App, reply_id: int, me: int) -> ReplySheet:
    """Raises BadInput when there is no such reply."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        opened = opened_reply(work, clinic, reply_id)
        reply = opened.listed.reply
        language, zone = voice_of(work, clinic.id, reply.patient_id, reply.address_hash)
        seen = seen_now(work, clinic, reply)
        people = [one.patient_id for one in opened.candidates]
        coming, waiting = waiting_messages(work, people)
        return ReplySheet(
            opened=opened,
            phone=show_phone(reply.sender),
            language=language,
            zone=ZoneInfo(zone or clinic.locations[0].timezone),
            mark=seen.mark(),
            newest_id=seen.newest_id,
            colleagues=_colleagues(work, clinic, (me, reply.owner_id)),
            around=_around(app, work, opened),
            coming=coming,
            waiting=waiting,
        )


def text_cost(text: str) -> tuple[Segments, bool]:
    """What an answer of these words takes, and whether it may be sent."""
    counted = count(text.strip())
    return counted, counted.segments <= LIMITS[counted.encoding]


def longest_plain() -> int:
    """How many plain characters an answer may have."""
    return LIMITS[Encoding.GSM_7] * 153


def _colleagues(work: Work, clinic: Clinic, without: tuple[int | None, ...]) -> tuple[StaffMember, ...]:
    return tuple(member for member in list_staff(work, clinic.id) if member.id not in without)


def _around(app: App, work: Work, opened: OpenedReply) -> tuple[AroundNow, ...]:
    whose = opened.listed.reply.patient_id
    names = {one.patient_id: one.name for one in opened.candidates}
    people = [whose] if whose is not None else list(names)
    found = messages_by_id(work, messages_around(work, people, _AROUND))
    shared = len(people) > 1
    return tuple(
        AroundNow(one, _stage_name(app, work, one), names.get(one.patient_id or 0, "") if shared else "")
        for one in found
    )


def _stage_name(app: App, work: Work, message: ListedMessage) -> str:
    if message.version_id is None:
        return ""
    stages = app.version(work, message.version_id).schedule.stages
    return next((stage.title for stage in stages if stage.name == message.stage), message.stage or "")
