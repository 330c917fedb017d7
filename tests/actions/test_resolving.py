"""A named person sends a message in doubt or failed once more, or closes it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.resolving import Resolved, arrived, close, resend
from reminders.actions.treatment import Actor, hold, resume
from reminders.app import App
from reminders.domain.words import Status
from reminders.store.database import Database
from tests.actions.house import House, moment, open_house

Decide = Callable[[App, int, str, str], Resolved]
WHY = "the patient called: nothing came"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


@pytest.fixture
def ana(house: House) -> int:
    """Her treatment; `calm` was sent, and what became of it is in doubt."""
    treatment = house.enroll().treatment_id
    house.set_clock("2026-04-01 10:30")
    house.send()
    set_status(house, house.message(treatment, "calm"), Status.UNKNOWN, "in_doubt")
    return treatment


def set_status(house: House, message_id: int, status: Status, outcome: str) -> None:
    """As if the provider had not answered clearly."""
    with house.app.database.write() as work:
        work.run("UPDATE message SET status = ?, status_reason = NULL WHERE id = ?", (status.value, message_id))
        work.run("UPDATE attempt SET outcome = ? WHERE message_id = ?", (outcome, message_id))


def rounds(house: House, treatment_id: int) -> list[tuple[int, str, str | None, str | None]]:
    """(round, status, reason, decided by) of `calm`."""
    rows = house.rows(
        "SELECT round, status, status_reason, decided_by FROM message WHERE treatment_id = ? AND step = 'calm' "
        "ORDER BY round",
        treatment_id,
    )
    return [(number, status, reason, by) for number, status, reason, by in rows]


def test_a_message_in_doubt_is_sent_once_more_in_its_next_round(house: House, ana: int) -> None:
    first = house.message(ana, "calm")
    resolved = resend(house.app, first, "Rosa", WHY)
    assert (resolved.message_id, resolved.due_at) == (first, moment("2026-04-01 10:30"))
    assert rounds(house, ana) == [(0, "failed", "staff", "Rosa"), (1, "planned", None, "Rosa")]
    assert house.send().sent == 1
    assert rounds(house, ana)[1][:2] == (1, "sent")
    assert house.audit(first) == [("Rosa", "resent")]


def test_a_message_resent_while_its_treatment_is_on_hold_leaves_once_that_is_resumed(house: House, ana: int) -> None:
    hold(house.app, ana, Actor("Rosa", "she asked to wait"))
    resend(house.app, house.message(ana, "calm"), "Rosa", WHY)
    assert (house.send().sent, rounds(house, ana)[1]) == (0, (1, "planned", "on_hold", "Rosa"))
    resume(house.app, ana, Actor("Rosa", "she is fine again"))
    assert (house.send().sent, rounds(house, ana)[1][:2]) == (1, (1, "sent"))


def test_a_resent_message_waits_for_the_contact_hours(house: House, ana: int) -> None:
    house.set_clock("2026-04-01 22:00")
    assert resend(house.app, house.message(ana, "calm"), "Rosa", WHY).due_at == moment("2026-04-02 08:00")
    assert house.send().sent == 0


def test_after_its_window_has_closed_a_person_can_still_send_it_again(house: House, ana: int) -> None:
    house.set_clock("2026-04-03 09:00")
    assert resend(house.app, house.message(ana, "calm"), "Rosa", WHY).due_at == moment("2026-04-03 09:00")
    assert house.send().sent == 1


def test_a_welcome_is_not_sent_again_while_another_one_to_its_number_is_on_its_way(house: House, ana: int) -> None:
    ((first,),) = house.rows("SELECT id FROM message WHERE origin = 'welcome'")
    set_status(house, first, Status.FAILED, "rejected")
    resend(house.app, first, "Rosa", WHY)
    with house.app.database.write() as work:
        work.run("UPDATE message SET status_reason = 'undelivered' WHERE id = ?", (first,))
    with pytest.raises(BadInput, match="another welcome"):
        resend(house.app, first, "Ida", WHY)


def test_a_second_round_in_doubt_can_have_a_third(house: House, ana: int) -> None:
    second = resend(house.app, house.message(ana, "calm"), "Rosa", WHY).new_message_id
    assert second is not None
    house.send()
    set_status(house, second, Status.FAILED, "rejected")
    resend(house.app, second, "Ida", WHY)
    assert [(number, status) for number, status, *_ in rounds(house, ana)] == [
        (0, "failed"),
        (1, "failed"),
        (2, "planned"),
    ]


def test_a_closed_message_counts_as_failed_and_nothing_is_sent(house: House, ana: int) -> None:
    first = house.message(ana, "calm")
    assert close(house.app, first, "Rosa", "it came after all") == Resolved(first, None, None)
    assert rounds(house, ana) == [(0, "failed", "staff", "Rosa")]
    assert house.send().sent == 0
    assert house.audit(first) == [("Rosa", "closed")]


def test_a_resent_message_is_not_planned_anew(house: House, ana: int) -> None:
    """Only a person starts a round, so a later change of the treatment leaves both rounds as they are."""
    resend(house.app, house.message(ana, "calm"), "Rosa", WHY)
    before = rounds(house, ana)
    house.enroll(treated_at=moment("2026-04-01 10:05"))
    assert rounds(house, ana) == before


@pytest.mark.parametrize("decide", [resend, close])
def test_a_message_that_is_not_in_doubt_is_left_alone(house: House, ana: int, decide: Decide) -> None:
    flaking = house.message(ana, "flaking")
    with pytest.raises(BadInput) as refused:
        decide(house.app, flaking, "Rosa", WHY)
    assert refused.value.mistakes == (f"message: {flaking} is planned; only one in doubt or failed can be resolved",)


@pytest.mark.parametrize("decide", [resend, close])
def test_who_why_and_which_are_asked_for_at_once(house: House, decide: Decide) -> None:
    with pytest.raises(BadInput) as refused:
        decide(house.app, 4711, " ", "")
    assert refused.value.mistakes == (
        "by: is missing",
        "why: is missing",
        "message: there is no message 4711; `reminders messages` lists them",
    )


@pytest.mark.parametrize("first", [resend, close])
@pytest.mark.parametrize("second", [resend, close])
def test_what_was_decided_is_not_decided_again(house: House, ana: int, first: Decide, second: Decide) -> None:
    """A second click, or a second person, must not send a third text."""
    calm = house.message(ana, "calm")
    first(house.app, calm, "Rosa", WHY)
    before = rounds(house, ana)
    with pytest.raises(BadInput) as refused:
        second(house.app, calm, "Ida", WHY)
    assert refused.value.mistakes == (f"message: Rosa has already decided about {calm}",)
    assert rounds(house, ana) == before


@pytest.fixture
def unwelcomed(house: House) -> tuple[int, int]:
    """Ana's treatment, and her welcome, of which nobody knows whether it came; her first step is due."""
    treatment = house.enroll().treatment_id
    house.send()
    ((welcome,),) = house.rows("SELECT id FROM message WHERE origin = 'welcome'")
    set_status(house, welcome, Status.UNKNOWN, "in_doubt")
    with house.app.database.write() as work:
        work.run("UPDATE address_gate SET welcomed_at = NULL, welcomed_live = 0")
    house.set_clock("2026-04-01 10:30")
    assert house.send().sent == 0
    return treatment, welcome


