"""What staff do to one treatment: audited, refused where it makes no sense, all mistakes in words."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.treatment import Actor, booked, cancel, entered_in_error, hold, move, resume, show
from reminders.app import App
from reminders.domain.words import TreatmentStatus
from reminders.store.database import Database
from tests.actions.house import AS_PLANNED, STEPS, TREATED_AT, House, moment, open_house
from tests.actions.sending_house import open_sending_house
from tests.fakes.fake_twilio import Answer

ROSA = Actor("Rosa", "as the patient said")
JUNE_1 = date(2026, 6, 1)
Act = Callable[[App, int], object]

ACTS: dict[str, Act] = {
    "move": lambda app, treatment: move(app, treatment, TREATED_AT - timedelta(hours=1), ROSA),
    "hold": lambda app, treatment: hold(app, treatment, ROSA),
    "resume": lambda app, treatment: resume(app, treatment, ROSA),
    "cancel": lambda app, treatment: cancel(app, treatment, ROSA),
    "book": lambda app, treatment: booked(app, treatment, JUNE_1, ROSA),
    "entered in error": lambda app, treatment: entered_in_error(app, treatment, ROSA),
}
#: After the first act the second one is refused with these words.
REFUSED = [
    ("hold", "hold", "is on hold and cannot be held"),
    ("move", "resume", "is active and cannot be resumed"),
    ("cancel", "cancel", "is canceled and cannot be canceled"),
    ("cancel", "hold", "is canceled and cannot be held"),
    ("cancel", "resume", "is canceled and cannot be resumed"),
    ("cancel", "move", "is canceled and cannot be moved"),
    ("cancel", "book", "is canceled and cannot be booked"),
    ("entered in error", "cancel", "is entered in error and cannot be canceled"),
    ("entered in error", "entered in error", "is entered in error and cannot be entered in error"),
]


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def test_a_sheet_shows_the_patient_the_plan_and_the_history(house: House) -> None:
    ana = house.enroll(last_name="Lopez", provider="Dr. Reyes", external_id="visit 7", session=(2, 4)).treatment_id
    hold(house.app, ana, ROSA)
    house.set_clock("2026-04-01 10:20")
    resume(house.app, ana, Actor("Ida"))
    sheet = show(house.app, ana)
    assert (sheet.first_name, sheet.last_name, sheet.provider) == ("Ana", "Lopez", "Dr. Reyes")
    assert (sheet.external_id, sheet.timezone) == ("visit 7", "America/New_York")
    assert (sheet.treatment.session, sheet.treatment.status) == ((2, 4), TreatmentStatus.ACTIVE)
    assert [message.step for message in sheet.messages] == list(STEPS)
    assert [(by, verb, why) for _, by, verb, why in sheet.history] == [
        ("command line", "enrolled", ""),
        ("Rosa", "held", "as the patient said"),
        ("Ida", "resumed", ""),
    ]


def test_a_move_tells_from_when_to_when(house: House) -> None:
    ana = house.enroll().treatment_id
    move(house.app, ana, moment("2026-03-31 10:00"), ROSA)
    assert show(house.app, ana).history[-1][1:] == (
        "Rosa",
        "moved",
        "from 2026-04-01T14:00:00+00:00 to 2026-03-31T14:00:00+00:00; as the patient said",
    )


def test_a_booking_and_its_end_are_told(house: House) -> None:
    ana = house.enroll().treatment_id
    booked(house.app, ana, JUNE_1, Actor("Rosa"))
    booked(house.app, ana, None, Actor("Rosa"))
    assert [why for *_, why in show(house.app, ana).history] == ["", "for 2026-06-01", "no longer"]


@pytest.mark.parametrize(("first", "second", "words"), REFUSED)
def test_an_act_that_makes_no_sense_is_refused_and_changes_nothing(
    house: House, first: str, second: str, words: str
) -> None:
    ana = house.enroll().treatment_id
    ACTS[first](house.app, ana)
    plan, history = house.plan(ana), house.audit(ana)
    with pytest.raises(BadInput) as refused:
        ACTS[second](house.app, ana)
    assert refused.value.mistakes == (f"treatment: {ana} {words}",)
    assert house.plan(ana) == plan
    assert house.audit(ana) == history


@pytest.mark.parametrize("act", ACTS)
def test_a_treatment_that_is_not_there_is_bad_input(house: House, act: str) -> None:
    with pytest.raises(BadInput) as refused:
        ACTS[act](house.app, 4711)
    assert refused.value.mistakes == (
        "treatment: there is no treatment 4711; `reminders messages` lists their numbers",
    )


def test_a_sheet_of_no_treatment_is_bad_input(house: House) -> None:
    with pytest.raises(BadInput) as refused:
        show(house.app, 4711)
    assert refused.value.mistakes == (
        "treatment: there is no treatment 4711; `reminders messages` lists their numbers",
    )


@pytest.mark.parametrize(
    ("treated_at", "words"),
    [
        ("2026-04-02 10:00", "lies in the future; enroll after the treatment"),
        ("2016-03-01 10:00", "is more than ten years ago; check the year"),
    ],
)
def test_a_treatment_cannot_move_to_the_future_nor_far_into_the_past(house: House, treated_at: str, words: str) -> None:
    ana = house.enroll().treatment_id
    with pytest.raises(BadInput) as refused:
        move(house.app, ana, moment(treated_at), ROSA)
    assert refused.value.mistakes == (f"treated-at: {words}",)
    assert house.plan(ana) == AS_PLANNED


def test_a_treatment_on_hold_can_be_moved_and_stays_on_hold(house: House) -> None:
    ana = house.enroll().treatment_id
    hold(house.app, ana, ROSA)
    move(house.app, ana, moment("2026-03-31 10:00"), ROSA)
    assert house.plan(ana)["flaking"] == "2026-04-03 10:00, waiting"


def test_nothing_leaves_for_a_treatment_on_hold(house: House) -> None:
    ana = house.enroll().treatment_id
    hold(house.app, ana, ROSA)
    house.set_clock("2026-04-04 10:00")
    house.send()
    assert house.rows("SELECT COUNT(*) FROM message WHERE treatment_id = ? AND attempts > 0", ana) == [(0,)]


def test_a_treatment_that_was_canceled_can_still_be_marked_as_entered_in_error(house: House) -> None:
    ana = house.enroll().treatment_id
    cancel(house.app, ana, ROSA)
    entered_in_error(house.app, ana, ROSA)
    assert show(house.app, ana).treatment.status is TreatmentStatus.ENTERED_IN_ERROR


def test_a_message_that_was_tried_once_goes_on_when_its_treatment_is_resumed(
    database: Database, tmp_path: Path
) -> None:
    with open_sending_house(database, tmp_path) as house:
        ana = house.welcomed()
        house.twilio.script(Answer("refuse", code=20429, http=429))
        house.send_at("2026-04-01 10:30")
        hold(house.app, ana, ROSA)
        house.send_at("2026-04-01 10:40")
        assert (house.status("calm"), house.due("calm")) == (("planned", "on_hold"), None)
        resume(house.app, ana, ROSA)
        house.send()
        assert (house.status("calm"), house.texts()) == (("sent", None), ["welcome", "calm"])


@pytest.mark.parametrize("end", [cancel, entered_in_error])
def test_a_message_that_was_tried_once_ends_with_its_treatment_although_it_is_on_hold(
    database: Database, tmp_path: Path, end: Callable[[App, int, Actor], object]
) -> None:
    with open_sending_house(database, tmp_path) as house:
        ana = house.welcomed()
        house.twilio.script(Answer("refuse", code=20429, http=429))
        house.send_at("2026-04-01 10:30")
        hold(house.app, ana, ROSA)
        house.send_at("2026-04-01 10:40")
        end(house.app, ana, ROSA)
        assert (house.status("calm"), house.due("calm")) == (("canceled", "treatment_ended"), None)


@pytest.mark.parametrize("end", [cancel, entered_in_error])
def test_a_welcome_that_has_not_left_ends_with_its_only_treatment(
    database: Database, tmp_path: Path, end: Callable[[App, int, Actor], object]
) -> None:
    with open_sending_house(database, tmp_path) as house:
        ana = house.enroll().treatment_id
        end(house.app, ana, ROSA)
        assert (house.status("welcome"), house.due("welcome")) == (("canceled", "treatment_ended"), None)
        assert (house.send().sent, house.texts()) == (0, [])


def test_somebody_else_at_the_number_is_still_welcomed_before_the_first_step(
    database: Database, tmp_path: Path
) -> None:
    with open_sending_house(database, tmp_path) as house:
        ana = house.enroll().treatment_id
        house.enroll(first_name="Ben")
        entered_in_error(house.app, ana, ROSA)
        house.send_at("2026-04-01 10:30")
        assert (house.status("welcome"), house.texts()) == (("sent", None), ["welcome", "calm"])
