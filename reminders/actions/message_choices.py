"""What staff decide about one message of a plan: send it now, at another time, not at all, or after all.

Each act is one transaction under the locks of the patient's addresses, and is audited. Hours, limits and windows hold
for a person too: what would not leave at the chosen time is refused with the reason, and arming looks again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.other_times import OtherTimes, curable
from reminders.actions.replan import Change, Fate, Replanning, replan
from reminders.actions.seeing import expect_unchanged
from reminders.actions.treatment import Actor
from reminders.app import App
from reminders.domain.explain import explain_reason, explain_refusal
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.planned import PlannedMessage, Shift
from reminders.domain.said import joined, say, when
from reminders.domain.words import Channel, Reason, Status, TreatmentStatus
from reminders.store.audit import add_audit
from reminders.store.choices import ChosenMessage, choose_time, lock_step, patient_of_step
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.holds import holds_in_force
from reminders.store.messages import cancel_messages
from reminders.store.people import current_addresses, lock_gates
from reminders.store.treatments import StoredTreatment, treatments, treatments_of

_RUNNING = (TreatmentStatus.ACTIVE, TreatmentStatus.ON_HOLD)
#: What a patient would notice.
_FELT = (Fate.NEW, Fate.MOVED, Fate.CANCELED, Fate.REVIVED)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What became of it, and of the patient's other messages."""

    message_id: int
    patient_id: int
    #: When it leaves; None: not at all.
    due_at: datetime | None
    #: Others that the choice has moved, canceled or brought back.
    others: tuple[Change, ...]
    #: What it means for the message itself; None: nothing was planned anew.
    own: Change | None = None


@dataclass(frozen=True, slots=True)
class _Ground:
    """What an act stands on, under the locks."""

    work: Work
    clinic: Clinic
    message: ChosenMessage
    treatment: StoredTreatment
    now: datetime
    #: Plans all of the patient's treatments anew.
    plan: Callable[[], list[Change]]
    #: Channels on which nothing leaves for this patient now.
    held: frozenset[Channel]

    @property
    def zone(self) -> ZoneInfo:
        """The patient's."""
        return ZoneInfo(self.treatment.timezone or self.clinic.location(self.treatment.location_id).timezone)

    @property
    def at_once(self) -> datetime:
        """Now, as it is stored."""
        return from_micros(to_micros(self.now))

    @property
    def window(self) -> tuple[datetime, datetime]:
        """In which it may leave: from, until (exclusive)."""
        return from_micros(self.message.opens_at), from_micros(self.message.closes_at)

    @property
    def between(self) -> dict[str, object]:
        """The same in words."""
        opens, closes = self.window
        return {"opens": when(opens, self.zone), "closes": when(closes, self.zone)}

    @property
    def others(self) -> OtherTimes:
        """For an act that is about to be refused."""
        return OtherTimes(
            self.work, self.message.id, *self.window, self.zone, self.now, lambda: _own(self.message, self.plan())[1]
        )


def send_now(app: App, message_id: int, actor: Actor) -> Chosen:
    """It leaves as soon as the rules let it: now. Raises BadInput when they do not."""

    def act(ground: _Ground) -> datetime | None:
        _expect_open(ground)
        if ground.treatment.status is TreatmentStatus.ON_HOLD:
            raise _refused("at", say("the treatment is on hold; resume it first"))
        if ground.window[0] > ground.now:
            raise _refused("at", say("it is too early: it can leave between {opens} and {closes}", **ground.between))
        return _choose(ground, ground.now, actor)

    return _act(app, message_id, actor, "sent now", act)


def move(app: App, message_id: int, to: datetime, actor: Actor) -> Chosen:
    """It leaves at `to` (aware) instead of at its planned time. Raises BadInput when that lies in the past, outside its
    window, or at a time at which the rules do not let it leave, and names a time that will be taken.
    """

    def act(ground: _Ground) -> datetime | None:
        _expect_open(ground)
        opens, closes = ground.window
        if ground.now < closes and not max(opens, ground.now) <= to < closes:
            why = say("It can leave between {opens} and {closes}.", **ground.between)
            if opens <= to < ground.now:
                why = say("That time is past.")
            raise _refused("at", joined([why, ground.others.cure(to)], " "))
        return _choose(ground, to, actor)

    return _act(app, message_id, actor, "moved message", act)


def skip(app: App, message_id: int, actor: Actor) -> Chosen:
    """It is not sent, whatever changes later. Raises BadInput when it is not waiting."""

    def act(ground: _Ground) -> datetime | None:
        message = ground.message
        if message.status is not Status.PLANNED:
            raise _refused("message", _not_waiting(message))
        cancel_messages(ground.work, [(message.id, message.queue_at, Reason.STAFF)], actor.by)
        return None

    return _act(app, message_id, actor, "skipped", act)


