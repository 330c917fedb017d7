"""One message sent now, moved, skipped or put back by a person; on SQLite and PostgreSQL."""

from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions import treatment as acts
from reminders.actions.bad_input import BadInput
from reminders.actions.holding import hold_sending
from reminders.actions.message_choices import move, put_back, send_now, skip
from reminders.actions.opting_out import opt_out
from reminders.actions.patient import set_patient
from reminders.actions.seeing import Changed
from reminders.actions.treatment import Actor
from reminders.domain.words import OptOutScope
from reminders.store.database import Database
from reminders.store.patient_audit import acts_about, newest_act
from tests.actions.house import ANA, AS_PLANNED, TREATED_AT, House, moment, open_house

LEE = Actor("Lee", "she asked for it")


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def test_a_moved_message_leaves_at_the_time_that_was_chosen(house: House) -> None:
    ana = house.enroll().treatment_id
    chosen = move(house.app, house.message(ana, "flaking"), moment("2026-04-06 16:30"), LEE)
    assert (chosen.due_at, chosen.others) == (moment("2026-04-06 16:30"), ())
    assert house.plan(ana) == AS_PLANNED | {"flaking": "2026-04-06 16:30"}


def test_a_moved_message_keeps_its_time_when_something_else_is_planned_anew(house: House) -> None:
    enrolled = house.enroll()
    ana = enrolled.treatment_id
    move(house.app, house.message(ana, "flaking"), moment("2026-04-06 16:30"), LEE)
    set_patient(house.app, enrolled.patient_id, {"language": "es"}, LEE)
    assert house.plan(ana)["flaking"] == "2026-04-06 16:30"


def test_a_moved_message_is_canceled_by_a_stop_and_comes_back_to_its_chosen_time(house: House) -> None:
    ana = house.enroll().treatment_id
    move(house.app, house.message(ana, "flaking"), moment("2026-04-06 16:30"), LEE)
    acts.hold(house.app, ana, LEE)
    acts.resume(house.app, ana, LEE)
    assert house.plan(ana)["flaking"] == "2026-04-06 16:30"
    opt_out(house.app, ANA, OptOutScope.ALL, "Lee", "she called")
    assert house.plan(ana)["flaking"] == "canceled: opted_out"


def test_another_date_of_the_treatment_forgets_the_chosen_time(house: House) -> None:
    ana = house.enroll().treatment_id
    move(house.app, house.message(ana, "flaking"), moment("2026-04-06 16:30"), LEE)
    acts.move(house.app, ana, TREATED_AT - timedelta(days=1), LEE)
    assert house.plan(ana)["flaking"] == "2026-04-03 10:00"


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (
            "2026-04-01 09:00",
            "at: It can leave between 12:00 am on Sat, Apr 4 and 12:00 am on Mon, Apr 20. "
            "The next time that works is 8:00 am on Sat, Apr 4.",
        ),
        (
            "2026-04-02 10:00",
            "at: It can leave between 12:00 am on Sat, Apr 4 and 12:00 am on Mon, Apr 20. "
            "The next time that works is 8:00 am on Sat, Apr 4.",
        ),
        (
            "2026-04-20 00:00",
            "at: It can leave between 12:00 am on Sat, Apr 4 and 12:00 am on Mon, Apr 20. "
            "A time that works is 8:00 am on Sat, Apr 4.",
        ),
        (
            "2026-04-05 21:00",
            "at: It cannot leave then: no texts between 8 pm and 8 am. "
            "The next time that works is 8:00 am on Mon, Apr 6.",
        ),
        (
            "2026-04-19 21:00",
            "at: It cannot leave then: no permitted contact time was left before its time was over. "
            "A time that works is 8:00 am on Sat, Apr 4.",
        ),
    ],
)
def test_a_message_cannot_be_moved_out_of_its_window_or_the_contact_hours(house: House, to: str, why: str) -> None:
    ana = house.enroll().treatment_id
    with pytest.raises(BadInput) as refused:
        move(house.app, house.message(ana, "flaking"), moment(to), LEE)
    assert refused.value.mistakes == (why,)
    assert house.plan(ana) == AS_PLANNED


def test_a_message_cannot_be_moved_to_a_day_that_is_full(house: House) -> None:
    ana = house.enroll().treatment_id
    bea = house.enroll(first_name="Bea").treatment_id
    move(house.app, house.message(ana, "flaking"), moment("2026-04-06 10:00"), LEE)
    move(house.app, house.message(bea, "flaking"), moment("2026-04-06 11:00"), LEE)
    with pytest.raises(BadInput) as refused:
        move(house.app, house.message(ana, "results"), moment("2026-04-06 12:00"), LEE)
    assert refused.value.mistakes == (
        "at: It cannot leave then: the patient already gets as many messages around then as the limit allows. "
        "The next time that works is 10:00 am on Tue, Apr 7.",
    )
    assert house.plan(ana) == AS_PLANNED | {"flaking": "2026-04-06 10:00"}


