"""What a person may do about one message, as it stands now: what a page offers is not refused a moment later."""

from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.domain.hours import first_permitted
from reminders.domain.instants import from_micros
from reminders.domain.planned import Shift
from reminders.domain.rules import ClinicRules
from reminders.domain.words import Channel, Origin, Reason, Status, TreatmentStatus
from reminders.store.listing import ListedMessage
from reminders.store.treatments import StoredTreatment

_RUNNING = (TreatmentStatus.ACTIVE, TreatmentStatus.ON_HOLD)
#: What a person may cure by another time, while the window is open.
_BY_TIME = (Reason.FREQUENCY_LIMIT, Reason.NO_PERMITTED_TIME, Reason.SUPERSEDED, Reason.SKIPPED_LATE)


def choices_of(
    message: ListedMessage,
    treatment: StoredTreatment,
    zone: ZoneInfo,
    rules: ClinicRules,
    now: datetime,
    held: frozenset[Channel] = frozenset(),
) -> tuple[frozenset[str], datetime | None]:
    """Of now, move, skip, back and review; and, where it is not to leave at this hour, from when on it may be sent at
    once, if that is before its own time. `zone` is the patient's; on channels that are `held` nothing leaves.
    """
    if message.status in (Status.UNKNOWN, Status.FAILED):
        return frozenset({"review"}), None
    if message.status not in (Status.PLANNED, Status.CANCELED) or message.origin is not Origin.STEP:
        return frozenset(), None
    may = {"skip"} if message.status is Status.PLANNED else set()
    if treatment.status not in _RUNNING or message.attempts or message.round or message.channel is None:
        return frozenset(may), None
    if message.status is Status.PLANNED:
        may |= {"move"}
    elif message.reason is Reason.STAFF:
        may |= {"back"}
    elif message.reason in _BY_TIME and from_micros(message.closes_at) > now:
        may |= {"move"}
    if Shift.CHOSEN in message.shifts:
        may |= {"back"}
    if message.channel in held:
        return frozenset(may), None
    begins = _at_once_from(message, treatment, zone, rules, now)
    if begins == now:
        return frozenset(may | {"now"}), None
    sooner = begins is not None and message.due_at is not None and begins < from_micros(message.due_at)
    return frozenset(may), begins if sooner else None


def _at_once_from(
    message: ListedMessage, treatment: StoredTreatment, zone: ZoneInfo, rules: ClinicRules, now: datetime
) -> datetime | None:
    """From when on the contact hours let it be sent at once; None while its window is not open, or never."""
    if message.status is not Status.PLANNED or treatment.status is not TreatmentStatus.ACTIVE:
        return None
    if from_micros(message.opens_at) > now:
        return None
    return first_permitted(now, from_micros(message.closes_at), rules.hours[message.kind], zone)[0]
