"""Pictures that phones have sent: fetched from where Twilio keeps them, bounded in size and time.

Twilio answers the address it tells with a redirect to another host; our credentials go to Twilio alone.
"""

import ssl
import time
from base64 import b64encode
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from typing import cast
from urllib.parse import SplitResult, urljoin, urlsplit

from reminders.transports.base import Picture, TryAgain
from reminders.transports.twilio_http import Limits
from reminders.transports.twilio_sms import TwilioSettings
from reminders.transports.wire import Deadline, TimedReads, connect, is_loopback, secure

#: Twilio takes no larger message with pictures.
LARGEST_PICTURE = 5 * 1024 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_HOPS = 3
#: The beginnings of the kinds that every browser shows; what says that it is one and does not begin so is none.
_BEGINNINGS = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}


class TwilioPictures:
    """Fetches one picture after another; used by one thread at a time, and keeps no connection."""

    def __init__(
        self,
        settings: TwilioSettings,
        *,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._limits = limits or Limits()
        self._tls = tls
        self._monotonic = monotonic

    def fetch(self, url: str) -> Picture:
        """The picture at an address that Twilio has told. Raises TryAgain with what is wrong, without the address."""
        at = urlsplit(url)
        if not self._is_ours(at):
            raise TryAgain("The picture is not kept by Twilio for this account", code="not_ours", phase="connect")
        deadline = Deadline(self._limits.read, self._monotonic)
        for hop in range(_MOST_HOPS):
            status, headers, body = self._get(at, deadline, with_credentials=hop == 0)
            if status not in _REDIRECTS:
                return _picture(status, headers.get("content-type", ""), body)
            at = self._next(at, headers.get("location", ""))
        raise TryAgain("The picture is passed on too often", code="redirects", phase="answer")

    def _is_ours(self, at: SplitResult) -> bool:
        """Our credentials must reach nobody else, whatever a stored address says."""
        base = urlsplit(self._settings.base_url)
        host = at.hostname or ""
        twilio = at.scheme == "https" and (host == "api.twilio.com" or host.endswith(".twilio.com"))
        same = (at.scheme, at.netloc) == (base.scheme, base.netloc)
        return (same or twilio) and at.path.startswith(f"/2010-04-01/Accounts/{self._settings.account_sid}/Messages/")

    def _next(self, at: SplitResult, location: str) -> SplitResult:
        to = urlsplit(urljoin(at.geturl(), location))
        plain = to.scheme == "http" and is_loopback(to.hostname or "") and is_loopback(at.hostname or "")
        if not location or not to.hostname or not (to.scheme == "https" or plain):
            raise TryAgain("The picture is passed on to where we do not follow", code="redirects", phase="answer")
        return to

    def _get(self, at: SplitResult, deadline: Deadline, *, with_credentials: bool) -> tuple[int, dict[str, str], bytes]:
        host = at.hostname or ""
        sock = connect("Twilio", host, at.port or (443 if at.scheme == "https" else 80), self._limits.connect)
        if at.scheme == "https":
            sock = secure("Twilio", sock, host, self._tls or ssl.create_default_context())
        try:
            deadline.hold(sock)
            sock.sendall(self._request(at, with_credentials))
            response = HTTPResponse(cast(ssl.SSLSocket, TimedReads(sock, deadline)), method="GET")
            try:
                response.begin()
                body = response.read(LARGEST_PICTURE + 1)
            finally:
                response.close()
        except TimeoutError:
            raise TryAgain("The picture did not come in time", code="read_timeout", phase="answer") from None
        except (OSError, HTTPException):
            raise TryAgain("The connection broke before the picture was here", code="broken", phase="answer") from None
        finally:
            sock.close()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, body

    def _request(self, at: SplitResult, with_credentials: bool) -> bytes:
        path = (at.path or "/") + (f"?{at.query}" if at.query else "")
        lines = [f"GET {path} HTTP/1.1", f"Host: {at.netloc}", "Accept: image/*", "Connection: close"]
        if with_credentials:
            basic = b64encode(":".join(self._settings.credentials).encode()).decode("ascii")
            lines.append(f"Authorization: Basic {basic}")
        text = "\r\n".join(lines)
        if not text.isascii() or text.count("\n") != len(lines) - 1:
            raise TryAgain("The picture's address cannot be asked for", code="bad_address", phase="connect")
        return f"{text}\r\n\r\n".encode("ascii")


def _picture(status: int, kind: str, body: bytes) -> Picture:
    kind = kind.partition(";")[0].strip().lower()
    if status != 200:
        raise TryAgain("Twilio does not give the picture", code=f"http-{status}", phase="answer")
    if len(body) > LARGEST_PICTURE:
        raise TryAgain("The picture is too large", code="too_large", phase="answer")
    if not body.startswith(_BEGINNINGS.get(kind, ())):
        raise TryAgain("It is no picture that a browser shows", code="no_picture", phase="answer")
    return Picture(kind, body)
