"""The end of a stop: care comes back by a person's name, invitations by a new consent only, on both databases."""

from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.opting_in import OptedIn, end_stop
from reminders.actions.opting_out import opt_out
from reminders.actions.patient import ConsentWish, change_consent
from reminders.actions.treatment import Actor
from reminders.domain.words import OptOutScope
from reminders.store.database import Database
from tests.actions.house import ANA, AS_PLANNED, BEN, CARE_ONLY, House, open_house

ALL, MARKETING = OptOutScope.ALL, OptOutScope.MARKETING
CARE_PLANNED = AS_PLANNED | {"come-back": "canceled: opted_out"}
STOPPED = dict.fromkeys(AS_PLANNED, "canceled: opted_out")


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def stop(house: House, scope: OptOutScope = ALL) -> None:
    opt_out(house.app, ANA, scope, "Rosa", "asked at the desk")


def end(house: House, scope: OptOutScope = ALL, by: str = "Rosa", why: str = "asked for it at the desk") -> OptedIn:
    return end_stop(house.app, "(202) 555-0111", scope, by, why)


def agree(house: House, patient_id: int) -> None:
    """A new signed form for invitations."""
    change_consent(house.app, patient_id, ConsentWish("sms", give="marketing", how="signed again"), Actor("Rosa"))


def test_the_end_of_a_stop_brings_back_care_only(house: House) -> None:
    ana = house.enroll().treatment_id
    stop(house)
    house.set_clock("2026-04-01 10:12")
    assert end(house) == OptedIn(invitations=False, patients=1, planned=3)
    assert house.plan(ana) == CARE_PLANNED


def test_a_new_consent_after_the_stop_brings_back_invitations_too(house: House) -> None:
    ana = house.enroll()
    stop(house)
    house.set_clock("2026-04-01 10:12")
    agree(house, ana.patient_id)
    assert house.plan(ana.treatment_id) == STOPPED
    assert end(house) == OptedIn(invitations=True, patients=1, planned=4)
    assert house.plan(ana.treatment_id) == AS_PLANNED


def test_both_consents_are_kept_as_proof(house: House) -> None:
    ana = house.enroll()
    stop(house)
    house.set_clock("2026-04-01 10:12")
    agree(house, ana.patient_id)
    assert house.rows("SELECT COUNT(*) FROM consent WHERE kind = 'marketing' AND withdrawn_at IS NULL") == [(2,)]


def test_a_consent_that_is_given_again_without_a_stop_adds_no_row(house: House) -> None:
    ana = house.enroll()
    house.set_clock("2026-04-01 10:12")
    agree(house, ana.patient_id)
    assert house.rows("SELECT COUNT(*) FROM consent WHERE kind = 'marketing'") == [(1,)]


def test_invitations_stay_stopped_while_one_of_those_who_share_the_number_has_not_agreed_anew(house: House) -> None:
    ana, ben = house.enroll(), house.enroll(first_name="Ben")
    stop(house)
    house.set_clock("2026-04-01 10:12")
    agree(house, ana.patient_id)
    assert end(house).invitations is False
    assert [house.plan(one.treatment_id) for one in (ana, ben)] == [CARE_PLANNED, CARE_PLANNED]


def test_whoever_never_agreed_to_invitations_does_not_keep_them_from_another(house: House) -> None:
    ana = house.enroll()
    house.enroll(first_name="Ben", consents=CARE_ONLY)
    stop(house)
    house.set_clock("2026-04-01 10:12")
    agree(house, ana.patient_id)
    assert end(house).invitations is True


def test_a_stop_of_invitations_ends_with_a_new_consent(house: House) -> None:
    ana = house.enroll()
    stop(house, MARKETING)
    house.set_clock("2026-04-01 10:12")
    agree(house, ana.patient_id)
    assert end(house, MARKETING) == OptedIn(invitations=True, patients=1, planned=1)
    assert house.plan(ana.treatment_id) == AS_PLANNED


@pytest.mark.parametrize("scope", OptOutScope)
def test_a_stop_of_invitations_stays_without_a_new_consent(scope: OptOutScope, house: House) -> None:
    ana = house.enroll().treatment_id
    stop(house, MARKETING)
    house.set_clock("2026-04-01 10:12")
    with pytest.raises(BadInput) as refused:
        end(house, scope)
    assert [mistake.partition(":")[0] for mistake in refused.value.mistakes] == ["consent"]
    assert house.plan(ana) == CARE_PLANNED


def test_a_stop_of_everything_is_not_ended_for_invitations_alone(house: House) -> None:
    house.enroll()
    stop(house)
    with pytest.raises(BadInput) as refused:
        end(house, MARKETING)
    assert [mistake.partition(":")[0] for mistake in refused.value.mistakes] == ["scope"]


def test_where_nothing_is_stopped_nothing_ends(house: House) -> None:
    house.enroll()
    with pytest.raises(BadInput) as refused:
        end(house)
    assert refused.value.mistakes == ("address: nothing is stopped for it",)


def test_a_person_lifts_it_by_name_and_says_how_the_patient_asked(house: House) -> None:
    ana = house.enroll()
    stop(house)
    with pytest.raises(BadInput) as refused:
        end(house, by=" ", why="")
    assert [mistake.partition(":")[0] for mistake in refused.value.mistakes] == ["by", "why"]
    end(house)
    assert house.audit(ana.patient_id) == [("Rosa", "opted out of all"), ("Rosa", "wants messages again, care only")]
    assert house.rows("SELECT scope, ended_by FROM opt_out ORDER BY id") == [("all", "Rosa"), ("marketing", None)]


def test_a_new_stop_after_it_holds_again(house: House) -> None:
    ana = house.enroll().treatment_id
    stop(house)
    end(house)
    stop(house)
    assert house.plan(ana) == STOPPED


def test_care_goes_out_again_behind_its_welcome(house: House) -> None:
    ana = house.enroll().treatment_id
    stop(house)
    end(house)
    house.set_clock("2026-04-01 10:31")
    house.send()
    house.send()
    assert house.plan(ana)["calm"] == "sent"
    assert [status for status, _ in house.welcomes()] == ["canceled", "sent"]


def test_the_stop_of_a_number_that_is_nobodys_may_end_too(house: House) -> None:
    opt_out(house.app, BEN, ALL, "Rosa", "said so")
    assert end_stop(house.app, BEN, ALL, "Rosa", "a slip of the pen") == OptedIn(False, 0, 0)
