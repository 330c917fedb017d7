"""A clinic that Twilio cannot reach: texts and news come from its list, over HTTP and on both databases."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.dispatch import Counts
from reminders.actions.examining import examine
from reminders.actions.hearing import hear
from reminders.actions.polling import BACKSTOP_EVERY, EVERY, NEWS_EVERY, hear_new, texts_not_read
from reminders.actions.reconcile import Asked, Reconciler
from reminders.domain.words import Channel
from reminders.store.database import Database
from reminders.store.inbox import MEDIA, REPLY_TEXT
from reminders.transports.base import Inbound
from reminders.transports.twilio_lookup import TwilioLookup
from reminders.transports.twilio_sms import TwilioSettings
from reminders.worker import Worker
from tests.actions.house import ANA, BEN
from tests.actions.sending_house import CLINICS_NUMBER, SendingHouse, open_sending_house
from tests.fakes.fake_twilio import ACCOUNT, TOKEN, Answer

CALM_IS_DUE = "2026-04-01 10:30"
HOUR = timedelta(hours=1)


class Ticks:
    """A monotonic clock that stands until it is moved (seconds)."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[SendingHouse]:
    with open_sending_house(database, tmp_path, public_url="http://127.0.0.1:8000") as opened:
        opened.twilio.state.clock = opened.clock
        yield opened


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def asking(house: SendingHouse, ticks: Ticks) -> Iterator[Reconciler]:
    with closing(Reconciler(house.app, ticks)) as opened:
        yield opened


def text_in(house: SendingHouse, text: str, sender: str = ANA) -> str:
    """A patient's text is at Twilio, and nobody is told."""
    return house.twilio.receive(sender, CLINICS_NUMBER, text)


def replies(house: SendingHouse) -> list[str]:
    """The words of each stored reply, oldest first."""
    rows = house.rows("SELECT id, text_enc FROM reply ORDER BY id")
    return [house.app.database.keyring.open(REPLY_TEXT, reply_id, bytes(text)) for reply_id, text in rows]


def test_a_text_is_heard_with_the_time_at_which_it_came(house: SendingHouse, asking: Reconciler) -> None:
    sid = text_in(house, "I have a question")
    came_at = house.clock.at
    house.clock.at += timedelta(seconds=40)
    assert asking.turn() == Asked(heard=1)
    ((provider_id, received_at),) = house.rows("SELECT provider_id, received_at FROM reply")
    assert (replies(house), provider_id) == (["I have a question"], sid)
    assert received_at == int(came_at.timestamp()) * 1_000_000


def test_a_stop_in_the_list_ends_everything(house: SendingHouse, asking: Reconciler) -> None:
    house.welcomed()
    text_in(house, "STOP")
    assert asking.turn() == Asked(heard=1)
    assert house.send_at(CALM_IS_DUE) == Counts()
    assert (house.texts(), house.status("calm")) == (["welcome"], ("canceled", "opted_out"))


def test_one_run_of_the_command_hears_a_stop_before_it_sends(house: SendingHouse) -> None:
    house.welcomed()
    text_in(house, "STOP")
    house.set_clock(CALM_IS_DUE)
    worker = Worker(house.app)
    try:
        assert worker.once() == Counts()
    finally:
        worker.stop()
    assert house.texts() == ["welcome"]


def test_a_text_is_looked_for_every_minute_and_heard_once(
    house: SendingHouse, asking: Reconciler, ticks: Ticks
) -> None:
    text_in(house, "Hello")
    assert asking.turn() == Asked(heard=1)
    text_in(house, "Hello again")
    ticks.at += EVERY - 1
    assert asking.turn() == Asked()
    ticks.at += 1
    assert asking.turn() == Asked(heard=1)
    ticks.at += EVERY
    assert asking.turn() == Asked()
    assert replies(house) == ["Hello", "Hello again"]


def test_a_text_that_a_webhook_brought_is_not_heard_again(house: SendingHouse, asking: Reconciler) -> None:
    sid = text_in(house, "Hello")
    hear(house.app, Inbound(sid, ANA, CLINICS_NUMBER, "Hello", house.clock.at))
    assert (asking.turn(), replies(house)) == (Asked(), ["Hello"])


