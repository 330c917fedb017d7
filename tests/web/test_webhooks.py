"""Twilio's webhooks: signed, bounded, repeatable; never a change without a signature, never an error."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from reminders.app import App
from reminders.store.database import Database, StoreError, Work
from reminders.web.app import create_web
from reminders.web.webhooks import LARGEST_BODY
from tests.actions.house import ANA
from tests.actions.sending_house import CLINICS_NUMBER, PUBLIC_URL, SendingHouse, open_sending_house
from tests.databases import KEYRING
from tests.fakes.fake_twilio import TOKEN, signature

STATUS, INBOUND = "/webhooks/twilio/status", "/webhooks/twilio/inbound"
SID = "SM" + "a" * 32
FORM = "application/x-www-form-urlencoded"
TEXT = {"MessageSid": SID, "From": ANA, "To": CLINICS_NUMBER, "Body": "STOP", "NumMedia": "0"}
EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


class Clinic:
    """A clinic with a text on its way, and Twilio's side of its webhooks."""

    def __init__(self, house: SendingHouse) -> None:
        self.house = house
        self.client = browser(house.app)

    def news(self, status: str = "delivered") -> dict[str, str]:
        """The form of a status callback of the newest text."""
        sid = self.house.twilio.ledger[-1].sid
        return {"MessageSid": sid, "MessageStatus": status, "AccountSid": "AC1", "ErrorCode": ""}

    @property
    def callback(self) -> str:
        """The path and query that we gave Twilio with the newest text."""
        return self.house.twilio.ledger[-1].callback.removeprefix(PUBLIC_URL).partition("#")[0]

    def post(self, target: str, form: dict[str, str], *, public_url: str = PUBLIC_URL, token: str = TOKEN) -> Response:
        """As Twilio posts it."""
        signed = signature(public_url + target, form, token)
        return self.client.post(
            target, content=urlencode(form), headers={"Content-Type": FORM, "X-Twilio-Signature": signed}
        )

    def raw(self, target: str, body: bytes, **headers: str) -> int:
        """Anything at all. Returns the HTTP status."""
        named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        return int(self.client.post(target, content=body, headers=named).status_code)

    def everything(self) -> list[object]:
        """All that a webhook could change."""
        tables = "message", "attempt", "reply", "delivery_report", "opt_out", "hold", "due_queue", "audit_entry"
        return [self.house.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]


def browser(app: App, **about: object) -> TestClient:
    """Somebody on the other side of a web server that passes requests on."""
    web = create_web(app, lambda: 1.0)
    return TestClient(web, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50000), **about)  # type: ignore[arg-type]


@contextmanager
def open_clinic(database: Database, folder: Path, **changes: Any) -> Iterator[Clinic]:
    with open_sending_house(database, folder, twilio_opt_out="off", **changes) as house:
        house.welcomed()
        house.send_at("2026-04-01 10:30")
        assert house.status("calm") == ("sent", None)
        yield Clinic(house)


@pytest.fixture
def clinic(sqlite_url: str, tmp_path: Path) -> Iterator[Clinic]:
    with closing(Database(sqlite_url, KEYRING)) as database, open_clinic(database, tmp_path) as opened:
        yield opened


def test_a_signed_report_is_kept_and_answered_without_words(clinic: Clinic) -> None:
    answer = clinic.post(clinic.callback, clinic.news())
    assert (answer.status_code, answer.content) == (204, b"")
    assert clinic.house.status("calm") == ("delivered", None)


def test_a_signed_text_is_heard_and_answered_with_an_empty_document(clinic: Clinic) -> None:
    answer = clinic.post(INBOUND, TEXT)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    assert (answer.text, clinic.house.status("flaking")) == (EMPTY_TWIML, ("canceled", "opted_out"))


@pytest.mark.parametrize("target", [STATUS, INBOUND])
def test_without_twilios_signature_nothing_changes(clinic: Clinic, target: str) -> None:
    before = clinic.everything()
    form = clinic.news() | TEXT
    assert clinic.post(target, form, token="another").status_code == 403
    assert clinic.post(target, form, public_url="https://elsewhere.example").status_code == 403
    assert clinic.raw(target, urlencode(form).encode(), Content_Type=FORM) == 403
    assert clinic.raw(target, urlencode(form).encode(), Content_Type=FORM, X_Twilio_Signature="é") == 403
    assert clinic.everything() == before


def test_a_changed_query_breaks_the_signature(clinic: Clinic) -> None:
    signed = signature(PUBLIC_URL + clinic.callback, clinic.news(), TOKEN)
    other = clinic.callback.replace("a=1", "a=2")
    body = urlencode(clinic.news()).encode()
    assert clinic.raw(other, body, Content_Type=FORM, X_Twilio_Signature=signed) == 403