def test_a_time_that_has_just_passed_is_told_with_one_that_is_still_to_come(house: House) -> None:
    flaking = house.message(house.enroll().treatment_id, "flaking")
    house.clock.at = moment("2026-04-05 11:10") + timedelta(seconds=20)
    with pytest.raises(BadInput) as refused:
        move(house.app, flaking, moment("2026-04-05 11:10"), LEE)
    assert refused.value.mistakes == ("at: That time is past. The next time that works is 11:16 am on Sun, Apr 5.",)
    assert move(house.app, flaking, moment("2026-04-05 11:16"), LEE).due_at == moment("2026-04-05 11:16")


def test_the_time_that_is_named_is_taken_though_several_things_are_in_the_way(house: House) -> None:
    """In the night; the next day is full; and on the day after it another message of hers, which would have made room
    for one that comes from before, stands before one that is chosen for that day.
    """
    ana, bea, cleo = (house.enroll(first_name=name).treatment_id for name in ("Ana", "Bea", "Cleo"))
    skip(house.app, house.message(cleo, "results"), LEE)
    for whose, step, to in (
        (cleo, "flaking", "2026-04-14 11:00"),
        (bea, "results", "2026-04-14 10:00"),
        (bea, "flaking", "2026-04-15 09:00"),
        (ana, "flaking", "2026-04-15 09:30"),
    ):
        move(house.app, house.message(whose, step), moment(to), LEE)
    results = house.message(ana, "results")
    with pytest.raises(BadInput) as refused:
        move(house.app, results, moment("2026-04-13 21:00"), LEE)
    assert refused.value.mistakes == (
        "at: It cannot leave then: no texts between 8 pm and 8 am; the patient already gets as many messages around "
        "then as the limit allows. The next time that works is 10:00 am on Thu, Apr 16.",
    )
    with pytest.raises(BadInput):
        move(house.app, results, moment("2026-04-15 10:00"), LEE)
    assert move(house.app, results, moment("2026-04-16 10:00"), LEE).due_at == moment("2026-04-16 10:00")
    assert house.plan(ana)["flaking"] == "2026-04-15 09:30"


def test_a_message_that_nobody_agreed_to_is_not_offered_another_time(house: House) -> None:
    enrolled = house.enroll()
    opt_out(house.app, ANA, OptOutScope.ALL, "Lee", "she called")
    with pytest.raises(BadInput) as refused:
        move(house.app, house.message(enrolled.treatment_id, "flaking"), moment("2026-04-05 10:00"), LEE)
    assert refused.value.mistakes == ("at: Not sent: the patient asked to stop.",)


def test_a_window_without_any_time_left_says_so(house: House) -> None:
    flaking = house.message(house.enroll().treatment_id, "flaking")
    house.set_clock("2026-04-19 20:30")
    with pytest.raises(BadInput) as refused:
        move(house.app, flaking, moment("2026-04-19 21:00"), LEE)
    assert refused.value.mistakes == (
        "at: It cannot leave then: no permitted contact time was left before its time was over. "
        "No other time works before its window ends, 12:00 am on Mon, Apr 20.",
    )


def test_a_message_is_sent_now_once_its_window_is_open(house: House) -> None:
    ana = house.enroll().treatment_id
    flaking = house.message(ana, "flaking")
    with pytest.raises(BadInput) as refused:
        send_now(house.app, flaking, LEE)
    assert refused.value.mistakes == (
        "at: it is too early: it can leave between 12:00 am on Sat, Apr 4 and 12:00 am on Mon, Apr 20",
    )
    house.set_clock("2026-04-01 10:20")
    house.send()
    house.set_clock("2026-04-04 09:00")
    house.send()
    assert send_now(house.app, flaking, LEE).due_at == moment("2026-04-04 09:00")
    house.send()
    assert house.plan(ana)["flaking"] == "sent"


def test_a_message_is_not_sent_in_the_night_and_the_hour_is_told_at_which_it_may_leave(house: House) -> None:
    flaking = house.message(house.enroll().treatment_id, "flaking")
    house.set_clock("2026-04-05 21:00")
    with pytest.raises(BadInput) as refused:
        send_now(house.app, flaking, LEE)
    assert refused.value.mistakes == (
        "at: It cannot leave now: no texts between 8 pm and 8 am. Move it to 8:00 am on Mon, Apr 6 instead.",
    )


def test_a_message_of_a_held_treatment_is_not_sent_now(house: House) -> None:
    ana = house.enroll().treatment_id
    acts.hold(house.app, ana, LEE)
    with pytest.raises(BadInput) as refused:
        send_now(house.app, house.message(ana, "calm"), LEE)
    assert refused.value.mistakes == ("at: the treatment is on hold; resume it first",)


