"""Hours, holidays and limits as the pages save them: what is planned goes along, and nobody overwrites a colleague."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.clinic_edits import Order, Outcome
from reminders.actions.clinic_rules import (
    HolidayForm,
    HolidayLine,
    HoursForm,
    LimitsForm,
    Meanwhile,
    add_holiday,
    end_holiday,
    federal_holidays,
    holidays_of,
    keep_federal,
    mark_of_federal,
    mark_of_hours,
    mark_of_limits,
    save_hours,
    save_limits,
)
from reminders.actions.week_form import DayRow, Days, WeekForm, week_form
from reminders.domain.rules import ClosedDay, Limit
from reminders.domain.words import Kind
from reminders.store.clinics import Clinic
from reminders.store.database import Database
from tests.actions.house import AS_PLANNED, House, open_house

ROSA, SAM = Order("Rosa"), Order("Sam")
LIMITS = {
    "care_per_day": "2", "care_per_week": "5", "marketing_per_day": "1", "marketing_per_week": "1",
    "texts_per_second": "", "mails_per_second": "", "settle_minutes": "5",
}  # fmt: skip
EASTER = HolidayForm("2026-04-04", "2026-04-05", "Easter", "all")


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def clinic_of(house: House) -> Clinic:
    with house.app.database.read() as work:
        return house.app.clinic(work)


def hours_form(house: House, care: Mapping[str, DayRow] | None = None, send_time: str = "10:00") -> HoursForm:
    """The hours as they are; with `care`, other rows of care, day by day."""
    clinic = clinic_of(house)
    weeks = {kind: week_form(clinic.rules.hours[kind]) for kind in Kind}
    if care:
        weeks[Kind.CARE] = WeekForm(Days.EACH, {**weeks[Kind.CARE].rows, **care})
    return HoursForm(weeks, send_time, mark_of_hours(clinic))


def limits_form(house: House, **given: str) -> LimitsForm:
    return LimitsForm(LIMITS | given, mark_of_limits(clinic_of(house)))


def counts(outcome: Outcome) -> dict[str, int]:
    return {fate.value: number for fate, number in outcome.moved.messages.items() if number}


def names(refused: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [line.partition(":")[0] for line in refused.value.mistakes]


def test_hours_of_single_days_move_what_waits(house: House) -> None:
    ana = house.enroll().treatment_id
    form = hours_form(house, {"sat": DayRow("", "", closed=True), "wed": DayRow("12:00", "19:00")})
    outcome = save_hours(house.app, form, ROSA)
    assert outcome.changes == (
        "care hours: Mon to Sun 8 am to 8 pm → Mon to Tue 8 am to 8 pm, Wed noon to 7 pm, Thu to Fri 8 am to 8 pm, "
        "Sun 8 am to 8 pm",
    )
    assert house.plan(ana) == AS_PLANNED | {
        "calm": "2026-04-01 12:00",
        "flaking": "2026-04-05 08:00",
        "results": "2026-04-15 12:00",
    }


def test_the_usual_time_is_held_against_the_new_hours(house: House) -> None:
    afternoons = {name: DayRow("12:00", "19:00") for name in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    with pytest.raises(BadInput) as refused:
        save_hours(house.app, hours_form(house, afternoons), ROSA)
    assert names(refused) == ["send_time"]
    save_hours(house.app, hours_form(house, afternoons, "13:00"), ROSA)
    assert clinic_of(house).rules.send_time == time(13)


def test_limits_and_rates_are_saved_and_an_empty_rate_is_none(house: House) -> None:
    ana = house.enroll().treatment_id
    save_limits(house.app, limits_form(house, care_per_day="1", care_per_week="1", texts_per_second="0.5"), ROSA)
    clinic = clinic_of(house)
    assert (clinic.rules.limits[Kind.CARE], clinic.texts_per_second, clinic.mails_per_second) == (
        Limit(1, 1),
        0.5,
        None,
    )
    assert house.plan(ana) == AS_PLANNED | {"flaking": "2026-04-09 10:00", "results": "2026-04-16 10:00"}
    save_limits(house.app, limits_form(house), ROSA)
    assert (clinic_of(house).texts_per_second, house.plan(ana)) == (None, AS_PLANNED)


def test_a_holiday_moves_what_waits_and_going_back_brings_it_back(house: House) -> None:
    ana = house.enroll().treatment_id
    seen = add_holiday(house.app, EASTER, replace(ROSA, dry_run=True))
    assert (seen.dry_run, counts(seen), house.plan(ana)) == (True, {"moved": 1, "same": 3}, AS_PLANNED)
    outcome = add_holiday(house.app, EASTER, ROSA)
    assert (counts(outcome), house.plan(ana)["flaking"]) == (counts(seen), "2026-04-06 08:00")
    assert outcome.changes == (
        "care holidays: none → 2026-04-04 Easter, 2026-04-05 Easter",
        "marketing holidays: none → 2026-04-04 Easter, 2026-04-05 Easter",
    )
    end_holiday(house.app, "2026-04-04", ROSA)
    assert house.plan(ana) == AS_PLANNED
    assert clinic_of(house).rules.hours[Kind.CARE].closed_days == (ClosedDay(date(2026, 4, 5), "Easter"),)


def test_a_holiday_for_invitations_leaves_care_alone(house: House) -> None:
    ana = house.enroll().treatment_id
    add_holiday(house.app, HolidayForm("2026-04-04", "", "Outing", "marketing"), ROSA)
    add_holiday(house.app, HolidayForm("2026-07-01", "", "Outing", "marketing"), ROSA)
    assert house.plan(ana) == AS_PLANNED | {"come-back": "2026-07-02 10:00"}


def test_a_day_that_is_there_already_gets_the_new_name_and_kinds(house: House) -> None:
    add_holiday(house.app, EASTER, ROSA)
    add_holiday(house.app, HolidayForm("2026-04-05", "", "Easter Sunday", "marketing"), SAM)
    found = [(line.on.day, line.name, set(line.kinds)) for line in holidays_of(house.app, clinic_of(house))]
    assert found == [(4, "Easter", set(Kind)), (5, "Easter Sunday", {Kind.MARKETING})]


def test_days_that_are_over_are_neither_shown_nor_kept(house: House) -> None:
    add_holiday(house.app, EASTER, ROSA)
    house.set_clock("2026-04-05 09:00")
    (left,) = holidays_of(house.app, clinic_of(house))
    assert isinstance(left, HolidayLine)
    assert f"{left.noon:%Y-%m-%d %H:%M}" == "2026-04-05 12:00"
    house.set_clock("2026-04-09 09:00")
    assert holidays_of(house.app, clinic_of(house)) == []
    add_holiday(house.app, HolidayForm("2026-05-01", "", "Outing", "all"), ROSA)
    assert [day.name for day in clinic_of(house).rules.hours[Kind.CARE].closed_days] == ["Outing"]


def test_federal_holidays_are_kept_by_kind_and_told_with_their_names(house: House) -> None:
    keep_federal(house.app, [Kind.MARKETING], mark_of_federal(clinic_of(house)), ROSA)
    hours = clinic_of(house).rules.hours
    assert {kind: hours[kind].federal_holidays for kind in Kind} == {Kind.CARE: False, Kind.MARKETING: True}
    noon, name = federal_holidays(house.app, clinic_of(house))[0]
    assert (f"{noon:%Y-%m-%d %H:%M}", name) == ("2026-05-25 12:00", "Memorial Day")


Save = Callable[[House, Order], Outcome]


def as_it_was_at_first(house: House) -> list[Save]:
    """Saves of three forms that were opened now."""
    hours = hours_form(house, {"tue": DayRow("09:00", "17:00")})
    limits = limits_form(house, care_per_week="4")
    federal = mark_of_federal(clinic_of(house))
    return [
        lambda house, order: save_hours(house.app, hours, order),
        lambda house, order: save_limits(house.app, limits, order),
        lambda house, order: keep_federal(house.app, [], federal, order),
    ]


@pytest.mark.parametrize("which", range(3))
def test_whoever_comes_second_is_told_and_nothing_is_overwritten(house: House, which: int) -> None:
    save = as_it_was_at_first(house)[which]
    save_hours(house.app, hours_form(house, {"mon": DayRow("10:00", "11:00")}), SAM)
    save_limits(house.app, limits_form(house, care_per_day="1"), SAM)
    keep_federal(house.app, [Kind.MARKETING], mark_of_federal(clinic_of(house)), SAM)
    before = clinic_of(house)
    for order in (replace(ROSA, dry_run=True), ROSA):
        with pytest.raises(Meanwhile) as refused:
            save(house, order)
        assert (refused.value.by, refused.value.at) == ("Sam", house.app.now_micros())
    assert clinic_of(house) == before


@pytest.mark.parametrize("which", range(3))
def test_the_same_form_sent_twice_is_no_clash(house: House, which: int) -> None:
    save = as_it_was_at_first(house)[which]
    first, again = save(house, ROSA), save(house, ROSA)
    assert (len(first.changes), again.changes) == (1, ())


def test_another_form_than_the_one_that_a_colleague_saved_is_saved(house: House) -> None:
    hours, limits, federal = as_it_was_at_first(house)
    for save, order in ((hours, ROSA), (limits, SAM), (federal, ROSA)):
        assert len(save(house, order).changes) == 1


@pytest.mark.parametrize(
    ("names_of", "given"),
    [
        (["name", "first", "what"], HolidayForm("", "", "", "")),
        (["first"], HolidayForm("2026-03-31", "", "Yesterday", "all")),
        (["first"], HolidayForm("2026-02-30", "", "No day", "all")),
        (["first"], HolidayForm("2030-01-01", "", "Too far", "all")),
        (["last"], HolidayForm("2026-05-02", "2026-05-01", "Backward", "all")),
        (["last"], HolidayForm("2026-05-01", "2026-06-01", "Too long", "marketing")),
        (["name"], HolidayForm("2026-05-01", "", "x" * 61, "all")),
    ],
)
def test_every_mistake_about_a_holiday_is_told(house: House, names_of: list[str], given: HolidayForm) -> None:
    before = clinic_of(house)
    with pytest.raises(BadInput) as refused:
        add_holiday(house.app, given, ROSA)
    assert (names(refused), clinic_of(house)) == (names_of, before)


def test_the_time_to_undo_moves_what_was_enrolled_just_now(house: House) -> None:
    house.enroll()
    before = house.queue()
    outcome = save_limits(house.app, limits_form(house, settle_minutes="45"), ROSA)
    assert (outcome.changes, clinic_of(house).settle_minutes) == (("settling time: 5 min → 45 min",), 45)
    assert [at for at, step in house.queue() if step == "calm"] == ["2026-04-01 10:55"]
    save_limits(house.app, limits_form(house, settle_minutes="5"), ROSA)
    assert house.queue() == before


def test_every_mistake_about_limits_is_told_by_its_field(house: House) -> None:
    wrong = {
        "care_per_day": "x",
        "marketing_per_day": "3",
        "marketing_per_week": "2",
        "texts_per_second": "fast",
        "settle_minutes": "1441",
    }
    with pytest.raises(BadInput) as refused:
        save_limits(house.app, limits_form(house, **wrong), ROSA)
    assert names(refused) == ["care_per-day", "marketing_per-day", "settle-minutes", "texts-per-second"]


def test_of_many_patients_some_are_looked_at_and_the_numbers_scaled_up(house: House) -> None:
    for number in range(30):
        house.enroll(first_name=f"Ana{chr(97 + number % 26)}{number}", phone=f"+120255501{number:02}", email="")
    look = replace(ROSA, dry_run=True)
    exact = add_holiday(house.app, EASTER, look)
    some = add_holiday(house.app, EASTER, replace(look, look_at=10))
    enough = add_holiday(house.app, EASTER, replace(look, look_at=30))
    assert (exact.estimated, some.estimated, enough.estimated) == (False, True, False)
    assert (counts(exact), counts(enough)) == ({"moved": 30, "same": 90}, counts(exact))
    assert (counts(some), some.moved.treatments) == (counts(exact), 30)