def put_back(app: App, message_id: int, actor: Actor) -> Chosen:
    """What a person had skipped or moved is planned as its schedule says. Raises BadInput when nobody had."""

    def act(ground: _Ground) -> datetime | None:
        message = ground.message
        if message.attempts or message.round or not message.decided_by:
            raise _refused("message", say("nobody has skipped or moved it"))
        choose_time(ground.work, message.id, None, None)
        return None

    return _act(app, message_id, actor, "put back", act)


#: Does it, and returns when a person wants the message to leave; None: they did not say.
_DoIt = Callable[[_Ground], datetime | None]


def _act(app: App, message_id: int, actor: Actor, verb: str, act: _DoIt) -> Chosen:
    """Lock, do it, plan the patient's treatments anew, look at what came of it, audit."""
    with app.database.write() as work:
        clinic, now = app.clinic(work), app.now()
        patient_id = patient_of_step(work, clinic.id, message_id)
        if patient_id is None:
            raise _refused("message", say("there is no such message"))
        addresses = current_addresses(work, clinic.id, [patient_id])[patient_id]
        lock_gates(work, clinic.id, [address.hash for address in addresses])
        expect_unchanged(work, clinic.id, patient_id, actor.by, actor.seen)
        message = lock_step(work, message_id)
        (treatment,) = treatments(work, [message.treatment_id])
        ids = [one.id for one in treatments_of(work, [patient_id])]
        how = Replanning(now, send_missed=True)
        held = holds_in_force(work, clinic.id).held({address.channel: address.hash for address in addresses})
        ground = _Ground(work, clinic, message, treatment, now, lambda: replan(work, app, clinic, ids, how), held)
        wanted_at = act(ground)
        chosen = _came_of(ground, ground.plan(), wanted_at)
        said = "; ".join(part for part in (_told(message, chosen), actor.why.strip()) if part)
        add_audit(work, clinic.id, to_micros(now), actor.by, verb, "message", message_id, said)
        return chosen


def _expect_open(ground: _Ground) -> None:
    """Raises BadInput for a message whose time nobody can choose."""
    message = ground.message
    if message.status not in (Status.PLANNED, Status.CANCELED):
        raise _refused("message", _not_waiting(message))
    if ground.treatment.status not in _RUNNING:
        raise _refused("message", say("its treatment has ended"))
    if message.attempts or message.round:
        raise _refused("message", say("it is being tried already, and is tried again by itself"))


def _choose(ground: _Ground, at: datetime, actor: Actor) -> datetime:
    choose_time(ground.work, ground.message.id, to_micros(at), actor.by)
    return from_micros(to_micros(at))


def _came_of(ground: _Ground, changes: Sequence[Change], wanted_at: datetime | None) -> Chosen:
    """Raises BadInput, and all is taken back, when it would not leave at the time that was wanted."""
    message = ground.message
    own, planned = _own(message, changes)
    due_at = planned.due_at if planned is not None else None
    if wanted_at is not None and planned is not None and due_at != wanted_at:
        raise _refused("at", _why_not(ground, planned, wanted_at))
    if wanted_at == ground.at_once and planned is not None and planned.channel in ground.held:
        raise _refused("at", say("It cannot leave now: {why}.", why=explain_reason(Reason.ON_HOLD)))
    others = tuple(change for change in changes if change is not own and change.fate in _FELT)
    return Chosen(message.id, message.patient_id, due_at, others, own)


def _own(message: ChosenMessage, changes: Sequence[Change]) -> tuple[Change | None, PlannedMessage | None]:
    """What a new plan means for the message itself; no plan where it stays as it is whatever is chosen."""
    own = next((change for change in changes if change.stored is not None and change.stored.id == message.id), None)
    return own, own.planned if own is not None and own.fate is not Fate.KEPT else None


def _why_not(ground: _Ground, planned: PlannedMessage, wanted_at: datetime) -> str:
    """Why it does not leave at the time that was wanted, and at which it does."""
    # Why it is another time is what they must know, not that they have chosen one.
    rules = tuple(shift for shift in planned.shifts if shift is not Shift.CHOSEN)
    now = wanted_at == ground.at_once
    why = explain_refusal(replace(planned, shifts=rules), ground.zone, ground.clinic.rules, now=now)
    return joined([why, ground.others.cure(wanted_at, now=now)], " ") if curable(planned) else why


def _told(message: ChosenMessage, chosen: Chosen) -> str:
    """For the audit, as a treatment's move tells it."""
    before = from_micros(message.due_at).isoformat() if message.due_at is not None else ""
    after = chosen.due_at.isoformat() if chosen.due_at is not None else ""
    return f"from {before} to {after}" if before and after else f"at {before or after}" if before or after else ""


def _not_waiting(message: ChosenMessage) -> str:
    """Why a person can no longer choose."""
    if message.status is Status.SENDING:
        return say("it is on its way already")
    if message.status in (Status.SENT, Status.DELIVERED):
        return say("it has been sent already")
    if message.status is Status.CANCELED:
        return say("it is not going to be sent anyway")
    return say("it has been tried already; the review of messages shows what can be done")


def _refused(field: str, why: str) -> BadInput:
    return BadInput([Mistake(field, why)])