@pytest.mark.parametrize("target", ["sms", "everything", ANA])
def test_a_message_that_a_pause_keeps_back_is_not_sent_now_and_can_be_moved(house: House, target: str) -> None:
    flaking = house.message(house.enroll().treatment_id, "flaking")
    hold_sending(house.app, target, "Rosa", "for now")
    house.set_clock("2026-04-05 09:00")
    with pytest.raises(BadInput) as refused:
        send_now(house.app, flaking, LEE)
    assert refused.value.mistakes == ("at: It cannot leave now: it is on hold until a person at the clinic decides.",)
    assert move(house.app, flaking, moment("2026-04-06 09:00"), LEE).due_at == moment("2026-04-06 09:00")


def test_a_skipped_message_stays_out_until_it_is_put_back(house: House) -> None:
    ana = house.enroll().treatment_id
    flaking = house.message(ana, "flaking")
    assert skip(house.app, flaking, LEE).due_at is None
    acts.hold(house.app, ana, LEE)
    acts.resume(house.app, ana, LEE)
    assert house.plan(ana) == AS_PLANNED | {"flaking": "canceled: staff"}
    assert put_back(house.app, flaking, LEE).due_at == moment(AS_PLANNED["flaking"])
    assert house.plan(ana) == AS_PLANNED


def test_a_moved_message_goes_back_to_its_own_time(house: House) -> None:
    ana = house.enroll().treatment_id
    flaking = house.message(ana, "flaking")
    move(house.app, flaking, moment("2026-04-06 16:30"), LEE)
    assert put_back(house.app, flaking, LEE).due_at == moment(AS_PLANNED["flaking"])


def test_a_skipped_message_can_be_moved_instead(house: House) -> None:
    ana = house.enroll().treatment_id
    flaking = house.message(ana, "flaking")
    skip(house.app, flaking, LEE)
    move(house.app, flaking, moment("2026-04-06 16:30"), LEE)
    assert house.plan(ana)["flaking"] == "2026-04-06 16:30"


def test_what_has_left_can_be_neither_moved_nor_skipped(house: House) -> None:
    ana = house.enroll().treatment_id
    house.set_clock("2026-04-01 10:20")
    house.send()
    house.set_clock("2026-04-01 10:31")
    house.send()
    calm = house.message(ana, "calm")
    with pytest.raises(BadInput) as moved:
        move(house.app, calm, moment("2026-04-01 11:00"), LEE)
    with pytest.raises(BadInput) as skipped:
        skip(house.app, calm, LEE)
    assert moved.value.mistakes == skipped.value.mistakes == ("message: it has been sent already",)


def test_nobody_chooses_for_a_message_that_is_not_there(house: House) -> None:
    house.enroll()
    with pytest.raises(BadInput) as refused:
        skip(house.app, 4711, LEE)
    assert refused.value.mistakes == ("message: there is no such message",)


def test_what_somebody_else_has_done_meanwhile_is_told_before_anything_is_done(house: House) -> None:
    enrolled = house.enroll()
    ana, patient_id = enrolled.treatment_id, enrolled.patient_id
    seen = _newest(house, patient_id)
    move(house.app, house.message(ana, "flaking"), moment("2026-04-06 16:30"), LEE)
    with pytest.raises(Changed) as changed:
        acts.cancel(house.app, ana, Actor("Rosa", seen=seen))
    assert [(act.by, act.verb, act.subject) for act in changed.value.acts] == [("Lee", "moved message", "message")]
    with pytest.raises(Changed):
        set_patient(house.app, patient_id, {"language": "es"}, Actor("Rosa", "speaks Spanish", seen))
    # One's own acts are no surprise, and who has seen them all goes on.
    skip(house.app, house.message(ana, "results"), Actor("Lee", seen=seen))
    acts.cancel(house.app, ana, Actor("Rosa", seen=_newest(house, patient_id)))


def test_who_did_what_about_a_patient_is_told_whatever_it_was_done_to(house: House) -> None:
    enrolled = house.enroll()
    acts.hold(house.app, enrolled.treatment_id, Actor("Rosa", "is ill"))
    skip(house.app, house.message(enrolled.treatment_id, "flaking"), Actor("Lee"))
    set_patient(house.app, enrolled.patient_id, {"language": "es"}, LEE)
    other = house.enroll(first_name="Ben", phone="+12025550112")
    acts.hold(house.app, other.treatment_id, LEE)
    with house.app.database.read() as work:
        told = acts_about(work, house.app.clinic(work).id, enrolled.patient_id, 10)
    assert [(act.by, act.verb, act.detail) for act in told] == [
        ("Lee", "changed", "language: en → es; she asked for it"),
        ("Lee", "skipped", "at 2026-04-04T14:00:00+00:00"),
        ("Rosa", "held", "is ill"),
        ("command line", "enrolled", ""),
    ]


def test_a_rehearsed_act_is_told_and_not_done(house: House) -> None:
    ana = house.enroll().treatment_id
    with house.app.database.rehearsal():
        changes = acts.cancel(house.app, ana, LEE)
    assert len(changes) == 4
    assert house.plan(ana) == AS_PLANNED
    assert house.audit(ana) == [("command line", "enrolled")]


def _newest(house: House, patient_id: int) -> int:
    with house.app.database.read() as work:
        return newest_act(work, house.app.clinic(work).id, patient_id)