@pytest.mark.parametrize("lag", [10, 120, 600, 1380])
def test_a_text_that_comes_into_the_list_late_is_heard_though_newer_ones_were(
    house: SendingHouse, asking: Reconciler, ticks: Ticks, lag: int
) -> None:
    """`lag` in minutes: the list may lag behind by hours, and not for all texts alike."""
    text_in(house, "late")
    (late,) = house.twilio.state.inbound
    house.twilio.state.inbound.clear()
    for _ in range(lag):
        house.clock.at += timedelta(minutes=1)
    text_in(house, "newer")
    assert asking.turn() == Asked(heard=1)
    house.twilio.state.inbound.append(late)
    ticks.at += EVERY
    assert asking.turn() == Asked(heard=1)
    assert replies(house) == ["newer", "late"]


def test_what_came_while_nobody_looked_is_heard_oldest_first(
    house: SendingHouse, asking: Reconciler, ticks: Ticks
) -> None:
    asking.turn()
    for text in ("STOP", "START", "Hello"):
        house.clock.at += 20 * HOUR
        text_in(house, text)
    house.clock.at += 10 * HOUR
    ticks.at += EVERY
    assert asking.turn() == Asked(heard=3)
    assert replies(house) == ["STOP", "START", "Hello"]


def test_texts_from_before_the_clinic_used_this_program_are_left_alone(house: SendingHouse, asking: Reconciler) -> None:
    text_in(house, "old")
    house.clock.at += 25 * HOUR
    text_in(house, "new")
    assert asking.turn() == Asked(heard=1)
    assert replies(house) == ["new"]


def test_a_clock_that_was_wrong_for_a_while_passes_nothing_over(
    house: SendingHouse, asking: Reconciler, ticks: Ticks
) -> None:
    right = house.clock.at
    house.clock.at = right + 48 * HOUR
    asking.turn()
    house.clock.at = right
    text_in(house, "Hello")
    ticks.at += EVERY
    assert asking.turn() == Asked(heard=1)


def hear_two_at_most(house: SendingHouse) -> int:
    """A look at a list of which no more than two texts are read."""
    settings = TwilioSettings(
        account_sid=ACCOUNT, auth_token=TOKEN, from_number=CLINICS_NUMBER, base_url=house.twilio.url
    )
    with closing(TwilioLookup(settings, house.clock, "default", page_size=1, most_pages=2)) as lookup:
        return hear_new(house.app, lookup)


def gap(house: SendingHouse) -> list[str]:
    """Between which moments texts may be missing (UTC)."""
    with house.app.database.read() as work:
        return [f"{moment:%d %H:%M}" for moment in texts_not_read(work, house.clock.at) or ()]


def test_a_list_too_long_to_be_read_is_heard_as_far_as_it_goes_and_the_gap_is_told(house: SendingHouse) -> None:
    assert (hear_two_at_most(house), gap(house)) == (0, [])
    for number in range(4):
        house.clock.at += 30 * HOUR
        text_in(house, str(number))
    assert (hear_two_at_most(house), replies(house)) == (2, ["2", "3"])
    assert gap(house) == ["01 14:10", "05 08:10"]
    (told,) = [check for check in examine(house.app) if check.name == "replies"]
    assert (told.state, told.says) == (
        "fail",
        "Twilio's list was too long to be read: texts that came from 2026-04-01 14:10 UTC to 2026-04-05 08:10 UTC may "
        "not be known here",
    )


def test_two_gaps_are_told_together_for_two_weeks_after_the_second(house: SendingHouse) -> None:
    hear_two_at_most(house)
    told = []
    for number in range(2):
        for _ in range(3):
            house.clock.at += 30 * HOUR
            text_in(house, str(number))
        hear_two_at_most(house)
        told.append(gap(house))
    house.clock.at += timedelta(days=14, seconds=1)
    assert (told, gap(house)) == ([["01 14:10", "04 02:10"], ["01 14:10", "07 20:10"]], [])


def test_a_list_that_is_long_only_before_the_last_look_leaves_no_gap(house: SendingHouse) -> None:
    for number in range(5):
        house.clock.at += HOUR
        text_in(house, str(number))
        hear_two_at_most(house)
    assert (replies(house), gap(house)) == (["0", "1", "2", "3", "4"], [])


def test_a_picture_comes_with_its_text(house: SendingHouse, asking: Reconciler) -> None:
    sid = house.twilio.receive(ANA, CLINICS_NUMBER, "", media=("image/jpeg",))
    assert asking.turn() == Asked(heard=1)
    ((reply_id, count, sealed),) = house.rows("SELECT id, media, media_enc FROM reply")
    listed = house.app.database.keyring.open(MEDIA, reply_id, bytes(sealed))
    assert (count, sid in listed, "image/jpeg" in listed) == (1, True, True)


def test_texts_to_another_number_of_the_account_are_not_ours(house: SendingHouse, asking: Reconciler) -> None:
    house.twilio.receive(BEN, "+12025550198", "Hello")
    assert asking.turn() == Asked()


