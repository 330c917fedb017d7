"""Planning anew when something a plan depends on changes (design, time rule 9), on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.opting_out import opt_out
from reminders.actions.replan import Replanning, plan_changes, replan
from reminders.actions.treatment import Actor, booked, cancel, entered_in_error, hold, move, resume
from reminders.domain.words import Channel, OptOutScope, Reason
from reminders.store.database import Database
from reminders.store.messages import cancel_messages
from reminders.store.people import address_hash, mark_unusable
from tests.actions.house import (
    ANA,
    ANAS_EMAIL,
    AS_PLANNED,
    BEN,
    TREATED_AT,
    House,
    fates,
    moment,
    open_house,
)

ROSA = Actor("Rosa", "as the patient said")


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def replanned(house: House, *treatment_ids: int, send_missed: bool = False) -> dict[str, str]:
    """Plan these anew as things stand."""
    with house.app.database.write() as work:
        how = Replanning(house.app.now(), send_missed=send_missed)
        return fates(replan(work, house.app, house.app.clinic(work), treatment_ids, how))


def test_where_nothing_has_changed_nothing_changes(house: House) -> None:
    ana = house.enroll().treatment_id
    queue = house.queue()
    assert replanned(house, ana) == dict.fromkeys(AS_PLANNED, "same")
    assert house.plan(ana) == AS_PLANNED
    assert house.queue() == queue


def test_a_dry_plan_tells_the_changes_and_stores_none(house: House) -> None:
    ana = house.enroll().treatment_id
    house.set_clock("2026-04-05 09:00")
    with house.app.database.read() as work:
        changes = plan_changes(work, house.app, house.app.clinic(work), [ana], Replanning(house.clock.at))
    assert fates(changes) == {"calm": "canceled", "flaking": "moved", "results": "same", "come-back": "same"}
    assert house.plan(ana) == AS_PLANNED


def test_another_date_moves_what_was_not_sent_and_leaves_what_was(house: House) -> None:
    ana = house.enroll().treatment_id
    house.set_clock("2026-04-01 10:30")
    house.send()
    changes = move(house.app, ana, TREATED_AT - timedelta(days=1), ROSA)
    assert fates(changes) == {"calm": "kept", "flaking": "moved", "results": "moved", "come-back": "moved"}
    assert house.plan(ana) == {
        "calm": "sent",
        "flaking": "2026-04-03 10:00",
        "results": "2026-04-14 10:00",
        "come-back": "2026-06-30 11:00",
    }
    assert house.queue() == [
        ("2026-04-03 10:00", "flaking"),
        ("2026-04-14 10:00", "results"),
        ("2026-06-30 11:00", "come-back"),
    ]


def test_a_step_canceled_as_too_late_is_planned_again_when_the_date_was_wrong(house: House) -> None:
    ana = house.enroll(treated_at=moment("2026-03-01 10:00")).treatment_id
    assert house.plan(ana)["flaking"] == "canceled: too_late"
    move(house.app, ana, TREATED_AT, ROSA)
    assert house.plan(ana) == AS_PLANNED


def test_a_hold_takes_messages_out_of_the_queue_and_going_on_puts_them_back(house: House) -> None:
    ana = house.enroll().treatment_id
    queue = house.queue()
    hold(house.app, ana, ROSA)
    assert house.plan(ana) == {step: f"{at}, waiting" for step, at in AS_PLANNED.items()}
    assert house.queue() == [("2026-04-01 10:10", "welcome")]
    resume(house.app, ana, ROSA)
    assert house.plan(ana) == AS_PLANNED
    assert house.queue() == queue


def test_after_a_long_hold_late_steps_follow_their_rules(house: House) -> None:
    ana = house.enroll().treatment_id
    hold(house.app, ana, ROSA)
    house.set_clock("2026-04-16 09:00")
    resume(house.app, ana, ROSA)
    assert house.plan(ana) == AS_PLANNED | {
        "calm": "canceled: too_late",
        "flaking": "canceled: superseded",
        "results": "2026-04-16 09:00",
    }


def test_a_booking_stops_what_it_stops_and_a_canceled_one_brings_it_back(house: House) -> None:
    ana = house.enroll().treatment_id
    booked(house.app, ana, moment("2026-06-01 10:00").date(), ROSA)
    assert house.plan(ana) == AS_PLANNED | {"results": "canceled: booked", "come-back": "canceled: booked"}
    changes = booked(house.app, ana, None, ROSA)
    assert fates(changes) == {"calm": "same", "flaking": "same", "results": "revived", "come-back": "revived"}
    assert house.plan(ana) == AS_PLANNED


def test_a_booking_that_is_lifted_after_a_window_has_closed_brings_nothing_back_from_it(house: House) -> None:
    ana = house.enroll().treatment_id
    booked(house.app, ana, moment("2026-06-01 10:00").date(), ROSA)
    house.set_clock("2026-05-01 10:00")
    booked(house.app, ana, None, ROSA)
    assert house.plan(ana) == {
        "calm": "canceled: too_late",
        "flaking": "canceled: too_late",
        "results": "canceled: booked",
        "come-back": "2026-07-01 11:00",
    }


def test_a_canceled_treatment_ends_and_frees_the_one_before_it(house: House) -> None:
    first = house.enroll().treatment_id
    house.set_clock("2026-05-06 10:10")
    second = house.enroll(treated_at=moment("2026-05-06 10:00")).treatment_id
    assert house.plan(first)["come-back"] == "canceled: treated_again"
    cancel(house.app, second, ROSA)
    assert house.plan(second) == dict.fromkeys(AS_PLANNED, "canceled: treatment_ended")
    assert house.plan(first)["come-back"] == "2026-07-01 11:00"


def test_a_treatment_entered_in_error_does_not_count_as_one(house: House) -> None:
    first = house.enroll().treatment_id
    second = house.enroll(treated_at=moment("2026-04-01 10:05")).treatment_id
    assert house.plan(first)["come-back"] == "canceled: treated_again"
    entered_in_error(house.app, second, ROSA)
    assert house.plan(second) == dict.fromkeys(AS_PLANNED, "canceled: treatment_ended")
    assert house.plan(first) == AS_PLANNED


def test_what_was_merged_into_a_treatment_that_ends_is_sent_by_the_other_one(house: House) -> None:
    first = house.enroll().treatment_id
    second = house.enroll(treated_at=moment("2026-04-01 10:05")).treatment_id
    assert house.plan(second)["flaking"] == "canceled: merged"
    cancel(house.app, first, ROSA)
    assert house.plan(second) == AS_PLANNED | {"calm": "2026-04-01 10:35"}


def test_what_was_merged_comes_back_when_the_other_treatment_moves(house: House) -> None:
    first = house.enroll().treatment_id
    second = house.enroll(treated_at=moment("2026-04-01 10:05")).treatment_id
    move(house.app, first, TREATED_AT - timedelta(days=2), ROSA)
    assert house.plan(first)["flaking"] == "2026-04-02 10:00"
    assert house.plan(second) == AS_PLANNED | {"calm": "2026-04-01 10:35"}


def test_what_was_sent_stays_when_its_treatment_is_canceled(house: House) -> None:
    ana = house.enroll().treatment_id
    house.set_clock("2026-04-01 10:30")
    house.send()
    cancel(house.app, ana, ROSA)
    assert house.plan(ana) == dict.fromkeys(AS_PLANNED, "canceled: treatment_ended") | {"calm": "sent"}
    assert house.queue() == []


def test_a_step_that_staff_canceled_stays_canceled_whatever_changes(house: House) -> None:
    ana = house.enroll().treatment_id
    flaking = house.message(ana, "flaking")
    with house.app.database.write() as work:
        ((queue_at,),) = work.all("SELECT queue_at FROM message WHERE id = ?", (flaking,))
        cancel_messages(work, [(flaking, queue_at, Reason.STAFF)], by="Rosa")
    move(house.app, ana, TREATED_AT - timedelta(hours=1), ROSA)
    hold(house.app, ana, ROSA)
    changes = resume(house.app, ana, ROSA)
    assert fates(changes)["flaking"] == "kept"
    assert house.plan(ana)["flaking"] == "canceled: staff"


def test_consent_that_is_given_in_time_brings_a_plan_back(house: House) -> None:
    first = house.enroll(consents=frozenset(), consent_how="").treatment_id
    house.set_clock("2026-04-02 10:10")
    second = house.enroll(treated_at=moment("2026-04-02 10:00")).treatment_id
    assert house.plan(first) == {
        "calm": "canceled: no_consent",
        "flaking": "2026-04-04 10:00",
        "results": "2026-04-15 10:00",
        "come-back": "canceled: treated_again",
    }
    assert house.plan(second)["calm"] == "2026-04-02 10:30"
    assert house.welcomes() == [("planned", None)]


def test_a_stop_that_is_taken_back_brings_back_what_is_still_in_its_window(house: House) -> None:
    ana = house.enroll().treatment_id
    opt_out(house.app, ANA, OptOutScope.ALL, "Rosa", "asked at the desk")
    assert house.plan(ana) == dict.fromkeys(AS_PLANNED, "canceled: opted_out")
    house.set_clock("2026-04-16 09:00")
    with house.app.database.write() as work:
        work.run("UPDATE opt_out SET ended_at = ?", (house.app.now_micros(),))
    assert replanned(house, ana) == {"calm": "same", "flaking": "same", "results": "revived", "come-back": "revived"}
    assert house.plan(ana) == {
        "calm": "canceled: opted_out",
        "flaking": "canceled: superseded",
        "results": "2026-04-16 09:00",
        "come-back": "2026-07-01 11:00",
    }


def test_another_zone_of_the_patient_moves_the_local_times(house: House) -> None:
    first = house.enroll().treatment_id
    house.set_clock("2026-04-02 12:10")
    house.enroll(treated_at=moment("2026-04-02 12:00"), timezone="America/Los_Angeles")
    # 10:00 in Los Angeles.
    assert house.plan(first)["flaking"] == "2026-04-04 13:00"


def test_care_for_an_unusable_number_goes_to_a_consented_email(house: House) -> None:
    ana = house.enroll(email=ANAS_EMAIL).treatment_id
    with house.app.database.write() as work:
        clinic_id = house.app.clinic(work).id
        number = address_hash(work.keyring, clinic_id, Channel.SMS, ANA)
        mark_unusable(work, clinic_id, number, "landline", house.app.now_micros())
    replanned(house, ana)
    assert house.rows("SELECT DISTINCT channel FROM message WHERE treatment_id = ? AND kind = 'care'", ana) == [
        ("email",)
    ]
    assert {step: at for step, at in house.plan(ana).items() if step != "come-back"} == {
        step: at for step, at in AS_PLANNED.items() if step != "come-back"
    }


def test_without_any_usable_address_nothing_is_planned(house: House) -> None:
    ana = house.enroll().treatment_id
    with house.app.database.write() as work:
        clinic_id = house.app.clinic(work).id
        number = address_hash(work.keyring, clinic_id, Channel.SMS, ANA)
        mark_unusable(work, clinic_id, number, "landline", house.app.now_micros())
    replanned(house, ana)
    assert house.plan(ana) == dict.fromkeys(AS_PLANNED, "canceled: no_address")


def test_what_a_relative_at_the_same_number_gets_takes_room(house: House) -> None:
    """Two care messages a day and five in seven days are the most for a number, and three people are treated."""
    ana = house.enroll().treatment_id
    ben = house.enroll(first_name="Ben").treatment_id
    cleo = house.enroll(first_name="Cleo").treatment_id
    flaking = [house.plan(one)["flaking"] for one in (ana, ben, cleo)]
    assert flaking == ["2026-04-04 10:00", "2026-04-04 10:00", "2026-04-09 10:00"]
    cancel(house.app, ana, ROSA)
    assert replanned(house, cleo)["flaking"] == "moved"
    assert house.plan(cleo)["flaking"] == "2026-04-04 10:00"


def test_planning_several_treatments_anew_again_and_again_changes_nothing_more(house: House) -> None:
    ids = [house.enroll(treated_at=TREATED_AT - timedelta(days=days)).treatment_id for days in (0, 2, 4, 9)]
    ids.append(house.enroll(first_name="Ben").treatment_id)
    house.enroll(first_name="Cleo", phone=BEN)
    replanned(house, *ids)
    plans = [house.plan(one) for one in ids]
    assert set(replanned(house, *ids).values()) == {"same"}
    assert [house.plan(one) for one in ids] == plans
