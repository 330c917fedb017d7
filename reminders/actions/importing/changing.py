"""What a row means for treatments that are here already: moved, told more of, canceled, booked.

Everything here runs inside the batch's transaction, under the locks of the patient's addresses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reminders.actions.importing.columns import Field
from reminders.actions.importing.matching import Keyed
from reminders.actions.importing.row_types import ImportRow
from reminders.actions.replan import Replanning, replan
from reminders.actions.welcome import end_welcomes
from reminders.app import App
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.said import say
from reminders.domain.words import TreatmentStatus
from reminders.store.audit import add_audit, audit_of
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.enrolling import Sealed, add_to_patient
from reminders.store.importing import rename_patient
from reminders.store.people import current_addresses, names_of, patients_with_hashes
from reminders.store.treatments import PROVIDER, StoredTreatment, set_treatment, treatments, treatments_of

_RUNNING = (TreatmentStatus.ACTIVE, TreatmentStatus.ON_HOLD)
_CANCELED = "canceled"
#: So an audit entry begins that a file made.
_FILE_SAYS = "the file says: "


class Did(StrEnum):
    """What became of one row."""

    #: A new treatment.
    ENROLLED = "enrolled"
    #: A treatment that was here now has another time, address or detail.
    UPDATED = "updated"
    #: A treatment that was here ends.
    CANCELED = "canceled"
    #: A later visit was noted, or lifted.
    BOOKED = "booked"
    #: It says nothing new.
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a row cannot be taken as things stand in the database."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What a change stands on."""

    app: App
    work: Work
    clinic: Clinic
    #: Who imports, for the audit.
    by: str
    now: datetime


def touched_addresses(work: Work, clinic_id: int, rows: Sequence[Keyed], treatment_ids: Sequence[int]) -> set[bytes]:
    """Hashes of every address that these rows and the treatments they speak of bear on: all are locked at once, since
    locks that are taken one after another, out of order, can wait for each other.
    """
    own = {value for k in rows for value in k.addresses}
    patients = {treatment.patient_id for treatment in treatments(work, treatment_ids)}
    patients.update(patients_with_hashes(work, clinic_id, sorted(own)))
    known = current_addresses(work, clinic_id, sorted(patients)).values()
    return own | {address.hash for addresses in known for address in addresses}


def update(ground: Ground, k: Keyed, sealed: Sealed, treatment_id: int) -> Did | Refused:
    """A completed visit that is here already, with something new: its date, an address, the provider…

    Empty cells change nothing; nobody loses a consent by a file that does not mention it.
    """
    treatment = treatments(ground.work, [treatment_id])[0]
    refused = _no_update(ground, k, treatment)
    if refused is not None:
        return refused
    work, row = ground.work, k.row
    add_to_patient(work, ground.clinic.id, treatment.patient_id, sealed)
    if names_of(work, [treatment.patient_id])[treatment.patient_id] != (row.first_name, row.last_name):
        rename_patient(work, ground.clinic.id, treatment.patient_id, row.first_name, row.last_name)
    set_treatment(work, treatment.id, **_columns(ground, row, treatment))
    _audit(ground, treatment, *_told(row, treatment))
    _replan(ground, [treatment.patient_id])
    return Did.UPDATED


def cancel(ground: Ground, k: Keyed, treatment_id: int | None) -> Did:
    """A visit that was canceled, or to which nobody came. If it was a booking that stopped invitations, they go on."""
    treatment = treatments(ground.work, [treatment_id])[0] if treatment_id is not None else None
    if treatment is not None:
        if treatment.status not in _RUNNING:
            return Did.UNCHANGED
        set_treatment(ground.work, treatment.id, status=TreatmentStatus.CANCELED.value)
        _audit(ground, treatment, _CANCELED, f"{_FILE_SAYS}{k.row.status}")
        _replan(ground, [treatment.patient_id])
        return Did.CANCELED
    if k.row.treated_on is None:
        return Did.UNCHANGED
    on = k.row.treated_on.isoformat()
    return _set_booking(ground, [t for t in _running_at(ground, k) if t.booked_on == on], None)


def book(ground: Ground, k: Keyed) -> Did:
    """A visit to come: the patient's running treatments on its schedule (any, where the row names none) know of it."""
    assert k.row.treated_on is not None
    assert k.row.treated_at is not None
    on, at = k.row.treated_on.isoformat(), to_micros(k.row.treated_at)
    earlier = [t for t in _running_at(ground, k) if t.treated_at < at and t.booked_on != on]
    return _set_booking(ground, earlier, on)


