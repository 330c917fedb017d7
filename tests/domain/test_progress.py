"""Where somebody is in the recovery, on their own clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reminders.domain.offsets import Offset
from reminders.domain.progress import is_open, may_be_moved, moved_to, progress_of, treated_between
from reminders.domain.schedule import Schedule, Stage
from reminders.domain.treatment import TreatmentFacts

NEW_YORK, HONOLULU = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Honolulu")


def stage(name: str, opens: str, closes: str) -> Stage:
    return Stage(name, name.title(), Offset.parse(opens), Offset.parse(closes), ())


DAY, WEEK, TOUCH_UP = stage("day", "PT0H", "PT24H"), stage("week", "P3D", "P7D"), stage("touch-up", "P3M", "P6M")
SCHEDULE = Schedule("facial", "Facial", (DAY, WEEK, TOUCH_UP))
TREATED_AT = datetime(2026, 3, 4, 20, tzinfo=UTC)


def treated(zone: ZoneInfo = NEW_YORK, touch_up: str = "", treated_at: datetime = TREATED_AT) -> TreatmentFacts:
    return TreatmentFacts(treated_at, zone, (), touch_up=Offset.parse(touch_up) if touch_up else None)


@pytest.mark.parametrize(
    ("after", "open_stage", "coming"),
    [
        (timedelta(0), "day", None),
        (timedelta(hours=24), None, "week"),
        (timedelta(days=5), "week", None),
        (timedelta(days=30), None, "touch-up"),
        (timedelta(days=120), "touch-up", None),
        (timedelta(days=400), None, None),
    ],
)
def test_the_open_stage_is_told_or_the_next_one(after: timedelta, open_stage: str | None, coming: str | None) -> None:
    progress = progress_of(SCHEDULE, treated(), TREATED_AT + after)
    names = [found.name if found else None for found in (progress.stage, progress.coming)]
    assert names == [open_stage, coming]


def test_of_several_open_stages_the_one_that_opened_last_is_told() -> None:
    early = treated(touch_up="P5D")
    now = TREATED_AT + timedelta(days=6)
    progress = progress_of(SCHEDULE, early, now)
    assert (progress.stage, is_open(WEEK, early, now), is_open(TOUCH_UP, early, now)) == (TOUCH_UP, True, True)


def test_a_stage_opens_at_midnight_of_the_patients_own_day() -> None:
    midnight = datetime(2026, 3, 7, 5, tzinfo=UTC)
    assert [is_open(WEEK, treated(zone), midnight) for zone in (NEW_YORK, HONOLULU)] == [True, False]


@pytest.mark.parametrize("one", [DAY, WEEK, TOUCH_UP], ids=lambda one: one.name)
@pytest.mark.parametrize("zone", [NEW_YORK, HONOLULU, ZoneInfo("Pacific/Kiritimati")], ids=str)
def test_whoever_is_in_a_stage_was_treated_within_its_span(one: Stage, zone: ZoneInfo) -> None:
    for hours in range(0, 200 * 24, 7):
        now = TREATED_AT + timedelta(hours=hours)
        begin, end = treated_between(one, now)
        assert not is_open(one, treated(zone), now) or begin <= TREATED_AT <= end


@pytest.mark.parametrize("one", [DAY, WEEK, TOUCH_UP], ids=lambda one: one.name)
def test_the_span_of_a_stage_is_little_longer_than_the_stage(one: Stage) -> None:
    now = datetime(2026, 6, 15, 16, tzinfo=UTC)
    begin, end = treated_between(one, now)
    inside = begin + timedelta(hours=27), end - timedelta(hours=27)
    assert one is DAY or [is_open(one, treated(treated_at=at), now) for at in inside] == [True, True]
    assert one is not DAY or (begin, end) == (now - timedelta(hours=24), now)


def test_months_that_end_alike_are_all_in_the_span() -> None:
    """Three months after the last three days of November it is the last of February."""
    now = datetime(2026, 2, 28, 17, tzinfo=UTC)
    days = [datetime(2025, 11, day, 17, tzinfo=UTC) for day in (28, 29, 30)]
    begin, end = treated_between(TOUCH_UP, now)
    assert [(is_open(TOUCH_UP, treated(treated_at=at), now), begin <= at <= end) for at in days] == [(True, True)] * 3


@pytest.mark.parametrize("own", ["P1M", "P5M", "P100D", "P12M"])
def test_an_interval_of_ones_own_has_a_span_of_its_own(own: str) -> None:
    moved = moved_to(TOUCH_UP, Offset.parse(own))
    opened = []
    for days in range(0, 600, 3):
        now = TREATED_AT + timedelta(days=days)
        begin, end = treated_between(moved, now)
        opened.append(is_open(TOUCH_UP, treated(touch_up=own), now))
        assert not opened[-1] or begin <= TREATED_AT <= end
    assert any(opened)


def test_only_the_touch_up_stage_moves_with_an_interval_of_ones_own() -> None:
    assert [may_be_moved(one) for one in SCHEDULE.stages] == [False, False, True]
