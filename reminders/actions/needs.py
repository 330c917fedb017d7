"""What needs a person, the most pressing first: a number, words, and the page where it is solved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from reminders.actions.duty import OnDuty, duty_now, duty_zone
from reminders.actions.reply_words import turn_of
from reminders.app import App
from reminders.domain.instants import MINUTE, from_micros, to_micros
from reminders.domain.said import Said, Style, nsay, say, when
from reminders.domain.words import Channel, Role
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.people import names_of
from reminders.store.review import Shelf, count_shelves
from reminders.store.senders import breakers
from reminders.store.today import Part, counted
from reminders.store.versions import latest_versions
from reminders.store.waiting import Stopped, UrgentLine, Waiting, stopped, urgent_lines, waiting

#: So many urgent replies are told one by one.
URGENT_LINES = 5
#: Numbers stop here: 99+.
MOST = 100
#: What is due for longer and has not left is late.
LATE = 2 * MINUTE


class Weight(StrEnum):
    """How pressing it is."""

    URGENT = "urgent"
    WARN = "warn"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a person solves."""

    weight: Weight
    #: How many (MOST: so many or more); 0 where a number says nothing.
    number: int
    says: str
    #: Where it is solved; empty where nothing can be done here.
    path: str = ""
    #: Who may solve it there.
    least: Role = Role.STAFF
    #: More about it, or what happens meanwhile.
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Urgent:
    """An open urgent reply."""

    reply_id: int
    #: The patient's name; empty while nobody knows whose reply it is.
    who: str
    received_at: datetime
    #: Whose turn it is, and until when; "You" to the one who has it, as in the inbox.
    turn: str


def urgent_replies(work: Work, clinic: Clinic, now: datetime, me: int = 0) -> tuple[Urgent, ...]:
    """The most pressing ones, URGENT_LINES at most and one more, which says that there are more; told to the person
    `me` (0: to anybody).
    """
    lines = urgent_lines(work, clinic.id, URGENT_LINES + 1)
    names = names_of(work, sorted({line.patient_id for line in lines if line.patient_id is not None}))
    return tuple(_urgent(line, names, now, duty_zone(clinic), me) for line in lines)


def needs(work: Work, app: App, clinic: Clinic, now: datetime) -> tuple[Need, ...]:
    """Everything else that needs a person; empty when nothing does. A constant number of queries."""
    waits = waiting(work, clinic.id, to_micros(now), MOST)
    shelves = count_shelves(work, clinic.id, MOST)
    found = [
        *_stopped(stopped(work, clinic.id), duty_zone(clinic)),
        *_out_of_order(work, app, clinic),
        *_late(work, clinic, now),
        *_replies(waits),
        *_messages(shelves),
        *_not_approved(work, app, clinic, waits),
        *_holds(waits),
        *_people(waits),
        *_duty(duty_now(work, clinic, now), duty_zone(clinic)),
    ]
    return tuple(sorted(found, key=lambda need: list(Weight).index(need.weight)))


def _urgent(line: UrgentLine, names: dict[int, tuple[str, str]], now: datetime, zone: ZoneInfo, me: int) -> Urgent:
    mine = me != 0 and line.owner_id == me
    return Urgent(
        reply_id=line.id,
        who=" ".join(filter(None, names.get(line.patient_id or 0, ()))),
        received_at=from_micros(line.received_at),
        turn=turn_of(line.owner, line.answer_by, line.passed_on, now, zone, mine=mine),
    )


def _stopped(holds: list[Stopped], zone: ZoneInfo) -> Iterator[Need]:
    words = {
        "": say("All sending is stopped"),
        Channel.SMS.value: say("Texts are stopped"),
        Channel.EMAIL.value: say("Emails are stopped"),
    }
    for hold in holds:
        since = when(from_micros(hold.since_at), zone)
        detail = say("Since {time}, by {name}: {why}", time=since, name=hold.held_by, why=hold.why)
        yield Need(Weight.URGENT, 0, words[hold.channel], f"/holds/{hold.hold_id}", detail=detail)


def _out_of_order(work: Work, app: App, clinic: Clinic) -> Iterator[Need]:
    """A provider that is left alone is asked again by the program itself."""
    known = breakers(work, clinic.id)
    for channel in Channel:
        breaker = known.get(app.transport_name(channel))
        if breaker is None or breaker.opened_at is None:
            continue
        since = when(from_micros(breaker.opened_at), duty_zone(clinic))
        says = {
            Channel.SMS: say("The text provider has not worked since {time}", time=since),
            Channel.EMAIL: say("The mail server has not worked since {time}", time=since),
        }[channel]
        detail = say("It is asked again every few minutes. Messages wait meanwhile; none is lost.")
        yield Need(Weight.URGENT, 0, says, detail=detail)


