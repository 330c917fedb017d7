"""The impact that is shown is what then happens; publishing beside others who publish or send."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.publishing import ApplyTo, Order, publish
from reminders.actions.publishing_impact import Impact, StepImpact, impact_of
from reminders.actions.replan import Fate
from reminders.actions.version_views import history
from reminders.domain.instants import SECOND, to_micros
from reminders.store.database import Database
from reminders.store.due import claim_texts, still_ours
from reminders.worker import Worker
from tests.actions.published import (
    PEEL,
    PEEL_LATER,
    PEEL_WITH_TIPS,
    PEEL_WITHOUT_FLAKING,
    TREATED_AT,
    Place,
    open_place,
    peel,
)

ANA, BEN = "+12025550111", "+12025550112"
DAY = timedelta(days=1)
WORDS = {"flaking": "{{ clinic_name }}: Hello {{ first_name }}, all well? Let flakes be. Call {{ clinic_phone }}."}


@pytest.fixture
def place(database: Database, tmp_path: Path) -> Place:
    """Ana was treated six days before Ben; her first message has left, both wait for the second."""
    opened = open_place(database, tmp_path)
    opened.publish(peel())
    opened.enroll("Ana", ANA)
    opened.clock.at = TREATED_AT + timedelta(minutes=31)
    Worker(opened.app).once()
    opened.clock.at = TREATED_AT + 6 * DAY
    opened.enroll("Ben", BEN, TREATED_AT + 6 * DAY)
    return opened


def numbers(step: StepImpact) -> tuple[int, ...]:
    """moved, new, canceled, revived, unchanged, sent, late, missed."""
    return astuple(step)[1:9]


def of_steps(impact: Impact) -> dict[str, tuple[int, ...]]:
    return {name: numbers(step) for name, step in impact.steps.items()}


def test_a_step_that_moves_is_counted_with_how_far(place: Place) -> None:
    impact = impact_of(place.app, peel(PEEL.replace("at: P3D", "at: P8D")))
    assert (impact.patients, impact.treatments, impact.changed) == (2, 2, 2)
    assert of_steps(impact) == {"calm": (0, 0, 0, 0, 1, 1, 0, 0), "flaking": (2, 0, 0, 0, 0, 0, 0, 0)}
    assert impact.steps["flaking"].shift == (5 * 86400 * SECOND, 5 * 86400 * SECOND)


def test_a_new_step_is_new_for_one_and_past_for_the_other(place: Place) -> None:
    impact = impact_of(place.app, peel(PEEL_WITH_TIPS))
    assert numbers(impact.steps["tips"]) == (0, 1, 0, 0, 0, 0, 0, 1)


def test_a_new_step_whose_time_is_past_is_late_when_it_is_to_be_sent(place: Place) -> None:
    impact = impact_of(place.app, peel(PEEL_WITH_TIPS), send_missed=True)
    assert numbers(impact.steps["tips"]) == (0, 2, 0, 0, 0, 0, 1, 0)
    assert numbers(impact.steps["flaking"]) == (0, 0, 1, 0, 1, 0, 0, 0)


def test_a_step_that_goes_is_canceled_and_one_that_comes_back_is_planned_again(place: Place) -> None:
    gone = impact_of(place.app, peel(PEEL_WITHOUT_FLAKING))
    place.publish(peel(PEEL_WITHOUT_FLAKING), ApplyTo.EVERYONE)
    back = impact_of(place.app, peel())
    assert numbers(gone.steps["flaking"]) == (0, 0, 2, 0, 0, 0, 0, 0)
    assert numbers(back.steps["flaking"]) == (0, 0, 0, 2, 0, 0, 1, 0)


def test_new_words_move_nothing(place: Place) -> None:
    impact = impact_of(place.app, peel(says=WORDS))
    assert ([change.path for change in impact.files], impact.changed) == (["templates/peel/flaking/sms.txt"], 0)
    assert of_steps(impact) == {"calm": (0, 0, 0, 0, 1, 1, 0, 0), "flaking": (0, 0, 0, 0, 2, 0, 0, 0)}


def test_looking_changes_nothing(place: Place) -> None:
    before = place.rows("SELECT id, status, due_at, queue_at, version_id FROM message ORDER BY id")
    impact_of(place.app, peel(PEEL_WITH_TIPS), send_missed=True)
    assert place.rows("SELECT id, status, due_at, queue_at, version_id FROM message ORDER BY id") == before
    assert len(history(place.app, "peel")) == 1


@pytest.mark.parametrize("text", [PEEL_LATER, PEEL_WITH_TIPS, PEEL_WITHOUT_FLAKING])
def test_what_was_shown_is_what_happens(place: Place, text: str) -> None:
    steps = impact_of(place.app, peel(text)).steps.values()
    done = place.publish(peel(text), ApplyTo.EVERYONE).moved.messages
    shown = {
        Fate.MOVED: sum(step.moved for step in steps),
        Fate.CANCELED: sum(step.canceled for step in steps),
        Fate.NEW: sum(step.new + step.missed for step in steps),
        Fate.SAME: sum(step.unchanged for step in steps),
        Fate.KEPT: sum(step.sent for step in steps),
    }
    assert {fate: number for fate, number in shown.items() if number} == dict(done)


def test_a_claim_on_a_message_that_a_version_moves_can_no_longer_arm(place: Place) -> None:
    # Ana's second message is due now, and claimed; the new version wants it two days later.
    now = to_micros(place.clock.at)
    with place.app.database.write() as work:
        claim = claim_texts(work, now, "a worker", 10)
    place.publish(peel(PEEL.replace("at: P3D", "at: P8D")), ApplyTo.EVERYONE)
    steps = {row[0]: row[1] for row in place.rows("SELECT id, step FROM message")}
    with place.app.database.write() as work:
        kept = [steps[message_id] for _, message_id in still_ours(work, claim.token, claim.rows, now)]
    assert sorted(steps[message_id] for _, message_id in claim.rows) == ["flaking", "welcome"]
    assert kept == ["welcome"]


def test_of_two_who_publish_at_once_one_is_told_to_look_again(place: Place) -> None:
    def try_to_publish(text: str) -> int:
        try:
            return publish(place.app, peel(text), Order("Rosa", ApplyTo.NEW, seen=1)).version.number
        except BadInput:
            return 0

    with ThreadPoolExecutor(2) as people:
        ends = sorted(people.map(try_to_publish, [PEEL_LATER, PEEL_WITH_TIPS], timeout=60))
    assert ends == [0, 2]
    assert len(history(place.app, "peel")) == 2
