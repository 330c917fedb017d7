"""Twilio's requests: proven as its own SDK proves them, and read into our words or refused by name."""

import hashlib
from datetime import UTC, datetime
from urllib.parse import quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from reminders.domain.reports import Rank
from reminders.transports.base import Fault, Media, Report
from reminders.transports.twilio_webhooks import (
    FORM,
    JSON,
    MOST_FIELDS,
    BadWebhook,
    answered_by_twilio,
    is_signed,
    is_signed_json,
    read_fields,
    read_inbound,
    read_report,
    report_of,
)

TOKEN = "token-of-a-test"
URL = "https://care.example.com/webhooks/twilio/status?m=1&a=1"
SID = "SM" + "a" * 32
AT = datetime(2026, 4, 1, 14, tzinfo=UTC)

# Any character that UTF-8 can carry.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
FIELDS = st.lists(st.tuples(TEXTS, TEXTS), max_size=6)
URLS = st.builds(
    "{}://{}{}{}?{}".format,
    st.sampled_from(("https", "http")),
    st.sampled_from(("care.example.com", "127.0.0.1", "x.example")),
    st.sampled_from(("", ":443", ":80", ":8443")),
    st.sampled_from(("/webhooks/twilio/status", "/care/webhooks/twilio/inbound", "/a%20b/%C3%A9", "//x")),
    st.sampled_from(("m=1&a=1", "", "m=1&m=2", "a=%20&b=+", "m=1&a=é")),
)


