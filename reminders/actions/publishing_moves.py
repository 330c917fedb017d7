"""Moves running treatments to a version, a few at a time."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from reminders.actions.replan import Fate, Replanning, replan
from reminders.app import App, Published
from reminders.domain.schedule import Schedule
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.people import current_addresses, lock_gates
from reminders.store.treatments import StoredTreatment, treatments
from reminders.store.version_moves import adopt_version, left_behind, wake_approved
from reminders.store.versions import Version

#: Treatments in one transaction: few enough that enrolling and sending wait a moment only.
BATCH = 100


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
    after = 0
    while True:
        with app.database.write() as work:
            done = _move_batch(work, app, version, after, send_missed, moved)
        if not done:
            break
        after = done[-1]
        moved.treatments += len(done)
        if progress is not None:
            progress(moved.treatments)
    if version.approved_at is not None:
        with app.database.write() as work:
            wake_approved(work, app.now_micros())
    return moved


def apart(
    work: Work, app: App, found: list[StoredTreatment], schedule: Schedule
) -> tuple[list[StoredTreatment], list[StoredTreatment]]:
    """Those whose times may change with this schedule, and those for which only words do."""
    replanned: list[StoredTreatment] = []
    words: list[StoredTreatment] = []
    for treatment in found:
        same = _plan_of(app.version(work, treatment.version_id).schedule) == _plan_of(schedule)
        (words if same else replanned).append(treatment)
    return replanned, words


def _move_batch(work: Work, app: App, version: Version, after: int, send_missed: bool, moved: Moved) -> list[int]:
    clinic, target = app.clinic(work), app.version(work, version.id)
    rows = left_behind(work, clinic.id, version.schedule, version.id, after, BATCH)
    patient_ids = sorted({patient_id for _, patient_id in rows})
    _lock(work, clinic, patient_ids)
    found = treatments(work, [treatment_id for treatment_id, _ in rows])
    _replan(work, app, clinic, target, version, found, send_missed, moved)
    ids = [treatment.id for treatment in found]
    if ids:
        adopt_version(work, clinic.id, version, ids, patient_ids)
    return ids


def _lock(work: Work, clinic: Clinic, patient_ids: list[int]) -> None:
    """Before the treatments are read: nobody arms, stops or moves them until this batch is stored."""
    people = current_addresses(work, clinic.id, patient_ids)
    lock_gates(work, clinic.id, (address.hash for known in people.values() for address in known))


def _replan(
    work: Work,
    app: App,
    clinic: Clinic,
    target: Published,
    version: Version,
    found: list[StoredTreatment],
    send_missed: bool,
    moved: Moved,
) -> None:
    replanned, _ = apart(work, app, found, target.schedule)
    how = Replanning(app.now(), target.schedule, version.id, send_missed)
    changes = replan(work, app, clinic, [treatment.id for treatment in replanned], how)
    moved.messages.update(change.fate for change in changes)


def _plan_of(schedule: Schedule) -> list[object]:
    """What plans depend on: everything but titles and explanations."""
    return [(stage.name, stage.opens, stage.closes, stage.steps) for stage in schedule.stages]