@pytest.mark.parametrize(
    "target", [STATUS + "?m=%31&a=1", STATUS + "?a=+1&m=", STATUS + "?", INBOUND.replace("twilio", "twili%6f")]
)
def test_the_address_counts_as_it_was_written(clinic: Clinic, target: str) -> None:
    """Decoding and encoding it again would give another one. A bare question mark is no query."""
    written = target.removesuffix("?")
    form = clinic.news() | TEXT
    assert clinic.post(written, form).status_code in (200, 204)


def test_behind_a_web_server_with_a_folder_of_its_own(sqlite_url: str, tmp_path: Path) -> None:
    public = "https://www.example.com/care"
    with (
        closing(Database(sqlite_url, KEYRING)) as database,
        open_clinic(database, tmp_path, public_url=public) as clinic,
    ):
        callback = clinic.house.twilio.ledger[-1].callback.partition("#")[0]
        assert callback.startswith(public + STATUS)
        answer = clinic.post(callback.removeprefix(public), clinic.news(), public_url=public)
        assert (answer.status_code, clinic.house.status("calm")) == (204, ("delivered", None))


def test_twilio_may_sign_with_or_without_the_port(clinic: Clinic) -> None:
    with_port = PUBLIC_URL + ":443"
    assert clinic.post(clinic.callback, clinic.news(), public_url=with_port).status_code == 204


def test_a_replay_changes_nothing(clinic: Clinic) -> None:
    clinic.post(clinic.callback, clinic.news())
    clinic.post(INBOUND, TEXT)
    before = clinic.everything()
    assert [clinic.post(clinic.callback, clinic.news()).status_code, clinic.post(INBOUND, TEXT).status_code] == [
        204,
        200,
    ]
    assert clinic.everything() == before


def test_news_of_an_unknown_message_change_nothing(clinic: Clinic) -> None:
    before = clinic.everything()
    for target in (STATUS, STATUS + "?m=1&a=1", STATUS + "?m=999999&a=1", STATUS + "?m=x&a=y"):
        assert clinic.post(target, {"MessageSid": SID, "MessageStatus": "delivered"}).status_code == 204
    assert clinic.everything() == before


@pytest.mark.parametrize("status", ["received", "something-new"])
def test_a_word_that_we_do_not_know_changes_nothing(clinic: Clinic, status: str) -> None:
    before = clinic.everything()
    assert clinic.post(clinic.callback, clinic.news(status)).status_code == 204
    assert clinic.everything() == before


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data; boundary=x", "application/xml"])
@pytest.mark.parametrize("target", [STATUS, INBOUND])
def test_another_content_type_is_refused(clinic: Clinic, target: str, kind: str) -> None:
    assert clinic.raw(target, b"a=1", Content_Type=kind) == 415


@pytest.mark.parametrize("target", [STATUS, INBOUND])
def test_a_get_is_refused(clinic: Clinic, target: str) -> None:
    assert clinic.client.get(target).status_code == 405


