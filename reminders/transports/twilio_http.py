"""The HTTP client under Twilio's SDK: one kept-alive connection, bounded in time, that knows how far a request got.

Twilio's POST has no idempotency key, so what matters is proof. Until the first byte of a request leaves, a failure is
`TryAgain`; from then on it is `InDoubt`. Nothing is logged and nothing of a request is kept: it holds a number and
a text.
"""

import logging
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import cast
from urllib.parse import urlencode, urlsplit

from twilio.http import HttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]

from reminders.transports.base import InDoubt
from reminders.transports.wire import Deadline, TimedReads, connect, secure, still_quiet

_silent = logging.Logger("reminders.transports.twilio_http", level=logging.CRITICAL + 1)

#: A Message is about 1 kB and a page of 50 about 50 kB: what is longer is no answer of Twilio's.
_LONGEST_ANSWER = 1_000_000


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A whole answer, read to its end."""

    method: str
    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds. `idle` is how long a connection may rest before a new one is safer than the old one."""

    connect: float = 5.0
    read: float = 30.0
    idle: float = 15.0


class TwilioHttp(HttpClient):  # type: ignore[misc]
    """Used by one thread at a time. `judge` sees each whole answer before the SDK does and raises what it means."""

    def __init__(
        self,
        judge: Callable[[HttpAnswer], None],
        *,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(_silent, is_async=False, timeout=None)
        self._judge = judge
        self._limits = limits or Limits()
        self._tls = tls
        self._monotonic = monotonic
        self._sock: socket.socket | None = None
        self._peer = ("", "", 0)
        self._used_at = 0.0
        self._basic: dict[tuple[str, str], str] = {}

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,  # noqa: ARG002  the SDK's signature
    ) -> Response:
        """One exchange. Raises TryAgain before the first byte, InDoubt after it, or what the judge raises.

        Redirects are never followed: to follow one would be to send twice.
        """
        url = urlsplit(uri)
        query = "&".join(filter(None, (url.query, urlencode(params, doseq=True) if params else "")))
        path = f"{url.path}?{query}" if query else url.path
        body = urlencode(data, doseq=True).encode("ascii") if data else b""
        head = self._head(method, path, url.netloc, len(body), headers or {}, auth)
        sock = self._connected(url.scheme, url.hostname or "", url.port or (443 if url.scheme == "https" else 80))
        answer = self._exchange(sock, method, head + body, timeout or self._limits.read)
        self._judge(answer)
        return Response(answer.status, answer.text, answer.headers)

    def close(self) -> None:
        """Let the connection go. Safe to call twice."""
        sock, self._sock = self._sock, None
        if sock is not None:
            sock.close()

    def _head(
        self, method: str, path: str, host: str, length: int, headers: Mapping[str, str], auth: tuple[str, str] | None
    ) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: identity"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if auth:
            lines.append(f"Authorization: Basic {self._credentials(auth)}")
        if length or method == "POST":
            lines.append(f"Content-Length: {length}")
        text = "\r\n".join(lines)
        if not text.isascii() or text.count("\n") != len(lines) - 1:
            raise ValueError("a header or the path of the request holds a character that HTTP forbids")
        return f"{text}\r\n\r\n".encode("ascii")

    def _credentials(self, auth: tuple[str, str]) -> str:
        known = self._basic.get(auth)
        if known is None:
            known = self._basic[auth] = b64encode(":".join(auth).encode()).decode("ascii")
        return known

    def _connected(self, scheme: str, host: str, port: int) -> socket.socket:
        """The kept connection where it is proven alive, else a new one.

        A connection that the server closed while it rested must be noticed now: once bytes are on it, nobody can tell
        a stale connection from a request that was processed and then lost.
        """
        sock = self._sock
        rested = self._monotonic() - self._used_at
        if sock is not None and self._peer == (scheme, host, port) and rested < self._limits.idle and still_quiet(sock):
            return sock
        self.close()
        self._sock, self._peer = self._connect(scheme, host, port), (scheme, host, port)
        return self._sock

    def _connect(self, scheme: str, host: str, port: int) -> socket.socket:
        sock = connect("Twilio", host, port, self._limits.connect)
        if scheme != "https":
            return sock
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return secure("Twilio", sock, host, self._tls)

    def _exchange(self, sock: socket.socket, method: str, request: bytes, seconds: float) -> HttpAnswer:
        deadline = Deadline(seconds, self._monotonic)
        phase, whole = "request", False
        try:
            deadline.hold(sock)
            sock.sendall(request)
            phase = "answer"
            answer, whole = _read(sock, method, deadline)
        except TimeoutError:
            raise InDoubt("Twilio did not answer in time", code="read_timeout", phase=phase) from None
        except OSError:
            raise InDoubt("The connection to Twilio broke", code="connection_lost", phase=phase) from None
        except HTTPException:
            raise InDoubt("Twilio's answer is cut off or no HTTP", code="bad_answer", phase=phase) from None
        finally:
            if whole:
                self._used_at = self._monotonic()
            else:
                self.close()
        return answer


def _read(sock: socket.socket, method: str, deadline: Deadline) -> tuple[HttpAnswer, bool]:
    """The answer, and whether its connection may be used again.

    Raises OSError or HTTPException on anything but a whole one.
    """
    reads = TimedReads(sock, deadline)
    response = HTTPResponse(cast(socket.socket, reads), method=method)
    try:
        response.begin()
        body = response.read(_LONGEST_ANSWER)
        if response.length or len(body) >= _LONGEST_ANSWER:
            raise HTTPException("cut off or endless")
        headers = {name.lower(): value for name, value in response.getheaders()}
        answer = HttpAnswer(method, response.status, headers, body.decode("utf-8", "replace"))
        # Another answer follows a 1xx; it must not be taken for that of the next request.
        whole = response.isclosed() and not response.will_close and not reads.surplus and response.status >= 200
        return answer, whole
    finally:
        response.close()
