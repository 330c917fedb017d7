"""The client under the SDK, against servers that bend HTTP."""

import socket
import threading
from contextlib import suppress

import pytest

from reminders.transports.base import InDoubt, SendError
from reminders.transports.twilio_http import HttpAnswer, Limits, TwilioHttp
from reminders.transports.twilio_sms import TwilioSettings, TwilioSms
from tests.fakes.fake_twilio import ACCOUNT, TOKEN, FakeTwilio
from tests.transports.given import CLINIC, a_text, clock


def sms_to(url: str) -> TwilioSms:
    return TwilioSms(TwilioSettings(ACCOUNT, TOKEN, from_number=CLINIC, base_url=url), clock, limits=Limits(read=0.8))


def doubt(sms: TwilioSms) -> tuple[type[SendError], str, str]:
    with pytest.raises(SendError) as caught:
        sms.send(a_text())
    return type(caught.value), caught.value.code, caught.value.phase


def raw_answers(*answers: bytes) -> tuple[str, threading.Thread, list[bytes]]:
    """A server that takes one connection for each answer, gives it after the head and body of a request, and closes."""
    requests: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener:
            for answer in answers:
                connection, _ = listener.accept()
                with connection:
                    connection.settimeout(5)
                    requests.append(connection.recv(65536))
                    connection.sendall(answer)
                    # Stay until the client leaves, so that it is the client's own choice to.
                    with suppress(OSError):
                        requests[-1] += connection.recv(65536)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}", thread, requests


def message(sid: str) -> bytes:
    return b'{"sid": "SM%s", "status": "queued"}' % (sid * 32).encode()


def whole(body: bytes) -> bytes:
    return b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


@pytest.mark.parametrize(
    "first",
    [
        whole(message("a")) + whole(message("f")),
        whole(message("a")) + b"HTTP/1.1 201 Cre",
        whole(message("a")).replace(b"Content-", b"Connection: close\r\nContent-"),
    ],
)
def test_the_end_of_one_answer_is_never_taken_for_the_next(first: bytes) -> None:
    url, thread, requests = raw_answers(first, whole(message("b")))
    sms = sms_to(url)
    receipts = [sms.send(a_text()).provider_id for _ in range(2)]
    sms.close()
    thread.join(5)
    assert (receipts, len(requests)) == (["SM" + "a" * 32, "SM" + "b" * 32], 2)


@pytest.mark.parametrize(
    "early",
    [b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\n\r\n" + whole(message("f"))],
)
def test_an_interim_answer_leaves_the_text_in_doubt_and_its_connection_unused(early: bytes) -> None:
    url, thread, requests = raw_answers(early, whole(message("b")))
    sms = sms_to(url)
    assert doubt(sms) == (InDoubt, "http-103", "answer")
    assert sms.send(a_text()).provider_id == "SM" + "b" * 32
    sms.close()
    thread.join(5)
    assert len(requests) == 2


def chunked(*pieces: bytes) -> bytes:
    head = b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


def test_an_answer_in_chunks_is_read_to_its_end() -> None:
    body = message("a")
    url, thread, _ = raw_answers(chunked(body[:9], body[9:], b""))
    sms = sms_to(url)
    assert sms.send(a_text()).provider_id == "SM" + "a" * 32
    sms.close()
    thread.join(5)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (chunked(message("a")), "read_timeout"),
        (chunked(message("a")) + b"zz\r\n", "bad_answer"),
        (b"220 mail.example ESMTP\r\n", "bad_answer"),
        (b"HTTP/1.1 201 Created\r\n" + b"X: y\r\n" * 200, "bad_answer"),
        (b"HTTP/1.1 201 Created\r\nContent-Length: 2000000\r\n\r\n" + b" " * 2_000_000, "bad_answer"),
        (b"HTTP/1.1 201 Created\r\n", "read_timeout"),
    ],
)
def test_an_answer_that_is_no_whole_http_is_in_doubt(answer: bytes, code: str) -> None:
    url, thread, _ = raw_answers(answer)
    sms = sms_to(url)
    assert doubt(sms) == (InDoubt, code, "answer")
    thread.join(5)


def test_a_connection_that_rested_too_long_is_not_trusted(twilio: FakeTwilio) -> None:
    seen: list[HttpAnswer] = []
    seconds = [0.0]
    http = TwilioHttp(seen.append, limits=Limits(idle=15), monotonic=lambda: seconds[0])
    for seconds[0] in (0.0, 10.0, 24.0, 60.0):
        http.request("GET", f"{twilio.url}/_ledger")
    http.close()
    assert (len(seen), twilio.state.connections) == (4, 2)


def test_a_header_that_holds_a_line_break_never_leaves(twilio: FakeTwilio) -> None:
    http = TwilioHttp(lambda answer: None)
    with pytest.raises(ValueError, match="forbids"):
        http.request("GET", f"{twilio.url}/_ledger", headers={"X-Note": "a\r\nX-Other: b"})
    assert twilio.state.connections == 0
