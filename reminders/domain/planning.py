"""The planner: schedule + treatment + clinic rules + now give one PlannedMessage a step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from zoneinfo import ZoneInfo

from reminders.domain.hours import first_permitted
from reminders.domain.limits import Room
from reminders.domain.planned import PlannedMessage, Shift, Taken
from reminders.domain.reaching import choose_channel
from reminders.domain.rules import ClinicRules
from reminders.domain.schedule import Schedule, Stage, Step
from reminders.domain.treatment import TreatmentFacts
from reminders.domain.windows import Origin, own_interval, window_of, wish_of
from reminders.domain.words import Channel, Kind, Late, Reason, Status, StopsOn, TreatmentStatus

_ENDED = (TreatmentStatus.CANCELED, TreatmentStatus.ENTERED_IN_ERROR)


def plan(
    schedule: Schedule,
    treatment: TreatmentFacts,
    rules: ClinicRules,
    now: datetime,
    taken: Sequence[Taken] = (),
) -> tuple[PlannedMessage, ...]:
    """One message for every step, in the schedule's order: planned with its due time, or canceled with the reason.

    `now` is aware. `taken` is what already takes room at this patient's addresses: messages of other treatments, and
    this one's own that were already attempted (name their steps in `stopped_steps` so that they are not planned too).
    """
    return Planner(schedule, rules, now).plan(treatment, taken)


class Planner:
    """Plans many treatments as `plan` does, at one `now`, and works out once what treatments of one day share."""

    def __init__(self, schedule: Schedule, rules: ClinicRules, now: datetime) -> None:
        self._schedule = schedule
        self._rules = rules
        self._now = now.astimezone(UTC)
        self._by_day = [_by_day(stage) for stage in schedule.stages]
        #: For what treatments are alike in, the drafts of every stage that no time of day bears on.
        self._shared: dict[tuple[object, ...], list[list[_Draft] | None]] = {}

    def plan(self, treatment: TreatmentFacts, taken: Sequence[Taken] = ()) -> tuple[PlannedMessage, ...]:
        """See the function of this name. A message that nothing moved is the same object for all that are alike."""
        drafts = self._drafts(treatment)
        _keep_newest_late(drafts)
        _place(drafts, self._schedule.name, treatment.zone, self._rules, taken)
        return tuple([draft.message() for draft in drafts])

    def _drafts(self, treatment: TreatmentFacts) -> list["_Draft"]:
        origin = Origin.of(treatment)
        shared = self._shared_drafts(treatment, origin)
        drafts: list[_Draft] = []
        for stage, known in zip(self._schedule.stages, shared, strict=True):
            if known is None:
                drafts += _drafts(stage, treatment, origin, self._rules, self._now)
            else:
                # Nothing moves one that is canceled.
                drafts += [draft if draft.due_at is None else draft.copy() for draft in known]
        return drafts

    def _shared_drafts(self, treatment: TreatmentFacts, origin: Origin) -> list[list["_Draft"] | None]:
        like = (
            origin.treated_on,
            origin.zone,
            treatment.reaches,
            treatment.status,
            treatment.session,
            treatment.touch_up,
            treatment.booked,
            treatment.treated_again,
            treatment.stopped_steps,
            treatment.chosen,
        )
        found = self._shared.get(like)
        if found is None:
            found = self._shared[like] = [
                _drafts(stage, treatment, origin, self._rules, self._now) if by_day else None
                for stage, by_day in zip(self._schedule.stages, self._by_day, strict=True)
            ]
            for draft in chain.from_iterable(filter(None, found)):
                draft.unmoved = draft.message()
        return found


def _by_day(stage: Stage) -> bool:
    """Whether its window and its steps count from the day of the treatment, and not from its hour."""
    wishes = [offset for step in stage.steps for offset in (step.at, step.series_at) if offset is not None]
    return not any(offset.elapsed for offset in (stage.opens, stage.closes, *wishes))


def due_again(
    wish_at: datetime,
    opens_at: datetime,
    closes_at: datetime,
    kind: Kind,
    zone: ZoneInfo,
    rules: ClinicRules,
    now: datetime,
) -> datetime | Reason:
    """When a message that is already planned may leave, looked at again from `now`: UTC, not before `now`.

    Reason.TOO_LATE when its window is over, Reason.NO_PERMITTED_TIME when the rest of it has no contact hours.
    """
    if now >= closes_at:
        return Reason.TOO_LATE
    due_at, _ = first_permitted(max(wish_at, opens_at, now.astimezone(UTC)), closes_at, rules.hours[kind], zone)
    return Reason.NO_PERMITTED_TIME if due_at is None else due_at


@dataclass(slots=True)
class _Draft:
    """A message while it is being planned."""

    stage: str
    step: Step
    channel: Channel | None
    reason: Reason | None
    wish_at: datetime
    opens_at: datetime
    closes_at: datetime
    shifts: tuple[Shift, ...]
    due_at: datetime | None = None
    late: bool = False
    #: As it was before anything else of the treatment moved it.
    unmoved: PlannedMessage | None = None

    def copy(self) -> "_Draft":
        """Another one, to be moved on its own."""
        return _Draft(
            self.stage,
            self.step,
            self.channel,
            self.reason,
            self.wish_at,
            self.opens_at,
            self.closes_at,
            self.shifts,
            self.due_at,
            self.late,
            self.unmoved,
        )

    def cancel(self, reason: Reason) -> None:
        self.reason, self.due_at = reason, None

    def message(self) -> PlannedMessage:
        old = self.unmoved
        if old is not None and old.due_at == self.due_at and old.reason is self.reason and old.shifts == self.shifts:
            return old
        return PlannedMessage(
            self.stage,
            self.step.name,
            self.step.kind,
            self.channel,
            self.wish_at,
            self.opens_at,
            self.closes_at,
            self.due_at,
            Status.PLANNED if self.reason is None else Status.CANCELED,
            self.reason,
            self.shifts,
            self.step.essential,
        )


def _drafts(stage: Stage, treatment: TreatmentFacts, origin: Origin, rules: ClinicRules, now: datetime) -> list[_Draft]:
    """Every step with channel, window and wish; those that may leave also with their first permitted instant."""
    drafts = []
    own = own_interval(stage, treatment)
    opens_at, closes_at = window_of(stage, own, origin)
    chosen = dict(treatment.chosen)
    for step in stage.steps:
        wish_at, shifts = wish_of(stage, step, own, treatment, rules.send_time, origin)
        if step.name in chosen and opens_at <= chosen[step.name] < closes_at:
            wish_at, shifts = chosen[step.name], (Shift.CHOSEN,)
        channel, unreachable = choose_channel(treatment.reaches, step.kind, step.channels)
        reason = _ended(step, treatment) or unreachable
        draft = _Draft(stage.name, step, channel, reason, wish_at, opens_at, closes_at, shifts)
        if reason is None:
            if channel is not treatment.reaches[0].channel:
                draft.shifts += (Shift.CHANNEL,)
            _find_due(draft, treatment.zone, rules, now)
        drafts.append(draft)
    return drafts


def _ended(step: Step, treatment: TreatmentFacts) -> Reason | None:
    """What ended this step whatever the time is, if anything did."""
    if treatment.status in _ENDED:
        return Reason.TREATMENT_ENDED
    if step.name in treatment.stopped_steps:
        return Reason.STAFF
    if treatment.treated_again and StopsOn.NEW_TREATMENT in step.stops_on:
        return Reason.TREATED_AGAIN
    if treatment.booked and StopsOn.BOOKED in step.stops_on:
        return Reason.BOOKED
    return None


def _find_due(draft: _Draft, zone: ZoneInfo, rules: ClinicRules, now: datetime) -> None:
    wish_at, opens_at, step = draft.wish_at, draft.opens_at, draft.step
    if now >= draft.closes_at:
        draft.cancel(Reason.TOO_LATE)
        return
    draft.late = wish_at < now and opens_at <= now
    if draft.late and step.late is Late.SKIP:
        draft.cancel(Reason.SKIPPED_LATE)
        return
    if wish_at < opens_at:
        draft.shifts += (Shift.WINDOW_OPENING,)
    if draft.late:
        draft.shifts += (Shift.LATE,)
    draft.due_at, causes = first_permitted(max(wish_at, opens_at, now), draft.closes_at, rules.hours[step.kind], zone)
    draft.shifts += causes
    if draft.due_at is None:
        draft.cancel(Reason.NO_PERMITTED_TIME)


def _keep_newest_late(drafts: list[_Draft]) -> None:
    """Of the late messages of one kind only the one with the newest wish stays; of equal wishes, the last written."""
    newest: dict[Kind, _Draft] = {}
    for draft in drafts:
        if not draft.late or draft.due_at is None:
            continue
        other = newest.setdefault(draft.step.kind, draft)
        if other is draft:
            continue
        older, newer = (other, draft) if draft.wish_at >= other.wish_at else (draft, other)
        older.cancel(Reason.SUPERSEDED)
        newest[draft.step.kind] = newer


def _place(drafts: list[_Draft], schedule: str, zone: ZoneInfo, rules: ClinicRules, taken: Sequence[Taken]) -> None:
    """Fit the messages into the limits of their addresses.

    Essential ones first, because they stay where they are and the others must make room; then care, then marketing;
    each by due time.
    """
    placer = _Placer(schedule, zone, rules, taken)
    turns = [
        (not draft.step.essential, draft.step.kind is Kind.MARKETING, draft.due_at, place, draft)
        for place, draft in enumerate(drafts)
        if draft.due_at is not None
    ]
    for _, _, due_at, _, draft in sorted(turns):
        placer.place(draft, due_at)


class _Placer:
    """Places the messages of one treatment beside those already taken."""

    def __init__(self, schedule: str, zone: ZoneInfo, rules: ClinicRules, taken: Sequence[Taken]) -> None:
        self._zone = zone
        self._rules = rules
        self._taken = taken
        self._rooms: dict[Channel | None, Room] = {}
        self._same: set[tuple[str, Channel | None, date]] = {
            (one.step, one.channel, one.at.astimezone(zone).date()) for one in taken if one.schedule == schedule
        }

    def place(self, draft: _Draft, due_at: datetime) -> None:
        """Leave the draft at `due_at`, move it to a free day or cancel it; count it where it stays."""
        room = self._rooms.get(draft.channel) or self._new_room(draft.channel)
        settled = self._settle(draft, due_at, room)
        if isinstance(settled, Reason):
            draft.cancel(settled)
            return
        draft.due_at = settled
        room.place(settled, draft.step.kind)

    def _settle(self, draft: _Draft, due_at: datetime, room: Room) -> datetime | Reason:
        step = draft.step
        if self._same and self._merges(draft, due_at):
            return Reason.MERGED
        if step.essential or not room.over(due_at, step.kind):
            return due_at
        draft.shifts += (Shift.LIMIT,)
        moved = room.next_free_day(due_at, step.at_time, draft.closes_at, step.kind)
        return Reason.MERGED if isinstance(moved, datetime) and self._merges(draft, moved) else moved

    def _merges(self, draft: _Draft, at: datetime) -> bool:
        """Does another treatment on this schedule send the same step on the same channel that day?"""
        return (draft.step.name, draft.channel, at.astimezone(self._zone).date()) in self._same

    def _new_room(self, channel: Channel | None) -> Room:
        mine = [one for one in self._taken if one.channel is channel]
        room = self._rooms[channel] = Room(self._zone, self._rules, mine)
        return room
