"""What is on hold, for staff: what it is, who decided and why, and what letting it go on would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reminders.actions.holding import waiting_for
from reminders.app import App
from reminders.domain.addresses import show_phone
from reminders.domain.instants import from_micros
from reminders.domain.said import say
from reminders.domain.words import Channel, Role
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.hold_list import (
    Parked,
    held_treatments,
    hold_by_id,
    holds_on,
    is_over,
    newest_replies,
    parked_by,
    said_of,
    users_of,
)
from reminders.store.holds import Hold
from reminders.store.people import opened_addresses
from reminders.store.restored import doubtful_before, doubtful_messages
from reminders.store.today import people

#: So many of each kind are listed.
LISTED = 50
#: Of what waits so many are counted.
MOST = 10_000
_HIGHEST = 2**63 - 1
_ADDRESS, _CHANNEL, _DATABASE = "address", "channel", "database"


@dataclass(frozen=True, slots=True)
class Held:
    """A pause of a number, a channel, or everything."""

    id: int
    target: str
    #: "All sending", "Texts", or the number or email.
    what: str
    #: (patient, name) of whoever uses the number or email.
    people: tuple[tuple[int, str], ...]
    since: datetime
    by: str
    why: str
    #: The newest text from this number; None: there is none.
    reply_id: int | None

    @property
    def least(self) -> Role:
        """Who may let it go on: what stops everybody was stopped for a reason that an admin puts right."""
        return Role.STAFF if self.target == _ADDRESS else Role.ADMIN


@dataclass(frozen=True, slots=True)
class HeldPlan:
    """A treatment on hold; it goes on from its patient's page."""

    treatment_id: int
    patient_id: int
    who: str
    #: What the treatment is called.
    title: str
    #: None and empty where nothing was written down about it.
    since: datetime | None
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class HoldsPage:
    """Everything that is on hold."""

    stopped: tuple[Held, ...]
    addresses: tuple[Held, ...]
    more_addresses: bool
    treatments: tuple[HeldPlan, ...]
    #: Where the next page of treatments begins; None: this is the last.
    after: int | None

    @property
    def empty(self) -> bool:
        """Nothing at all is on hold."""
        return not (self.stopped or self.addresses or self.treatments)


@dataclass(frozen=True, slots=True)
class HoldSheet:
    """One pause, and what its end would do."""

    held: Held
    waiting: Parked
    #: After a restore: how many messages the lost database may have sent already.
    doubtful: int


def holds_page(app: App, after: int | None = None) -> HoldsPage:
    """The newest pauses, and a page of the treatments on hold. A constant number of queries."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        stopped = holds_on(work, clinic.id, [_DATABASE, _CHANNEL], LISTED)
        addresses = holds_on(work, clinic.id, [_ADDRESS], LISTED + 1)
        plans = held_treatments(work, clinic.id, after or _HIGHEST, LISTED + 1)
        held = _held(work, clinic, [*stopped, *addresses[:LISTED]])
        return HoldsPage(
            stopped=tuple(one for one in held if one.target != _ADDRESS),
            addresses=tuple(one for one in held if one.target == _ADDRESS),
            more_addresses=len(addresses) > LISTED,
            treatments=tuple(_plans(work, app, clinic, [(p.id, p.patient_id, p.version_id) for p in plans[:LISTED]])),
            after=plans[LISTED - 1].id if len(plans) > LISTED else None,
        )


def hold_sheet(app: App, hold_id: int) -> HoldSheet | None:
    """One pause in force; None when there is none (any more)."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        hold = hold_by_id(work, clinic.id, hold_id)
        if hold is None:
            return None
        where, values = waiting_for(clinic.id, hold.target, hold.target_key)
        waiting = parked_by(work, clinic.id, where, values, app.now_micros(), MOST)
        return HoldSheet(_held(work, clinic, [hold])[0], waiting, _doubtful(work, clinic, hold))


def let_go_already(app: App, hold_id: int) -> bool:
    """Whether there was such a pause, which somebody has ended."""
    with app.database.read() as work:
        return is_over(work, app.clinic(work).id, hold_id)


def _doubtful(work: Work, clinic: Clinic, hold: Hold) -> int:
    before = doubtful_before(work) if hold.target == _DATABASE else None
    return sum(one.messages for one in doubtful_messages(work, clinic.id, before)) if before is not None else 0


def _held(work: Work, clinic: Clinic, holds: Sequence[Hold]) -> list[Held]:
    hashes = [bytes.fromhex(hold.target_key) for hold in holds if hold.target == _ADDRESS]
    users, values = users_of(work, clinic.id, hashes), opened_addresses(work, clinic.id, hashes)
    replies = newest_replies(work, clinic.id, hashes)
    ids = sorted({patient_id for one in users.values() for patient_id in one})
    names = {patient_id: person.name for patient_id, person in people(work, clinic.id, ids).items()}
    told = said_of(work, "patient", ids, "held address")
    found = []
    for hold in holds:
        value_hash = bytes.fromhex(hold.target_key) if hold.target == _ADDRESS else b""
        of = users.get(value_hash, [])
        found.append(
            Held(
                id=hold.id,
                target=hold.target,
                what=_what(hold, values.get(value_hash, "")),
                people=tuple((patient_id, names[patient_id]) for patient_id in of if patient_id in names),
                since=from_micros(hold.since_at),
                by=hold.held_by,
                why=_why(hold, [told[patient_id] for patient_id in of if patient_id in told]),
                reply_id=replies.get(value_hash),
            )
        )
    return found


def _what(hold: Hold, value: str) -> str:
    if hold.target == _DATABASE:
        return say("All sending")
    if hold.target == _CHANNEL:
        return say("Emails") if hold.target_key == Channel.EMAIL else say("Texts")
    if not value:
        return say("A number or email of nobody who is known")
    return value if "@" in value else show_phone(value)


def _why(hold: Hold, said: Sequence[tuple[int, str, str]]) -> str:
    """What staff say about a number is a patient's: it is kept with the patients who use it."""
    own = [why for at, _, why in said if at == hold.since_at and why]
    if own:
        return own[0]
    return say("decided by hand") if hold.why.startswith("decided by hand") else hold.why


def _plans(work: Work, app: App, clinic: Clinic, plans: Sequence[tuple[int, int, int]]) -> list[HeldPlan]:
    known = people(work, clinic.id, sorted({patient_id for _, patient_id, _ in plans}))
    said = said_of(work, "treatment", [treatment_id for treatment_id, _, _ in plans], "held")
    found = []
    for treatment_id, patient_id, version_id in plans:
        at, by, why = said.get(treatment_id, (None, "", ""))
        found.append(
            HeldPlan(
                treatment_id=treatment_id,
                patient_id=patient_id,
                who=known[patient_id].name if patient_id in known else "",
                title=app.version(work, version_id).schedule.title,
                since=from_micros(at) if at is not None else None,
                by=by,
                why=why,
            )
        )
    return found
