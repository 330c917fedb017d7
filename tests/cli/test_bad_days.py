"""Bad days at the command line: each ends with words, an exit code, and every row as it was."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Ask

Told = Callable[..., tuple[int, list[str]]]
NOTHING = "Nothing was changed."
ENROLL = ("enroll", "microneedling", "--first-name", "Ana", "--consent", "care", "--consent-how", "signed form")
OTHER_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="


@pytest.fixture
def clinic(folder: Path, ask: Ask) -> Path:
    """A folder with a clinic that is set up."""
    (folder / ".env").write_text("CLINIC_NAME=Willow\nCLINIC_PHONE=202-555-0143\n")
    ask("setup")
    return folder


def rows(folder: Path) -> list[str]:
    """Everything that is stored."""
    with closing(sqlite3.connect(folder / "reminders.db")) as database:
        return list(database.iterdump())


def with_setting(folder: Path, name: str, value: str) -> None:
    """Another value in .env."""
    lines = (folder / ".env").read_text().splitlines()
    kept = [line for line in lines if not line.startswith(f"{name}=")]
    (folder / ".env").write_text("\n".join([*kept, f"{name}={value}", ""]))


TREATED = [
    (
        "2099-01-01T10:00",
        "treated-at: lies in the future; enroll after the treatment",
    ),
    ("2001-01-01T10:00", "treated-at: is more than ten years ago; check the year"),
]


@pytest.mark.parametrize(("treated_at", "words"), TREATED, ids=["in the future", "long ago"])
def test_a_treatment_at_an_impossible_time_is_refused_together_with_every_other_mistake(
    clinic: Path, told: Told, treated_at: str, words: str
) -> None:
    before = rows(clinic)
    code, lines = told(*ENROLL, "--phone", "900-555-0143", "--treated-at", treated_at)
    phone = "phone: is a premium-rate number; give the patient's own mobile number, for example (202) 555-0143"
    assert (code, sorted(lines)) == (2, sorted([words, phone, NOTHING]))
    assert rows(clinic) == before


def test_keys_of_another_database_are_told_apart_and_nothing_is_stored(clinic: Path, told: Told) -> None:
    before, settings = rows(clinic), (clinic / ".env").read_text()
    with_setting(clinic, "LOOKUP_KEY", OTHER_KEY)
    assert told("messages") == (
        2,
        ["LOOKUP_KEY is not the one this database was made with: opt-outs and patients would not be found. "
         "Take it from the recovery sheet"],
    )  # fmt: skip
    (clinic / ".env").write_text(settings)
    with_setting(clinic, "ENCRYPTION_KEYS", f"k1:{OTHER_KEY}")
    assert told("setup") == (
        2,
        ["ENCRYPTION_KEYS do not fit this database: take them from the recovery sheet, old keys after the first one"],
    )
    assert rows(clinic) == before


def test_a_stop_without_a_number_and_without_a_reason_names_both(clinic: Path, told: Told) -> None:
    code, lines = told("opt-out", "nonsense")
    assert (code, [line.partition(":")[0] for line in lines]) == (2, ["why", "address", NOTHING])


def test_a_decision_without_a_choice_a_name_and_a_reason_names_all_three(clinic: Path, told: Told) -> None:
    assert told("resolve", "7") == (
        2,
        ["resend, arrived, close: give exactly one of them", "by: is missing", "why: is missing", NOTHING],
    )


def test_a_file_that_is_no_database_and_one_that_is_not_there_are_told_apart(clinic: Path, told: Told) -> None:
    (clinic / "junk.db").write_bytes(b"not a database" * 1000)
    with_setting(clinic, "DATABASE_URL", "sqlite:///junk.db")
    assert told("messages") == (1, ["junk.db is not a database of this program"])
    with_setting(clinic, "DATABASE_URL", "sqlite:///gone.db")
    assert told("messages") == (
        1,
        ["gone.db is not there; `reminders setup` makes it, or DATABASE_URL names another one"],
    )
    assert not (clinic / "gone.db").exists()
