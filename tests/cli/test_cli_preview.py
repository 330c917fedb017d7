"""`reminders preview`, end to end as it is typed."""

import json
from pathlib import Path

import pytest

from reminders.cli.main import run

DRAFT = """\
schedule: peel
name: Peel
stages:
  - stage: first-day
    opens: PT0H
    closes: PT24H
    steps:
      - step: calm
        at: PT30M
  - stage: touch-up
    name: Touch-up window
    opens: P3M
    closes: P6M
    kind: marketing
    steps:
      - step: come-back
        at: P3M
        time: "11:00"
"""
ASK = ["preview", "peel", "--treated-at", "2026-03-07T15:00", "--timezone", "America/New_York"]


@pytest.fixture
def draft(folder: Path) -> str:
    path = folder / "draft.yaml"
    path.write_text(DRAFT)
    return str(path)


def test_a_draft_is_shown_without_templates_database_or_settings(
    draft: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*ASK, "--file", draft, "--now", "2026-03-07T15:00", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    whys = [message.pop("why") for message in document["messages"]]
    assert document == {
        "schedule": "peel",
        "version": None,
        "treated_at": "2026-03-07T20:00:00Z",
        "timezone": "America/New_York",
        "messages": [
            {
                "stage": "first-day",
                "step": "calm",
                "kind": "care",
                "channel": "sms",
                "opens_at": "2026-03-07T20:00:00Z",
                "closes_at": "2026-03-08T20:00:00Z",
                "due_at": "2026-03-07T20:30:00Z",
                "due_local": "2026-03-07T15:30:00-05:00",
                "status": "planned",
                "status_reason": None,
                "subject": None,
                "text": None,
                "segments": None,
            },
            {
                "stage": "touch-up",
                "step": "come-back",
                "kind": "marketing",
                "channel": "sms",
                "opens_at": "2026-06-07T04:00:00Z",
                "closes_at": "2026-09-08T04:00:00Z",
                "due_at": "2026-06-08T14:00:00Z",
                "due_local": "2026-06-08T10:00:00-04:00",
                "status": "planned",
                "status_reason": None,
                "subject": None,
                "text": None,
                "segments": None,
            },
        ],
    }
    assert whys[0] == "On time."


def test_a_message_that_is_not_sent_has_no_time_and_a_reason(draft: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*ASK, "--file", draft, "--kinds", "care", "--json"]) == 0
    invitation = json.loads(capsys.readouterr().out)["messages"][1]
    assert [invitation[name] for name in ("due_at", "due_local", "status", "status_reason")] == [
        None,
        None,
        "canceled",
        "no_consent",
    ]


def test_texts_beside_a_draft_are_shown_with_their_segments(draft: str, capsys: pytest.CaptureFixture[str]) -> None:
    texts = Path(draft).parent / "templates" / "peel" / "calm"
    texts.mkdir(parents=True)
    (texts / "sms.txt").write_text("{{ clinic_name }}: Hi {{ first_name }}. Call {{ clinic_phone }}.\n")
    assert run([*ASK, "--file", draft, "--json"]) == 0
    calm = json.loads(capsys.readouterr().out)["messages"][0]
    assert (calm["text"], calm["segments"]) == ("Lakeside Skin Clinic: Hi Ana. Call (202) 555-0143.", 1)


def test_broken_settings_do_not_stop_a_draft(draft: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".env").write_text("PORT=no\nSMS_TRANSPORT=twilio\n")
    assert run([*ASK, "--file", draft, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["schedule"] == "peel"


def test_a_draft_under_another_name_is_shown_and_remarked(draft: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*ASK[:1], "pael", *ASK[2:], "--file", draft, "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["schedule"] == "peel"
    assert printed.err == f"Note: {draft} holds the schedule peel, which is what is shown.\n"


def test_people_get_a_table_with_local_times_and_reasons(draft: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*ASK, "--file", draft, "--now", "2026-03-07T15:00"]) == 0
    cells = [cell.strip() for cell in capsys.readouterr().out.splitlines()[4].split("│")]
    assert cells == ["", "First day", "calm, care, text", "Sat, Mar 7 2026, 3:30 pm", "On time.", ""]


def test_every_mistake_of_a_question_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = ["--timezone", "Mars/Olympus", "--treated-at", "soon", "--language", "xx", "--kinds", "car"]
    assert run(["preview", "microneedlin", *wrong]) == 2
    told = [line.partition(":")[0] for line in capsys.readouterr().err.splitlines()]
    assert told == ["schedule", "timezone", "treated-at", "language", "kinds", "Nothing was changed."]


def test_every_mistake_of_a_draft_is_told_with_its_line(draft: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(draft).write_text(DRAFT.replace("closes: PT24H", "closes: PT0H").replace("closes: P6M", "closes: P2M"))
    assert run([*ASK, "--file", draft, "--channel", "fax"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(" ")[0].removeprefix(draft) for line in told if line.startswith(draft)] == [":6", ":13"]
    assert told[-2:] == ["channel: 'fax' is unknown; use sms or email", "Nothing was changed."]


def test_a_draft_that_is_not_there_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*ASK, "--file", "none.yaml"]) == 2
    assert capsys.readouterr().err == "none.yaml: cannot be read: No such file or directory\nNothing was changed.\n"


def test_the_shipped_schedule_is_previewed_in_both_languages_and_channels(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = ["preview", "microneedling", "--treated-at", "2026-03-07T15:00", "--json"]
    for channel in ("sms", "email"):
        for language in ("en", "es"):
            assert run([*ask, "--channel", channel, "--language", language]) == 0
            document = json.loads(capsys.readouterr().out)
            assert [m["step"] for m in document["messages"] if not m["text"]] == []
            assert [
                m["step"] for m in document["messages"] if (m["segments"] is None) != (m["channel"] == "email")
            ] == []
