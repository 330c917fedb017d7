"""Whatever a provider does, through the real dispatcher: one exact state, one exact number of requests, never twice.

Each row tells what the provider does, what then is kept of the message and its attempt, and how many requests and
acceptances there were. Afterwards the provider is well again: what was proven not processed is sent once, the rest
never.
"""

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reminders.actions.dispatch import Counts, Dispatcher
from reminders.app import App
from reminders.domain.words import Channel
from reminders.store.database import Database
from reminders.store.due import LEASE
from reminders.transports.base import Transport
from reminders.transports.smtp_email import SmtpEmail, SmtpLimits
from reminders.transports.smtp_settings import Security, SmtpSettings
from reminders.transports.twilio_http import Limits
from reminders.transports.twilio_sms import TwilioSettings, TwilioSms
from tests.actions.house import ANAS_EMAIL
from tests.actions.sending_house import CLINICS_NUMBER, SendingHouse, open_sending_house
from tests.crash.crew import Crew
from tests.crash.ward import open_ward
from tests.databases import KEYRING
from tests.fakes.fake_twilio import ACCOUNT, TOKEN, Answer, FakeTwilio
from tests.fakes.smtp_sink import Mode, Play, SmtpSink
from tests.transports.conftest import authority, server_tls

__all__ = ["authority", "server_tls"]

CALM_IS_DUE = "2026-04-01 10:30"
IN_30_S = "2026-04-01 10:30:30"
#: All of them before its window closes at 10:00 the next day.
LATER = ("2026-04-01 10:31", "2026-04-01 15:00", "2026-04-02 09:59")
WAITING, HELD = ("planned", None), ("planned", "on_hold")
REJECTED, IN_DOUBT = ("failed", "rejected"), ("unknown", "outcome_unknown")


@dataclass(frozen=True)
class Ends:
    """What is kept: (status, reason) of the message, (outcome, code) of its attempt, when it is tried again, how many
    requests came to the provider and how many of them it accepted.
    """

    status: tuple[str, str | None]
    attempt: tuple[str, str | None]
    due: str | None
    requests: int
    accepted: int


def again(code: str, requests: int = 1, due: str = IN_30_S) -> Ends:
    """Proven not processed."""
    return Ends(WAITING, ("try_again", code), due, requests, 0)


def refused(code: str, accepted: int = 0) -> Ends:
    """For good."""
    return Ends(REJECTED, ("rejected", code), None, 1, accepted)


def held(code: str, requests: int = 1) -> Ends:
    """Our own setting is wrong: the channel waits for a person."""
    return Ends(HELD, ("try_again", code), None, requests, 0)


def doubtful(code: str | None, accepted: int, requests: int = 1) -> Ends:
    """Nobody knows."""
    return Ends(IN_DOUBT, ("in_doubt", code), None, requests, accepted)


