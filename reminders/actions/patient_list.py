"""The list of patients as staff read it: who, how reached, where in the recovery, what comes next and needs a look."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.actions.patient_marks import Mark, Signs, marks_of, signs_of
from reminders.actions.patient_search import matching
from reminders.app import App
from reminders.domain.addresses import show_phone
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.progress import is_open, may_be_moved, progress_of, treated_between
from reminders.domain.said import say
from reminders.domain.schedule import Stage
from reminders.domain.treatment import TreatmentFacts
from reminders.domain.words import Channel, TreatmentStatus
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.patient_list import (
    Attention,
    Place,
    Treated,
    all_patients,
    next_messages,
    patients_in_need,
    treated_patients,
)
from reminders.store.patients import KnownPatient, patients_by_id
from reminders.store.people import ADDRESS, KnownAddress
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
class PatientLine:
    """One patient of the list; names and addresses are opened."""

    patient: KnownPatient
    name: str
    channel: Channel
    #: As people write it; empty: none.
    address: str
    #: The treatment that the line is about: of those wanted the newest, a running one first; None: none is known.
    treatment: StoredTreatment | None
    #: As its schedule is called.
    schedule: str
    #: Where in the recovery, in words.
    stage: str
    #: How many other treatments run.
    others: int
    #: The next message leaves then; None: none does by itself.
    next_at: datetime | None
    #: Something is planned and waits for a decision.
    waits: bool
    marks: tuple[Mark, ...]
    #: All that is in use now.
    addresses: tuple[KnownAddress, ...]


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
        return PatientPage(tuple(_lines(work, app, clinic, patients, theirs, wanted)), older)


def search_patients(app: App, text: str) -> PatientPage:
    """Patients by phone number, its last four digits, email, or the beginnings of their names; the newest first.
    Raises BadInput for a text that can find nobody.
    """
    with app.database.read() as work:
        clinic = app.clinic(work)
        patients, more = matching(work, clinic.id, text, PAGE)
        theirs = _by_patient(treatments_of(work, [patient.id for patient in patients]))
        return PatientPage(tuple(_lines(work, app, clinic, patients, theirs, Wanted())), None, more)


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
            if stage is not None and is_open(stage, _facts(treatment, clinic), now):
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


def _lines(
    work: Work,
    app: App,
    clinic: Clinic,
    patients: Sequence[KnownPatient],
    theirs: Mapping[int, Sequence[StoredTreatment]],
    wanted: Wanted,
) -> list[PatientLine]:
    signs = signs_of(work, clinic, [patient.id for patient in patients])
    running = [one.id for patient in patients for one in theirs.get(patient.id, ()) if one.status in _RUNNING]
    coming = next_messages(work, running)
    return [
        _line(work, app, clinic, patient, theirs.get(patient.id, ()), wanted, signs, coming) for patient in patients
    ]


def _line(
    work: Work,
    app: App,
    clinic: Clinic,
    patient: KnownPatient,
    treatments: Sequence[StoredTreatment],
    wanted: Wanted,
    signs: Signs,
    coming: Mapping[int, int | None],
) -> PatientLine:
    about = _about(treatments, wanted)
    running = [one for one in treatments if one.status in _RUNNING]
    planned = [coming[one.id] for one in running if one.id in coming]
    leaves = [at for at in planned if at is not None]
    schedule = app.version(work, about.version_id).schedule if about is not None else None
    addresses = tuple(signs.addresses.get(patient.id, ()))
    return PatientLine(
        patient=patient,
        name=" ".join(name for name in (patient.first_name, patient.last_name) if name),
        channel=patient.channel,
        address=shown_address(work, addresses, patient.channel),
        treatment=about,
        schedule=schedule.title if schedule else "",
        stage=_stage_words(app, work, clinic, about) if about else "",
        others=len([one for one in running if about is not None and one.id != about.id]),
        next_at=from_micros(min(leaves)) if leaves else None,
        waits=bool(planned) and not leaves,
        marks=marks_of(patient.id, running, signs),
        addresses=addresses,
    )


def shown_address(work: Work, addresses: Iterable[KnownAddress], channel: Channel) -> str:
    """The number or email of one channel as people write it; empty: none."""
    for address in addresses:
        if address.channel is channel:
            value = work.keyring.open(ADDRESS, address.id, address.sealed)
            return show_phone(value) if channel is Channel.SMS else value
    return ""


def _about(treatments: Sequence[StoredTreatment], wanted: Wanted) -> StoredTreatment | None:
    def rank(one: StoredTreatment) -> tuple[bool, bool, bool, int]:
        error = one.status is TreatmentStatus.ENTERED_IN_ERROR
        return _counts(one, wanted), one.status in _RUNNING, not error, one.treated_at

    return max(treatments, key=rank, default=None)


def _stage_words(app: App, work: Work, clinic: Clinic, treatment: StoredTreatment) -> str:
    ended = _ENDED.get(treatment.status)
    if ended is not None:
        return ended
    schedule = app.version(work, treatment.version_id).schedule
    progress = progress_of(schedule, _facts(treatment, clinic), app.now())
    if progress.stage is not None:
        return progress.stage.title
    return say("before: {stage}", stage=progress.coming.title) if progress.coming else say("every stage is over")


_ENDED = {
    TreatmentStatus.COMPLETED: say("Complete"),
    TreatmentStatus.CANCELED: say("Canceled"),
    TreatmentStatus.ENTERED_IN_ERROR: say("Entered in error"),
}


def _facts(treatment: StoredTreatment, clinic: Clinic) -> TreatmentFacts:
    return treatment.facts((), clinic.location(treatment.location_id).timezone, frozenset())


def zone_of(clinic: Clinic, line: PatientLine) -> ZoneInfo:
    """The patient's own clock."""
    place = clinic.location(line.treatment.location_id if line.treatment else 0).timezone
    return ZoneInfo(line.patient.timezone or place)
