"""Patients: found by number, last four and beginnings of names; addresses, consents, stops, gates."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from reminders.domain.words import Channel, Kind, OptOutScope
from reminders.store.database import Database, Work
from reminders.store.opt_outs import add_opt_out, is_opted_out
from reminders.store.people import (
    KnownAddress,
    address_hash,
    current_addresses,
    known_hashes,
    last_four_hash,
    lock_gates,
    mark_unusable,
    mark_welcomed,
    names_of,
    open_tags,
    opted_out,
    patients_with_hash,
    patients_with_hashes,
    prefix_hashes,
    reaches,
    same_person,
    seal_tags,
)
from tests.actions.house import ANA, ANAS_EMAIL, BEN, CLEO, House, open_house
from tests.databases import KEYRING

BOUND = 30


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


@pytest.fixture
def clinic_id(house: House) -> int:
    with house.app.database.read() as work:
        return house.app.clinic(work).id


@pytest.fixture
def work(house: House, clinic_id: int) -> Iterator[Work]:
    """A transaction in which Ana Lopez, her son Ben at the same number, and Cleo have been enrolled."""
    house.enroll(last_name="Lopez", email=ANAS_EMAIL, tags=frozenset({"smoker", "retinoids"}))
    house.enroll(first_name="Ben", last_name="Lopez")
    house.enroll(first_name="Cleo", phone=CLEO)
    with house.app.database.write() as opened:
        yield opened


def number(clinic_id: int, phone: str = ANA) -> bytes:
    return address_hash(KEYRING, clinic_id, Channel.SMS, phone)


def first_names(work: Work, ids: list[int]) -> list[str]:
    return [names_of(work, [one])[one][0] for one in ids]


def test_everybody_who_shares_a_number_is_found_by_it(work: Work, clinic_id: int) -> None:
    assert first_names(work, patients_with_hash(work, clinic_id, number(clinic_id))) == ["Ana", "Ben"]
    both = patients_with_hashes(work, clinic_id, [number(clinic_id), number(clinic_id, CLEO)])
    assert first_names(work, both) == ["Ana", "Ben", "Cleo"]
    assert patients_with_hashes(work, clinic_id, []) == []


def test_another_clinic_finds_nobody_by_the_same_number(work: Work, clinic_id: int) -> None:
    assert patients_with_hash(work, clinic_id + 1, number(clinic_id)) == []
    assert address_hash(KEYRING, clinic_id + 1, Channel.SMS, ANA) != number(clinic_id)


def test_the_case_of_an_email_address_does_not_matter(clinic_id: int) -> None:
    hashes = {address_hash(KEYRING, clinic_id, Channel.EMAIL, text) for text in (ANAS_EMAIL, "Ana@Example.COM")}
    assert len(hashes) == 1


def test_a_number_is_found_by_its_last_four(work: Work, clinic_id: int) -> None:
    rows = work.all(
        "SELECT DISTINCT patient_id FROM address WHERE clinic_id = ? AND last_four_hash = ? ORDER BY patient_id",
        (clinic_id, last_four_hash(KEYRING, clinic_id, "0113")),
    )
    assert first_names(work, [row[0] for row in rows]) == ["Cleo"]


def test_a_name_is_found_by_its_first_letters(work: Work, clinic_id: int) -> None:
    (start,) = prefix_hashes(KEYRING, clinic_id, "lo")
    rows = work.all(
        "SELECT patient_id FROM name_prefix WHERE clinic_id = ? AND prefix_hash = ? ORDER BY patient_id",
        (clinic_id, start),
    )
    assert first_names(work, [row[0] for row in rows]) == ["Ana", "Ben"]


@pytest.mark.parametrize(
    ("names", "starts"),
    [
        (("Ana", "Lopez"), {"an", "ana", "lo", "lop", "lopez"}),
        (("Mary Ann",), {"ma", "mar", "an", "ann"}),
        (("J",), set()),
        (("ANA", ""), {"an", "ana"}),
    ],
)
def test_the_beginnings_of_every_word_are_kept(clinic_id: int, names: tuple[str, ...], starts: set[str]) -> None:
    assert prefix_hashes(KEYRING, clinic_id, *names) == {
        KEYRING.short_hash(b"name", clinic_id, start) for start in starts
    }


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("Ana", "Lopez", ["Ana"]),
        ("ANA", "lopez", ["Ana"]),
        ("Ana", "", ["Ana"]),
        ("Ana", "Reed", []),
        ("Anna", "Lopez", []),
        ("Ben", "Lopez", ["Ben"]),
    ],
)
def test_the_same_person_has_the_same_name_at_the_same_address(
    work: Work, clinic_id: int, first: str, last: str, found: list[str]
) -> None:
    patient_id = same_person(work, clinic_id, [number(clinic_id)], first, last)
    assert first_names(work, [patient_id] if patient_id else []) == found


def test_the_same_name_at_another_address_is_somebody_else(work: Work, clinic_id: int) -> None:
    assert same_person(work, clinic_id, [number(clinic_id, BEN)], "Ana", "Lopez") is None


def test_addresses_carry_their_own_consents_and_stops(work: Work, clinic_id: int) -> None:
    (ana,) = patients_with_hash(work, clinic_id, address_hash(KEYRING, clinic_id, Channel.EMAIL, ANAS_EMAIL))
    add_opt_out(work, clinic_id, number(clinic_id), OptOutScope.MARKETING, "Rosa", "", 1)
    addresses = current_addresses(work, clinic_id, [ana])[ana]
    assert [(a.channel, a.consents, a.opted_out) for a in addresses] == [
        (Channel.SMS, set(Kind), {Kind.MARKETING}),
        (Channel.EMAIL, set(Kind), set()),
    ]
    assert [work.keyring.open(b"address.value", a.id, a.sealed) for a in addresses] == [ANA, ANAS_EMAIL]


def test_a_withdrawn_consent_does_not_count(work: Work, clinic_id: int) -> None:
    (cleo,) = patients_with_hash(work, clinic_id, number(clinic_id, CLEO))
    work.run("UPDATE consent SET withdrawn_at = 1 WHERE patient_id = ? AND kind = 'marketing'", (cleo,))
    assert [a.consents for a in current_addresses(work, clinic_id, [cleo])[cleo]] == [{Kind.CARE}]


def test_somebody_without_addresses_has_an_empty_list(work: Work, clinic_id: int) -> None:
    assert current_addresses(work, clinic_id, [4711]) == {4711: []}
    assert current_addresses(work, clinic_id, []) == {}


def test_an_unusable_number_is_unusable_for_everybody_who_shares_it(work: Work, clinic_id: int) -> None:
    mark_unusable(work, clinic_id, number(clinic_id), "landline", 5)
    mark_unusable(work, clinic_id, number(clinic_id), "bounced", 6)
    people = patients_with_hash(work, clinic_id, number(clinic_id))
    known = current_addresses(work, clinic_id, people)
    assert [[a.unusable_why for a in known[one]] for one in people] == [["landline", None], ["landline"]]


def test_which_addresses_are_known(work: Work, clinic_id: int) -> None:
    hashes = [number(clinic_id), number(clinic_id, BEN)]
    assert known_hashes(work, clinic_id, hashes) == {number(clinic_id)}
    assert known_hashes(work, clinic_id, []) == set()


def test_a_preferred_channel_without_an_address_counts_as_unusable() -> None:
    email = KnownAddress(1, 2, Channel.EMAIL, b"", b"", None, {Kind.CARE})
    found = reaches([email], Channel.SMS)
    assert [(reach.channel, reach.usable) for reach in found] == [(Channel.SMS, False), (Channel.EMAIL, True)]


def test_the_preferred_channel_comes_first() -> None:
    sms = KnownAddress(1, 2, Channel.SMS, b"", b"", None)
    email = KnownAddress(3, 2, Channel.EMAIL, b"", b"", "bounced")
    found = reaches([sms, email], Channel.EMAIL)
    assert [(reach.channel, reach.usable) for reach in found] == [(Channel.EMAIL, False), (Channel.SMS, True)]


def test_tags_are_one_sealed_list() -> None:
    sealed = seal_tags(KEYRING, 7, ["smoker", "retinoids", "smoker"])
    assert open_tags(KEYRING, 7, sealed) == frozenset({"smoker", "retinoids"})
    assert (seal_tags(KEYRING, 7, []), open_tags(KEYRING, 7, None)) == (None, frozenset())


def test_a_stop_of_everything_covers_both_kinds_and_is_added_once(work: Work, clinic_id: int) -> None:
    added = [
        add_opt_out(work, clinic_id, number(clinic_id), scope, "Rosa", "asked", 1)
        for scope in (OptOutScope.MARKETING, OptOutScope.ALL, OptOutScope.ALL, OptOutScope.MARKETING)
    ]
    assert added == [True, True, False, False]
    assert opted_out(work, clinic_id, [number(clinic_id), number(clinic_id, CLEO)]) == {number(clinic_id): set(Kind)}
    assert is_opted_out(work, clinic_id, number(clinic_id))
    assert not is_opted_out(work, clinic_id, number(clinic_id, CLEO))
    assert opted_out(work, clinic_id, []) == {}


def test_a_gate_remembers_the_welcome_and_whether_it_was_real(work: Work, clinic_id: int) -> None:
    before = lock_gates(work, clinic_id, [number(clinic_id)])
    mark_welcomed(work, clinic_id, [(number(clinic_id), 9, True)])
    assert before == {number(clinic_id): (None, False)}
    assert lock_gates(work, clinic_id, [number(clinic_id)]) == {number(clinic_id): (9, True)}
    assert lock_gates(work, clinic_id, []) == {}


def test_whoever_locks_a_gate_waits_for_the_one_before(house: House, clinic_id: int) -> None:
    """On SQLite the one writer is the lock, on PostgreSQL the row is."""
    order: list[str] = []
    locked, first_done = Event(), Event()

    def first() -> None:
        with house.app.database.write() as opened:
            lock_gates(opened, clinic_id, [number(clinic_id)])
            locked.set()
            first_done.wait(0.3)
            order.append("first")

    def second() -> None:
        locked.wait(BOUND)
        with house.app.database.write() as opened:
            lock_gates(opened, clinic_id, [number(clinic_id)])
            order.append("second")

    threads = [Thread(target=one, daemon=True) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(BOUND)
    assert order == ["first", "second"]
