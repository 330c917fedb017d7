"""Twilio's own list of texts: what became of ours, and what phones have texted us."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ssl import SSLContext
from typing import Any
from urllib.parse import quote, urlencode

from twilio.rest import Client  # type: ignore[import-untyped]

from reminders.transports.base import (
    Inbound,
    ListTooLong,
    Media,
    Received,
    Report,
    Seen,
    SendError,
    SettingWrong,
    TryAgain,
)
from reminders.transports.twilio_answers import judge
from reminders.transports.twilio_http import Limits, TwilioHttp
from reminders.transports.twilio_sms import TwilioSettings
from reminders.transports.twilio_webhooks import answered_by_twilio, report_of

#: About 200 kB; a page of the 1,000 that Twilio would give is more than one answer may hold.
PAGE_SIZE = 200
#: No list is followed for longer: 20,000 texts. What is older is told as not read (ListTooLong).
MOST_PAGES = 100

_SID = re.compile(r"[A-Za-z0-9]{1,64}")
_HEADERS = {"Accept": "application/json"}
#: Twilio's code for what it does not have: here a text that was deleted there.
_NOT_FOUND = ("20404", "http-404")


class TwilioLookup:
    """Asks over one connection. `opt_out` is the setting TWILIO_OPT_OUT: who has answered STOP, START and HELP."""

    def __init__(
        self,
        settings: TwilioSettings,
        clock: Callable[[], datetime],
        opt_out: str,
        *,
        limits: Limits | None = None,
        tls: SSLContext | None = None,
        page_size: int = PAGE_SIZE,
        most_pages: int = MOST_PAGES,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._most_pages = most_pages
        self._page_size = page_size
        self._opt_out = opt_out
        self._http = TwilioHttp(lambda answer: judge(answer, clock()), limits=limits, tls=tls)
        user, password = settings.credentials
        self._client = Client(user, password, settings.account_sid, http_client=self._http, environment={"none": ""})
        self._base = settings.base_url.rstrip("/")
        self._account = f"/2010-04-01/Accounts/{settings.account_sid}/"

    def sent_to(self, to: str, since: datetime) -> Iterator[Seen]:
        """Our sender's texts to this number, created at `since` or later, newest first."""
        return self._sent({"To": to}, since)

    def sent(self, since: datetime) -> Iterator[Seen]:
        """All of our sender's texts that were created at `since` or later, newest first."""
        # A text of a messaging service has its number only once that is chosen, so no service is asked for by it.
        return self._sent({"From": self._settings.from_number} if self._settings.from_number else {}, since)

    def received(self, since: datetime) -> Iterator[Received]:
        """Texts to our sender that were created at `since` or later, newest first."""
        query = {"To": self._settings.from_number} if self._settings.from_number else {}
        came: list[Mapping[str, Any]] = []
        strange: set[str] = set()
        own: set[str] = set()
        cut: ListTooLong | None = None
        try:
            for row in self._rows(query, since):
                inbound = row.get("direction") == "inbound"
                if service := row.get("messaging_service_sid"):
                    numbers = own if service == self._settings.messaging_service_sid else strange
                    numbers.add(_text(row, "to" if inbound else "from"))
                if inbound:
                    came.append(row)
        except ListTooLong as error:
            cut = error
        yield from [self._received(row) for row in came if self._came_to_us(row, strange - own)]
        if cut is not None:
            raise cut

    def one(self, provider_id: str) -> Report | None:
        """What Twilio tells of one text; None when it does not know it, or tells nothing."""
        try:
            row = self._get(f"{self._account}Messages/{_sid(provider_id)}.json")
        except SettingWrong as error:
            if error.code in _NOT_FOUND:
                return None
            raise
        return _report(row)

    def media(self, provider_id: str) -> tuple[Media, ...]:
        """The pictures that came with a text."""
        page = self._get(f"{self._account}Messages/{_sid(provider_id)}/Media.json")
        listed = [row for row in _dicts(page.get("media_list")) if isinstance(row.get("uri"), str)]
        return tuple(
            [Media(self._base + row["uri"].removesuffix(".json"), _text(row, "content_type")) for row in listed]
        )

    def close(self) -> None:
        """Let go of the connection. Safe to call twice."""
        self._http.close()

    def _sent(self, query: Mapping[str, str], since: datetime) -> Iterator[Seen]:
        for row in self._rows(query, since):
            outbound = _text(row, "direction").startswith("outbound")
            report = _report(row) if outbound and self._is_ours(row, "from") else None
            if report is not None:
                yield Seen(report.provider_id, _text(row, "body"), _created(row), report)

    def _is_ours(self, row: Mapping[str, Any], side: str) -> bool:
        """A text of a service that has no number yet is known by the service."""
        if self._settings.messaging_service_sid:
            return row.get("messaging_service_sid") == self._settings.messaging_service_sid
        return row.get(side) == self._settings.from_number

    def _came_to_us(self, row: Mapping[str, Any], strange: Collection[str]) -> bool:
        """`strange`: numbers that the list shows in other services."""
        if self._settings.messaging_service_sid and not row.get("messaging_service_sid"):
            # Not known: whether Twilio's list names the service of a text to us (webhooks do), and which numbers a
            # service has. One text too many is put right by a person; a stop that nobody hears is not.
            return _text(row, "to") not in strange
        return self._is_ours(row, "to")

    def _received(self, row: Mapping[str, Any]) -> Received:
        text = _text(row, "body")
        # The list does not say which words Advanced Opt-Out was told; its own are the default's.
        answered = self._opt_out != "off" and answered_by_twilio(text)
        pictures = _text(row, "num_media")
        inbound = Inbound(
            provider_id=_text(row, "sid"),
            sender=_text(row, "from"),
            to=_text(row, "to"),
            text=text,
            at=_created(row),
            answered=answered,
        )
        return Received(inbound, int(pictures) if pictures.isdecimal() else 0)

    def _rows(self, query: Mapping[str, str], since: datetime) -> Iterator[Mapping[str, Any]]:
        """Messages newest first, until one is older than `since`; what cannot be read is left out.

        Raises ListTooLong at the end of the last page that is read.
        """
        read_to = self._clock()
        path = f"{self._account}Messages.json?{urlencode({**query, 'PageSize': self._page_size})}"
        for _ in range(self._most_pages):
            page = self._get(path)
            for row in _dicts(page.get("messages")):
                created = _created_or_none(row)
                if created is None or not _SID.fullmatch(_text(row, "sid")):
                    continue
                if created < since:
                    return
                read_to = created
                yield row
            more = page.get("next_page_uri")
            if not more:
                return
            path = self._next(more)
        raise ListTooLong("Twilio's list is too long to be read to its end", read_to)

    def _next(self, uri: object) -> str:
        """The account's key is not shown to another address than its own."""
        if not isinstance(uri, str) or not uri.startswith(f"{self._account}Messages.json?"):
            raise TryAgain("Twilio's list goes on at an unknown place", code="bad_answer", phase="answer")
        return uri

    def _get(self, path: str) -> Mapping[str, Any]:
        """One answer. Raises TryAgain or SettingWrong; nothing is in doubt where nothing is changed."""
        try:
            answer = self._client.request("GET", self._base + path, headers=dict(_HEADERS))
            said = json.loads(answer.text)
        except TryAgain:
            raise
        except SendError as error:
            raise TryAgain("Twilio does not answer as it should", code=error.code, phase=error.phase) from None
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise TryAgain("Twilio does not answer as it should", code="bad_answer", phase="answer")
        return said


def _report(row: Mapping[str, Any]) -> Report | None:
    code = row.get("error_code")
    return report_of(_text(row, "sid"), _text(row, "status"), "" if code is None else str(code))


def _created(row: Mapping[str, Any]) -> datetime:
    created = _created_or_none(row)
    assert created is not None
    return created


def _created_or_none(row: Mapping[str, Any]) -> datetime | None:
    try:
        at = parsedate_to_datetime(_text(row, "date_created"))
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _dicts(listed: object) -> list[Mapping[str, Any]]:
    return [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []


def _sid(provider_id: str) -> str:
    return quote(provider_id, safe="")
