"""Offsets and wall-clock times, checked against `whenever` in every zone and at every clock change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import whenever
from hypothesis import given
from hypothesis import strategies as st

from reminders.domain.offsets import Offset, instant_of
from tests.domain.factories import NEW_YORK, shown
from tests.domain.oracles import wall_instant
from tests.domain.zones import all_changes, all_zones

calendar_offsets = st.builds(Offset, months=st.integers(0, 60), days=st.integers(0, 400))
elapsed_offsets = st.builds(Offset, minutes=st.integers(0, 60_000))


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("PT0H", Offset(minutes=0)),
        ("PT30M", Offset(minutes=30)),
        ("PT24H", Offset(minutes=1440)),
        ("PT1H5M", Offset(minutes=65)),
        ("P0D", Offset()),
        ("P3D", Offset(days=3)),
        ("P2W", Offset(days=14)),
        ("P1W2D", Offset(days=9)),
        ("P3M", Offset(months=3)),
        ("P1Y", Offset(months=12)),
        ("P5M15D", Offset(months=5, days=15)),
    ],
)
def test_an_offset_is_read_as_elapsed_or_as_calendar_time(text: str, offset: Offset) -> None:
    assert Offset.parse(text) == offset


@pytest.mark.parametrize("text", ["", "P", "PT", "3D", "P1DT", "P1DT2H", "P-1D", "P1.5D", "p3d", "PT90S", "P3D P4D"])
def test_what_is_no_offset_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Offset.parse(text)


@given(st.one_of(calendar_offsets, elapsed_offsets))
def test_an_offset_that_is_written_and_read_again_is_the_same(offset: Offset) -> None:
    assert Offset.parse(str(offset)) == offset


@given(calendar_offsets, st.dates(date(1999, 1, 1), date(2060, 12, 31)))
def test_months_come_first_and_are_clamped_and_then_come_days(offset: Offset, treated_on: date) -> None:
    expected = whenever.Date(treated_on).add(months=offset.months).add(days=offset.days)
    assert offset.date_from(treated_on) == expected.to_stdlib()


def test_a_month_after_january_31_is_the_last_day_of_february() -> None:
    assert Offset.parse("P1M").date_from(date(2027, 1, 31)) == date(2027, 2, 28)
    assert Offset.parse("P1M").date_from(date(2028, 1, 31)) == date(2028, 2, 29)


def test_24_hours_after_the_evening_before_clocks_go_forward_is_an_hour_later_by_the_clock() -> None:
    treated_at = datetime(2026, 3, 7, 20, tzinfo=UTC)
    assert shown(treated_at) == "Sat 2026-03-07 15:00"
    assert shown(Offset.parse("PT24H").instant_from(treated_at)) == "Sun 2026-03-08 16:00"
    assert shown(instant_of(Offset.parse("P1D").date_from(date(2026, 3, 7)), time(15), NEW_YORK)) == (
        "Sun 2026-03-08 15:00"
    )


def test_a_shifted_offset_keeps_its_distance_from_the_opening() -> None:
    opens, own = Offset.parse("P3M"), Offset.parse("P4M")
    assert Offset.parse("P3M35D").shifted(opens, own) == Offset.parse("P4M35D")
    assert Offset.parse("P6M").shifted(opens, Offset.parse("P20W")) == Offset(months=3, days=140)


@pytest.mark.parametrize("zone", all_zones(), ids=str)
def test_a_wall_clock_time_beside_any_clock_change_is_the_instant_that_whenever_finds(zone: ZoneInfo) -> None:
    wrong = []
    for change in all_changes():
        if change.zone is not zone:
            continue
        wall = change.at.astimezone(zone).replace(tzinfo=None) - timedelta(minutes=181)
        for _ in range(12):
            wall += timedelta(minutes=30)
            for beside in (wall, wall + timedelta(minutes=1)):
                found = instant_of(beside.date(), beside.time(), zone)
                if found != wall_instant(beside.date(), beside.time(), zone):
                    wrong.append((change, beside, found))
    assert wrong == []


@pytest.mark.parametrize(
    ("zone", "on", "at", "expected"),
    [
        ("America/New_York", date(2026, 3, 8), time(2, 30), "Sun 2026-03-08 03:00"),
        ("America/Havana", date(2026, 3, 8), time(0, 0), "Sun 2026-03-08 01:00"),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 0), "Fri 2026-04-24 01:00"),
        ("Asia/Beirut", date(2026, 3, 29), time(0, 30), "Sun 2026-03-29 01:00"),
        ("America/Santiago", date(2026, 9, 6), time(0, 0), "Sun 2026-09-06 01:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "Sun 2026-10-04 02:30"),
        ("Antarctica/Troll", date(2026, 3, 29), time(1, 59), "Sun 2026-03-29 03:00"),
        ("Pacific/Apia", date(2011, 12, 30), time(10, 0), "Sat 2011-12-31 00:00"),
        ("Pacific/Kwajalein", date(1993, 8, 21), time(23, 59), "Sun 1993-08-22 00:00"),
    ],
)
def test_a_skipped_wall_clock_time_is_the_first_instant_that_exists(
    zone: str, on: date, at: time, expected: str
) -> None:
    assert shown(instant_of(on, at, ZoneInfo(zone)), ZoneInfo(zone)) == expected


@pytest.mark.parametrize(
    ("zone", "on", "at", "expected"),
    [
        ("America/New_York", date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("America/Havana", date(2026, 11, 1), time(0, 0), datetime(2026, 11, 1, 4, 0, tzinfo=UTC)),
        ("Africa/Cairo", date(2026, 10, 29), time(23, 30), datetime(2026, 10, 29, 20, 30, tzinfo=UTC)),
        ("Asia/Beirut", date(2026, 10, 24), time(23, 0), datetime(2026, 10, 24, 20, 0, tzinfo=UTC)),
    ],
)
def test_a_wall_clock_time_that_occurs_twice_is_the_first(zone: str, on: date, at: time, expected: datetime) -> None:
    assert instant_of(on, at, ZoneInfo(zone)) == expected
