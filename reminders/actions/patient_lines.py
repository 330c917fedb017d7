"""A line of the list of patients: who, how reached, where in the recovery, what comes next and needs a look."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.actions.patient_marks import Mark, Signs, marks_of, signs_of
from reminders.app import App
from reminders.domain.addresses import show_phone
from reminders.domain.instants import from_micros
from reminders.domain.progress import progress_of
from reminders.domain.said import say
from reminders.domain.treatment import TreatmentFacts
from reminders.domain.words import Channel, TreatmentStatus
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.patient_signs import next_messages
from reminders.store.patients import KnownPatient
from reminders.store.people import ADDRESS, KnownAddress
from reminders.store.treatments import StoredTreatment

#: Whether a treatment is one of those that are wanted.
Counts = Callable[[StoredTreatment], bool]
RUNNING = (TreatmentStatus.ACTIVE, TreatmentStatus.ON_HOLD)


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


def lines_of(
    work: Work,
    app: App,
    clinic: Clinic,
    patients: Sequence[KnownPatient],
    theirs: Mapping[int, Sequence[StoredTreatment]],
    counts: Counts,
) -> list[PatientLine]:
    """These patients with their treatments (`theirs`, by patient). A constant number of queries. A line is about a
    treatment that `counts`, if there is one.
    """
    signs = signs_of(work, clinic, [patient.id for patient in patients])
    running = [one.id for patient in patients for one in theirs.get(patient.id, ()) if one.status in RUNNING]
    coming = next_messages(work, running)
    return [
        _line(work, app, clinic, patient, theirs.get(patient.id, ()), counts, signs, coming) for patient in patients
    ]


def _line(
    work: Work,
    app: App,
    clinic: Clinic,
    patient: KnownPatient,
    treatments: Sequence[StoredTreatment],
    counts: Counts,
    signs: Signs,
    coming: Mapping[int, int | None],
) -> PatientLine:
    about = _about(treatments, counts)
    running = [one for one in treatments if one.status in RUNNING]
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


def _about(treatments: Sequence[StoredTreatment], counts: Counts) -> StoredTreatment | None:
    def rank(one: StoredTreatment) -> tuple[bool, bool, bool, int]:
        error = one.status is TreatmentStatus.ENTERED_IN_ERROR
        return counts(one), one.status in RUNNING, not error, one.treated_at

    return max(treatments, key=rank, default=None)


def _stage_words(app: App, work: Work, clinic: Clinic, treatment: StoredTreatment) -> str:
    ended = _ENDED.get(treatment.status)
    if ended is not None:
        return ended
    schedule = app.version(work, treatment.version_id).schedule
    progress = progress_of(schedule, facts_of(treatment, clinic), app.now())
    if progress.stage is not None:
        return progress.stage.title
    return say("{stage} comes next", stage=progress.coming.title) if progress.coming else say("every stage is over")


_ENDED = {
    TreatmentStatus.COMPLETED: say("Complete"),
    TreatmentStatus.CANCELED: say("Canceled"),
    TreatmentStatus.ENTERED_IN_ERROR: say("Entered in error"),
}


def facts_of(treatment: StoredTreatment, clinic: Clinic) -> TreatmentFacts:
    """What the planner knows of it."""
    return treatment.facts((), clinic.location(treatment.location_id).timezone, frozenset())


def zone_of(clinic: Clinic, line: PatientLine) -> ZoneInfo:
    """The patient's own clock."""
    place = clinic.location(line.treatment.location_id if line.treatment else 0).timezone
    return ZoneInfo(line.patient.timezone or place)
