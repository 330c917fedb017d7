"""A long file that two processes import: the same is stored as by one, on both databases."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reminders.actions.importing.apply import ImportRequest, import_file
from reminders.store.database import Database
from tests.actions.house import NEW_YORK, TREATED_AT, open_house
from tests.databases import KEYRING

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="work is shared on Linux, by two cores"
)

HEADER = (
    "first_name,last_name,phone,email,schedule,treated_at,consent_care,consent_marketing,consent_how,external_id,status"
)
ROWS = 1300


def rows() -> Iterator[str]:
    """Mostly new patients; every kind of row that a file can hold, early and late in it."""
    for number in range(ROWS):
        at = f"{(TREATED_AT - timedelta(minutes=17 * number)).astimezone(NEW_YORK):%Y-%m-%d %H:%M}"
        phone, email = f"202555{100 + number % 97:04d}", f"patient.{number}@mail.example.com"
        kinds = {
            # Relatives share a number, and somebody comes back.
            3: f"Ana,Abel{number},{phone},,facial,{at},yes,yes,signed form,A{number},",
            4: f"Ben,Brook,{phone},{email},facial,{at},yes,no,signed form,B{number},",
            5: f"Cleo,Cole,,{email},facial,{at},no,no,,C{number},",
            6: f"Dora,Dunn,2025550199999,,facial,{at},yes,no,signed form,D{number},",
            # Who is here from an earlier file: a visit that is canceled, and one that was at another time.
            1: f"Hana,Hale,,{email},facial,{at},yes,yes,signed form,H{number},",
            7: f"Hana,Hale,,{email},facial,{at},yes,yes,signed form,H{number},canceled",
            8: f"Eli,Ellis,,{email},facial,{at},yes,no,signed form,,no-show",
            9: f"Fay,Frost,,{email},peel,{at},yes,no,signed form,F{number},",
        }
        yield kinds.get(number % 10, f"Gus,Grant,,{email},facial,{at},yes,yes,signed form,G{number},")
        if number % 100 == 50:
            yield f"Gus,Grant,,{email},facial,{at},yes,yes,signed form,G{number},"


def earlier() -> Iterator[str]:
    """Patients whom the long file speaks of again."""
    at = f"{(TREATED_AT - timedelta(hours=5)).astimezone(NEW_YORK):%Y-%m-%d %H:%M}"
    for number in range(ROWS):
        if number % 10 in {1, 7}:
            email = f"patient.{number}@mail.example.com"
            yield f"Hana,Hale,,{email},facial,{at},yes,yes,signed form,H{number},"


def written(path: Path, lines: Iterator[str]) -> Path:
    path.write_text("\n".join((HEADER, *lines, "")), encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "autumn.csv", rows())


def imported(url: str, folder: Path, file: Path, cores: int) -> dict[str, Any]:
    folder.mkdir()
    with closing(Database(url, KEYRING)) as database:
        house = open_house(database, folder)
        import_file(house.app, ImportRequest(written(folder / "spring.csv", earlier())))
    return again(url, file, cores)


def again(url: str, file: Path, cores: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.actions.importing.import_alone", url, str(file), str(cores)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_two_processes_store_what_one_would(
    database_url: str, sqlite_template: Path, file: Path, tmp_path: Path
) -> None:
    (tmp_path / "other.db").write_bytes(sqlite_template.read_bytes())
    one = imported(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "one", file, 1)
    two = imported(database_url, tmp_path / "two", file, 2)
    assert (one.pop("copies"), two.pop("copies")) == (0, 1)
    assert two["did"] == one["did"]
    assert len(two["did"]["errors file"]) == 1 + two["did"]["rejected"]
    assert two["did"]["rows"] == ROWS + ROWS // 100
    assert min(two["did"][name] for name in ("enrolled", "updated", "canceled", "rejected", "repeated")) >= 10
    # Who was read by the copy has other ids.
    assert sorted(map(json.dumps, two["stored"])) == sorted(map(json.dumps, one["stored"]))
    assert two["every id once"]


def test_the_same_file_again_changes_nothing_and_needs_no_second_process(
    sqlite_url: str, file: Path, tmp_path: Path
) -> None:
    first = imported(sqlite_url, tmp_path / "one", file, 2)
    second = again(sqlite_url, file, 2)
    assert (first["copies"], second["copies"]) == (1, 0)
    assert second["stored"] == first["stored"]
    assert {name: second["did"][name] for name in ("enrolled", "updated", "canceled")} == {
        "enrolled": 0,
        "updated": 0,
        "canceled": 0,
    }
