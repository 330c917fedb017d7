"""Tells the people on duty that the service itself is in trouble, past the database: it may be what is broken."""

import threading
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import structlog

from reminders.actions.duty import duty_now
from reminders.app import App
from reminders.domain.words import Channel
from reminders.store.clinics import load_clinic
from reminders.transports.base import Outgoing, SendError, Transport

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Contact:
    """How one of the staff is reached."""

    channel: Channel
    to: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom to tell, as last read."""

    clinic: str = ""
    people: tuple[Contact, ...] = ()


def read_contacts(app: App) -> Contacts:
    """Who is on duty now, else the admins; only by channels that really leave. Raises StoreError, KeyringError."""
    with app.database.read() as work:
        clinic = load_clinic(work)
        if clinic is None:
            return Contacts()
        duty = duty_now(work, clinic, app.now())
    ways = [
        Contact(channel, to)
        for member in duty.order or duty.admins
        for channel, to in ((Channel.SMS, member.phone), (Channel.EMAIL, member.email))
        if to and app.live(channel)
    ]
    return Contacts(clinic.name, tuple(dict.fromkeys(ways)))


def sound_alarm(app: App, contacts: Contacts, what: str) -> int:
    """Straight through the transports, staff only. Returns how many were taken; failures are not tried again. One
    channel does not wait for another: a provider may be what is broken, too.
    """
    taken: list[bool] = []
    threads = [
        threading.Thread(target=_tell, args=(app, channel, contacts, what, taken), name="alarm", daemon=True)
        for channel in Channel
        if any(one.channel is channel for one in contacts.people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(taken)


def _tell(app: App, channel: Channel, contacts: Contacts, what: str, taken: list[bool]) -> None:
    with closing(app.open_transport(channel)) as transport:
        mine = [one for one in contacts.people if one.channel is channel]
        taken.extend(_told(app, transport, one, contacts.clinic, what) for one in mine)


def _told(app: App, transport: Transport, contact: Contact, clinic: str, what: str) -> bool:
    now = app.now()
    outgoing = Outgoing(
        # Of no message: a number that none has, and another one each time, for it names the mail.
        message_id=-int(now.timestamp()),
        attempt_number=0,
        to=contact.to,
        text=f"{clinic[:40]}: reminders may not be going out ({what}). Please tell whoever looks after the service.",
        valid_until=now + timedelta(hours=1),
        subject="Reminders may not be going out",
    )
    try:
        transport.send(outgoing)
    except SendError as error:
        log.error("staff could not be told", channel=contact.channel.value, why=str(error))
        return False
    return True
