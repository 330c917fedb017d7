"""Tells the people on duty that the service itself is in trouble, past the database: it may be what is broken."""

from dataclasses import dataclass
from datetime import timedelta

from reminders.actions.duty import duty_now
from reminders.app import App
from reminders.domain.words import Channel
from reminders.store.clinics import load_clinic
from reminders.transports.base import Outgoing, SendError, Transport


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
    """Straight through the transports, staff only. Returns how many were taken; failures are not tried again."""
    taken = 0
    for channel in Channel:
        to_tell = [one for one in contacts.people if one.channel is channel]
        if not to_tell:
            continue
        transport = app.open_transport(channel)
        try:
            for one in to_tell:
                taken += _told(app, transport, one, contacts.clinic, what)
        finally:
            transport.close()
    return taken


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
    except SendError:
        return False
    return True
