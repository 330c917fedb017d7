"""Messages that a person decides about, with what is known of each and what each choice would do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.resolving import Resolved, Several, arrived, close, close_several, leave, leave_several, resend
from reminders.actions.review_words import known_of, summary
from reminders.actions.sending_again import Way, way_of
from reminders.actions.titles import title_of
from reminders.app import App
from reminders.domain.said import nsay, say, when
from reminders.domain.words import Channel, Origin, Reason
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.outbox import recipients
from reminders.store.review import (
    Key,
    Reviewed,
    Shelf,
    count_shelves,
    later_rounds,
    reviewed,
    shelf_page,
    tries,
)
from reminders.store.today import people

#: So many lines a page, and so many can be closed at once.
LISTED = 50
#: Numbers beside the shelves stop here: 99+.
MOST = 100
_AT_ONCE = timedelta(minutes=1)
#: Who would decide, while it is only tried out what a decision does.
_NOBODY = "rehearsal"


class Act(StrEnum):
    """What a person can decide."""

    RESEND = "resend"
    ARRIVED = "arrived"
    CLOSE = "close"
    LEAVE = "leave"


#: What can be decided on which shelf, the usual choice first.
_ACTS = {
    Shelf.DOUBT: (Act.ARRIVED, Act.RESEND, Act.CLOSE),
    Shelf.FAILED: (Act.RESEND, Act.CLOSE),
    Shelf.SILENT: (Act.LEAVE,),
}


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One message of a list."""

    message: Reviewed
    #: The patient's name; empty for a number that is nobody's or several patients'.
    who: str
    title: str
    #: What happened, in a few words.
    summary: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One page of a shelf, the newest first."""

    shelf: Shelf
    #: How many wait on each shelf (MOST: so many or more).
    counts: dict[Shelf, int]
    lines: tuple[ReviewLine, ...]
    #: Where the next page begins; None: this is the last.
    after: Key | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person can decide, and what follows: or, where it is not possible, why not."""

    act: Act
    possible: bool
    effect: str


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """One message with all that helps to decide about it."""

    line: ReviewLine
    #: Opened; empty where it went to nobody who is known.
    address: str
    language: str
    #: The patient's own clock, where one is known.
    zone: ZoneInfo
    #: What is known of its way: when, and what happened.
    known: tuple[tuple[datetime | None, str], ...]
    #: Later rounds of the same message: id, and what became of it.
    later: tuple[tuple[int, str], ...]
    #: Empty: there is nothing to decide (any more).
    choices: tuple[Choice, ...]


def first_shelf(app: App) -> Shelf:
    """The first one on which anything waits; else the first of all."""
    with app.database.read() as work:
        counts = count_shelves(work, app.clinic(work).id, 1)
    return next((shelf for shelf in Shelf if counts[shelf]), Shelf.DOUBT)


def review_page(app: App, shelf: Shelf, before: Key | None = None) -> ReviewPage:
    """Messages of a shelf from `before` on, LISTED of them. A constant number of queries."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        found = shelf_page(work, clinic.id, shelf, before, LISTED + 1)
        shown = found[:LISTED]
        counts = count_shelves(work, clinic.id, MOST)
        after = shown[-1].key if len(found) > LISTED else None
        return ReviewPage(shelf, counts, _lines(work, app, clinic, shown), after)


def review_lines(app: App, message_ids: Sequence[int], shelf: Shelf) -> tuple[ReviewLine, ...]:
    """Those of these messages that wait on this shelf now."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        found = reviewed(work, clinic.id, sorted(set(message_ids))[:LISTED])
        return _lines(work, app, clinic, [one for one in found if one.shelf is shelf])


