"""Works a plan out anew when something it depends on has changed (design, time rule 9)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from reminders.app import App
from reminders.domain.instants import MINUTE, SECOND, from_micros, to_micros
from reminders.domain.planned import PlannedMessage, Shift, Taken
from reminders.domain.planning import plan
from reminders.domain.schedule import Schedule
from reminders.domain.treatment import TreatmentFacts
from reminders.domain.words import Reason, Status, TreatmentStatus
from reminders.store.clinics import Clinic
from reminders.store.database import Row, Work
from reminders.store.messages import (
    Owner,
    StoredPlan,
    cancel_messages,
    insert_planned,
    planned_fields,
    stored_plans,
    taken_by_others,
    tried_and_waiting,
    update_planned,
)
from reminders.store.people import KnownAddress, current_addresses, lock_gates, patients_with_hashes, reaches
from reminders.store.treatments import StoredTreatment, treatments

_ENDED = (TreatmentStatus.CANCELED, TreatmentStatus.ENTERED_IN_ERROR)
_WEEK = 7 * 24 * 3600 * SECOND


class Fate(StrEnum):
    """What re-planning means for one step of one treatment."""

    #: A step the treatment did not have before.
    NEW = "new"
    #: Due at another time than before.
    MOVED = "moved"
    #: Canceled before, planned again.
    REVIVED = "revived"
    #: Planned before, canceled now.
    CANCELED = "canceled"
    #: As before.
    SAME = "same"
    #: Already attempted, or decided by a person: stays as it is.
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Change:
    """One step before and after. `planned` is None for a step that the schedule no longer has."""

    treatment: StoredTreatment
    fate: Fate
    step: str
    stored: StoredPlan | None
    planned: PlannedMessage | None
    fields: Row | None


@dataclass(frozen=True, slots=True)
class Replanning:
    """How to plan anew: what differs from what is stored."""

    now: datetime
    #: A schedule and version id that these treatments move to; None: their own.
    schedule: Schedule | None = None
    version_id: int | None = None
    #: Also plan steps that are new to a treatment and whose time is already past.
    send_missed: bool = False
    #: Without another schedule too: what is due or overdue, and may leave as it was planned, stays as it is.
    leave_due: bool = False


def replan(work: Work, app: App, clinic: Clinic, treatment_ids: Sequence[int], how: Replanning) -> list[Change]:
    """Lock, work out and store the new plans of these treatments. Returns every change, for people to read."""
    changes = plan_changes(work, app, clinic, treatment_ids, how, lock=True)
    by_treatment: dict[int, list[Change]] = {}
    for change in changes:
        by_treatment.setdefault(change.treatment.id, []).append(change)
    for changed in by_treatment.values():
        _store(work, changed, how)
    ended = [treatment_id for treatment_id, (one, *_) in by_treatment.items() if one.treatment.status in _ENDED]
    cancel_messages(work, [(i, queue_at, Reason.TREATMENT_ENDED) for i, queue_at in tried_and_waiting(work, ended)])
    return changes


def plan_changes(
    work: Work, app: App, clinic: Clinic, treatment_ids: Sequence[int], how: Replanning, *, lock: bool = False
) -> list[Change]:
    """What `replan` would do; changes nothing.

    The treatments are worked out one after the other, by id: each makes room for the new plans of those before it, and
    nobody's old plan, which is about to change, stands in the way.
    """
    found = treatments(work, treatment_ids)
    people = current_addresses(work, clinic.id, sorted({treatment.patient_id for treatment in found}))
    if lock:
        lock_gates(work, clinic.id, (address.hash for addresses in people.values() for address in addresses))
        people = current_addresses(work, clinic.id, list(people))
    among = _Among(frozenset(treatment.id for treatment in found))
    changes: list[Change] = []
    for treatment in found:
        own = _changes_of(work, app, clinic, treatment, people[treatment.patient_id], how, among)
        among.add(treatment, own)
        changes += own
    return changes


@dataclass(frozen=True, slots=True)
class _Among:
    """The treatments that are planned anew together, and the room that their new plans take, by patient."""

    treatment_ids: frozenset[int]
    taken: dict[int, list[Taken]] = field(default_factory=dict)

    def add(self, treatment: StoredTreatment, changes: Sequence[Change]) -> None:
        """Count what this treatment will send."""
        self.taken.setdefault(treatment.patient_id, []).extend(
            Taken(from_micros(change.fields[9]), p.kind, p.channel, treatment.schedule, p.step)
            for change in changes
            if change.fields is not None and change.fields[9] is not None
            if (p := change.planned) is not None and p.channel is not None
        )

    def taken_by(self, patient_ids: Iterable[int], mine: int) -> Iterator[Taken]:
        """The room that these patients' new plans take. Only a step of `mine`, the same patient, can be merged with."""
        for patient_id in patient_ids:
            for one in self.taken.get(patient_id, ()):
                yield one if patient_id == mine else Taken(one.at, one.kind, one.channel)


