"""The audit in words: every act about a patient has some, and what the program noted is told as a person would."""

import ast
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reminders.actions.act_words import act_words, actor_words, detail_words
from reminders.domain.said import Language, Said, Style
from reminders.store.patient_audit import Act

NEW_YORK = ZoneInfo("America/New_York")
ACTIONS = Path(__file__).resolve().parents[2] / "reminders" / "actions"
SUBJECTS = ("patient", "treatment", "message", "reply")


def act(detail: str, verb: str = "changed", subject: str = "patient") -> Act:
    return Act(1, 0, "Rosa", verb, subject, 7, detail)


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ("", ""),
        ("she called", "she called"),
        (
            "from 2026-03-09T14:00:00+00:00 to 2026-03-10T16:30:00+00:00; she asked",
            "from 10:00 am on Mon, Mar 9 to 12:30 pm on Tue, Mar 10; she asked",
        ),
        ("at 2026-03-09T14:00:00.123456+00:00", "planned for 10:00 am on Mon, Mar 9"),
        ("for 2026-06-01", "for Mon, Jun 1"),
        ("another name; language: en → es; a slip", "another name; language: English → Spanish; a slip"),
        ("timezone: none → America/Chicago", "time zone: none → America/Chicago"),
        ("tags: none → smoker, retinoids", "tags: none → smoker, retinoids"),
        (
            "new number and email address, agreed to care, marketing; moved",
            "new number, email address, agreed to: care, invitations; moved",
        ),
        ("number works after all; called", "works after all: number; called"),
        ("sms: given care; withdrawn marketing", "text: agrees to: care; no longer agrees to: invitations"),
    ],
)  # fmt: skip
def test_what_an_act_was_about_is_told_as_a_person_would(detail: str, told: str) -> None:
    assert detail_words(act(detail), NEW_YORK) == told


def test_a_detail_is_said_in_another_language_with_the_persons_own_words_as_they_are() -> None:
    spanish = {"language: {before} → {after}": "idioma: {before} → {after}", "Spanish": "español", "English": "inglés"}
    tongue = Language(lambda text: spanish.get(text, text), lambda one, many, count: one, _never)
    assert tongue.tell(detail_words(act("language: en → es; she called"), NEW_YORK)) == (
        "idioma: inglés → español; she called"
    )


def test_every_act_about_a_patient_has_words() -> None:
    verbs = {(subject, verb) for subject in SUBJECTS for verb in _noted(subject)}
    assert verbs
    assert [pair for pair in sorted(verbs) if not isinstance(act_words(act("", pair[1], pair[0])), Said)] == []


def test_who_has_no_name_is_called_what_it_is() -> None:
    assert [actor_words(by) for by in ("program", "patient", "Rosa")] == ["The program", "The patient", "Rosa"]


def _noted(subject: str) -> set[str]:
    """The verbs that actions note about this subject where both are written there."""
    found = set()
    for path in ACTIONS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "add_audit":
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
                if len(texts) >= 2 and texts[1] == subject:
                    found.add(texts[0])
    return {verb for verb in found if re.fullmatch("[a-z ]+", verb)}


def _never(_instant: datetime, _zone: ZoneInfo, _style: Style) -> str:
    raise AssertionError
