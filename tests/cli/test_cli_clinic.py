"""The commands on a database, as a clinic would type them."""

import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reminders.cli.check_output import counted
from reminders.cli.main import run
from reminders.config import generate_secrets
from tests.cli.conftest import Ask

Told = Callable[..., tuple[int, list[str]]]

SETTINGS = "CLINIC_NAME='Lakeside Skin Clinic'\nCLINIC_PHONE=(202) 555-0143\nCLINIC_TIMEZONE=America/New_York\n"
STEPS = [
    "calm",
    "redness-fading",
    "flaking",
    "first-results",
    "progress",
    "habits",
    "touch-up-1",
    "touch-up-2",
    "touch-up-3",
]
SIGNED = ("--by", "Rosa", "--why", "asked by phone")


@pytest.fixture
def clinic(folder: Path, ask: Ask) -> Path:
    """A folder with a clinic that is set up."""
    (folder / ".env").write_text(SETTINGS)
    ask("setup")
    return folder


@pytest.fixture
def ana(clinic: Path, ask: Ask) -> int:
    """Ana's treatment, an hour ago; she is still at the desk."""
    return int(ask(*enroll_ana())["treatment_id"])


def enroll_ana(phone: str = "202-555-0143") -> list[str]:
    treated_at = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%MZ")
    return [
        "enroll",
        "microneedling",
        *("--first-name", "Ana", "--phone", phone, "--email", "ana@example.com", "--treated-at", treated_at),
        *("--consent", "care,marketing", "--consent-how", "signed form", "--present"),
    ]


def statuses(ask: Ask, treatment: int) -> dict[str, tuple[str, str | None]]:
    messages = ask("messages", "--treatment", str(treatment))["messages"]
    return {message["step"]: (message["status"], message["status_reason"]) for message in messages}


def test_setup_makes_secrets_database_clinic_and_schedules_once(folder: Path, ask: Ask) -> None:
    (folder / ".env").write_text(SETTINGS)
    assert ask("setup", "--admin", "Rosa") == {
        "secrets_written": ["SECRET_KEY", "ENCRYPTION_KEYS", "LOOKUP_KEY"],
        "migrated": True,
        "clinic": "Lakeside Skin Clinic",
        "published": ["microneedling, version 1"],
        "admin": "Rosa",
    }
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    again = {"secrets_written": [], "migrated": False, "clinic": None, "published": [], "admin": None}
    assert ask("setup", "--admin", "Rosa") == again
    assert ask("migrate") == {"migrated": False}
    assert [(one["name"], one["role"]) for one in ask("staff", "list")["staff"]] == [("Rosa", "admin")]


def test_setup_prints_the_recovery_sheet_for_people(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["setup"]) == 0
    printed = capsys.readouterr().out
    for line in (folder / ".env").read_text().splitlines():
        assert printed.splitlines().count(line) == 1


def test_setup_never_makes_new_keys_for_a_database_that_is_there(clinic: Path, told: Told) -> None:
    (clinic / ".env").write_text(SETTINGS)
    code, lines = told("setup")
    assert code == 2
    assert [line.partition(":")[0] for line in lines[:-1]] == ["SECRET_KEY", "ENCRYPTION_KEYS", "LOOKUP_KEY"]
    assert (clinic / ".env").read_text() == SETTINGS


def test_keys_of_another_database_are_refused(clinic: Path, told: Told) -> None:
    lines = [f"{name}={value}" for name, value in generate_secrets().items()]
    (clinic / ".env").write_text(SETTINGS + "\n".join(lines) + "\n")
    code, words = told("messages")
    assert (code, words[0].partition(" ")[0]) == (2, "LOOKUP_KEY")


@pytest.mark.parametrize("command", ["messages", "worker --once", "migrate", "staff list"])
def test_before_setup_every_command_says_so_and_leaves_nothing_behind(command: str, folder: Path, told: Told) -> None:
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in generate_secrets().items()))
    code, lines = told(*command.split())
    assert code == 1
    assert lines == ["reminders.db is not there; `reminders setup` makes it, or DATABASE_URL names another one"]
    assert [path.name for path in folder.iterdir()] == [".env"]


