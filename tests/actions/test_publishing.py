"""Publishing, rolling back and approving, on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.publishing import ApplyTo, Order, approve, publish, roll_back
from reminders.actions.publishing_moves import BATCH
from reminders.actions.replan import Fate
from reminders.actions.sweeping import sweep
from reminders.actions.treatment import Actor, booked, cancel, hold
from reminders.actions.version_views import history
from reminders.catalog.mistakes import Mistakes
from reminders.domain.instants import to_micros
from reminders.store.audit import audit_of
from reminders.store.database import Database
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

ANA, BEN, CLEO = "+12025550111", "+12025550112", "+12025550113"
DAY = timedelta(days=1)
#: 10:00 in New York, three days after the treatment.
FLAKING = to_micros(TREATED_AT + 3 * DAY)
FLAKING_LATER = to_micros(TREATED_AT + 4 * DAY)
NEW_WORDS = {"calm": "{{ clinic_name }}: Hi {{ first_name }}, drink some water. Questions? Call {{ clinic_phone }}."}
ROSA = Actor("Rosa", "asked by phone")


@pytest.fixture
def place(database: Database, tmp_path: Path) -> Place:
    """A clinic with the schedule `peel` published, version 1."""
    opened = open_place(database, tmp_path)
    opened.publish(peel())
    return opened


@pytest.fixture
def live(database: Database, tmp_path: Path) -> Place:
    """The same clinic with a real transport for texts."""
    opened = open_place(database, tmp_path, sms_transport="twilio")
    opened.publish(peel())
    return opened


def test_publishing_to_new_enrollments_leaves_those_in_progress_as_they_are(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    done = place.publish(peel(PEEL_LATER))
    ben = place.enroll("Ben", BEN)
    assert (done.version.number, done.added, done.moved.treatments) == (2, True, 0)
    assert place.steps(ana)["flaking"] == ("planned", None, FLAKING, 1)
    assert place.steps(ben)["flaking"] == ("planned", None, FLAKING_LATER, 2)


def test_publishing_to_everyone_plans_anew_what_was_not_yet_sent(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    done = place.publish(peel(PEEL_LATER), ApplyTo.EVERYONE)
    assert (done.moved.treatments, done.moved.messages) == (1, {Fate.SAME: 1, Fate.MOVED: 1})
    assert place.steps(ana)["flaking"] == ("planned", None, FLAKING_LATER, 2)
    assert place.versions_of_treatments() == [2]
    assert place.queued("flaking") == [FLAKING_LATER]


def test_a_message_that_was_sent_keeps_its_version_and_its_time(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    place.clock.at = TREATED_AT + timedelta(minutes=31)
    Worker(place.app).once()
    before = place.steps(ana)["calm"]
    place.publish(peel(PEEL_LATER.replace("PT30M", "PT45M")), ApplyTo.EVERYONE)
    assert before == ("sent", None, to_micros(TREATED_AT + timedelta(minutes=30)), 1)
    assert place.steps(ana)["calm"] == before


def test_new_words_reach_everyone_and_move_nothing(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    # Late by now: planning anew would move it.
    place.clock.at = TREATED_AT + timedelta(hours=2)
    done = place.publish(peel(says=NEW_WORDS), ApplyTo.EVERYONE)
    assert (done.moved.treatments, done.moved.messages) == (1, {})
    assert place.steps(ana) == {
        "calm": ("planned", None, to_micros(TREATED_AT + timedelta(minutes=30)), 2),
        "flaking": ("planned", None, FLAKING, 2),
    }


def test_a_welcome_that_still_waits_takes_the_new_words_too(place: Place) -> None:
    place.enroll("Ana", ANA)
    place.publish(peel(says=NEW_WORDS), ApplyTo.EVERYONE)
    rows = place.rows(
        "SELECT v.number FROM message m JOIN schedule_version v ON v.id = m.version_id WHERE m.origin = 'welcome'"
    )
    assert rows == [(2,)]


def test_a_step_that_the_schedule_no_longer_has_is_canceled(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    place.publish(peel(PEEL_WITHOUT_FLAKING), ApplyTo.EVERYONE)
    assert place.steps(ana)["flaking"] == ("canceled", "step_removed", None, 2)
    assert place.queued("flaking") == []


def test_a_step_that_comes_back_is_planned_again(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    place.publish(peel(PEEL_WITHOUT_FLAKING), ApplyTo.EVERYONE)
    done = roll_back(place.app, "peel", 1, Order("Rosa", ApplyTo.EVERYONE))
    assert done.moved.messages[Fate.REVIVED] == 1
    assert place.steps(ana)["flaking"] == ("planned", None, FLAKING, 3)


def test_a_new_step_whose_time_is_past_is_not_sent(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    place.clock.at = TREATED_AT + 6 * DAY
    place.publish(peel(PEEL_WITH_TIPS), ApplyTo.EVERYONE)
    assert place.steps(ana)["tips"] == ("canceled", "skipped_late", None, 2)


def test_a_new_step_whose_time_is_past_pushes_no_waiting_message_aside(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    place.clock.at = TREATED_AT + 6 * DAY
    place.publish(peel(PEEL_WITH_TIPS), ApplyTo.EVERYONE)
    assert place.steps(ana)["flaking"] == ("planned", None, FLAKING, 2)


def test_a_new_step_whose_time_is_past_stays_unsent_when_the_plan_is_made_again_later(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    place.clock.at = TREATED_AT + 6 * DAY
    place.publish(peel(PEEL_WITH_TIPS), ApplyTo.EVERYONE)
    booked(place.app, ana, (TREATED_AT + 60 * DAY).date(), ROSA)
    assert place.steps(ana)["tips"] == ("canceled", "skipped_late", None, 2)


def test_a_new_step_whose_time_is_past_is_sent_when_asked_for(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    place.clock.at = TREATED_AT + 6 * DAY
    place.publish(peel(PEEL_WITH_TIPS), ApplyTo.EVERYONE, send_missed=True)
    assert place.steps(ana)["tips"] == ("planned", None, to_micros(place.clock.at), 2)
    assert place.steps(ana)["flaking"] == ("canceled", "superseded", None, 2)


def test_what_is_overdue_is_left_to_the_dispatcher(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    place.clock.at = TREATED_AT + 2 * DAY
    done = place.publish(peel(PEEL_LATER), ApplyTo.EVERYONE)
    assert done.moved.messages == {Fate.SAME: 1, Fate.MOVED: 1}
    assert place.steps(ana)["calm"] == ("planned", None, to_micros(TREATED_AT + timedelta(minutes=30)), 2)


def test_a_treatment_that_is_over_stays_on_its_version(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    cancel(place.app, ana, ROSA)
    place.publish(peel(PEEL_LATER), ApplyTo.EVERYONE)
    assert place.versions_of_treatments() == [1]


def test_a_treatment_on_hold_moves_along_and_stays_on_hold(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    hold(place.app, ana, ROSA)
    place.publish(peel(PEEL_LATER), ApplyTo.EVERYONE)
    assert place.steps(ana)["flaking"] == ("planned", None, FLAKING_LATER, 2)
    assert place.queued("flaking") == []


def test_the_same_content_again_changes_nothing(place: Place) -> None:
    place.enroll("Ana", ANA)
    done = place.publish(peel(), ApplyTo.EVERYONE)
    assert (done.version.number, done.added, done.moved.treatments) == (1, False, 0)
    assert len(history(place.app, "peel")) == 1


def test_publishing_to_everyone_again_takes_along_those_left_behind(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    place.publish(peel(PEEL_LATER))
    done = place.publish(peel(PEEL_LATER), ApplyTo.EVERYONE)
    assert (done.version.number, done.added, done.moved.treatments) == (2, False, 1)
    assert place.steps(ana)["flaking"] == ("planned", None, FLAKING_LATER, 2)


class PowerCut(Exception):
    """Ends a run between two transactions."""


def test_a_run_that_is_cut_short_is_finished_by_the_next_one(place: Place) -> None:
    for number in range(BATCH + 2):
        place.enroll(f"Patient {number}", f"+1{202 + number}5550101")
    told: list[int] = []

    def cut(moved: int) -> None:
        raise PowerCut

    with pytest.raises(PowerCut):
        publish(place.app, peel(PEEL_LATER), Order("Rosa", ApplyTo.EVERYONE), cut)
    left = place.versions_of_treatments()
    done = publish(place.app, peel(PEEL_LATER), Order("Rosa", ApplyTo.EVERYONE), told.append)
    assert left == [2] * BATCH + [1] * 2
    assert (done.added, done.moved.treatments, told) == (False, 2, [2])
    assert place.versions_of_treatments() == [2] * (BATCH + 2)


def test_content_with_mistakes_is_refused_whole_and_nothing_changes(place: Place) -> None:
    bad = peel(PEEL_LATER.replace("closes: P9D", "closes: P3D"), says={"calm": "{{ first_nam }}"})
    with pytest.raises(Mistakes) as refused:
        place.publish(bad, ApplyTo.EVERYONE)
    files = {mistake.file for mistake in refused.value.mistakes}
    assert files == {"schedules/peel.yaml", "templates/peel/calm/sms.txt"}
    assert len(history(place.app, "peel")) == 1


def test_nothing_is_published_when_somebody_else_was_faster(place: Place) -> None:
    place.publish(peel(says=NEW_WORDS))
    with pytest.raises(BadInput, match="version 2 was published meanwhile"):
        publish(place.app, peel(PEEL_LATER), Order("Rosa", ApplyTo.NEW, seen=1))
    assert len(history(place.app, "peel")) == 2


def test_whoever_publishes_must_be_named(place: Place) -> None:
    with pytest.raises(BadInput, match="by: is missing"):
        publish(place.app, peel(PEEL_LATER), Order(" ", ApplyTo.NEW))


def test_rolling_back_publishes_the_old_content_as_a_new_version(place: Place) -> None:
    ana = place.enroll("Ana", ANA)
    place.publish(peel(PEEL_LATER), ApplyTo.EVERYONE)
    done = roll_back(place.app, "peel", 1, Order("Rosa", ApplyTo.EVERYONE))
    assert (done.version.number, done.version.sha256) == (3, peel().sha256)
    assert place.steps(ana)["flaking"] == ("planned", None, FLAKING, 3)


def test_an_approval_goes_with_the_words_it_was_given_for(place: Place) -> None:
    approve(place.app, "peel", "Dr. Reyes")
    place.clock.at += DAY
    place.publish(peel(PEEL_LATER))
    back = roll_back(place.app, "peel", 1, Order("Rosa", ApplyTo.NEW)).version
    assert [(one.version.number, one.version.approved_by, one.approval_of) for one in history(place.app, "peel")] == [
        (3, "Dr. Reyes", 1),
        (2, None, None),
        (1, "Dr. Reyes", None),
    ]
    with place.app.database.read() as work:
        entries = [entry[1:] for entry in audit_of(work, "schedule_version", back.id)]
    assert entries == [
        ("Rosa", "rolled back to version 1", "for new"),
        ("Rosa", "kept the approval", "same content as version 1, which Dr. Reyes approved"),
    ]


def test_rolling_back_to_an_unknown_version_is_refused_by_name(place: Place) -> None:
    with pytest.raises(BadInput) as refused:
        roll_back(place.app, "peel", 7, Order("Rosa", ApplyTo.NEW))
    assert refused.value.mistakes == ("version: peel has no version 7; it has 1 to 1",)


def test_the_first_approval_stands(place: Place) -> None:
    first = approve(place.app, "peel", "Dr. Reyes")
    second = approve(place.app, "peel", "Dr. Stone")
    assert (first.added, second.added, second.version.approved_by) == (True, False, "Dr. Reyes")
    with place.app.database.read() as work:
        entries = [entry[1:3] for entry in audit_of(work, "schedule_version", first.version.id)]
    assert entries == [("Rosa", "published"), ("Dr. Reyes", "approved")]


def test_approving_names_every_mistake_at_once(place: Place) -> None:
    with pytest.raises(BadInput) as refused:
        approve(place.app, "pele", "")
    assert refused.value.mistakes == (
        "by: is missing; say who decides, for example --by Rosa",
        "schedule: 'pele' is not published here; did you mean 'peel'?",
    )


def test_messages_that_waited_for_the_approval_may_leave_after_it(live: Place) -> None:
    ana = live.enroll("Ana", ANA)
    live.clock.at = TREATED_AT + timedelta(minutes=31)
    Worker(live.app).once()
    waiting = live.steps(ana)["calm"]
    queued = live.queued("calm")
    done = approve(live.app, "peel", "Dr. Reyes")
    assert (waiting[:2], queued) == (("planned", "not_approved"), [])
    # The welcome, and the step itself.
    assert done.woken == 2
    assert (live.steps(ana)["calm"][:2], live.queued("calm")) == (("planned", None), [to_micros(live.clock.at)])


def test_an_approval_of_one_version_wakes_nothing_of_another(live: Place) -> None:
    ana = live.enroll("Ana", ANA)
    live.clock.at = TREATED_AT + timedelta(minutes=31)
    Worker(live.app).once()
    live.publish(peel(says=NEW_WORDS))
    done = approve(live.app, "peel", "Dr. Reyes")
    assert (done.version.number, done.woken, live.steps(ana)["calm"][1]) == (2, 0, "not_approved")


def test_moving_to_an_approved_version_lets_go_what_waited(live: Place) -> None:
    live.enroll("Ana", ANA)
    live.clock.at = TREATED_AT + timedelta(minutes=31)
    Worker(live.app).once()
    live.publish(peel(says=NEW_WORDS))
    approve(live.app, "peel", "Dr. Reyes")
    live.publish(peel(says=NEW_WORDS), ApplyTo.EVERYONE)
    assert live.queued("calm") == [to_micros(live.clock.at)]
    assert live.queued("welcome") == [to_micros(live.clock.at)]


def test_a_message_that_was_set_aside_at_the_moment_of_approval_is_found_by_the_sweep(live: Place) -> None:
    ana = live.enroll("Ana", ANA)
    approve(live.app, "peel", "Dr. Reyes")
    with live.app.database.write() as work:
        work.run("DELETE FROM due_queue")
        work.run("UPDATE message SET queue_at = NULL, status_reason = 'not_approved' WHERE treatment_id = ?", (ana,))
    sweep(live.app)
    assert (live.steps(ana)["flaking"][:2], live.queued("flaking")) == (("planned", None), [FLAKING])


def test_patients_of_other_schedules_are_left_alone(place: Place) -> None:
    other = peel(PEEL.replace("peel", "mask").replace("Peel", "Mask"))
    templates = {path.replace("peel/", "mask/"): text for path, text in other.templates.items()}
    place.enroll("Ana", ANA)
    mask = type(other)("mask", other.schedule_text, templates)
    done = place.publish(mask, ApplyTo.EVERYONE)
    assert (done.version.number, done.moved.treatments) == (1, 0)
    assert place.versions_of_treatments() == [1]
