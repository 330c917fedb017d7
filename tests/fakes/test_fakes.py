"""The fakes behave like what they stand for, also as processes of their own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from reminders.transports.smtp_email import SmtpEmail
from reminders.transports.smtp_settings import read_smtp_settings
from reminders.transports.twilio_http import TwilioHttp
from reminders.transports.twilio_sms import TwilioSettings, TwilioSms
from tests.fakes.fake_twilio import ACCOUNT, TOKEN, FakeTwilio, signature
from tests.transports.given import ANA, CLINIC, a_mail, a_text, clock

ROOT = Path(__file__).resolve().parents[2]

SENDER = """
import sys
from reminders.transports.twilio_http import TwilioHttp
from reminders.transports.twilio_sms import TwilioSettings, TwilioSms
from tests.fakes.fake_twilio import ACCOUNT, TOKEN
from tests.transports.given import CLINIC, a_text, clock
sms = TwilioSms(TwilioSettings(ACCOUNT, TOKEN, from_number=CLINIC, base_url=sys.argv[1]), clock)
print("ready", flush=True)
sys.stdin.readline()
for number in range(3):
    sms.send(a_text(message_id=number))
print("done", flush=True)
"""


@contextmanager
def running(*command: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def asked(url: str, method: str, path: str, said: Any = None, **headers: str) -> Any:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request(method, path, json.dumps(said) if said is not None else None, headers)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def sms_to(url: str, public_url: str = "http://127.0.0.1:8000") -> TwilioSms:
    return TwilioSms(TwilioSettings(ACCOUNT, TOKEN, from_number=CLINIC, base_url=url, public_url=public_url), clock)


def test_a_signature_is_what_twilios_own_validator_computes() -> None:
    url = "https://aftercare.example/webhooks/twilio/status?m=17&a=1"
    form = {"To": ANA, "From": CLINIC, "Body": "", "MessageStatus": "delivered", "Ünicode": "é"}
    assert signature(url + "#rc=5&rp=all", form, TOKEN) == RequestValidator(TOKEN).compute_signature(url, form)


def test_a_report_goes_to_the_messages_callback_with_a_right_signature() -> None:
    with FakeTwilio() as twilio, FakeTwilio() as receiver:
        sms = sms_to(twilio.url, receiver.url)
        sid = sms.send(a_text(message_id=17)).provider_id
        sms.close()
        twilio.report(sid, "undelivered", 30005)
        [form], [headers] = receiver.posts, receiver.state.headers
        assert (form["MessageSid"], form["MessageStatus"], form["ErrorCode"]) == (sid, "undelivered", "30005")
        url = f"{receiver.url}/webhooks/twilio/status?m=17&a=1"
        assert headers["X-Twilio-Signature"] == RequestValidator(TOKEN).compute_signature(url, form)
        assert (twilio.ledger[0].status, twilio.ledger[0].error_code) == ("undelivered", 30005)


def test_the_list_is_newest_first_filtered_and_paged_by_the_sdk_itself() -> None:
    with FakeTwilio() as twilio:
        sms = sms_to(twilio.url)
        for number in range(5):
            sms.send(a_text(text=f"text {number}"))
        sms.send(a_text(to="+12025550144", text="another"))
        sms.close()
        http = TwilioHttp(lambda answer: None)
        client = Client(ACCOUNT, TOKEN, http_client=http, environment={"none": ""})
        client.api.base_url = twilio.url
        listed = client.messages.list(to=ANA, page_size=2)
        one = client.messages.get(listed[0].sid).fetch()
        http.close()
        assert [row.body for row in listed] == ["text 4", "text 3", "text 2", "text 1", "text 0"]
        assert (one.sid, one.body, one.status) == (twilio.ledger[4].sid, "text 4", "queued")


def test_a_process_of_its_own_is_steered_over_http() -> None:
    with running("-m", "tests.fakes.fake_twilio", "--port", "0", "--seconds", "60") as process:
        url = line(process)
        asked(url, "POST", "/_script", {"answers": [{"kind": "refuse", "code": 21610}]})
        form = urlencode({"To": ANA, "From": CLINIC, "Body": "hello"})
        refused = asked(url, "POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", form)
        assert (refused["code"], asked(url, "GET", "/_ledger")) == (
            20003,
            {"ledger": [], "posts": 1, "connections": 3},
        )


def test_a_sender_killed_before_it_hears_the_answer_has_left_its_text_in_the_ledger() -> None:
    with FakeTwilio() as twilio, running("-c", SENDER, twilio.url) as sender:
        assert line(sender) == "ready"
        asked(
            twilio.url,
            "POST",
            "/_script",
            {"answers": [{"kind": "accept"}, {"kind": "kill", "pid": sender.pid}]},
        )
        assert sender.stdin is not None
        sender.stdin.write("\n")
        sender.stdin.flush()
        assert (sender.wait(20), line(sender), len(twilio.ledger)) == (-9, "", 2)


def test_a_mail_server_of_its_own_takes_mail() -> None:
    with running("-m", "tests.fakes.smtp_sink", "--seconds", "60") as process:
        settings = read_smtp_settings(f"smtp://127.0.0.1:{line(process)}", "care@clinic.example")
        mail = SmtpEmail(settings, clock)
        assert mail.send(a_mail()).raw_status == "250"
        mail.close()