@pytest.mark.parametrize("target", [STATUS, INBOUND])
def test_a_flood_is_refused_by_its_length_before_it_is_read(clinic: Clinic, target: str) -> None:
    flood = Flood(100_000_000)
    answer = clinic.client.post(
        target, content=flood, headers={"Content-Type": FORM, "Content-Length": str(flood.size)}
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("target", [STATUS, INBOUND])
def test_a_flood_in_pieces_is_refused_where_it_becomes_one(clinic: Clinic, target: str) -> None:
    assert (
        clinic.client.post(target, content=Flood(2 * LARGEST_BODY), headers={"Content-Type": FORM}).status_code == 413
    )


class Flood:
    """A body of so many bytes, in pieces."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"a" * 8192 for _ in range(min(self.size, 4 * LARGEST_BODY) // 8192))


@pytest.mark.parametrize("length", ["-1", "x", "1e9", "99999999999999999999", "²"])
def test_a_length_that_is_none_is_refused(clinic: Clinic, length: str) -> None:
    headers = [(b"content-type", FORM.encode()), (b"content-length", length.encode())]
    assert clinic.client.post(STATUS, content=b"a=1", headers=headers).status_code == 413


@pytest.mark.parametrize(
    "body",
    [b"a=%", b"a=%zz", b"a=%ff", b"\xff\xfe", b"a=%00", b"\0", b"&" * 1000, b"=" * 60_000, b"", b"MessageSid=SM1"],
)
@pytest.mark.parametrize("target", [STATUS, INBOUND])
def test_a_body_that_is_none_of_twilios_changes_nothing(clinic: Clinic, target: str, body: bytes) -> None:
    before = clinic.everything()
    assert clinic.raw(target, body, Content_Type=FORM) in (400, 403)
    assert clinic.everything() == before


@pytest.mark.parametrize(
    "form", [{}, {"MessageSid": SID}, {"From": ANA}, {"MessageStatus": "sent"}, {"MessageSid": "'", "From": "x"}]
)
@pytest.mark.parametrize("target", [STATUS, INBOUND])
def test_a_signed_form_without_what_it_needs_is_refused(clinic: Clinic, target: str, form: dict[str, str]) -> None:
    assert clinic.post(target, form).status_code == 400


def test_json_is_proven_by_its_hash(clinic: Clinic) -> None:
    body = json.dumps(clinic.news()).encode()
    target = f"{clinic.callback}&bodySHA256={hashlib.sha256(body).hexdigest()}"
    signed = signature(PUBLIC_URL + target, {}, TOKEN)
    assert clinic.raw(target, body + b" ", Content_Type="application/json", X_Twilio_Signature=signed) == 403
    assert clinic.raw(target, body, Content_Type="application/json", X_Twilio_Signature=signed) == 204
    assert clinic.house.status("calm") == ("delivered", None)


def test_a_busy_database_asks_twilio_to_try_again(clinic: Clinic) -> None:
    app = clinic.house.app
    for target, form in ((clinic.callback, clinic.news()), (INBOUND, TEXT)):
        clinic.client = browser(App(app.settings, Busy(app.database), app.clock))  # type: ignore[arg-type]
        answer = clinic.post(target, form)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


class Busy:
    """A database that nobody can write just now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __getattr__(self, name: str) -> object:
        return getattr(self._database, name)

    @contextmanager
    def write(self) -> Iterator[Work]:
        raise StoreError("the database is locked by another program")
        yield


def test_without_an_auth_token_every_webhook_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    with closing(Database(sqlite_url, KEYRING)) as database, open_clinic(database, tmp_path) as clinic:
        for token in (None, ""):
            secret = None if token is None else SecretStr(token)
            clinic.client = browser(clinic.house.with_settings(twilio_auth_token=secret).app)
            assert clinic.post(clinic.callback, clinic.news(), token="").status_code == 403


@pytest.mark.parametrize(("token", "status"), [(None, 404), (TOKEN, 200)])
def test_in_the_sandbox_only_signed_texts_are_heard(
    sqlite_url: str, tmp_path: Path, token: str | None, status: int
) -> None:
    with closing(Database(sqlite_url, KEYRING)) as database:
        changes: dict[str, Any] = {"sms_transport": "sandbox", "twilio_auth_token": token}
        with open_sending_house(database, tmp_path, **changes) as house:
            assert Clinic(house).post(INBOUND, TEXT).status_code == status


def test_the_log_holds_nothing_of_what_was_posted(clinic: Clinic) -> None:
    canary = {"Body": "Zebulonia has pus", "From": "+12025550177", "FromCity": "QUIXWORTH"}
    with capture_logs() as logs:
        clinic.post(INBOUND, TEXT | canary)
        clinic.post(INBOUND, TEXT | canary, token="another")
        clinic.post(STATUS, TEXT | canary)
        clinic.post(STATUS, clinic.news("Zebulonia") | canary)
        clinic.raw(INBOUND, b"Body=Zebulonia%zz", Content_Type=FORM)
    written = repr(logs)
    assert [word for word in ("Zebulonia", "pus", "2025550177", "QUIXWORTH") if word in written] == []
    assert len(logs) >= 4


ANYTHING = st.one_of(
    st.binary(max_size=200),
    st.dictionaries(
        st.sampled_from(
            ("MessageSid", "From", "To", "Body", "NumMedia", "OptOutType", "MessageStatus", "ErrorCode", "x")
        ),
        st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.sampled_from((SID, ANA, "sent"))),
    ).map(lambda form: urlencode(form).encode()),
)
TARGETS = st.builds(
    "{}{}".format,
    st.sampled_from((STATUS, INBOUND)),
    st.sampled_from(
        ("", "?m=1&a=1", "?m=&a=", "?m=9999999999999999999&a=0", "?m=1&m=2&a=%00", "?bodySHA256=x", "?%ff")
    ),
)


@given(target=TARGETS, body=ANYTHING, kind=st.sampled_from((FORM, FORM + "; charset=UTF-8", "application/json", "x/y")))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_posted_without_a_signature_changes_nothing(
    clinic: Clinic, target: str, body: bytes, kind: str
) -> None:
    before = clinic.everything()
    assert clinic.raw(target, body, Content_Type=kind, X_Twilio_Signature="x") in (400, 403, 413, 415)
    assert clinic.everything() == before


@given(
    target=TARGETS,
    form=st.dictionaries(
        st.sampled_from(("MessageSid", "From", "To", "Body", "NumMedia", "OptOutType", "MessageStatus", "ErrorCode")),
        st.one_of(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
            st.sampled_from((SID, ANA, "sent", "undelivered", "30006", "3", "STOP", "START", "1")),
        ),
    ),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_signed_is_answered_without_an_error(clinic: Clinic, target: str, form: dict[str, str]) -> None:
    assert clinic.post(target, form).status_code in (200, 204, 400)


def test_the_moment_of_a_text_is_when_it_came(clinic: Clinic) -> None:
    clinic.house.clock.at = datetime(2026, 4, 1, 15, 1, 2, tzinfo=UTC)
    clinic.post(INBOUND, TEXT)
    assert clinic.house.rows("SELECT received_at FROM reply") == [(1_775_055_662_000_000,)]
