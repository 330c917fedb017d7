"""Where mail is handed over, and as whom."""

import re
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import SplitResult, unquote, urlsplit

from reminders.transports.wire import is_loopback

_ADDRESS = re.compile(r"""[^\s<>()\[\],;:\\"@\x00-\x1f\x7f]{1,64}@[^\s<>()\[\],;:\\"@\x00-\x1f\x7f]{1,253}""")
_PORTS = {"smtps": 465, "smtp": 587}


class Security(StrEnum):
    """How the connection is protected."""

    #: TLS from the first byte.
    IMPLICIT = "implicit"
    #: Plain greeting, then TLS or nothing.
    STARTTLS = "starttls"
    #: None: for this machine only.
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Raises ValueError that names every mistake and no secret."""

    host: str
    port: int
    security: Security
    from_address: str
    from_name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        mistakes = []
        if self.security is Security.PLAIN and not is_loopback(self.host):
            mistakes.append("SMTP_URL: plain text goes to this machine only; use smtps:// or smtp:// with TLS")
        if not ascii_address(self.from_address):
            mistakes.append("EMAIL_FROM: must be an address, or a name and <an address>")
        if any(ord(character) < 32 or ord(character) == 127 for character in self.from_name):
            mistakes.append("EMAIL_FROM: the name holds a control character")
        if not (self.user.isascii() and self.password.isascii()):
            mistakes.append("SMTP_URL: user and password must be ASCII")
        if mistakes:
            raise ValueError("; ".join(mistakes))

    @property
    def domain(self) -> str:
        """The domain of the sender: it names us in EHLO and in each Message-ID."""
        return self.from_address.rpartition("@")[2]


def read_smtp_settings(smtp_url: str, email_from: str) -> SmtpSettings:
    """Settings from SMTP_URL and EMAIL_FROM.

    smtps:// is TLS from the start; smtp:// asks for STARTTLS, except to this machine, where it is plain. User and
    password are percent-decoded. Raises ValueError that names every mistake and no secret.
    """
    mistakes: list[str] = []
    try:
        url = urlsplit(smtp_url)
        port = url.port or 0
    except ValueError:
        url, port = urlsplit(""), 0
        mistakes.append("SMTP_URL: no address; write smtps://user:password@host:465, the port from 1 to 65535")
    mistakes += _url_mistakes(url) if not mistakes else []
    name, address = parseaddr(email_from)
    sender = ascii_address(address)
    if not sender:
        mistakes.append("EMAIL_FROM: must be an address, or a name and <an address>")
    if mistakes:
        raise ValueError("; ".join(mistakes))
    host = url.hostname or ""
    user, password = unquote(url.username or ""), unquote(url.password or "")
    return SmtpSettings(host, port or _PORTS[url.scheme], _security(url.scheme, host), sender, name, user, password)


def ascii_address(address: str) -> str:
    """The address with its domain in ASCII (IDNA); empty when it is none or could break out of its place in a header.

    The part before the @ stays as it is and may be non-ASCII.
    """
    if not _ADDRESS.fullmatch(address):
        return ""
    local, _, domain = address.rpartition("@")
    try:
        local.encode()
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return ""


def _security(scheme: str, host: str) -> Security:
    if scheme == "smtps":
        return Security.IMPLICIT
    return Security.PLAIN if is_loopback(host) else Security.STARTTLS


def _url_mistakes(url: SplitResult) -> list[str]:
    found = {
        "SMTP_URL: must begin with smtp:// or smtps://": url.scheme not in _PORTS,
        "SMTP_URL: no host": not url.hostname,
        "SMTP_URL: ends after the port; write / ? # in a user or password as %2F %3F %23": bool(
            url.path.strip("/") or url.query or url.fragment
        ),
        "SMTP_URL: a user without a password, or the other way round": bool(url.username) != bool(url.password),
    }
    return [mistake for mistake, wrong in found.items() if wrong]
