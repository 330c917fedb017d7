"""`reminders import`, as a clinic would type it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reminders.cli.main import run
from tests.cli.conftest import Ask

HEADER = "Client First Name,Mobile,Service,Appointment Date,Care consent,consent_how,Visit no\n"


@pytest.fixture
def file(folder: Path, ask: Ask) -> Path:
    """A set-up clinic's export of two patients, one of them without a number."""
    ask("setup")
    day = (datetime.now(UTC) - timedelta(days=2)).strftime("%Y-%m-%d 15:00")
    path = folder / "visits.csv"
    rest = f"Microneedling,{day},yes,signed form"
    path.write_text(f"{HEADER}Ana,202-555-0143,{rest},A-1\nBen,,{rest},A-2\n")
    return path


MAPPED = ("--map", "Care consent=consent_care", "--map", "Visit no=external_id")


def counts(document: dict[str, object]) -> dict[str, object]:
    return {name: document[name] for name in ("rows", "enrolled", "unchanged", "rejected", "dry_run")}


def test_a_file_enrolls_once_and_its_bad_rows_are_kept_beside_it(file: Path, ask: Ask) -> None:
    first = ask("import", str(file), *MAPPED)
    assert counts(first) == {"rows": 2, "enrolled": 1, "unchanged": 0, "rejected": 1, "dry_run": False}
    assert [(error["line"], error["field"]) for error in first["errors"]] == [(3, "phone")]
    kept = Path(first["errors_file"]).read_text(encoding="utf-8-sig").splitlines()
    assert (kept[0], len(kept)) == (f"reason,{HEADER.strip()}", 2)
    again = ask("import", str(file), *MAPPED)
    assert counts(again) == {"rows": 2, "enrolled": 0, "unchanged": 1, "rejected": 1, "dry_run": False}


def test_a_dry_run_stores_nothing_and_writes_no_file(file: Path, ask: Ask) -> None:
    before = sorted(path.name for path in file.parent.iterdir())
    assert counts(ask("import", str(file), *MAPPED, "--dry-run"))["enrolled"] == 1
    assert ask("messages") == {"messages": []}
    assert sorted(path.name for path in file.parent.iterdir()) == before


def test_people_read_what_became_of_the_rows(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["import", str(file), *MAPPED]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Done: 2 rows, 1 enrolled, 1 rejected"
    assert lines[-1] == (
        f"Rejected rows with their reasons: {file.with_name('visits.errors.csv')}; correct and import them from there."
    )


def test_what_is_wrong_with_the_whole_file_changes_nothing(
    file: Path, told: Callable[..., tuple[int, list[str]]]
) -> None:
    code, lines = told("import", str(file), "--map", "No such=phone")
    assert (code, lines[-1]) == (2, "Nothing was changed.")
    assert told("import", "none.csv")[0] == 2
    code, lines = told("import", str(file), "--date-order", "ymd")
    assert lines[0] == "date-order: 'ymd' is unknown; use mdy (03/07 is March 7) or dmy (03/07 is July 3)"