class Repeated(dict[str, list[str]]):
    """A form as the SDK wants it where a name may come more than once."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def form_of(fields: list[tuple[str, str]]) -> Repeated:
    found = Repeated()
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def signed(url: str, fields: list[tuple[str, str]], token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, form_of(fields)))


@given(URLS, FIELDS)
@settings(max_examples=200)
def test_what_the_sdk_signs_is_signed(url: str, fields: list[tuple[str, str]]) -> None:
    assert is_signed(TOKEN, url, fields, signed(url, fields)) is True


@given(URLS, FIELDS, st.sampled_from(("token-of-another", "", "Token-of-a-test")))
def test_another_token_does_not_sign(url: str, fields: list[tuple[str, str]], other: str) -> None:
    assert is_signed(TOKEN, url, fields, signed(url, fields, other)) is False


@given(URLS, FIELDS, TEXTS)
def test_the_sdk_and_we_agree_on_any_signature(url: str, fields: list[tuple[str, str]], given: str) -> None:
    assert is_signed(TOKEN, url, fields, given) is RequestValidator(TOKEN).validate(url, form_of(fields), given)


@given(st.sampled_from((("b", "1"), ("a", "2"), ("a", ""), ("", ""))))
def test_a_changed_form_is_not_signed(added: tuple[str, str]) -> None:
    fields = [("a", "1"), ("Body", "")]
    changed = [*fields, added]
    assert is_signed(TOKEN, URL, changed, signed(URL, fields)) is (added == ("", ""))


def test_an_empty_token_proves_nothing() -> None:
    assert is_signed("", URL, [("a", "1")], signed(URL, [("a", "1")], "")) is False


def test_a_fragment_is_not_signed() -> None:
    assert is_signed(TOKEN, URL + "#rc=5&rp=all", [], signed(URL, [])) is True


@pytest.mark.parametrize("signature", ["", "é", "\x80", "x" * 10_000, "AAAAAAAAAAAAAAAAAAAAAAAAAAA="])
def test_no_signature_at_all_is_refused_without_an_error(signature: str) -> None:
    assert is_signed(TOKEN, URL, [], signature) is False


def test_a_signature_stands_for_the_address_with_and_without_its_port() -> None:
    for signed_with, reached_at in (("", ":443"), (":443", ""), (":8443", ":8443"), ("", ":8443")):
        theirs, ours = (f"https://care.example.com{port}/webhooks" for port in (signed_with, reached_at))
        assert is_signed(TOKEN, ours, [], signed(theirs, [])) is True
    assert is_signed(TOKEN, "https://[::1]:8443/x", [], signed("https://[::1]/x", [])) is True


def test_json_is_proven_by_the_hash_in_its_address() -> None:
    body = b'{"MessageSid": "SM1"}'
    url = f"{URL}&bodySHA256={hashlib.sha256(body).hexdigest()}"
    signature = signed(url, [])
    assert is_signed_json(TOKEN, url, body, signature) is True
    assert RequestValidator(TOKEN).validate(url, body.decode(), signature) is True
    assert is_signed_json(TOKEN, url, body + b" ", signature) is False
    assert is_signed_json(TOKEN, URL, body, signed(URL, [])) is False
    assert is_signed_json(TOKEN, url, body, signed(url, [], "another")) is False


@given(FIELDS)
def test_a_form_is_read_as_it_was_written(fields: list[tuple[str, str]]) -> None:
    body = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in fields)
    assert read_fields(body.encode(), FORM) == fields


def test_blank_and_repeated_fields_are_kept() -> None:
    assert read_fields(b"a=&b&a=1&a=1&&", FORM) == [("a", ""), ("b", ""), ("a", "1"), ("a", "1")]


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        (b"a=%", FORM, "a % that starts no escape"),
        (b"a=%zz", FORM, "a % that starts no escape"),
        (b"a=%ff", FORM, "text that is not UTF-8"),
        (b"a=\xff", FORM, "text that is not UTF-8"),
        (b"a=%00", FORM, "a NUL character"),
        (b"&" * (MOST_FIELDS + 1), FORM, "too many fields"),
        (b"{", JSON, "no JSON"),
        (b"[" * 60_000, JSON, "no JSON"),
        (b"\xff", JSON, "no JSON"),
        (b"[]", JSON, "no JSON object"),
        (b'{"a": "\\ud800"}', JSON, "half a character"),
        (b'{"a": "\\u0000"}', JSON, "a NUL character"),
    ],
)
def test_a_body_that_is_none_of_twilios_is_refused_by_name(body: bytes, kind: str, told: str) -> None:
    with pytest.raises(BadWebhook) as refused:
        read_fields(body, kind)
    assert str(refused.value) == told


def test_json_is_read_as_a_form() -> None:
    assert read_fields(b'{"a": "x", "b": 3}', JSON) == [("a", "x"), ("b", "3")]


@pytest.mark.parametrize(
    ("word", "rank"),
    [
        ("accepted", Rank.TAKEN), ("queued", Rank.TAKEN), ("scheduled", Rank.TAKEN), ("sending", Rank.SENDING),
        ("sent", Rank.SENT), ("failed", Rank.FAILED), ("canceled", Rank.FAILED), ("undelivered", Rank.UNDELIVERED),
        ("delivered", Rank.DELIVERED), ("partially_delivered", Rank.DELIVERED), ("read", Rank.READ),
    ],
)  # fmt: skip
def test_each_word_of_twilios_has_a_rank(word: str, rank: Rank) -> None:
    assert read_report({"m": "7", "a": "2"}, [("MessageSid", SID), ("MessageStatus", word)]) == Report(
        SID, rank, word, message_id=7, attempt_number=2
    )


@pytest.mark.parametrize("word", ["received", "receiving", "Delivered", "something-new"])
def test_a_word_that_tells_nothing_of_a_text_of_ours_is_no_news(word: str) -> None:
    assert report_of(SID, word, "") is None


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("21610", Fault.OPTED_OUT), ("30005", Fault.ADDRESS), ("30006", Fault.ADDRESS), ("30004", Fault.ADDRESS),
        ("30007", Fault.SETTING), ("30034", Fault.SETTING), ("30003", Fault.MESSAGE), ("30008", Fault.MESSAGE),
        ("99999", Fault.MESSAGE), ("", Fault.MESSAGE),
    ],
)  # fmt: skip
def test_the_code_of_a_failure_tells_whose_fault_it_is(code: str, fault: Fault) -> None:
    report = report_of(SID, "undelivered", code)
    assert report is not None
    assert (report.fault, report.code) == (fault, code)


def test_a_code_beside_good_news_is_nobodys_fault() -> None:
    report = report_of(SID, "delivered", "30006")
    assert report is not None
    assert report.fault is Fault.MESSAGE


@pytest.mark.parametrize("query", [{}, {"m": "x", "a": "1e3"}, {"m": "-1", "a": "²"}, {"m": "9" * 19, "a": ""}])
def test_ids_that_are_not_ours_are_left_out(query: dict[str, str]) -> None:
    report = read_report(query, [("SmsSid", SID), ("SmsStatus", "sent")])
    assert report is not None
    assert (report.message_id, report.attempt_number, report.provider_id) == (None, None, SID)


def test_a_code_with_words_in_it_is_dropped() -> None:
    report = read_report({}, [("MessageSid", SID), ("MessageStatus", "failed"), ("ErrorCode", "+12025550143 is off")])
    assert report is not None
    assert report.code == ""


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ([("MessageStatus", "sent")], "no MessageSid"),
        ([("MessageSid", "a'b"), ("MessageStatus", "sent")], "no MessageSid"),
        ([("MessageSid", SID)], "no MessageStatus"),
    ],
)
def test_a_report_without_what_it_needs_is_refused_by_name(fields: list[tuple[str, str]], told: str) -> None:
    with pytest.raises(BadWebhook) as refused:
        read_report({}, fields)
    assert str(refused.value) == told


def test_a_text_is_read_with_its_pictures() -> None:
    text = read_inbound(
        [
            ("MessageSid", SID), ("From", "+12025550143"), ("To", "+12025550199"), ("Body", ""), ("NumMedia", "1"),
            ("MediaUrl0", "https://api.example.com/1"), ("MediaContentType0", "image/jpeg"),
        ],
        AT, "off",
    )  # fmt: skip
    assert (text.sender, text.text, text.at) == ("+12025550143", "", AT)
    assert text.media == (Media("https://api.example.com/1", "image/jpeg"),)


@pytest.mark.parametrize(
    ("mode", "body", "kind", "answered"),
    [
        ("off", "STOP", "", False), ("default", "STOP", "", True), ("default", " stop ", "", True),
        ("default", "Stop please", "", False), ("default", "BAJA", "", False), ("default", "help", "", True),
        ("advanced", "STOP", "", False), ("advanced", "detener", "STOP", True), ("off", "x", "HELP", True),
        ("default", "x", "NONSENSE", False),
    ],
)  # fmt: skip
def test_the_three_modes_tell_whether_twilio_has_answered(mode: str, body: str, kind: str, answered: bool) -> None:
    text = read_inbound([("MessageSid", SID), ("From", "+12025550143"), ("Body", body), ("OptOutType", kind)], AT, mode)
    assert (text.answered, text.opt_out_type) == (answered, kind if kind != "NONSENSE" else "")


@pytest.mark.parametrize(
    "word",
    [
        "STOP",
        "STOPALL",
        "UNSUBSCRIBE",
        "END",
        "QUIT",
        "CANCEL",
        "REVOKE",
        "OPTOUT",
        "START",
        "YES",
        "UNSTOP",
        "HELP",
        "INFO",
    ],
)
def test_twilio_answers_each_of_its_words(word: str) -> None:
    assert (answered_by_twilio(word.lower()), answered_by_twilio(word + "!")) == (True, False)


def test_a_text_from_nobody_is_refused_by_name() -> None:
    for fields, told in (([("MessageSid", SID)], "no From"), ([("From", "+12025550143")], "no MessageSid")):
        with pytest.raises(BadWebhook) as refused:
            read_inbound(fields, AT, "off")
        assert str(refused.value) == told
