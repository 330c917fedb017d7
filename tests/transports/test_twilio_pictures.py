"""Fetching pictures over HTTP: to whom the credentials go, what is followed, and what counts as a picture."""

import threading
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from reminders.transports.base import Picture, TryAgain
from reminders.transports.twilio_http import Limits
from reminders.transports.twilio_pictures import LARGEST_PICTURE, TwilioPictures
from reminders.transports.twilio_sms import TwilioSettings
from tests.fakes.fake_twilio import ACCOUNT, TOKEN

JPEG = b"\xff\xd8\xff\xe0 a picture"
KEPT = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1"


class Keeper(ThreadingHTTPServer):
    """Plays Twilio and the host to which it passes on; remembers what it was asked, with whose credentials."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str | None]] = []
        #: Path → status, headers and body.
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Keeper

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        status, headers, body = self.server.answers.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    with Keeper() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)


def pictures(keeper: Keeper) -> TwilioPictures:
    settings = TwilioSettings(
        account_sid=ACCOUNT, auth_token=TOKEN, from_number="+12025550199", base_url=keeper.url,
        public_url="https://aftercare.example",
    )  # fmt: skip
    return TwilioPictures(settings, limits=Limits(connect=5, read=5))


def test_a_picture_is_fetched_from_where_twilio_passes_on_and_our_credentials_stay_with_twilio(keeper: Keeper) -> None:
    keeper.answers = {
        KEPT: (307, {"Location": f"{keeper.url}/elsewhere/one?signed=1"}, b""),
        "/elsewhere/one?signed=1": (200, {"Content-Type": "image/jpeg"}, JPEG),
    }
    assert pictures(keeper).fetch(keeper.url + KEPT) == Picture("image/jpeg", JPEG)
    basic = "Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    assert keeper.asked == [(KEPT, basic), ("/elsewhere/one?signed=1", None)]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1" + KEPT,
        "https://evil.example" + KEPT,
        "https://api.twilio.com.evil.example" + KEPT,
        f"{{keeper}}/2010-04-01/Accounts/{'AC' + 'f' * 32}/Messages/MM1/Media/ME1",
        "{keeper}/elsewhere",
    ],
)
def test_nobody_but_twilio_and_nothing_but_our_account_is_asked(keeper: Keeper, url: str) -> None:
    with pytest.raises(TryAgain) as refused:
        pictures(keeper).fetch(url.replace("{keeper}", keeper.url))
    assert (refused.value.code, keeper.asked) == ("not_ours", [])


@pytest.mark.parametrize("location", ["", "ftp://elsewhere.example/one", "http://elsewhere.example/one"])
def test_a_picture_is_not_followed_to_where_it_could_be_read_on_the_way(keeper: Keeper, location: str) -> None:
    keeper.answers = {KEPT: (302, {"Location": location}, b"")}
    with pytest.raises(TryAgain) as refused:
        pictures(keeper).fetch(keeper.url + KEPT)
    assert (refused.value.code, len(keeper.asked)) == ("redirects", 1)


def test_a_picture_that_is_passed_on_without_end_is_given_up(keeper: Keeper) -> None:
    keeper.answers = {KEPT: (302, {"Location": KEPT}, b"")}
    with pytest.raises(TryAgain) as refused:
        pictures(keeper).fetch(keeper.url + KEPT)
    assert (refused.value.code, len(keeper.asked)) == ("redirects", 3)


@pytest.mark.parametrize(
    ("status", "kind", "body", "code"),
    [
        (404, "image/jpeg", JPEG, "http-404"),
        (200, "text/html", b"<script>", "no_picture"),
        (200, "image/jpeg", b"<script>", "no_picture"),
        (200, "image/svg+xml", b"<svg/>", "no_picture"),
        (200, "", JPEG, "no_picture"),
        (200, "image/jpeg", JPEG + bytes(LARGEST_PICTURE), "too_large"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused(
    keeper: Keeper, status: int, kind: str, body: bytes, code: str
) -> None:
    keeper.answers = {KEPT: (status, {"Content-Type": kind}, body)}
    with pytest.raises(TryAgain) as refused:
        pictures(keeper).fetch(keeper.url + KEPT)
    assert refused.value.code == code


def test_a_keeper_that_is_not_there_is_told_as_such(keeper: Keeper) -> None:
    fetcher = pictures(keeper)
    keeper.server_close()
    with pytest.raises(TryAgain) as refused:
        fetcher.fetch(keeper.url + KEPT)
    assert refused.value.phase in ("connect", "answer")
