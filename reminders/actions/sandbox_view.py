"""What the sandbox holds, and what comes next, in words for a page. Addresses are masked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.app import App
from reminders.domain.addresses import mask_email, mask_phone
from reminders.domain.explain import clock, explain
from reminders.domain.instants import from_micros
from reminders.domain.said import nsay, say
from reminders.domain.words import Channel, Origin
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.listing import ListedMessage, messages_by_id, planned_from
from reminders.store.outbox import Recipient, newest_in_sandbox, next_in_queue, recipients

#: So many of each are shown.
NEWEST = 50
NEXT = 20


@dataclass(frozen=True, slots=True)
class Card:
    """One message as the page shows it."""

    id: int
    first_name: str
    #: Masked, for example …0143.
    address: str
    #: "text" or "email".
    channel: str
    #: A BCP 47 tag, for the text's own lang attribute.
    language: str
    #: The stage of recovery as staff call it, or "Welcome".
    stage: str
    at: datetime
    #: On the patient's own clock, the zone named.
    local: str
    #: "40 seconds ago", "in 3 days".
    when: str
    #: Why it comes at that time; empty for what has left.
    why: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class SandboxView:
    """The whole page."""

    clinic: str
    #: On the clinic's clock, the zone named.
    now: str
    held: tuple[Card, ...]
    coming: tuple[Card, ...]


def sandbox_view(app: App) -> SandboxView:
    """The newest messages of the sandbox and the next ones of the queue. Raises StoreError before setup."""
    now = app.now()
    with app.database.read() as work:
        clinic = app.clinic(work)
        held = messages_by_id(work, newest_in_sandbox(work, NEWEST))
        coming = messages_by_id(work, next_in_queue(work, NEXT))
        people = recipients(work, [message.id for message in (*held, *coming)])
        zone = ZoneInfo(clinic.locations[0].timezone)
        return SandboxView(
            clinic=clinic.name,
            now=local_time(now, zone),
            held=_cards(work, app, clinic, held, people, now),
            coming=_cards(work, app, clinic, coming, people, now),
        )


def _cards(
    work: Work,
    app: App,
    clinic: Clinic,
    messages: Sequence[ListedMessage],
    people: dict[int, Recipient],
    now: datetime,
) -> tuple[Card, ...]:
    return tuple(_card(work, app, clinic, message, people[message.id], now) for message in messages)


def _card(work: Work, app: App, clinic: Clinic, message: ListedMessage, recipient: Recipient, now: datetime) -> Card:
    zone = ZoneInfo(recipient.timezone or clinic.location(recipient.location_id or 0).timezone)
    at = from_micros(message.sent_at or message.due_at or message.wish_at)
    return Card(
        id=message.id,
        first_name=recipient.first_name,
        address=masked(recipient.address),
        channel="email" if message.channel is Channel.EMAIL else "text",
        language=recipient.language,
        stage=_stage(work, app, message),
        at=at,
        local=local_time(at, zone),
        when=how_long(at, now),
        why=_why(message, zone, clinic),
        subject=message.subject,
        text=message.text,
    )


def masked(address: str) -> str:
    """A number or email that is known again by who knows it, and tells others nothing."""
    if not address:
        return say("no address")
    return mask_email(address) if "@" in address else mask_phone(address)


def local_time(at: datetime, zone: ZoneInfo) -> str:
    """An instant on a clock whose zone is named: "8:00 am on Mon, Mar 9 (New York)"."""
    return say("{moment} ({place})", moment=clock(at, zone), place=zone.key.rpartition("/")[2].replace("_", " "))


def _stage(work: Work, app: App, message: ListedMessage) -> str:
    if message.origin is Origin.WELCOME or message.version_id is None:
        return _ORIGINS[message.origin]
    stages = app.version(work, message.version_id).schedule.stages
    return next((stage.title for stage in stages if stage.name == message.stage), message.stage or "")


_ORIGINS = {
    Origin.STEP: say("Step"),
    Origin.WELCOME: say("Welcome"),
    Origin.ANSWER: say("Answer"),
    Origin.AUTOMATIC: say("Automatic"),
    Origin.ALERT: say("Alert"),
}


def _why(message: ListedMessage, zone: ZoneInfo, clinic: Clinic) -> str:
    if message.sent_at is not None or message.due_at is None or message.origin is not Origin.STEP:
        return ""
    why = explain(planned_from(message), zone, clinic.rules)
    return "" if why == "On time." else why


def how_long(at: datetime, now: datetime) -> str:
    """How far `at` lies from `now`, in the largest unit that is full: "in 3 days", "40 seconds ago", "now"."""
    seconds = int((at - now).total_seconds())
    for length, to_come, past in _UNITS:
        count = abs(seconds) // length
        if count:
            return to_come(count) if seconds > 0 else past(count)
    return say("now")


_UNITS: tuple[tuple[int, Callable[[int], str], Callable[[int], str]], ...] = (
    (
        86_400,
        lambda count: nsay("in {count} day", "in {count} days", count),
        lambda count: nsay("{count} day ago", "{count} days ago", count),
    ),
    (
        3_600,
        lambda count: nsay("in {count} hour", "in {count} hours", count),
        lambda count: nsay("{count} hour ago", "{count} hours ago", count),
    ),
    (
        60,
        lambda count: nsay("in {count} minute", "in {count} minutes", count),
        lambda count: nsay("{count} minute ago", "{count} minutes ago", count),
    ),
    (
        1,
        lambda count: nsay("in {count} second", "in {count} seconds", count),
        lambda count: nsay("{count} second ago", "{count} seconds ago", count),
    ),
)