def review_sheet(app: App, message_id: int) -> ReviewSheet | None:
    """One message, whatever became of it; None when the clinic has no such one."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        found = reviewed(work, clinic.id, [message_id])
        if not found:
            return None
        sheet = _sheet(work, app, clinic, found[0])
        way = way_of(work, app, clinic, found[0], sheet.zone)
    return _with_choices(app, sheet, way)


def decide(app: App, message_id: int, act: Act, by: str, why: str) -> None:
    """Do what a person has decided. Raises BadInput."""
    _DECIDED[act](app, message_id, by, why)


#: Where several may be decided about at once. What is in doubt is looked at one by one.
SEVERAL: dict[Shelf, Callable[[App, Sequence[int], str, str], Several]] = {
    Shelf.FAILED: close_several,
    Shelf.SILENT: leave_several,
}

_DECIDED: dict[Act, Callable[[App, int, str, str], Resolved | None]] = {
    Act.RESEND: resend,
    Act.ARRIVED: arrived,
    Act.CLOSE: close,
    Act.LEAVE: leave,
}


def _lines(work: Work, app: App, clinic: Clinic, messages: Sequence[Reviewed]) -> tuple[ReviewLine, ...]:
    known = people(work, clinic.id, sorted({one.patient_id for one in messages if one.patient_id is not None}))
    return tuple(
        ReviewLine(
            message=one,
            who=known[one.patient_id].name if one.patient_id in known else "",
            title=title_of(work, app, one.version_id, one.stage, one.origin),
            summary=summary(one),
        )
        for one in messages
    )


def _sheet(work: Work, app: App, clinic: Clinic, message: Reviewed) -> ReviewSheet:
    recipient = recipients(work, [message.id])[message.id]
    own_zone = recipient.timezone or clinic.location(recipient.location_id or 0).timezone
    return ReviewSheet(
        line=_lines(work, app, clinic, [message])[0],
        address=recipient.address,
        language=recipient.language,
        zone=ZoneInfo(own_zone),
        known=tuple(known_of(message, tries(work, message.id), app.now())),
        later=tuple((one[0], _later(*one[1:])) for one in later_rounds(work, message)),
        choices=(),
    )


def _later(channel: Channel | None, _status: object, by: str | None) -> str:
    way = {Channel.EMAIL: say("by email")}.get(channel or Channel.SMS, say("by text"))
    return say("{name} had it sent once more, {way}", name=by, way=way) if by else say("Sent once more, {way}", way=way)


def _with_choices(app: App, sheet: ReviewSheet, way: Way) -> ReviewSheet:
    message = sheet.line.message
    acts = _ACTS[message.shelf] if message.shelf else ()
    choices = []
    for act in acts:
        if act is Act.RESEND and way.hindrance:
            choices.append(Choice(act, possible=False, effect=way.hindrance))
        else:
            choices.append(_tried_out(app, act, message, sheet.zone, way))
    return ReviewSheet(sheet.line, sheet.address, sheet.language, sheet.zone, sheet.known, sheet.later, tuple(choices))


def _tried_out(app: App, act: Act, message: Reviewed, zone: ZoneInfo, way: Way) -> Choice:
    """By carrying it out and taking it back."""
    try:
        with app.database.rehearsal():
            done = _DECIDED[act](app, message.id, _NOBODY, _NOBODY)
    except BadInput as error:
        return Choice(act, possible=False, effect=_why_not(message, error))
    if act is Act.RESEND and done is not None and done.due_at is not None:
        return _leaving(app, done.due_at, zone, way)
    return Choice(act, possible=True, effect=_effect(act, message, done))


def _leaving(app: App, due_at: datetime, zone: ZoneInfo, way: Way) -> Choice:
    if way.waits:
        return Choice(Act.RESEND, possible=True, effect=way.waits)
    free = way.room.instead_of(due_at) if way.room else due_at
    if isinstance(free, Reason):
        says = say(
            "It would not leave: the patient has had as many messages as the limit allows until its time is over."
        )
        return Choice(Act.RESEND, possible=False, effect=says)
    if free != due_at:
        says = say("It leaves at {time}: until then the limit of messages is reached.", time=when(free, zone))
    elif due_at <= app.now() + _AT_ONCE:
        says = say("It leaves at once.")
    else:
        says = say("It leaves at {time}, the next time at which messages may be sent.", time=when(due_at, zone))
    return Choice(Act.RESEND, possible=True, effect=says)


def _why_not(message: Reviewed, error: BadInput) -> str:
    if message.origin in (Origin.ANSWER, Origin.AUTOMATIC, Origin.ALERT):
        return say("A message that a person or the program wrote is not sent again. Write a new one instead.")
    if message.origin is Origin.WELCOME:
        return say("Another welcome to this number is on its way or has arrived.")
    first = error.mistakes[0]
    return first.says if isinstance(first, Mistake) else first


def _effect(act: Act, message: Reviewed, done: Resolved | None) -> str:
    welcome = message.origin is Origin.WELCOME
    if act is Act.ARRIVED and welcome:
        return say("It counts as sent, and texts that wait for this welcome may leave.")
    if act is Act.ARRIVED:
        return say("It counts as sent. Nothing more is sent of it.")
    if act is Act.LEAVE:
        return say("It stays as sent and leaves this list.")
    if done is not None and done.waiting:
        return nsay(
            "Nothing more is sent of it. {count} text to this number goes on waiting for a welcome.",
            "Nothing more is sent of it. {count} texts to this number go on waiting for a welcome.",
            done.waiting,
        )
    return say("Nothing more is sent of it. It counts as not arrived.")
