"""What follows when the provider has answered, on both databases; every answer is in the provider matrix."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.dispatch import Counts
from reminders.domain.words import Channel
from reminders.store.database import Database
from reminders.store.listing import list_messages
from tests.actions.house import ANA, ANAS_EMAIL, FACIAL, moment
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.fakes.fake_twilio import Answer
from tests.fakes.smtp_sink import Play

#: The window of the step `calm` closes at 10:00 the day after the treatment.
CALM_IS_DUE = "2026-04-01 10:30"
SENT, WAITING = ("sent", None), ("planned", None)
BUSY = Answer("refuse", code=20429, http=429)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[SendingHouse]:
    with open_sending_house(database, tmp_path) as opened:
        yield opened


def sent_with(house: SendingHouse, answer: Answer) -> Counts:
    """Ana's first step meets this answer."""
    house.welcomed()
    house.twilio.script(answer)
    return house.send_at(CALM_IS_DUE)


def test_an_accepted_text_is_sent_with_the_providers_id(house: SendingHouse) -> None:
    counts = sent_with(house, Answer())
    [(provider_id, transport, live)] = house.rows(
        "SELECT provider_id, transport, live FROM message WHERE step = 'calm'"
    )
    assert (counts, house.status("calm"), house.due("calm")) == (Counts(sent=1), SENT, None)
    assert (provider_id, transport, live) == (house.twilio.ledger[1].sid, "twilio", 1)
    assert house.attempts("calm") == [("accepted", None)]


def test_a_text_proven_not_processed_is_tried_after_30_s_2_min_10_min_1_h_and_then_hourly(house: SendingHouse) -> None:
    house.welcomed()
    house.twilio.script(Answer("refuse", code=20429, http=429, times=6))
    tries = []
    due: str | None = CALM_IS_DUE
    for _ in range(6):
        assert due is not None
        house.clock.at = moment(due)
        assert house.send() == Counts(retry=1)
        due = house.due("calm")
        tries.append(due)
    assert tries == [
        "2026-04-01 10:30:30",
        "2026-04-01 10:32:30",
        "2026-04-01 10:42:30",
        "2026-04-01 11:42:30",
        "2026-04-01 12:42:30",
        "2026-04-01 13:42:30",
    ]
    house.clock.at = moment("2026-04-01 13:42:30")
    assert (house.send(), house.status("calm")) == (Counts(sent=1), SENT)
    assert house.attempts("calm") == [("try_again", "20429")] * 6 + [("accepted", None)]
    assert house.texts() == ["welcome", "calm"]


def test_nothing_is_sent_before_the_next_try_is_due(house: SendingHouse) -> None:
    sent_with(house, BUSY)
    house.clock.at += timedelta(seconds=29)
    assert (house.send(), len(house.twilio.posts)) == (Counts(), 2)


def test_a_wait_that_the_provider_asks_for_is_kept(house: SendingHouse) -> None:
    counts = sent_with(house, Answer("refuse", code=20429, http=429, retry_after="600"))
    assert (counts, house.status("calm"), house.due("calm")) == (Counts(retry=1), WAITING, "2026-04-01 10:40")


def test_a_wait_shorter_than_the_back_off_does_not_shorten_it(house: SendingHouse) -> None:
    sent_with(house, Answer("refuse", code=20429, http=429, retry_after="1"))
    assert house.due("calm") == "2026-04-01 10:30:30"


def test_a_wait_beyond_the_window_exhausts_the_attempts(house: SendingHouse) -> None:
    counts = sent_with(house, Answer("refuse", code=20429, http=429, retry_after="86000"))
    assert (counts, house.status("calm"), house.due("calm")) == (
        Counts(failed=1),
        ("failed", "attempts_exhausted"),
        None,
    )
    assert (house.attempts("calm"), len(house.twilio.posts)) == ([("try_again", "20429")], 2)


def test_tries_never_go_past_the_window(house: SendingHouse) -> None:
    house.welcomed()
    house.twilio.script_number(ANA, BUSY)
    house.set_clock(CALM_IS_DUE)
    for _ in range(60):
        house.send()
        if house.due("calm") is None:
            break
        house.clock.at += timedelta(minutes=30)
    assert house.status("calm") in [("failed", "attempts_exhausted"), ("canceled", "too_late")]
    armed = house.rows("SELECT a.armed_at < m.closes_at FROM attempt a JOIN message m ON m.id = a.message_id")
    assert {bool(inside) for (inside,) in armed} == {True}


def test_a_provider_that_cannot_be_reached_is_tried_again(house: SendingHouse) -> None:
    house.welcomed()
    away = house.with_settings(twilio_base_url="http://127.0.0.1:1")
    assert away.send_at(CALM_IS_DUE) == Counts(retry=1)
    assert (house.attempts("calm"), house.due("calm")) == ([("try_again", "refused")], "2026-04-01 10:30:30")


def test_a_text_carries_its_number_words_sender_and_where_to_report(house: SendingHouse) -> None:
    sent_with(house, Answer())
    [(message_id, attempt)] = house.rows("SELECT id, attempts FROM message WHERE step = 'calm'")
    assert house.twilio.posts[1] == {
        "To": ANA,
        "From": "+12025550199",
        "Body": "Willow: Hi Ana, this is about calm. Questions? Call +12025550100.",
        # Until the end of the contact hours at 20:00, which comes before the end of the window.
        "ValidityPeriod": str(int(9.5 * 3600)),
        "StatusCallback": f"https://aftercare.example/webhooks/twilio/status?m={message_id}&a={attempt}#rc=5&rp=all",
    }


def test_the_second_attempt_reports_under_its_own_number(house: SendingHouse) -> None:
    sent_with(house, BUSY)
    house.clock.at += timedelta(seconds=30)
    house.send()
    ends = [post["StatusCallback"].partition("&a=")[2] for post in house.twilio.posts]
    assert ends == ["1#rc=5&rp=all", "1#rc=5&rp=all", "2#rc=5&rp=all"]


def test_a_text_may_be_kept_by_the_provider_until_its_window_closes_and_no_longer(
    database: Database, tmp_path: Path
) -> None:
    short = FACIAL.replace("closes: PT24H", "closes: PT1H")
    with open_sending_house(database, tmp_path, short) as house:
        sent_with(house, Answer())
        assert house.twilio.posts[1]["ValidityPeriod"] == "1800"


def test_a_text_that_leaves_just_before_the_end_of_the_contact_hours_is_valid_to_their_end(
    house: SendingHouse,
) -> None:
    house.welcomed()
    house.twilio.script(Answer("refuse", code=20429, http=429, retry_after=str(int(9.4 * 3600))))
    house.send_at(CALM_IS_DUE)
    house.send_at("2026-04-01 19:59")
    assert house.twilio.posts[2]["ValidityPeriod"] == "60"


def test_the_stored_text_is_the_one_that_was_sent(house: SendingHouse) -> None:
    treatment_id = house.welcomed()
    house.send_at(CALM_IS_DUE)
    with house.app.database.read() as work:
        calm = list_messages(work, treatment_id=treatment_id)[0]
    assert calm.text == house.twilio.ledger[1].body


def test_a_mail_in_doubt_is_never_sent_again(house: SendingHouse) -> None:
    house.enroll(channel=Channel.EMAIL, phone="", email=ANAS_EMAIL)
    house.sink.script(Play("final-dot", "", accepted=True))
    house.send_at(CALM_IS_DUE)
    assert [house.send_at("2026-04-01 11:30"), house.send_at("2026-04-02 09:59")] == [Counts(), Counts()]
    assert house.mails() == ["calm"]
