"""Each thing that can happen between us and Twilio has one meaning."""

import logging
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from reminders.transports.base import Busy, Fault, InDoubt, Receipt, Rejected, SendError, SettingWrong, TryAgain
from reminders.transports.twilio_answers import ADDRESS_CODES, PASSING_CODES, SETTING_CODES, retry_after_s
from reminders.transports.twilio_http import Limits
from reminders.transports.twilio_sms import TwilioSettings, TwilioSms
from tests.fakes.fake_twilio import ACCOUNT, KEY, SECRET, TOKEN, Answer, FakeTwilio
from tests.transports.given import ANA, CLINIC, TEXT, a_text, clock, wait_until

#: For servers that never answer; all others get time, for the machine may be busy.
QUICK = Limits(connect=0.8, read=0.8)


def settings(url: str) -> TwilioSettings:
    return TwilioSettings(ACCOUNT, TOKEN, from_number=CLINIC, base_url=url, public_url="https://aftercare.example")


@pytest.fixture
def sms(twilio: FakeTwilio) -> Iterator[TwilioSms]:
    transport = TwilioSms(settings(twilio.url), clock)
    yield transport
    transport.close()


@pytest.fixture
def hasty(twilio: FakeTwilio) -> Iterator[TwilioSms]:
    transport = TwilioSms(settings(twilio.url), clock, limits=QUICK)
    yield transport
    transport.close()


def refused(sms: TwilioSms) -> SendError:
    with pytest.raises(SendError) as caught:
        sms.send(a_text())
    return caught.value


def verdict(error: SendError) -> tuple[type[SendError], str, str]:
    return type(error), error.code, error.phase


def test_an_accepted_text_returns_the_providers_id_and_its_own_word(sms: TwilioSms, twilio: FakeTwilio) -> None:
    receipt = sms.send(a_text())
    assert receipt == Receipt(twilio.ledger[0].sid, raw_status="queued")


def test_a_text_carries_sender_body_validity_and_a_callback_that_names_message_and_attempt(
    sms: TwilioSms, twilio: FakeTwilio
) -> None:
    sms.send(a_text(message_id=17, attempt=2, valid_s=7200))
    assert twilio.posts == [
        {
            "To": ANA,
            "From": CLINIC,
            "Body": TEXT,
            "ValidityPeriod": "7200",
            "StatusCallback": "https://aftercare.example/webhooks/twilio/status?m=17&a=2#rc=5&rp=all",
        }
    ]


def test_a_loopback_public_url_is_named_in_the_callback_too(twilio: FakeTwilio) -> None:
    here = TwilioSettings(ACCOUNT, TOKEN, from_number=CLINIC, base_url=twilio.url, public_url="http://127.0.0.1:8000/")
    sms = TwilioSms(here, clock)
    sms.send(a_text())
    sms.close()
    assert twilio.ledger[0].callback == "http://127.0.0.1:8000/webhooks/twilio/status?m=17&a=1#rc=5&rp=all"


def test_a_messaging_service_takes_the_place_of_a_number(twilio: FakeTwilio) -> None:
    service = "MG" + "2" * 32
    sms = TwilioSms(TwilioSettings(ACCOUNT, TOKEN, messaging_service_sid=service, base_url=twilio.url), clock)
    sms.send(a_text())
    sms.close()
    assert (twilio.ledger[0].service, twilio.ledger[0].sender) == (service, "")


def test_an_api_key_signs_in_where_there_is_one(twilio: FakeTwilio) -> None:
    keyed = TwilioSettings(ACCOUNT, "", KEY, SECRET, from_number=CLINIC, base_url=twilio.url)
    sms = TwilioSms(keyed, clock)
    sms.send(a_text())
    sms.close()
    assert twilio.state.headers[0]["Authorization"] == "Basic " + b64encode(f"{KEY}:{SECRET}".encode()).decode()


