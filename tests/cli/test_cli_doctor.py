"""The doctor: every check by name, how it stands, and what to do."""

import json
import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reminders.actions.examining_machine import examine_machine
from reminders.cli.main import run
from reminders.config import Settings, generate_secrets
from tests.cli.conftest import Ask

SETTINGS = (
    "CLINIC_NAME=Lakeside\nCLINIC_PHONE=(202) 555-0143\nCLINIC_ADDRESS=12 Harbor Street\n"
    "CLINIC_BOOKING_URL=https://clinic.example.com/book\nCLINIC_SETTLE_MINUTES=0\n"
)
ALL = [
    "settings", "public url", "files", "disk", "database", "migrations", "keys", "history", "recovery sheet", "clinic",
    "staff", "duty", "schedules", "templates", "holds", "messages", "dispatcher", "clock", "backup",
]  # fmt: skip

Examined = Callable[[], tuple[int, list[dict[str, Any]]]]


@pytest.fixture
def clinic(folder: Path, ask: Ask) -> Path:
    """A clinic that is set up, approved and backed up, whose sheet is kept, and where Rosa is always on duty."""
    (folder / ".env").write_text(SETTINGS)
    ask("setup", "--confirm-recovery-sheet")
    ask("schedules", "approve", "microneedling", "--by", "Dr. Reyes")
    ask("staff", "add", "Rosa", "--phone", "202-555-0142", "--by", "Rosa")
    ask("staff", "duty", "add", "Rosa", "--from", "00:00", "--to", "24:00", "--by", "Rosa")
    ask("backup", "first.db")
    return folder


@pytest.fixture
def examined(capsys: pytest.CaptureFixture[str]) -> Examined:
    """The doctor's exit code and checks."""

    def examine() -> tuple[int, list[dict[str, Any]]]:
        capsys.readouterr()
        code = run(["doctor", "--json"])
        document = json.loads(capsys.readouterr().out)
        assert document["ok"] == (code == 0)
        return code, document["checks"]

    return examine


def bad(checks: list[dict[str, Any]]) -> dict[str, str]:
    """The checks that are not well; each has a cure."""
    found = {check["name"]: check["state"] for check in checks if check["state"] != "ok"}
    assert [check["name"] for check in checks if bool(check["cure"]) != (check["state"] != "ok")] == []
    return found


def change(clinic: Path, sql: str, *values: object) -> None:
    connection = sqlite3.connect(clinic / "reminders.db")
    connection.execute(sql, values)
    connection.commit()
    connection.close()


def test_a_clinic_in_good_order_passes_every_check(clinic: Path, examined: Examined) -> None:
    code, checks = examined()
    assert (code, [check["name"] for check in checks], bad(checks)) == (0, ALL, {})


def test_people_read_one_line_a_check(clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["doctor"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["ok"] * len(ALL)


def test_a_fresh_clinic_is_warned_until_sheet_and_approval_are_there(
    folder: Path, ask: Ask, examined: Examined
) -> None:
    (folder / ".env").write_text(SETTINGS)
    ask("setup")
    code, checks = examined()
    missing = {"duty": "warn", "schedules": "warn", "backup": "warn"}
    assert (code, bad(checks)) == (0, {"recovery sheet": "warn"} | missing)
    ask("setup", "--confirm-recovery-sheet")
    assert bad(examined()[1]) == missing


def test_a_change_that_has_not_reached_everybody_is_noticed(clinic: Path, examined: Examined) -> None:
    left = {"token": "t", "scope": {"location_ids": [], "enrolled_since": 0}, "after": 0, "at": 0}
    change(clinic, "INSERT INTO fact (name, value) VALUES ('replanning', ?)", json.dumps(left))
    assert bad(examined()[1]) == {"planning": "warn"}


def test_a_duty_list_that_reaches_nobody_is_noticed(clinic: Path, ask: Ask, examined: Examined) -> None:
    ask("staff", "set", "Rosa", "--phone", "", "--by", "Rosa")
    (silent,) = [check["says"] for check in examined()[1] if check["name"] == "duty"]
    ask("staff", "duty", "absent", "Rosa", "--until", "2099-01-01T08:00", "--by", "Rosa")
    (away,) = [check["says"] for check in examined()[1] if check["name"] == "duty"]
    assert (silent, away) == (
        "no alert reaches Rosa: neither phone nor email is known",
        "nobody is on duty in the next seven days",
    )


def test_a_clinic_whose_name_makes_a_text_too_long_is_told_before_a_patient_misses_it(
    clinic: Path, examined: Examined
) -> None:
    change(clinic, "UPDATE clinic SET name = ?", "The Very Best " * 5)
    code, checks = examined()
    (told,) = [check["says"] for check in checks if check["state"] == "fail"]
    assert (code, told) == (
        1,
        "1 text(s) of microneedling, version 1 cannot be sent from Lakeside: "
        "calm (sms): the text is longer than 2 segments (3 with accents) [es]",
    )


def test_a_new_key_asks_for_a_new_sheet(clinic: Path, ask: Ask, examined: Examined) -> None:
    lines = (clinic / ".env").read_text().splitlines()
    fresh = generate_secrets()["ENCRYPTION_KEYS"].replace("k1:", "k2:")
    turned = [line.replace("ENCRYPTION_KEYS=", f"ENCRYPTION_KEYS={fresh},") for line in lines]
    (clinic / ".env").write_text("\n".join(turned) + "\n")
    (check,) = [check for check in examined()[1] if check["name"] == "recovery sheet"]
    assert (check["state"], check["says"]) == ("warn", "lacks the newer key k2")
    ask("setup", "--confirm-recovery-sheet")
    assert bad(examined()[1]) == {}


def test_wrong_settings_are_the_first_thing_to_cure(clinic: Path, examined: Examined) -> None:
    (clinic / ".env").write_text(SETTINGS + "PORT=none\nCLINIC_TIMEZONE=Mars\n")
    code, checks = examined()
    assert (code, {check["name"] for check in checks}) == (1, {"settings"})
    assert {check["says"].partition(":")[0] for check in checks} >= {"PORT", "CLINIC_TIMEZONE", "SECRET_KEY"}


def test_before_setup_the_database_is_missing_and_none_is_made(folder: Path, examined: Examined) -> None:
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in generate_secrets().items()))
    code, checks = examined()
    assert (code, bad(checks)) == (1, {"database": "fail"})
    assert not (folder / "reminders.db").exists()


