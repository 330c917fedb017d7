"""The list of patients as staff read it: who, how reached, where in the recovery, what comes next and needs a look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reminders.actions.full_pages import Read, full_page
from reminders.actions.patient_lines import PatientLine, facts_of, lines_of
from reminders.actions.patient_search import Sought
from reminders.app import App
from reminders.domain.instants import to_micros
from reminders.domain.offsets import Offset
from reminders.domain.progress import is_open, may_be_moved, moved_to, treated_between
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
from reminders.store.patients_sought import Among
from reminders.store.treatments import StoredTreatment, treatments_of
from reminders.store.versions import latest_versions, versions

#: Patients on one page.
PAGE = 50
#: Intervals of their own that patients usually have.
_OWN = [Offset(months=months) for months in range(1, 13)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which patients; empty: any."""

    schedule: str = ""
    #: A stage of `schedule`.
    stage: str = ""
    status: TreatmentStatus | None = None
    attention: Attention | None = None
    #: As staff type it: a phone number, its last four digits, an email, or the beginnings of names.
    text: str = ""


@dataclass(frozen=True, slots=True)
class PatientPage:
    """A page of the list."""

    lines: tuple[PatientLine, ...]
    #: After which place the next page begins; None: there is none.
    older: Place | None


@dataclass(frozen=True, slots=True)
class ScheduleChoice:
    """A schedule of the clinic by name and title, with its stages in the same way."""

    name: str
    title: str
    stages: tuple[tuple[str, str], ...]


def list_patients(app: App, wanted: Wanted, after: Place | None = None, size: int = PAGE) -> PatientPage:
    """A page of the patients that are wanted, the newest first, after the place `after`. A constant number of queries,
    and as many more as it takes to fill a page. Raises BadInput for a text that can find nobody.
    """
    sought = Sought(wanted.text) if wanted.text.strip() else None
    with app.database.read() as work:
        looking = _Looking(app, work, app.clinic(work), wanted, sought, app.now())
        places, older = full_page(looking.reader(), looking.fitting, size, after)
        clinic, ids = looking.clinic, [place.patient_id for place in places]
        theirs = _by_patient(treatments_of(work, ids))
        patients = patients_by_id(work, clinic.id, ids)
        return PatientPage(
            tuple(lines_of(work, app, clinic, patients, theirs, lambda one: _counts(one, wanted))), older
        )


def schedule_choices(app: App) -> list[ScheduleChoice]:
    """What the clinic has published, by title."""
    with app.database.read() as work:
        newest = [app.version(work, version.id).schedule for version in latest_versions(work, app.clinic(work).id)]
    found = [
        ScheduleChoice(one.name, one.title, tuple((stage.name, stage.title) for stage in one.stages)) for one in newest
    ]
    return sorted(found, key=lambda one: one.title)


@dataclass(frozen=True, slots=True)
class _Looking:
    """In one transaction, for those who are wanted now."""

    app: App
    work: Work
    clinic: Clinic
    wanted: Wanted
    sought: Sought | None
    now: datetime

    def reader(self) -> Read:
        """Whoever may be wanted, from the index that is closest to it."""
        work, clinic_id, attention, now = self.work, self.clinic.id, self.wanted.attention, to_micros(self.now)
        stages = self._stages()
        if self.wanted.stage and not stages:
            return lambda _after, _limit: ()
        treated = self._treated(stages)
        if self.sought is not None:
            sought, among = self.sought, Among(treated, attention, now)
            return lambda after, limit: sought.places(work, clinic_id, among, after, limit)
        if attention is not None:
            return lambda after, limit: patients_in_need(work, clinic_id, attention, treated, now, after, limit)
        if treated is not None:
            return lambda after, limit: treated_patients(work, clinic_id, treated, after, limit)
        return lambda after, limit: all_patients(work, clinic_id, after, limit)

    def fitting(self, places: Sequence[Place]) -> Sequence[Place]:
        """What no index knows: names to their last letter, and a stage by the patient's own clock and interval."""
        if self.sought is not None:
            places = self.sought.meant(self.work, places)
        if not self.wanted.stage:
            return places
        theirs = _by_patient(treatments_of(self.work, [place.patient_id for place in places]))
        return [place for place in places if any(map(self._in_stage, theirs.get(place.patient_id, ())))]

    def _stages(self) -> list[Stage]:
        """The stage that is wanted, as every version of its schedule has it."""
        if not self.wanted.stage:
            return []
        kept = versions(self.work, self.clinic.id, self.wanted.schedule)
        known = [self.app.version(self.work, version.id).schedule for version in kept]
        return [stage for schedule in known for stage in schedule.stages if stage.name == self.wanted.stage]

    def _treated(self, stages: Sequence[Stage]) -> Treated | None:
        wanted = self.wanted
        if not wanted.schedule and wanted.status is None:
            return None
        newest = () if wanted.schedule else latest_versions(self.work, self.clinic.id)
        schedules = (wanted.schedule,) if wanted.schedule else tuple(version.schedule for version in newest)
        if not stages:
            return Treated(schedules, wanted.status)
        own = [(str(own), _span(_moved(stages, own), self.now)) for own in _OWN if any(map(may_be_moved, stages))]
        # Who is in a stage is under way.
        return Treated(schedules, wanted.status or TreatmentStatus.ACTIVE, _span(stages, self.now), tuple(own))

    def _in_stage(self, treatment: StoredTreatment) -> bool:
        """By the version that the treatment follows."""
        if not _counts(treatment, self.wanted):
            return False
        stages = self.app.version(self.work, treatment.version_id).schedule.stages
        stage = next((one for one in stages if one.name == self.wanted.stage), None)
        return stage is not None and is_open(stage, facts_of(treatment, self.clinic), self.now)


def _moved(stages: Sequence[Stage], own: Offset) -> list[Stage]:
    return [moved_to(stage, own) if may_be_moved(stage) else stage for stage in stages]


def _span(stages: Sequence[Stage], now: datetime) -> tuple[int, int]:
    """Whoever is in one of these was treated in it; micros."""
    spans = [treated_between(stage, now) for stage in stages]
    return to_micros(min(begin for begin, _ in spans)), to_micros(max(end for _, end in spans))


def _counts(treatment: StoredTreatment, wanted: Wanted) -> bool:
    status = wanted.status or (TreatmentStatus.ACTIVE if wanted.stage else None)
    fits = treatment.status is not TreatmentStatus.ENTERED_IN_ERROR if status is None else treatment.status is status
    return fits and wanted.schedule in ("", treatment.schedule)


def _by_patient(treatments: Iterable[StoredTreatment]) -> dict[int, list[StoredTreatment]]:
    found: dict[int, list[StoredTreatment]] = {}
    for treatment in treatments:
        found.setdefault(treatment.patient_id, []).append(treatment)
    return found
