"""The inbox as staff read it: who wrote, what was said before, what is paused, and whose turn it is."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput, Mistake
from reminders.app import App
from reminders.catalog.mistakes import near
from reminders.domain.said import say
from reminders.domain.words import ReplyState
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.holds import holds_in_force
from reminders.store.inbox import InboxReply, Line, conversation, inbox_reply, list_replies, media_of
from reminders.store.people import names_of, opted_out, patients_with_hash
from reminders.store.shelves import (
    Place,
    done_replies,
    newest_reply,
    people_of_numbers,
    urgent_replies,
    waiting_replies,
)
from reminders.store.staff import StaffMember, list_staff

_LINES = 20
#: Replies on one page.
PAGE = 50


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
    #: Who it may be while nobody has decided: everybody who uses the number.
    perhaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """One page of a shelf."""

    #: Those whose answer is due first on top; none on the shelf of what is done.
    urgent: list[ListedReply]
    others: list[ListedReply]
    #: What the next page comes after; empty when this is the last one.
    after: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody knew of a reply when they decided about it."""

    state: ReplyState
    owner_id: int
    patient_id: int
    #: What came last from the number.
    newest_id: int

    def mark(self) -> str:
        """For a form, which brings it back; without `newest_id`."""
        return f"{self.state}.{self.owner_id}.{self.patient_id}"

    @classmethod
    def from_marks(cls, mark: str, newest: str) -> "Seen | None":
        """What a form brought back; None for one that is not ours."""
        state, _, ids = mark.partition(".")
        numbers = [*ids.split("."), newest]
        if state not in set(ReplyState) or len(numbers) != 3 or not all(_small_number(one) for one in numbers):
            return None
        return cls(ReplyState(state), *map(int, numbers))


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


def inbox_page(app: App, shelf: Shelf, owner_id: int, after: str = "") -> ReplyPage:
    """One page of what needs an answer, of what `owner_id` has to answer, or of what is done. `after` is the place that
    the page before told; one that it cannot have told is the beginning.
    """
    with app.database.read() as work:
        clinic = app.clinic(work)
        if shelf is Shelf.DONE:
            done = done_replies(work, clinic.id, _place(after, "d"), PAGE + 1)
            return ReplyPage([], _listed(work, clinic, done[:PAGE]), _after(done, "d"))
        whose = owner_id if shelf is Shelf.MINE else None
        urgent = [] if after.startswith("w") else urgent_replies(work, clinic.id, whose, _place(after, "u"), PAGE + 1)
        room = PAGE - len(urgent)
        waiting = waiting_replies(work, clinic.id, whose, _place(after, "w"), room + 1) if room >= 0 else []
        listed = _listed(work, clinic, [*urgent[:PAGE], *waiting[: max(room, 0)]])
        count = min(len(urgent), PAGE)
        return ReplyPage(listed[:count], listed[count:], _next(urgent, waiting, room))


def open_reply(app: App, reply_id: int) -> OpenedReply:
    """One reply with the conversation around it. Raises BadInput when there is no such one."""
    with app.database.read() as work:
        return opened_reply(work, app.clinic(work), reply_id)


def opened_reply(work: Work, clinic: Clinic, reply_id: int) -> OpenedReply:
    """The same inside a transaction."""
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


def seen_now(work: Work, clinic: Clinic, reply: InboxReply) -> Seen:
    """What there is to know of a reply now."""
    newest = newest_reply(work, clinic.id, reply.address_hash)
    return Seen(reply.state, reply.owner_id or 0, reply.patient_id or 0, newest)


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
        if not wanted:
            raise BadInput([Mistake(what, say("is missing; say who"))])
        told = say("{name} does not work here{guess}", name=repr(name), guess=near(name, known))
        raise BadInput([Mistake(what, told)])
    return found


def no_reply(reply_id: int) -> BadInput:
    """The refusal of an unknown reply."""
    return BadInput([f"reply: there is no reply {reply_id}; `reminders inbox list` shows them"])


def _listed(work: Work, clinic: Clinic, replies: list[InboxReply]) -> list[ListedReply]:
    owners = {member.id: member.name for member in list_staff(work, clinic.id)}
    perhaps = people_of_numbers(work, clinic.id, {r.address_hash for r in replies if r.patient_id is None})
    known = {reply.patient_id for reply in replies if reply.patient_id is not None}
    names = names_of(work, sorted(known.union(*perhaps.values())))
    return [
        ListedReply(
            reply,
            patient=_full(names[reply.patient_id]) if reply.patient_id in names else "",
            owner=owners.get(reply.owner_id, "") if reply.owner_id is not None else "",
            perhaps=tuple(_full(names[i]) for i in perhaps.get(reply.address_hash, ())) if not reply.patient_id else (),
        )
        for reply in replies
    ]


def _place(after: str, kind: str) -> Place | None:
    """From "u.12.34"; None for another kind of place, or none."""
    parts = after.split(".")
    if len(parts) != 3 or parts[0] != kind or not all(_small_number(part) for part in parts[1:]):
        return None
    return int(parts[1]), int(parts[2])


def _next(urgent: list[InboxReply], waiting: list[InboxReply], room: int) -> str:
    if room < 0:
        return _after(urgent, "u")
    if room == 0 and waiting:
        # A page that is full of urgent ones: the others begin on the next.
        return f"w.{waiting[0].received_at}.{waiting[0].id + 1}"
    return _after(waiting, "w", room)


def _after(found: list[InboxReply], kind: str, room: int = PAGE) -> str:
    if len(found) <= room:
        return ""
    last = found[room - 1]
    at = {"u": last.answer_by, "w": last.received_at, "d": last.done_at}[kind]
    return f"{kind}.{at or 0}.{last.id}"


def _small_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _full(names: tuple[str, str]) -> str:
    return " ".join(name for name in names if name)
