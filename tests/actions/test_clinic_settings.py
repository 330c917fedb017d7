"""The clinic's own settings: what plans depend on plans them anew, on both databases; mistakes change nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.clinic_edits import Order, Outcome
from reminders.actions.clinic_moves import go_on, move_everyone, unfinished
from reminders.actions.clinic_settings import (
    HoursWish,
    LimitsWish,
    add_location,
    change_clinic,
    change_hours,
    change_limits,
    change_location,
    show_clinic,
    shut_location,
)
from reminders.actions.replan import Fate
from reminders.app import App
from reminders.domain.rules import CARE_HOURS, ContactHours, Limit
from reminders.domain.words import Kind
from reminders.store.clinics import save_clinic
from reminders.store.database import Database
from reminders.store.replanning import Scope, begin
from tests.actions.house import AS_PLANNED, BEN, House, open_house

ROSA = Order("Rosa", "asked to")
LOOK = Order("Rosa", dry_run=True)
NOTHING = {"name": None, "address": None, "settle-minutes": None, "send-time": None}
SAME_PLACE = {"name": None, "timezone": None, "phone": None, "booking-url": None}
UPTOWN = {"name": "Uptown", "timezone": "America/Chicago", "phone": "202-555-0144", "booking-url": ""}


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def afternoons(order: Order, house: House) -> Outcome:
    """Care leaves from noon to 7 pm only."""
    return change_hours(house.app, HoursWish("care", "mon-sun", "12:00", "19:00"), order)


def counts(outcome: Outcome) -> dict[str, int]:
    return {fate.value: number for fate, number in outcome.moved.messages.items() if number}


def test_narrower_hours_move_what_waits(house: House) -> None:
    ana = house.enroll().treatment_id
    outcome = afternoons(ROSA, house)
    assert outcome.changes == ("care hours: Mon to Sun 8 am to 8 pm → Mon to Sun noon to 7 pm",)
    assert counts(outcome) == {"moved": 3, "same": 1}
    noon = {"calm": "2026-04-01 12:00", "flaking": "2026-04-04 12:00", "results": "2026-04-15 12:00"}
    assert house.plan(ana) == AS_PLANNED | noon
    assert house.queue()[-3:] == [
        ("2026-04-04 12:00", "flaking"),
        ("2026-04-15 12:00", "results"),
        ("2026-07-01 11:00", "come-back"),
    ]
    assert unfinished(house.app) is None


def test_looking_first_tells_the_same_and_changes_nothing(house: House) -> None:
    ana = house.enroll().treatment_id
    seen = afternoons(LOOK, house)
    assert (house.plan(ana), show_clinic(house.app)[0].rules.hours[Kind.CARE]) == (AS_PLANNED, CARE_HOURS)
    done = afternoons(ROSA, house)
    assert (seen.changes, counts(seen)) == (done.changes, counts(done))


def test_the_same_change_again_changes_nothing(house: House) -> None:
    house.enroll()
    afternoons(ROSA, house)
    again = afternoons(ROSA, house)
    assert (again.changes, again.moved.treatments) == ((), 0)
    assert house.rows("SELECT COUNT(*) FROM audit_entry WHERE subject = 'clinic'") == [(2,)]


def test_the_usual_hours_come_back_with_what_they_moved(house: House) -> None:
    ana = house.enroll().treatment_id
    afternoons(ROSA, house)
    change_hours(house.app, HoursWish("care", default=True), ROSA)
    assert house.plan(ana) == AS_PLANNED
    assert house.rows("SELECT contact_hours, limits FROM clinic") == [(None, None)]


def test_a_day_without_hours_moves_to_the_next(house: House) -> None:
    ana = house.enroll().treatment_id
    change_hours(house.app, HoursWish("care", "sat,sun", closed=True), ROSA)
    assert house.plan(ana) == AS_PLANNED | {"flaking": "2026-04-06 08:00"}


def test_a_welcome_that_waits_for_the_morning_waits_for_the_new_hours(house: House) -> None:
    house.set_clock("2026-04-01 22:00")
    house.enroll()
    afternoons(ROSA, house)
    assert house.queue()[0] == ("2026-04-02 12:00", "welcome")


def test_what_is_due_now_is_left_to_the_dispatcher(house: House) -> None:
    ana = house.enroll().treatment_id
    house.set_clock("2026-04-04 10:02")
    outcome = change_hours(house.app, HoursWish("care", "mon-sun", "09:00", "19:00"), ROSA)
    assert counts(outcome) == {"same": 4}
    assert house.plan(ana) == AS_PLANNED


def test_fewer_messages_a_week_cancel_or_move_what_is_too_many(house: House) -> None:
    ana = house.enroll().treatment_id
    change_limits(house.app, LimitsWish("care", "1", "1"), ROSA)
    assert house.plan(ana) == AS_PLANNED | {"flaking": "2026-04-09 10:00", "results": "2026-04-16 10:00"}
    assert show_clinic(house.app)[0].rules.limits[Kind.CARE] == Limit(1, 1)


def test_another_zone_of_a_location_moves_those_treated_there_without_a_zone_of_their_own(house: House) -> None:
    ana = house.enroll().treatment_id
    ben = house.enroll(first_name="Ben", phone=BEN, timezone="America/New_York").treatment_id
    outcome = change_location(house.app, "Willow", SAME_PLACE | {"timezone": "America/Chicago"}, ROSA)
    assert outcome.changes == ("Willow, zone: America/New_York → America/Chicago",)
    assert house.plan(ben) == AS_PLANNED
    assert house.plan(ana) == AS_PLANNED | {
        "flaking": "2026-04-04 11:00",
        "results": "2026-04-15 11:00",
        "come-back": "2026-07-01 12:00",
    }


def test_another_phone_and_name_move_nothing(house: House) -> None:
    house.enroll()
    outcome = change_location(house.app, "willow", SAME_PLACE | {"phone": "202-555-0144", "name": "Main"}, ROSA)
    assert (len(outcome.changes), outcome.moved.treatments) == (2, 0)
    (place,) = show_clinic(house.app)[0].locations
    assert (place.name, place.phone) == ("Main", "202-555-0144")


def test_a_location_that_closes_hands_its_patients_over(house: House) -> None:
    ana = house.enroll().treatment_id
    add_location(house.app, UPTOWN, ROSA)
    with pytest.raises(BadInput) as refused:
        shut_location(house.app, "Willow", None, ROSA)
    assert refused.value.mistakes == ("continue-at: is missing; 1 patient(s) are in progress at Willow; choose Uptown",)
    seen = shut_location(house.app, "Willow", "uptown", LOOK)
    done = shut_location(house.app, "Willow", "uptown", ROSA)
    assert (counts(seen), counts(done)) == ({"moved": 3, "same": 1}, {"moved": 3, "same": 1})
    assert house.plan(ana)["flaking"] == "2026-04-04 11:00"
    assert [place.name for place in show_clinic(house.app)[0].locations] == ["Uptown"]


def test_the_last_location_stays_open(house: House) -> None:
    with pytest.raises(BadInput) as refused:
        shut_location(house.app, "Willow", None, ROSA)
    assert refused.value.mistakes == ("location: Willow is the only one; add another one first",)


def test_a_shorter_settling_time_lets_the_newest_go_earlier(house: House) -> None:
    treated = house.clock.at - timedelta(minutes=31)
    house.enroll(treated_at=treated)
    change_clinic(house.app, NOTHING | {"settle-minutes": "0"}, ROSA)
    assert [at for at, step in house.queue() if step == "calm"] == ["2026-04-01 10:10"]


Act = Callable[[App], Outcome]
UNSIGNED = Order("")
WRONG = NOTHING | {"name": "", "settle-minutes": "-1", "send-time": "23:00"}
WRONG_PLACE = {"name": "willow", "timezone": "Mars", "phone": None, "booking-url": "http://a.example"}


@pytest.mark.parametrize(
    ("names", "act"),
    [
        (["name", "settle-minutes", "send-time", "by"], lambda app: change_clinic(app, WRONG, UNSIGNED)),
        (["from", "to"], lambda app: change_hours(app, HoursWish("marketing", "sat", "07:59", "21:01"), ROSA)),
        (
            ["kind", "days", "from", "by"],
            lambda app: change_hours(app, HoursWish("news", "fri-mon", "8", "20:00"), UNSIGNED),
        ),
        (["to"], lambda app: change_hours(app, HoursWish("care", "sat", "12:00", "12:00"), ROSA)),
        (["days"], lambda app: change_hours(app, HoursWish("care", "mon-sun", closed=True), ROSA)),
        (["holidays"], lambda app: change_hours(app, HoursWish("care", holidays="maybe"), ROSA)),
        (["from, to"], lambda app: change_hours(app, HoursWish("care"), ROSA)),
        (["closed"], lambda app: change_hours(app, HoursWish("care", "mon", "09:00", "10:00", closed=True), ROSA)),
        (["default"], lambda app: change_hours(app, HoursWish("care", "mon", default=True), ROSA)),
        (["per-day"], lambda app: change_limits(app, LimitsWish("care", "6"), ROSA)),
        (["kind", "per-day, per-week"], lambda app: change_limits(app, LimitsWish(""), ROSA)),
        (["name", "timezone", "phone", "booking-url"], lambda app: add_location(app, WRONG_PLACE, ROSA)),
        (["location", "continue-at"], lambda app: shut_location(app, "Nowhere", "Elsewhere", ROSA)),
        (["location", "phone"], lambda app: change_location(app, "Nowhere", SAME_PLACE | {"phone": "x"}, ROSA)),
    ],
)
def test_every_mistake_is_told_and_nothing_changed(house: House, names: list[str], act: Act) -> None:
    before = show_clinic(house.app)
    with pytest.raises(BadInput) as refused:
        act(house.app)
    assert [line.partition(":")[0] for line in refused.value.mistakes] == names
    assert show_clinic(house.app) == before


def test_planning_that_was_cut_short_is_finished_by_the_worker(house: House) -> None:
    ana = house.enroll().treatment_id
    with house.app.database.write() as work:
        clinic = house.app.clinic(work)
        hours = {**clinic.rules.hours, Kind.CARE: ContactHours(week=((time(12), time(19)),) * 7)}
        save_clinic(work, replace(clinic, rules=replace(clinic.rules, hours=hours)))
        begin(work, Scope(), house.app.now_micros())
    assert go_on(house.app) is None
    house.clock.at += timedelta(minutes=3)
    house.send()
    assert house.plan(ana)["flaking"] == "2026-04-04 12:00"
    assert unfinished(house.app) is None


def test_a_later_change_takes_over_what_an_earlier_one_left_to_do(house: House) -> None:
    ana = house.enroll().treatment_id
    with house.app.database.write() as work:
        earlier = begin(work, Scope(), house.app.now_micros())
    afternoons(ROSA, house)
    assert move_everyone(house.app, earlier).treatments == 0
    assert house.plan(ana)["flaking"] == "2026-04-04 12:00"


def test_many_patients_are_planned_anew_in_small_steps(house: House) -> None:
    for number in range(45):
        house.enroll(first_name=f"Ana{chr(97 + number % 26)}{number}", phone=f"+120255501{number:02}", email="")
    steps: list[tuple[int, int]] = []
    order = Order("Rosa", progress=lambda done, total: steps.append((done, total)))
    outcome = afternoons(order, house)
    assert steps == [(40, 45), (45, 45)]
    assert outcome.moved.messages[Fate.MOVED] == 135


def test_who_changed_what_is_kept(house: House) -> None:
    house.enroll()
    change_clinic(house.app, NOTHING | {"send-time": "09:30"}, ROSA)
    rows = house.rows("SELECT \"by\", verb FROM audit_entry WHERE subject = 'clinic' ORDER BY id")
    assert rows == [("Rosa", "changed the clinic"), ("Rosa", "planned anew")]
