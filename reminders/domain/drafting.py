"""A step while it is being planned: channel, window, wish, and the first instant when it may leave."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.domain.hours import first_permitted
from reminders.domain.planned import PlannedMessage, Shift
from reminders.domain.reaching import choose_channel
from reminders.domain.rules import ClinicRules
from reminders.domain.schedule import Stage, Step
from reminders.domain.treatment import TreatmentFacts
from reminders.domain.windows import Origin, own_interval, window_of, wish_of
from reminders.domain.words import Channel, Late, Reason, Status, StopsOn, TreatmentStatus

_ENDED = (TreatmentStatus.CANCELED, TreatmentStatus.ENTERED_IN_ERROR)


@dataclass(slots=True)
class Draft:
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

    def copy(self) -> "Draft":
        """Another one, to be moved on its own."""
        return Draft(
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
        """It will not leave."""
        self.reason, self.due_at = reason, None

    def message(self) -> PlannedMessage:
        """As it stands now; the very object of before when nothing moved it."""
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


def drafts_of(
    stage: Stage, treatment: TreatmentFacts, origin: Origin, rules: ClinicRules, now: datetime
) -> list[Draft]:
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
        draft = Draft(stage.name, step, channel, reason, wish_at, opens_at, closes_at, shifts)
        if reason is None:
            if channel is not treatment.reaches[0].channel:
                draft.shifts += (Shift.CHANNEL,)
            _find_due(draft, treatment.zone, rules, now)
        drafts.append(draft)
    return drafts


def copies(drafts: list[Draft]) -> list[Draft]:
    """To be moved; nothing moves one that is canceled."""
    return [draft if draft.due_at is None else draft.copy() for draft in drafts]


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


def _find_due(draft: Draft, zone: ZoneInfo, rules: ClinicRules, now: datetime) -> None:
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
