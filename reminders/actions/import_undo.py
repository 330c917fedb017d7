"""Takes a whole import back before its first message has left: what it enrolled was entered in error."""

from collections.abc import Callable

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.replan import Replanning, replan
from reminders.actions.welcome import end_welcomes
from reminders.app import App
from reminders.domain.said import say
from reminders.domain.words import TreatmentStatus
from reminders.store.audit import add_audit
from reminders.store.database import Work
from reminders.store.enrolling import end_address
from reminders.store.import_runs import (
    ImportRun,
    RunState,
    change_run,
    end_enrolled,
    enrolled_after,
    has_sent,
    import_run,
)
from reminders.store.people import current_addresses, lock_gates
from reminders.store.treatments import treatments_of

#: Treatments in one transaction: sending goes on beside it.
_BATCH = 100


def undo_refusal(app: App, run_id: int) -> str | None:
    """Why an import cannot be undone now, in words; None: it can."""
    with app.database.read() as work:
        run = import_run(work, app.clinic(work).id, run_id)
        return _refusal(work, run)


def end_all(app: App, run_id: int, by: str) -> int:
    """At once, so that nothing more leaves: every treatment that the import enrolled was entered in error. Their plans
    are taken back after it (`undo_all`). Returns how many treatments. Raises BadInput when it cannot be undone.
    """
    with app.database.write() as work:
        clinic_id, now = app.clinic(work).id, app.now_micros()
        refusal = _refusal(work, import_run(work, clinic_id, run_id))
        if refusal is not None:
            raise BadInput([Mistake("import", refusal)])
        ended = end_enrolled(work, run_id)
        columns = {"state": RunState.UNDOING.value, "runner": None, "undone_at": now, "undone_by": by, "seen_at": now}
        change_run(work, run_id, _UNDOABLE, **columns)
        add_audit(work, clinic_id, now, by, "undid an import", "import", run_id, f"{ended} treatments")
        return ended


def undo_all(app: App, run_id: int, by: str, alive: Callable[[], bool]) -> bool:
    """Take the plans of what was ended back, a batch at a time. False: somebody else goes on with it.

    What had left in the moment of the decision stays as it is, and what those patients get for other treatments is
    planned anew. Who has no other treatment keeps no number and no email, so that the right entry finds nobody in its
    way.
    """
    after = 0
    while alive():
        with app.database.write() as work:
            clinic, now = app.clinic(work), app.now()
            batch = enrolled_after(work, run_id, after, _BATCH)
            if not batch:
                return True
            people = sorted({patient_id for _, patient_id in batch})
            known = current_addresses(work, clinic.id, people)
            lock_gates(work, clinic.id, [one.hash for addresses in known.values() for one in addresses])
            end_welcomes(work, people)
            theirs = treatments_of(work, people)
            replan(work, app, clinic, [one.id for one in theirs], Replanning(now, send_missed=True))
            real = {one.patient_id for one in theirs if one.status is not TreatmentStatus.ENTERED_IN_ERROR}
            for address in (one for patient_id in people if patient_id not in real for one in known[patient_id]):
                end_address(work, address.id, app.now_micros())
            for treatment_id, _ in batch:
                told = "the import was undone"
                add_audit(work, clinic.id, app.now_micros(), by, "entered in error", "treatment", treatment_id, told)
            after = batch[-1][0]
    return False


_UNDOABLE = (RunState.DONE, RunState.STOPPED)


def _refusal(work: Work, run: ImportRun | None) -> str | None:
    if run is None or run.state not in _UNDOABLE or not run.enrolled:
        return say("there is nothing to undo")
    if has_sent(work, run.id, run.since_at):
        return say("its first message has left; cancel single treatments on the patients' pages")
    return None
