"""Enrolls patients: in one transaction the treatment, its planned messages and their rows in the due queue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import accumulate, chain, repeat

from reminders.actions.bad_input import BadInput
from reminders.actions.enroll_plans import Plan, Plans, PlansAhead, newest_versions, zone_of
from reminders.actions.replan import Replanning, replan
from reminders.actions.welcome import AT_ONCE, is_welcomed, plan_welcome, welcome_number
from reminders.app import App, Published
from reminders.domain.enrollment import Enrolled, Enrollment
from reminders.domain.instants import to_micros
from reminders.domain.words import Channel
from reminders.store.clinics import Clinic
from reminders.store.database import Row, Work
from reminders.store.enrolling import (
    OWN_IDS,
    Sealed,
    add_to_patient,
    insert_people,
    insert_treatments,
    seal,
    treatment_at,
)
from reminders.store.forms import keep_form, treatment_of_form
from reminders.store.messages import NewWelcome, Owner, insert_planned, insert_welcomes
from reminders.store.people import (
    hashes_of,
    known_hashes,
    lock_people,
    opted_out,
    same_person,
)
from reminders.store.treatments import treatment_with_external_id, treatments_of


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a batch of enrollments stands on, read once in its transaction."""

    clinic: Clinic
    #: By schedule name: the version that new enrollments get.
    versions: dict[str, tuple[int, Published]]
    gates: dict[bytes, tuple[int | None, bool]]
    now: datetime
    #: By treatment: plans that hold for whoever has not opted out.
    ahead: Mapping[int, Plan]

    def plans(self) -> Plans:
        """Plans for new treatments."""
        published = {name: version for name, (_, version) in self.versions.items()}
        return Plans(self.clinic, published, self.now)


def enroll(app: App, enrollment: Enrollment) -> Enrolled:
    """Enroll one patient, wholly or not at all, and durably. Raises BadInput when this very treatment is enrolled
    already.

    Those whom other threads enroll at the same moment may share its transaction.
    """
    done = enroll_once(app, enrollment)
    if not done.added:
        raise BadInput([f"this treatment is already enrolled, as treatment {done.treatment_id}"])
    return done


def enroll_once(app: App, enrollment: Enrollment) -> Enrolled:
    """As `enroll`, but a treatment that is enrolled already is returned as it is, and not `added`."""
    return app.enrolling.do(enrollment, partial(_enroll_all, app))


def _enroll_all(app: App, enrollments: Sequence[Enrollment]) -> list[Enrolled]:
    batch = seal_batch(app, enrollments)
    with app.database.write() as work:
        return enroll_batch(work, app, batch)


def seal_batch(
    app: App, enrollments: Sequence[Enrollment], rows: Sequence[tuple[bytes | None, bytes]] = ()
) -> list[Sealed]:
    """Everything that needs no lock: ids, seals and hashes. Raises BadInput for a schedule nobody published.

    `rows` are (external hash, import hash) of each where they come from a file.
    """
    clinic_id, steps = _sizes(app, {enrollment.schedule for enrollment in enrollments})
    counts = [OWN_IDS + steps[enrollment.schedule] for enrollment in enrollments]
    ids = app.database.reserve_ids(sum(counts))
    ends = list(accumulate(counts))
    now, keyring = app.now_micros(), app.database.keyring
    return [
        seal(keyring, clinic_id, enrollment, ids[end - count : end], now, row)
        for enrollment, count, end, row in zip(enrollments, counts, ends, rows or repeat(None), strict=False)
    ]


def _sizes(app: App, schedules: set[str]) -> tuple[int, dict[str, int]]:
    """The clinic's id and how many steps each schedule had when last looked at: enough to set ids aside."""
    if app.clinic_id is None or not app.step_counts.keys() >= schedules:
        with app.database.read() as work:
            clinic = app.clinic(work)
            for name, (_, published) in newest_versions(work, app, clinic, schedules).items():
                app.step_counts[name] = sum(1 for _ in published.schedule.steps())
            app.clinic_id = clinic.id
    return app.clinic_id, app.step_counts


def enroll_batch(work: Work, app: App, batch: Sequence[Sealed], ahead: PlansAhead | None = None) -> list[Enrolled]:
    """Enroll a batch inside the caller's transaction; results are in the batch's order.

    People whose addresses are new here go in together, by the plans made ahead where those still hold; the others one
    by one, since their plans depend on what is there.
    """
    clinic = app.clinic(work)
    chosen = hashes_of(work, clinic.id, [sealed.enrollment.patient_id for sealed in batch])
    gates = lock_people(
        work, clinic.id, chain(chosen, (value_hash for sealed in batch for value_hash in sealed.hashes))
    )
    versions = newest_versions(work, app, clinic, {sealed.enrollment.schedule for sealed in batch})
    holds = ahead is not None and ahead.made_from.holds(clinic, versions)
    ground = _Ground(clinic, versions, gates, app.now(), ahead.plans if ahead is not None and holds else {})
    fresh, others = _apart(batch, known_hashes(work, clinic.id, list(gates)))
    _enroll_fresh(work, app, ground, fresh)
    done = {id(sealed): Enrolled(sealed.patient_id, sealed.treatment_id, True) for sealed in fresh}
    for sealed in others:
        done[id(sealed)] = _enroll_beside(work, app, ground, sealed)
    return [done[id(sealed)] for sealed in batch]