@pytest.mark.parametrize(
    ("left", "said"), [(-60, "1"), (0, "1"), (0.9, "1"), (59.9, "59"), (36_000, "36000"), (90_000, "36000")]
)
def test_the_validity_is_the_seconds_left_within_what_twilio_takes(
    sms: TwilioSms, twilio: FakeTwilio, left: float, said: str
) -> None:
    sms.send(a_text(valid_s=left))
    assert twilio.posts[0]["ValidityPeriod"] == said


@pytest.mark.parametrize("text", ["Ana, ¿cómo está? 👋 & = + % #", "\r\nline\n", "a" * 1600])
def test_every_character_of_the_text_arrives(sms: TwilioSms, twilio: FakeTwilio, text: str) -> None:
    sms.send(a_text(text=text))
    assert twilio.ledger[0].body == text


@pytest.mark.parametrize("code", sorted(ADDRESS_CODES))
def test_a_number_that_cannot_be_texted_is_rejected_as_the_addresss_fault(
    sms: TwilioSms, twilio: FakeTwilio, code: int
) -> None:
    twilio.script(Answer("refuse", code=code))
    error = refused(sms)
    assert verdict(error) == (Rejected, str(code), "answer")
    assert isinstance(error, Rejected)
    assert error.fault == Fault.ADDRESS
    assert (len(twilio.posts), twilio.ledger) == (1, [])


def test_a_person_who_stopped_at_twilio_is_rejected_as_opted_out(sms: TwilioSms, twilio: FakeTwilio) -> None:
    twilio.script(Answer("refuse", code=21610))
    error = refused(sms)
    assert isinstance(error, Rejected)
    assert (error.fault, error.code, len(twilio.posts)) == (Fault.OPTED_OUT, "21610", 1)


@pytest.mark.parametrize("code", sorted(SETTING_CODES))
def test_a_wrong_setting_is_said_to_be_one(sms: TwilioSms, twilio: FakeTwilio, code: int) -> None:
    twilio.script(Answer("refuse", code=code))
    assert verdict(refused(sms)) == (SettingWrong, str(code), "answer")
    assert len(twilio.posts) == 1


@pytest.mark.parametrize("http", [401, 403, 404, 407])
def test_a_closed_door_without_a_code_is_a_wrong_setting(sms: TwilioSms, twilio: FakeTwilio, http: int) -> None:
    twilio.script(Answer("html", http=http))
    assert verdict(refused(sms)) == (SettingWrong, f"http-{http}", "answer")


def test_a_wrong_token_is_a_wrong_setting(twilio: FakeTwilio) -> None:
    sms = TwilioSms(TwilioSettings(ACCOUNT, "not-it", from_number=CLINIC, base_url=twilio.url), clock)
    assert verdict(refused(sms)) == (SettingWrong, "20003", "answer")
    sms.close()


@pytest.mark.parametrize("code", sorted(PASSING_CODES))
def test_what_passes_is_tried_again(sms: TwilioSms, twilio: FakeTwilio, code: int) -> None:
    twilio.script(Answer("refuse", code=code))
    kind = Busy if code in (20429, 21611) else TryAgain
    assert verdict(refused(sms)) == (kind, str(code), "answer")
    assert len(twilio.posts) == 1


@pytest.mark.parametrize(
    ("retry_after", "after_s"),
    [("", None), ("7", 7.0), ("Sat, 07 Mar 2026 15:01:30 GMT", 90.0), ("soon", None), ("99999999", 86_400.0)],
)
def test_too_many_requests_waits_as_long_as_asked(
    sms: TwilioSms, twilio: FakeTwilio, retry_after: str, after_s: float | None
) -> None:
    twilio.script(Answer("refuse", http=429, code=20429, retry_after=retry_after))
    error = refused(sms)
    assert isinstance(error, TryAgain)
    assert (error.after_s, error.code) == (after_s, "20429")


def test_a_date_in_the_past_asks_for_no_wait() -> None:
    assert retry_after_s("Sat, 07 Mar 2026 14:00:00 GMT", datetime(2026, 3, 7, 15, tzinfo=UTC)) == 0.0


