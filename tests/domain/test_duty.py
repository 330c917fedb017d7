"""Who answers for urgent replies, and when the next one does."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.domain.duty import Absence, Shift, Turn, next_duty, on_duty, passed_to
from tests.domain.factories import NEW_YORK, local, shown

ROSA, LEE, MAYA = 1, 2, 3
#: Rosa before Lee on weekdays, Maya through Saturday night.
ROSTER = [
    *(Shift(ROSA, weekday, time(8), time(18), 1) for weekday in range(5)),
    *(Shift(LEE, weekday, time(8), time(18), 2) for weekday in range(5)),
    Shift(MAYA, 5, time(20), time(2), 1),
]
MINUTE = timedelta(minutes=1)


def away(staff_id: int, since: str, until: str) -> Absence:
    return Absence(staff_id, local(since), local(until))


@pytest.mark.parametrize(
    ("at", "order"),
    [
        ("2026-04-01 07:59", ()),
        ("2026-04-01 08:00", (ROSA, LEE)),
        ("2026-04-01 17:59", (ROSA, LEE)),
        ("2026-04-01 18:00", ()),
        ("2026-04-04 19:59", ()),
        ("2026-04-04 20:00", (MAYA,)),
        ("2026-04-05 01:59", (MAYA,)),
        ("2026-04-05 02:00", ()),
    ],
)
def test_a_shift_holds_from_its_start_to_its_end_by_the_clinics_clock(at: str, order: tuple[int, ...]) -> None:
    assert on_duty(ROSTER, [], local(at), NEW_YORK) == order


def test_whoever_is_absent_is_left_out_from_the_first_instant_to_the_last() -> None:
    absence = away(ROSA, "2026-04-01 09:00", "2026-04-01 12:00")
    told = {at: on_duty(ROSTER, [absence], local(f"2026-04-01 {at}"), NEW_YORK) for at in ("08:59", "09:00", "12:00")}
    assert told == {"08:59": (ROSA, LEE), "09:00": (LEE,), "12:00": (ROSA, LEE)}


def test_two_shifts_of_one_person_at_the_same_time_count_once_at_the_better_place() -> None:
    twice = [
        Shift(LEE, 2, time(9), time(12), 2),
        Shift(ROSA, 2, time(8), time(18), 1),
        Shift(LEE, 2, time(8), time(18), 0),
    ]
    assert on_duty(twice, [], local("2026-04-01 10:00"), NEW_YORK) == (LEE, ROSA)


def test_a_shift_that_ends_when_it_starts_lasts_a_whole_day() -> None:
    whole = [Shift(ROSA, 2, time(), time(), 1)]
    instants = ["2026-03-31 23:59", "2026-04-01 00:00", "2026-04-01 23:59", "2026-04-02 00:00"]
    assert [on_duty(whole, [], local(at), NEW_YORK) for at in instants] == [(), (ROSA,), (ROSA,), ()]


@pytest.mark.parametrize(
    ("now", "starts_at", "order"),
    [
        ("2026-04-01 10:00", "Wed 2026-04-01 10:00", (ROSA, LEE)),
        ("2026-04-01 18:00", "Thu 2026-04-02 08:00", (ROSA, LEE)),
        ("2026-04-03 18:00", "Sat 2026-04-04 20:00", (MAYA,)),
        ("2026-04-05 02:00", "Mon 2026-04-06 08:00", (ROSA, LEE)),
    ],
)
def test_the_next_duty_is_the_first_shift_to_come(now: str, starts_at: str, order: tuple[int, ...]) -> None:
    found = next_duty(ROSTER, [], local(now), NEW_YORK)
    assert found is not None
    assert (shown(found[0]), found[1]) == (starts_at, order)


def test_a_shift_begins_late_when_its_only_person_comes_back_during_it() -> None:
    found = next_duty(
        ROSTER[-1:], [away(MAYA, "2026-04-01 00:00", "2026-04-04 22:30")], local("2026-04-03 12:00"), NEW_YORK
    )
    assert found == (local("2026-04-04 22:30"), (MAYA,))


def test_there_is_no_next_duty_when_everybody_is_away_for_two_months() -> None:
    gone = [away(one, "2026-04-01 00:00", "2026-07-01 00:00") for one in (ROSA, LEE, MAYA)]
    assert next_duty(ROSTER, gone, local("2026-04-01 10:00"), NEW_YORK) is None


def test_an_empty_list_has_no_next_duty() -> None:
    assert next_duty([], [], local("2026-04-01 10:00"), NEW_YORK) is None


@pytest.mark.parametrize(
    ("order", "owner", "turn"),
    [
        ((ROSA, LEE), None, (ROSA, Turn.FIRST)),
        ((ROSA, LEE), ROSA, (LEE, Turn.NEXT)),
        ((ROSA, LEE), LEE, (ROSA, Turn.AGAIN)),
        ((ROSA,), ROSA, (ROSA, Turn.AGAIN)),
        ((ROSA, LEE), MAYA, (ROSA, Turn.FIRST)),
        ((), ROSA, None),
    ],
)
def test_an_overdue_reply_goes_down_the_list_and_starts_again(
    order: tuple[int, ...], owner: int | None, turn: tuple[int, Turn] | None
) -> None:
    assert passed_to(order, owner) == turn


zones = st.sampled_from(["America/New_York", "Australia/Lord_Howe", "Europe/Lisbon", "America/Phoenix"])
#: Days around the changes of these clocks in 2026, and ordinary ones.
days = st.sampled_from(
    ["2026-03-07", "2026-03-28", "2026-04-04", "2026-06-10", "2026-10-03", "2026-10-24", "2026-10-31"]
)
quarters = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
shifts = st.builds(Shift, st.integers(1, 3), st.integers(0, 6), quarters, quarters, st.integers(1, 2))


@settings(max_examples=40, deadline=None)
@given(zone=zones.map(ZoneInfo), day=days, roster=st.lists(shifts, min_size=1, max_size=4))
def test_on_duty_is_what_a_walk_over_every_minute_of_the_wall_clock_finds(
    zone: ZoneInfo, day: str, roster: list[Shift]
) -> None:
    begin = datetime.fromisoformat(day).replace(tzinfo=UTC)
    walked = dict(walk(roster, begin - timedelta(days=2), begin + timedelta(days=2), zone))
    found = {at: on_duty(roster, [], at, zone) for at in walked if at >= begin}
    assert found == {at: order for at, order in walked.items() if at >= begin}


@settings(max_examples=40, deadline=None)
@given(zone=zones.map(ZoneInfo), day=days, roster=st.lists(shifts, min_size=1, max_size=3), hours=st.integers(0, 47))
def test_the_next_duty_is_the_first_minute_at_which_somebody_is_on_duty(
    zone: ZoneInfo, day: str, roster: list[Shift], hours: int
) -> None:
    now = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=hours)
    gone = [Absence(1, now, now + timedelta(hours=30))]
    minutes = (now + n * MINUTE for n in range(9 * 24 * 60))
    first = next(((at, order) for at in minutes if (order := on_duty(roster, gone, at, zone))), None)
    assert next_duty(roster, gone, now, zone) == first


def walk(
    roster: Sequence[Shift], since: datetime, until: datetime, zone: ZoneInfo
) -> list[tuple[datetime, tuple[int, ...]]]:
    """Every minute with who is on duty: a shift is on from the first minute whose clock shows its start or later to
    the first that shows its end or later; a clock that goes back does not end or start anything a second time.
    """
    walked, latest = [], since.replace(tzinfo=None) - timedelta(days=2)
    at = since
    while at < until:
        latest = max(latest, at.astimezone(zone).replace(tzinfo=None))
        on = [shift for shift in roster if any(covers(shift, latest, back) for back in (0, 1))]
        order = [shift.staff_id for shift in sorted(on, key=lambda one: (one.position, one.staff_id))]
        walked.append((at, tuple(dict.fromkeys(order))))
        at += MINUTE
    return walked


def covers(shift: Shift, wall: datetime, days_back: int) -> bool:
    on = wall.date() - timedelta(days=days_back)
    start, end = datetime.combine(on, shift.starts), datetime.combine(on, shift.ends)
    end += timedelta(days=shift.ends <= shift.starts)
    return on.weekday() == shift.weekday and start <= wall < end