def _apart(batch: Sequence[Sealed], known: set[bytes]) -> tuple[list[Sealed], list[Sealed]]:
    fresh: list[Sealed] = []
    others: list[Sealed] = []
    for sealed in batch:
        by_id = sealed.external_hash is not None and sealed.import_hash is None
        looks_up = by_id or sealed.form_hash is not None or sealed.enrollment.patient_id != 0
        beside = looks_up or not known.isdisjoint(sealed.hashes)
        (others if beside else fresh).append(sealed)
        known.update(sealed.hashes)
    return fresh, others


def _enroll_fresh(work: Work, app: App, ground: _Ground, batch: Sequence[Sealed]) -> None:
    """New people at new addresses: nothing that is stored bears on their plans but opt-outs."""
    clinic = ground.clinic
    insert_people(work, clinic.id, batch)
    insert_treatments(work, clinic, [(s, s.patient_id, ground.versions[s.enrollment.schedule][0]) for s in batch])
    stopped = opted_out(work, clinic.id, [value_hash for s in batch for value_hash in s.hashes])
    rows: list[tuple[int, Owner, str, Row]] = []
    welcomes: list[NewWelcome] = []
    plans = ground.plans()
    for sealed in batch:
        plan = ground.ahead.get(sealed.treatment_id) if stopped.keys().isdisjoint(sealed.hashes) else None
        if plan is None:
            plan = plans.of(sealed, stopped)
        version_id = ground.versions[sealed.enrollment.schedule][0]
        owner = Owner(clinic.id, sealed.patient_id, sealed.treatment_id, version_id)
        rows += _rows(work, sealed, owner, plan)
        welcomes += _welcome_of_new(app, ground, sealed, owner, plan)
    insert_planned(work, rows)
    insert_welcomes(work, welcomes)


def _rows(work: Work, sealed: Sealed, owner: Owner, plan: Plan) -> list[tuple[int, Owner, str, Row]]:
    # A version published since may have more steps than ids were set aside for.
    ids = [*sealed.step_ids, *work.new_ids(max(0, len(plan.steps) - len(sealed.step_ids)))]
    return [(step_id, owner, step, row) for step_id, (step, row) in zip(ids, plan.steps, strict=False)]


def _welcome_of_new(app: App, ground: _Ground, sealed: Sealed, owner: Owner, plan: Plan) -> list[NewWelcome]:
    phone = next((address for address in sealed.addresses if address.channel is Channel.SMS), None)
    if phone is None or plan.texts_close_at is None or is_welcomed(app, ground.gates, phone.hash):
        return []
    clinic = ground.clinic
    ids, zone = (sealed.welcome_id, owner.patient_id, owner.version_id), zone_of(sealed, clinic)
    present, after = sealed.enrollment.present, _settling(clinic, sealed.enrollment)
    welcome = plan_welcome(app, clinic, ids, (phone.id, phone.hash), zone, plan.texts_close_at, present, after)
    return [welcome] if welcome else []


def _enroll_beside(work: Work, app: App, ground: _Ground, sealed: Sealed) -> Enrolled:
    """Somebody at an address that is known here: perhaps the same patient, perhaps a relative."""
    clinic, given = ground.clinic, sealed.enrollment
    sent_before = treatment_of_form(work, clinic.id, sealed.form_hash) if sealed.form_hash else None
    if sent_before is not None:
        return Enrolled(*sent_before, added=False)
    known = None
    if sealed.external_hash is not None and sealed.import_hash is None:
        known = treatment_with_external_id(work, clinic.id, sealed.external_hash)
    patient_id: int | None = given.patient_id
    if not patient_id:
        patient_id = same_person(work, clinic.id, sealed.hashes, given.first_name, given.last_name)
    if known is None and patient_id is not None:
        known = treatment_at(work, patient_id, given.schedule, to_micros(given.treated_at))
    if known is not None:
        return Enrolled(patient_id or 0, known, False)
    if patient_id is None:
        patient_id = sealed.patient_id
        insert_people(work, clinic.id, [sealed])
    else:
        add_to_patient(work, clinic.id, patient_id, sealed)
    version_id, _ = ground.versions[given.schedule]
    insert_treatments(work, clinic, [(sealed, patient_id, version_id)])
    if sealed.form_hash is not None:
        keep_form(work, sealed.treatment_id, sealed.form_hash)
    _plan_beside(work, app, ground, sealed, patient_id)
    return Enrolled(patient_id, sealed.treatment_id, True)


def _plan_beside(work: Work, app: App, ground: _Ground, sealed: Sealed, patient_id: int) -> None:
    """Plan the new treatment and, since it may end or crowd them, the patient's other ones anew."""
    clinic = ground.clinic
    ids = [treatment.id for treatment in treatments_of(work, [patient_id])]
    changes = replan(work, app, clinic, ids, Replanning(ground.now, send_missed=True))
    planned = [c.planned for c in changes if c.planned is not None and c.treatment.id == sealed.treatment_id]
    (own,) = {c.treatment.id: c.treatment for c in changes if c.treatment.id == sealed.treatment_id}.values()
    present, after = sealed.enrollment.present, _settling(clinic, sealed.enrollment)
    welcome_number(work, app, clinic, own, planned, sealed.welcome_id, present, after)


def _settling(clinic: Clinic, enrollment: Enrollment) -> timedelta:
    return timedelta(minutes=clinic.settle_minutes) if enrollment.settles else AT_ONCE