def _no_update(ground: Ground, k: Keyed, treatment: StoredTreatment) -> Refused | None:
    if treatment.schedule != k.row.schedule:
        reason = say(
            "was {schedule} so far; cancel that treatment and give this one another external_id",
            schedule=treatment.schedule,
        )
        return Refused(Field.SCHEDULE, reason)
    if treatment.status is TreatmentStatus.ENTERED_IN_ERROR or (
        treatment.status is TreatmentStatus.CANCELED and not _canceled_by_import(ground, treatment.id)
    ):
        return Refused(Field.STATUS, _set_by_staff(treatment))
    if k.external_hash is None and not _same_name(ground, k.row, treatment.patient_id):
        reason = say("another patient with this address had this treatment at this time; give both rows an external_id")
        return Refused(Field.FIRST_NAME, reason)
    return None


def _set_by_staff(treatment: StoredTreatment) -> str:
    if treatment.status is TreatmentStatus.CANCELED:
        return say("was set to canceled by staff (treatment {id}), which a file cannot undo", id=treatment.id)
    return say("was set to entered in error by staff (treatment {id}), which a file cannot undo", id=treatment.id)


def _canceled_by_import(ground: Ground, treatment_id: int) -> bool:
    """Whoever brought that file in: the next one may be brought by a colleague."""
    ends = [detail for _, _, verb, detail in audit_of(ground.work, "treatment", treatment_id) if verb == _CANCELED]
    return bool(ends) and ends[-1].startswith(_FILE_SAYS)


def _same_name(ground: Ground, row: ImportRow, patient_id: int) -> bool:
    first, _ = names_of(ground.work, [patient_id])[patient_id]
    return first.casefold() == row.first_name.casefold()


def _columns(ground: Ground, row: ImportRow, treatment: StoredTreatment) -> dict[str, object]:
    assert row.treated_at is not None
    columns: dict[str, object] = {"treated_at": to_micros(row.treated_at), "location_id": row.location_id}
    if row.session:
        columns["session_n"], columns["session_m"] = row.session
    if row.touch_up:
        columns["touch_up"] = str(row.touch_up)
    if row.provider:
        columns["provider_enc"] = ground.work.keyring.seal(PROVIDER, treatment.id, row.provider)
    if treatment.status in (TreatmentStatus.CANCELED, TreatmentStatus.COMPLETED):
        columns["status"] = TreatmentStatus.ACTIVE.value
    return columns


def _told(row: ImportRow, treatment: StoredTreatment) -> tuple[str, str]:
    """The audit's verb and detail."""
    assert row.treated_at is not None
    before = from_micros(treatment.treated_at)
    if before == row.treated_at:
        return "updated", ""
    return "moved", f"from {before.isoformat()} to {row.treated_at.isoformat()}"


def _running_at(ground: Ground, k: Keyed) -> list[StoredTreatment]:
    """Running treatments of whoever has the row's addresses; of the named person where a name is given."""
    patients = patients_with_hashes(ground.work, ground.clinic.id, k.addresses)
    if k.row.first_name:
        patients = [patient for patient in patients if _same_name(ground, k.row, patient)]
    return [
        treatment
        for treatment in treatments_of(ground.work, patients)
        if treatment.status in _RUNNING and k.row.schedule in {"", treatment.schedule}
    ]


def _set_booking(ground: Ground, found: Sequence[StoredTreatment], on: str | None) -> Did:
    for treatment in found:
        set_treatment(ground.work, treatment.id, booked_on=on)
        _audit(ground, treatment, "booked", f"for {on}" if on else "no longer")
    _replan(ground, sorted({treatment.patient_id for treatment in found}))
    return Did.BOOKED if found else Did.UNCHANGED


def _audit(ground: Ground, treatment: StoredTreatment, verb: str, detail: str) -> None:
    now = to_micros(ground.now)
    add_audit(ground.work, ground.clinic.id, now, ground.by, verb, "treatment", treatment.id, detail)


def _replan(ground: Ground, patients: Sequence[int]) -> None:
    """All treatments of these patients: one may end or crowd another."""
    end_welcomes(ground.work, patients)
    ids = [treatment.id for treatment in treatments_of(ground.work, patients)]
    if ids:
        replan(ground.work, ground.app, ground.clinic, ids, Replanning(ground.now, send_missed=True))
