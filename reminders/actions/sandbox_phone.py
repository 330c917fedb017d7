"""The sandbox's phones and mailboxes: what each one got, and what its owner and the network do with it.

What is done here goes through the same actions as a provider's webhooks, so every flow can be tried with no account.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.hearing import hear
from reminders.actions.sandbox_view import how_long, local_time, masked
from reminders.actions.sandbox_words import FATES, FATES_OF, READ_AS, STATES, Fate
from reminders.actions.track import report_delivery
from reminders.app import App
from reminders.domain.explain import clock
from reminders.domain.instants import from_micros
from reminders.domain.said import joined, say
from reminders.domain.words import Channel, Kind, Origin, Status
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.holds import holds_in_force
from reminders.store.inbox import Line, conversation, voice_of
from reminders.store.listing import ListedMessage, messages_by_id
from reminders.store.outbox import recipients
from reminders.store.people import current_addresses, names_of, opted_out, patients_with_hash
from reminders.store.phones import (
    Phone,
    ReadReply,
    SentThere,
    on_the_way,
    phone_of,
    phones,
    read_replies,
    sent_there,
)
from reminders.transports.base import Inbound, Media, Report

_PHONES = 200
_LINES = 60
#: A text message program splits what is longer.
LONGEST_TEXT = 1600
MOST_PICTURES = 10
_LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """A phone or mailbox in the list."""

    #: Names it in links.
    id: int
    #: Who uses it: patients, a colleague, or "nobody we know".
    who: str
    #: Masked.
    address: str
    #: "text" or "email".
    channel: str
    messages: int
    when: str
    #: The beginning of the newest message.
    newest: str
    language: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """One line of a thread."""

    id: int
    #: The clinic's; else the patient's.
    ours: bool
    #: On the patient's clock.
    local: str
    subject: str
    text: str
    pictures: int
    #: What became of it, or what the clinic made of it.
    note: str
    #: It never showed on the phone.
    lost: bool
    #: (word, what it is called): what the network may still do with it.
    fates: tuple[tuple[str, str], ...]
    #: Where a mail's link to stop leads; empty for a text.
    unsubscribe: str


@dataclass(frozen=True, slots=True)
class Thread:
    """One phone or mailbox. Lines in the order in which they were said."""

    row: PhoneRow
    clinic: str
    #: On the patient's clock, the zone named.
    now: str
    lines: tuple[Bubble, ...]
    #: What the clinic keeps in mind about it: stopped, waiting, not working.
    remarks: tuple[str, ...]
    #: An answer is on its way.
    waits: bool
    #: It can be written from here.
    writes: bool


def sandbox_phones(app: App) -> list[PhoneRow]:
    """Every phone and mailbox that something went to, the newest first."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        return [_row(work, app, clinic, phone) for phone in phones(work, clinic.id, _PHONES)]


