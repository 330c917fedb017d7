"""Moves running treatments to a version, a few at a time."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reminders.actions.replan import Fate, Replanning, replan
from reminders.app import App
from reminders.catalog.bundle import Bundle
from reminders.domain.schedule import Schedule
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.people import current_addresses, lock_gates
from reminders.store.treatments import StoredTreatment, treatments
from reminders.store.version_moves import adopt_version, left_behind, running_by_version, wake_approved
from reminders.store.versions import Version, version_content, versions

#: Treatments in one transaction: few enough that enrolling and sending wait a moment only.
BATCH = 50


@dataclass(slots=True)
class Moved:
    """What became of the running treatments."""

    treatments: int = 0
    #: Messages by what the move meant for them; of treatments whose plan did not change, none.
    messages: Counter[Fate] = field(default_factory=Counter)


def move_treatments(
    app: App, version: Version, *, send_missed: bool = False, progress: Callable[[int], None] | None = None
) -> Moved:
    """Bring every running treatment of the schedule to this version; safe to repeat.

    Each batch is a transaction of its own. What was attempted stays as it is. A treatment whose plan does not depend
    on what changed keeps every time as it was, and only takes the new words.
    """
    moved = Moved()
    with app.database.read() as work:
        plans = Plans(work, app.clinic(work).id, version.schedule)
        target = plans.schedule(work, version.id)
    move = _Move(app, version, target, plans, send_missed)
    after: int | None = 0
    while after is not None:
        with app.database.write() as work:
            after = _move_batch(work, move, after, moved)
        if progress is not None and after is not None:
            progress(moved.treatments)
    if version.approved_at is not None:
        with app.database.write() as work:
            wake_approved(work, app.now_micros())
    return moved


class Plans:
    """The schedules of versions, without their templates, each parsed once. Made before anything is locked."""

    def __init__(self, work: Work, clinic_id: int, schedule: str) -> None:
        """Reads what running treatments of this schedule are on."""
        running = running_by_version(work, clinic_id)
        self._known: dict[int, Schedule] = {}
        for version in versions(work, clinic_id, schedule):
            if version.id in running:
                self.schedule(work, version.id)

    def schedule(self, work: Work, version_id: int) -> Schedule:
        """The schedule of a version that is known to exist."""
        known = self._known.get(version_id)
        if known is None:
            known = self._known[version_id] = Bundle.from_json(version_content(work, version_id)).schedule
        return known

    def apart(
        self, work: Work, found: Sequence[StoredTreatment], target: Schedule
    ) -> tuple[list[StoredTreatment], list[StoredTreatment]]:
        """Those whose times may change with the target, and those for which only words do."""
        wanted = _plan_of(target)
        same = {version_id: wanted == _plan_of(self.schedule(work, version_id)) for version_id in _versions_of(found)}
        return [one for one in found if not same[one.version_id]], [one for one in found if same[one.version_id]]


@dataclass(frozen=True, slots=True)
class _Move:
    """What all batches of one move share."""

    app: App
    version: Version
    target: Schedule
    plans: Plans
    send_missed: bool


def _move_batch(work: Work, move: _Move, after: int, moved: Moved) -> int | None:
    """Returns the last treatment's id; None when there was none left."""
    app, version, clinic = move.app, move.version, move.app.clinic(work)
    rows = left_behind(work, clinic.id, version.schedule, version.id, after, BATCH)
    if not rows:
        return None
    patient_ids = sorted({patient_id for _, patient_id in rows})
    _lock(work, clinic, patient_ids)
    found = treatments(work, [treatment_id for treatment_id, _ in rows])
    replanned, _ = move.plans.apart(work, found, move.target)
    how = Replanning(app.now(), move.target, version.id, move.send_missed)
    changes = replan(work, app, clinic, [treatment.id for treatment in replanned], how)
    adopt_version(work, clinic.id, version, [treatment.id for treatment in found], patient_ids)
    moved.treatments += len(found)
    moved.messages.update(change.fate for change in changes)
    return rows[-1][0]


def _lock(work: Work, clinic: Clinic, patient_ids: Sequence[int]) -> None:
    """Before the treatments are read: nobody arms, stops or moves them until this batch is stored."""
    people = current_addresses(work, clinic.id, patient_ids)
    lock_gates(work, clinic.id, (address.hash for known in people.values() for address in known))


def _versions_of(found: Sequence[StoredTreatment]) -> set[int]:
    return {treatment.version_id for treatment in found}


def _plan_of(schedule: Schedule) -> list[object]:
    """What plans depend on: everything but titles and explanations."""
    return [(stage.name, stage.opens, stage.closes, stage.steps) for stage in schedule.stages]
