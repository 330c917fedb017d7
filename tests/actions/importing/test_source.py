"""Whole files: the survey, duplicates, rejected rows and their way back."""

import csv
import tracemalloc
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.importing.errors_file import ErrorsFile, errors_path
from reminders.actions.importing.row_types import (
    ImportRow,
    Place,
    RejectedRow,
    RepeatedRow,
    RowError,
    RowRules,
    labels,
)
from reminders.actions.importing.source import Outcome, Source, read_rows, survey
from reminders.domain.dates import DateOrder

NOW = datetime(2026, 4, 1, 15, tzinfo=UTC)
RULES = RowRules(schedules=labels({"microneedling": "Microneedling"}), place=Place(1, "America/New_York"))
HEADER = "first_name,phone,schedule,treated_at,external_id\n"


def file_of(folder: Path, content: str) -> Path:
    path = folder / "spring.csv"
    path.write_text(content, encoding="utf-8")
    return path


def outcomes(source: Source) -> list[Outcome]:
    return list(read_rows(source, RULES, NOW))


def lines_taken(found: list[Outcome]) -> list[int]:
    return [outcome.line for outcome in found if isinstance(outcome, ImportRow)]


def ana(line_rest: str) -> str:
    return f"Ana,2025550143,microneedling,{line_rest}\n"


def test_a_file_is_surveyed_and_read(tmp_path: Path) -> None:
    source = survey(file_of(tmp_path, HEADER + ana("2026-03-07,A1") + "\n" + ana("2026-03-08,A2")))
    assert (source.rows, source.date_order, source.notes) == (2, None, ())
    assert lines_taken(outcomes(source)) == [2, 4]


def test_progress_hears_of_every_row(tmp_path: Path) -> None:
    heard: list[int] = []
    source = survey(file_of(tmp_path, HEADER + ana("2026-03-07,A1") + "bad\n"))
    list(read_rows(source, RULES, NOW, heard.append))
    assert heard == [1, 2]


def test_ambiguous_dates_are_refused_as_a_whole_until_their_order_is_stated(tmp_path: Path) -> None:
    path = file_of(tmp_path, HEADER + ana("03/04/2026,A1") + ana("03/25/2026,A2"))
    with pytest.raises(BadInput) as caught:
        survey(path)
    assert caught.value.mistakes == (
        "date-order: 1 date can be read month first or day first (first on line 2); "
        "say which with --date-order mdy or --date-order dmy",
    )
    found = outcomes(survey(path, date_order=DateOrder.MONTH_FIRST))
    assert [o.treated_at for o in found if isinstance(o, ImportRow)] == [
        datetime(2026, 3, 4, 17, tzinfo=UTC),
        datetime(2026, 3, 25, 16, tzinfo=UTC),
    ]


def test_an_order_that_every_date_fits_is_used_and_named(tmp_path: Path) -> None:
    source = survey(file_of(tmp_path, HEADER + ana("25/03/2026,A1")))
    assert source.date_order is DateOrder.DAY_FIRST
    assert source.notes == ("Dates are read day first: every one of them fits only that (first on line 2).",)
    assert lines_taken(outcomes(source)) == [2]


def test_the_same_row_twice_is_a_repetition(tmp_path: Path) -> None:
    found = outcomes(survey(file_of(tmp_path, HEADER + ana("2026-03-07,A1") * 2 + ana("2026-03-07,") * 2)))
    assert [type(outcome) for outcome in found] == [ImportRow, RepeatedRow, ImportRow, RepeatedRow]
    assert found[1] == RepeatedRow(3, 2)
    assert found[3] == RepeatedRow(5, 4)


def test_two_rows_that_contradict_each_other_name_both_lines(tmp_path: Path) -> None:
    content = HEADER + ana("2026-03-07,A1") + ana("2026-03-08,A1") + ana("2026-03-07,")
    found = outcomes(survey(file_of(tmp_path, content + "Ben,2025550143,microneedling,2026-03-07,\n")))
    assert [outcome.errors for outcome in found if isinstance(outcome, RejectedRow)] == [
        (
            RowError(
                3,
                "external_id",
                "A1",
                "is also on line 2 with other values, and that line was taken; keep the right one",
            ),
        ),
        (
            RowError(
                5,
                "",
                "",
                "speaks of the same address, schedule and time as line 4, which was taken, with other values; "
                "keep the right one, or give both an external_id if these are two patients",
            ),
        ),
    ]


