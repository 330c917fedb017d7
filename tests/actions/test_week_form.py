"""A week's hours as a form shows and takes them."""

from dataclasses import replace
from datetime import time

import pytest

from reminders.actions.bad_input import Answers
from reminders.actions.week_form import COUNT, DayRow, Days, WeekForm, read_week, typed_week, week_form
from reminders.domain.rules import CARE_HOURS, MARKETING_HOURS, ContactHours, Span
from reminders.domain.words import Kind

LONG, SHORT = (time(8), time(20)), (time(9), time(12, 30))
CLOSED_WEDNESDAY: ContactHours = ContactHours(week=(LONG, LONG, None, LONG, LONG, SHORT, None))
CLOSED_MONDAY: ContactHours = ContactHours(week=(None, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT))
NO_WORKDAY: ContactHours = ContactHours(week=(None, None, None, None, None, SHORT, LONG))
EVERY = (CARE_HOURS, MARKETING_HOURS, CLOSED_WEDNESDAY, CLOSED_MONDAY, NO_WORKDAY)


def sent(kind: Kind, shown: WeekForm) -> dict[str, str]:
    """What a browser sends of a form that nobody has touched."""
    fields = {f"{kind}_days": str(shown.days)}
    for name, row in shown.rows.items():
        fields |= {f"{kind}_{name}_from": row.start, f"{kind}_{name}_to": row.end}
        fields |= {f"{kind}_{name}_closed": "yes"} if row.closed else {}
    return fields


@pytest.mark.parametrize(
    ("hours", "days"),
    list(zip(EVERY, (Days.SAME, Days.WORK, Days.EACH, Days.EACH, Days.WORK), strict=True)),
)
def test_a_week_is_told_in_the_shortest_way(hours: ContactHours, days: Days) -> None:
    assert week_form(hours).days == days


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("hours", EVERY)
def test_a_form_that_nobody_touched_gives_the_same_hours(hours: ContactHours, kind: Kind) -> None:
    answers = Answers()
    before = replace(hours, week=(LONG,) * 7)
    assert read_week(answers, kind, typed_week(sent(kind, week_form(hours)), kind), before) == hours
    assert answers.mistakes == []


def test_a_closed_day_shows_usual_times_for_when_it_opens() -> None:
    assert week_form(MARKETING_HOURS).rows["sun"] == DayRow("10:00", "18:00", closed=True)


@pytest.mark.parametrize("days", Days)
def test_only_the_rows_of_the_chosen_way_count(days: Days) -> None:
    fields = {f"care_{name}_from": "10:00" for name in COUNT[days]} | {
        f"care_{name}_to": "11:00" for name in COUNT[days]
    }
    answers = Answers()
    span: Span = (time(10), time(11))
    read = read_week(answers, Kind.CARE, typed_week(fields | {"care_days": days.value}, Kind.CARE), CARE_HOURS)
    assert (read.week, answers.mistakes) == ((span,) * 7, [])


def test_every_mistake_is_named_by_its_field() -> None:
    fields = {
        "care_days": "work", "care_work_from": "07:00", "care_work_to": "22:00", "care_sat_from": "noon",
        "care_sat_to": "", "care_sun_from": "10:00", "care_sun_to": "10:00", "care_all_from": "does not count",
    }  # fmt: skip
    answers = Answers()
    read_week(answers, Kind.CARE, typed_week(fields, Kind.CARE), CARE_HOURS)
    names = ["care_work_from", "care_work_to", "care_sat_from", "care_sat_to", "care_sun_to"]
    assert [line.partition(":")[0] for line in answers.mistakes] == names


@pytest.mark.parametrize("days", ["", "some", "work", "each"])
def test_a_week_without_any_way_or_any_open_day_is_refused(days: str) -> None:
    closed = {f"care_{name}_closed": "yes" for name in ("work", *COUNT[Days.EACH])}
    answers = Answers()
    read_week(answers, Kind.CARE, typed_week(closed | {"care_days": days}, Kind.CARE), CARE_HOURS)
    assert [line.partition(":")[0] for line in answers.mistakes] == ["care_days"]
