"""What a publication would change for those in progress; changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.actions.publishing_moves import BATCH, Plans
from reminders.actions.replan import Change, Fate, Replanning, due_of, plan_changes
from reminders.actions.version_views import FileChange, file_changes
from reminders.app import App
from reminders.catalog.bundle import Bundle
from reminders.domain.instants import to_micros
from reminders.domain.planned import Shift
from reminders.domain.words import Reason, Status
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.treatments import treatments
from reminders.store.version_moves import count_left_behind, left_behind, steps_of
from reminders.store.versions import Version, latest_version, version_content

#: So many moves of a step are shown one by one.
EXAMPLES = 3
#: Why a step that is new to a treatment does not go out although nothing but time stands against it.
_PAST = (Reason.TOO_LATE, Reason.SKIPPED_LATE, Reason.SUPERSEDED, Reason.NO_PERMITTED_TIME)


@dataclass(frozen=True, slots=True)
class Example:
    """One message that moves."""

    treatment_id: int
    zone: ZoneInfo
    before: datetime
    after: datetime


@dataclass(slots=True)
class StepImpact:
    """One step over all treatments in progress: how many messages."""

    step: str
    moved: int = 0
    #: Did not exist before and will be sent.
    new: int = 0
    canceled: int = 0
    #: Canceled before, planned again.
    revived: int = 0
    #: Planned as before.
    unchanged: int = 0
    #: Attempted already: stays as it is.
    sent: int = 0
    #: Of the moved, new and revived: their time is past, so they leave at the next permitted moment.
    late: int = 0
    #: New, but their time is past: not sent.
    missed: int = 0
    #: The smallest and the largest move, in micros; negative is earlier.
    shift: tuple[int, int] | None = None
    examples: list[Example] = field(default_factory=list)


@dataclass(slots=True)
class Impact:
    """What a publication to everyone would mean."""

    schedule: str
    #: The newest version now; None: nothing was published yet.
    base: Version | None
    #: Files that differ from it.
    files: list[FileChange]
    #: In progress on another version than the new one.
    patients: int = 0
    treatments: int = 0
    #: Treatments with a message that moves, comes, goes or comes back.
    changed: int = 0
    steps: dict[str, StepImpact] = field(default_factory=dict)

    @property
    def same_content(self) -> bool:
        """Nothing to publish: the newest version is the same."""
        return self.base is not None and not self.files


def impact_of(
    app: App, bundle: Bundle, *, send_missed: bool = False, progress: Callable[[int, int], None] | None = None
) -> Impact:
    """Work out what publishing this content to everyone would change. Raises Mistakes for a broken schedule.

    `progress` is told how many of how many treatments were looked at.
    """
    with app.database.read() as work:
        clinic_id = app.clinic(work).id
        base = latest_version(work, clinic_id, bundle.schedule_name)
        before = Bundle.from_json(version_content(work, base.id)) if base else None
        impact = Impact(bundle.schedule_name, base, file_changes(before, bundle))
        # A content that is there already leaves only those to move that were left behind by it.
        target = base.id if base and impact.same_content else 0
        plans = Plans(work, clinic_id, impact.schedule)
        impact.patients, impact.treatments = count_left_behind(work, clinic_id, impact.schedule, target)
    impact.steps = {step.name: StepImpact(step.name) for _, step in bundle.schedule.steps()}
    after: int | None = 0
    seen = 0
    while after is not None:
        with app.database.read() as work:
            how = Replanning(app.now(), bundle.schedule, send_missed=send_missed)
            after = _add_batch(work, app, impact, plans, target, after, how)
        seen = min(seen + BATCH, impact.treatments)
        if progress is not None:
            progress(seen, impact.treatments)
    return impact


def _add_batch(
    work: Work, app: App, impact: Impact, plans: Plans, target: int, after: int, how: Replanning
) -> int | None:
    """Returns the last treatment's id; None when there was none left."""
    assert how.schedule is not None
    clinic = app.clinic(work)
    rows = left_behind(work, clinic.id, impact.schedule, target, after, BATCH)
    if not rows:
        return None
    found = treatments(work, [treatment_id for treatment_id, _ in rows])
    replanned, words = plans.apart(work, found, how.schedule)
    for step, unsent, sent in steps_of(work, [treatment.id for treatment in words]):
        one = _step(impact, step)
        one.unchanged += unsent
        one.sent += sent
    changes = plan_changes(work, app, clinic, [treatment.id for treatment in replanned], how)
    impact.changed += len({change.treatment.id for change in changes if _add(impact, change, clinic)})
    return rows[-1][0]


def _add(impact: Impact, change: Change, clinic: Clinic) -> bool:
    """Count one change; True when the patient will notice it."""
    one = _step(impact, change.step)
    planned = change.planned is not None and change.planned.status is Status.PLANNED
    if change.fate is Fate.KEPT:
        one.sent += change.stored is not None and change.stored.attempts > 0
    elif change.fate is Fate.SAME:
        one.unchanged += planned
    elif change.fate is Fate.CANCELED:
        one.canceled += 1
    elif change.fate is Fate.REVIVED:
        one.revived += 1
    elif change.fate is Fate.MOVED and planned:
        _add_move(one, change, clinic)
    elif change.fate is Fate.NEW and planned:
        one.new += 1
    elif change.fate is Fate.NEW:
        one.missed += change.planned is not None and change.planned.reason in _PAST
    return _noticed(one, change, planned)


def _noticed(one: StepImpact, change: Change, planned: bool) -> bool:
    if not planned:
        return change.fate is Fate.CANCELED
    if change.fate not in (Fate.MOVED, Fate.NEW, Fate.REVIVED):
        return False
    one.late += change.planned is not None and Shift.LATE in change.planned.shifts
    return True


def _add_move(one: StepImpact, change: Change, clinic: Clinic) -> None:
    before, after = due_of(change), change.planned.due_at if change.planned else None
    one.moved += 1
    if before is None or after is None:
        return
    shift = to_micros(after) - to_micros(before)
    least, most = one.shift or (shift, shift)
    one.shift = min(least, shift), max(most, shift)
    if len(one.examples) < EXAMPLES:
        place = change.treatment.timezone or clinic.location(change.treatment.location_id).timezone
        one.examples.append(Example(change.treatment.id, ZoneInfo(place), before, after))


def _step(impact: Impact, name: str) -> StepImpact:
    """Also for a step that only older versions have."""
    return impact.steps.setdefault(name, StepImpact(name))
