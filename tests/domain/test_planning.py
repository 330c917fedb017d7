"""The planner's rules one by one, for a patient in New York treated on Wednesday, April 1, 2026 at 3 pm."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reminders.domain.offsets import Offset
from reminders.domain.planned import PlannedMessage, Shift, Taken
from reminders.domain.planning import due_again, plan
from reminders.domain.rules import ClinicRules, Limit
from reminders.domain.schedule import Schedule, Step
from reminders.domain.treatment import Reach, TreatmentFacts
from reminders.domain.words import Channel, Kind, Late, Reason, Status, TreatmentStatus
from tests.domain.factories import (
    BOTH,
    EMAIL,
    NEW_YORK,
    SMS,
    TREATED_AT,
    by_step,
    invitation,
    local,
    microneedling,
    schedule,
    shown,
    stage,
    step,
    treatment,
)

RULES = ClinicRules()
ANA = treatment()
#: A step a day, so that messages pile up.
WEEK_OF_CARE = stage("week", "P0D", "P7D", *[step(f"day-{n}", f"P{n}D", at_time="09:00") for n in range(1, 8)])


def one(message_step: Step, opens: str, closes: str, now: datetime = TREATED_AT) -> PlannedMessage:
    return plan(schedule(stage("only", opens, closes, message_step)), ANA, RULES, now)[0]


def dues(messages: tuple[PlannedMessage, ...]) -> dict[str, str]:
    """The local due time of each step, or the reason why it has none."""
    return {message.step: str(message.reason) if message.reason else shown(message.due_at) for message in messages}


def reasons(messages: tuple[PlannedMessage, ...]) -> dict[str, Reason | None]:
    return {message.step: message.reason for message in messages}


class TestTheShippedTimeline:
    def test_every_step_of_a_series_has_its_day(self) -> None:
        assert dues(plan(microneedling(), ANA, RULES, TREATED_AT)) == {
            "calm": "Wed 2026-04-01 15:30",
            "redness-fading": "Thu 2026-04-02 15:00",
            "flaking": "Sat 2026-04-04 10:00",
            "first-results": "Wed 2026-04-15 10:00",
            "progress": "Wed 2026-04-29 10:00",
            "tips": "Wed 2026-05-27 10:00",
            "touch-up-1": "Sat 2026-08-01 11:00",
            "touch-up-2": "Sat 2026-09-05 11:00",
            "touch-up-3": "Wed 2026-09-16 11:00",
        }

    def test_a_patient_enrolled_on_time_in_the_morning_has_nothing_shifted(self) -> None:
        facts = treatment(local("2026-04-01 10:00"))
        messages = plan(microneedling(), facts, RULES, facts.treated_at)
        assert {message.step: message.shifts for message in messages if message.shifts} == {"tips": (Shift.CHANNEL,)}

    def test_after_a_single_session_the_touch_up_comes_a_month_earlier(self) -> None:
        single = by_step(plan(microneedling(), replace(ANA, session=(1, 1)), RULES, TREATED_AT))
        assert shown(single["touch-up-1"].due_at) == "Wed 2026-07-01 11:00"
        assert shown(single["touch-up-2"].due_at) == "Wed 2026-08-05 11:00"

    def test_the_last_of_several_sessions_is_still_a_series(self) -> None:
        last = by_step(plan(microneedling(), replace(ANA, session=(4, 4)), RULES, TREATED_AT))
        assert shown(last["touch-up-1"].due_at) == "Sat 2026-08-01 11:00"

    def test_messages_come_in_the_schedules_order_with_stage_kind_and_weight(self) -> None:
        messages = plan(microneedling(), ANA, RULES, TREATED_AT)
        written = [(where.name, what.name, what.kind, what.essential) for where, what in microneedling().steps()]
        assert [(m.stage, m.step, m.kind, m.essential) for m in messages] == written


class TestWindows:
    def test_an_elapsed_window_is_counted_in_hours(self) -> None:
        message = one(step("fading", "PT24H"), "PT24H", "PT48H")
        assert (message.opens_at, message.closes_at) == (
            TREATED_AT + timedelta(hours=24),
            TREATED_AT + timedelta(hours=48),
        )

    def test_a_calendar_window_lasts_from_midnight_to_the_end_of_its_closing_day(self) -> None:
        message = one(step("flaking", "P3D"), "P3D", "P7D")
        assert (shown(message.opens_at), shown(message.closes_at)) == ("Sat 2026-04-04 00:00", "Thu 2026-04-09 00:00")

    def test_a_calendar_window_may_open_and_close_on_the_same_day(self) -> None:
        message = one(step("that-day", "P3D"), "P3D", "P3D")
        assert message.closes_at - message.opens_at == timedelta(hours=24)
        assert shown(message.due_at) == "Sat 2026-04-04 10:00"

    def test_a_day_without_a_midnight_opens_at_its_first_instant(self) -> None:
        havana = ZoneInfo("America/Havana")
        facts = treatment(local("2026-03-05 15:00", havana), havana)
        message = plan(schedule(stage("s", "P3D", "P3D", step("m", "P3D"))), facts, RULES, facts.treated_at)[0]
        assert (shown(message.opens_at, havana), shown(message.closes_at, havana)) == (
            "Sun 2026-03-08 01:00",
            "Mon 2026-03-09 00:00",
        )

    def test_a_date_that_a_zone_skipped_has_an_empty_window(self) -> None:
        apia = ZoneInfo("Pacific/Apia")
        facts = treatment(local("2011-12-27 15:00", apia), apia)
        message = plan(schedule(stage("s", "P3D", "P3D", step("m", "P3D"))), facts, RULES, facts.treated_at)[0]
        assert message.opens_at == message.closes_at == local("2011-12-31 00:00", apia)
        assert message.reason is Reason.NO_PERMITTED_TIME

    def test_a_late_evening_treatment_counts_from_the_patients_date(self) -> None:
        honolulu = ZoneInfo("Pacific/Honolulu")
        facts = treatment(local("2026-04-01 18:00", honolulu), honolulu)
        message = plan(schedule(stage("s", "P1D", "P1D", step("m", "P1D"))), facts, RULES, facts.treated_at)[0]
        assert shown(message.due_at, honolulu) == "Thu 2026-04-02 10:00"


class TestWishes:
    def test_24_hours_and_one_day_differ_over_a_clock_change(self) -> None:
        facts = treatment(local("2026-03-07 15:00"))
        both = stage("s", "P0D", "P3D", step("elapsed", "PT24H"), step("calendar", "P1D", at_time="15:00"))
        assert dues(plan(schedule(both), facts, RULES, facts.treated_at)) == {
            "elapsed": "Sun 2026-03-08 16:00",
            "calendar": "Sun 2026-03-08 15:00",
        }

    def test_a_calendar_step_without_a_time_leaves_at_the_clinics_send_time(self) -> None:
        early = ClinicRules(send_time=local("2026-04-01 08:30").astimezone(NEW_YORK).time())
        message = plan(schedule(stage("s", "P3D", "P7D", step("m", "P3D"))), ANA, early, TREATED_AT)[0]
        assert shown(message.due_at) == "Sat 2026-04-04 08:30"

    def test_a_skipped_time_becomes_the_first_instant_that_exists_and_says_so(self) -> None:
        facts = treatment(local("2026-03-06 15:00"))
        night = stage("s", "P1D", "P3D", step("m", "P2D", at_time="02:30"))
        message = plan(schedule(night), facts, RULES, facts.treated_at)[0]
        assert shown(message.wish_at) == "Sun 2026-03-08 03:00"
        assert message.shifts == (Shift.CLOCK_GAP, Shift.CONTACT_HOURS)

    def test_a_time_that_occurs_twice_is_the_first_and_says_so(self) -> None:
        facts = treatment(local("2026-10-30 15:00"))
        night = stage("s", "P1D", "P3D", step("m", "P2D", at_time="01:30"))
        message = plan(schedule(night), facts, RULES, facts.treated_at)[0]
        assert message.wish_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
        assert message.shifts == (Shift.CLOCK_FOLD, Shift.CONTACT_HOURS)

    def test_a_month_that_is_too_short_gives_its_last_day_and_says_so(self) -> None:
        facts = treatment(local("2026-01-31 15:00"))
        message = plan(schedule(stage("s", "P1M", "P2M", step("m", "P1M"))), facts, RULES, facts.treated_at)[0]
        assert shown(message.due_at) == "Sat 2026-02-28 10:00"
        assert message.shifts == (Shift.MONTH_END,)

    def test_a_wish_before_the_opening_waits_for_it(self) -> None:
        message = one(step("m", "P1D", at_time="09:00"), "PT24H", "PT48H")
        assert shown(message.due_at) == "Thu 2026-04-02 15:00"
        assert message.shifts == (Shift.WINDOW_OPENING,)


class TestContactHours:
    def test_an_evening_wish_waits_for_the_morning(self) -> None:
        message = one(step("m", "PT6H"), "PT0H", "PT24H")
        assert shown(message.due_at) == "Thu 2026-04-02 08:00"
        assert message.shifts == (Shift.CONTACT_HOURS,)

    def test_a_due_time_before_the_closing_is_planned_and_one_at_the_closing_is_not(self) -> None:
        just_inside = one(step("m", "PT6H"), "PT0H", "PT17H1M")
        at_the_end = one(step("m", "PT6H"), "PT0H", "PT17H")
        assert (just_inside.status, shown(just_inside.due_at)) == (Status.PLANNED, "Thu 2026-04-02 08:00")
        assert (at_the_end.status, at_the_end.due_at) == (Status.CANCELED, None)
        assert at_the_end.reason is Reason.NO_PERMITTED_TIME

    def test_an_invitation_waits_over_a_holiday_weekend(self) -> None:
        friday_evening = step("m", "P93D", kind=Kind.MARKETING, at_time="19:00")
        message = one(friday_evening, "P3M", "P6M")
        assert shown(message.wish_at) == "Fri 2026-07-03 19:00"
        assert shown(message.due_at) == "Mon 2026-07-06 10:00"
        assert message.shifts == (Shift.HOLIDAY, Shift.WEEKDAY)


class TestLateness:
    def test_a_step_whose_window_has_closed_is_canceled_as_too_late(self) -> None:
        message = one(step("m", "P3D"), "P3D", "P7D", now=local("2026-04-09 00:00"))
        assert (message.status, message.reason, message.due_at) == (Status.CANCELED, Reason.TOO_LATE, None)

    def test_a_late_step_whose_window_is_open_leaves_now(self) -> None:
        now = local("2026-04-06 12:34")
        message = one(step("m", "P3D"), "P3D", "P7D", now=now)
        assert (message.due_at, message.shifts) == (now, (Shift.LATE,))

    def test_a_late_step_in_the_night_waits_for_the_morning(self) -> None:
        message = one(step("m", "P3D"), "P3D", "P7D", now=local("2026-04-06 22:00"))
        assert shown(message.due_at) == "Tue 2026-04-07 08:00"
        assert message.shifts == (Shift.LATE, Shift.CONTACT_HOURS)

    def test_a_late_step_that_says_skip_is_skipped(self) -> None:
        message = one(step("m", "P3D", late=Late.SKIP), "P3D", "P7D", now=local("2026-04-06 12:00"))
        assert message.reason is Reason.SKIPPED_LATE

    def test_a_step_that_says_skip_and_is_on_time_is_sent(self) -> None:
        message = one(step("m", "P3D", late=Late.SKIP), "P3D", "P7D", now=local("2026-04-04 10:00"))
        assert (message.due_at, message.shifts) == (local("2026-04-04 10:00"), ())

    def test_a_wish_before_the_opening_is_not_late_while_the_window_is_still_shut(self) -> None:
        shut = step("m", "P1D", at_time="09:00", late=Late.SKIP)
        message = one(shut, "PT24H", "PT48H", now=local("2026-04-02 12:00"))
        assert shown(message.due_at) == "Thu 2026-04-02 15:00"

    def test_at_the_moment_of_its_opening_a_window_is_open_and_an_older_wish_late(self) -> None:
        early = step("m", "P1D", at_time="09:00", late=Late.SKIP)
        message = one(early, "PT24H", "PT48H", now=local("2026-04-02 15:00"))
        assert message.reason is Reason.SKIPPED_LATE

    def test_a_late_step_whose_rest_of_the_window_has_no_hours_has_no_permitted_time(self) -> None:
        message = one(step("m", "P3D"), "P3D", "P7D", now=local("2026-04-08 20:30"))
        assert message.reason is Reason.NO_PERMITTED_TIME

    def test_of_several_late_steps_only_the_newest_is_kept(self) -> None:
        messages = plan(schedule(WEEK_OF_CARE), ANA, RULES, local("2026-04-04 12:00"))
        assert reasons(messages)["day-1"] is Reason.SUPERSEDED
        assert reasons(messages)["day-2"] is Reason.SUPERSEDED
        assert shown(by_step(messages)["day-3"].due_at) == "Sat 2026-04-04 12:00"
        assert shown(by_step(messages)["day-4"].due_at) == "Sun 2026-04-05 09:00"

    def test_the_newest_is_the_one_with_the_newest_wish_wherever_it_is_written(self) -> None:
        backward = stage("s", "P0D", "P7D", step("new", "P3D"), step("old", "P1D"))
        messages = plan(schedule(backward), ANA, RULES, local("2026-04-05 12:00"))
        assert reasons(messages) == {"new": None, "old": Reason.SUPERSEDED}

    def test_of_late_steps_with_one_wish_the_last_written_is_kept(self) -> None:
        twins = stage("s", "P0D", "P7D", step("first", "P1D"), step("last", "P1D"))
        messages = plan(schedule(twins), ANA, RULES, local("2026-04-05 12:00"))
        assert reasons(messages) == {"first": Reason.SUPERSEDED, "last": None}

    def test_late_care_does_not_supersede_a_late_invitation(self) -> None:
        mixed = stage("s", "P0D", "P20D", step("care", "P2D"), step("invitation", "P1D", kind=Kind.MARKETING))
        messages = plan(schedule(mixed), ANA, RULES, local("2026-04-06 12:00"))
        assert reasons(messages) == {"care": None, "invitation": None}

    def test_a_step_that_cannot_leave_supersedes_nothing(self) -> None:
        stages = (
            stage("long", "P0D", "P7D", step("older", "P1D")),
            stage("over-tonight", "P2D", "P3D", step("no-hours-left", "P3D")),
            stage("skipping", "P2D", "P7D", step("skips", "P3D", late=Late.SKIP)),
        )
        messages = plan(schedule(*stages), ANA, RULES, local("2026-04-04 21:00"))
        assert reasons(messages) == {
            "older": None,
            "no-hours-left": Reason.NO_PERMITTED_TIME,
            "skips": Reason.SKIPPED_LATE,
        }

    def test_a_backdated_enrollment_starts_in_the_stage_that_is_open(self) -> None:
        assert dues(plan(microneedling(), ANA, RULES, local("2026-04-07 18:00"))) == {
            "calm": "too_late",
            "redness-fading": "too_late",
            "flaking": "Tue 2026-04-07 18:00",
            "first-results": "Wed 2026-04-15 10:00",
            "progress": "Wed 2026-04-29 10:00",
            "tips": "Wed 2026-05-27 10:00",
            "touch-up-1": "Sat 2026-08-01 11:00",
            "touch-up-2": "Sat 2026-09-05 11:00",
            "touch-up-3": "Wed 2026-09-16 11:00",
        }

    def test_a_treatment_of_ten_years_ago_is_too_late_in_every_stage(self) -> None:
        messages = plan(microneedling(), ANA, RULES, TREATED_AT + timedelta(days=3653))
        assert set(reasons(messages).values()) == {Reason.TOO_LATE}


class TestWhatEndsAStep:
    @pytest.mark.parametrize("status", [TreatmentStatus.CANCELED, TreatmentStatus.ENTERED_IN_ERROR])
    def test_an_ended_treatment_sends_nothing(self, status: TreatmentStatus) -> None:
        messages = plan(microneedling(), replace(ANA, status=status), RULES, TREATED_AT)
        assert set(reasons(messages).values()) == {Reason.TREATMENT_ENDED}

    def test_a_held_treatment_is_planned_as_usual(self) -> None:
        held = plan(microneedling(), replace(ANA, status=TreatmentStatus.ON_HOLD), RULES, TREATED_AT)
        assert held == plan(microneedling(), ANA, RULES, TREATED_AT)

    def test_a_booking_ends_the_steps_that_say_so(self) -> None:
        messages = plan(microneedling(), replace(ANA, booked=True), RULES, TREATED_AT)
        booked = [message.step for message in messages if message.reason is Reason.BOOKED]
        assert booked == ["progress", "touch-up-1", "touch-up-2", "touch-up-3"]

    def test_a_newer_treatment_ends_the_steps_that_say_so(self) -> None:
        messages = plan(microneedling(), replace(ANA, treated_again=True), RULES, TREATED_AT)
        again = [message.step for message in messages if message.reason is Reason.TREATED_AGAIN]
        assert again == ["touch-up-1", "touch-up-2", "touch-up-3"]

    def test_a_step_that_staff_stopped_stays_stopped_and_supersedes_nothing(self) -> None:
        stopped = replace(ANA, stopped_steps=frozenset({"day-3"}))
        messages = by_step(plan(schedule(WEEK_OF_CARE), stopped, RULES, local("2026-04-04 12:00")))
        assert messages["day-3"].reason is Reason.STAFF
        assert shown(messages["day-2"].due_at) == "Sat 2026-04-04 12:00"

    def test_a_canceled_message_still_tells_its_window_and_wish(self) -> None:
        ended = plan(microneedling(), replace(ANA, status=TreatmentStatus.CANCELED), RULES, TREATED_AT)
        active = plan(microneedling(), ANA, RULES, TREATED_AT)
        times = [(message.wish_at, message.opens_at, message.closes_at) for message in active]
        assert [(message.wish_at, message.opens_at, message.closes_at) for message in ended] == times


class TestChannels:
    def test_a_message_on_another_channel_than_the_first_says_so(self) -> None:
        messages = by_step(plan(microneedling(), ANA, RULES, TREATED_AT))
        assert (messages["tips"].channel, messages["tips"].shifts) == (Channel.EMAIL, (Shift.CHANNEL,))
        assert (messages["flaking"].channel, messages["flaking"].shifts) == (Channel.SMS, ())

    def test_ben_who_opted_out_gets_nothing_anywhere(self) -> None:
        ben = treatment(TREATED_AT, NEW_YORK, Reach(Channel.SMS, consents=BOTH, opted_out=BOTH), EMAIL)
        messages = plan(schedule(stage("s", "P3D", "P7D", step("m", "P3D"))), ben, RULES, TREATED_AT)
        assert [(m.status, m.reason, m.channel) for m in messages] == [(Status.CANCELED, Reason.OPTED_OUT, None)]

    def test_a_patient_without_a_usable_address_gets_nothing(self) -> None:
        unreachable = treatment(TREATED_AT, NEW_YORK, Reach(Channel.SMS, usable=False, consents=BOTH))
        messages = plan(microneedling(), unreachable, RULES, TREATED_AT)
        assert set(reasons(messages).values()) == {Reason.NO_ADDRESS}

    def test_an_opt_in_after_a_stop_is_planned_again_inside_its_window(self) -> None:
        now = local("2026-04-05 12:00")
        ben = treatment(TREATED_AT, NEW_YORK, Reach(Channel.SMS, consents=BOTH, opted_out=BOTH))
        back = treatment(TREATED_AT, NEW_YORK, SMS)
        assert by_step(plan(microneedling(), ben, RULES, now))["flaking"].reason is Reason.OPTED_OUT
        assert by_step(plan(microneedling(), back, RULES, now))["flaking"].due_at == now


class TestOwnTouchUpInterval:
    def test_the_stage_and_all_its_steps_move_together(self) -> None:
        own = replace(ANA, touch_up=Offset.parse("P5M"))
        message = by_step(plan(microneedling(), own, RULES, TREATED_AT))["touch-up-2"]
        assert (shown(message.opens_at), shown(message.closes_at)) == ("Tue 2026-09-01 00:00", "Wed 2026-12-02 00:00")
        assert shown(message.due_at) == "Tue 2026-10-06 11:00"
        assert message.shifts == (Shift.TOUCH_UP,)

    def test_it_replaces_what_a_series_would_do(self) -> None:
        own = replace(ANA, touch_up=Offset.parse("P20W"))
        messages = by_step(plan(microneedling(), own, RULES, TREATED_AT))
        assert shown(messages["touch-up-1"].due_at) == "Wed 2026-08-19 11:00"

    def test_the_usual_interval_given_as_ones_own_moves_nothing(self) -> None:
        own = replace(ANA, touch_up=Offset.parse("P3M"))
        message = by_step(plan(microneedling(), own, RULES, TREATED_AT))["touch-up-1"]
        assert (shown(message.due_at), message.shifts) == ("Wed 2026-07-01 11:00", ())

    def test_other_stages_stay(self) -> None:
        own = plan(microneedling(), replace(ANA, touch_up=Offset.parse("P5M")), RULES, TREATED_AT)
        usual = plan(microneedling(), ANA, RULES, TREATED_AT)
        assert own[:6] == usual[:6]


def crowded(*at: str, kind: Kind = Kind.CARE) -> list[Taken]:
    return [Taken(local(moment), kind, Channel.SMS, "filler", f"other-{n}") for n, moment in enumerate(at)]


class TestLimits:
    def test_a_step_over_the_daily_limit_moves_to_its_time_on_the_next_day(self) -> None:
        taken = crowded("2026-04-04 08:00", "2026-04-04 18:00")
        message = by_step(plan(microneedling(), ANA, RULES, TREATED_AT, taken))["flaking"]
        assert (shown(message.due_at), message.shifts) == ("Sun 2026-04-05 10:00", (Shift.LIMIT,))

    def test_an_elapsed_step_over_its_limit_moves_to_the_clinics_send_time(self) -> None:
        elapsed = schedule(stage("s", "PT0H", "P7D", step("m", "PT72H")))
        taken = crowded("2026-04-04 08:00", "2026-04-04 18:00")
        assert dues(plan(elapsed, ANA, RULES, TREATED_AT, taken)) == {"m": "Sun 2026-04-05 10:00"}

    def test_a_step_without_a_free_day_in_its_window_is_canceled(self) -> None:
        full = crowded(*[f"2026-04-0{day} {hour}:00" for day in range(4, 9) for hour in ("08", "18")])
        message = by_step(plan(microneedling(), ANA, RULES, TREATED_AT, full))["flaking"]
        assert (message.status, message.reason, message.due_at) == (Status.CANCELED, Reason.FREQUENCY_LIMIT, None)

    def test_an_essential_step_stays_but_counts(self) -> None:
        day = stage("s", "P3D", "P7D", step("plain", "P3D"), step("vital", "P3D", at_time="18:00", essential=True))
        assert dues(plan(schedule(day), ANA, RULES, TREATED_AT)) == {
            "plain": "Sat 2026-04-04 10:00",
            "vital": "Sat 2026-04-04 18:00",
        }
        taken = crowded("2026-04-04 08:00", "2026-04-04 09:00")
        assert dues(plan(schedule(day), ANA, RULES, TREATED_AT, taken)) == {
            "plain": "Sun 2026-04-05 10:00",
            "vital": "Sat 2026-04-04 18:00",
        }

    def test_an_ordinary_step_makes_room_for_an_essential_one_later_that_day(self) -> None:
        steps = (step("first", "P3D"), step("second", "P3D", at_time="11:00"))
        vital = step("vital", "P3D", at_time="18:00", essential=True)
        assert dues(plan(schedule(stage("s", "P3D", "P7D", *steps, vital)), ANA, RULES, TREATED_AT)) == {
            "first": "Sat 2026-04-04 10:00",
            "second": "Sun 2026-04-05 11:00",
            "vital": "Sat 2026-04-04 18:00",
        }

    def test_a_sixth_care_message_in_seven_days_moves_or_is_canceled(self) -> None:
        assert dues(plan(schedule(WEEK_OF_CARE), ANA, RULES, TREATED_AT)) == {
            "day-1": "Thu 2026-04-02 09:00",
            "day-2": "Fri 2026-04-03 09:00",
            "day-3": "Sat 2026-04-04 09:00",
            "day-4": "Sun 2026-04-05 09:00",
            "day-5": "Mon 2026-04-06 09:00",
            "day-6": "frequency_limit",
            "day-7": "frequency_limit",
        }

    def test_care_is_placed_before_marketing_though_it_is_due_later(self) -> None:
        rules = ClinicRules(limits={Kind.CARE: Limit(1, 5), Kind.MARKETING: Limit(1, 1)})
        invite = step("invite", "P5D", kind=Kind.MARKETING, at_time="10:00")
        day = stage("s", "P3D", "P9D", invite, step("care", "P5D", at_time="18:00"))
        assert dues(plan(schedule(day), ANA, rules, TREATED_AT)) == {
            "invite": "Tue 2026-04-07 10:00",
            "care": "Mon 2026-04-06 18:00",
        }

    def test_each_channel_has_its_own_address_and_limit(self) -> None:
        taken = [replace(one, channel=Channel.EMAIL) for one in crowded("2026-04-04 08:00", "2026-04-04 18:00")]
        message = by_step(plan(microneedling(), ANA, RULES, TREATED_AT, taken))["flaking"]
        assert (shown(message.due_at), message.shifts) == ("Sat 2026-04-04 10:00", ())

    def test_a_canceled_step_takes_no_room(self) -> None:
        facts = replace(ANA, stopped_steps=frozenset({"day-1"}))
        messages = dues(plan(schedule(WEEK_OF_CARE), facts, RULES, TREATED_AT))
        assert messages["day-6"] == "Tue 2026-04-07 09:00"


class TestPlanningAgain:
    """Own messages that already left are named in `stopped_steps` and counted in `taken`."""

    NOW = local("2026-08-03 15:00")
    SENT = Taken(local("2026-08-01 11:00"), Kind.MARKETING, Channel.SMS)

    def again(self, interval: str) -> dict[str, str]:
        facts = replace(ANA, touch_up=Offset.parse(interval), stopped_steps=frozenset({"touch-up-1"}))
        invitations = schedule(
            stage("touch-up", "P3M", "P6M", invitation("touch-up-1", "P3M"), invitation("touch-up-2", "P3M5D"))
        )
        return dues(plan(invitations, facts, RULES, self.NOW, [self.SENT]))

    def test_a_sent_invitation_counts_on_the_day_on_which_it_left(self) -> None:
        assert self.again("P4M") == {"touch-up-1": "staff", "touch-up-2": "Sat 2026-08-08 11:00"}

    def test_a_sent_invitation_does_not_count_a_second_time_as_late_today(self) -> None:
        assert self.again("P4M4D") == {"touch-up-1": "staff", "touch-up-2": "Mon 2026-08-10 11:00"}


class TestMerging:
    def same(self, at: str, **changed: str) -> list[Taken]:
        told = {"schedule": "microneedling", "step": "flaking", **changed}
        return [Taken(local(at), Kind.CARE, Channel.SMS, told["schedule"], told["step"])]

    def flaking(self, taken: list[Taken]) -> PlannedMessage:
        return by_step(plan(microneedling(), ANA, RULES, TREATED_AT, taken))["flaking"]

    def test_the_same_step_of_another_treatment_on_the_same_day_is_merged(self) -> None:
        message = self.flaking(self.same("2026-04-04 17:00"))
        assert (message.status, message.reason, message.due_at) == (Status.CANCELED, Reason.MERGED, None)

    def test_another_day_schedule_or_step_is_not_merged(self) -> None:
        assert self.flaking(self.same("2026-04-05 10:00")).reason is None
        assert self.flaking(self.same("2026-04-04 10:00", schedule="peel")).reason is None
        assert self.flaking(self.same("2026-04-04 10:00", step="calm")).reason is None

    def test_another_channel_is_not_merged(self) -> None:
        assert self.flaking([replace(self.same("2026-04-04 17:00")[0], channel=Channel.EMAIL)]).reason is None

    def test_an_essential_step_is_merged_too(self) -> None:
        taken = [Taken(local("2026-04-01 16:00"), Kind.CARE, Channel.SMS, "microneedling", "calm")]
        assert by_step(plan(microneedling(), ANA, RULES, TREATED_AT, taken))["calm"].reason is Reason.MERGED

    def test_a_step_that_its_limit_moves_beside_its_twin_is_merged(self) -> None:
        taken = crowded("2026-04-04 08:00", "2026-04-04 18:00") + self.same("2026-04-05 09:00", schedule="peel")
        peel = schedule(stage("s", "P3D", "P7D", step("flaking", "P3D")))
        assert plan(peel, ANA, RULES, TREATED_AT, taken)[0].reason is Reason.MERGED

    def test_a_merged_step_takes_no_room(self) -> None:
        rules = ClinicRules(limits={Kind.CARE: Limit(2, 9), Kind.MARKETING: Limit(1, 1)})
        day = Schedule("peel", "Peel", (stage("s", "P3D", "P7D", step("one", "P3D"), step("two", "P3D")),))
        taken = [Taken(local("2026-04-04 08:00"), Kind.CARE, Channel.SMS, "peel", "one")]
        assert dues(plan(day, ANA, rules, TREATED_AT, taken)) == {"one": "merged", "two": "Sat 2026-04-04 10:00"}


class TestDueAgain:
    def again(self, now: str, kind: Kind = Kind.CARE) -> datetime | Reason:
        wish_at, opens_at, closes_at = local("2026-04-04 10:00"), local("2026-04-04 00:00"), local("2026-04-09 00:00")
        return due_again(wish_at, opens_at, closes_at, kind, NEW_YORK, RULES, local(now))

    def test_after_an_outage_a_message_leaves_now_when_it_may(self) -> None:
        assert self.again("2026-04-06 12:00") == local("2026-04-06 12:00")

    def test_after_an_outage_in_the_night_it_waits_for_the_morning(self) -> None:
        assert self.again("2026-04-06 23:00") == local("2026-04-07 08:00")

    def test_before_its_wish_it_waits_for_the_wish(self) -> None:
        assert self.again("2026-04-04 09:00") == local("2026-04-04 10:00")

    def test_after_its_window_it_is_too_late(self) -> None:
        assert self.again("2026-04-09 00:00") is Reason.TOO_LATE

    def test_without_hours_left_in_its_window_it_has_no_permitted_time(self) -> None:
        assert self.again("2026-04-08 20:00") is Reason.NO_PERMITTED_TIME

    def test_an_invitation_keeps_the_hours_of_its_kind(self) -> None:
        assert self.again("2026-04-05 12:00", Kind.MARKETING) == local("2026-04-06 10:00")


def test_the_same_facts_give_the_same_plan() -> None:
    facts: TreatmentFacts = replace(ANA, session=(2, 4))
    assert plan(microneedling(), facts, RULES, TREATED_AT) == plan(microneedling(), facts, RULES, TREATED_AT)
