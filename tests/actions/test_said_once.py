"""A person's own words are sent once, however often their form comes; on SQLite and PostgreSQL."""

from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.answering import answer
from reminders.actions.writing_first import write_first
from reminders.store.database import Database
from tests.actions.house import ANA, ANAS_EMAIL, House, at_once, moment, open_house
from tests.actions.replying_house import LEE, ROSA, Desk
from tests.actions.sending_house import open_sending_house

TEXT = "Willow: we found your scarf."


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(open_house(database, tmp_path))


@pytest.fixture
def ana(desk: Desk) -> int:
    """Her number had its welcome."""
    patient_id = desk.house.enroll(email=ANAS_EMAIL).patient_id
    desk.house.set_clock("2026-04-01 10:20")
    desk.house.send()
    return patient_id


@pytest.fixture
def answered(desk: Desk, ana: int) -> int:
    """Her reply, which Rosa has answered."""
    reply = desk.hear("hello").reply_id
    answer(desk.house.app, reply, "Hi Ana!", ROSA)
    return reply


def written(house: House) -> int:
    return int(house.rows("SELECT count(*) FROM message WHERE origin = 'answer'")[0][0])


def test_the_same_words_twice_are_one_text(desk: Desk, ana: int) -> None:
    first = write_first(desk.house.app, ana, "sms", TEXT, LEE)
    desk.house.send()
    desk.house.clock.at += timedelta(minutes=4)
    assert write_first(desk.house.app, ana, "sms", f"{TEXT} ", LEE) == first
    assert desk.said("answer") == [("unasked", ANA, "sent")]


def test_two_presses_at_once_are_one_text(desk: Desk, ana: int) -> None:
    at_once([lambda: write_first(desk.house.app, ana, "sms", TEXT, LEE)] * 4)
    assert desk.said("answer") == [("unasked", ANA, "planned")]


def test_at_night_the_same_words_twice_are_one_text_of_the_morning(desk: Desk, ana: int) -> None:
    desk.house.set_clock("2026-04-01 22:30")
    due = [write_first(desk.house.app, ana, "sms", TEXT, LEE).due_at for _ in range(2)]
    assert (due, written(desk.house)) == ([moment("2026-04-02 08:00")] * 2, 1)


def test_other_words_another_way_another_person_or_later_are_another_message(desk: Desk, ana: int) -> None:
    write_first(desk.house.app, ana, "sms", TEXT, LEE)
    write_first(desk.house.app, ana, "sms", f"{TEXT} Lee", LEE)
    write_first(desk.house.app, ana, "email", TEXT, LEE)
    write_first(desk.house.app, ana, "sms", TEXT, ROSA)
    desk.house.clock.at += timedelta(minutes=6)
    write_first(desk.house.app, ana, "sms", TEXT, LEE)
    assert written(desk.house) == 5


def test_one_more_text_to_a_reply_is_one_however_often_its_form_comes(desk: Desk, answered: int) -> None:
    more = [answer(desk.house.app, answered, "And drink water.", ROSA, more=True) for _ in range(2)]
    assert (more[0] == more[1], written(desk.house)) == (True, 2)
    answer(desk.house.app, answered, "And sleep.", ROSA, more=True)
    assert written(desk.house) == 3


def test_what_was_taken_back_may_be_said_again(desk: Desk, answered: int) -> None:
    answer(desk.house.app, answered, "And drink water.", ROSA, more=True)
    with desk.house.app.database.write() as work:
        work.run("UPDATE message SET status = 'failed' WHERE origin = 'answer'")
    answer(desk.house.app, answered, "And drink water.", ROSA, more=True)
    assert written(desk.house) == 3


def test_a_providers_queue_does_not_keep_what_was_not_asked_for_into_the_night(
    database: Database, tmp_path: Path
) -> None:
    with open_sending_house(database, tmp_path) as house:
        house.welcomed()
        house.set_clock("2026-04-01 19:00")
        write_first(house.app, house.rows("SELECT id FROM patient")[0][0], "sms", TEXT, LEE)
        house.send()
        assert [post["ValidityPeriod"] for post in house.twilio.posts if post["Body"] == TEXT] == ["3600"]


def test_the_lines_of_an_answer_stay_lines(desk: Desk, ana: int) -> None:
    reply = desk.hear("hello").reply_id
    message_id = answer(desk.house.app, reply, "Hi Ana!\r\nDrink water.\r\n", ROSA)
    ((text,),) = desk.house.rows("SELECT text_enc FROM message WHERE id = ?", message_id)
    opened = desk.house.app.database.keyring.open(b"message.text", message_id, bytes(text))
    assert opened == "Hi Ana!\nDrink water."
