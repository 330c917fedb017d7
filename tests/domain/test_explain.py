"""What a nurse reads beside a message."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reminders.domain.explain import clock, explain, explain_reason
from reminders.domain.offsets import Offset
from reminders.domain.planned import PlannedMessage, Shift, Taken
from reminders.domain.planning import plan
from reminders.domain.rules import CARE_HOURS, ClinicRules, ClosedDay, ContactHours
from reminders.domain.schedule import Step
from reminders.domain.treatment import TreatmentFacts
from reminders.domain.words import Channel, Kind, Reason, Status
from tests.domain import factories
from tests.domain.factories import NEW_YORK, TREATED_AT, local, schedule, stage, step, treatment

RULES = ClinicRules()
SPRING_FORWARD = treatment(local("2026-03-06 15:00"))


def said(
    message_step: Step,
    opens: str,
    closes: str,
    *,
    facts: TreatmentFacts | None = None,
    now: str = "",
    taken: tuple[Taken, ...] = (),
    stage_name: str = "only",
) -> str:
    facts = facts or treatment()
    the_schedule = schedule(stage(stage_name, opens, closes, message_step))
    message = plan(the_schedule, facts, RULES, local(now) if now else facts.treated_at, taken)[0]
    return explain(message, NEW_YORK, RULES)


def test_a_message_that_leaves_when_it_wishes_is_on_time() -> None:
    assert said(step("m", "P3D"), "P3D", "P7D") == "On time."


def test_care_outside_the_hours_names_the_hours() -> None:
    assert said(step("m", "PT6H"), "PT0H", "PT24H") == (
        "Waiting until 8:00 am on Thu, Apr 2: no texts between 8 pm and 8 am."
    )


def test_an_invitation_outside_the_hours_names_the_hours_of_the_week() -> None:
    assert said(step("m", "P5D", kind=Kind.MARKETING, at_time="18:30"), "P3D", "P9D") == (
        "Waiting until 10:00 am on Tue, Apr 7: invitation texts only Mon to Fri 10 am to 6 pm, Sat 10 am to 5 pm."
    )


def test_an_invitation_on_a_sunday_waits_for_monday() -> None:
    assert said(step("m", "P4D", kind=Kind.MARKETING), "P3D", "P9D") == (
        "Waiting until 10:00 am on Mon, Apr 6: no invitation texts on Sun."
    )


def test_an_invitation_on_a_holiday_weekend_names_each_cause() -> None:
    assert said(step("m", "P93D", kind=Kind.MARKETING), "P3M", "P6M") == (
        "Waiting until 10:00 am on Mon, Jul 6: no invitation texts on a federal holiday; no invitation texts on Sun."
    )


def test_a_late_message_tells_its_usual_time() -> None:
    assert said(step("m", "P3D"), "P3D", "P7D", now="2026-04-06 12:05") == (
        "Goes out at 12:05 pm on Mon, Apr 6: its usual time, 10:00 am on Sat, Apr 4, was already past."
    )


def test_a_wish_before_the_window_tells_when_it_opens() -> None:
    assert said(step("m", "P1D", at_time="09:00"), "PT24H", "PT48H") == (
        "Waiting until 3:00 pm on Thu, Apr 2: its window opens at 3:00 pm on Thu, Apr 2."
    )


def test_a_message_over_its_limit_says_so() -> None:
    taken = tuple(Taken(local(f"2026-04-04 {hour}:00"), Kind.CARE, Channel.SMS) for hour in ("08", "18"))
    assert said(step("m", "P3D"), "P3D", "P7D", taken=taken) == (
        "Waiting until 10:00 am on Sun, Apr 5: "
        "the patient already gets as many messages around then as the limit allows."
    )


def test_a_skipped_wall_clock_time_is_explained() -> None:
    assert said(step("m", "P2D", at_time="02:30"), "P1D", "P3D", facts=SPRING_FORWARD) == (
        "Waiting until 8:00 am on Sun, Mar 8: no texts between 8 pm and 8 am. "
        "The clocks go forward over its usual time that day, so it leaves right after."
    )


def test_another_channel_is_explained() -> None:
    assert said(step("m", "P3D", channels=(Channel.EMAIL,)), "P3D", "P7D") == (
        "Goes by email, not on the patient's first choice."
    )


def test_an_own_interval_and_a_short_month_are_explained() -> None:
    facts = replace(treatment(local("2026-03-31 15:00")), touch_up=Offset.parse("P1M"))
    message_step = step("m", "P3M", at_time="11:00")
    assert said(message_step, "P3M", "P6M", facts=facts, stage_name="touch-up") == (
        "Counted from the patient's own touch-up interval. That month is shorter, so its last day counts."
    )


def test_a_window_that_is_over_tells_its_last_day() -> None:
    assert said(step("m", "P3D"), "P3D", "P7D", now="2026-05-01 12:00") == (
        "Not sent: its window was already over (it ended on Wed, Apr 8)."
    )


def test_a_window_that_ended_within_a_day_tells_its_hour() -> None:
    assert said(step("m", "PT24H"), "PT24H", "PT48H", now="2026-05-01 12:00") == (
        "Not sent: its window was already over (it ended at 3:00 pm on Fri, Apr 3)."
    )


def test_a_canceled_message_tells_only_its_reason() -> None:
    facts = replace(treatment(), booked=True)
    messages = factories.by_step(plan(factories.microneedling(), facts, RULES, TREATED_AT))
    assert explain(messages["touch-up-1"], NEW_YORK, RULES) == "Not sent: the next visit is already booked."


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_own_words(reason: Reason) -> None:
    same = [other for other in Reason if explain_reason(other) == explain_reason(reason)]
    assert same == [reason]
    assert "_" not in explain_reason(reason)


@pytest.mark.parametrize("shift", Shift)
def test_every_shift_has_its_own_words(shift: Shift) -> None:
    told = {other: explain(_shifted(other), NEW_YORK, RULES) for other in Shift}
    assert [other for other in Shift if told[other] == told[shift]] == [shift]
    assert told[shift] != "On time."


def test_the_clinics_own_holiday_is_told_by_its_name() -> None:
    days = (ClosedDay(date(2026, 4, 2), "Spring outing"), ClosedDay(date(2026, 5, 1), "May Day"))
    rules = ClinicRules(hours={Kind.CARE: replace(CARE_HOURS, closed_days=days)})
    assert explain(_shifted(Shift.CLOSED_DAY), NEW_YORK, rules) == (
        "Waiting until 12:00 am on Fri, Apr 3: no texts on Spring outing."
    )


def test_hours_are_told_by_the_twelve_hour_clock() -> None:
    open_hours = ContactHours(week=((factories.clock("00:00"), factories.clock("12:00")),) * 7)
    rules = ClinicRules(hours={Kind.CARE: open_hours})
    assert explain(_shifted(Shift.CONTACT_HOURS), NEW_YORK, rules) == (
        "Waiting until 12:00 am on Fri, Apr 3: no texts between noon and midnight."
    )
    assert clock(local("2026-04-03 12:30"), NEW_YORK) == "12:30 pm on Fri, Apr 3"


def _shifted(shift: Shift) -> PlannedMessage:
    return PlannedMessage(
        stage="s",
        step="m",
        kind=Kind.CARE,
        channel=Channel.SMS,
        wish_at=local("2026-04-02 20:00"),
        opens_at=local("2026-04-01 00:00"),
        closes_at=local("2026-04-01 00:00") + timedelta(days=9),
        due_at=local("2026-04-03 00:00"),
        status=Status.PLANNED,
        shifts=(shift,),
    )
