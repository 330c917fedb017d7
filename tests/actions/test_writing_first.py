"""A person writes to a patient who has not asked anything, on SQLite and PostgreSQL."""

from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.inbox import open_reply
from reminders.actions.opting_out import opt_out
from reminders.actions.patient import ConsentWish, change_consent
from reminders.actions.treatment import Actor
from reminders.actions.writing_first import write_first
from reminders.domain.words import Channel, OptOutScope
from reminders.store.database import Database
from tests.actions.house import ANA, ANAS_EMAIL, moment, open_house
from tests.actions.replying_house import Desk

TEXT = "Willow: we found your scarf. Come by any time."


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(open_house(database, tmp_path))


def test_a_welcomed_number_gets_a_persons_words_at_once(desk: Desk) -> None:
    ana = _welcomed(desk)
    written = write_first(desk.house.app, ana, "sms", f" {TEXT}\n", "Lee")
    assert (written.due_at, written.channel) == (moment("2026-04-01 10:20"), Channel.SMS)
    assert desk.said("answer") == [("unasked", ANA, "planned")]
    desk.house.send()
    assert desk.said("answer") == [("unasked", ANA, "sent")]
    assert desk.house.audit(written.message_id) == [("Lee", "wrote to the patient")]


def test_at_night_it_waits_for_the_contact_hours(desk: Desk) -> None:
    ana = _welcomed(desk)
    desk.house.set_clock("2026-04-01 22:30")
    desk.house.send()
    written = write_first(desk.house.app, ana, "sms", TEXT, "Lee")
    assert written.due_at == moment("2026-04-02 08:00")
    desk.house.send()
    assert desk.said("answer") == [("unasked", ANA, "planned")]
    desk.house.set_clock("2026-04-02 08:00")
    desk.house.send()
    assert desk.said("answer") == [("unasked", ANA, "sent")]


def test_it_is_late_by_a_night_when_nothing_could_send_all_day(desk: Desk) -> None:
    ana = _welcomed(desk)
    write_first(desk.house.app, ana, "sms", TEXT, "Lee")
    desk.house.set_clock("2026-04-01 20:30")
    desk.house.send()
    assert desk.said("answer") == [("unasked", ANA, "planned")]
    desk.house.set_clock("2026-04-02 08:00")
    desk.house.send()
    assert desk.said("answer") == [("unasked", ANA, "sent")]


def test_a_patient_without_a_phone_is_written_to_by_email(desk: Desk) -> None:
    ana = desk.house.enroll(phone="", email=ANAS_EMAIL, channel=Channel.EMAIL, language="es").patient_id
    desk.house.set_clock("2026-04-01 10:20")
    written = write_first(desk.house.app, ana, "email", TEXT, "Lee")
    desk.house.send()
    assert desk.said("answer") == [("unasked", ANAS_EMAIL, "sent")]
    ((subject, status),) = desk.house.rows("SELECT subject_enc, status FROM message WHERE id = ?", written.message_id)
    opened = desk.house.app.database.keyring.open(b"message.subject", written.message_id, bytes(subject))
    assert (opened, status) == ("Un mensaje de Willow", "sent")


def test_a_number_that_was_not_welcomed_hears_who_writes_first(desk: Desk) -> None:
    ana = desk.house.enroll().patient_id
    why = "channel: the first text, which says who writes, has not been sent there yet"
    assert _refusals(desk, ana, "sms") == (why,)


def test_nothing_goes_to_who_has_stopped_or_agreed_to_nothing_or_has_no_such_address(desk: Desk) -> None:
    ana = _welcomed(desk)
    assert _refusals(desk, ana, "email") == ("channel: there is no email address",)
    assert _refusals(desk, ana, "pigeon") == ("channel: choose text or email",)
    change_consent(desk.house.app, ana, ConsentWish("sms", withdraw="care"), Actor("Lee"))
    why = "channel: the patient has not agreed to messages there; record the consent first, or call"
    assert _refusals(desk, ana, "sms") == (why,)
    opt_out(desk.house.app, ANA, OptOutScope.ALL, "Lee", "she called")
    why = "channel: the patient has stopped all messages there; call instead"
    assert _refusals(desk, ana, "sms") == (why,)


def test_a_number_that_waits_for_a_decision_is_not_written_to(desk: Desk) -> None:
    ana = _welcomed(desk)
    desk.hear("please stop texting me")
    why = "channel: messages there wait until somebody has decided about the patient's reply"
    assert _refusals(desk, ana, "sms") == (why,)


def test_what_is_missing_is_told_all_at_once(desk: Desk) -> None:
    ana = _welcomed(desk)
    with pytest.raises(BadInput) as refused:
        write_first(desk.house.app, ana, "email", " ", "Lee")
    assert refused.value.mistakes == ("channel: there is no email address", "text: is missing")


def test_a_stop_takes_back_what_has_not_left(desk: Desk) -> None:
    ana = _welcomed(desk)
    write_first(desk.house.app, ana, "sms", TEXT, "Lee")
    desk.hear("STOP")
    assert desk.said("answer") == [("unasked", ANA, "canceled")]


def test_a_consent_that_is_withdrawn_meanwhile_keeps_it_back(desk: Desk) -> None:
    ana = _welcomed(desk)
    write_first(desk.house.app, ana, "sms", TEXT, "Lee")
    change_consent(desk.house.app, ana, ConsentWish("sms", withdraw="care"), Actor("Lee"))
    desk.house.send()
    rows = desk.house.rows("SELECT status, status_reason FROM message WHERE step = 'unasked'")
    assert [tuple(row) for row in rows] == [("canceled", "no_consent")]


def test_it_stands_in_the_conversation_before_it_has_left(desk: Desk) -> None:
    ana = _welcomed(desk)
    desk.house.clock.at += timedelta(minutes=1)
    reply = desk.hear("thanks!").reply_id
    desk.house.clock.at += timedelta(minutes=1)
    write_first(desk.house.app, ana, "sms", TEXT, "Lee")
    lines = open_reply(desk.house.app, reply).lines
    assert [(line.ours, line.text) for line in lines][-2:] == [(False, "thanks!"), (True, TEXT)]


def _welcomed(desk: Desk) -> int:
    patient_id = desk.house.enroll().patient_id
    desk.house.set_clock("2026-04-01 10:20")
    desk.house.send()
    return patient_id


def _refusals(desk: Desk, patient_id: int, channel: str) -> tuple[str, ...]:
    with pytest.raises(BadInput) as refused:
        write_first(desk.house.app, patient_id, channel, TEXT, "Lee")
    return refused.value.mistakes
