"""Twilio's list of texts, read from the fake over HTTP."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reminders.domain.reports import Rank
from reminders.transports.base import Fault, ListTooLong, Media, Outgoing, SettingWrong, TryAgain
from reminders.transports.twilio_http import Limits
from reminders.transports.twilio_lookup import TwilioLookup
from reminders.transports.twilio_sms import TwilioSettings, TwilioSms
from tests.fakes.fake_twilio import ACCOUNT, SECRET, TOKEN, Answer, FakeTwilio

OURS, ANA, BEN = "+12025550199", "+12025550111", "+12025550112"
NOW = datetime(2026, 4, 1, 14, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Hands:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def twilio(clock: Hands) -> Iterator[FakeTwilio]:
    with FakeTwilio(clock=clock) as running:
        yield running


def settings(twilio: FakeTwilio, **changes: str) -> TwilioSettings:
    given = {"account_sid": ACCOUNT, "auth_token": TOKEN, "from_number": OURS, "base_url": twilio.url}
    return TwilioSettings(**(given | changes))


class Opener:
    """Opens lookups at the fake, and closes them at the end of the test."""

    def __init__(self, twilio: FakeTwilio) -> None:
        self._twilio = twilio
        self._opened: list[TwilioLookup] = []

    def __call__(
        self, opt_out: str = "default", page_size: int = 200, most_pages: int = 100, **changes: str
    ) -> TwilioLookup:
        given = settings(self._twilio, **changes)
        clock, limits = self._twilio.state.clock, Limits(1, 1, 1)
        opened = TwilioLookup(given, clock, opt_out, limits=limits, page_size=page_size, most_pages=most_pages)
        self._opened.append(opened)
        return opened

    def close(self) -> None:
        for one in self._opened:
            one.close()


@pytest.fixture
def open_lookup(twilio: FakeTwilio) -> Iterator[Opener]:
    opener = Opener(twilio)
    yield opener
    opener.close()


def send(twilio: FakeTwilio, to: str = ANA, text: str = "Hello", **changes: str) -> str:
    """One text; returns its id."""
    sms = TwilioSms(settings(twilio, **changes), twilio.state.clock)
    try:
        return sms.send(Outgoing(1, 1, to, text, NOW + timedelta(days=1))).provider_id
    finally:
        sms.close()


def test_texts_to_a_number_are_listed_newest_first_with_what_became_of_them(
    twilio: FakeTwilio, open_lookup: Opener, clock: Hands
) -> None:
    first = send(twilio, text="One")
    clock.at += MINUTE
    twilio.script(Answer(status="sent"))
    send(twilio, text="Two")
    newer, older = open_lookup().sent_to(ANA, NOW - MINUTE)
    assert (older.provider_id, older.text, older.created_at) == (first, "One", NOW)
    assert (older.report.rank, newer.report.rank, newer.text) == (Rank.TAKEN, Rank.SENT, "Two")


def test_other_numbers_other_senders_older_texts_and_texts_to_us_are_left_out(
    twilio: FakeTwilio, open_lookup: Opener, clock: Hands
) -> None:
    clock.at = NOW - 5 * MINUTE
    send(twilio, text="older")
    clock.at = NOW
    send(twilio, to=BEN, text="other number")
    send(twilio, text="other sender", from_number="+12025550198")
    twilio.receive(ANA, OURS, "to us")
    send(twilio, text="this one")
    assert [one.text for one in open_lookup().sent_to(ANA, NOW - MINUTE)] == ["this one"]


def test_a_service_s_texts_are_known_by_the_service(twilio: FakeTwilio, open_lookup: Opener) -> None:
    service: dict[str, Any] = {"from_number": "", "messaging_service_sid": "MG" + "7" * 32}
    send(twilio, text="ours", **service)
    send(twilio, text="another's")
    seen = open_lookup(**service).sent_to(ANA, NOW - MINUTE)
    assert [one.text for one in seen] == ["ours"]


def test_a_long_list_is_followed_page_by_page_and_only_as_far_as_wanted(
    twilio: FakeTwilio, clock: Hands, open_lookup: Opener
) -> None:
    paging = open_lookup(page_size=3)
    for number in range(10):
        send(twilio, text=str(number))
        clock.at += MINUTE
    assert [one.text for one in paging.sent_to(ANA, NOW)] == [str(number) for number in reversed(range(10))]
    before = twilio.state.gets
    assert [one.text for one in paging.sent_to(ANA, NOW + 8 * MINUTE)] == ["9", "8"]
    assert twilio.state.gets - before == 1


def test_one_text_is_told_with_its_code_and_fault(twilio: FakeTwilio, open_lookup: Opener) -> None:
    twilio.script(Answer(status="undelivered", code=30005))
    with pytest.raises(Exception, match="gave it up at once"):
        send(twilio)
    report = open_lookup().one(twilio.ledger[0].sid)
    assert report is not None
    assert (report.rank, report.status, report.code, report.fault) == (
        Rank.UNDELIVERED, "undelivered", "30005", Fault.ADDRESS,
    )  # fmt: skip


def test_a_text_that_twilio_does_not_have_is_told_as_nothing(twilio: FakeTwilio, open_lookup: Opener) -> None:
    assert open_lookup().one("SM" + "9" * 32) is None


def test_texts_to_us_are_listed_as_the_webhook_would_tell_them(twilio: FakeTwilio, open_lookup: Opener) -> None:
    sid = twilio.receive(ANA, OURS, "I have a question", media=("image/jpeg", "image/png"))
    twilio.receive(ANA, "+12025550198", "to another sender")
    send(twilio)
    (one,) = open_lookup().received(NOW - MINUTE)
    inbound = one.inbound
    assert (inbound.provider_id, inbound.sender, inbound.to, inbound.text, inbound.at, one.pictures) == (
        sid, ANA, OURS, "I have a question", NOW, 2,
    )  # fmt: skip


def test_a_text_to_us_without_a_service_is_ours_unless_its_number_is_seen_in_another(
    twilio: FakeTwilio, open_lookup: Opener
) -> None:
    service, other, theirs = "MG" + "7" * 32, "MG" + "8" * 32, "+12025550198"
    twilio.receive(ANA, OURS, "no service named")
    twilio.receive(ANA, OURS, "ours", service=service)
    twilio.receive(ANA, theirs, "another's", service=other)
    twilio.receive(BEN, theirs, "to another's number")
    heard = open_lookup(from_number="", messaging_service_sid=service).received(NOW - MINUTE)
    assert sorted(one.inbound.text for one in heard) == ["no service named", "ours"]


def test_a_number_that_moved_to_our_service_is_ours(twilio: FakeTwilio, open_lookup: Opener) -> None:
    service = "MG" + "7" * 32
    twilio.receive(ANA, OURS, "before", service="MG" + "8" * 32)
    twilio.receive(ANA, OURS, "after", service=service)
    twilio.receive(ANA, OURS, "no service named")
    heard = open_lookup(from_number="", messaging_service_sid=service).received(NOW - MINUTE)
    assert sorted(one.inbound.text for one in heard) == ["after", "no service named"]


def test_a_list_that_is_too_long_tells_what_was_read_and_how_far(
    twilio: FakeTwilio, clock: Hands, open_lookup: Opener
) -> None:
    for number in range(5):
        twilio.receive(ANA, OURS, str(number))
        clock.at += MINUTE
    listed = open_lookup(page_size=2, most_pages=2).received(NOW)
    assert [next(listed).inbound.text for _ in range(4)] == ["4", "3", "2", "1"]
    with pytest.raises(ListTooLong) as cut:
        next(listed)
    assert cut.value.read_to == NOW + MINUTE


def test_a_list_that_ends_with_the_last_page_is_not_too_long(twilio: FakeTwilio, open_lookup: Opener) -> None:
    for number in range(4):
        twilio.receive(ANA, OURS, str(number))
    assert len(list(open_lookup(page_size=2, most_pages=2).received(NOW))) == 4


def test_pictures_are_asked_for_by_the_text_s_id(twilio: FakeTwilio, open_lookup: Opener) -> None:
    sid = twilio.receive(ANA, OURS, "", media=("image/jpeg",))
    url = f"{twilio.url}/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}/Media/ME{0:032x}"
    assert open_lookup().media(sid) == (Media(url, "image/jpeg"),)


@pytest.mark.parametrize(("opt_out", "answered"), [("off", False), ("default", True), ("advanced", True)])
def test_a_stop_word_was_answered_by_twilio_unless_that_is_off(
    twilio: FakeTwilio, open_lookup: Opener, opt_out: str, answered: bool
) -> None:
    twilio.receive(ANA, OURS, " stop ")
    (one,) = open_lookup(opt_out).received(NOW - MINUTE)
    assert one.inbound.answered is answered


READS: dict[str, Callable[[TwilioLookup], object]] = {
    "sent to": lambda lookup: list(lookup.sent_to(ANA, NOW)),
    "sent": lambda lookup: list(lookup.sent(NOW)),
    "received": lambda lookup: list(lookup.received(NOW)),
    "one": lambda lookup: lookup.one("SM" + "0" * 32),
    "media": lambda lookup: lookup.media("SM" + "0" * 32),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
@pytest.mark.parametrize("http", [429, 500, 503, 400, 401])
def test_a_provider_that_cannot_tell_now_is_asked_again_later(
    twilio: FakeTwilio, open_lookup: Opener, read: Callable[[TwilioLookup], object], http: int
) -> None:
    twilio.state.refused_gets.append(http)
    with pytest.raises(TryAgain) as refused:
        read(open_lookup())
    assert isinstance(refused.value, SettingWrong) is (http == 401)


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_provider_that_cannot_be_reached_is_asked_again_later(
    open_lookup: Opener, read: Callable[[TwilioLookup], object]
) -> None:
    with FakeTwilio() as gone:
        pass
    with pytest.raises(TryAgain):
        read(open_lookup(base_url=gone.url))


def test_a_wrong_secret_is_told_as_a_setting(twilio: FakeTwilio, open_lookup: Opener) -> None:
    with pytest.raises(SettingWrong):
        list(open_lookup(api_key_sid="SK" + "2" * 32, api_key_secret=SECRET).sent(NOW))
