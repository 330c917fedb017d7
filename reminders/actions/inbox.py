"""The inbox as staff read it: who wrote, what was said before, what is paused, and whose turn it is."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput
from reminders.app import App
from reminders.catalog.mistakes import near
from reminders.domain.words import ReplyState
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.holds import holds_in_force
from reminders.store.inbox import InboxReply, Line, conversation, inbox_reply, list_replies, media_of
from reminders.store.people import names_of, opted_out, patients_with_hash
from reminders.store.staff import StaffMember, list_staff

_LINES = 20


class Shelf(StrEnum):
    """Which replies a list shows."""

    OPEN = "open"
    #: Open, and owned by the one who asks.
    MINE = "mine"
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ListedReply:
    """A reply with the names that belong to it."""

    reply: InboxReply
    #: The patient's; empty while nobody has decided whose it is.
    patient: str
    owner: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient who uses the number."""

    patient_id: int
    name: str


@dataclass(frozen=True, slots=True)
class OpenedReply:
    """A reply and all that helps to answer it."""

    listed: ListedReply
    #: Everybody who uses the number now.
    candidates: tuple[Candidate, ...]
    #: Both directions, in the order in which it was said.
    lines: tuple[Line, ...]
    #: Where the provider keeps its pictures.
    pictures: tuple[str, ...]
    #: Nothing leaves for this number until a person decides.
    held: bool
    #: The number has stopped everything.
    stopped: bool


def inbox(app: App, shelf: Shelf, by: str = "", limit: int = 100) -> list[ListedReply]:
    """Replies for a list; open urgent ones first, by their answer-by time. `by` is whose, for Shelf.MINE.

    Raises BadInput for a name that is nobody's.
    """
    state = {Shelf.DONE: ReplyState.DONE, Shelf.ALL: None}.get(shelf, ReplyState.OPEN)
    with app.database.read() as work:
        clinic = app.clinic(work)
        owner = member_named(work, clinic, "by", by) if shelf is Shelf.MINE else None
        found = list_replies(work, clinic.id, state=state, owner_id=owner.id if owner else None, limit=limit)
        return _listed(work, clinic, found)


def open_reply(app: App, reply_id: int) -> OpenedReply:
    """One reply with the conversation around it. Raises BadInput when there is no such one."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        reply = inbox_reply(work, clinic.id, reply_id)
        if reply is None:
            raise no_reply(reply_id)
        people = patients_with_hash(work, clinic.id, reply.address_hash)
        concerned = [reply.patient_id] if reply.patient_id is not None else people
        return OpenedReply(
            listed=_listed(work, clinic, [reply])[0],
            candidates=tuple(Candidate(i, _full(names)) for i, names in sorted(names_of(work, people).items())),
            lines=tuple(conversation(work, clinic.id, reply.address_hash, concerned, _LINES)),
            pictures=tuple(one["url"] for one in media_of(work, reply.id)),
            held=reply.address_hash.hex() in holds_in_force(work, clinic.id).addresses,
            stopped=len(opted_out(work, clinic.id, [reply.address_hash]).get(reply.address_hash, ())) > 1,
        )


def clinic_zone(app: App) -> ZoneInfo:
    """The clock that staff read: that of the clinic's first location."""
    with app.database.read() as work:
        return ZoneInfo(app.clinic(work).locations[0].timezone)


def member_named(work: Work, clinic: Clinic, what: str, name: str) -> StaffMember:
    """A person who works here, by name, whatever its case. Raises BadInput."""
    staff = list_staff(work, clinic.id)
    wanted = name.strip().casefold()
    found = next((member for member in staff if member.name.casefold() == wanted), None)
    if found is None:
        known = [member.name for member in staff]
        told = f"{name!r} does not work here" if wanted else "is missing; say who"
        raise BadInput([f"{what}: {told}{near(name, known)}; `reminders staff list` shows who does"])
    return found


def no_reply(reply_id: int) -> BadInput:
    """The refusal of an unknown reply."""
    return BadInput([f"reply: there is no reply {reply_id}; `reminders inbox list` shows them"])


def _listed(work: Work, clinic: Clinic, replies: list[InboxReply]) -> list[ListedReply]:
    owners = {member.id: member.name for member in list_staff(work, clinic.id)}
    names = names_of(work, sorted({reply.patient_id for reply in replies if reply.patient_id is not None}))
    return [
        ListedReply(
            reply,
            patient=_full(names[reply.patient_id]) if reply.patient_id in names else "",
            owner=owners.get(reply.owner_id, "") if reply.owner_id is not None else "",
        )
        for reply in replies
    ]


def _full(names: tuple[str, str]) -> str:
    return " ".join(name for name in names if name)