@pytest.mark.parametrize("http", [400, 409, 410, 413, 418, 499])
def test_an_unknown_4xx_fails_this_message_only(sms: TwilioSms, twilio: FakeTwilio, http: int) -> None:
    twilio.script(Answer("refuse", http=http, code=29999))
    error = refused(sms)
    assert isinstance(error, Rejected)
    assert (error.fault, error.code, len(twilio.posts)) == (Fault.MESSAGE, "29999", 1)


def test_an_unknown_4xx_without_json_is_named_by_its_http_status(sms: TwilioSms, twilio: FakeTwilio) -> None:
    twilio.script(Answer("html", http=400))
    assert verdict(refused(sms)) == (Rejected, "http-400", "answer")


@pytest.mark.parametrize("http", [500, 502, 503, 504, 301, 307])
@pytest.mark.parametrize("accepted", [True, False])
def test_a_5xx_or_a_redirect_is_in_doubt_and_never_posted_again(
    sms: TwilioSms, twilio: FakeTwilio, http: int, accepted: bool
) -> None:
    twilio.script(Answer("error", http=http, accepted=accepted, retry_after="1"))
    assert verdict(refused(sms)) == (InDoubt, f"http-{http}", "answer")
    assert (len(twilio.posts), len(twilio.ledger)) == (1, int(accepted))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "{}",
        "[]",
        "null",
        "7",
        '"queued"',
        '{"sid": "SM1", "status": "queued"}',
        '{"sid": 7, "status": "queued"}',
        '{"sid": "SM' + "a" * 32 + '"}',
        '{"sid": "SM' + "a" * 32 + '", "status": "strange"}',
        '{"sid": "SM' + "a" * 32 + '", "status": ["queued"]}',
        "[" * 5000,
    ],
)
def test_a_201_that_is_no_message_is_in_doubt(sms: TwilioSms, twilio: FakeTwilio, body: str) -> None:
    twilio.script(Answer("raw", body=body))
    assert verdict(refused(sms)) == (InDoubt, "bad_answer", "answer")
    assert len(twilio.posts) == 1


def test_only_the_id_and_the_status_of_a_taken_message_are_read(sms: TwilioSms, twilio: FakeTwilio) -> None:
    sid = "SM" + "a" * 32
    twilio.script(Answer("raw", body=f'{{"sid": "{sid}", "status": "queued", "date_created": 7}}'))
    assert sms.send(a_text()) == Receipt(sid, raw_status="queued")


def test_a_201_with_a_page_of_html_is_in_doubt(sms: TwilioSms, twilio: FakeTwilio) -> None:
    twilio.script(Answer("html"))
    assert verdict(refused(sms)) == (InDoubt, "bad_answer", "answer")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer("half"), "bad_answer"),
        (Answer("reset-early"), "connection_lost"),
        (Answer("reset"), "connection_lost"),
        (Answer("reset", accepted=True), "connection_lost"),
        (Answer("drip", seconds=0.1), "read_timeout"),
        (Answer("hang", seconds=5), "read_timeout"),
    ],
)
def test_an_answer_that_does_not_arrive_whole_is_in_doubt_and_never_posted_again(
    hasty: TwilioSms, twilio: FakeTwilio, answer: Answer, code: str
) -> None:
    twilio.script(answer)
    error = refused(hasty)
    assert (type(error), error.code) == (InDoubt, code)
    assert len(twilio.posts) == (0 if answer.kind == "reset-early" else 1)


@pytest.mark.parametrize("kind", ["half", "reset", "hang", "html", "error", "close-after"])
def test_the_next_text_after_any_trouble_arrives_once(hasty: TwilioSms, twilio: FakeTwilio, kind: str) -> None:
    twilio.script(Answer(kind, seconds=5))  # type: ignore[arg-type]
    try:
        hasty.send(a_text(text="first"))
    except InDoubt:
        pass
    else:
        wait_until(lambda: twilio.open_connections == 0)
    hasty.send(a_text(text="second"))
    assert [row.body for row in twilio.ledger].count("second") == 1
    assert [post["Body"] for post in twilio.posts] == ["first", "second"]


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (30005, Fault.ADDRESS),
        (21610, Fault.OPTED_OUT),
        (30007, Fault.MESSAGE),
        (39999, Fault.MESSAGE),
        (None, Fault.MESSAGE),
    ],
)
@pytest.mark.parametrize("status", ["failed", "undelivered"])
def test_a_text_that_was_taken_and_failed_at_once_is_rejected_never_retried(
    sms: TwilioSms, twilio: FakeTwilio, status: str, code: int | None, fault: Fault
) -> None:
    twilio.script(Answer("accept", status=status, code=code))
    error = refused(sms)
    assert isinstance(error, Rejected)
    assert (error.fault, error.code, len(twilio.posts)) == (fault, str(code or status), 1)


