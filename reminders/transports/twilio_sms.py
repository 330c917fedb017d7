"""Texts through Twilio: who we are there, and what we ask of it. What it answers is sorted in `twilio_answers`.

Phases of an error: `check` (nothing was opened), `connect`, `tls`, `request` (a byte may have left), `answer`.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from ssl import SSLContext
from urllib.parse import urlsplit

from twilio.rest import Client  # type: ignore[import-untyped]

from reminders.transports.base import Fault, InDoubt, Outgoing, Receipt, Rejected, SendError, TryAgain
from reminders.transports.twilio_answers import judge
from reminders.transports.twilio_http import Limits, TwilioHttp
from reminders.transports.wire import is_loopback

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_LONGEST_TEXT = 1600
#: Twilio's bounds for ValidityPeriod, seconds.
_SHORTEST_VALIDITY, _LONGEST_VALIDITY = 1, 36_000
#: Five more tries, also on timeouts and 5xx: the default is one, on a failed connection only. A fragment is not signed.
_CALLBACK_RETRIES = "#rc=5&rp=all"
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class TwilioSettings:
    """Who we are at Twilio. A key and its secret are preferred; the auth token serves where there is no key.

    Exactly one of `from_number` and `messaging_service_sid`. `public_url` is where Twilio reaches us, without a path.
    Raises ValueError that names every mistake and no secret.
    """

    account_sid: str
    auth_token: str = field(default="", repr=False)
    api_key_sid: str = ""
    api_key_secret: str = field(default="", repr=False)
    from_number: str = ""
    messaging_service_sid: str = ""
    base_url: str = "https://api.twilio.com"
    public_url: str = "http://127.0.0.1:8000"

    def __post_init__(self) -> None:
        mistakes = list(_mistakes(self))
        if mistakes:
            raise ValueError("; ".join(mistakes))

    @property
    def called_back(self) -> bool:
        """Whether it makes sense to name a callback: Twilio refuses a text (21609) whose callback is on this machine,
        unless what plays Twilio is on this machine too.
        """
        here, there = urlsplit(self.public_url).hostname or "", urlsplit(self.base_url).hostname or ""
        return is_loopback(there) or not is_loopback(here)

    @property
    def credentials(self) -> tuple[str, str]:
        """User and password of every request."""
        if self.api_key_sid:
            return self.api_key_sid, self.api_key_secret
        return self.account_sid, self.auth_token


class TwilioSms:
    """Hands texts to Twilio, one at a time, over one connection. `clock` tells the present as an aware UTC instant."""

    name = "twilio"

    def __init__(
        self,
        settings: TwilioSettings,
        clock: Callable[[], datetime],
        *,
        limits: Limits | None = None,
        tls: SSLContext | None = None,
    ) -> None:
        self._clock = clock
        self._callback = f"{settings.public_url.rstrip('/')}/webhooks/twilio/status" if settings.called_back else ""
        self._sender = (
            {"MessagingServiceSid": settings.messaging_service_sid}
            if settings.messaging_service_sid
            else {"From": settings.from_number}
        )
        self._http = TwilioHttp(lambda answer: judge(answer, clock()), limits=limits, tls=tls)
        user, password = settings.credentials
        # The SDK reads os.environ when the mapping is empty: an edge or region there would undo base_url.
        client = Client(user, password, settings.account_sid, http_client=self._http, environment={"none": ""})
        client.api.base_url = settings.base_url.rstrip("/")
        self._client = client
        self._messages = client.api.v2010.account.messages
        self._address = f"{client.api.base_url}/2010-04-01/Accounts/{settings.account_sid}/Messages.json"

    def send(self, outgoing: Outgoing) -> Receipt:
        """One POST, never two. Raises Rejected, TryAgain, SettingWrong or InDoubt, never anything else."""
        _check(outgoing)
        try:
            # Not messages.create: turning an answer into the SDK's objects costs more than writing the request.
            answer = self._client.request("POST", self._address, data=self._form(outgoing), headers=dict(_FORM))
            made = json.loads(answer.text)
            return Receipt(made["sid"], raw_status=made["status"])
        except SendError:
            raise
        except Exception:  # noqa: BLE001  whatever the SDK stumbles over, the request may have left
            raise InDoubt("Twilio's answer could not be read", code="bad_answer", phase="answer") from None

    def probe(self) -> None:
        """Ask whether Twilio would listen, without a text. Raises SettingWrong or TryAgain while it would not.

        It lists one message: an API key may do that, but not read the account.
        """
        try:
            self._messages.page(page_size=1)
        except TryAgain:
            raise
        except SendError as error:
            raise TryAgain("Twilio does not answer as it should", code=error.code, phase=error.phase) from None
        except Exception:  # noqa: BLE001  a page that is no page of Twilio's
            raise TryAgain("Twilio does not answer as it should", code="bad_answer", phase="answer") from None

    def close(self) -> None:
        """Let go of the connection. Safe to call twice."""
        self._http.close()

    def _form(self, outgoing: Outgoing) -> dict[str, object]:
        return {
            "To": outgoing.to,
            **({"StatusCallback": self._callback_for(outgoing)} if self._callback else {}),
            "ValidityPeriod": self._validity(outgoing.valid_until),
            **self._sender,
            "Body": outgoing.text,
        }

    def _callback_for(self, outgoing: Outgoing) -> str:
        query = f"m={outgoing.message_id}&a={outgoing.attempt_number}"
        return f"{self._callback}?{query}{_CALLBACK_RETRIES}"

    def _validity(self, valid_until: datetime) -> int:
        left = int((valid_until - self._clock()).total_seconds())
        return min(max(left, _SHORTEST_VALIDITY), _LONGEST_VALIDITY)


def _check(outgoing: Outgoing) -> None:
    if not _E164.fullmatch(outgoing.to):
        raise Rejected("Not a phone number in E.164", fault=Fault.ADDRESS, code="not_e164", phase="check")
    if not _encodes(outgoing.text):
        raise Rejected("The text holds half a character", fault=Fault.MESSAGE, code="bad_text", phase="check")
    if not outgoing.text:
        raise Rejected("The text is empty", fault=Fault.MESSAGE, code="empty", phase="check")
    if len(outgoing.text) > _LONGEST_TEXT:
        raise Rejected("The text is longer than 1,600 characters", fault=Fault.MESSAGE, code="too_long", phase="check")


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _mistakes(settings: TwilioSettings) -> list[str]:
    user, password = settings.credentials
    found = {
        "account_sid: letters and figures only": not re.fullmatch(r"[A-Za-z0-9]+", settings.account_sid),
        "auth_token or api_key_sid with api_key_secret: one of them is needed": not (user and password),
        "from_number or messaging_service_sid: exactly one is needed": bool(settings.from_number)
        == bool(settings.messaging_service_sid),
        "base_url: https, or http to this machine": not _safe(settings.base_url),
        "public_url: https, or http to this machine": not _safe(settings.public_url),
    }
    return [mistake for mistake, wrong in found.items() if wrong]


def _safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host or "")))
