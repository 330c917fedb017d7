"""Notes about a patient, on SQLite and PostgreSQL."""

from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.notes import LONGEST_NOTE, strike_out, write_note
from reminders.store.database import Database
from reminders.store.notes import Note, notes_of
from tests.actions.house import House, at_once, open_house


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def test_notes_are_read_newest_first_and_a_struck_one_stays_readable(house: House) -> None:
    ana = house.enroll().patient_id
    first = write_note(house.app, ana, "  Allergic to latex \r\n(told by phone) ", "Lee")
    house.set_clock("2026-04-01 11:00")
    second = write_note(house.app, ana, "Wants calls after five", "Rosa")
    strike_out(house.app, ana, first, "Rosa")
    assert [(one.id, one.text, one.written_by, one.struck_by) for one in _notes(house, ana)] == [
        (second, "Wants calls after five", "Rosa", None),
        (first, "Allergic to latex \n(told by phone)", "Lee", "Rosa"),
    ]
    assert house.audit(ana)[-3:] == [("Lee", "wrote a note"), ("Rosa", "wrote a note"), ("Rosa", "struck out a note")]


def test_the_same_words_twice_are_one_note(house: House) -> None:
    ana = house.enroll().patient_id
    first = write_note(house.app, ana, "Allergic to latex", "Lee")
    house.clock.at += timedelta(minutes=4)
    assert write_note(house.app, ana, " Allergic to latex ", "Lee") == first
    assert [one.id for one in _notes(house, ana)] == [first]
    assert [verb for _, verb in house.audit(ana)].count("wrote a note") == 1


def test_two_presses_at_once_are_one_note(house: House) -> None:
    ana = house.enroll().patient_id
    at_once([lambda: write_note(house.app, ana, "Allergic to latex", "Lee")] * 4)
    assert len(_notes(house, ana)) == 1


def test_other_words_another_patient_another_person_or_later_are_another_note(house: House) -> None:
    ana, ben = house.enroll().patient_id, house.enroll(first_name="Ben", phone="+12025550112").patient_id
    for patient_id, words, by in (
        (ana, "Tired", "Lee"),
        (ana, "Fine", "Lee"),
        (ben, "Tired", "Lee"),
        (ana, "Tired", "Rosa"),
    ):
        write_note(house.app, patient_id, words, by)
    house.clock.at += timedelta(minutes=6)
    write_note(house.app, ana, "Tired", "Lee")
    assert [len(_notes(house, patient_id)) for patient_id in (ana, ben)] == [4, 1]


def test_what_was_struck_out_may_be_written_again(house: House) -> None:
    ana = house.enroll().patient_id
    strike_out(house.app, ana, write_note(house.app, ana, "Tired", "Lee"), "Lee")
    write_note(house.app, ana, "Tired", "Lee")
    assert [one.struck_by for one in _notes(house, ana)] == [None, "Lee"]


def test_a_note_is_sealed(house: House) -> None:
    ana = house.enroll().patient_id
    write_note(house.app, ana, "Allergic to latex", "Lee")
    ((sealed,),) = house.rows("SELECT text_enc FROM note")
    assert b"latex" not in bytes(sealed)


@pytest.mark.parametrize(
    ("text", "why"),
    [(" ", "note: is missing; write a few words"), ("x" * (LONGEST_NOTE + 1), "note: is longer than 2000 characters")],
)
def test_an_empty_or_endless_note_is_refused(house: House, text: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        write_note(house.app, house.enroll().patient_id, text, "Lee")
    assert refused.value.mistakes == (why,)


def test_only_a_note_of_this_patient_is_struck_out_and_once(house: House) -> None:
    ana, ben = house.enroll().patient_id, house.enroll(first_name="Ben", phone="+12025550112").patient_id
    note = write_note(house.app, ana, "Allergic to latex", "Lee")
    with pytest.raises(BadInput):
        strike_out(house.app, ben, note, "Lee")
    strike_out(house.app, ana, note, "Lee")
    with pytest.raises(BadInput):
        strike_out(house.app, ana, note, "Rosa")
    assert [one.struck_by for one in _notes(house, ana)] == ["Lee"]


def _notes(house: House, patient_id: int) -> list[Note]:
    with house.app.database.read() as work:
        return notes_of(work, house.app.clinic(work).id, patient_id, 10)
