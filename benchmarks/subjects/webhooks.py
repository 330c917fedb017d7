"""Status webhooks from 50 senders at once: how long each waits, and what dispatch loses meanwhile."""

import base64
import hmac
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, copy_durably, digest_of_equal, measured, percentile
from benchmarks.people import phone
from benchmarks.sinks.processes import Sink
from benchmarks.subjects.dispatch import WARM_UP_DUE, enroll_welcomed
from benchmarks.subjects.house import DATABASE, FIRST_STEP, NOON, Clock, enrollment, settings
from reminders.actions.dispatch import Dispatcher
from reminders.app import App, open_app

SENDERS = 50
#: What Twilio tells of a text that arrives.
_WORDS = ("queued", "sending", "sent", "delivered")
_TOKEN, _PUBLIC_URL = b"0" * 32, "https://clinic.example.com"
_PATH = "/webhooks/twilio/status"


def prepare(job: Job) -> None:
    """`size` texts that were taken, of which news will come, and as many that are due at ALL_DUE."""
    early = NOON - timedelta(minutes=15)
    enrollments = [enrollment(number, early) for number in range(job.size)]
    enrollments += [enrollment(number, NOON) for number in range(job.size, 2 * job.size)]
    enroll_welcomed(job.scratch, NOON, enrollments)
    with Sink("http_sink", job.scratch) as sink:
        app = open_app(settings(job.scratch, http_port=sink.port), Clock(WARM_UP_DUE))
        dispatcher = Dispatcher(app, "bench")
        dispatcher.run()
        dispatcher.close()
        app.close()


def reports(job: Job) -> Measured:
    """Every report of every text, by 50 senders, to the service; each must be stored once and every text delivered."""
    copy_durably(job.prepared / DATABASE, job.scratch / DATABASE)
    posts = _posts(job)
    result = _poured(job, "service", posts)
    app = open_app(settings(job.scratch))
    with app.database.read() as work:
        stored = work.all("SELECT message_id, status FROM delivery_report")
        delivered = work.all("SELECT id FROM message WHERE status = 'delivered'")
    app.close()
    digest_of_equal((f"{one} {word}" for one, word, _ in posts), (f"{one} {word}" for one, word in stored))
    digest_of_equal((str(one) for one, word, _ in posts if word == "delivered"), (str(one) for (one,) in delivered))
    return result


def empty_app(job: Job) -> Measured:
    """The same requests to an app that answers 204 and does nothing."""
    copy_durably(job.prepared / DATABASE, job.scratch / DATABASE)
    return _poured(job, "empty", _posts(job))


def texts_beside_reports(job: Job) -> Measured:
    """The service sends what is due while 50 senders report without a pause; the clock runs for the texts."""
    return _texts(job, SENDERS)


def texts_alone(job: Job) -> Measured:
    """The same without reports."""
    return _texts(job, 0)


def _texts(job: Job, senders: int) -> Measured:
    copy_durably(job.prepared / DATABASE, job.scratch / DATABASE)
    posts = [request for _, _, request in _posts(job)]
    with Sink("http_sink", job.scratch) as sink, _service("service", job.scratch, sink.port) as service:
        with _pouring(service.port, posts, senders) as poured:
            seconds = service.send()
        received = [one.form()["To"] for one in sink.received()]
    digest = digest_of_equal(map(phone, range(job.size, 2 * job.size)), received)
    return Measured(seconds, job.size, 0.0, 0, digest, {"report_s": seconds / max(len(poured), 1)})


def _poured(job: Job, kind: str, posts: Sequence[tuple[int, str, bytes]]) -> Measured:
    requests = [request for _, _, request in posts]
    waits: list[float] = []
    with _service(kind, job.scratch, 9) as service, Stopwatch() as watch:
        threads = [
            threading.Thread(target=_post_all, args=(service.port, requests[number::SENDERS], waits))
            for number in range(SENDERS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if len(waits) != len(requests):
        raise AssertionError(f"{len(waits)} of {len(requests)} reports were answered with 204")
    return measured(watch, len(requests), p50_s=percentile(waits, 0.5), p99_s=percentile(waits, 0.99))


def _post_all(port: int, requests: Sequence[bytes], waits: list[float]) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        waits.extend(_post(connection, request) for request in requests)


def _post(connection: socket.socket, request: bytes) -> float:
    """Seconds until the answer to one request was there."""
    began = time.perf_counter()
    connection.sendall(request)
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += connection.recv(4096) or b"\r\n\r\n"
    if not answer.startswith(b"HTTP/1.1 204"):
        raise AssertionError(answer[:40])
    return time.perf_counter() - began


@contextmanager
def _pouring(port: int, requests: Sequence[bytes], senders: int) -> Iterator[list[float]]:
    """Reports without a pause from so many senders, replays once they run out; yields how long each waited."""
    waits: list[float] = []
    stop = threading.Event()

    def pour(own: Sequence[bytes]) -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            for request in cycle(own):
                if stop.is_set():
                    return
                waits.append(_post(connection, request))

    threads = [threading.Thread(target=pour, args=(requests[number::senders],)) for number in range(senders)]
    for thread in threads:
        thread.start()
    try:
        yield waits
    finally:
        stop.set()
        for thread in threads:
            thread.join()


class _Service:
    """The process that serves."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.port = int(self._line())

    def send(self) -> float:
        """Let it send what is due. Returns the seconds that took."""
        assert self._process.stdin is not None
        self._process.stdin.write("send\n")
        self._process.stdin.flush()
        return float(self._line())

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@contextmanager
def _service(kind: str, folder: Path, http_port: int) -> Iterator[_Service]:
    command = [sys.executable, "-m", "benchmarks.subjects.webhook_service", kind, str(folder), str(http_port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _Service(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(60)


def _posts(job: Job) -> list[tuple[int, str, bytes]]:
    """(message, word, request) of every report, those of one text in order."""
    app = open_app(settings(job.scratch))
    rows = _taken(app)
    app.close()
    return [(message_id, word, _request(message_id, sid, word)) for word in _WORDS for message_id, sid in rows]


def _taken(app: App) -> list[tuple[int, str]]:
    with app.database.read() as work:
        rows = work.all(
            "SELECT id, provider_id FROM message WHERE step = ? AND status = 'sent' ORDER BY id", (FIRST_STEP,)
        )
    return [(message_id, sid) for message_id, sid in rows]


def _request(message_id: int, sid: str, word: str) -> bytes:
    target = f"{_PATH}?m={message_id}&a=1"
    form = {"AccountSid": "AC" + "0" * 32, "MessageSid": sid, "MessageStatus": word, "SmsSid": sid, "SmsStatus": word}
    text = _PUBLIC_URL + target + "".join(name + form[name] for name in sorted(form))
    signature = base64.b64encode(hmac.digest(_TOKEN, text.encode(), "sha1")).decode()
    body = urlencode(form)
    head = (
        f"POST {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Twilio-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()
