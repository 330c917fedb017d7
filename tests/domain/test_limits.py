"""Limits per address, checked against counting every day and every 168 hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from reminders.domain.limits import next_free_day, over_limit
from reminders.domain.planned import Taken
from reminders.domain.rules import ClinicRules, ContactHours, Limit
from reminders.domain.words import Channel, Kind, Reason
from tests.domain.factories import NEW_YORK, clock, local, shown
from tests.domain.oracles import too_many

RULES = ClinicRules()


def care(*at: str) -> list[Taken]:
    return [Taken(local(one), Kind.CARE, Channel.SMS) for one in at]


def invitations(*at: str) -> list[Taken]:
    return [Taken(local(one), Kind.MARKETING, Channel.SMS) for one in at]


def over(at: str, kind: Kind, taken: list[Taken], rules: ClinicRules = RULES) -> bool:
    return over_limit(local(at), kind, NEW_YORK, rules, taken)


def test_a_third_care_message_on_a_local_day_is_too_many() -> None:
    taken = care("2026-04-06 08:00", "2026-04-06 19:00")
    assert over("2026-04-06 12:00", Kind.CARE, taken)
    assert not over("2026-04-07 08:00", Kind.CARE, taken)


def test_the_day_is_the_patients_and_not_that_of_utc() -> None:
    taken = care("2026-04-06 19:00", "2026-04-06 19:30")
    at = local("2026-04-06 19:59")
    assert over_limit(at + timedelta(hours=4), Kind.CARE, NEW_YORK, RULES, taken)
    assert not over_limit(at + timedelta(hours=5), Kind.CARE, NEW_YORK, RULES, taken)


def test_a_sixth_care_message_in_seven_days_is_too_many() -> None:
    taken = care(*[f"2026-04-{day:02} 10:00" for day in range(6, 11)])
    assert over("2026-04-13 09:59", Kind.CARE, taken)
    assert not over("2026-04-13 10:00", Kind.CARE, taken)


def test_messages_placed_later_count_as_well_as_earlier_ones() -> None:
    taken = care(*[f"2026-04-{day:02} 10:00" for day in range(6, 11)])
    assert over("2026-04-05 10:00", Kind.CARE, taken)
    assert not over("2026-04-03 10:00", Kind.CARE, taken)


def test_a_message_in_the_middle_of_two_half_full_weeks_is_not_too_many() -> None:
    taken = care(*[f"2026-04-{day:02} 10:00" for day in (1, 2, 3, 9, 10, 11)])
    assert not over("2026-04-06 10:00", Kind.CARE, taken)


def test_exactly_seven_days_between_two_others_are_two_different_weeks() -> None:
    pair = ClinicRules(limits={Kind.CARE: Limit(2, 2), Kind.MARKETING: Limit(1, 1)})
    assert not over("2026-04-09 10:00", Kind.CARE, care("2026-04-06 10:00", "2026-04-13 10:00"), pair)
    assert over("2026-04-09 10:00", Kind.CARE, care("2026-04-06 10:01", "2026-04-13 10:00"), pair)


def test_a_second_invitation_within_seven_days_is_too_many() -> None:
    taken = invitations("2026-04-06 11:00")
    assert over("2026-04-13 10:59", Kind.MARKETING, taken)
    assert not over("2026-04-13 11:00", Kind.MARKETING, taken)


def test_invitations_do_not_count_against_care() -> None:
    taken = care("2026-04-06 08:00") + invitations("2026-04-06 11:00", "2026-04-06 12:00")
    assert not over("2026-04-06 13:00", Kind.CARE, taken)


def test_an_invitation_gives_way_to_a_day_full_of_care() -> None:
    assert over("2026-04-06 13:00", Kind.MARKETING, care("2026-04-06 08:00", "2026-04-06 09:00"))
    assert not over("2026-04-06 13:00", Kind.MARKETING, care("2026-04-06 08:00"))


def test_a_limit_of_none_lets_nothing_through() -> None:
    silent = ClinicRules(limits={Kind.CARE: Limit(0, 5), Kind.MARKETING: Limit(1, 0)})
    assert over("2026-04-06 13:00", Kind.CARE, [], silent)
    assert over("2026-04-06 13:00", Kind.MARKETING, [], silent)


def test_the_next_free_day_is_the_first_with_room_at_the_steps_time() -> None:
    taken = care("2026-04-06 08:00", "2026-04-06 09:00", "2026-04-07 08:00", "2026-04-07 09:00")
    closes_at = local("2026-04-12 00:00")
    moved = next_free_day(local("2026-04-06 12:00"), clock("09:30"), closes_at, Kind.CARE, NEW_YORK, RULES, taken)
    assert moved == local("2026-04-08 09:30")


def test_without_a_time_of_its_own_the_next_free_day_is_at_the_clinics_send_time() -> None:
    taken = care("2026-04-06 08:00", "2026-04-06 09:00")
    closes_at = local("2026-04-12 00:00")
    moved = next_free_day(local("2026-04-06 12:00"), None, closes_at, Kind.CARE, NEW_YORK, RULES, taken)
    assert moved == local("2026-04-07 10:00")


def test_a_steps_time_outside_the_contact_hours_moves_to_their_start() -> None:
    taken = invitations("2026-04-04 11:00")
    closes_at = local("2026-05-01 00:00")
    at = local("2026-04-06 12:00")
    moved = next_free_day(at, clock("08:15"), closes_at, Kind.MARKETING, NEW_YORK, RULES, taken)
    assert moved == local("2026-04-13 10:00")


def test_a_window_without_a_free_day_ends_in_frequency_limit() -> None:
    taken = invitations("2026-04-06 11:00")
    closes_at = local("2026-04-13 11:00")
    at = local("2026-04-07 11:00")
    moved = next_free_day(at, clock("11:00"), closes_at, Kind.MARKETING, NEW_YORK, RULES, taken)
    assert moved is Reason.FREQUENCY_LIMIT


def test_a_clinic_open_at_midnight_finds_a_free_day_though_the_clock_falls_back_over_it() -> None:
    zone = ZoneInfo("America/St_Johns")
    at = local("2010-11-06 12:00", zone)
    taken = [Taken(at - timedelta(hours=n), Kind.CARE, Channel.SMS) for n in (1, 2)]
    every_hour = ClinicRules(hours={Kind.CARE: _around_the_clock()})
    moved = next_free_day(at, clock("00:00"), at + timedelta(days=9), Kind.CARE, zone, every_hour, taken)
    assert shown(moved if isinstance(moved, datetime) else None, zone) == "Sun 2010-11-07 00:00"


def _around_the_clock() -> ContactHours:
    return ContactHours(week=((clock("00:00"), clock("00:00")),) * 7)


moments = st.integers(0, 21 * 96).map(lambda n: datetime(2026, 10, 20, tzinfo=UTC) + timedelta(minutes=15 * n))
limits = st.builds(Limit, st.integers(0, 3), st.integers(0, 6))


@given(
    at=moments,
    kind=st.sampled_from(Kind),
    care_limit=limits,
    marketing_limit=limits,
    taken=st.lists(st.builds(Taken, moments, st.sampled_from(Kind), st.just(Channel.SMS)), max_size=14),
)
def test_too_many_is_what_counting_every_day_and_every_168_hours_finds(
    at: datetime, kind: Kind, care_limit: Limit, marketing_limit: Limit, taken: list[Taken]
) -> None:
    rules = ClinicRules(limits={Kind.CARE: care_limit, Kind.MARKETING: marketing_limit})
    own_limit, same_kind = rules.limits[kind], [one.at for one in taken if one.kind is kind]
    everyone = [one.at for one in taken]
    expected = too_many(at, same_kind, own_limit.per_day, own_limit.per_week, NEW_YORK) or (
        kind is Kind.MARKETING and too_many(at, everyone, care_limit.per_day, care_limit.per_week, NEW_YORK)
    )
    assert over_limit(at, kind, NEW_YORK, rules, taken) == expected
