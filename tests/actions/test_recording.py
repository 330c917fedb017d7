"""What follows from an answer for addresses, opt-outs, channels and the next messages, on both databases."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.dispatch import Counts
from reminders.actions.holding import release_sending
from reminders.domain.words import Channel
from reminders.store.database import Database
from tests.actions.house import ANA, ANAS_EMAIL, BEN, CLEO
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.fakes.fake_twilio import Answer
from tests.fakes.smtp_sink import Play

CALM_IS_DUE = "2026-04-01 10:30"
WAITING, SENT = ("planned", None), ("sent", None)
WRONG_TOKEN = Answer("refuse", code=20003, http=401)
LANDLINE = Answer("refuse", code=21614)
STOPPED_THERE = Answer("refuse", code=21610)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[SendingHouse]:
    with open_sending_house(database, tmp_path) as opened:
        yield opened


def five_welcomed(house: SendingHouse) -> None:
    """Five patients, each at a number of their own, whose first step is due at the same time."""
    for number, name in enumerate(("Ana", "Ben", "Cleo", "Dora", "Eva")):
        house.enroll(first_name=name, phone=f"+1202555012{number}")
    house.send()
    assert house.texts() == ["welcome"] * 5


def test_a_wrong_setting_costs_one_post_and_stops_the_channel(house: SendingHouse) -> None:
    five_welcomed(house)
    house.twilio.script(WRONG_TOKEN)
    assert house.send_at(CALM_IS_DUE, sms=1) == Counts(retry=1)
    assert len(house.twilio.posts) == 6
    assert house.statuses("calm") == [("planned", "on_hold")] * 5
    assert house.holds() == [("channel", "sms", "program")]


def test_a_wrong_setting_burns_no_message_however_many_are_on_the_wire(house: SendingHouse) -> None:
    five_welcomed(house)
    house.twilio.script(Answer("refuse", code=30034, times=50))
    assert house.send_at(CALM_IS_DUE, sms=4) == Counts(retry=4)
    assert house.statuses("calm") == [("planned", "on_hold")] * 5
    assert house.holds() == [("channel", "sms", "program")]


def test_a_stopped_channel_stays_silent_until_a_person_lets_it_go_on(house: SendingHouse) -> None:
    five_welcomed(house)
    house.twilio.script(WRONG_TOKEN)
    house.send_at(CALM_IS_DUE, sms=1)
    assert (house.send_at("2026-04-01 11:30"), len(house.twilio.posts)) == (Counts(), 6)
    assert release_sending(house.app, "sms", "Rosa", "put the token right").woken == 5
    assert house.send() == Counts(sent=5)
    assert (house.statuses("calm"), house.holds()) == ([SENT] * 5, [])


def test_the_stop_of_a_channel_is_in_the_audit_with_its_cure_and_without_a_number(house: SendingHouse) -> None:
    house.welcomed()
    house.twilio.script(WRONG_TOKEN)
    house.send_at(CALM_IS_DUE)
    [(by, verb)] = house.rows("SELECT \"by\", verb FROM audit_entry WHERE verb LIKE 'stopped%'")
    [(why,)] = house.rows("SELECT why FROM hold")
    assert (by, verb) == ("program", "stopped channel")
    assert why == (
        "Twilio refuses our setting: the account or its key is not accepted; "
        "check TWILIO_ACCOUNT_SID and the key or token"
    )


def test_a_stopped_text_channel_leaves_mail_alone(house: SendingHouse) -> None:
    house.welcomed()
    house.enroll(first_name="Ben", channel=Channel.EMAIL, phone="", email="ben@example.com")
    house.twilio.script(WRONG_TOKEN)
    assert house.send_at(CALM_IS_DUE) == Counts(sent=1, retry=1)
    assert house.mails() == ["calm"]


def test_a_mail_server_that_wants_another_sign_in_stops_mail_only(house: SendingHouse) -> None:
    house.welcomed()
    house.enroll(first_name="Ben", channel=Channel.EMAIL, phone="", email="ben@example.com")
    house.sink.script(Play("mail", "530 5.7.0 sign in first"))
    assert house.send_at(CALM_IS_DUE) == Counts(sent=1, retry=1)
    assert house.holds() == [("channel", "email", "program")]


def test_a_landline_moves_unsent_care_to_the_consented_email(house: SendingHouse) -> None:
    house.enroll(email=ANAS_EMAIL)
    house.twilio.script(LANDLINE)
    assert house.send_at(CALM_IS_DUE) == Counts(failed=1, sent=1)
    assert (house.status("welcome"), house.mails()) == (("failed", "rejected"), ["calm"])
    channels = house.rows("SELECT DISTINCT channel FROM message WHERE origin = 'step' AND kind = 'care'")
    assert channels == [("email",)]


def test_a_landline_without_an_email_ends_what_is_left(house: SendingHouse) -> None:
    house.enroll()
    house.twilio.script(LANDLINE)
    house.send_at(CALM_IS_DUE)
    assert [house.status(step) for step in ("calm", "flaking")] == [("canceled", "no_address")] * 2
    assert (house.send_at("2026-04-04 10:00"), len(house.twilio.posts)) == (Counts(), 1)


def test_an_email_without_consent_is_not_used_instead_of_a_landline(house: SendingHouse) -> None:
    ana = house.enroll(email=ANAS_EMAIL)
    with house.app.database.write() as work:
        work.run(
            "UPDATE consent SET withdrawn_at = 1 WHERE address_id = "
            "(SELECT id FROM address WHERE channel = 'email' AND patient_id = ?)",
            (ana.patient_id,),
        )
    house.twilio.script(LANDLINE)
    house.send_at(CALM_IS_DUE)
    assert (house.mails(), house.status("calm")[0]) == ([], "canceled")


def test_a_number_that_turns_out_unusable_later_fails_that_text_and_moves_the_others(house: SendingHouse) -> None:
    house.welcomed(email=ANAS_EMAIL)
    house.twilio.script(LANDLINE)
    house.send_at(CALM_IS_DUE)
    assert house.status("calm") == ("failed", "rejected")
    assert (house.send_at("2026-04-04 10:00"), house.mails()) == (Counts(sent=1), ["flaking"])


def test_a_landline_is_unusable_for_everybody_who_shares_it(house: SendingHouse) -> None:
    house.enroll()
    house.enroll(first_name="Ben")
    house.twilio.script(LANDLINE)
    house.send_at(CALM_IS_DUE)
    assert house.statuses("calm") == [("canceled", "no_address")] * 2


def test_a_stop_at_the_provider_is_recorded_and_ends_everything(house: SendingHouse) -> None:
    house.welcomed(email=ANAS_EMAIL)
    house.twilio.script(STOPPED_THERE)
    assert house.send_at(CALM_IS_DUE) == Counts(failed=1)
    [(scope, by)] = house.rows("SELECT scope, recorded_by FROM opt_out WHERE ended_at IS NULL")
    assert (scope, by) == ("all", "program")
    assert house.status("calm") == ("failed", "rejected")
    assert house.send_at("2026-04-04 10:00").sent == len(house.mails())
    assert len(house.twilio.posts) == 2


def test_a_stop_at_the_provider_without_another_address_cancels_what_is_left(house: SendingHouse) -> None:
    house.welcomed()
    house.twilio.script(STOPPED_THERE)
    house.send_at(CALM_IS_DUE)
    left = house.rows("SELECT DISTINCT status, status_reason FROM message WHERE step IN ('flaking', 'results')")
    assert left == [("canceled", "opted_out")]


def test_one_refused_text_says_nothing_about_the_number(house: SendingHouse) -> None:
    house.welcomed()
    house.twilio.script(Answer("refuse", code=21999))
    house.send_at(CALM_IS_DUE)
    assert house.rows("SELECT unusable_why FROM address") == [(None,)]
    assert (house.send_at("2026-04-04 10:00"), house.status("flaking")) == (Counts(sent=1), SENT)


def test_an_accepted_welcome_wakes_the_steps_of_everybody_at_that_number_and_of_nobody_else(
    house: SendingHouse,
) -> None:
    house.enroll()
    house.enroll(first_name="Ben")
    house.enroll(first_name="Cleo", phone=CLEO)
    house.twilio.script_number(CLEO, Answer("refuse", code=0, http=408))
    house.twilio.script_number(ANA, Answer("refuse", code=0, http=408))
    house.send_at(CALM_IS_DUE)
    assert house.statuses("calm") == [WAITING] * 3
    house.twilio.script_number(ANA, Answer())
    house.clock.at += timedelta(seconds=30)
    house.send()
    assert Counter(house.statuses("calm")) == Counter({SENT: 2, WAITING: 1})
    assert [(one.to, text) for one, text in zip(house.twilio.ledger, house.texts(), strict=True)] == [
        (ANA, "welcome"),
        (ANA, "calm"),
        (ANA, "calm"),
    ]


def test_a_welcome_in_doubt_keeps_its_steps_waiting(house: SendingHouse) -> None:
    house.enroll()
    house.twilio.script(Answer("error", accepted=True))
    house.send_at(CALM_IS_DUE)
    assert (house.send_at("2026-04-01 15:00"), house.status("calm")) == (Counts(), WAITING)
    assert house.status("welcome") == ("unknown", "outcome_unknown")


def test_several_answers_of_one_batch_are_told_apart(house: SendingHouse) -> None:
    five_welcomed(house)
    answers = {
        "+12025550120": Answer(),
        "+12025550121": Answer("refuse", code=21614),
        "+12025550122": Answer("refuse", code=20429, http=429),
        "+12025550123": Answer("error", accepted=True),
        "+12025550124": Answer("refuse", code=21999),
    }
    for number, answer in answers.items():
        house.twilio.script_number(number, answer)
    assert house.send_at(CALM_IS_DUE, sms=5) == Counts(sent=1, failed=2, unknown=1, retry=1)
    assert house.statuses("calm") == [
        SENT,
        ("failed", "rejected"),
        WAITING,
        ("unknown", "outcome_unknown"),
        ("failed", "rejected"),
    ]


def test_no_number_name_or_text_is_in_what_an_attempt_keeps(house: SendingHouse) -> None:
    house.welcomed()
    house.enroll(first_name="Ben", phone=BEN)
    house.twilio.script(Answer("refuse", code=21999), Answer("error"))
    house.send_at(CALM_IS_DUE)
    kept = str(house.rows("SELECT code, detail, provider_id, claimed_by FROM attempt"))
    kept += str(house.rows("SELECT detail, provider_id FROM message"))
    found = [secret for secret in ("5550111", "5550112", "Ana", "Ben", "calm") if secret in kept]
    assert found == []


def test_a_second_dispatch_of_an_answered_message_does_nothing(house: SendingHouse) -> None:
    house.welcomed()
    house.send_at(CALM_IS_DUE)
    with closing(house.dispatcher()) as first, closing(house.dispatcher()) as second:
        assert (first.run(), second.run(), house.texts()) == (Counts(), Counts(), ["welcome", "calm"])


def test_without_a_phone_number_to_call_nothing_leaves_until_there_is_one(house: SendingHouse) -> None:
    house.welcomed()
    with house.app.database.write() as work:
        work.run("UPDATE location SET phone = ''")
    assert (house.send_at(CALM_IS_DUE), house.status("calm")) == (Counts(), ("planned", "on_hold"))
    assert (house.holds(), house.texts()) == ([("channel", "sms", "program")], ["welcome"])
    with house.app.database.write() as work:
        work.run("UPDATE location SET phone = '+12025550100'")
    release_sending(house.app, "sms", "Rosa", "gave the number")
    assert (house.send(), house.texts()) == (Counts(sent=1), ["welcome", "calm"])