def queue_time(planned: PlannedMessage, status: TreatmentStatus, enrolled_at: int, settle_minutes: int) -> int | None:
    """Its key in the due queue: not before the settling time is over; None while it may not be sent (micros)."""
    if planned.due_at is None or status is TreatmentStatus.ON_HOLD:
        return None
    return max(to_micros(planned.due_at), enrolled_at + settle_minutes * MINUTE)


def _changes_of(
    work: Work,
    app: App,
    clinic: Clinic,
    treatment: StoredTreatment,
    addresses: list[KnownAddress],
    how: Replanning,
    among: _Among,
) -> list[Change]:
    stored = {old.step: old for old in stored_plans(work, treatment.id)}
    fixed = [old for old in stored.values() if not old.open_to_plan]
    schedule = how.schedule or app.version(work, treatment.version_id).schedule
    facts = treatment.facts(
        reaches(addresses, treatment.channel),
        clinic.location(treatment.location_id).timezone,
        frozenset(old.step for old in fixed),
        frozenset((old.step, from_micros(old.moved_to)) for old in stored.values() if old.moved_to is not None),
    )
    sharers = {treatment.patient_id, *patients_with_hashes(work, clinic.id, [address.hash for address in addresses])}
    since = to_micros(how.now) - _WEEK
    taken = taken_by_others(work, sharers, (treatment.patient_id, treatment.id), since, among.treatment_ids)
    taken += among.taken_by(sharers, treatment.patient_id)
    taken += [own for own in map(_taken, fixed) if own is not None]
    planned = [_unless_newer_left(new, fixed) for new in _plan(schedule, facts, clinic, how, taken, stored)]
    changes = [_change(treatment, stored.pop(new.step, None), new, clinic, how) for new in planned]
    return changes + [_removed(treatment, old) for old in stored.values()]


def _taken(old: StoredPlan) -> Taken | None:
    """The room that an attempted step of this treatment takes at its address."""
    if old.channel is None or old.due_at is None or old.status in (Status.CANCELED, Status.FAILED):
        return None
    return Taken(from_micros(old.due_at), old.kind, old.channel)


def _unless_newer_left(new: PlannedMessage, fixed: Sequence[StoredPlan]) -> PlannedMessage:
    """A late step after which a newer one of its kind has already left would tell old news."""
    wish_at = to_micros(new.wish_at)
    newer = any(old.kind is new.kind and old.wish_at > wish_at and old.attempts for old in fixed)
    if new.due_at is None or Shift.LATE not in new.shifts or not newer:
        return new
    return replace(new, due_at=None, status=Status.CANCELED, reason=Reason.SUPERSEDED, shifts=())


def _plan(
    schedule: Schedule,
    facts: TreatmentFacts,
    clinic: Clinic,
    how: Replanning,
    taken: Sequence[Taken],
    stored: Mapping[str, StoredPlan],
) -> Sequence[PlannedMessage]:
    """The plan; steps that a version brought too late for this treatment neither go out nor push others aside."""
    planned = plan(schedule, facts, clinic.rules, how.now, taken)
    late = (new for new in planned if new.wish_at < how.now)
    missed = {new.step: new for new in late if _is_missed(stored.get(new.step), how)}
    if not missed:
        return planned
    facts = replace(facts, stopped_steps=facts.stopped_steps.union(missed))
    planned = plan(schedule, facts, clinic.rules, how.now, taken)
    return [_skipped(missed[new.step]) if new.step in missed else new for new in planned]


