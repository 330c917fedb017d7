"""The inbox and the duty list on the command line: the whole way of a reply, in documents and in words."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reminders.actions.hearing import hear
from reminders.cli.main import run
from reminders.cli.opened import opened
from reminders.transports.base import Inbound
from tests.cli.conftest import Ask

PHONE = "+12025550101"
WORRIED = "I can't breathe well since this morning"
Say = Callable[[str], int]
Told = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def clinic(folder: Path, ask: Ask) -> dict[str, Any]:
    """Ana is enrolled; Rosa, who is always on duty, and Lee work here. Returns the enrollment."""
    (folder / ".env").write_text("CLINIC_NAME=Lakeside\nCLINIC_PHONE=(202) 555-0143\nCLINIC_SETTLE_MINUTES=0\n")
    ask("setup", "--confirm-recovery-sheet")
    ask("staff", "add", "Rosa", "--phone", "202-555-0141", "--by", "Rosa")
    ask("staff", "add", "Lee", "--email", "lee@clinic.example", "--by", "Rosa")
    ask("staff", "duty", "add", "Rosa", "--from", "00:00", "--to", "24:00", "--by", "Rosa")
    return enrolled(ask, "Ana")


def enrolled(ask: Ask, name: str) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    document: dict[str, Any] = ask(
        "enroll", "microneedling", "--first-name", name, "--phone", PHONE, "--treated-at", now,
        "--consent", "care", "--consent-how", "signed form", "--present",
    )  # fmt: skip
    return document


@pytest.fixture
def says(clinic: dict[str, Any]) -> Say:
    """Ana's phone sends a text; returns the reply's number."""
    count = 0

    def say(text: str) -> int:
        nonlocal count
        count += 1
        with opened() as app:
            return hear(app, Inbound(f"SM{count:032x}", PHONE, "+12025550199", text, app.now())).reply_id

    return say


def test_a_reply_is_listed_shown_taken_handed_on_and_answered(clinic: dict[str, Any], says: Say, ask: Ask) -> None:
    reply = says("what about makeup?")
    (listed,) = ask("inbox", "list")["replies"]
    assert (listed["id"], listed["text"], listed["patient"], listed["urgent"], listed["owner"]) == (
        reply, "what about makeup?", "Ana", False, None,
    )  # fmt: skip
    assert ask("inbox", "take", str(reply), "--by", "Rosa") == {"reply_id": reply, "owner": "Rosa"}
    assert [one["id"] for one in ask("inbox", "list", "--show", "mine", "--by", "rosa")["replies"]] == [reply]
    assert ask("inbox", "assign", str(reply), "--to", "lee", "--by", "Rosa") == {"reply_id": reply, "owner": "Lee"}
    ask("inbox", "answer", str(reply), "Fine from tomorrow.", "--by", "Lee")
    shown = ask("inbox", "show", str(reply))
    assert (shown["state"], shown["done_by"], [one["text"] for one in shown["conversation"]][-2:]) == (
        "done", "Lee", ["what about makeup?", "Fine from tomorrow."],
    )  # fmt: skip
    assert ask("worker", "--once")["sent"] >= 1
    (message,) = [one for one in ask("messages")["messages"] if one["origin"] == "answer"]
    assert (message["status"], message["treatment_id"], message["step"]) == ("sent", None, "answer")


def test_an_answer_can_come_from_standard_input_where_no_other_user_sees_it(says: Say, ask: Ask) -> None:
    reply = says("hello")
    words = [sys.executable, "-m", "reminders", "inbox", "answer", str(reply), "-", "--by", "Lee"]
    done = subprocess.run(words, input="Hi Ana!\n", text=True, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, "The answer is on its way; the reply is done.\n")
    assert [one["text"] for one in ask("inbox", "show", str(reply))["conversation"]][-1] == "Hi Ana!"


def test_an_urgent_reply_is_told_in_words_with_its_clock(says: Say, capsys: pytest.CaptureFixture[str]) -> None:
    reply = says(WORRIED)
    capsys.readouterr()
    assert (run(["inbox", "list"]), run(["inbox", "show", str(reply)])) == (0, 0)
    printed = capsys.readouterr().out
    for words in ("URGENT", "Ana", "Rosa", "With Rosa, answer by", WORRIED):
        assert words in printed


def test_whose_a_reply_is_and_whether_texts_stop_is_for_a_person_to_say(
    clinic: dict[str, Any], says: Say, ask: Ask
) -> None:
    ben = enrolled(ask, "Ben")["patient_id"]
    reply = says("please stop texting me")
    shown = ask("inbox", "show", str(reply))
    assert (shown["held"], shown["patient"], sorted(one["name"] for one in shown["candidates"])) == (
        True, None, ["Ana", "Ben"],
    )  # fmt: skip
    assert ask("inbox", "belongs", str(reply), "--patient", str(ben), "--by", "Lee")["patient"] == "Ben"
    assert ask("inbox", "go-on", str(reply), "--by", "Lee")["reply_id"] == reply
    assert ask("inbox", "wrong-number", str(reply), "--by", "Lee") == {"reply_id": reply, "patients": 2}
    again = says("please stop texting me")
    assert ask("inbox", "stop", str(again), "--by", "Lee")["reply_id"] == again
    closed = says("hello")
    assert ask("inbox", "close", str(closed), "--by", "Lee", "--why", "called")["state"] == "done"
    assert ask("inbox", "list") == {"replies": []}


def test_the_duty_list_is_kept_on_the_command_line(clinic: dict[str, Any], ask: Ask) -> None:
    weekend = ("--days", "sat,sun", "--from", "09:00", "--to", "09:00", "--turn", "2")
    ids = ask("staff", "duty", "add", "Lee", *weekend, "--by", "Rosa")["shift_ids"]
    ask("staff", "duty", "remove", str(ids[1]), "--by", "Rosa")
    ask("staff", "duty", "absent", "Lee", "--until", "2098-01-01T08:00", "--why", "leave", "--by", "Rosa")
    found = ask("staff", "duty", "list")
    assert [one for one in found["shifts"] if one["name"] == "Lee"] == [
        {"shift_id": ids[0], "name": "Lee", "day": "sat", "from": "09:00", "to": "09:00", "turn": 2}
    ]
    assert (found["on_duty"], [one["name"] for one in found["absences"]]) == (["Rosa"], ["Lee"])
    assert ask("staff", "duty", "back", "Lee", "--by", "Rosa") == {"name": "Lee", "absences_ended": 1}


def test_the_duty_list_reads_as_a_table_and_a_sentence(
    clinic: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["staff", "duty", "list"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "On duty now: Rosa."


NO_REPLY = "reply: there is no reply 1; `reminders inbox list` shows them"
NO_NUMBER = "emergency-number: 'nine' is no emergency number; write it as 911 or 112"


@pytest.mark.parametrize(
    ("words", "mistakes"),
    [
        (["inbox", "list", "--show", "new"], ["show: 'new' is unknown; use open, mine, done, all"]),
        (["inbox", "show", "1"], [NO_REPLY]),
        (["inbox", "close", "1"], ["by: is missing; say who", "why: is missing", NO_REPLY]),
        (["staff", "duty", "remove", "1"], ["by: is missing; say who"]),
        (["clinic", "set", "--emergency-number", "nine", "--by", "Rosa"], [NO_NUMBER]),
    ],
)
def test_bad_input_is_told_with_its_cure(
    clinic: dict[str, Any], told: Told, words: list[str], mistakes: list[str]
) -> None:
    code, lines = told(*words)
    assert (code, [line.strip(" -") for line in lines if ": " in line][-len(mistakes) :]) == (2, mistakes)