TEXTS = {
    "429": (Answer("refuse", http=429, code=20429), again("20429")),
    "429, retry in 10 min": (
        Answer("refuse", http=429, code=20429, retry_after="600"),
        again("20429", due="2026-04-01 10:40"),
    ),
    "429, retry at a date": (
        Answer("refuse", http=429, code=20429, retry_after="Wed, 01 Apr 2026 14:50:00 GMT"),
        again("20429", due="2026-04-01 10:50"),
    ),
    "429, retry in a second": (Answer("refuse", http=429, code=20429, retry_after="1"), again("20429")),
    "the sender's queue is full": (Answer("refuse", code=21611), again("21611")),
    "quiet hours on their side": (Answer("refuse", code=30610), again("30610")),
    "500, taken": (Answer("error", http=500, accepted=True), doubtful("http-500", 1)),
    "500, not taken": (Answer("error", http=500), doubtful("http-500", 0)),
    "502, taken": (Answer("error", http=502, accepted=True), doubtful("http-502", 1)),
    "503, not taken, retry in a second": (
        Answer("error", http=503, code=20503, retry_after="1"),
        doubtful("20503", 0),
    ),
    "504, taken": (Answer("error", http=504, accepted=True), doubtful("http-504", 1)),
    "a redirect": (Answer("error", http=307), doubtful("http-307", 0)),
    "201 with a page of HTML, taken": (Answer("html", accepted=True), doubtful("bad_answer", 1)),
    "201 with a page of HTML, not taken": (Answer("html"), doubtful("bad_answer", 0)),
    "201 without an id": (Answer("raw", body='{"sid": null}', accepted=True), doubtful("bad_answer", 1)),
    "half a body": (Answer("half"), doubtful("bad_answer", 1)),
    "reset before the body was read": (Answer("reset-early"), doubtful("connection_lost", 0, requests=0)),
    "reset after the body, taken": (Answer("reset", accepted=True), doubtful("connection_lost", 1)),
    "reset after the body, not taken": (Answer("reset"), doubtful("connection_lost", 0)),
    "closed without an answer": (Answer("hang", seconds=0.05), doubtful("connection_lost", 1)),
    "a wrong token": (Answer("refuse", http=401, code=20003), held("20003")),
    "a sender that is not registered": (Answer("refuse", code=30034), held("30034")),
    "a landline": (Answer("refuse", code=21614), refused("21614")),
    "stopped at the provider": (Answer("refuse", code=21610), refused("21610")),
    "a 4xx that nobody knows": (Answer("refuse", code=21999), refused("21999")),
    "taken and failed at once": (Answer("accept", status="failed", code=30006), refused("30006", accepted=1)),
}
SLOW_TEXTS = {
    "one byte at a time": (Answer("drip", seconds=0.1), doubtful("read_timeout", 1)),
    "no answer at all": (Answer("hang", seconds=5), doubtful("read_timeout", 1)),
}
MAILS = {
    "greeting 4xx": (Play("greeting", "450 busy"), again("450", requests=0)),
    "greeting 5xx": (Play("greeting", "554 not for you"), held("554", requests=0)),
    "greeting cut": (Play("greeting"), again("connection_lost", requests=0)),
    "EHLO 4xx": (Play("ehlo", "421 bye"), again("421", requests=0)),
    "EHLO 5xx": (Play("ehlo", "550 who are you"), held("550", requests=0)),
    "EHLO cut": (Play("ehlo"), again("connection_lost", requests=0)),
    "MAIL 4xx": (Play("mail", "451 4.3.0 later"), again("451", requests=0)),
    "MAIL 5xx": (Play("mail", "550 5.7.1 sender refused"), held("550", requests=0)),
    "MAIL cut": (Play("mail"), again("connection_lost", requests=0)),
    "RCPT 4xx": (Play("rcpt", "450 4.2.0 greylisted"), again("450", requests=0)),
    "RCPT 5xx": (Play("rcpt", "550 5.1.1 no such mailbox"), replace(refused("550"), requests=0)),
    "RCPT 5xx by policy": (Play("rcpt", "554 5.7.1 relay denied"), held("554", requests=0)),
    "RCPT cut": (Play("rcpt"), again("connection_lost", requests=0)),
    "DATA 4xx": (Play("data", "451 later"), again("451", requests=0)),
    "DATA 5xx": (Play("data", "554 5.6.0 not like this"), replace(refused("554"), requests=0)),
    "DATA cut": (Play("data"), again("connection_lost", requests=0)),
    "the final dot 4xx": (Play("final-dot", "451 4.3.0 later"), again("451")),
    "the final dot 5xx": (Play("final-dot", "554 5.6.0 not like this"), refused("554")),
    "cut after the final dot, taken": (Play("final-dot", accepted=True), doubtful("connection_lost", 1)),
    "cut after the final dot, not taken": (Play("final-dot"), doubtful("connection_lost", 0)),
    "nonsense after the final dot, taken": (Play("final-dot", "what?", accepted=True), doubtful("bad_answer", 1)),
}
SLOW_MAILS = {
    "silence at the greeting": (Play("greeting", "220 at last", seconds=4), again("read_timeout", requests=0)),
    "silence at RCPT": (Play("rcpt", "250 at last", seconds=4), again("read_timeout", requests=0)),
    "silence after the final dot, taken": (
        Play("final-dot", "250 at last", accepted=True, seconds=4),
        doubtful("read_timeout", 1),
    ),
}


class AppWith(App):
    """The same clinic with a transport of the test's choice."""

    def __init__(self, app: App, opening: Callable[[], Transport]) -> None:
        super().__init__(app.settings, app.database, app.clock)
        self._opening = opening

    def open_transport(self, channel: Channel) -> Transport:
        """The chosen one, on either channel."""
        return self._opening()


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[SendingHouse]:
    """How answers are sorted does not depend on the kind of database."""
    with closing(Database(sqlite_url, KEYRING)) as database, open_sending_house(database, tmp_path) as opened:
        yield opened


def kept(house: SendingHouse) -> Ends:
    """What there is of Ana's first step."""
    (attempt,) = house.attempts("calm")
    return Ends(house.status("calm"), attempt, house.due("calm"), *heard(house))