def test_who_closes_a_welcome_hears_what_goes_on_waiting_for_it(house: House, unwelcomed: tuple[int, int]) -> None:
    _, welcome = unwelcomed
    assert close(house.app, welcome, "Rosa", "no idea") == Resolved(welcome, None, None, waiting=4)
    assert (house.send().sent, house.welcomes()) == (0, [("failed", "staff")])


@pytest.mark.parametrize("closed_before", [False, True])
def test_a_welcome_that_the_patient_has_lets_go_what_waited(
    house: House, unwelcomed: tuple[int, int], closed_before: bool
) -> None:
    treatment, welcome = unwelcomed
    if closed_before:
        close(house.app, welcome, "Rosa", "no idea")
    assert arrived(house.app, welcome, "Rosa", "she showed it to me") == Resolved(welcome, None, None)
    assert (house.send().sent, house.welcomes()) == (1, [("sent", None)])
    assert house.plan(treatment)["calm"] == "sent"
    assert house.audit(welcome)[-1] == ("Rosa", "said it arrived")


def test_a_closed_welcome_can_be_sent_again_once(house: House, unwelcomed: tuple[int, int]) -> None:
    _, welcome = unwelcomed
    close(house.app, welcome, "Rosa", "no idea")
    resend(house.app, welcome, "Rosa", "she never got it")
    for decide in (resend, arrived):
        with pytest.raises(BadInput):
            decide(house.app, welcome, "Ida", WHY)
    assert house.send().sent == 2
    assert house.welcomes() == [("failed", "staff"), ("sent", None)]


def test_a_step_in_doubt_that_the_patient_has_counts_as_sent(house: House, ana: int) -> None:
    calm = house.message(ana, "calm")
    arrived(house.app, calm, "Rosa", "he told me")
    assert rounds(house, ana) == [(0, "sent", None, "Rosa")]
    with pytest.raises(BadInput):
        resend(house.app, calm, "Ida", WHY)


def test_what_the_provider_has_refused_cannot_have_arrived(house: House, ana: int) -> None:
    calm = house.message(ana, "calm")
    set_status(house, calm, Status.FAILED, "rejected")
    with pytest.raises(BadInput) as refused:
        arrived(house.app, calm, "Rosa", WHY)
    assert refused.value.mistakes == (f"message: {calm} was refused or did not arrive; the provider has said so",)