def test_without_keys_a_command_names_them(folder: Path, told: Told) -> None:
    code, lines = told("messages")
    assert code == 2
    assert [line.partition(":")[0] for line in lines] == ["SECRET_KEY", "ENCRYPTION_KEYS", "Nothing was changed."]


def test_enrolling_shows_the_welcome_and_every_step_with_its_text(clinic: Path, ask: Ask) -> None:
    enrolled = ask(*enroll_ana())
    assert (enrolled["welcome"]["status"], enrolled["welcome"]["origin"]) == ("planned", "welcome")
    assert [message["step"] for message in enrolled["messages"]] == STEPS
    assert {message["status"] for message in enrolled["messages"]} == {"planned"}
    assert [message["step"] for message in enrolled["messages"] if not message["text"]] == []


def test_enrolling_the_same_treatment_twice_changes_nothing(ana: int, ask: Ask, told: Told) -> None:
    before = ask("messages")
    code, lines = told(*enroll_ana())
    assert code in (0, 2)  # a minute may have passed in between: then it is another treatment
    if code == 2:
        assert lines == [f"this treatment is already enrolled, as treatment {ana}", "Nothing was changed."]
        assert ask("messages") == before


def test_every_mistake_of_an_enrollment_is_told(clinic: Path, ask: Ask, told: Told) -> None:
    wrong = ["--treated-at", "soon", "--phone", "911", "--consent", "cake", "--timezone", "Mars", "--session", "9/4"]
    code, lines = told("enroll", "micro", *wrong)
    assert code == 2
    names = [line.partition(":")[0] for line in lines]
    assert names == [
        "treated-at",
        "phone",
        "schedule",
        "first-name",
        "timezone",
        "consent",
        "session",
        "Nothing was changed.",
    ]
    assert ask("messages") == {"messages": []}


def test_the_worker_sends_the_welcome_and_nothing_twice(ana: int, ask: Ask) -> None:
    first = ask("worker", "--once")
    assert first == {"sent": 1, "failed": 0, "unknown": 0, "canceled": 0, "retry": 0}
    assert ask("worker", "--once") == {"sent": 0, "failed": 0, "unknown": 0, "canceled": 0, "retry": 0}
    (sent,) = ask("messages", "--status", "sent")["messages"]
    assert (sent["origin"], sent["attempts"], sent["treatment_id"]) == ("welcome", 1, None)


def test_a_treatment_is_held_resumed_and_canceled_by_name(ana: int, ask: Ask, told: Told) -> None:
    ask("treatment", "hold", str(ana), *SIGNED)
    assert ask("treatment", "show", str(ana))["status"] == "on_hold"
    assert told("treatment", "hold", str(ana), *SIGNED)[1][0] == f"treatment: {ana} is on hold and cannot be held"
    ask("treatment", "resume", str(ana), *SIGNED)
    ask("treatment", "cancel", str(ana), *SIGNED)
    sheet = ask("treatment", "show", str(ana))
    assert sheet["status"] == "canceled"
    assert [(entry["what"], entry["by"], entry["why"]) for entry in sheet["history"]][-3:] == [
        ("held", "Rosa", "asked by phone"),
        ("resumed", "Rosa", "asked by phone"),
        ("canceled", "Rosa", "asked by phone"),
    ]
    assert set(statuses(ask, ana).values()) == {("canceled", "treatment_ended")}


def test_a_treatment_entered_in_error_sends_nothing(ana: int, ask: Ask) -> None:
    ask("treatment", "entered-in-error", str(ana), *SIGNED)
    assert set(statuses(ask, ana).values()) == {("canceled", "treatment_ended")}


def test_a_booking_ends_invitations_until_it_is_gone(ana: int, ask: Ask) -> None:
    ask("treatment", "booked", str(ana), "--on", "2027-06-01", *SIGNED)
    assert statuses(ask, ana)["touch-up-1"] == ("canceled", "booked")
    ask("treatment", "booked", str(ana), "--no-longer", *SIGNED)
    assert statuses(ask, ana)["touch-up-1"] == ("planned", None)


def test_a_moved_treatment_moves_its_messages(ana: int, ask: Ask) -> None:
    earlier = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%dT%H:%MZ")
    before = {m["step"]: m["due_at"] for m in ask("messages", "--treatment", str(ana))["messages"]}
    changes = ask("treatment", "move", str(ana), "--treated-at", earlier, *SIGNED)["messages"]
    moved = {change["step"]: change["due_before"] for change in changes if change["change"] == "moved"}
    assert moved == {step: before[step] for step in moved}
    assert {"flaking", "first-results", "habits"} <= set(moved)


