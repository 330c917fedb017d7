"""Texts leave at the rate that is set, wait when the provider asks for it, and stop while it is out of order."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.clinic_edits import Order
from reminders.actions.clinic_settings import change_clinic
from reminders.actions.probing import probe_providers
from reminders.app import App
from reminders.domain.words import Channel
from reminders.store.database import Database
from tests.actions.house import at_once
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.databases import KEYRING
from tests.fakes.fake_twilio import Answer

#: Nobody listens there.
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[SendingHouse]:
    with open_sending_house(database, tmp_path) as opened:
        yield opened


def enroll_many(house: SendingHouse, count: int) -> None:
    for number in range(count):
        house.enroll(phone=f"+120255501{number:02}")


def set_rate(house: SendingHouse, texts: str) -> None:
    nothing = dict.fromkeys(("name", "address", "settle-minutes", "send-time"))
    change_clinic(house.app, nothing | {"texts-per-second": texts}, Order("Rosa"))


def pass_time(house: SendingHouse, **time: float) -> None:
    house.clock.at += timedelta(**time)


def tried(house: SendingHouse) -> Counter[int]:
    """How many messages were tried how often."""
    return Counter(tries for (tries,) in house.rows("SELECT attempts FROM message WHERE origin = 'welcome'"))


def welcomes(house: SendingHouse) -> Counter[str]:
    return Counter(status for status, _ in house.welcomes())


def test_no_more_leaves_than_the_rate_allows(house: SendingHouse) -> None:
    set_rate(house, "5")
    enroll_many(house, 12)
    sent = []
    for _ in range(4):
        sent.append(house.send().sent)
        pass_time(house, seconds=1)
    assert sent == [5, 5, 2, 0]


def test_two_workers_keep_one_rate_together(house: SendingHouse) -> None:
    set_rate(house, "6")
    enroll_many(house, 20)
    database = house.app.database
    url = f"sqlite:///{database.path}" if database.path else database.reader.url.render_as_string(hide_password=False)
    other = App(house.app.settings, Database(url, KEYRING), house.clock)
    senders = {Channel.SMS: 4, Channel.EMAIL: 1}
    with closing(other), closing(house.dispatcher()) as first, closing(type(first)(other, "other", senders)) as second:
        sent = []
        for _ in range(3):
            at_once([first.run, second.run])
            sent.append(len(house.twilio.ledger))
            pass_time(house, seconds=1)
    assert sent == [6, 12, 18]


def test_mails_go_on_while_texts_wait_for_their_rate(house: SendingHouse) -> None:
    set_rate(house, "1")
    enroll_many(house, 4)
    for number in range(3):
        house.enroll(channel=Channel.EMAIL, phone="", email=f"patient{number}@example.com")
    house.set_clock("2026-04-01 10:30")
    house.send()
    assert (len(house.texts()), len(house.mails())) == (1, 3)


def test_who_stands_at_the_desk_goes_before_a_backlog(house: SendingHouse) -> None:
    set_rate(house, "1")
    enroll_many(house, 4)
    house.set_clock("2026-04-01 10:20")
    house.enroll(phone="+12025550188")
    house.send()
    assert [one.to for one in house.twilio.ledger] == ["+12025550188"]


def test_tokens_of_messages_that_do_not_leave_are_given_back(house: SendingHouse) -> None:
    set_rate(house, "2")
    enroll_many(house, 4)
    with house.app.database.write() as work:
        newest = "(SELECT MAX(n.id) FROM message n WHERE n.origin = 'welcome')"
        work.run(f"UPDATE message SET closes_at = due_at WHERE origin = 'welcome' AND id < {newest}")
    pass_time(house, minutes=1)
    counts = house.send()
    assert (counts.sent + counts.canceled, welcomes(house)["planned"]) == (4, 0)


def test_what_is_too_late_is_canceled_at_once_however_slow_the_sender(house: SendingHouse) -> None:
    set_rate(house, "1")
    enroll_many(house, 8)
    with house.app.database.write() as work:
        kept = "(SELECT m.id FROM message m WHERE m.origin = 'welcome' ORDER BY m.id LIMIT 2)"
        work.run(f"UPDATE message SET closes_at = due_at WHERE origin = 'welcome' AND id NOT IN {kept}")
    pass_time(house, minutes=1)
    counts = house.send()
    assert (counts.sent, counts.canceled, welcomes(house)) == (1, 6, Counter(canceled=6, sent=1, planned=1))
    assert (house.send().sent, len(house.twilio.ledger)) == (0, 1)


def test_while_a_provider_is_left_alone_what_is_over_ends(house: SendingHouse) -> None:
    enroll_many(house, 8)
    down = house.with_settings(twilio_base_url=NOWHERE)
    down.send(sms=1)
    with house.app.database.write() as work:
        work.run("UPDATE message SET closes_at = due_at WHERE origin = 'welcome'")
    pass_time(house, minutes=1)
    assert (down.send(sms=1).canceled, welcomes(house)) == (8, Counter(canceled=8))


def test_a_provider_that_asks_to_wait_is_not_asked_again_before_then(house: SendingHouse) -> None:
    enroll_many(house, 6)
    house.twilio.script(Answer("refuse", code=20429, http=429, retry_after="120"))
    house.send(sms=1)
    assert (len(house.twilio.posts), tried(house)) == (1, Counter({0: 5, 1: 1}))
    pass_time(house, seconds=119)
    house.send(sms=1)
    assert len(house.twilio.posts) == 1
    pass_time(house, seconds=2)
    house.send(sms=1)
    assert welcomes(house) == Counter(sent=6)


def test_a_pause_ends_when_the_clock_is_put_back(house: SendingHouse) -> None:
    enroll_many(house, 2)
    house.twilio.script(Answer("refuse", code=20429, http=429, retry_after="3600"))
    house.send(sms=1)
    pass_time(house, minutes=-1)
    house.enroll(phone="+12025550188")
    house.send(sms=1)
    assert [one.to for one in house.twilio.ledger] == ["+12025550188"]


def test_a_provider_that_cannot_be_reached_is_left_alone_after_five_tries(house: SendingHouse) -> None:
    enroll_many(house, 30)
    down = house.with_settings(twilio_base_url=NOWHERE)
    down.send(sms=1)
    pass_time(house, minutes=2)
    down.send(sms=1)
    assert tried(house) == Counter({0: 25, 1: 5})


def test_five_answers_in_doubt_stop_a_channel_too(house: SendingHouse) -> None:
    enroll_many(house, 9)
    house.twilio.script(Answer("error", status="500", http=500, accepted=True, times=9))
    house.send(sms=1)
    assert welcomes(house) == Counter(unknown=5, planned=4)


def test_refusals_of_single_numbers_stop_nothing(house: SendingHouse) -> None:
    enroll_many(house, 9)
    house.twilio.script(Answer("refuse", code=21211, times=8))
    house.send(sms=1)
    assert welcomes(house) == Counter(failed=8, sent=1)


def test_the_probe_is_no_text_and_then_messages_flow_again(house: SendingHouse) -> None:
    enroll_many(house, 30)
    house.with_settings(twilio_base_url=NOWHERE).send(sms=1)
    assert probe_providers(house.app) == []
    pass_time(house, seconds=31)
    assert probe_providers(house.app) == [Channel.SMS]
    assert (house.twilio.state.gets, house.twilio.posts) == (1, [])
    flowed = []
    for _ in range(4):
        flowed.append(house.send().sent)
        pass_time(house, seconds=1)
    assert (flowed, welcomes(house)) == ([1, 20, 9, 0], Counter(sent=30))


def test_a_probe_that_fails_is_made_again_later(house: SendingHouse) -> None:
    enroll_many(house, 6)
    down = house.with_settings(twilio_base_url=NOWHERE)
    down.send(sms=1)
    pass_time(house, seconds=31)
    assert probe_providers(down.app) == []
    pass_time(house, seconds=59)
    assert probe_providers(house.app) == []
    pass_time(house, seconds=2)
    assert probe_providers(house.app) == [Channel.SMS]


def test_mails_go_on_while_texts_are_stopped(house: SendingHouse) -> None:
    enroll_many(house, 6)
    house.enroll(channel=Channel.EMAIL, phone="", email="ana@example.com")
    down = house.with_settings(twilio_base_url=NOWHERE)
    down.send(sms=1)
    house.set_clock("2026-04-01 10:29")
    probe_providers(down.app)
    house.set_clock("2026-04-01 10:30")
    down.send(sms=1)
    assert (house.mails(), tried(house)) == (["calm"], Counter({1: 5, 0: 1}))


def test_after_three_days_out_of_order_only_what_still_fits_leaves_and_not_at_once(house: SendingHouse) -> None:
    enroll_many(house, 20)
    house.send()
    down = house.with_settings(twilio_base_url=NOWHERE)
    for _ in range(3 * 24):
        pass_time(house, hours=1)
        probe_providers(down.app)
        down.send(sms=1)
    # Saturday morning: the first day is over, the first week's message is due since ten.
    house.set_clock("2026-04-04 11:00")
    house.twilio.state.ledger.clear()
    assert probe_providers(house.app) == [Channel.SMS]
    flowed = []
    for _ in range(4):
        flowed.append(house.send().sent)
        pass_time(house, seconds=1)
    assert (flowed, Counter(house.texts())) == ([1, 19, 0, 0], Counter(flaking=20))
    assert Counter(house.statuses("calm")) == Counter({("canceled", "too_late"): 20})
