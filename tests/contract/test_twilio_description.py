"""Our requests and the fake's answers both keep to Twilio's own description of its API."""

import json
from base64 import b64encode
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from reminders.transports.base import InDoubt
from reminders.transports.twilio_http import Limits
from reminders.transports.twilio_sms import TwilioSettings, TwilioSms
from tests.contract.prism import Unavailable, between
from tests.fakes.fake_twilio import ACCOUNT, TOKEN, Answer, FakeTwilio
from tests.transports.given import ANA, CLINIC, a_text, clock

PUBLIC = "https://aftercare.example"
SERVICE = "MG" + "2" * 32
BASIC = "Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


@pytest.fixture(scope="module")
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as fake:
        yield fake


@pytest.fixture(scope="module")
def prism(twilio: FakeTwilio) -> Iterator[str]:
    try:
        with between(twilio.url) as url:
            yield url
    except Unavailable as why:
        pytest.skip(f"Twilio's description is not checked here: {why}")


def through(prism: str, **sender: str) -> TwilioSms:
    settings = TwilioSettings(ACCOUNT, TOKEN, base_url=prism, public_url=PUBLIC, **sender)
    return TwilioSms(settings, clock, limits=Limits(read=60))


def asked(prism: str, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
    """Status and problem of a request that our own code would not make."""
    url = urlsplit(prism)
    connection = HTTPConnection(url.hostname or "", url.port, timeout=60)
    headers = {"Authorization": BASIC, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request(method, f"/2010-04-01/Accounts/{ACCOUNT}/{path}", urlencode(form or {}), headers)
        response = connection.getresponse()
        said = json.loads(response.read())
        return response.status, str(said.get("type", "")).rpartition("#")[2]
    finally:
        connection.close()


@pytest.mark.parametrize("sender", [{"from_number": CLINIC}, {"messaging_service_sid": SERVICE}])
@pytest.mark.parametrize("text", ["Hello Ana", "¿Cómo está? 👋 & + %", "a" * 1600])
def test_a_text_and_the_answer_to_it_keep_to_the_description(
    prism: str, twilio: FakeTwilio, sender: dict[str, str], text: str
) -> None:
    sms = through(prism, **sender)
    receipt = sms.send(a_text(text=text))
    sms.close()
    assert (receipt.provider_id, twilio.ledger[-1].body) == (twilio.ledger[-1].sid, text)


def test_the_probe_and_the_list_keep_to_the_description(prism: str) -> None:
    sms = through(prism, from_number=CLINIC)
    sms.send(a_text())
    sms.probe()
    sms.close()
    assert asked(prism, "GET", f"Messages.json?{urlencode({'To': ANA, 'PageSize': '50'})}") == (200, "")


@pytest.mark.parametrize("status", ["delivered", "undelivered", "failed", "read"])
def test_a_message_keeps_to_the_description_in_every_status(prism: str, twilio: FakeTwilio, status: str) -> None:
    sms = through(prism, from_number=CLINIC)
    sid = sms.send(a_text()).provider_id
    sms.close()
    twilio.ledger[-1].status = status
    twilio.ledger[-1].error_code = 30005 if status in ("undelivered", "failed") else None
    assert asked(prism, "GET", f"Messages/{sid}.json") == (200, "")


@pytest.mark.parametrize(
    "wrong",
    [{"ValidityPeriod": "soon"}, {"To": ""}, {"StatusCallback": "not an address at all"}, {"MessagingServiceSid": "x"}],
)
def test_the_check_itself_refuses_a_wrong_request(prism: str, twilio: FakeTwilio, wrong: dict[str, str]) -> None:
    before = len(twilio.posts)
    form = {"To": ANA, "From": CLINIC, "Body": "hello", **wrong}
    form = {name: value for name, value in form.items() if value}
    assert asked(prism, "POST", "Messages.json", form) == (422, "UNPROCESSABLE_ENTITY")
    assert len(twilio.posts) == before


def test_the_check_itself_refuses_a_wrong_answer(prism: str, twilio: FakeTwilio) -> None:
    twilio.script(Answer("raw", body='{"sid": 7, "status": "strange"}'))
    sms = through(prism, from_number=CLINIC)
    with pytest.raises(InDoubt) as caught:
        sms.send(a_text())
    sms.close()
    assert caught.value.code == "http-500"