@pytest.mark.parametrize("verb", ["hold", "resume", "cancel", "entered-in-error"])
def test_what_staff_decide_is_signed(verb: str, ana: int, told: Told) -> None:
    code, lines = told("treatment", verb, str(ana))
    assert code == 2
    assert [line.partition(":")[0] for line in lines] == ["by", "why", "Nothing was changed."]


def test_mistakes_of_a_move_and_a_booking_come_together(ana: int, told: Told) -> None:
    for verb, option in (("move", "treated-at"), ("booked", "on")):
        code, lines = told("treatment", verb, str(ana), f"--{option}", "soon")
        assert (code, [line.partition(":")[0] for line in lines[:-1]]) == (2, [option, "by", "why"])


def test_a_treatment_that_is_not_there_is_told(clinic: Path, told: Told) -> None:
    code, lines = told("treatment", "show", "999")
    assert (code, lines[0]) == (
        2,
        "treatment: there is no treatment 999; `reminders messages` lists their numbers",
    )


def test_an_opt_out_stops_everything_to_that_number(ana: int, ask: Ask, told: Told) -> None:
    done = ask("opt-out", "(202) 555-0143", "--why", "said so")
    assert (done["added"], done["patients"]) == (True, 1)
    assert statuses(ask, ana)["calm"] == ("canceled", "opted_out")
    assert ask("worker", "--once")["sent"] == 0
    assert ask("opt-out", "+12025550143", "--why", "said so again")["added"] is False
    code, lines = told("opt-out", "12", "--scope", "some")
    assert (code, [line.partition(":")[0] for line in lines[:-1]]) == (2, ["why", "scope", "address"])


def test_a_stop_ends_in_a_persons_name_and_for_care_only(ana: int, ask: Ask, told: Told) -> None:
    ask("opt-out", "(202) 555-0143", "--why", "said so")
    code, lines = told("opt-out", "(202) 555-0143", "--end")
    assert (code, [line.partition(":")[0] for line in lines[:-1]]) == (2, ["why", "by"])
    done = ask("opt-out", "(202) 555-0143", "--end", *SIGNED)
    assert (done["ended"], done["invitations"], done["patients"]) == (True, False, 1)
    assert statuses(ask, ana)["touch-up-1"] == ("canceled", "opted_out")
    assert told("opt-out", "(202) 555-0144", "--end", *SIGNED) == (
        2, ["address: nothing is stopped for it", "Nothing was changed."]
    )  # fmt: skip


def test_a_number_is_paused_and_released(ana: int, ask: Ask, told: Told) -> None:
    assert ask("holds", "start", "(202) 555-0143", *SIGNED) == {"target": "(202) 555-0143", "started": True}
    assert ask("holds", "start", "+12025550143", *SIGNED)["started"] is False
    assert ask("worker", "--once")["sent"] == 0
    (hold,) = ask("holds", "list")["holds"]
    assert (hold["target"], hold["address"], hold["by"]) == ("address", "…0143", "Rosa")
    assert ask("holds", "release", "202-555-0143", *SIGNED)["target"] == "202-555-0143"
    assert ask("worker", "--once")["sent"] == 1
    code, lines = told("holds", "release", "202-555-0143", *SIGNED)
    assert (code, lines[0].partition(":")[0]) == (2, "hold")
    code, lines = told("holds", "start", "12", *SIGNED)
    assert (code, lines[0].partition(":")[0]) == (2, "address")


def test_a_channel_is_paused_and_released_by_name(ana: int, ask: Ask, told: Told) -> None:
    assert ask("holds", "start", "sms", *SIGNED) == {"target": "sms", "started": True}
    assert ask("worker", "--once")["sent"] == 0
    (hold,) = ask("holds", "list")["holds"]
    assert (hold["target"], hold["by"], hold["why"]) == ("sms", "Rosa", "asked by phone")
    assert ask("holds", "release", "sms", *SIGNED)["target"] == "sms"
    assert ask("holds", "list") == {"holds": []}
    assert ask("worker", "--once")["sent"] == 1
    assert told("holds", "release", "fax")[1] == ["by: is missing", "why: is missing", "Nothing was changed."]


