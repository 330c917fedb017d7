"""Fills a message's template in for its patient, and seals what will be sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from reminders.app import App
from reminders.catalog.content import BadContent, Content, NoTemplate, Variables
from reminders.domain.arming import MAY_FOLLOW_STOP, UNASKED
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.segments import count
from reminders.domain.words import Channel, Kind, Origin
from reminders.store.arming import Armed, Claimed
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.keyring import KeyringError
from reminders.store.messages import SUBJECT, TEXT
from reminders.store.people import ADDRESS, KnownAddress
from reminders.store.writings import TO
from reminders.transports.base import Outgoing

#: A welcome that a present patient waits for may leave outside the contact hours, but not much later.
_AT_THE_DESK = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Ready:
    """An armed message on its way to a transport. Micros UTC."""

    outgoing: Outgoing
    channel: Channel
    origin: Origin
    kind: Kind
    queue_at: int
    attempt_id: int
    clinic_id: int
    address_hash: bytes
    closes_at: int
    armed_at: int
    token: int
    live: bool
    #: The reply to STOP or HELP: the only message that may leave after a stop.
    after_stop: bool = False
    #: How often the database had been written to when this was armed; None: not known.
    writers: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes, and when it is."""

    clinic: Clinic
    address: KnownAddress
    #: The end of the contact hours that now lies in; now itself outside them.
    hours_end_at: datetime
    now: datetime
    token: int


def fill(work: Work, app: App, m: Claimed, target: Target, attempt_id: int) -> tuple[Armed, Ready] | None:
    """The rows and the message for the wire; None when it cannot be filled in for this patient."""
    unsubscribe_url = app.unsubscribe_url(m.id) if m.channel is Channel.EMAIL and m.written is None else ""
    try:
        content = _written(work, m) or _rendered(work, app, m, target.clinic, unsubscribe_url)
        ready = _ready(work, app, m, target, attempt_id, content, unsubscribe_url)
    except (BadContent, NoTemplate, KeyringError):
        # One patient's field that does not open must not stop everybody else's messages.
        return None
    return _armed(work, app, m, target, attempt_id, content), ready


def _written(work: Work, m: Claimed) -> Content | None:
    """What was written, word for word; None for a step or a welcome."""
    if m.written is None:
        return None
    _, subject, text = m.written
    return Content(work.keyring.open_optional(SUBJECT, m.id, subject), work.keyring.open(TEXT, m.id, text))


def _rendered(work: Work, app: App, m: Claimed, clinic: Clinic, unsubscribe_url: str) -> Content:
    variables = _variables(work, app, m, clinic, unsubscribe_url)
    return app.version(work, m.version_id).render(m.step, m.channel, m.language, variables)


def _variables(work: Work, app: App, m: Claimed, clinic: Clinic, unsubscribe_url: str) -> Variables:
    location = clinic.location(m.location_id)
    return Variables(
        first_name=m.first_name(work),
        language=m.language,
        clinic_name=clinic.name,
        clinic_phone=location.phone,
        clinic_address=clinic.postal_address,
        booking_url=location.booking_url,
        provider=m.provider(work),
        session=m.session[0] if m.session else None,
        sessions=m.session[1] if m.session else None,
        tags=m.tags(work),
        unsubscribe_url=unsubscribe_url,
        emergency_number=clinic.emergency_number,
        replies=app.replies_reach_us,
    )


def _armed(work: Work, app: App, m: Claimed, target: Target, attempt_id: int, content: Content) -> Armed:
    return Armed(
        message_id=m.id,
        queue_at=m.queue_at,
        attempt_id=attempt_id,
        attempt_number=m.attempts + 1,
        address_id=target.address.id if m.written is None else None,
        address_hash=target.address.hash,
        transport=app.transport_name(m.channel),
        live=app.live(m.channel),
        subject_enc=work.keyring.seal_optional(SUBJECT, m.id, content.subject),
        text_enc=work.keyring.seal(TEXT, m.id, content.text),
        segments=count(content.text).segments if m.channel is Channel.SMS else None,
    )


def _ready(
    work: Work, app: App, m: Claimed, target: Target, attempt_id: int, content: Content, unsubscribe_url: str
) -> Ready:
    return Ready(
        outgoing=Outgoing(
            message_id=m.id,
            attempt_number=m.attempts + 1,
            to=work.keyring.open(TO if m.written else ADDRESS, target.address.id, target.address.sealed),
            text=content.text,
            valid_until=_valid_until(m, target),
            subject=content.subject,
            html=content.html,
            language=m.language,
            unsubscribe_url=unsubscribe_url,
        ),
        channel=m.channel,
        origin=m.origin,
        kind=m.kind,
        queue_at=m.queue_at,
        attempt_id=attempt_id,
        clinic_id=m.clinic_id,
        address_hash=target.address.hash,
        closes_at=m.closes_at,
        armed_at=to_micros(target.now),
        token=target.token,
        live=app.live(m.channel),
        after_stop=m.origin is Origin.AUTOMATIC and m.step in MAY_FOLLOW_STOP,
        writers=app.database.writers(),
    )


def _valid_until(m: Claimed, target: Target) -> datetime:
    """The end of its window or of the contact hours, whichever comes first; an answer knows no contact hours."""
    if m.written is not None and m.step != UNASKED:
        return from_micros(m.closes_at)
    until = target.hours_end_at
    if until <= target.now:
        until = target.now + _AT_THE_DESK
    return min(until, from_micros(m.closes_at))
