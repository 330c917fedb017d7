"""Undoes an enrollment inside the settling time, before anything but the welcome has left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.replan import Fate, Replanning, replan
from reminders.actions.welcome import end_welcomes
from reminders.app import App
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.said import say
from reminders.domain.words import TreatmentStatus
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.enrolling import end_address
from reminders.store.people import current_addresses, lock_gates
from reminders.store.treatments import StoredTreatment, set_treatment, treatments, treatments_of
from reminders.store.undoing import is_new_patient, lock_treatment

_WHY = "undone right after enrolling"


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing did."""

    #: Messages that will not be sent.
    canceled: int
    #: The patient had come with this treatment: their number and email are free again.
    patient_closed: bool


def undo(app: App, treatment_id: int, by: str) -> Undone:
    """The treatment was entered in error: nothing more of it is sent. A patient who came with it keeps no number and
    no email, so that the right entry finds nobody in its way; what was recorded stays recorded, and a welcome that has
    gone stays gone. Raises BadInput after the settling time, and when it was undone or ended before.
    """
    with app.database.write() as work:
        clinic, now = app.clinic(work), app.now()
        patient_id = _found(work, clinic, treatment_id).patient_id
        addresses = current_addresses(work, clinic.id, [patient_id])[patient_id]
        lock_gates(work, clinic.id, [address.hash for address in addresses])
        lock_treatment(work, treatment_id)
        _expect_fresh(_found(work, clinic, treatment_id), clinic, now)
        new = is_new_patient(work, patient_id, treatment_id)
        set_treatment(work, treatment_id, status=TreatmentStatus.ENTERED_IN_ERROR.value)
        add_audit(work, clinic.id, to_micros(now), by, "entered in error", "treatment", treatment_id, _WHY)
        ids = [one.id for one in treatments_of(work, [patient_id])]
        changes = replan(work, app, clinic, ids, Replanning(now, send_missed=True))
        end_welcomes(work, [patient_id])
        for address in addresses if new else ():
            end_address(work, address.id, to_micros(now))
        own = [change for change in changes if change.treatment.id == treatment_id]
        return Undone(sum(change.fate is Fate.CANCELED for change in own), new)


def _found(work: Work, clinic: Clinic, treatment_id: int) -> StoredTreatment:
    found = [one for one in treatments(work, [treatment_id]) if one.clinic_id == clinic.id]
    if not found:
        raise BadInput([Mistake("treatment", say("is not here"))])
    return found[0]


def _expect_fresh(treatment: StoredTreatment, clinic: Clinic, now: datetime) -> None:
    if treatment.status not in (TreatmentStatus.ACTIVE, TreatmentStatus.ON_HOLD):
        raise BadInput([Mistake("treatment", say("has ended already: nothing more of it is sent"))])
    if now >= from_micros(treatment.enrolled_at) + timedelta(minutes=clinic.settle_minutes):
        raise BadInput([Mistake("treatment", say("is too old to be undone here: end it on the patient's page"))])
