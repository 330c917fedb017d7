"""What the planner returns."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reminders.domain.words import Channel, Kind, Reason, Status


class Shift(StrEnum):
    """Why a message is due at another time than the step wishes; in the order in which it happened."""

    #: The wished wall-clock time does not exist that day (the clocks go forward).
    CLOCK_GAP = "clock_gap"
    #: The wished wall-clock time occurs twice that day (the clocks go back): the first is taken.
    CLOCK_FOLD = "clock_fold"
    #: The day of the month does not exist: the month's last day is taken.
    MONTH_END = "month_end"
    #: The wish lies before the window opens.
    WINDOW_OPENING = "window_opening"
    #: The wish was already past at planning.
    LATE = "late"
    #: Outside the contact hours of its kind on that day.
    CONTACT_HOURS = "contact_hours"
    #: No contact on that weekday.
    WEEKDAY = "weekday"
    #: No contact on that holiday.
    HOLIDAY = "holiday"
    #: No contact on that day: one of the clinic's own holidays.
    CLOSED_DAY = "closed_day"
    #: The address already gets as much as the limits allow.
    LIMIT = "limit"
    #: The patient's own touch-up interval moved the stage.
    TOUCH_UP = "touch_up"
    #: A person at the clinic chose this time for this one message.
    CHOSEN = "chosen"
    #: Not the patient's own channel: that one cannot be used, or the step is for another.
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class PlannedMessage:
    """One step of one treatment, planned or canceled with its reason. Instants are UTC."""

    stage: str
    step: str
    kind: Kind
    #: None when no channel can be used.
    channel: Channel | None
    wish_at: datetime
    opens_at: datetime
    #: The window is [opens_at, closes_at).
    closes_at: datetime
    #: None when canceled.
    due_at: datetime | None
    status: Status
    reason: Reason | None = None
    shifts: tuple[Shift, ...] = ()
    essential: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A message of another treatment that already takes room at the same address (planned, sent or in doubt)."""

    at: datetime
    kind: Kind
    channel: Channel
    #: Schedule and step, so that the same step of two treatments on one day can be merged.
    schedule: str = ""
    step: str = ""
