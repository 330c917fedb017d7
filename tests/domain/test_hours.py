"""Contact hours, checked against a walk by minutes around clock changes of every zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from math import ceil
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.domain.hours import first_permitted, permitted, permitted_until
from reminders.domain.planned import Shift
from reminders.domain.rules import CARE_HOURS, MARKETING_HOURS, ClinicRules, ClosedDay, ContactHours, Span
from reminders.domain.words import Kind
from tests.domain.factories import NEW_YORK, clock, local, shown
from tests.domain.oracles import walk_to_permitted
from tests.domain.zones import Change, all_changes, all_zones, changes_between, distinct_changes

RULES = ClinicRules()
MINUTE = timedelta(minutes=1)
WEEK = timedelta(days=7)


def daily(start: str, end: str) -> ContactHours:
    span: Span = (clock(start), clock(end))
    return ContactHours(week=(span,) * 7)


def due(at: str, hours: ContactHours, zone: ZoneInfo = NEW_YORK) -> tuple[str, tuple[Shift, ...]]:
    earliest = local(at, zone)
    found, causes = first_permitted(earliest, earliest + 2 * WEEK, hours, zone)
    return shown(found, zone), causes


def test_inside_the_hours_a_message_leaves_at_once() -> None:
    assert due("2026-03-10 14:13", CARE_HOURS) == ("Tue 2026-03-10 14:13", ())


def test_the_start_of_the_hours_is_inside_and_the_end_is_outside() -> None:
    assert due("2026-03-10 08:00", CARE_HOURS) == ("Tue 2026-03-10 08:00", ())
    assert due("2026-03-10 20:00", CARE_HOURS) == ("Wed 2026-03-11 08:00", (Shift.CONTACT_HOURS,))


def test_before_the_hours_a_message_waits_for_the_same_morning() -> None:
    assert due("2026-03-10 05:59", CARE_HOURS) == ("Tue 2026-03-10 08:00", (Shift.CONTACT_HOURS,))


def test_an_evening_before_the_clocks_change_waits_until_eight_by_the_new_clock() -> None:
    assert due("2026-03-07 21:00", CARE_HOURS) == ("Sun 2026-03-08 08:00", (Shift.CONTACT_HOURS,))
    assert due("2026-10-31 21:00", CARE_HOURS) == ("Sun 2026-11-01 08:00", (Shift.CONTACT_HOURS,))


def test_marketing_on_a_saturday_evening_waits_for_monday_and_names_both_causes() -> None:
    expected = ("Mon 2026-03-16 10:00", (Shift.CONTACT_HOURS, Shift.WEEKDAY))
    assert due("2026-03-14 17:00", MARKETING_HOURS) == expected


def test_marketing_over_a_long_weekend_waits_for_tuesday_and_names_every_cause() -> None:
    expected = ("Tue 2026-05-26 10:00", (Shift.CONTACT_HOURS, Shift.WEEKDAY, Shift.HOLIDAY))
    assert due("2026-05-23 18:30", MARKETING_HOURS) == expected


def test_the_clinics_own_holidays_are_passed_over_to_the_next_day_that_is_open() -> None:
    days = (ClosedDay(date(2026, 12, 24), "Christmas Eve"), ClosedDay(date(2026, 12, 25), "Christmas"))
    hours = replace(CARE_HOURS, closed_days=days)
    assert due("2026-12-23 09:00", hours) == ("Wed 2026-12-23 09:00", ())
    assert due("2026-12-24 09:00", hours) == ("Sat 2026-12-26 08:00", (Shift.CLOSED_DAY,))
    assert due("2026-12-23 20:30", hours) == ("Sat 2026-12-26 08:00", (Shift.CONTACT_HOURS, Shift.CLOSED_DAY))


def test_hours_without_an_end_end_where_the_clinics_own_holiday_begins() -> None:
    hours = replace(daily("00:00", "00:00"), closed_days=(ClosedDay(date(2026, 3, 12), "Outing"),))
    rules = ClinicRules(hours={Kind.CARE: hours})
    until = permitted_until(local("2026-03-10 15:00"), Kind.CARE, NEW_YORK, rules)
    assert shown(until) == "Thu 2026-03-12 00:00"


def test_care_goes_out_on_holidays() -> None:
    assert due("2026-12-25 09:00", CARE_HOURS) == ("Fri 2026-12-25 09:00", ())


def test_hours_that_start_inside_a_gap_start_at_the_first_instant_that_exists() -> None:
    assert due("2026-03-08 00:10", daily("02:30", "05:00"))[0] == "Sun 2026-03-08 03:00"


def test_hours_that_lie_wholly_inside_a_gap_do_not_happen_that_day() -> None:
    assert due("2026-03-08 00:10", daily("02:10", "02:50"))[0] == "Mon 2026-03-09 02:10"


def test_hours_that_the_clock_repeats_are_open_again_the_second_time() -> None:
    second_half_past_one = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    between = datetime(2026, 11, 1, 5, 50, tzinfo=UTC)
    found, _ = first_permitted(between, between + WEEK, daily("01:00", "01:45"), NEW_YORK)
    assert found == datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
    assert first_permitted(second_half_past_one, second_half_past_one + WEEK, daily("01:00", "01:45"), NEW_YORK) == (
        second_half_past_one,
        (),
    )


def test_a_clock_change_on_the_way_is_not_taken_for_a_cause() -> None:
    span: Span = (clock("10:00"), clock("18:00"))
    not_on_saturday = ContactHours(week=(*(span,) * 5, None, span))
    assert due("2026-03-07 12:00", not_on_saturday) == ("Sun 2026-03-08 10:00", (Shift.WEEKDAY,))


def test_a_date_that_a_zone_skipped_has_no_hours() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert due("2011-12-29 21:00", CARE_HOURS, apia) == ("Sat 2011-12-31 08:00", (Shift.CONTACT_HOURS,))


def test_a_midnight_that_comes_back_as_eleven_in_the_evening_opens_late_hours_again() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    after_the_first_eleven = datetime(2026, 10, 29, 20, 50, tzinfo=UTC)
    found, _ = first_permitted(after_the_first_eleven, after_the_first_eleven + WEEK, daily("23:00", "23:30"), cairo)
    assert found == datetime(2026, 10, 29, 21, 0, tzinfo=UTC)


def test_hours_that_end_at_midnight_last_to_the_end_of_the_day() -> None:
    late = daily("22:00", "00:00")
    assert due("2026-03-10 23:59", late) == ("Tue 2026-03-10 23:59", ())
    assert due("2026-03-11 00:00", late) == ("Wed 2026-03-11 22:00", (Shift.CONTACT_HOURS,))


def test_a_week_without_hours_finds_nothing() -> None:
    never = ContactHours(week=(None,) * 7)
    assert due("2026-03-10 10:00", never) == ("never", (Shift.WEEKDAY,))


def test_hours_that_end_before_they_start_find_nothing() -> None:
    assert due("2026-03-10 10:00", daily("20:00", "08:00")) == ("never", (Shift.CONTACT_HOURS,))


def test_the_end_of_the_search_is_not_part_of_it() -> None:
    earliest = local("2026-03-10 21:00")
    assert first_permitted(earliest, local("2026-03-11 08:00"), CARE_HOURS, NEW_YORK)[0] is None
    assert first_permitted(earliest, local("2026-03-11 08:01"), CARE_HOURS, NEW_YORK)[0] == local("2026-03-11 08:00")


def test_a_message_may_be_sent_until_the_hours_of_the_day_end() -> None:
    assert shown(permitted_until(local("2026-03-14 12:00"), Kind.MARKETING, NEW_YORK, RULES)) == "Sat 2026-03-14 17:00"
    assert shown(permitted_until(local("2026-03-14 12:00"), Kind.CARE, NEW_YORK, RULES)) == "Sat 2026-03-14 20:00"


def test_outside_the_hours_the_permitted_time_is_over_already() -> None:
    at = local("2026-03-15 12:00")
    assert permitted_until(at, Kind.MARKETING, NEW_YORK, RULES) == at


def test_hours_around_the_clock_are_cut_off_after_a_week() -> None:
    always = ClinicRules(hours={Kind.CARE: daily("00:00", "00:00")})
    at = local("2026-03-06 12:00")
    assert permitted_until(at, Kind.CARE, NEW_YORK, always) == at + WEEK


def test_permitted_time_ends_where_the_clock_jumps_over_the_end() -> None:
    early = ClinicRules(hours={Kind.CARE: daily("01:00", "02:30")})
    jump = datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert permitted_until(local("2026-03-08 01:15"), Kind.CARE, NEW_YORK, early) == jump


minutes_of_day = st.integers(0, 24 * 60 - 1).map(lambda m: time(m // 60, m % 60))
spans = st.tuples(minutes_of_day, minutes_of_day).filter(lambda span: span[0] != span[1]).map(sorted).map(tuple)
weeks = st.tuples(*[st.one_of(spans, spans, st.none())] * 7)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2036, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001


@settings(max_examples=150, deadline=None)
@given(zone=st.sampled_from(all_zones()), earliest=moments, week=weeks, days=st.integers(0, 4))
def test_the_first_permitted_instant_is_the_one_that_a_walk_by_minutes_finds(
    zone: ZoneInfo, earliest: datetime, week: tuple[Span | None, ...], days: int
) -> None:
    hours = ContactHours(week=week)  # type: ignore[arg-type]  # seven items
    before = earliest + timedelta(days=days)
    assert first_permitted(earliest, before, hours, zone)[0] == walk_to_permitted(earliest, before, hours, zone)


@pytest.mark.parametrize("change", distinct_changes()[::6], ids=repr)
def test_beside_a_clock_change_hours_are_those_that_a_walk_by_minutes_finds(change: Change) -> None:
    assert _wrong_beside(change) == []


@pytest.mark.soak
@pytest.mark.parametrize("zone", all_zones(), ids=str)
def test_beside_every_clock_change_of_every_zone_hours_are_those_that_a_walk_finds(zone: ZoneInfo) -> None:
    assert [wrong for change in all_changes() if change.zone is zone for wrong in _wrong_beside(change)] == []


@pytest.mark.soak
@pytest.mark.parametrize("zone", all_zones(), ids=str)
def test_the_clock_changes_of_a_century_are_never_so_near_that_two_cancel_out(zone: ZoneInfo) -> None:
    """The search looks at offsets at most two days apart."""
    changes = changes_between(
        zone, datetime(1972, 1, 1, tzinfo=UTC), datetime(2037, 1, 1, tzinfo=UTC), timedelta(hours=12)
    )
    near = [one for one, two in pairwise(changes) if two.at - one.at < timedelta(days=3)]
    assert near == []


def _wrong_beside(change: Change) -> list[tuple[Change, datetime, ContactHours]]:
    """Hours that start or end just before, inside and just after the jump, looked at from the evening before."""
    wall = change.at.astimezone(change.zone).replace(tzinfo=None) - change.jump
    wrong = []
    for start, end in ((-20, 300), (10, 300), (30, 40), (61, 90), (-300, 15), (-100, -40)):
        span = ((wall + timedelta(minutes=start)).time(), (wall + timedelta(minutes=end)).time())
        hours = ContactHours(week=(span,) * 7)
        for before_change in (timedelta(hours=9), timedelta(minutes=20), timedelta(minutes=-13)):
            earliest = change.at - before_change
            until = earliest + timedelta(hours=26)
            found, _ = first_permitted(earliest, until, hours, change.zone)
            if found != walk_to_permitted(earliest, until, hours, change.zone):
                wrong.append((change, earliest, hours))
    return wrong


@settings(max_examples=150, deadline=None)
@given(zone=st.sampled_from(all_zones()), at=moments, kind=st.sampled_from(Kind))
def test_permitted_time_holds_without_a_break_and_ends_with_the_hours(zone: ZoneInfo, at: datetime, kind: Kind) -> None:
    until = permitted_until(at, kind, zone, RULES)
    inside = [permitted(at + timedelta(minutes=n), kind, zone, RULES) for n in range(ceil((until - at) / MINUTE))]
    assert not permitted(until, kind, zone, RULES)
    assert permitted(at, kind, zone, RULES) == (until > at)
    assert all(inside)


def test_a_federal_holiday_is_not_permitted_for_marketing() -> None:
    assert not permitted(local("2026-07-03 11:00"), Kind.MARKETING, NEW_YORK, RULES)
    assert permitted(local("2026-07-06 11:00"), Kind.MARKETING, NEW_YORK, RULES)
    assert date(2026, 7, 3).weekday() == 4
