"""A whole day's visits at once: each row alone; and what is made of rows out of a spreadsheet."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from reminders.actions.enroll_day import DayResult, Row, Top, day_desk, save_day
from reminders.actions.enroll_paste import read_pasted
from reminders.store.database import Database
from tests.actions.house import House, open_house

SAM = "Sam"
TOP = Top(day="2026-04-01", schedule="facial")
ANA = Row("a", "(202) 555-0111", "Ana", "Lopez", time="09:15", care=True)
BEN = Row("b", "ben@example.com", "Ben", time="9:30 am", care=True, marketing=True)
SCHEDULES = {"facial": "Facial", "peel": "Chemical peel"}


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def refused(result: DayResult) -> dict[str, tuple[str, ...]]:
    return {one.row.key: one.error.mistakes for one in result.refused}


def test_good_rows_are_enrolled_and_the_others_stay_with_their_mistakes(house: House) -> None:
    result = save_day(house.app, TOP, [ANA, Row("x", "911", "", time=""), BEN, Row("e")], SAM)
    assert [(one.name, one.added) for one in result.enrolled] == [("Ana Lopez", True), ("Ben", True)]
    assert [line.partition(":")[0] for line in refused(result)["x"]] == ["time", "phone", "first-name"]
    assert house.rows("SELECT count(*) FROM treatment") == [(2,)]


def test_an_address_decides_the_channel(house: House) -> None:
    save_day(house.app, TOP, [ANA, BEN], SAM)
    assert house.rows("SELECT channel FROM patient ORDER BY id") == [("sms",), ("email",)]


def test_the_same_rows_again_change_nothing(house: House) -> None:
    save_day(house.app, TOP, [ANA, BEN], SAM)
    again = save_day(house.app, TOP, [ANA, BEN], SAM)
    assert ([one.added for one in again.enrolled], again.refused) == ([False, False], ())
    assert house.rows("SELECT count(*) FROM treatment") == [(2,)]


def test_who_has_the_number_and_the_name_is_the_same_person(house: House) -> None:
    first = house.enroll(last_name="Lopez")
    house.set_clock("2026-04-09 10:00")
    save_day(house.app, replace(TOP, day="2026-04-09"), [ANA], SAM)
    assert house.rows("SELECT DISTINCT patient_id FROM treatment") == [(first.patient_id,)]


def test_another_name_on_a_known_number_is_asked_about(house: House) -> None:
    house.enroll(last_name="Lopez")
    row = replace(ANA, first_name="Tomas")
    result = save_day(house.app, TOP, [row], SAM)
    assert [person.name for person in result.refused[0].choice.people] == ["Ana Lopez"]
    result = save_day(house.app, TOP, [replace(row, patient="new")], SAM)
    assert [one.name for one in result.enrolled] == ["Tomas Lopez"]


def test_who_is_chosen_by_name_has_the_new_number_from_now_on(house: House) -> None:
    first = house.enroll(last_name="Lopez")
    house.set_clock("2026-04-09 10:00")
    row = replace(ANA, address="(202) 555-0112")
    top = replace(TOP, day="2026-04-09")
    assert list(refused(save_day(house.app, top, [row], SAM))) == ["a"]
    save_day(house.app, top, [replace(row, patient=str(first.patient_id))], SAM)
    assert house.rows("SELECT count(*) FROM address WHERE patient_id = ? AND until_at IS NULL", first.patient_id) == [
        (1,)
    ]
    assert house.rows("SELECT count(*) FROM treatment WHERE patient_id = ?", first.patient_id) == [(2,)]


def test_the_page_offers_todays_date_at_the_location(house: House) -> None:
    house.set_clock("2026-04-01 23:30")
    assert day_desk(house.app, Top(), SAM).today == "2026-04-01"


def pasted(text: str) -> list[Row]:
    keys = count(1)
    return list(read_pasted(text, SCHEDULES, lambda: str(next(keys))).rows)


def test_a_header_says_what_the_columns_are() -> None:
    text = (
        "Client\tMobile\tService\tStart time\tCare consent\nLopez, Ana\t(202) 555-0111\tChemical Peel\t3:05 PM\tyes\n"
    )
    assert pasted(text) == [Row("1", "(202) 555-0111", "Ana", "Lopez", schedule="peel", time="15:05", care=True)]


def test_without_a_header_cells_are_taken_for_what_they_look_like() -> None:
    text = "202-555-0111,Ana,Lopez,09:15,facial,es,yes,no,Dr. Reyes\nben@example.com,Ben Stone"
    assert pasted(text) == [
        Row("1", "202-555-0111", "Ana", "Lopez", "facial", "09:15", "es", "Dr. Reyes", care=True),
        Row("2", "ben@example.com", "Ben", "Stone"),
    ]


def test_dates_in_a_table_are_not_read_and_that_is_said() -> None:
    text = "phone;first_name;treatment date\n202-555-0111;Ana;2026-03-01"
    read = read_pasted(text, SCHEDULES, lambda: "k")
    assert (read.rows, read.notes) == (
        (Row("k", "202-555-0111", "Ana"),), ("The dates in it are not read: every row is of the date on top.",),
    )  # fmt: skip


def test_more_rows_than_a_day_has_are_left_out_and_that_is_said() -> None:
    read = read_pasted("\n".join(f"202-555-01{n:02},Ana" for n in range(102)), SCHEDULES, lambda: "k")
    assert (len(read.rows), read.notes) == (100, ("2 rows were left out; import a file.",))


def test_a_paste_that_is_too_long_is_cut_between_rows_and_what_is_left_out_is_counted() -> None:
    # Lines of 1,005 characters: 59 of them end within 60,000.
    lines = [f"202-555-01{n:02},Ana,{'x' * 987}" for n in range(70)]
    read = read_pasted("\r\n".join(lines), SCHEDULES, lambda: "k")
    assert (len(read.rows), {len(row.last_name) for row in read.rows}) == (59, {987})
    assert read.notes == ("11 rows were left out; import a file.",)


def test_only_empty_lines_behind_what_is_looked_at_leave_nothing_out() -> None:
    read = read_pasted("202-555-0111,Ana" + "\n" * 70_000, SCHEDULES, lambda: "k")
    assert (len(read.rows), read.notes) == (1, ())


@pytest.mark.parametrize("text", ["x" * 60_001, '"' + "x" * 200_000])
def test_one_row_that_is_too_long_is_left_out(text: str) -> None:
    read = read_pasted(text, SCHEDULES, lambda: "k")
    assert (read.rows, read.notes) == ((), ("1 row was left out; import a file.",))


@pytest.mark.parametrize("text", ["", "\n\n", "\x00", "\t\t\n,,"])
def test_nothing_pasted_gives_no_rows(text: str) -> None:
    assert pasted(text) == []
