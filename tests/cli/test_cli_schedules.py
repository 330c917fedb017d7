"""`reminders schedules …`, as an admin types it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.publishing import ApplyTo
from reminders.cli.impact_output import shift_words
from reminders.cli.main import run
from reminders.cli.schedule_publishing import Wish, choose
from reminders.domain.instants import MINUTE
from tests.actions.published import PEEL, PEEL_LATER, PEEL_WITH_TIPS, PEEL_WITHOUT_FLAKING, peel, write_files
from tests.cli.conftest import Ask

Told = Callable[..., tuple[int, list[str]]]

SETTINGS = """\
CLINIC_NAME=Willow
CLINIC_PHONE=+12025550100
CLINIC_TIMEZONE=America/New_York
SCHEDULES_DIR=schedules
TEMPLATES_DIR=templates
"""
FILE = "schedules/peel.yaml"
NO_EMAIL = "has no template for email: patients who have only that get nothing"


@pytest.fixture
def clinic(folder: Path, ask: Ask) -> Path:
    """A folder with a clinic whose only schedule is `peel`, published as version 1 at setup."""
    write_files(peel(), folder)
    (folder / ".env").write_text(SETTINGS)
    ask("setup")
    return folder


@pytest.fixture
def ana(clinic: Path, ask: Ask) -> int:
    """Ana's treatment, an hour ago."""
    treated_at = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%MZ")
    given = ("--first-name", "Ana", "--phone", "+12025550111", "--treated-at", treated_at)
    return int(ask("enroll", "peel", *given, "--consent", "care", "--consent-how", "signed form")["treatment_id"])


def due(ask: Ask, treatment: int) -> dict[str, str | None]:
    messages = ask("messages", "--treatment", str(treatment))["messages"]
    return {message["step"]: message["due_at"] for message in messages}


