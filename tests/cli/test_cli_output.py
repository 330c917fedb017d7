"""Moments in time and JSON, as commands print them."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from reminders.cli.output import instant, instant_or_none, local_instant, local_words, print_json, print_table

NEW_YORK = ZoneInfo("America/New_York")
AFTER_THE_CHANGE = datetime(2026, 3, 8, 19, 0, 0, 999_999, tzinfo=UTC)


def test_an_instant_is_utc_to_the_second() -> None:
    assert instant(AFTER_THE_CHANGE) == "2026-03-08T19:00:00Z"
    assert instant(AFTER_THE_CHANGE.astimezone(NEW_YORK)) == "2026-03-08T19:00:00Z"
    assert instant_or_none(None) is None


def test_local_time_carries_its_offset() -> None:
    assert local_instant(AFTER_THE_CHANGE, NEW_YORK) == "2026-03-08T15:00:00-04:00"


@pytest.mark.parametrize(
    ("utc_hour", "words"),
    [
        (4, "Fri, Jan 9 2026, 11:00 pm"),
        (5, "Sat, Jan 10 2026, 12:00 am"),
        (6, "Sat, Jan 10 2026, 1:00 am"),
        (17, "Sat, Jan 10 2026, 12:00 pm"),
        (18, "Sat, Jan 10 2026, 1:00 pm"),
    ],
)
def test_people_read_a_twelve_hour_clock(utc_hour: int, words: str) -> None:
    assert local_words(datetime(2026, 1, 10, utc_hour, tzinfo=UTC), NEW_YORK) == words


def test_one_json_document_holds_accents_and_instants(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "José", "at": AFTER_THE_CHANGE, "none": None})
    assert json.loads(capsys.readouterr().out) == {"name": "José", "at": "2026-03-08T19:00:00Z", "none": None}


def test_a_value_without_a_json_form_is_an_error() -> None:
    with pytest.raises(TypeError, match="ZoneInfo has no form in JSON"):
        print_json({"zone": NEW_YORK})


def test_a_table_in_a_file_is_not_broken_and_takes_cells_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    long = "[bold]" + "x" * 100 + ":smile:"
    print_table(["What"], [[long]])
    assert capsys.readouterr().out.count(long) == 1
