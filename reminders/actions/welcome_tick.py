"""How the first text to a number is doing, for whoever has just enrolled its patient and looks at it."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from reminders.actions.enroll_notices import why_unusable
from reminders.actions.enroll_people import Person
from reminders.actions.welcome import is_welcomed
from reminders.app import App
from reminders.domain.explain import explain_reason
from reminders.domain.instants import MINUTE, from_micros
from reminders.domain.said import Said, say, when
from reminders.domain.words import Channel, Reason, Status
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.hold_list import hold_in_the_way
from reminders.store.holds import Hold
from reminders.store.listing import ListedMessage
from reminders.store.people import gates_of
from reminders.store.senders import breakers
from reminders.store.versions import version_by_id


class Tick(StrEnum):
    """How it is doing."""

    #: They have not agreed, nothing goes there by text, or it was welcomed before.
    NONE = "none"
    WAITING = "waiting"
    LEAVING = "leaving"
    TAKEN = "taken"
    ARRIVED = "arrived"
    REFUSED = "refused"
    DOUBT = "doubt"
    CANCELED = "canceled"


#: Nothing more is to come.
FINAL = (Tick.NONE, Tick.ARRIVED, Tick.REFUSED, Tick.CANCELED)

_TICKS = {
    Status.PLANNED: Tick.LEAVING,
    Status.SENDING: Tick.LEAVING,
    Status.SENT: Tick.TAKEN,
    Status.DELIVERED: Tick.ARRIVED,
    Status.FAILED: Tick.REFUSED,
    Status.UNKNOWN: Tick.DOUBT,
    Status.CANCELED: Tick.CANCELED,
}


@dataclass(frozen=True, slots=True)
class WelcomeTick:
    """The welcome as the page shows it."""

    tick: Tick
    says: Said
    #: A first text was planned for this number because of this treatment.
    sent_by_us: bool = False
    #: Where a person decides that it goes on, and the words of the way there; empty where nobody has to.
    path: str = ""
    way: str = ""

    @property
    def looks_again(self) -> bool:
        """Whether something may still change."""
        return self.tick not in FINAL


def tick_of(
    work: Work, app: App, clinic: Clinic, person: Person, welcome: ListedMessage | None, zone: ZoneInfo
) -> WelcomeTick:
    """Of the welcome that was planned for this person's treatment, told on the clock of `zone`; None: none was."""
    if welcome is None:
        return _no_welcome(work, app, clinic, person)
    if welcome.status is Status.PLANNED:
        waits = _waits_for(work, app, clinic, person, welcome) or _waits_until(app, welcome, zone)
        return waits or WelcomeTick(Tick.LEAVING, say("The welcome is leaving now …"), True)
    tick = _TICKS[welcome.status]
    return WelcomeTick(tick, _says(tick, person, welcome), True)


def _no_welcome(work: Work, app: App, clinic: Clinic, person: Person) -> WelcomeTick:
    """Why none was planned."""
    if all(entry.withdrawn_at is not None for address in person.addresses for entry in address.consents):
        return WelcomeTick(Tick.NONE, say("Nothing is sent until they agree."))
    phone = person.address(Channel.SMS)
    if phone is not None and is_welcomed(app, gates_of(work, clinic.id, [phone.hash]), phone.hash):
        return WelcomeTick(Tick.NONE, say("No welcome is needed: this number had one before."))
    return WelcomeTick(Tick.NONE, say("Nothing goes by text."))


def _waits_for(work: Work, app: App, clinic: Clinic, person: Person, welcome: ListedMessage) -> WelcomeTick | None:
    """What keeps it back besides its time: a pause, an approval, a provider that is out of order; None: nothing."""
    phone = person.address(Channel.SMS)
    hold = hold_in_the_way(work, clinic.id, Channel.SMS, phone.hash) if phone is not None else None
    if hold is not None:
        return WelcomeTick(Tick.WAITING, _held(hold), True, f"/holds/{hold.id}", say("See why, and who lets it go on"))
    if app.live(Channel.SMS) and _not_approved(work, welcome):
        says = say("The welcome waits: nobody has approved this treatment's messages yet.")
        return WelcomeTick(Tick.WAITING, says, True, "/holds#approvals", say("See what waits for an approval"))
    breaker = breakers(work, clinic.id).get(app.transport_name(Channel.SMS))
    if breaker is not None and breaker.opened_at is not None:
        says = say("The welcome waits: texts do not get through right now. It leaves by itself when they do.")
        return WelcomeTick(Tick.WAITING, says, True)
    return None


def _held(hold: Hold) -> Said:
    if hold.target == "database":
        return say("The welcome waits: all sending is on hold.")
    if hold.target == "channel":
        return say("The welcome waits: all texts are on hold.")
    return say("The welcome waits: messages to this number are on hold.")


def _not_approved(work: Work, welcome: ListedMessage) -> bool:
    return welcome.version_id is not None and version_by_id(work, welcome.version_id).approved_at is None


def _waits_until(app: App, welcome: ListedMessage, zone: ZoneInfo) -> WelcomeTick | None:
    leaves_at = max(welcome.due_at or 0, welcome.queue_at or 0)
    if leaves_at <= app.now_micros() + MINUTE:
        return None
    return WelcomeTick(Tick.WAITING, say("The welcome leaves at {at}.", at=when(from_micros(leaves_at), zone)), True)


def _says(tick: Tick, person: Person, welcome: ListedMessage) -> Said:
    match tick:
        case Tick.ARRIVED:
            return say("The phone has it.")
        case Tick.TAKEN:
            return say("Taken by the network. The phone has not confirmed it yet.")
        case Tick.DOUBT:
            return say("Nobody knows yet whether it arrived. It is looked for; ask whether the phone has it.")
        case Tick.REFUSED:
            phone = person.address(Channel.SMS)
            if phone is not None and phone.unusable_why is not None:
                return say("Refused. {why}", why=why_unusable(Channel.SMS, phone.unusable_why))
            return say("Refused: {why}.", why=explain_reason(welcome.reason or Reason.REJECTED))
        case Tick.CANCELED:
            return say("It will not be sent: {why}.", why=explain_reason(welcome.reason or Reason.STAFF))
        case _:
            return say("The welcome is leaving now …")