def test_a_look_that_fails_passes_nothing_over(house: SendingHouse, asking: Reconciler, ticks: Ticks) -> None:
    text_in(house, "STOP")
    house.twilio.state.refused_gets.append(503)
    assert asking.turn() == Asked()
    ticks.at += 10
    assert asking.turn() == Asked(heard=1)


def test_news_of_our_texts_are_read_from_the_list_too(house: SendingHouse, asking: Reconciler, ticks: Ticks) -> None:
    for number in range(5):
        house.enroll(first_name=f"Pat{number}", phone=f"+1202555012{number}")
    assert house.send() == Counts(sent=5)
    asking.turn()
    words = ("delivered", "undelivered", "sent", "read", "queued")
    for text, word in zip(house.twilio.ledger, words, strict=True):
        text.status = word
    gets = house.twilio.state.gets
    ticks.at += NEWS_EVERY
    asking.turn()
    rows = house.rows("SELECT provider_id, status, reported FROM message WHERE origin = 'welcome'")
    found = {provider_id: (status, reported) for provider_id, status, reported in rows}
    assert [found[text.sid] for text in house.twilio.ledger] == [
        ("delivered", "delivered"),
        ("failed", "undelivered"),
        ("sent", "sent"),
        ("delivered", "read"),
        ("sent", "queued"),
    ]
    assert house.twilio.state.gets - gets == 2


def test_where_nothing_is_awaited_no_news_are_asked_for(house: SendingHouse, asking: Reconciler) -> None:
    asking.turn()
    assert house.twilio.state.gets == 1


def test_a_text_that_no_webhook_brought_is_found_though_twilio_reaches_us(house: SendingHouse, ticks: Ticks) -> None:
    house.welcomed()
    reached = house.with_settings(public_url="https://aftercare.example")
    text_in(house, "STOP")
    with closing(Reconciler(reached.app, ticks)) as asking:
        ticks.at += BACKSTOP_EVERY - 1
        assert (asking.turn(), house.twilio.state.gets) == (Asked(), 0)
        ticks.at += 1
        assert (asking.turn(), house.twilio.state.gets) == (Asked(heard=1), 1)
        assert (asking.turn(), house.twilio.state.gets) == (Asked(), 1)
    assert house.status("calm") == ("canceled", "opted_out")


@pytest.mark.parametrize(("minutes", "confirmed"), [(4, [("sent",)]), (6, [])])
def test_a_stop_that_is_found_after_five_minutes_is_not_confirmed_any_more(
    house: SendingHouse, asking: Reconciler, minutes: int, confirmed: list[tuple[str]]
) -> None:
    house.welcomed()
    text_in(house, "no más")
    house.clock.at += timedelta(minutes=minutes)
    assert asking.turn() == Asked(heard=1)
    house.send()
    assert house.rows("SELECT status FROM message WHERE step = 'stop'") == confirmed
    assert house.status("calm") == ("canceled", "opted_out")


def test_a_clinic_without_twilio_is_not_polled(house: SendingHouse, ticks: Ticks) -> None:
    sandbox = house.with_settings(sms_transport="sandbox")
    with closing(Reconciler(sandbox.app, ticks)) as asking:
        assert (asking.turn(), house.twilio.state.gets) == (Asked(), 0)


def test_a_patient_in_doubt_and_a_stop_in_one_turn(house: SendingHouse, asking: Reconciler) -> None:
    """The stop is heard first, and what was taken is known all the same."""
    house.welcomed()
    house.twilio.script(Answer("html", accepted=True))
    assert house.send_at(CALM_IS_DUE) == Counts(unknown=1)
    text_in(house, "STOP")
    house.clock.at += timedelta(minutes=1)
    assert asking.turn().heard == 1
    assert (house.status("calm"), house.status("flaking")) == (("sent", None), ("canceled", "opted_out"))
    assert house.rows("SELECT channel FROM message WHERE step = 'calm'") == [(Channel.SMS.value,)]


@pytest.mark.parametrize(
    ("changes", "reach"),
    [
        ({"public_url": "https://aftercare.example"}, True),
        ({"public_url": "https://192.168.1.20"}, False),
        ({"public_url": "https://localhost"}, False),
        ({}, False),
        ({"sms_transport": "sandbox"}, True),
    ],
)
def test_texts_ask_for_a_reply_only_where_it_would_come_at_once(
    house: SendingHouse, changes: dict[str, str], reach: bool
) -> None:
    assert house.with_settings(**changes).app.replies_reach_us is reach
