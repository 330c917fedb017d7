"""The duty list as staff keep it. On both databases."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.rostering import ShiftWish, absent, add_duty, back, duty_list, remove_duty
from reminders.actions.staffing import hire, set_staff
from reminders.app import App
from reminders.domain.instants import to_micros
from reminders.store.database import Database
from reminders.store.staff import list_staff
from tests.actions.house import House, open_house, shown
from tests.actions.replying_house import LEE, ROSA, Desk


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """Wednesday 10:10; Rosa and Lee work here."""
    house = open_house(database, tmp_path)
    Desk(house).hire_all()
    return house


def shifts(house: House) -> list[str]:
    found = duty_list(house.app)
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return [
        f"{found.names[shift.staff_id]} {days[shift.weekday]} {shift.starts:%H:%M}-{shift.ends:%H:%M} {shift.position}"
        for shift in (one.shift for one in found.shifts)
    ]


def test_a_person_is_put_on_duty_a_shift_a_day_and_taken_off_one_by_one(house: House) -> None:
    ids = add_duty(house.app, "rosa", ShiftWish("wed-fri", "08:00", "24:00"), LEE)
    remove_duty(house.app, ids[1], LEE)
    assert shifts(house) == ["Rosa Wed 08:00-00:00 1", "Rosa Fri 08:00-00:00 1"]
    told = house.rows("SELECT \"by\", verb FROM audit_entry WHERE subject = 'duty_shift' ORDER BY number")
    assert told == [(LEE, "put on duty")] * 3 + [(LEE, "took off duty")]


def test_who_is_on_duty_now_and_next_is_told(house: House) -> None:
    add_duty(house.app, ROSA, ShiftWish("daily", "08:00", "18:00", "2"), ROSA)
    add_duty(house.app, LEE, ShiftWish("daily", "08:00", "18:00", "1"), ROSA)
    assert [member.name for member in duty_list(house.app).now.order] == [LEE, ROSA]
    absent(house.app, LEE, "", "2026-04-02T12:00", "ill", ROSA)
    assert [member.name for member in duty_list(house.app).now.order] == [ROSA]
    house.set_clock("2026-04-01 19:00")
    coming = duty_list(house.app).now.next
    assert coming is not None
    assert (shown(to_micros(coming[0])), coming[1].name) == ("2026-04-02 08:00", ROSA)


def test_a_person_who_is_back_early_takes_their_turns_again(house: House) -> None:
    add_duty(house.app, LEE, ShiftWish("daily", "08:00", "18:00"), ROSA)
    absent(house.app, LEE, "", "2026-04-02T12:00", "ill", ROSA)
    absent(house.app, LEE, "2026-05-01T00:00", "2026-05-10T00:00", "vacation", ROSA)
    house.set_clock("2026-04-01 11:00")
    assert back(house.app, LEE, ROSA) == 2
    found = duty_list(house.app)
    assert ([member.name for member in found.now.order], found.absences) == ([LEE], ())


def test_a_shift_that_is_there_already_is_not_added_twice(house: House) -> None:
    add_duty(house.app, ROSA, ShiftWish("mon", "08:00", "18:00"), ROSA)
    with pytest.raises(BadInput) as refused:
        add_duty(house.app, ROSA, ShiftWish("mon-tue", "08:00", "18:00"), ROSA)
    assert refused.value.mistakes == ("days: Rosa has this shift on Mon already",)
    assert shifts(house) == ["Rosa Mon 08:00-18:00 1"]


ACTS: list[tuple[Callable[[App], object], list[str]]] = [
    (
        lambda app: add_duty(app, "Nobody", ShiftWish("someday", "8", "", "first"), ""),
        ["by", "days", "from", "to", "turn", "name"],
    ),
    (lambda app: remove_duty(app, 1, ""), ["by"]),
    (lambda app: remove_duty(app, 1, ROSA), ["shift"]),
    (lambda app: absent(app, "Nobody", "soon", "", "", ""), ["by", "from", "until", "name"]),
    (lambda app: absent(app, LEE, "2026-05-02T00:00", "2026-05-01T00:00", "", ROSA), ["until"]),
    (lambda app: absent(app, LEE, "2025-05-02T00:00", "2025-06-01T00:00", "", ROSA), ["until"]),
    (lambda app: back(app, LEE, ROSA), ["name"]),
    (lambda app: back(app, "Nobody", ""), ["by", "name"]),
    (lambda app: hire(app, "", "boss", "nobody", ROSA, "12"), ["name", "role", "email", "phone"]),
    (lambda app: set_staff(app, LEE, None, None, ""), ["by", "email, phone"]),
    (lambda app: set_staff(app, "Nobody", "x@clinic.example", None, ROSA), ["name"]),
]


@pytest.mark.parametrize(("act", "named"), ACTS)
def test_every_mistake_is_told_and_nothing_changes(
    house: House, act: Callable[[App], object], named: list[str]
) -> None:
    with pytest.raises(BadInput) as refused:
        act(house.app)
    assert [mistake.partition(":")[0] for mistake in refused.value.mistakes] == named
    found = duty_list(house.app)
    assert (found.shifts, found.absences) == ((), ())


def test_where_a_person_is_told_can_be_changed_one_by_one(house: House) -> None:
    set_staff(house.app, LEE, "lee@clinic.example", None, ROSA)
    set_staff(house.app, LEE, None, "(202) 555-0149", ROSA)
    assert contact(house, LEE) == ("lee@clinic.example", "+12025550149")
    set_staff(house.app, LEE, "", "", ROSA)
    assert contact(house, LEE) == (None, "")


def test_a_phone_is_not_readable_in_the_database(house: House) -> None:
    ((sealed,),) = house.rows("SELECT phone_enc FROM staff_member WHERE name = ?", LEE)
    assert b"5550142" not in bytes(sealed)


def contact(house: House, name: str) -> tuple[str | None, str]:
    with house.app.database.read() as work:
        found = next(one for one in list_staff(work, house.app.clinic(work).id) if one.name == name)
    return found.email, found.phone