def test_only_what_is_in_doubt_or_failed_is_resolved(ana: int, ask: Ask, told: Told) -> None:
    ask("worker", "--once")
    (sent,) = ask("messages", "--status", "sent")["messages"]
    code, lines = told("resolve", str(sent["id"]), "--resend", *SIGNED)
    assert code == 2
    assert lines[0] == f"message: {sent['id']} is sent; only one in doubt or failed can be resolved"
    assert told("resolve", "1")[1][0] == "resend, arrived, close: give exactly one of them"


def test_staff_are_added_once(clinic: Path, ask: Ask, told: Told) -> None:
    assert ask("staff", "add", "Dr. Reyes", "--role", "clinician")["role"] == "clinician"
    assert told("staff", "add", "Dr. Reyes")[0] == 2
    code, lines = told("staff", "add", " ", "--role", "boss", "--email", "nowhere")
    assert (code, [line.partition(":")[0] for line in lines[:-1]]) == (2, ["name", "role", "email"])


def test_preview_shows_the_published_version(clinic: Path, ask: Ask) -> None:
    document = ask("preview", "microneedling", "--treated-at", "2026-03-07T15:00", "--now", "2026-03-07T15:00")
    assert (document["version"], document["timezone"]) == (1, "America/New_York")
    assert [message["step"] for message in document["messages"]] == STEPS


def test_people_can_read_every_list(ana: int, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["messages"],
        ["treatment", "show", str(ana)],
        ["staff", "list"],
        ["holds", "list"],
        ["worker", "--once"],
    ):
        assert run(words) == 0
        assert capsys.readouterr().out.strip() != ""


def test_no_command_prints_an_address(ana: int, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["messages"],
        ["messages", "--json"],
        ["treatment", "show", str(ana), "--json"],
        ["worker", "--once"],
    ):
        run(words)
    printed = capsys.readouterr()
    assert (printed.out + printed.err).count("555-0143") == 0
    assert (printed.out + printed.err).count("2025550143") == 0


def lines_of(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """What people read on standard output."""
    capsys.readouterr()
    assert run(list(words)) == 0
    return capsys.readouterr().out.splitlines()


def test_people_read_that_a_treatment_waits_and_goes_on(ana: int, capsys: pytest.CaptureFixture[str]) -> None:
    held = lines_of(capsys, "treatment", "hold", str(ana), *SIGNED)
    assert held[-1] == "On hold: its messages wait until `reminders treatment resume`."
    assert lines_of(capsys, "treatment", "resume", str(ana), *SIGNED)[-1] == "It goes on."


def test_people_read_the_proof_of_each_consent(ana: int, ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    (patient,) = ask("patient", "find", "ana")["patients"]
    shown = lines_of(capsys, "patient", "show", str(patient["patient_id"]))
    proofs = [line.partition(": ") for line in shown if line.startswith("Agreed to")]
    assert [head for head, _, _ in proofs] == [
        "Agreed to care at …0143", "Agreed to marketing at …0143",
        "Agreed to care at a…@example.com", "Agreed to marketing at a…@example.com",
    ]  # fmt: skip
    assert {proof.partition(", ")[2] for _, _, proof in proofs} == {
        "signed form (words of 2026-11), recorded by command line"
    }


def test_another_name_and_a_number_that_works_are_recorded(ana: int, ask: Ask, told: Told) -> None:
    (patient,) = ask("patient", "find", "ana")["patients"]
    who = str(patient["patient_id"])
    ask("patient", "set", who, "--first-name", "Joanna", *SIGNED)
    assert ask("patient", "show", who)["first_name"] == "Joanna"
    assert told("patient", "address", who, "--phone", "202-555-0143", "--usable", *SIGNED) == (
        2, ["phone: counts as working already", "Nothing was changed."]
    )  # fmt: skip


def test_one_mistake_is_counted_as_one(clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    last = lines_of(capsys, "schedules", "check")[-1]
    assert last.endswith("0 mistakes, 0 warnings.")
    assert [counted(number, "mistake") for number in (0, 1, 2)] == ["0 mistakes", "1 mistake", "2 mistakes"]