def heard(house: SendingHouse) -> tuple[int, int]:
    """How many requests with her first step came to the provider (of mails: how many came whole), and how many of
    them it accepted.
    """
    if house.rows("SELECT channel FROM message WHERE step = 'calm'") == [("email",)]:
        return house.sink.state.commands.count("DATA"), house.mails().count("calm")
    return len(house.twilio.posts) - 1, house.texts().count("calm")


def send_with(house: SendingHouse, opening: Callable[[], Transport]) -> None:
    """Once, by a transport of the test's choice."""
    senders = {Channel.SMS: 1, Channel.EMAIL: 1}
    with closing(Dispatcher(AppWith(house.app, opening), "worker", senders)) as dispatcher:
        dispatcher.run()


def in_the_end(house: SendingHouse) -> tuple[Counts, int]:
    """What is sent once the provider is well again, and how often it has accepted the message by then."""
    total = Counts()
    for at in LATER:
        total += house.send_at(at)
    return total, heard(house)[1]


def once_more(ends: Ends) -> tuple[Counts, int]:
    """What was proven not processed is sent once, all else never."""
    if ends.status == WAITING:
        return Counts(sent=1), 1
    return Counts(), ends.accepted


def rows(table: Mapping[str, tuple[object, Ends]]) -> list[object]:
    """Of a table, each under its own name."""
    return [pytest.param(*row, id=name) for name, row in table.items()]


@pytest.mark.parametrize(("answer", "ends"), rows(TEXTS))
def test_a_text_ends_as_the_provider_answers(house: SendingHouse, answer: Answer, ends: Ends) -> None:
    house.welcomed()
    house.twilio.script(answer)
    house.send_at(CALM_IS_DUE, sms=1)
    assert kept(house) == ends
    assert in_the_end(house) == once_more(ends)


@pytest.mark.parametrize(("answer", "ends"), rows(SLOW_TEXTS))
def test_a_text_ends_when_the_time_for_an_answer_is_over(house: SendingHouse, answer: Answer, ends: Ends) -> None:
    house.welcomed()
    house.twilio.script(answer)
    house.set_clock(CALM_IS_DUE)
    send_with(house, lambda: twilio_at(house, house.twilio.url, Limits(connect=5, read=0.8)))
    assert kept(house) == ends
    assert in_the_end(house) == once_more(ends)


def twilio_at(house: SendingHouse, url: str, limits: Limits | None = None) -> Transport:
    """Texts through whatever listens at this address."""
    settings = TwilioSettings(ACCOUNT, TOKEN, from_number=CLINICS_NUMBER, base_url=url)
    return TwilioSms(settings, house.clock, limits=limits)


@contextmanager
def nobody() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{free.getsockname()[1]}"


@contextmanager
def full_house() -> Iterator[str]:
    """A listener whose queue is full, so that a connection is never taken."""
    with socket.socket() as busy, socket.socket() as first, socket.socket() as second:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        for other in (first, second):
            other.setblocking(False)
            other.connect_ex(busy.getsockname())
        yield f"http://127.0.0.1:{busy.getsockname()[1]}"


@contextmanager
def no_such_name() -> Iterator[str]:
    yield f"https://{'a' * 64}.example"


@contextmanager
def no_tls() -> Iterator[str]:
    with FakeTwilio() as plain:
        yield plain.url.replace("http:", "https:")


UNREACHED = {"refused": nobody, "connect_timeout": full_house, "dns": no_such_name, "tls": no_tls}


@pytest.mark.parametrize("code", UNREACHED)
def test_a_text_that_reached_nobody_is_tried_again(house: SendingHouse, code: str) -> None:
    house.welcomed()
    house.set_clock(CALM_IS_DUE)
    with UNREACHED[code]() as url:
        send_with(house, lambda: twilio_at(house, url, Limits(connect=0.8)))
    assert kept(house) == again(code, requests=0)
    assert in_the_end(house) == (Counts(sent=1), 1)


def test_a_text_to_a_server_that_nobody_vouches_for_is_tried_again(
    house: SendingHouse, server_tls: ssl.SSLContext
) -> None:
    house.welcomed()
    house.set_clock(CALM_IS_DUE)
    with FakeTwilio(tls=server_tls) as false:
        send_with(house, lambda: twilio_at(house, false.url))
        assert false.posts == []
    assert kept(house) == again("certificate", requests=0)
    assert in_the_end(house) == (Counts(sent=1), 1)


