"""The planner: schedule + treatment + clinic rules + now give one PlannedMessage a step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from zoneinfo import ZoneInfo

from reminders.domain.drafting import Draft, copies, drafts_of
from reminders.domain.hours import first_permitted
from reminders.domain.limits import Room
from reminders.domain.planned import PlannedMessage, Shift, Taken
from reminders.domain.rules import ClinicRules
from reminders.domain.schedule import Schedule, Stage
from reminders.domain.treatment import TreatmentFacts
from reminders.domain.windows import Origin
from reminders.domain.words import Channel, Kind, Reason


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
        self._shared: dict[tuple[object, ...], _Shared] = {}

    def plan(self, treatment: TreatmentFacts, taken: Sequence[Taken] = ()) -> tuple[PlannedMessage, ...]:
        """See the function of this name. A message that nothing moved is the same object for all that are alike."""
        origin = Origin.of(treatment)
        shared = self._shared_drafts(treatment, origin)
        own = [
            [] if by_day else drafts_of(stage, treatment, origin, self._rules, self._now)
            for stage, by_day in zip(self._schedule.stages, self._by_day, strict=True)
        ]
        if not taken and all(draft.due_at is None for draft in chain.from_iterable(own)):
            # What is over takes no room, so the others stand as they do for all that are alike.
            known = shared.settled = shared.settled or self._settled(shared, treatment.zone)
            return tuple([draft.message() for mine, others in zip(own, known, strict=True) for draft in mine or others])
        free = [copies(stage) for stage in shared.drafts]
        drafts = [draft for mine, others in zip(own, free, strict=True) for draft in mine or others]
        _keep_newest_late(drafts)
        _place(drafts, self._schedule.name, treatment.zone, self._rules, taken)
        return tuple([draft.message() for draft in drafts])

    def _settled(self, shared: "_Shared", zone: ZoneInfo) -> list[list[Draft]]:
        """Where the shared drafts end when nothing else takes room."""
        stages = [copies(stage) for stage in shared.drafts]
        drafts = list(chain.from_iterable(stages))
        _keep_newest_late(drafts)
        _place(drafts, self._schedule.name, zone, self._rules, ())
        for draft in drafts:
            draft.unmoved = draft.message()
        return stages

    def _shared_drafts(self, treatment: TreatmentFacts, origin: Origin) -> "_Shared":
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
            stages = [
                drafts_of(stage, treatment, origin, self._rules, self._now) if by_day else []
                for stage, by_day in zip(self._schedule.stages, self._by_day, strict=True)
            ]
            for draft in chain.from_iterable(stages):
                draft.unmoved = draft.message()
            found = self._shared[like] = _Shared(stages)
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
class _Shared:
    """By stage, the drafts that treatments which are alike share: none where the time of day bears on the stage."""

    drafts: list[list[Draft]]
    #: The same once they are placed with nothing else beside them; worked out when it is needed.
    settled: list[list[Draft]] | None = None


def _keep_newest_late(drafts: list[Draft]) -> None:
    """Of the late messages of one kind only the one with the newest wish stays; of equal wishes, the last written."""
    newest: dict[Kind, Draft] = {}
    for draft in drafts:
        if not draft.late or draft.due_at is None:
            continue
        other = newest.setdefault(draft.step.kind, draft)
        if other is draft:
            continue
        older, newer = (other, draft) if draft.wish_at >= other.wish_at else (draft, other)
        older.cancel(Reason.SUPERSEDED)
        newest[draft.step.kind] = newer


def _place(drafts: list[Draft], schedule: str, zone: ZoneInfo, rules: ClinicRules, taken: Sequence[Taken]) -> None:
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

    def place(self, draft: Draft, due_at: datetime) -> None:
        """Leave the draft at `due_at`, move it to a free day or cancel it; count it where it stays."""
        room = self._rooms.get(draft.channel) or self._new_room(draft.channel)
        settled = self._settle(draft, due_at, room)
        if isinstance(settled, Reason):
            draft.cancel(settled)
            return
        draft.due_at = settled
        room.place(settled, draft.step.kind)

    def _settle(self, draft: Draft, due_at: datetime, room: Room) -> datetime | Reason:
        step = draft.step
        if self._same and self._merges(draft, due_at):
            return Reason.MERGED
        if step.essential or not room.over(due_at, step.kind):
            return due_at
        draft.shifts += (Shift.LIMIT,)
        moved = room.next_free_day(due_at, step.at_time, draft.closes_at, step.kind)
        return Reason.MERGED if isinstance(moved, datetime) and self._merges(draft, moved) else moved

    def _merges(self, draft: Draft, at: datetime) -> bool:
        """Does another treatment on this schedule send the same step on the same channel that day?"""
        return (draft.step.name, draft.channel, at.astimezone(self._zone).date()) in self._same

    def _new_room(self, channel: Channel | None) -> Room:
        mine = [one for one in self._taken if one.channel is channel]
        room = self._rooms[channel] = Room(self._zone, self._rules, mine)
        return room
