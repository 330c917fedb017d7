"""The list of patients as staff read it: who, how reached, where in the recovery, what comes next and needs a look."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reminders.actions.patient_lines import PatientLine, facts_of, lines_of
from reminders.actions.patient_search import matching
from reminders.app import App
from reminders.domain.instants import to_micros
from reminders.domain.progress import is_open, may_be_moved, treated_between
from reminders.domain.schedule import Stage
from reminders.domain.words import TreatmentStatus
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.patient_list import (
    Attention,
    Place,
    Treated,
    all_patients,
    patients_in_need,
    treated_patients,
)
from reminders.store.patients import patients_by_id
from reminders.store.treatments import StoredTreatment, treatments_of
from reminders.store.versions import latest_versions, versions

#: Patients on one page.
PAGE = 50
#: A number may be shared: so many more are looked at, that a family stays on one page.
_SHARING = 10
#: Of a span of treatment times some are in the stage before or after: so many times a page are looked at.
_NEIGHBORS = 3
_RUNNING = (TreatmentStatus.ACTIVE, TreatmentStatus.ON_HOLD)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which patients; empty: any."""

    schedule: str = ""
    #: A stage of `schedule`.
    stage: str = ""
    status: TreatmentStatus | None = None
    attention: Attention | None = None


@dataclass(frozen=True, slots=True)
class PatientPage:
    """A page of the list."""

    lines: tuple[PatientLine, ...]
    #: Where the next page begins; None: there is none.
    older: int | None
    #: A search found more than are shown.
    more: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleChoice:
    """A schedule of the clinic by name and title, with its stages in the same way."""

    name: str
    title: str
    stages: tuple[tuple[str, str], ...]


def list_patients(app: App, wanted: Wanted, after: int | None = None, size: int = PAGE) -> PatientPage:
    """A page of the patients that are wanted, the newest first, after the place `after`. A constant number of queries.

    A page of a stage may hold fewer than `size` although there are more.
    """
    with app.database.read() as work:
        clinic, now = app.clinic(work), app.now()
        stages = _stages(work, app, clinic, wanted)
        looked_at = size * (_NEIGHBORS if wanted.stage else 1) + _SHARING
        places = _places(work, clinic, wanted, stages, now, (after, looked_at))
        ids = list(dict.fromkeys(place.patient_id for place in places))
        theirs = _by_patient(treatments_of(work, ids))
        fitting = [
            place for place in places if not wanted.stage or _in_stage(app, work, clinic, theirs, place, wanted, now)
        ]
        shown, older = _cut(places, fitting, size, looked_at)
        patients = patients_by_id(work, clinic.id, [place.patient_id for place in shown])
        return PatientPage(
            tuple(lines_of(work, app, clinic, patients, theirs, lambda one: _counts(one, wanted))), older
        )


def search_patients(app: App, text: str) -> PatientPage:
    """Patients by phone number, its last four digits, email, or the beginnings of their names; the newest first.
    Raises BadInput for a text that can find nobody.
    """
    with app.database.read() as work:
        clinic = app.clinic(work)
        patients, more = matching(work, clinic.id, text, PAGE)
        theirs = _by_patient(treatments_of(work, [patient.id for patient in patients]))
        return PatientPage(
            tuple(lines_of(work, app, clinic, patients, theirs, lambda one: _counts(one, Wanted()))), None, more
        )


def schedule_choices(app: App) -> list[ScheduleChoice]:
    """What the clinic has published, by title."""
    with app.database.read() as work:
        newest = [app.version(work, version.id).schedule for version in latest_versions(work, app.clinic(work).id)]
    found = [
        ScheduleChoice(one.name, one.title, tuple((stage.name, stage.title) for stage in one.stages)) for one in newest
    ]
    return sorted(found, key=lambda one: one.title)


def _stages(work: Work, app: App, clinic: Clinic, wanted: Wanted) -> list[Stage]:
    """The stage that is wanted, as every version of its schedule has it."""
    if not wanted.stage:
        return []
    known = [app.version(work, version.id).schedule for version in versions(work, clinic.id, wanted.schedule)]
    return [stage for schedule in known for stage in schedule.stages if stage.name == wanted.stage]


def _places(
    work: Work, clinic: Clinic, wanted: Wanted, stages: Sequence[Stage], now: datetime, page: tuple[int | None, int]
) -> list[Place]:
    after, limit = page
    if wanted.stage and not stages:
        return []
    treated = _treated(work, clinic, wanted, stages, now)
    if wanted.attention is not None:
        return patients_in_need(work, clinic.id, wanted.attention, treated, to_micros(now), after, limit)
    if treated is not None:
        return treated_patients(work, clinic.id, treated, after, limit)
    return all_patients(work, clinic.id, after, limit)


def _treated(work: Work, clinic: Clinic, wanted: Wanted, stages: Sequence[Stage], now: datetime) -> Treated | None:
    if not wanted.schedule and wanted.status is None:
        return None
    schedules = (wanted.schedule,) if wanted.schedule else tuple(v.schedule for v in latest_versions(work, clinic.id))
    if not stages:
        return Treated(schedules, wanted.status)
    spans = [treated_between(stage, now) for stage in stages]
    span = to_micros(min(begin for begin, _ in spans)), to_micros(max(end for _, end in spans))
    # Who is in a stage is under way.
    return Treated(schedules, wanted.status or TreatmentStatus.ACTIVE, span, any(map(may_be_moved, stages)))


def _in_stage(
    app: App,
    work: Work,
    clinic: Clinic,
    theirs: Mapping[int, Sequence[StoredTreatment]],
    place: Place,
    wanted: Wanted,
    now: datetime,
) -> bool:
    """By the patient's own clock and interval, and by the version that the treatment follows."""
    for treatment in theirs.get(place.patient_id, ()):
        if _counts(treatment, wanted):
            stages = app.version(work, treatment.version_id).schedule.stages
            stage = next((one for one in stages if one.name == wanted.stage), None)
            if stage is not None and is_open(stage, facts_of(treatment, clinic), now):
                return True
    return False


def _counts(treatment: StoredTreatment, wanted: Wanted) -> bool:
    status = wanted.status or (TreatmentStatus.ACTIVE if wanted.stage else None)
    fits = treatment.status is not TreatmentStatus.ENTERED_IN_ERROR if status is None else treatment.status is status
    return fits and wanted.schedule in ("", treatment.schedule)


def _cut(
    places: Sequence[Place], fitting: Sequence[Place], size: int, looked_at: int
) -> tuple[Sequence[Place], int | None]:
    """The places of this page, and after which the next one begins."""
    if len(fitting) > size:
        last = size
        while last < len(fitting) and fitting[last].key == fitting[size - 1].key:
            last += 1
        shown = fitting[:last]
        return shown, shown[-1].key if last < len(fitting) or len(places) == looked_at else None
    return fitting, places[-1].key if len(places) == looked_at else None


def _by_patient(treatments: Iterable[StoredTreatment]) -> dict[int, list[StoredTreatment]]:
    found: dict[int, list[StoredTreatment]] = {}
    for treatment in treatments:
        found.setdefault(treatment.patient_id, []).append(treatment)
    return found