def test_a_refused_connection_is_proven_unsent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        sms = TwilioSms(settings(f"http://127.0.0.1:{free.getsockname()[1]}"), clock, limits=QUICK)
        assert verdict(refused(sms)) == (TryAgain, "refused", "connect")


def test_a_connection_that_is_not_taken_in_time_is_proven_unsent() -> None:
    with socket.socket() as busy, socket.socket() as first, socket.socket() as second:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        for other in (first, second):
            other.setblocking(False)
            other.connect_ex(busy.getsockname())
        sms = TwilioSms(settings(f"http://127.0.0.1:{busy.getsockname()[1]}"), clock, limits=QUICK)
        assert verdict(refused(sms)) == (TryAgain, "connect_timeout", "connect")


def test_a_name_that_cannot_be_resolved_is_proven_unsent() -> None:
    sms = TwilioSms(settings(f"https://{'a' * 64}.example"), clock, limits=QUICK)
    assert verdict(refused(sms)) == (TryAgain, "dns", "connect")


def test_a_certificate_that_nobody_vouches_for_is_proven_unsent(server_tls: ssl.SSLContext) -> None:
    with FakeTwilio(tls=server_tls) as twilio:
        sms = TwilioSms(settings(twilio.url), clock, limits=Limits(connect=5))
        assert verdict(refused(sms)) == (TryAgain, "certificate", "tls")
        assert twilio.posts == []


def test_a_server_that_speaks_no_tls_is_proven_unsent(twilio: FakeTwilio) -> None:
    sms = TwilioSms(settings(twilio.url.replace("http:", "https:")), clock, limits=Limits(connect=5))
    assert verdict(refused(sms)) == (TryAgain, "tls", "tls")
    assert twilio.posts == []


