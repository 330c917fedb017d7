"""Stops: nothing is planned, queued or sent to an address after them, on both databases."""

from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.opting_out import OptedOut, opt_out, unsubscribe
from reminders.domain.words import Channel, OptOutScope
from reminders.store.database import Database
from reminders.store.opt_outs import is_opted_out
from reminders.store.people import address_hash
from tests.actions.house import ANA, ANAS_EMAIL, AS_PLANNED, BEN, House, moment, open_house

ALL, MARKETING = OptOutScope.ALL, OptOutScope.MARKETING
STOPPED = dict.fromkeys(AS_PLANNED, "canceled: opted_out")


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def stop(house: House, address: str = ANA, scope: OptOutScope = ALL) -> OptedOut:
    return opt_out(house.app, address, scope, "Rosa", "asked at the desk")


def test_a_stop_cancels_the_plan_and_the_welcome(house: House) -> None:
    ana = house.enroll().treatment_id
    assert stop(house) == OptedOut(added=True, patients=1, canceled=5)
    assert house.plan(ana) == STOPPED
    assert house.welcomes() == [("canceled", "opted_out")]
    assert house.queue() == []


def test_a_stop_of_invitations_leaves_care(house: House) -> None:
    ana = house.enroll().treatment_id
    assert stop(house, scope=MARKETING) == OptedOut(added=True, patients=1, canceled=1)
    assert house.plan(ana) == AS_PLANNED | {"come-back": "canceled: opted_out"}
    assert house.welcomes() == [("planned", None)]


def test_a_stop_of_everything_widens_a_stop_of_invitations(house: House) -> None:
    ana = house.enroll().treatment_id
    stop(house, scope=MARKETING)
    assert stop(house) == OptedOut(added=True, patients=1, canceled=4)
    assert house.plan(ana) == STOPPED


@pytest.mark.parametrize("again", [ALL, MARKETING])
def test_a_stop_that_says_nothing_new_adds_none(house: House, again: OptOutScope) -> None:
    house.enroll()
    stop(house)
    assert stop(house, scope=again) == OptedOut(added=False, patients=1, canceled=0)
    assert house.rows("SELECT COUNT(*) FROM opt_out") == [(1,)]


def test_a_stop_holds_for_everybody_who_shares_the_number(house: House) -> None:
    treatments = [house.enroll(first_name=name).treatment_id for name in ("Ana", "Ben")]
    house.enroll(first_name="Cleo", phone=BEN)
    assert stop(house) == OptedOut(added=True, patients=2, canceled=9)
    assert [house.plan(one) for one in treatments] == [STOPPED, STOPPED]
    assert len(house.queue()) == 5


def test_the_number_may_be_written_as_people_write_it(house: House) -> None:
    ana = house.enroll().treatment_id
    stop(house, "(202) 555-0111")
    assert house.plan(ana) == STOPPED


def test_a_patient_who_stops_texts_is_not_followed_by_mail(house: House) -> None:
    ana = house.enroll(email=ANAS_EMAIL).treatment_id
    stop(house)
    assert house.plan(ana) == STOPPED


def test_a_stop_by_email_address_leaves_the_texts(house: House) -> None:
    ana = house.enroll(email=ANAS_EMAIL).treatment_id
    stop(house, "Ana@Example.com")
    assert house.plan(ana) == AS_PLANNED
    assert house.rows("SELECT DISTINCT channel FROM message WHERE treatment_id = ?", ana) == [("sms",)]


def test_a_step_whose_window_was_over_before_the_stop_keeps_its_reason(house: House) -> None:
    ana = house.enroll(treated_at=moment("2026-03-27 10:00")).treatment_id
    late = {step: said for step, said in house.plan(ana).items() if said == "canceled: too_late"}
    stop(house)
    assert late != {}
    assert house.plan(ana) == STOPPED | late


def test_an_address_that_nobody_has_is_stopped_as_well(house: House) -> None:
    assert stop(house, BEN) == OptedOut(added=True, patients=0, canceled=0)
    ben = house.enroll(first_name="Ben", phone=BEN).treatment_id
    assert house.plan(ben) == STOPPED


def test_a_stop_of_nobodys_number_is_written_down_too(house: House) -> None:
    stop(house, BEN)
    assert house.rows("SELECT subject, subject_id, verb FROM audit_entry WHERE verb LIKE 'opted%'") == [
        ("address", 0, "opted out of all")
    ]


def test_what_was_sent_stays_sent(house: House) -> None:
    ana = house.enroll().treatment_id
    house.set_clock("2026-04-01 10:30")
    house.send()
    stop(house)
    assert house.plan(ana) == STOPPED | {"calm": "sent"}
    assert house.welcomes() == [("sent", None)]


@pytest.mark.parametrize("address", ["", "Ana", "12", "ana@", "+12025550111 ext. 5"])
def test_what_is_no_address_is_bad_input_and_changes_nothing(house: House, address: str) -> None:
    with pytest.raises(BadInput) as refused:
        stop(house, address)
    assert [mistake.partition(":")[0] for mistake in refused.value.mistakes] == ["address"]
    assert house.rows("SELECT COUNT(*) FROM opt_out") == [(0,)]


def test_a_stop_is_written_down_with_who_and_why(house: House) -> None:
    ana = house.enroll()
    stop(house)
    assert house.audit(ana.patient_id) == [("Rosa", "opted out of all")]


def test_one_click_in_a_mail_stops_that_email_address(house: House) -> None:
    ana = house.enroll(phone="", email=ANAS_EMAIL, channel=Channel.EMAIL).treatment_id
    house.set_clock("2026-04-01 10:30")
    house.send()
    assert unsubscribe(house.app, house.message(ana, "calm")) == OptedOut(added=True, patients=1, canceled=3)
    assert house.plan(ana) == STOPPED | {"calm": "sent"}
    with house.app.database.read() as work:
        value_hash = address_hash(work.keyring, house.app.clinic(work).id, Channel.EMAIL, ANAS_EMAIL)
        assert is_opted_out(work, house.app.clinic(work).id, value_hash)


def test_a_click_for_a_mail_that_never_was_stops_nothing(house: House) -> None:
    ana = house.enroll().treatment_id
    assert unsubscribe(house.app, 4711) is None
    assert unsubscribe(house.app, house.message(ana, "flaking")) is None
    assert house.plan(ana) == AS_PLANNED
