"""An email as the bytes on the wire: CRLF, dot-stuffed, no line over 998 bytes, nothing that can break out of a header.

Written by hand because the standard library's EmailMessage takes ten times as long for the same bytes.
"""

from base64 import b64encode
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import urlsplit

from reminders.transports.base import Fault, Outgoing, Rejected
from reminders.transports.smtp_settings import SmtpSettings, ascii_address
from reminders.transports.wire import is_loopback

#: RFC 5322: bytes in a line without its CRLF.
_LONGEST_LINE = 998
#: Quoted-printable cannot contain "=_", and a part that does is encoded: so the boundary never occurs in a part.
_BOUNDARY = "=_part"
_LONGEST_SUBJECT = 900


@dataclass(frozen=True, slots=True)
class Mail:
    """`to` is for RCPT, its domain in ASCII. `content` ends with CRLF and lacks only the final dot."""

    to: str
    message_id: str
    content: bytes
    #: The recipient's local part is not ASCII: only a server with SMTPUTF8 can take it.
    needs_utf8: bool


def compose(settings: SmtpSettings, outgoing: Outgoing, at: datetime) -> Mail:
    """The mail for one message, dated `at` (aware). Raises Rejected for what could break out of a header."""
    to = ascii_address(outgoing.to)
    if not to:
        raise Rejected("Not an email address", fault=Fault.ADDRESS, code="not_an_address", phase="compose")
    message_id = f"<{outgoing.message_id}@{settings.domain}>"
    head = [
        _fixed_head(settings.from_name, settings.from_address, outgoing.language),
        f"To: {to}",
        f"Subject: {encoded_words(_safe_subject(outgoing.subject))}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: {message_id}",
    ]
    if outgoing.unsubscribe_url:
        head.append(f"List-Unsubscribe: <{_safe_link(outgoing.unsubscribe_url)}>")
        head.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    content = "\r\n".join(head).encode() + b"\r\n" + _body(outgoing.text, outgoing.html)
    return Mail(to, message_id, content.replace(b"\r\n.", b"\r\n.."), needs_utf8=not to.isascii())


def encoded_words(text: str) -> str:
    """A header's text in ASCII: as it is where it can be, else as RFC 2047 words, each within 75 characters, folded."""
    if text.isascii() and "=?" not in text:
        return text
    words, word = [], b""
    for character in text:
        piece = character.encode("utf-8", "replace")
        if len(word) + len(piece) > 45:
            words.append(word)
            word = b""
        word += piece
    return "\r\n ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in [*words, word])


@lru_cache(maxsize=16)
def _fixed_head(name: str, address: str, language: str) -> str:
    """The headers that do not change from mail to mail."""
    lines = [
        f"From: {_display(name)}<{address}>" if name else f"From: {address}",
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-generated",
        # Exchange answers with absence notes otherwise.
        "X-Auto-Response-Suppress: OOF, AutoReply",
    ]
    if language.isascii() and language.replace("-", "").isalnum():
        lines.append(f"Content-Language: {language}")
    return "\r\n".join(lines)


def _display(name: str) -> str:
    if name.isascii() and "=?" not in name:
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}" '
    return encoded_words(name) + " "


def _safe_subject(subject: str) -> str:
    if any(ord(character) < 32 or ord(character) == 127 for character in subject) or len(subject) > _LONGEST_SUBJECT:
        raise Rejected("The subject cannot be a header", fault=Fault.MESSAGE, code="bad_header", phase="compose")
    return subject


def _safe_link(url: str) -> str:
    try:
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    except ValueError:
        safe = False
    if (
        not safe
        or not url.isascii()
        or len(url) > 900
        or any(character <= " " or character in "<>\x7f" for character in url)
    ):
        raise Rejected(
            "The unsubscribe link cannot be a header", fault=Fault.MESSAGE, code="bad_header", phase="compose"
        )
    return url


def _body(text: str, html: str) -> bytes:
    if not html:
        return _part("plain", text)
    # The line end before a boundary belongs to the boundary (RFC 2046), so each part is followed by one more.
    return b"".join(
        (
            f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n\r\n--{_BOUNDARY}\r\n'.encode(),
            _part("plain", text),
            f"\r\n--{_BOUNDARY}\r\n".encode(),
            _part("html", html),
            f"\r\n--{_BOUNDARY}--\r\n".encode(),
        )
    )


def _part(kind: str, text: str) -> bytes:
    """Headers and body of one part, ending with CRLF. Plain ASCII in short lines goes as it is, all else is encoded."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    body = lines.replace("\n", "\r\n").encode("utf-8", "replace")
    charset, encoding = "us-ascii", "7bit"
    if not _goes_as_it_is(body):
        # The line ends are in the body already, so the encoder keeps CRLF and breaks its soft lines with it too.
        charset, encoding, body = "utf-8", "quoted-printable", b2a_qp(body, istext=True)
    head = f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + body


def _goes_as_it_is(body: bytes) -> bool:
    if not body.isascii() or b"\0" in body or b"=_" in body:
        return False
    return max(map(len, body.split(b"\r\n"))) <= _LONGEST_LINE
