"""What staff do to one treatment. Each act is audited and plans anew (design, time rule 9)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.enrollment import treated_at_mistake
from reminders.actions.replan import Change, Replanning, replan
from reminders.actions.seeing import expect_unchanged
from reminders.actions.welcome import end_welcomes
from reminders.app import App
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.said import say
from reminders.domain.words import TreatmentStatus
from reminders.store.attempts import wake_parked
from reminders.store.audit import add_audit, audit_of
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.listing import ListedMessage, list_messages
from reminders.store.people import current_addresses, lock_gates, names_of
from reminders.store.treatments import (
    StoredTreatment,
    provider_and_external_id,
    set_status,
    set_treatment,
    treatments,
    treatments_of,
)

_RUNNING = (TreatmentStatus.ACTIVE, TreatmentStatus.ON_HOLD)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who decides, and why in their own words."""

    by: str
    why: str = ""
    #: The number of the newest act that they saw; None: they have just looked, or do not mind.
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class TreatmentSheet:
    """A treatment with everything that staff may see of it. Names are opened."""

    treatment: StoredTreatment
    first_name: str
    last_name: str
    provider: str
    external_id: str
    timezone: str
    messages: list[ListedMessage]
    #: (at in micros, by, verb, why), oldest first.
    history: list[tuple[int, str, str, str]]


