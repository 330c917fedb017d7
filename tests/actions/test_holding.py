"""Pauses of one number or email, by a person's hand, on both databases."""

from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.holding import held_addresses, hold_sending, holds, release_sending
from reminders.actions.patient_search import show
from reminders.domain.words import Channel
from reminders.store.database import Database
from tests.actions.house import ANA, ANAS_EMAIL, BEN, House, open_house


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def hold(house: House, target: str = "(202) 555-0111") -> bool:
    return hold_sending(house.app, target, "Rosa", "may be somebody else's")


def sent(house: House) -> list[str]:
    """The steps and welcomes that have left."""
    rows = house.rows("SELECT COALESCE(step, origin) FROM message WHERE status = 'sent' ORDER BY armed_at, id")
    return [row[0] for row in rows]


def test_nothing_leaves_for_a_number_on_hold_and_others_go_on(house: House) -> None:
    house.enroll()
    house.enroll(first_name="Ben", phone=BEN)
    assert hold(house)
    house.set_clock("2026-04-01 10:31")
    house.send()
    house.send()
    rows = house.rows("SELECT DISTINCT patient_id FROM message WHERE status = 'sent'")
    assert (len(rows), sorted(sent(house))) == (1, ["calm", "welcome"])


def test_a_release_lets_what_waited_go(house: House) -> None:
    house.enroll()
    hold(house)
    house.set_clock("2026-04-01 10:31")
    house.send()
    assert sent(house) == []
    assert release_sending(house.app, ANA, "Rosa", "it is hers").woken > 0
    house.send()
    house.send()
    assert sorted(sent(house)) == ["calm", "welcome"]


def test_a_mailbox_is_held_apart_from_the_phone(house: House) -> None:
    house.enroll(email=ANAS_EMAIL)
    hold(house, "Ana@Example.com")
    house.set_clock("2026-04-01 10:31")
    house.send()
    house.send()
    assert sorted(sent(house)) == ["calm", "welcome"]
    house.enroll(first_name="Cleo", phone="", email=ANAS_EMAIL, channel=Channel.EMAIL)
    house.set_clock("2026-04-01 10:45")
    house.send()
    assert len(sent(house)) == 2


def test_a_number_is_held_once_and_shown_in_part(house: House) -> None:
    house.enroll()
    assert [hold(house), hold(house, ANA), hold(house, "+12025550177")] == [True, False, True]
    found = holds(house.app)
    shown = held_addresses(house.app, found)
    assert [shown.get(one.target_key) for one in found] == ["…0111", None]


def test_it_is_written_down_for_each_patient_who_uses_it(house: House) -> None:
    ana = house.enroll()
    hold(house)
    release_sending(house.app, ANA, "Lee", "it is hers")
    assert house.audit(ana.patient_id) == [("Rosa", "held address"), ("Lee", "released address")]
    rows = house.rows("SELECT verb FROM audit_entry WHERE subject = 'address'")
    assert rows == []


def test_what_staff_say_about_a_number_is_sealed(house: House) -> None:
    ana = house.enroll()
    hold(house)
    assert house.rows("SELECT COUNT(*) FROM hold WHERE why LIKE '%somebody%'") == [(0,)]
    assert show(house.app, ana.patient_id).history[-1][1:] == ("Rosa", "held address", "may be somebody else's")


@pytest.mark.parametrize("target", ["fax", "", "12", "ana@"])
def test_what_is_neither_channel_nor_address_is_refused(target: str, house: House) -> None:
    with pytest.raises(BadInput):
        hold(house, target)
    assert house.rows("SELECT COUNT(*) FROM hold") == [(0,)]


def test_a_release_of_one_address_closes_nothing(house: House) -> None:
    house.enroll()
    hold(house)
    with pytest.raises(BadInput) as refused:
        release_sending(house.app, ANA, "Rosa", "it is hers", skip_due_before=1)
    assert [mistake.partition(":")[0] for mistake in refused.value.mistakes] == ["skip-due-before"]
    assert house.rows("SELECT COUNT(*) FROM hold WHERE ended_at IS NULL") == [(1,)]
