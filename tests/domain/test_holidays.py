"""Federal holidays against the dates that the Office of Personnel Management publishes."""

from datetime import date, timedelta

import pytest

from reminders.domain.holidays import coming_holidays, is_federal_holiday


def days_of(year: int) -> list[str]:
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range(366))
    return [f"{day:%m-%d}" for day in days if day.year == year and is_federal_holiday(day)]


def test_a_year_whose_holidays_fall_on_workdays_has_eleven_days() -> None:
    assert days_of(2025) == [
        *("01-01", "01-20", "02-17", "05-26", "06-19", "07-04"),
        *("09-01", "10-13", "11-11", "11-27", "12-25"),
    ]


def test_a_holiday_on_saturday_blocks_the_friday_before_too() -> None:
    assert days_of(2026) == [
        *("01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "07-04"),
        *("09-07", "10-12", "11-11", "11-26", "12-25"),
    ]


def test_a_holiday_on_sunday_blocks_the_monday_after_too() -> None:
    assert [day for day in days_of(2027) if day.startswith("07")] == ["07-04", "07-05"]


def test_a_new_year_on_saturday_blocks_the_last_day_of_the_old_year() -> None:
    assert days_of(2027)[-3:] == ["12-24", "12-25", "12-31"]
    assert days_of(2028)[0] == "01-01"


def test_coming_holidays_are_told_with_their_names_in_order() -> None:
    assert [(f"{day:%m-%d}", name) for day, name in coming_holidays(date(2027, 11, 12), 60)] == [
        ("11-25", "Thanksgiving Day"),
        ("12-24", "Christmas Day, observed"),
        ("12-25", "Christmas Day"),
        ("12-31", "New Year's Day, observed"),
        ("01-01", "New Year's Day"),
    ]


@pytest.mark.parametrize("year", range(2024, 2037))
def test_floating_holidays_fall_on_their_weekday(year: int) -> None:
    on_a_monday = [
        date(year, 1, day).weekday() == 0 and is_federal_holiday(date(year, 1, day)) for day in range(15, 22)
    ]
    assert on_a_monday.count(True) == 1
    assert is_federal_holiday(max(date(year, 11, day) for day in range(22, 29) if date(year, 11, day).weekday() == 3))


def test_the_last_year_that_a_date_can_hold_is_no_trouble() -> None:
    assert is_federal_holiday(date(9999, 12, 25))