def sandbox_thread(app: App, message_id: int) -> Thread | None:
    """The phone that this message went to; None for a message that went to none."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        phone = phone_of(work, clinic.id, message_id)
        if phone is None:
            return None
        zone = _zone(work, clinic, phone)
        return Thread(
            row=_row(work, app, clinic, phone),
            clinic=clinic.name,
            now=local_time(app.now(), zone),
            lines=_bubbles(work, app, clinic, phone, zone),
            remarks=tuple(_remarks(work, clinic, phone)),
            waits=on_the_way(work, clinic.id, phone.address_hash, app.now_micros()),
            writes=phone.channel is Channel.SMS,
        )


def text_from_phone(app: App, message_id: int, text: str, pictures: str, key: str) -> bool:
    """Text the clinic from the phone that this message went to; `key` is new for each text, so that the same form again
    is heard once. False: there is no such phone. Raises BadInput.
    """
    count = _picture_count(pictures)
    mistakes: list[str] = []
    if count is None:
        mistakes.append(Mistake("pictures", say("must be a number from 0 to {most}", most=MOST_PICTURES)))
    if len(text) > LONGEST_TEXT:
        mistakes.append(Mistake("text", say("is longer than {most} characters", most=LONGEST_TEXT)))
    if not text.strip() and not count:
        mistakes.append(Mistake("text", say("say something, or send a picture")))
    if not (key.isascii() and key.isalnum() and len(key) <= _LONGEST_KEY):
        mistakes.append(Mistake("key", say("is missing; open the page again")))
    if mistakes:
        raise BadInput(mistakes)
    with app.database.read() as work:
        clinic = app.clinic(work)
        phone = phone_of(work, clinic.id, message_id)
        if phone is None or phone.channel is not Channel.SMS:
            return False
        sender = recipients(work, [phone.newest_id])[phone.newest_id].address
    shown = tuple(Media(f"sandbox:picture-{number + 1}", "image/jpeg") for number in range(count or 0))
    hear(app, Inbound(f"sandbox-{key}", sender, clinic.location(0).phone, text, app.now(), shown))
    return True


def decide_fate(app: App, message_id: int, fate: str) -> bool:
    """Let the network report this of a message that the sandbox took. False: it took no such message.

    Raises BadInput for a fate that does not fit. News that tell less than those known change nothing, as ever.
    """
    with app.database.read() as work:
        found = messages_by_id(work, [message_id])
        sent = sent_there(work, [message_id]).get(message_id)
    if not found or found[0].channel is None or sent is None:
        return False
    known = [one.value for one in FATES_OF[found[0].channel]]
    if fate not in known:
        raise BadInput([Mistake("fate", say("use one of {words}", words=", ".join(known)))])
    _, rank, word, code, fault = FATES[Fate(fate)]
    report_delivery(app, Report(sent.provider_id, rank, word, code, fault, message_id, sent.attempt_number))
    return True


def _row(work: Work, app: App, clinic: Clinic, phone: Phone) -> PhoneRow:
    (newest,) = messages_by_id(work, [phone.newest_id])
    recipient = recipients(work, [phone.newest_id])[phone.newest_id]
    users = names_of(work, patients_with_hash(work, clinic.id, phone.address_hash))
    patients = ", ".join(" ".join(filter(None, names)) for names in users.values())
    return PhoneRow(
        id=phone.first_id,
        who=patients or (recipient.first_name if newest.origin is Origin.ALERT else "") or say("nobody we know"),
        address=masked(recipient.address),
        channel="email" if phone.channel is Channel.EMAIL else "text",
        messages=phone.messages,
        when=how_long(from_micros(phone.last_at), app.now()),
        newest=newest.subject or newest.text,
        language=recipient.language,
    )


def _zone(work: Work, clinic: Clinic, phone: Phone) -> ZoneInfo:
    _, zone = voice_of(work, clinic.id, None, phone.address_hash)
    return ZoneInfo(zone or clinic.location(0).timezone)


def _remarks(work: Work, clinic: Clinic, phone: Phone) -> Iterator[str]:
    stopped = opted_out(work, clinic.id, [phone.address_hash]).get(phone.address_hash, set())
    if Kind.CARE in stopped:
        yield say("It has stopped all messages.")
    elif stopped:
        yield say("It has stopped invitations.")
    if holds_in_force(work, clinic.id).hold(phone.channel, phone.address_hash):
        yield say("Messages to it wait until a person decides.")
    people = patients_with_hash(work, clinic.id, phone.address_hash)
    used = [one for known in current_addresses(work, clinic.id, people).values() for one in known]
    if any(one.unusable_why for one in used if one.hash == phone.address_hash):
        yield say("It counts as not working.")


def _bubbles(work: Work, app: App, clinic: Clinic, phone: Phone, zone: ZoneInfo) -> tuple[Bubble, ...]:
    lines = conversation(work, clinic.id, phone.address_hash, (), _LINES)
    ours = [line.id for line in lines if line.ours]
    messages = {message.id: message for message in messages_by_id(work, ours)}
    sent, read = sent_there(work, ours), read_replies(work, [line.id for line in lines if not line.ours])
    return tuple(
        _sent_bubble(app, messages[line.id], sent[line.id], zone)
        if line.ours
        else _reply_bubble(line, read[line.id], zone)
        for line in lines
        if not line.ours or line.id in sent
    )


def _sent_bubble(app: App, message: ListedMessage, sent: SentThere, zone: ZoneInfo) -> Bubble:
    channel = message.channel or Channel.SMS
    final = message.status is Status.DELIVERED
    fates = () if final else tuple((fate.value, FATES[fate][0]) for fate in FATES_OF[channel])
    link = app.unsubscribe_url(message.id).removeprefix(app.settings.public_url) if channel is Channel.EMAIL else ""
    return Bubble(
        id=message.id,
        ours=True,
        local=clock(from_micros(message.sent_at or message.armed_at or message.wish_at), zone),
        subject=message.subject,
        text=message.text,
        pictures=0,
        note=_state(message.status, sent),
        lost=message.status is Status.FAILED,
        fates=fates,
        unsubscribe=link,
    )


def _state(status: Status, sent: SentThere) -> str:
    """With the network's own word and code beside ours."""
    state = STATES[status]
    if sent.code:
        return say("{state} ({word}, error {code})", state=state, word=sent.word, code=sent.code)
    return say("{state} ({word})", state=state, word=sent.word) if sent.word else state


def _reply_bubble(line: Line, read: ReadReply, zone: ZoneInfo) -> Bubble:
    return Bubble(
        id=line.id,
        ours=False,
        local=clock(from_micros(line.at), zone),
        subject="",
        text=line.text,
        pictures=line.media,
        note=_read_as(line.id, read),
        lost=False,
        fates=(),
        unsubscribe="",
    )


def _read_as(reply_id: int, read: ReadReply) -> str:
    what = say("read as {what}", what=READ_AS[read.intent])
    if not read.open:
        return joined([what, say("nobody has to do anything")], "; ")
    whose = say("with {name}", name=read.owner) if read.owner else say("nobody's yet")
    open_there = say("reply {reply} in the inbox, {whose}", reply=reply_id, whose=whose)
    return joined([say("URGENT, {what}", what=what) if read.urgent else what, open_there], "; ")


def _picture_count(text: str) -> int | None:
    text = text.strip() or "0"
    count = int(text) if text.isascii() and text.isdecimal() and len(text) <= 2 else None
    return count if count is not None and count <= MOST_PICTURES else None