def _late(work: Work, clinic: Clinic, now: datetime) -> Iterator[Need]:
    (late,) = counted(work, clinic.id, [(Part.GOING, (0, to_micros(now) - LATE))], MOST)
    if late.number:
        says = nsay("message is late", "messages are late", late.number)
        detail = say("Due for more than two minutes and not sent yet. If this stays, tell whoever runs the computer.")
        yield Need(Weight.WARN, late.number, says, "/today", detail=detail)


def _replies(waits: Waiting) -> Iterator[Need]:
    if waits.replies:
        yield Need(Weight.WARN, waits.replies, nsay("reply waits", "replies wait", waits.replies), "/inbox")


def _messages(shelves: dict[Shelf, int]) -> Iterator[Need]:
    doubt, failed, silent = (shelves[shelf] for shelf in Shelf)
    path = "/review/"
    if doubt:
        says = nsay("message is in doubt", "messages are in doubt", doubt)
        detail = say("Nobody knows whether they arrived.")
        yield Need(Weight.WARN, doubt, says, path + Shelf.DOUBT, detail=detail)
    if failed:
        says = nsay("message did not arrive", "messages did not arrive", failed)
        yield Need(Weight.WARN, failed, says, path + Shelf.FAILED)
    if silent:
        says = nsay("message without news for three days", "messages without news for three days", silent)
        yield Need(Weight.CALM, silent, says, path + Shelf.SILENT)


def _not_approved(work: Work, app: App, clinic: Clinic, waits: Waiting) -> Iterator[Need]:
    """Only a real transport waits for an approval."""
    if not app.settings.real_transport:
        return
    for version in latest_versions(work, clinic.id):
        if version.approved_at is None:
            title = app.version(work, version.id).schedule.title
            says = say("{schedule}, version {number}, is not approved", schedule=title, number=version.number)
            detail = say("Nothing of it is sent until a clinician has read and approved it.")
            yield Need(Weight.WARN, 0, says, "/holds#approvals", detail=detail)
    if waits.not_approved:
        says = nsay("message waits for an approval", "messages wait for an approval", waits.not_approved)
        yield Need(Weight.WARN, waits.not_approved, says, "/holds#approvals")


def _holds(waits: Waiting) -> Iterator[Need]:
    held = _held(waits.held)
    if waits.addresses:
        says = nsay("number or email is on hold", "numbers or emails are on hold", waits.addresses)
        yield Need(Weight.WARN, waits.addresses, says, "/holds#addresses", detail=held)
    if waits.treatments:
        says = nsay("treatment is on hold", "treatments are on hold", waits.treatments)
        detail = "" if waits.addresses else held
        yield Need(Weight.CALM, waits.treatments, says, "/holds#treatments", detail=detail)


def _held(number: int) -> str:
    """Empty where there are more than are counted: a number that is not true helps nobody."""
    if not 0 < number < MOST:
        return ""
    return nsay("{count} message waits for it.", "{count} messages wait for it.", number)


def _people(waits: Waiting) -> Iterator[Need]:
    if waits.no_consent:
        says = nsay(
            "patient waits for their consent to be recorded",
            "patients wait for their consent to be recorded",
            waits.no_consent,
        )
        yield Need(Weight.WARN, waits.no_consent, says, "/patients?attention=no_consent")


def _duty(duty: OnDuty, zone: ZoneInfo) -> Iterator[Need]:
    if not duty.listed:
        detail = say("Urgent replies go to the admins at any hour.")
        yield Need(Weight.CALM, 0, say("There is no duty list"), "/team/duty", Role.ADMIN, detail)
    elif not duty.order:
        yield Need(Weight.WARN, 0, say("Nobody is on duty now"), "/team/duty", Role.ADMIN, _next(duty, zone))


def _next(duty: OnDuty, zone: ZoneInfo) -> Said:
    if duty.next is None:
        return say("Nobody is on the duty list for the next two months; urgent replies wait.")
    starts_at, first = duty.next
    time = when(starts_at, zone, Style.MOMENT)
    return say("Next is {name}, {time}. Urgent replies wait until then.", name=first.name, time=time)
