"""A time that a person chose for one message, as the planner keeps it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from reminders.domain.offsets import Offset
from reminders.domain.planned import PlannedMessage, Shift
from reminders.domain.planning import plan
from reminders.domain.rules import ClinicRules
from reminders.domain.schedule import Schedule, Stage, Step
from reminders.domain.treatment import Reach, TreatmentFacts
from reminders.domain.words import Channel, Kind, Late, Reason

ZONE = ZoneInfo("America/New_York")
TREATED_AT = datetime(2026, 3, 2, 15, tzinfo=UTC)
#: A Thursday, 16:00 in New York.
CHOSEN = datetime(2026, 3, 12, 20, tzinfo=UTC)


def planned(chosen: datetime, *, now: datetime = TREATED_AT, late: Late = Late.SEND) -> PlannedMessage:
    """The one message of a stage from day 7 to day 14 whose step wishes day 7."""
    step = Step("check", Offset(days=7), late=late)
    schedule = Schedule("facial", "Facial", (Stage("week", "Week", Offset(days=7), Offset(days=14), (step,)),))
    reach = Reach(Channel.SMS, consents=frozenset({Kind.CARE}))
    facts = TreatmentFacts(TREATED_AT, ZONE, (reach,), chosen=frozenset({("check", chosen)}))
    return plan(schedule, facts, ClinicRules(), now)[0]


def test_a_chosen_time_takes_the_place_of_the_steps_wish() -> None:
    message = planned(CHOSEN)
    assert (message.wish_at, message.due_at, message.shifts) == (CHOSEN, CHOSEN, (Shift.CHOSEN,))


def test_a_chosen_time_outside_the_window_counts_for_nothing() -> None:
    for outside in (TREATED_AT + timedelta(days=3), TREATED_AT + timedelta(days=20)):
        assert planned(outside).due_at == datetime(2026, 3, 9, 14, tzinfo=UTC)


def test_a_chosen_time_at_night_waits_for_the_contact_hours() -> None:
    message = planned(CHOSEN + timedelta(hours=6))
    assert message.due_at == datetime(2026, 3, 13, 12, tzinfo=UTC)
    assert message.shifts == (Shift.CHOSEN, Shift.CONTACT_HOURS)


def test_a_message_that_was_skipped_as_late_leaves_at_a_chosen_time() -> None:
    now = TREATED_AT + timedelta(days=8)
    assert planned(TREATED_AT, now=now, late=Late.SKIP).reason is Reason.SKIPPED_LATE
    assert planned(CHOSEN, now=now, late=Late.SKIP).due_at == CHOSEN


def test_a_chosen_time_that_has_passed_is_late_as_any_other() -> None:
    now = CHOSEN + timedelta(hours=1)
    message = planned(CHOSEN, now=now)
    assert (message.due_at, message.shifts) == (now, (Shift.CHOSEN, Shift.LATE))
