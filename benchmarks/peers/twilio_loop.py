"""Peer and limit: the Twilio SDK in eight threads, recording nothing; with its default HTTP client, and with ours."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from twilio.http import HttpClient  # type: ignore[import-untyped]
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, digest_of_equal, measured
from benchmarks.people import TEXT, phone
from benchmarks.sinks.processes import Received, Sink
from reminders.transports.twilio_http import TwilioHttp

THREADS = 8
ACCOUNT = "AC" + "0" * 32


class Poster:
    """Posts made-up messages to a sink; one client for each thread that calls it."""

    def __init__(self, base_url: str, new_http_client: Callable[[], HttpClient] = TwilioHttpClient) -> None:
        self._base_url = base_url
        self._new_http_client = new_http_client
        self._own = threading.local()

    def post(self, number: int) -> str:
        """POST message `number`; returns the provider's id."""
        message = self._client().messages.create(
            to=phone(number),
            from_="+12025550100",
            body=TEXT,
            status_callback=f"https://clinic.example.com/webhooks/twilio/status?m={number}&a=1",
            validity_period=36000,
        )
        return str(message.sid)

    def _client(self) -> Client:
        client: Client | None = getattr(self._own, "client", None)
        if client is None:
            client = Client(ACCOUNT, "0" * 32, http_client=self._new_http_client())
            client.api.base_url = self._base_url
            self._own.client = client
        return client


def with_default_client(job: Job) -> Measured:
    """The SDK as it comes."""
    return _loop(job, TwilioHttpClient)


def with_our_client(job: Job) -> Measured:
    """The same requests over the service's own HTTP client."""
    return _loop(job, lambda: TwilioHttp(judge=lambda answer: None))


def number_of(received: Received) -> str:
    """The number that a Poster gave a message."""
    return received.form()["StatusCallback"].partition("m=")[2].partition("&")[0]


def numbers(count: int) -> Iterable[str]:
    """What a Poster was asked to send."""
    return map(str, range(count))


def _loop(job: Job, new_http_client: Callable[[], HttpClient]) -> Measured:
    with Sink("http_sink", job.scratch) as sink:
        poster = Poster(sink.url, new_http_client)
        # The SDK imports most of itself at its first request.
        poster.post(0)
        sink.forget()
        with ThreadPoolExecutor(THREADS) as pool, Stopwatch() as watch:
            for _ in pool.map(lambda share: _post_all(poster, share), _shares(job.size)):
                pass
        ids = digest_of_equal(numbers(job.size), map(number_of, sink.received()))
    return measured(watch, job.size, ids=ids)


def _shares(count: int) -> list[range]:
    return [range(first, count, THREADS) for first in range(THREADS)]


def _post_all(poster: Poster, share: range) -> None:
    for number in share:
        poster.post(number)
