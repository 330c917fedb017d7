"""Patients found by hashed addresses and beginnings of names, page by page, among some only."""

from pathlib import Path

import pytest

from reminders.actions.opting_out import opt_out
from reminders.domain.words import Channel, OptOutScope, TreatmentStatus
from reminders.store.database import Database
from reminders.store.patient_list import Attention, Treated
from reminders.store.patients_sought import ANYBODY, Among, ids_by_hash, ids_by_prefixes
from reminders.store.people import address_hash, last_four_hash, prefix_hash
from tests.actions.house import ANA, BEN, House, open_house
from tests.databases import KEYRING


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


@pytest.fixture
def family(house: House) -> list[int]:
    """Five Lopez at one number, the newest first."""
    return [house.enroll(first_name=f"Ana{number}", last_name="Lopez").patient_id for number in range(5)][::-1]


def by_number(house: House, limit: int, *, column: str = "value_hash", after: int = 2**63 - 1) -> list[int]:
    with house.app.database.read() as work:
        clinic_id = house.app.clinic(work).id
        whole = column == "value_hash"
        found = address_hash(KEYRING, clinic_id, Channel.SMS, ANA) if whole else last_four_hash(KEYRING, clinic_id, ANA)
        return ids_by_hash(work, clinic_id, column, found, limit, after)


def by_name(house: House, *starts: str, limit: int = 9, after: int = 2**63 - 1, among: Among = ANYBODY) -> list[int]:
    with house.app.database.read() as work:
        clinic_id = house.app.clinic(work).id
        return ids_by_prefixes(
            work, clinic_id, [prefix_hash(KEYRING, clinic_id, start) for start in starts], limit, after, among
        )


@pytest.mark.parametrize("column", ["value_hash", "last_four_hash"])
def test_who_uses_a_number_is_found_on_from_a_patient(house: House, family: list[int], column: str) -> None:
    assert by_number(house, 3, column=column) == family[:3]
    assert by_number(house, 3, column=column, after=family[2]) == family[3:]
    assert by_number(house, 3, column=column, after=family[-1]) == []


def test_whose_name_begins_so_is_found_on_from_a_patient(house: House, family: list[int]) -> None:
    house.enroll(first_name="Ana", last_name="Diaz", phone=BEN)
    assert by_name(house, "an", "lo", limit=3) == family[:3]
    assert by_name(house, "lo", "an", limit=3, after=family[2]) == family[3:]
    assert by_name(house, "lo", "di") == []


def test_only_those_are_found_who_have_such_a_treatment_and_such_a_need(house: House, family: list[int]) -> None:
    ben = house.enroll(first_name="Ben", last_name="Lopez", phone=BEN).patient_id
    opt_out(house.app, BEN, OptOutScope.ALL, "Rosa", "said so")
    facial, other = Treated(("facial",)), Treated(("peel",))
    completed = Treated(("facial",), TreatmentStatus.COMPLETED)
    stopped = Attention.STOPPED
    among = [
        Among(facial),
        Among(other),
        Among(completed),
        Among(None, stopped),
        Among(facial, stopped),
        Among(other, stopped),
    ]
    assert [by_name(house, "lo", among=one) for one in among] == [[ben, *family], [], [], [ben], [ben], []]
    assert by_name(house, "lo", after=ben, among=Among(None, stopped)) == []
