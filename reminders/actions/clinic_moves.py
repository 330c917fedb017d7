"""Plans everyone in progress anew after the clinic changed what plans depend on (design, time rule 9), a few at a time.

What is to be done is noted in the transaction of the change. Each batch is a transaction of its own and notes how far
it came: whoever comes next goes on there, be it the same command again or the worker's sweeping.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from reminders.actions.publishing_moves import Moved
from reminders.actions.replan import Replanning, plan_changes, replan
from reminders.actions.welcome import retime_welcomes
from reminders.app import App
from reminders.domain.instants import MINUTE
from reminders.domain.words import TreatmentStatus
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.people import current_addresses, lock_gates
from reminders.store.replanning import (
    Pending,
    Scope,
    count_in_progress,
    finish,
    last_in_progress,
    patients_in_progress,
    pending,
    went_on,
)
from reminders.store.treatments import treatments_of
from reminders.store.version_moves import running_by_version

#: Patients in one transaction: few enough that enrolling and sending wait a moment only. A patient's treatments make
#: room for one another, so they are planned together.
BATCH = 40
#: An estimate looks at patients from so many places.
_PLACES = 10
#: Nobody is at it any more when it has not gone on for so long.
_LEFT_ALONE = 2 * MINUTE
_RUNNING = (TreatmentStatus.ACTIVE, TreatmentStatus.ON_HOLD)

#: Told how many patients of how many are done.
Progress = Callable[[int, int], None]


def move_everyone(app: App, started: Pending, progress: Progress | None = None) -> Moved:
    """Work out and store the plans that are pending; safe to repeat. Ends early when somebody else took it over."""
    moved = Moved()
    _read_schedules(app)
    total = _total(app, started.scope) if progress else 0
    done = 0
    while True:
        with app.database.write() as work:
            patients = _move_batch(work, app, started.token, moved)
        if not patients:
            return moved
        done += patients
        if progress is not None:
            progress(done, max(done, total))


def foresee(app: App, clinic: Clinic, scope: Scope, progress: Progress | None = None) -> Moved:
    """What would become of the plans if the clinic were like this; changes nothing."""
    moved = Moved()
    _read_schedules(app)
    total = _total(app, scope) if progress else 0
    done, after = 0, 0
    while True:
        with app.database.read() as work:
            patients = patients_in_progress(work, clinic.id, scope, after, BATCH)
            how = Replanning(app.now(), send_missed=True, leave_due=True)
            ids = _running(work, patients)
            changes = plan_changes(work, app, clinic, ids, how)
        if not patients:
            return moved
        moved.treatments += len(ids)
        moved.messages.update(change.fate for change in changes)
        done, after = done + len(patients), patients[-1]
        if progress is not None:
            progress(done, max(done, total))


def estimate(app: App, clinic: Clinic, scope: Scope, most: int) -> tuple[Moved, bool]:
    """As `foresee`, by at most so many patients, spread over all; True: there are more, and numbers are scaled up."""
    total = _total(app, scope)
    if total <= most:
        return foresee(app, clinic, scope), False
    _read_schedules(app)
    with app.database.read() as work:
        patients = _spread(work, clinic.id, scope, most)
        ids = _running(work, patients)
        changes = plan_changes(work, app, clinic, ids, Replanning(app.now(), send_missed=True, leave_due=True))
    share = total / max(len(patients), 1)
    counted = Counter(change.fate for change in changes)
    found = {fate: max(1, round(number * share)) for fate, number in counted.items()}
    return Moved(round(len(ids) * share), Counter(found)), True


def go_on(app: App) -> Moved | None:
    """Finish what an earlier change left unfinished and nobody is at any more; None when there is nothing."""
    with app.database.read() as work:
        left = pending(work)
    if left is None or left.at > app.now_micros() - _LEFT_ALONE:
        return None
    return move_everyone(app, left)


def unfinished(app: App) -> Pending | None:
    """A pass that is not finished, or None."""
    with app.database.read() as work:
        return pending(work)


def _read_schedules(app: App) -> None:
    """Parsed and compiled before anything is locked."""
    with app.database.read() as work:
        for version_id in running_by_version(work, app.clinic(work).id):
            app.version(work, version_id)


def _total(app: App, scope: Scope) -> int:
    with app.database.read() as work:
        return count_in_progress(work, app.clinic(work).id, scope)


def _spread(work: Work, clinic_id: int, scope: Scope, most: int) -> list[int]:
    """So many patients at most: some from each tenth of the range of ids, since old and new plans differ."""
    last = last_in_progress(work, clinic_id)
    starts = [last * tenth // _PLACES for tenth in range(_PLACES)]
    found = {one for start in starts for one in patients_in_progress(work, clinic_id, scope, start, most // _PLACES)}
    return sorted(found)


def _move_batch(work: Work, app: App, token: str, moved: Moved) -> int:
    """Returns how many patients were planned anew; 0 when there was nobody left, or it is not ours any more."""
    # The note is locked before the clinic is read: nobody changes hours or zones while a batch is planned by them.
    now_at = pending(work, lock=True)
    if now_at is None or now_at.token != token:
        return 0
    clinic = app.clinic(work)
    patients = patients_in_progress(work, clinic.id, now_at.scope, now_at.after, BATCH)
    if not patients:
        finish(work)
        return 0
    people = current_addresses(work, clinic.id, patients)
    lock_gates(work, clinic.id, (address.hash for known in people.values() for address in known))
    ids = _running(work, patients)
    changes = replan(work, app, clinic, ids, Replanning(app.now(), send_missed=True, leave_due=True))
    retime_welcomes(work, app, clinic, patients)
    went_on(work, now_at, patients[-1], app.now_micros())
    moved.treatments += len(ids)
    moved.messages.update(change.fate for change in changes)
    return len(patients)


def _running(work: Work, patients: Sequence[int]) -> list[int]:
    return [treatment.id for treatment in treatments_of(work, patients) if treatment.status in _RUNNING]
