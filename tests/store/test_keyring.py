"""Field encryption and keyed hashes."""

import hmac

import pytest

from reminders.store.database import Database
from reminders.store.facts import adopt_keys, check_keys, get_fact, set_fact
from reminders.store.keyring import Keyring, KeyringError
from tests.databases import ENCRYPTION_KEYS, KEYRING, LOOKUP_KEY

PLACE = b"patient.first_name"
OLD, NEW = ("old", bytes(32)), ("new", bytes(range(1, 33)))


def ring(*keys: tuple[str, bytes], lookup: bytes = LOOKUP_KEY) -> Keyring:
    return Keyring(keys, lookup)


@pytest.mark.parametrize("text", ["Ana", "Zoë 🌿", "x" * 10_000, ""])
def test_what_is_sealed_opens_again(text: str) -> None:
    assert KEYRING.open(PLACE, 7, KEYRING.seal(PLACE, 7, text)) == text


def test_the_same_text_never_looks_the_same() -> None:
    assert KEYRING.seal(PLACE, 7, "Ana") != KEYRING.seal(PLACE, 7, "Ana")


def test_a_sealed_field_does_not_hold_its_text() -> None:
    assert KEYRING.seal(PLACE, 7, "Ana Lopez").find(b"Ana") == -1


@pytest.mark.parametrize(("place", "row_id"), [(PLACE, 8), (b"patient.last_name", 7), (b"patient.first_nam", 7)])
def test_a_field_opens_in_its_own_row_and_column_only(place: bytes, row_id: int) -> None:
    sealed = KEYRING.seal(PLACE, 7, "Ana")
    with pytest.raises(KeyringError) as refused:
        KEYRING.open(place, row_id, sealed)
    assert str(refused.value) == (
        f"{place.decode()} of row {row_id} does not open: the key is another one, or the field was changed"
    )


@pytest.mark.parametrize("position", [-1, 10, 20])
def test_a_field_of_which_one_bit_was_changed_does_not_open(position: int) -> None:
    sealed = bytearray(KEYRING.seal(PLACE, 7, "Ana"))
    sealed[position] ^= 1
    with pytest.raises(KeyringError):
        KEYRING.open(PLACE, 7, bytes(sealed))


def test_the_first_key_seals_and_every_key_opens() -> None:
    sealed = ring(OLD).seal(PLACE, 7, "Ana")
    rotated = ring(NEW, OLD)
    assert rotated.open(PLACE, 7, sealed) == "Ana"
    assert ring(NEW).open(PLACE, 7, rotated.seal(PLACE, 7, "Ana")) == "Ana"


def test_a_field_whose_key_was_taken_away_names_the_setting() -> None:
    sealed = ring(OLD).seal(PLACE, 7, "Ana")
    with pytest.raises(KeyringError) as refused:
        ring(NEW).open(PLACE, 7, sealed)
    assert str(refused.value) == "patient.first_name of row 7 is sealed with a key that ENCRYPTION_KEYS lacks"


def test_a_key_of_the_same_name_with_other_bytes_does_not_open() -> None:
    sealed = ring(("main", bytes(32))).seal(PLACE, 7, "Ana")
    with pytest.raises(KeyringError):
        ring(("main", bytes(range(32)))).open(PLACE, 7, sealed)


def test_an_absent_field_is_the_empty_text() -> None:
    assert (KEYRING.seal_optional(PLACE, 7, ""), KEYRING.seal_optional(PLACE, 7, None)) == (None, None)
    assert KEYRING.open_optional(PLACE, 7, None) == ""


def test_a_hash_depends_on_the_key_the_label_the_clinic_and_the_value() -> None:
    hashes = {
        KEYRING.hash(b"sms", 1, "+12025550111"),
        KEYRING.hash(b"sms", 1, "+12025550112"),
        KEYRING.hash(b"sms", 2, "+12025550111"),
        KEYRING.hash(b"last_four", 1, "+12025550111"),
        ring(OLD, lookup=bytes(32)).hash(b"sms", 1, "+12025550111"),
    }
    assert len(hashes) == 5
    assert {len(value) for value in hashes} == {16}


@pytest.mark.parametrize("length", [1, 32, 64, 65, 200])
@pytest.mark.parametrize("value", ["", "+12025550143", "Zoë 🌿" * 40])
def test_a_hash_is_the_hmac_of_its_label_clinic_and_value_for_keys_of_any_length(length: int, value: str) -> None:
    key = bytes(range(length))
    told = b"sms\0" + b"7\0" + value.encode()
    assert ring(NEW, lookup=key).hash(b"sms", 7, value) == hmac.digest(key, told, "sha256")[:16]
    chained = hmac.digest(key, b"audit chain", "sha256")
    assert ring(NEW, lookup=key).mac(b"entry", told) == hmac.digest(chained, b"entry\0" + told, "sha256")[:16]


def test_a_hash_outlives_the_rotation_of_encryption_keys() -> None:
    assert ring(OLD).hash(b"sms", 1, "x") == ring(NEW, OLD).hash(b"sms", 1, "x")
    assert ring(OLD).fingerprint() == ring(NEW).fingerprint()


def test_short_hashes_fit_a_signed_column() -> None:
    assert all(0 <= KEYRING.short_hash(b"name", 1, str(number)) < 2**63 for number in range(1000))


def check(database: Database, keyring: Keyring) -> None:
    database.keyring = keyring
    with database.read() as work:
        check_keys(work)


@pytest.fixture
def owned(database: Database) -> Database:
    """A database that belongs to the keys of these tests."""
    with database.write() as work:
        adopt_keys(work)
    return database


def test_a_database_accepts_its_own_keys_and_rotated_ones(owned: Database) -> None:
    check(owned, KEYRING)
    check(owned, ring(NEW, *ENCRYPTION_KEYS))


def test_a_database_refuses_another_look_up_key_and_names_the_cure(owned: Database) -> None:
    with pytest.raises(KeyringError) as refused:
        check(owned, ring(*ENCRYPTION_KEYS, lookup=bytes(32)))
    assert str(refused.value) == (
        "LOOKUP_KEY is not the one this database was made with: opt-outs and patients would not be found. "
        "Take it from the recovery sheet"
    )


@pytest.mark.parametrize("keys", [(NEW,), (("test", bytes(32)),)])
def test_a_database_refuses_encryption_keys_that_do_not_fit_and_names_the_cure(
    owned: Database, keys: tuple[tuple[str, bytes], ...]
) -> None:
    with pytest.raises(KeyringError) as refused:
        check(owned, ring(*keys))
    assert str(refused.value) == (
        "ENCRYPTION_KEYS do not fit this database: take them from the recovery sheet, old keys after the first one"
    )


def test_the_first_keys_are_adopted_and_no_others_after_them(owned: Database) -> None:
    owned.keyring = ring(NEW, lookup=bytes(32))
    with owned.write() as work:
        adopt_keys(work)
    check(owned, KEYRING)


def test_a_database_that_belongs_to_nobody_yet_accepts_any_keys(database: Database) -> None:
    check(database, ring(NEW, lookup=bytes(32)))


def test_a_fact_is_written_over(database: Database) -> None:
    with database.write() as work:
        before = get_fact(work, "sheet")
        set_fact(work, "sheet", "made")
        set_fact(work, "sheet", "confirmed")
        assert (before, get_fact(work, "sheet")) == (None, "confirmed")