def test_keys_of_another_database_fail(clinic: Path, examined: Examined) -> None:
    (clinic / ".env").write_text("".join(f"{name}={value}\n" for name, value in generate_secrets().items()))
    code, checks = examined()
    assert (code, bad(checks)) == (1, {"keys": "fail"})


def test_tables_of_another_version_fail(clinic: Path, examined: Examined) -> None:
    change(clinic, "DELETE FROM alembic_version")
    code, checks = examined()
    assert (code, bad(checks)) == (1, {"migrations": "fail"})


def test_a_stopped_channel_fails_and_names_who_stopped_it(clinic: Path, ask: Ask, examined: Examined) -> None:
    ask("holds", "start", "sms", "--by", "Rosa", "--why", "new number")
    code, checks = examined()
    assert (code, bad(checks)) == (1, {"holds": "fail"})
    assert [check["says"] for check in checks if check["name"] == "holds"] == [
        "sms is stopped since Rosa said: new number"
    ]


def test_messages_that_nobody_takes_fail(clinic: Path, ask: Ask, examined: Examined) -> None:
    an_hour_ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="seconds")
    words = ("microneedling", "--first-name", "Ana", "--phone", "202-555-0101", "--treated-at", an_hour_ago)
    ask("enroll", *words, "--consent", "care", "--consent-how", "signed form", "--present")
    assert bad(examined()[1]) == {}
    change(
        clinic, "UPDATE due_queue SET due_at = due_at - 600000000 WHERE due_at = (SELECT MIN(due_at) FROM due_queue)"
    )
    code, checks = examined()
    assert (code, bad(checks)) == (1, {"dispatcher": "fail"})


def test_failed_and_doubtful_messages_are_counted(clinic: Path, ask: Ask, examined: Examined) -> None:
    an_hour_ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="seconds")
    words = ("microneedling", "--first-name", "Ana", "--phone", "202-555-0101", "--treated-at", an_hour_ago)
    ask("enroll", *words, "--consent", "care", "--consent-how", "signed form", "--present")
    change(clinic, "UPDATE message SET status = 'failed' WHERE step = 'calm'")
    change(clinic, "UPDATE message SET status = 'unknown' WHERE step = 'flaking'")
    code, checks = examined()
    assert code == 0
    assert [check["says"] for check in checks if check["name"] == "messages"] == ["1 in doubt", "1 failed"]


def test_a_clinic_without_a_phone_fails(clinic: Path, examined: Examined) -> None:
    change(clinic, "UPDATE location SET phone = ''")
    assert bad(examined()[1]) == {"clinic": "fail"}


def test_a_clock_behind_the_last_message_is_noticed(clinic: Path, examined: Examined, ask: Ask) -> None:
    an_hour_ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="seconds")
    words = ("microneedling", "--first-name", "Ana", "--phone", "202-555-0101", "--treated-at", an_hour_ago)
    ask("enroll", *words, "--consent", "care", "--consent-how", "signed form", "--present")
    ask("worker", "--once")
    change(clinic, "UPDATE attempt SET armed_at = armed_at + 3600000000")
    assert bad(examined()[1]) == {"clock": "warn"}


def test_setup_makes_a_database_that_only_its_owner_reads_and_doctor_sees_another(
    clinic: Path, examined: Examined
) -> None:
    database = clinic / "reminders.db"
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    database.chmod(0o644)
    assert bad(examined()[1]) == {"files": "warn"}


@pytest.mark.parametrize(("transport", "state"), [("sandbox", "ok"), ("twilio", "warn")])
def test_a_public_address_that_nobody_reaches_is_noticed_once_messages_are_real(transport: str, state: str) -> None:
    settings = Settings(sms_transport=transport, database_url="postgresql://localhost/x")
    assert [check.state.value for check in examine_machine(settings) if check.name == "public url"] == [state]