def show(app: App, treatment_id: int) -> TreatmentSheet:
    """Everything about one treatment. Raises BadInput when there is none."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        treatment = _find(work, treatment_id)
        first, last = names_of(work, [treatment.patient_id])[treatment.patient_id]
        provider, external_id = provider_and_external_id(work, treatment_id)
        return TreatmentSheet(
            treatment=treatment,
            first_name=first,
            last_name=last,
            provider=provider,
            external_id=external_id,
            timezone=treatment.timezone or clinic.location(treatment.location_id).timezone,
            messages=list_messages(work, treatment_id=treatment_id, limit=1000),
            history=audit_of(work, "treatment", treatment_id),
        )


def move(app: App, treatment_id: int, treated_at: datetime, actor: Actor) -> list[Change]:
    """The treatment was at another time than recorded: everything not yet attempted moves with it."""
    if wrong := treated_at_mistake(treated_at, app.now()):
        raise BadInput([Mistake("treated-at", wrong)])

    def change(work: Work, treatment: StoredTreatment) -> str:
        _must_be(treatment, (*_RUNNING, TreatmentStatus.COMPLETED), "moved")
        set_treatment(work, treatment.id, treated_at=to_micros(treated_at))
        set_status(work, [treatment.id], TreatmentStatus.COMPLETED, TreatmentStatus.ACTIVE)
        return f"from {from_micros(treatment.treated_at).isoformat()} to {treated_at.isoformat()}"

    return _act(app, treatment_id, actor, "moved", change)


def hold(app: App, treatment_id: int, actor: Actor) -> list[Change]:
    """Pause: nothing of this treatment is sent until it is resumed."""
    return _set_status(app, treatment_id, actor, "held", (TreatmentStatus.ACTIVE,), TreatmentStatus.ON_HOLD)


def resume(app: App, treatment_id: int, actor: Actor) -> list[Change]:
    """Go on after a hold; what has become late follows the rules for late steps."""

    def change(work: Work, treatment: StoredTreatment) -> str:
        _must_be(treatment, (TreatmentStatus.ON_HOLD,), "resumed")
        set_treatment(work, treatment.id, status=TreatmentStatus.ACTIVE.value)
        # Plans leave alone what was tried once, and second rounds, so nothing else puts them back into the queue.
        own = "m.treatment_id = ? AND (m.attempts > 0 OR m.round > 0)"
        wake_parked(work, own, (treatment.id,), app.now_micros())
        return ""

    return _act(app, treatment_id, actor, "resumed", change)


def cancel(app: App, treatment_id: int, actor: Actor) -> list[Change]:
    """End it: nothing more is sent."""
    return _set_status(app, treatment_id, actor, "canceled", _RUNNING, TreatmentStatus.CANCELED)


def entered_in_error(app: App, treatment_id: int, actor: Actor) -> list[Change]:
    """It never happened: nothing more is sent, and it does not count as a treatment."""
    known = (*_RUNNING, TreatmentStatus.COMPLETED, TreatmentStatus.CANCELED)
    return _set_status(app, treatment_id, actor, "entered in error", known, TreatmentStatus.ENTERED_IN_ERROR)


def booked(app: App, treatment_id: int, on: date | None, actor: Actor) -> list[Change]:
    """A later visit is booked (None: no longer): the steps that a booking stops are canceled, or planned again."""

    def change(work: Work, treatment: StoredTreatment) -> str:
        _must_be(treatment, _RUNNING, "booked")
        set_treatment(work, treatment.id, booked_on=on.isoformat() if on else None)
        return f"for {on}" if on else "no longer"

    return _act(app, treatment_id, actor, "booked", change)


def _set_status(
    app: App,
    treatment_id: int,
    actor: Actor,
    verb: str,
    allowed: Sequence[TreatmentStatus],
    status: TreatmentStatus,
) -> list[Change]:
    def change(work: Work, treatment: StoredTreatment) -> str:
        _must_be(treatment, allowed, verb)
        set_treatment(work, treatment.id, status=status.value)
        return ""

    return _act(app, treatment_id, actor, verb, change)


def _act(
    app: App, treatment_id: int, actor: Actor, verb: str, change: Callable[[Work, StoredTreatment], str]
) -> list[Change]:
    """Lock the patient's addresses, change, audit, plan all of the patient's treatments anew: one may end another."""
    now = app.now()
    with app.database.write() as work:
        clinic = app.clinic(work)
        patient_id = _find(work, treatment_id).patient_id
        addresses = current_addresses(work, clinic.id, [patient_id])[patient_id]
        lock_gates(work, clinic.id, [address.hash for address in addresses])
        expect_unchanged(work, clinic.id, patient_id, actor.by, actor.seen)
        detail = change(work, _find(work, treatment_id))
        said = "; ".join(part for part in (detail, actor.why) if part)
        add_audit(work, clinic.id, to_micros(now), actor.by, verb, "treatment", treatment_id, said)
        end_welcomes(work, [patient_id])
        return _replan_patient(work, app, clinic, patient_id, now)


def _replan_patient(work: Work, app: App, clinic: Clinic, patient_id: int, now: datetime) -> list[Change]:
    ids = [treatment.id for treatment in treatments_of(work, [patient_id])]
    return replan(work, app, clinic, ids, Replanning(now, send_missed=True))


def _find(work: Work, treatment_id: int) -> StoredTreatment:
    found = treatments(work, [treatment_id])
    if not found:
        raise BadInput([f"treatment: there is no treatment {treatment_id}; `reminders messages` lists their numbers"])
    return found[0]


def _must_be(treatment: StoredTreatment, allowed: Sequence[TreatmentStatus], verb: str) -> None:
    if treatment.status not in allowed:
        told = say(
            "{id} is {status} and cannot be {verb}", id=treatment.id, status=_IS[treatment.status], verb=_BE[verb]
        )
        raise BadInput([Mistake("treatment", told)])


_IS = {
    TreatmentStatus.ACTIVE: say("active"),
    TreatmentStatus.ON_HOLD: say("on hold"),
    TreatmentStatus.COMPLETED: say("completed"),
    TreatmentStatus.CANCELED: say("canceled"),
    TreatmentStatus.ENTERED_IN_ERROR: say("entered in error"),
}
_BE = {
    "moved": say("moved"),
    "held": say("held"),
    "resumed": say("resumed"),
    "canceled": say("canceled"),
    "entered in error": say("entered in error"),
    "booked": say("booked"),
}