@pytest.mark.parametrize("answer_first", [False, True], ids=["before the answer", "after 201"])
def test_a_text_whose_worker_was_killed_at_the_answer_is_in_doubt(
    database_url: str, tmp_path: Path, answer_first: bool
) -> None:
    with open_ward(database_url, tmp_path) as ward, Crew(ward.place) as crew:
        (worker,) = crew.order(1, None)
        assert crew.settle([worker])
        ana = ward.new_day("10:30")[0]
        ward.twilio.script_number(ana, Answer("kill", pid=worker.pid, answer_first=answer_first))
        assert crew.settle(crew.order(1, None))
        killed = worker.process.exitcode
        ward.clock.advance(timedelta(microseconds=LEASE))
        assert crew.settle(crew.order(1, None))
        (welcome,) = ward.messages_to(ana, "welcome")
        attempts = ward.rows("SELECT outcome, code FROM attempt WHERE message_id = ?", welcome.id)
        posts = [post["To"] for post in ward.twilio.posts].count(ana)
    assert (killed, welcome.status, welcome.reason, attempts) == (-9, *IN_DOUBT, [("in_doubt", None)])
    assert (posts, len(ward.taken(ana))) == (1, 1)


@pytest.mark.parametrize(("play", "ends"), rows(MAILS))
def test_a_mail_ends_as_the_mail_server_answers_at_each_phase(house: SendingHouse, play: Play, ends: Ends) -> None:
    house.enroll(channel=Channel.EMAIL, phone="", email=ANAS_EMAIL)
    house.sink.script(play)
    house.send_at(CALM_IS_DUE)
    assert kept(house) == ends
    assert in_the_end(house) == once_more(ends)


@pytest.mark.parametrize(("play", "ends"), rows(SLOW_MAILS))
def test_a_mail_ends_when_the_time_for_a_reply_is_over(house: SendingHouse, play: Play, ends: Ends) -> None:
    house.enroll(channel=Channel.EMAIL, phone="", email=ANAS_EMAIL)
    house.sink.script(play)
    house.set_clock(CALM_IS_DUE)
    send_with(house, lambda: mail_to(house, house.sink.port, limits=SmtpLimits(connect=5, whole=0.8)))
    assert kept(house) == ends
    assert in_the_end(house) == once_more(ends)


def mail_to(house: SendingHouse, port: int, security: Security = Security.PLAIN, **more: Any) -> Transport:
    """Mails through whatever listens at this port."""
    login = {"user": more.pop("user", ""), "password": more.pop("password", "")}
    settings = SmtpSettings("127.0.0.1", port, security, "care@clinic.example", **login)
    return SmtpEmail(settings, house.clock, **more)


def test_a_mail_to_nobody_is_tried_again(house: SendingHouse) -> None:
    house.enroll(channel=Channel.EMAIL, phone="", email=ANAS_EMAIL)
    house.set_clock(CALM_IS_DUE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        send_with(house, lambda: mail_to(house, port))
    assert kept(house) == again("refused", requests=0)
    assert in_the_end(house) == (Counts(sent=1), 1)


@pytest.mark.parametrize(
    ("security", "code"),
    [(Security.STARTTLS, "certificate"), (Security.IMPLICIT, "certificate"), (None, "no_tls")],
    ids=["STARTTLS, unknown certificate", "TLS, unknown certificate", "no STARTTLS"],
)
def test_a_mail_that_could_not_be_kept_secret_waits_for_a_person(
    house: SendingHouse, server_tls: ssl.SSLContext, security: Security | None, code: str
) -> None:
    house.enroll(channel=Channel.EMAIL, phone="", email=ANAS_EMAIL)
    house.set_clock(CALM_IS_DUE)
    modes: dict[Security | None, Mode] = {Security.STARTTLS: "starttls", Security.IMPLICIT: "implicit", None: "plain"}
    with SmtpSink(modes[security], None if security is None else server_tls) as sink:
        send_with(house, lambda: mail_to(house, sink.port, security or Security.STARTTLS))
        assert sink.ledger == []
    assert (kept(house), house.holds()) == (held(code, requests=0), [("channel", "email", "program")])
    assert in_the_end(house) == (Counts(), 0)


def test_a_mail_with_a_wrong_password_waits_for_a_person(house: SendingHouse) -> None:
    house.enroll(channel=Channel.EMAIL, phone="", email=ANAS_EMAIL)
    house.set_clock(CALM_IS_DUE)
    with SmtpSink(login=("care", "hush")) as sink:
        send_with(house, lambda: mail_to(house, sink.port, user="care", password="wrong"))
        assert sink.ledger == []
    assert (kept(house), house.holds()) == (held("535", requests=0), [("channel", "email", "program")])
    assert in_the_end(house) == (Counts(), 0)