HOSTILE = (
    HEADER
    + '=cmd|x,2025550143,microneedling,2026-03-07,\n"Ana,2025550144,microneedling,2026-03-07,\n'
    + "A\0na,2025550145,microneedling,2026-03-07,\nBen,+1 202 555 0146,microneedling,2026-03-07,B1\n"
    + "x" * 70_000
    + '\ntoo,few\n"two\nlines",2025550147,microneedling,2026-03-07,C1\n'
)


def write_errors(source: Source) -> Path:
    path = errors_path(source.path)
    with ErrorsFile(path, source.header, source.delimiter) as file:
        for outcome in outcomes(source):
            if isinstance(outcome, RejectedRow):
                file.write(outcome)
    return path


def test_a_hostile_file_ends_well_and_good_rows_are_taken(tmp_path: Path) -> None:
    found = outcomes(survey(file_of(tmp_path, HOSTILE)))
    assert lines_taken(found) == [5, 8]
    assert [outcome.line for outcome in found if isinstance(outcome, RejectedRow)] == [2, 3, 4, 6, 7]


def test_the_errors_file_holds_the_rejected_rows_disarmed_and_private(tmp_path: Path) -> None:
    path = write_errors(survey(file_of(tmp_path, HOSTILE)))
    assert path == tmp_path / "spring.errors.csv"
    assert path.stat().st_mode & 0o077 == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    assert table[0] == ["reason", "first_name", "phone", "schedule", "treated_at", "external_id"]
    assert [row[0].partition(":")[0] for row in table[1:]] == ["line 2", "line 3", "line 4", "line 6", "line 7"]
    assert table[1][1:3] == ["'=cmd|x", "2025550143"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["spring.csv", "spring.errors.csv"]


def test_a_corrected_errors_file_is_imported_and_its_reasons_are_ignored(tmp_path: Path) -> None:
    content = HEADER + "=Ana,'+12025550143,microneedling,2026-03-07,A1\n"
    path = write_errors(survey(file_of(tmp_path, content)))
    corrected = path.read_text(encoding="utf-8-sig").replace("'=Ana", "Ana")
    path.write_text(corrected, encoding="utf-8-sig")
    source = survey(path)
    found = outcomes(source)
    assert source.columns.ignored == ()
    assert [(o.first_name, o.phone) for o in found if isinstance(o, ImportRow)] == [("Ana", "+12025550143")]


def test_the_errors_file_of_an_errors_file_has_one_reason_column(tmp_path: Path) -> None:
    path = write_errors(survey(file_of(tmp_path, HEADER + "=Ana,2025550143,microneedling,2026-03-07,A1\n")))
    again = write_errors(survey(path))
    first, second = (p.read_text(encoding="utf-8-sig") for p in (path, again))
    assert first == second


def test_without_a_rejected_row_there_is_no_errors_file(tmp_path: Path) -> None:
    path = write_errors(survey(file_of(tmp_path, HEADER + ana("2026-03-07,A1"))))
    assert path.exists() is False


def big_file(folder: Path, rows: int) -> Path:
    path = folder / "spring.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        for number in range(rows):
            phone = f"({201 + number % 3}) 555-{100 + number % 100:04d}"
            out.write(f"Patient{number},{phone},microneedling,2026-03-{1 + number % 28:02d} 15:00,A{number}\n")
    return path


def test_a_file_of_a_hundred_thousand_patients_is_read_whole(tmp_path: Path) -> None:
    source = survey(big_file(tmp_path, 100_000))
    count = Counter(type(outcome) for outcome in read_rows(source, RULES, NOW))
    assert (source.rows, count) == (100_000, {ImportRow: 100_000})


def test_reading_keeps_no_more_than_two_hundred_bytes_a_row(tmp_path: Path) -> None:
    source = survey(big_file(tmp_path, 8_000))
    Counter(map(type, read_rows(source, RULES, NOW)))
    tracemalloc.start()
    Counter(map(type, read_rows(source, RULES, NOW)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000 * 200 + 300_000