def test_texts_go_over_one_verified_tls_connection(server_tls: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    with FakeTwilio(tls=server_tls) as twilio:
        sms = TwilioSms(settings(twilio.url), clock, tls=trusting)
        for number in range(3):
            sms.send(a_text(message_id=number))
        sms.close()
        assert (len(twilio.ledger), twilio.state.connections) == (3, 1)


def test_one_connection_serves_many_texts(sms: TwilioSms, twilio: FakeTwilio) -> None:
    twilio.script(Answer(), Answer("refuse", code=21211))
    sms.send(a_text())
    refused(sms)
    sms.send(a_text())
    assert (len(twilio.ledger), twilio.state.connections) == (2, 1)


def test_a_connection_that_the_server_closed_at_rest_is_replaced_without_doubt(
    sms: TwilioSms, twilio: FakeTwilio
) -> None:
    twilio.script(Answer("close-after"))
    sms.send(a_text())
    wait_until(lambda: twilio.open_connections == 0)
    sms.send(a_text())
    assert (len(twilio.ledger), len(twilio.posts), twilio.state.connections) == (2, 2, 2)


@pytest.mark.parametrize(
    ("to", "text", "fault", "code"),
    [
        ("2025550143", "hello", Fault.ADDRESS, "not_e164"),
        ("+1202555014x", "hello", Fault.ADDRESS, "not_e164"),
        ("+12025550143\n", "hello", Fault.ADDRESS, "not_e164"),
        (ANA, "", Fault.MESSAGE, "empty"),
        (ANA, "half \ud83d", Fault.MESSAGE, "bad_text"),
        (ANA, "a" * 1601, Fault.MESSAGE, "too_long"),
    ],
)
def test_what_cannot_be_a_text_never_leaves(
    sms: TwilioSms, twilio: FakeTwilio, to: str, text: str, fault: Fault, code: str
) -> None:
    with pytest.raises(Rejected) as caught:
        sms.send(a_text(to=to, text=text))
    assert (caught.value.fault, caught.value.code, caught.value.phase) == (fault, code, "check")
    assert twilio.state.connections == 0


@pytest.mark.parametrize(
    "answer",
    [
        Answer(),
        Answer("refuse", code=21211),
        Answer("refuse", code=20003),
        Answer("error", http=503),
        Answer("half"),
        Answer("reset"),
        Answer("html"),
    ],
)
def test_nothing_of_a_patient_is_logged_or_said_in_an_error(
    sms: TwilioSms, twilio: FakeTwilio, caplog: pytest.LogCaptureFixture, answer: Answer
) -> None:
    caplog.set_level(logging.DEBUG)
    twilio.script(answer)
    said = ""
    try:
        sms.send(a_text())
    except SendError as error:
        said = f"{error!r} {error} {vars(error)} {error.__cause__!r}"
    assert [ANA in said, TEXT in said, caplog.text] == [False, False, ""]


def test_a_region_in_the_environment_does_not_move_the_address(
    twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    sms = TwilioSms(settings(twilio.url), clock)
    sms.send(a_text())
    sms.close()
    assert len(twilio.ledger) == 1


def test_the_probe_asks_without_sending(sms: TwilioSms, twilio: FakeTwilio) -> None:
    sms.probe()
    assert (twilio.state.gets, twilio.posts) == (1, [])


def test_the_probe_tells_a_wrong_token_from_an_outage(twilio: FakeTwilio) -> None:
    sms = TwilioSms(TwilioSettings(ACCOUNT, "not-it", from_number=CLINIC, base_url=twilio.url), clock)
    with pytest.raises(SettingWrong):
        sms.probe()
    sms.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(TryAgain) as caught:
            TwilioSms(settings(f"http://127.0.0.1:{free.getsockname()[1]}"), clock, limits=QUICK).probe()
    assert type(caught.value) is TryAgain


def test_closing_twice_is_safe_and_a_text_after_it_opens_anew(sms: TwilioSms, twilio: FakeTwilio) -> None:
    sms.send(a_text())
    sms.close()
    sms.close()
    sms.send(a_text())
    assert twilio.state.connections == 2


def test_wrong_settings_are_all_named_at_once_without_a_secret() -> None:
    with pytest.raises(ValueError) as caught:
        TwilioSettings("", auth_token="hush", from_number="", base_url="http://api.example", public_url="ftp://x")
    assert str(caught.value) == (
        "account_sid: letters and figures only; "
        "auth_token or api_key_sid with api_key_secret: one of them is needed; "
        "from_number or messaging_service_sid: exactly one is needed; "
        "base_url: https, or http to this machine; "
        "public_url: https, or http to this machine"
    )


def test_secrets_are_not_shown_with_the_settings() -> None:
    shown = repr(TwilioSettings(ACCOUNT, "hush", KEY, "whisper", from_number=CLINIC))
    assert ["hush" in shown, "whisper" in shown] == [False, False]


@pytest.mark.parametrize(
    ("public_url", "base_url", "called_back"),
    [
        ("https://aftercare.example", "https://api.twilio.example", True),
        ("http://127.0.0.1:8000", "https://api.twilio.example", False),
        ("http://localhost:8000", "https://api.twilio.example", False),
        ("http://127.0.0.1:8000", "http://127.0.0.1:9000", True),
    ],
)
def test_twilio_is_given_a_callback_only_where_it_could_reach_it(
    public_url: str, base_url: str, called_back: bool
) -> None:
    """It refuses a text whose callback is this machine (21609)."""
    made = TwilioSettings(ACCOUNT, TOKEN, from_number=CLINIC, base_url=base_url, public_url=public_url)
    assert made.called_back is called_back
