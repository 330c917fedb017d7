"""A stateful Twilio over HTTP: it remembers what it accepted, answers as told, and reports back with right signatures.

In a test: `with FakeTwilio() as twilio: … twilio.url, twilio.ledger, twilio.script(Answer("refuse", code=21610))`.
As its own process: `python -m tests.fakes.fake_twilio --port 0` prints its address and ends after `--seconds`.
From outside it is steered over HTTP: POST /_script, POST /_report, GET /_ledger (JSON; loopback only).
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import secrets
import signal
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

ACCOUNT = "AC" + "0" * 32
TOKEN = "token-of-the-fake"
KEY = "SK" + "1" * 32
SECRET = "secret-of-the-fake"

Kind = Literal[
    "accept",  # 201; `status` and `code` go into the body
    "refuse",  # 4xx with Twilio's JSON; nothing accepted
    "error",  # `status` 5xx with JSON; accepted all the same when `accepted` is set
    "html",  # `status` (201 unless set) with a page of HTML; accepted when `accepted` is set
    "raw",  # 201 with `body` as it is; accepted when `accepted` is set
    "half",  # accepted, but only half of the body arrives
    "reset-early",  # reset after the head of the request, before its body was read; nothing accepted
    "reset",  # reset after the whole request; accepted when `accepted` is set
    "drip",  # accepted, but one byte of the answer every `seconds`
    "hang",  # accepted, no answer for `seconds`
    "close-after",  # accepted and answered; then the connection closes without a word
    "kill",  # accepted; then SIGKILL for the process `pid`, before the answer, or after it when `answer_first` is set
]


@dataclass(frozen=True)
class Answer:
    """One scripted answer to a POST; its fields are explained at `Kind`. `times` is how often it holds in order."""

    kind: Kind = "accept"
    code: int | None = None
    status: str = "queued"
    http: int = 0
    retry_after: str = ""
    body: str = ""
    accepted: bool = False
    seconds: float = 0.05
    pid: int = 0
    answer_first: bool = False
    times: int = 1


@dataclass
class Accepted:
    """A message in the ledger. `validity` in seconds, `created_at` UTC."""

    sid: str
    to: str
    sender: str
    service: str
    body: str
    validity: int
    callback: str
    created_at: datetime
    status: str = "queued"
    error_code: int | None = None

    def resource(self, account: str) -> dict[str, Any]:
        """The Message as Twilio's API shows it."""
        created = format_datetime(self.created_at)
        path = f"/2010-04-01/Accounts/{account}/Messages/{self.sid}"
        return {
            "account_sid": account,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": created,
            "date_sent": None,
            "date_updated": created,
            "direction": "outbound-api",
            "error_code": self.error_code,
            "error_message": None,
            "from": self.sender or None,
            "messaging_service_sid": self.service or None,
            "num_media": "0",
            "num_segments": str(1 + len(self.body) // 160),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{path}/Media.json"},
            "to": self.to,
            "uri": f"{path}.json",
        }


@dataclass
class TextedIn:
    """A text from a phone to us. `media` holds MIME types; `created_at` UTC."""

    sid: str
    sender: str
    to: str
    body: str
    created_at: datetime
    media: tuple[str, ...] = ()
    service: str = ""

    def resource(self, account: str) -> dict[str, Any]:
        """The Message as Twilio's API shows it."""
        shown = Accepted(self.sid, self.to, self.sender, self.service, self.body, 0, "", self.created_at, "received")
        return shown.resource(account) | {"direction": "inbound", "num_media": str(len(self.media))}

    def media_list(self, account: str) -> dict[str, Any]:
        """Its pictures as Twilio's API shows them."""
        path = f"/2010-04-01/Accounts/{account}/Messages/{self.sid}/Media"
        return {
            "media_list": [
                {"sid": f"ME{n:032x}", "content_type": kind, "uri": f"{path}/ME{n:032x}.json"}
                for n, kind in enumerate(self.media)
            ]
        }


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class State:
    """Everything the fake knows; guarded by `lock` because each connection has a thread."""

    #: Tells when a message was accepted.
    clock: Callable[[], datetime] = _utc_now
    ledger: list[Accepted] = field(default_factory=list)
    inbound: list[TextedIn] = field(default_factory=list)
    #: A list shows a text only so long after it was made; a text by itself is shown at once.
    list_lag: timedelta = timedelta()
    #: HTTP statuses that the next GETs are refused with.
    refused_gets: deque[int] = field(default_factory=deque)
    posts: list[dict[str, str]] = field(default_factory=list)
    gets: int = 0
    connections: int = 0
    headers: list[dict[str, str]] = field(default_factory=list)
    in_order: deque[Answer] = field(default_factory=deque)
    by_number: dict[str, Answer] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    stopped: threading.Event = field(default_factory=threading.Event)

    def listed(self, query: Mapping[str, str]) -> list[Accepted | TextedIn]:
        """What a list shows now, newest first, filtered by To and From."""
        with self.lock:
            latest = self.clock() - self.list_lag
            every: list[Accepted | TextedIn] = [*self.ledger, *self.inbound]
            wanted = [
                row
                for row in every
                if row.created_at <= latest
                and query.get("To", row.to) == row.to
                and query.get("From", row.sender) == row.sender
            ]
            return sorted(wanted, key=lambda row: row.created_at)[::-1]

    def next_answer(self, to: str) -> Answer:
        """What was scripted for this number, else what comes next in order, else an acceptance."""
        with self.lock:
            if to in self.by_number:
                return self.by_number[to]
            return self.in_order.popleft() if self.in_order else Answer()

    def accept(self, form: Mapping[str, str], answer: Answer) -> Accepted:
        """Write a message into the ledger."""
        message = Accepted(
            sid="SM" + secrets.token_hex(16),
            to=form.get("To", ""),
            sender=form.get("From", ""),
            service=form.get("MessagingServiceSid", ""),
            body=form.get("Body", ""),
            validity=int(form.get("ValidityPeriod", "36000")),
            callback=form.get("StatusCallback", ""),
            created_at=self.clock().replace(microsecond=0),
            status=answer.status,
            error_code=answer.code,
        )
        with self.lock:
            self.ledger.append(message)
        return message


class FakeTwilio:
    """A server on 127.0.0.1 with a thread for each connection; it ends with the `with` block."""

    def __init__(
        self,
        port: int = 0,
        tls: Any = None,
        credentials: Mapping[str, str] | None = None,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self.state = State(clock)
        self.credentials = dict(credentials or {ACCOUNT: TOKEN, KEY: SECRET})
        #: Called before each POST of a text is answered: what may happen while an answer is on its way.
        self.before_answer: Callable[[], object] | None = None
        #: The same for each text that was taken.
        self.after_acceptance: Callable[[Accepted], object] | None = None
        self._server = _Server(("127.0.0.1", port), self)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._scheme = "https" if tls is not None else "http"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> "FakeTwilio":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.state.stopped.set()
        self._server.shutdown()
        self._server.close_all()
        self._server.server_close()
        self._thread.join(5)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """The base URL for the SDK; `localhost`, so that a certificate can name it."""
        return f"{self._scheme}://{'localhost' if self._scheme == 'https' else '127.0.0.1'}:{self.port}"

    @property
    def ledger(self) -> list[Accepted]:
        """What was accepted, oldest first."""
        with self.state.lock:
            return list(self.state.ledger)

    @property
    def posts(self) -> list[dict[str, str]]:
        """The form of every whole POST seen, refused ones included."""
        with self.state.lock:
            return list(self.state.posts)

    @property
    def open_connections(self) -> int:
        """Connections that neither side has closed."""
        return len(self._server.open)

    def script(self, *answers: Answer) -> None:
        """These answers in this order, then acceptances again."""
        with self.state.lock:
            self.state.in_order.extend(answer for answer in answers for _ in range(answer.times))

    def script_number(self, to: str, answer: Answer) -> None:
        """Always this answer for this number."""
        with self.state.lock:
            self.state.by_number[to] = answer

    def report(self, sid: str, status: str, error_code: int | None = None, url: str = "") -> int:
        """Set the status and tell the message's callback. Returns the HTTP status of its answer."""
        with self.state.lock:
            message = next(message for message in self.state.ledger if message.sid == sid)
            message.status, message.error_code = status, error_code
        form = {
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "From": message.sender,
            "MessageSid": sid,
            "MessageStatus": status,
            "SmsSid": sid,
            "SmsStatus": status,
            "To": message.to,
        }
        if error_code is not None:
            form["ErrorCode"] = str(error_code)
        return post_signed(url or message.callback, form, self.credentials[ACCOUNT])

    def text_in(self, url: str, sender: str, to: str, body: str, sid: str = "") -> int:
        """A patient's text arrives: POST it to the inbound webhook. Returns the HTTP status of its answer."""
        sid = self.receive(sender, to, body, sid=sid)
        form = {"AccountSid": ACCOUNT, "Body": body, "From": sender, "MessageSid": sid, "NumMedia": "0", "To": to}
        return post_signed(url, form, self.credentials[ACCOUNT])

    def receive(
        self, sender: str, to: str, body: str, *, sid: str = "", media: tuple[str, ...] = (), service: str = ""
    ) -> str:
        """A patient's text arrives, and nobody is told: it is in the list only. Returns its id."""
        sid = sid or "SM" + secrets.token_hex(16)
        at = self.state.clock().replace(microsecond=0)
        with self.state.lock:
            self.state.inbound.append(TextedIn(sid, sender, to, body, at, media, service))
        return sid


def signature(url: str, form: Mapping[str, str], token: str) -> str:
    """X-Twilio-Signature: HMAC-SHA1 of the URL (without fragment) and the form's names and values in order of name."""
    text = url.partition("#")[0] + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def post_signed(url: str, form: Mapping[str, str], token: str) -> int:
    """POST a webhook as Twilio would. Returns the HTTP status."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=10)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "X-Twilio-Signature": signature(url, form, token),
    }
    try:
        connection.request("POST", f"{parts.path}?{parts.query}".rstrip("?"), urlencode(form), headers)
        return connection.getresponse().status
    finally:
        connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], twilio: FakeTwilio) -> None:
        super().__init__(address, _Handler)
        self.twilio = twilio
        self.open: set[socket.socket] = set()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that breaks off, or fails a handshake, is part of the play."""

    def close_all(self) -> None:
        for connection in list(self.open):
            connection.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.open.add(self.connection)
        with self.state.lock:
            self.state.connections += 1

    def finish(self) -> None:
        self.server.open.discard(self.connection)
        super().finish()

    @property
    def state(self) -> State:
        return self.server.twilio.state

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/_ledger":
            rows = [asdict(row) | {"created_at": row.created_at.isoformat()} for row in self.server.twilio.ledger]
            self._json(200, {"ledger": rows, "posts": len(self.state.posts), "connections": self.state.connections})
            return
        with self.state.lock:
            self.state.gets += 1
            refused = self.state.refused_gets.popleft() if self.state.refused_gets else 0
        if refused:
            self._refuse(refused, {429: 20429, 401: 20003}.get(refused), "As scripted")
        elif self._known():
            self._show(url.path, dict(parse_qsl(url.query)))

    def _show(self, path: str, query: Mapping[str, str]) -> None:
        one, _, part = path.rpartition("/Messages/")[2].removesuffix(".json").partition("/")
        with self.state.lock:
            sent = next((row for row in self.state.ledger if row.sid == one), None)
            got = next((row for row in self.state.inbound if row.sid == one), None)
        if path.endswith("/Messages.json"):
            self._json(200, self._page(query))
        elif got is not None and part == "Media":
            self._json(200, got.media_list(self._account()))
        elif (row := sent or got) is not None and not part:
            self._json(200, row.resource(self._account()))
        else:
            self._refuse(404, 20404, "The requested resource was not found")

    def do_POST(self) -> None:
        if self.path.startswith("/_"):
            self._steer()
            return
        answer = None
        with self.state.lock:
            if self.state.in_order and self.state.in_order[0].kind == "reset-early":
                answer = self.state.in_order.popleft()
        if answer is not None:
            self._reset()
            return
        text = self._body()
        form = dict(parse_qsl(text, keep_blank_values=True))
        with self.state.lock:
            self.state.posts.append(form)
            self.state.headers.append(dict(self.headers.items()))
        if self.server.twilio.before_answer is not None:
            self.server.twilio.before_answer()
        if self._known() and not self._refused_form(form):
            self._play(self.state.next_answer(form["To"]), form)

    def _play(self, answer: Answer, form: Mapping[str, str]) -> None:
        if answer.kind == "refuse":
            self._refuse(answer.http or 400, answer.code, "As scripted", answer.retry_after)
            return
        taken = answer.accepted or answer.kind not in ("error", "html", "raw", "reset")
        message = self.state.accept(form, answer) if taken else None
        if message is not None and self.server.twilio.after_acceptance is not None:
            self.server.twilio.after_acceptance(message)
        body = json.dumps(message.resource(self._account()) if message else {}).encode()
        getattr(self, "_play_" + answer.kind.replace("-", "_"))(answer, body)

    def _play_accept(self, answer: Answer, body: bytes) -> None:
        self._send(201, body)

    def _play_error(self, answer: Answer, body: bytes) -> None:
        status = answer.http or 500
        error = {"code": answer.code, "message": "As scripted", "status": status}
        self._send(status, json.dumps(error).encode(), retry_after=answer.retry_after)

    def _play_html(self, answer: Answer, body: bytes) -> None:
        self._send(answer.http or 201, b"<html><body>Just a moment</body></html>", kind="text/html")

    def _play_raw(self, answer: Answer, body: bytes) -> None:
        self._send(answer.http or 201, answer.body.encode())

    def _play_half(self, answer: Answer, body: bytes) -> None:
        whole = self._whole(201, body, "application/json", "")
        self.wfile.write(whole[: len(whole) - len(body) // 2])
        self.close_connection = True

    def _play_reset(self, answer: Answer, body: bytes) -> None:
        self._reset()

    def _play_drip(self, answer: Answer, body: bytes) -> None:
        for byte in self._whole(201, body, "application/json", ""):
            if self.state.stopped.wait(answer.seconds):
                break
            self.wfile.write(bytes([byte]))

    def _play_hang(self, answer: Answer, body: bytes) -> None:
        self.state.stopped.wait(answer.seconds)
        self.close_connection = True

    def _play_close_after(self, answer: Answer, body: bytes) -> None:
        self._send(201, body)
        self.close_connection = True

    def _play_kill(self, answer: Answer, body: bytes) -> None:
        if answer.answer_first:
            self._send(201, body)
        os.kill(answer.pid, signal.SIGKILL)
        self.close_connection = True

    def _refused_form(self, form: Mapping[str, str]) -> bool:
        """What Twilio itself would refuse."""
        validity = form.get("ValidityPeriod", "36000")
        checks = [
            (not form.get("To"), 21604, "A 'To' phone number is required."),
            (not form.get("From") and not form.get("MessagingServiceSid"), 21603, "A 'From' phone number is required."),
            (not form.get("Body"), 21602, "Message body is required."),
            (
                len(form.get("Body", "")) > 1600,
                21617,
                "The concatenated message body exceeds the 1600 character limit.",
            ),
            (not (validity.isdigit() and 1 <= int(validity) <= 36000), 21626, "Invalid ValidityPeriod."),
        ]
        for wrong, code, words in checks:
            if wrong:
                self._refuse(400, code, words)
                return True
        return False

    def _steer(self) -> None:
        said = json.loads(self._body() or "{}")
        if self.path == "/_script":
            self.server.twilio.script(*(Answer(**row) for row in said.get("answers", [])))
            for to, row in said.get("numbers", {}).items():
                self.server.twilio.script_number(to, Answer(**row))
            self._json(200, {})
        elif self.path == "/_report":
            self._json(200, {"http": self.server.twilio.report(**said)})
        elif self.path == "/_text_in":
            self._json(200, {"http": self.server.twilio.text_in(**said)})
        else:
            self._json(404, {})

    def _known(self) -> bool:
        """Basic auth, and the account of the path."""
        pair = self.headers.get("Authorization", "").removeprefix("Basic ")
        try:
            user, _, password = base64.b64decode(pair).decode().partition(":")
        except ValueError:
            user, password = "", ""
        if not password or self.server.twilio.credentials.get(user) != password:
            self._refuse(401, 20003, "Authenticate")
            return False
        if self._account() not in self.server.twilio.credentials:
            self._refuse(404, 20404, "The requested resource was not found")
            return False
        return True

    def _account(self) -> str:
        return urlsplit(self.path).path.removeprefix("/2010-04-01/Accounts/").partition("/")[0]

    def _page(self, query: Mapping[str, str]) -> dict[str, Any]:
        """A page of Messages, newest first, filtered by To and From."""
        size, number = int(query.get("PageSize", "50")), int(query.get("Page", "0"))
        wanted = self.state.listed(query)
        path = urlsplit(self.path).path
        start = size * number
        more = f"{path}?{urlencode({**query, 'PageSize': size, 'Page': number + 1})}"
        return {
            "end": max(start, min(start + size, len(wanted)) - 1),
            "first_page_uri": f"{path}?PageSize={size}&Page=0",
            "messages": [row.resource(self._account()) for row in wanted[start : start + size]],
            "next_page_uri": more if start + size < len(wanted) else None,
            "page": number,
            "page_size": size,
            "previous_page_uri": f"{path}?PageSize={size}&Page={number - 1}" if number else None,
            "start": start,
            "uri": self.path,
        }

    def _body(self) -> str:
        return self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()

    def _refuse(self, http: int, code: int | None, words: str, retry_after: str = "") -> None:
        more = f"https://www.twilio.com/docs/errors/{code}"
        error = {"code": code, "message": words, "more_info": more, "status": http}
        self._send(http, json.dumps(error).encode(), retry_after=retry_after)

    def _json(self, http: int, said: Mapping[str, Any]) -> None:
        self._send(http, json.dumps(said).encode())

    def _send(self, http: int, body: bytes, kind: str = "application/json", retry_after: str = "") -> None:
        self.wfile.write(self._whole(http, body, kind, retry_after))

    def _whole(self, http: int, body: bytes, kind: str, retry_after: str) -> bytes:
        lines = [f"HTTP/1.1 {http} Scripted", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        if retry_after:
            lines.append(f"Retry-After: {retry_after}")
        return "\r\n".join([*lines, "", ""]).encode() + body

    def _reset(self) -> None:
        """Close with a TCP reset instead of a goodbye."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()


def main() -> None:
    """Run until the time is over or the process is ended."""
    parser = argparse.ArgumentParser(description="A fake Twilio on 127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=600.0, help="end by itself after this long")
    asked = parser.parse_args()
    with FakeTwilio(asked.port) as twilio:
        print(twilio.url, flush=True)
        signal.signal(signal.SIGTERM, lambda *_: twilio.state.stopped.set())
        twilio.state.stopped.wait(asked.seconds)


if __name__ == "__main__":
    main()