def day_later(instant: str | None) -> str:
    """Of a message in the middle of a day, with no clock change near."""
    assert instant is not None
    return (datetime.fromisoformat(instant) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_dry_run_shows_the_impact_and_changes_nothing(clinic: Path, ana: int, ask: Ask) -> None:
    before = due(ask, ana)
    write_files(peel(PEEL_WITH_TIPS.replace("at: P3D", "at: P4D")), clinic)
    shown = ask("schedules", "publish", FILE, "--apply-to", "everyone", "--dry-run")
    impact = shown["impact"]
    flaking = next(step for step in impact["steps"] if step["step"] == "flaking")
    assert [shown[name] for name in ("version_before", "version", "changed", "dry_run")] == [1, 1, False, True]
    assert [impact[name] for name in ("patients", "treatments", "treatments_changed")] == [1, 1, 1]
    assert flaking["examples"] == [{"treatment_id": ana, "from": before["flaking"], "to": day_later(before["flaking"])}]
    assert {step["step"]: (step["moved"], step["new"]) for step in impact["steps"]} == {
        "calm": (0, 0),
        "flaking": (1, 0),
        "tips": (0, 1),
    }
    assert due(ask, ana) == before
    assert len(ask("schedules", "history", "peel")["versions"]) == 1


def test_publishing_to_everyone_does_what_the_impact_said(clinic: Path, ana: int, ask: Ask) -> None:
    before = due(ask, ana)
    write_files(peel(PEEL_LATER), clinic)
    done = ask("schedules", "publish", FILE, "--apply-to", "everyone", "--by", "Rosa")
    assert [done[name] for name in ("version", "changed", "treatments_moved")] == [2, True, 1]
    assert due(ask, ana)["flaking"] == day_later(before["flaking"])
    assert done["warnings"] == [
        {"file": FILE, "line": None, "place": f"step {step}", "text": NO_EMAIL} for step in ("calm", "flaking")
    ]


def test_without_a_terminal_somebody_must_say_whom_it_is_for(clinic: Path, ana: int, told: Told, ask: Ask) -> None:
    write_files(peel(PEEL_LATER), clinic)
    code, lines = told("schedules", "publish", FILE, "--json")
    assert (code, lines[-2:]) == (
        2,
        [
            "apply-to: is missing, and there is no terminal to ask on; say --apply-to new or everyone",
            "Nothing was changed.",
        ],
    )
    assert len(ask("schedules", "history", "peel")["versions"]) == 1


def test_yes_alone_is_for_new_enrollments_only(clinic: Path, ana: int, ask: Ask) -> None:
    write_files(peel(PEEL_LATER), clinic)
    done = ask("schedules", "publish", FILE, "--yes")
    listed = ask("schedules", "list")["schedules"][0]
    assert (done["version"], done["treatments_moved"]) == (2, 0)
    assert (listed["version"], listed["treatments"], listed["treatments_on_version"]) == (2, 1, 0)


def test_every_mistake_of_options_schedule_and_templates_is_named_at_once(clinic: Path, told: Told) -> None:
    write_files(peel(PEEL.replace("closes: P9D", "closes: P1D"), says={"calm": "{{ first_nam }}"}), clinic)
    code, lines = told("schedules", "publish", FILE, "--apply-to", "all", "--by", " ")
    assert code == 2
    assert [line.split(": ")[0] for line in lines] == [
        "by",
        "apply-to",
        "schedules/peel.yaml:15 stages[1].closes",
        "templates/peel/calm/sms.txt:1",
        "Nothing was changed.",
    ]


def test_the_same_content_says_that_nothing_changed(clinic: Path, ana: int, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    code = run(["schedules", "publish", FILE])
    assert (code, capsys.readouterr().out) == (0, "peel: nothing changed; version 1 has this content already.\n")


def test_a_schedule_can_be_published_by_its_name(clinic: Path, ask: Ask) -> None:
    write_files(peel(PEEL_LATER), clinic)
    assert ask("schedules", "publish", "peel", "--apply-to", "new")["version"] == 2


def test_a_file_that_is_not_there_is_named(clinic: Path, told: Told) -> None:
    code, lines = told("schedules", "publish", "schedules/pele.yaml", "--apply-to", "new")
    assert (code, lines) == (
        2,
        ["schedules/pele.yaml: cannot be read: No such file or directory", "Nothing was changed."],
    )


def test_a_version_comes_back_as_a_new_one_with_its_approval(clinic: Path, ana: int, ask: Ask) -> None:
    first = due(ask, ana)
    ask("schedules", "approve", "peel", "--by", "Dr. Reyes")
    write_files(peel(PEEL_LATER), clinic)
    ask("schedules", "publish", FILE, "--apply-to", "everyone")
    back = ask("schedules", "rollback", "peel", "--to", "1", "--apply-to", "everyone", "--by", "Rosa")
    versions = ask("schedules", "history", "peel")["versions"]
    assert [back[name] for name in ("version", "treatments_moved", "approved_by")] == [3, 1, "Dr. Reyes"]
    assert due(ask, ana) == first
    names = ("version", "published_by", "published_for", "approved_by", "approval_of", "treatments")
    assert [[version[name] for name in names] for version in versions] == [
        [3, "Rosa", "everyone", "Dr. Reyes", 1, 1],
        [2, "command line", "everyone", None, None, 0],
        [1, "setup", "new", "Dr. Reyes", None, 0],
    ]


def test_rolling_back_needs_a_version(clinic: Path, told: Told) -> None:
    assert told("schedules", "rollback", "peel", "--yes") == (
        2,
        ["to: is missing; `reminders schedules history` shows the numbers", "Nothing was changed."],
    )


def test_approving_says_who_and_which(clinic: Path, ask: Ask) -> None:
    first = ask("schedules", "approve", "peel", "--by", "Dr. Reyes")
    second = ask("schedules", "approve", "peel", "--by", "Dr. Stone", "--version", "1")
    names = ("schedule", "version", "approved_by", "changed", "messages_released")
    assert [first[name] for name in names] == ["peel", 1, "Dr. Reyes", True, 0]
    assert [second[name] for name in names] == ["peel", 1, "Dr. Reyes", False, 0]


def test_files_like_the_published_version_show_no_differences(clinic: Path, ask: Ask) -> None:
    assert ask("schedules", "diff") == {
        "schedules": [{"schedule": "peel", "version": 1, "in_files": True, "same": True, "files": []}]
    }


def test_a_changed_an_added_and_a_removed_file_are_told_apart(clinic: Path, ask: Ask) -> None:
    (clinic / "templates/peel/flaking/sms.txt").unlink()
    (clinic / "templates/peel/calm/sms.es.txt").write_text("{{ clinic_name }}: Descanse.\n")
    (clinic / FILE).write_text(PEEL.replace("name: Peel", "name: Gentle peel"))
    files = ask("schedules", "diff", "peel")["schedules"][0]["files"]
    assert [(file["path"], file["change"]) for file in files] == [
        ("schedules/peel.yaml", "changed"),
        ("templates/peel/calm/sms.es.txt", "added"),
        ("templates/peel/flaking/sms.txt", "removed"),
    ]
    assert files[0]["diff"].splitlines() == [
        "--- published/schedules/peel.yaml",
        "+++ files/schedules/peel.yaml",
        "@@ -1,5 +1,5 @@",
        " schedule: peel",
        "-name: Peel",
        "+name: Gentle peel",
        " stages:",
        "   - stage: first-day",
        "     name: First day",
    ]


def test_a_schedule_without_a_file_is_said_to_have_none(clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (clinic / FILE).unlink()
    capsys.readouterr()
    code = run(["schedules", "diff"])
    assert (code, capsys.readouterr().out) == (
        0,
        "peel: version 1 is published, but there is no file of it here.\n",
    )


def test_an_exported_version_is_what_was_published(clinic: Path, ask: Ask) -> None:
    write_files(peel(PEEL_LATER), clinic)
    ask("schedules", "publish", FILE, "--apply-to", "new")
    ask("schedules", "export", "peel", "--version", "1", "--to", "kept")
    kept = {path.relative_to("kept").as_posix(): path.read_text() for path in Path("kept").rglob("*.*")}
    assert kept == {FILE: PEEL} | {f"templates/{path}": text for path, text in peel().templates.items()}


def test_an_export_overwrites_only_when_told_to(clinic: Path, told: Told, ask: Ask) -> None:
    write_files(peel(PEEL_WITHOUT_FLAKING), clinic)
    refused = told("schedules", "export", "peel", "--to", ".")
    ask("schedules", "export", "peel", "--to", ".", "--overwrite")
    assert refused == (
        2,
        [
            "to: schedules/peel.yaml is there with another content; export to another folder, or say --overwrite",
            "Nothing was changed.",
        ],
    )
    assert (clinic / FILE).read_text() == PEEL


@pytest.mark.parametrize("words", [("history", "pele"), ("export", "pele", "--to", "kept"), ("diff", "pele")])
def test_an_unknown_schedule_is_answered_with_the_nearest_name(clinic: Path, told: Told, words: list[str]) -> None:
    assert told("schedules", *words) == (
        2,
        ["schedule: 'pele' is not published here; did you mean 'peel'?", "Nothing was changed."],
    )


def test_people_see_what_moves_in_their_own_words(clinic: Path, ana: int, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(peel(PEEL_LATER), clinic)
    capsys.readouterr()
    code = run(["schedules", "publish", FILE, "--dry-run"])
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    assert lines[:4] == [
        "peel: this would be version 2.",
        "changed: schedules/peel.yaml",
        "In progress: 1 patient with 1 treatment.",
        "What changes for everyone: messages of 1 treatment",
    ]
    assert lines[-2] == "flaking moves: 1 day later"


def test_tables_end_well_for_people_too(clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [run(["schedules", *words]) for words in (["list"], ["history", "peel"], ["diff"])] == [0, 0, 0]


def asks(*answers: str) -> Callable[[str], str]:
    left = list(answers)
    return lambda _question: left.pop(0)


def wish(apply_to: ApplyTo | None = None, *, yes: bool = False) -> Wish:
    return Wish("Rosa", apply_to, yes, False, False, False)


@pytest.mark.parametrize(
    ("answers", "chosen"),
    [(["everyone"], ApplyTo.EVERYONE), ([" New "], ApplyTo.NEW), (["stop"], None), (["what?", "new"], ApplyTo.NEW)],
)
def test_on_a_terminal_a_person_is_asked_until_the_answer_is_clear(answers: list[str], chosen: ApplyTo | None) -> None:
    assert choose(wish(), terminal=True, ask=asks(*answers)) == chosen


def test_nobody_is_asked_who_has_said_it_already() -> None:
    assert choose(wish(ApplyTo.EVERYONE), terminal=True, ask=asks()) is ApplyTo.EVERYONE


def test_nobody_is_asked_without_a_terminal() -> None:
    with pytest.raises(BadInput, match="apply-to: is missing"):
        choose(wish(), terminal=False, ask=asks())


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1440, "1 day later"), (-90, "1 hour 30 minutes earlier"), (2 * 1440 + 60, "2 days 1 hour later")],
)
def test_a_move_is_said_in_days_hours_and_minutes(minutes: int, words: str) -> None:
    assert shift_words(minutes * MINUTE) == words
