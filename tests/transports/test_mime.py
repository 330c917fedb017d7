"""The bytes of a mail are read back by the standard library's parser."""

import re
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reminders.transports.base import Fault, Rejected
from reminders.transports.mime import Mail, compose, encoded_words
from reminders.transports.smtp_settings import Security, SmtpSettings
from tests.transports.given import NOW, a_mail

SETTINGS = SmtpSettings("127.0.0.1", 25, Security.PLAIN, "care@clinic.example", "Harbor Skin")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120)


def unstuffed(mail: Mail) -> bytes:
    return re.sub(rb"(?m)^\.", b"", mail.content)


def read(mail: Mail) -> EmailMessage:
    message = BytesParser(policy=policy.SMTP).parsebytes(unstuffed(mail))
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content


def as_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


@given(text=texts, html=texts.filter(bool))
@example(text=".\n..\n.x\n\n.", html="<p>=_part</p>")
@example(text="--=_part\nhello", html="--=_part--\n")
@example(text="a" * 999, html="<p>" + "b" * 5000 + "</p>")
@example(text="trailing \nspaces\t\n", html="\0\x0b\x0c")
@example(text="From here\nFrom there", html="é" * 500)
def test_any_text_and_html_arrive_as_they_were(text: str, html: str) -> None:
    mail = compose(SETTINGS, a_mail(text=text, html=html), NOW)
    message = read(mail)
    assert part(message, "plain").replace("\r\n", "\n") == as_lines(text)
    assert part(message, "html").replace("\r\n", "\n") == as_lines(html)


@given(text=texts, html=texts)
@example(text="a" * 2000, html="")
def test_no_line_is_too_long_and_none_ends_the_mail_early(text: str, html: str) -> None:
    content = compose(SETTINGS, a_mail(text=text, html=html), NOW).content
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert (b"." in lines, b"\n" in b"".join(lines), b"\r" in b"".join(lines), lines[-1]) == (False, False, False, b"")


@given(subject=words)
@example(subject="=?utf-8?b?aGk=?=")
@example(subject="Una nota de la clínica, ¿cómo está? " * 5)
def test_any_subject_reads_the_same_in_lines_of_at_most_76_when_it_is_encoded(subject: str) -> None:
    header = encoded_words(subject)
    message = BytesParser(policy=policy.default).parsebytes(f"Subject: {header}\r\n\r\n".encode())
    if not header.startswith("=?"):
        assert header == subject
        return
    assert message["Subject"] == subject
    assert max(map(len, header.split("\r\n"))) <= 76


def test_the_headers_of_a_mail_are_these() -> None:
    link = "https://aftercare.example/unsubscribe/abc"
    message = read(compose(SETTINGS, a_mail(unsubscribe_url=link, language="es"), NOW))
    assert dict(message.items()) == {
        "From": "Harbor Skin <care@clinic.example>",
        "To": "ana@example.com",
        "Subject": "A note from Harbor Skin",
        "Date": "Sat, 07 Mar 2026 15:00:00 +0000",
        "Message-ID": "<17@clinic.example>",
        "MIME-Version": "1.0",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": "es",
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Content-Type": 'multipart/alternative; boundary="=_part"',
    }


def test_care_without_an_unsubscribe_link_has_no_list_headers() -> None:
    message = read(compose(SETTINGS, a_mail(), NOW))
    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (None, None)


def test_plain_text_comes_first_and_html_last() -> None:
    message = read(compose(SETTINGS, a_mail(), NOW))
    assert [one.get_content_type() for one in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_mail_without_html_has_one_part() -> None:
    message = read(compose(SETTINGS, a_mail(html=""), NOW))
    assert (message.get_content_type(), message["Content-Transfer-Encoding"]) == ("text/plain", "7bit")


@pytest.mark.parametrize(
    ("name", "display"),
    [("Clínica Puerto", "Clínica Puerto"), ('Dr. "Ann", PhD', 'Dr. "Ann", PhD'), ("=?x?", "=?x?"), ("", "")],
)
def test_the_clinics_name_reads_the_same_whatever_it_holds(name: str, display: str) -> None:
    settings = SmtpSettings("127.0.0.1", 25, Security.PLAIN, "care@clinic.example", name)
    sender = read(compose(settings, a_mail(), NOW))["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == (display, "care@clinic.example")


def test_a_second_attempt_has_the_same_message_id() -> None:
    first = compose(SETTINGS, a_mail(), NOW)
    second = compose(SETTINGS, a_mail(), datetime(2026, 3, 7, 16, tzinfo=UTC))
    assert first.message_id == second.message_id == "<17@clinic.example>"


@pytest.mark.parametrize("subject", ["Hi\r\nBcc: eve@example.com", "Hi\nthere", "Hi\0", "a" * 901])
def test_a_subject_that_could_become_a_header_is_refused(subject: str) -> None:
    with pytest.raises(Rejected) as caught:
        compose(SETTINGS, a_mail(subject=subject), NOW)
    assert (caught.value.fault, caught.value.code, caught.value.phase) == (Fault.MESSAGE, "bad_header", "compose")


@pytest.mark.parametrize(
    "to",
    [
        "ana@example.com\r\nBcc: eve@example.com",
        "ana@example.com>",
        "<ana@example.com>",
        "a b@example.com",
        "ana",
        "a@b@c",
        "",
        "ana@exa..mple\udc80",
        "an\udc80a@example.com",
    ],
)
def test_an_address_that_could_break_out_is_refused_as_the_addresss_fault(to: str) -> None:
    with pytest.raises(Rejected) as caught:
        compose(SETTINGS, a_mail(to), NOW)
    assert (caught.value.fault, caught.value.code) == (Fault.ADDRESS, "not_an_address")


@pytest.mark.parametrize(
    "link",
    [
        "https://x.example/a\r\nBcc: e@x",
        "http://x.example/a",
        "https://x.example/a b",
        "https://x.example/<>",
        "mailto:x@y",
        "https://x.example/é",
        "https://[x",
    ],
)
def test_an_unsubscribe_link_that_could_break_out_is_refused(link: str) -> None:
    with pytest.raises(Rejected) as caught:
        compose(SETTINGS, a_mail(unsubscribe_url=link), NOW)
    assert (caught.value.fault, caught.value.code) == (Fault.MESSAGE, "bad_header")


def test_a_domain_of_another_script_is_written_in_ascii() -> None:
    mail = compose(SETTINGS, a_mail("ana@correo-clínica.example"), NOW)
    assert (mail.to, mail.needs_utf8) == ("ana@xn--correo-clnica-4ib.example", False)


def test_a_local_part_of_another_script_needs_a_server_that_takes_it() -> None:
    mail = compose(SETTINGS, a_mail("añá@example.com"), NOW)
    assert (mail.to, mail.needs_utf8) == ("añá@example.com", True)