def _is_missed(old: StoredPlan | None, how: Replanning) -> bool:
    if old is None:
        return not how.send_missed
    # Skipped once, it stays so while its time is past: otherwise any later change would send it after all.
    return old.status is Status.CANCELED and old.reason is Reason.SKIPPED_LATE


def _skipped(new: PlannedMessage) -> PlannedMessage:
    if new.status is not Status.PLANNED and new.reason is not Reason.SUPERSEDED:
        return new
    return replace(new, due_at=None, status=Status.CANCELED, reason=Reason.SKIPPED_LATE, shifts=())


def _change(
    treatment: StoredTreatment, old: StoredPlan | None, new: PlannedMessage, clinic: Clinic, how: Replanning
) -> Change:
    if old is not None and not old.open_to_plan:
        return Change(treatment, Fate.KEPT, new.step, old, new, None)
    if (
        old is not None
        and old.status is Status.CANCELED
        and new.status is Status.CANCELED
        and (new.reason is Reason.TOO_LATE or new.closes_at <= how.now)
    ):
        # Its window has closed since: nothing that happens now is why it was not sent.
        return Change(treatment, Fate.SAME, new.step, old, new, None)
    fields = planned_fields(new, queue_time(new, treatment.status, treatment.enrolled_at, clinic.settle_minutes))
    leave_due = how.leave_due or how.schedule is not None
    if old is not None and leave_due and _is_for_the_dispatcher(old, fields, to_micros(how.now)):
        # A version or a rule changes only what it is about, not what is about to leave or overdue.
        return Change(treatment, Fate.SAME, new.step, old, new, old.fields)
    return Change(treatment, _fate(old, new, fields), new.step, old, new, fields)


def _is_for_the_dispatcher(old: StoredPlan, fields: Row, now: int) -> bool:
    """Due, with the same wish, window and channel as before: it leaves or ends as it would have without the change."""
    if old.status is not Status.PLANNED or old.due_at is None or old.due_at > now:
        return False
    if old.queue_at is not None and old.queue_at > now and old.queue_at != fields[10]:
        # It waits for the settling time, which is another one now.
        return False
    same = all(old.fields[place] == fields[place] for place in (*range(4), 6, 7, 8))
    due_at, reason = fields[9], fields[5]
    return same and (reason == Reason.TOO_LATE.value if due_at is None else due_at <= now)


def _fate(old: StoredPlan | None, new: PlannedMessage, fields: Row) -> Fate:
    if old is None:
        return Fate.NEW
    if old.status is not new.status:
        return Fate.CANCELED if new.status is Status.CANCELED else Fate.REVIVED
    return Fate.SAME if old.due_at == fields[9] else Fate.MOVED


def _removed(treatment: StoredTreatment, old: StoredPlan) -> Change:
    """A step that the schedule no longer has."""
    if not old.open_to_plan or old.status is Status.CANCELED:
        return Change(treatment, Fate.KEPT, old.step, old, None, None)
    fields = (*old.fields[:4], Status.CANCELED.value, Reason.STEP_REMOVED.value, *old.fields[6:9], None, None, None)
    return Change(treatment, Fate.CANCELED, old.step, old, None, fields)


def _store(work: Work, changes: Sequence[Change], how: Replanning) -> None:
    treatment = changes[0].treatment
    version_id = how.version_id or treatment.version_id
    owner = Owner(treatment.clinic_id, treatment.patient_id, treatment.id, version_id)
    new = [change for change in changes if change.stored is None and change.fields is not None]
    ids = work.new_ids(len(new))
    insert_planned(work, [(i, owner, c.step, c.fields) for i, c in zip(ids, new, strict=True) if c.fields is not None])
    update_planned(
        work,
        version_id,
        [
            (change.stored, change.fields)
            for change in changes
            if change.stored is not None and change.fields is not None and _differs(change, version_id, treatment)
        ],
    )


def _differs(change: Change, version_id: int, treatment: StoredTreatment) -> bool:
    return change.stored is not None and (change.fields != change.stored.fields or version_id != treatment.version_id)


def due_of(change: Change) -> datetime | None:
    """When the step was due before the change."""
    if change.stored is None or change.stored.due_at is None:
        return None
    return from_micros(change.stored.due_at)
