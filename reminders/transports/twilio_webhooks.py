"""What Twilio tells us by itself: how its requests are proven, read, and put into our words. Its own stop here."""

import hashlib
import hmac
import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from reminders.domain.reports import Rank
from reminders.transports.base import Fault, Inbound, Media, Report
from reminders.transports.twilio_answers import ADDRESS_CODES, OPTED_OUT_CODE, SETTING_CODES

#: A text with ten pictures has about fifty.
MOST_FIELDS = 200

FORM, JSON = "application/x-www-form-urlencoded", "application/json"

Fields = Sequence[tuple[str, str]]

#: What its words tell; `received` and the like are of texts to us.
_RANKS = {
    "accepted": Rank.TAKEN,
    "queued": Rank.TAKEN,
    "scheduled": Rank.TAKEN,
    "sending": Rank.SENDING,
    "sent": Rank.SENT,
    "canceled": Rank.FAILED,
    "failed": Rank.FAILED,
    "undelivered": Rank.UNDELIVERED,
    "partially_delivered": Rank.DELIVERED,
    "delivered": Rank.DELIVERED,
    "read": Rank.READ,
}
#: A carrier refuses every text of ours to this number; known only after the acceptance.
_BLOCKED_CODE = 30004

_SID = re.compile(r"[A-Za-z0-9]{1,64}")
_NUMBER = re.compile(r"[0-9]{1,18}")
_CODE = re.compile(r"[0-9]{1,6}")
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
#: Twilio writes at most ten.
_MOST_MEDIA = 10
#: Answered by Twilio's default handling, as whole texts.
_KEYWORDS = frozenset(
    (
        *("STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT"),
        *("START", "YES", "UNSTOP", "HELP", "INFO"),
    )
)
_OPT_OUT_TYPES = frozenset(("STOP", "START", "HELP"))


class BadWebhook(Exception):
    """The request is not one of Twilio's. The text names what is wrong and repeats nothing of it."""


def read_fields(body: bytes, kind: str) -> list[tuple[str, str]]:
    """The names and values of a body, blank and repeated ones included; `kind` is FORM or JSON. Raises BadWebhook."""
    fields = _json_fields(body) if kind == JSON else _form_fields(body)
    if len(fields) > MOST_FIELDS:
        raise BadWebhook("too many fields")
    if any("\0" in part for field in fields for part in field):
        raise BadWebhook("a NUL character")
    return fields


def is_signed(token: str, url: str, fields: Fields, signature: str) -> bool:
    """Whether who knows the auth token signed this URL (public address, raw path and query) and these form fields.

    Twilio is not consistent about a port in the URL, so its absence and its presence both count. An empty token proves
    nothing: anybody could sign with it.
    """
    if not token:
        return False
    form = "".join(name + value for name, value in sorted(set(fields)))
    given = signature.encode("utf-8", "replace")
    matches = [hmac.compare_digest(_signature(token, one + form), given) for one in _with_and_without_port(url)]
    return any(matches)


def is_signed_json(token: str, url: str, body: bytes, signature: str) -> bool:
    """The same of a JSON body: the URL carries its hash as bodySHA256, and only the URL is signed."""
    hashes = re.findall(r"[?&]bodySHA256=([^&#]*)", url)
    right = hmac.compare_digest(hashlib.sha256(body).hexdigest(), hashes[0]) if _is_hash(hashes) else False
    return is_signed(token, url, (), signature) and right


def report_of(
    provider_id: str, status: str, code: str, message_id: int | None = None, attempt_number: int | None = None
) -> Report | None:
    """News in our words; None for a status that tells nothing of a message of ours."""
    rank = _RANKS.get(status)
    if rank is None:
        return None
    code = code if _CODE.fullmatch(code) else ""
    fault = _fault(int(code)) if code and rank.failure else Fault.MESSAGE
    return Report(provider_id, rank, status, code, fault, message_id, attempt_number)


def read_report(query: Mapping[str, str], fields: Fields) -> Report | None:
    """The news of a status callback; `query` is that of the URL we gave. Raises BadWebhook."""
    form = dict(fields)
    status = form.get("MessageStatus") or form.get("SmsStatus")
    if not status:
        raise BadWebhook("no MessageStatus")
    m, a = _whole(query.get("m", "")), _whole(query.get("a", ""))
    return report_of(_sid(form), status, form.get("ErrorCode", ""), m, a)


def read_inbound(fields: Fields, at: datetime, opt_out: str) -> Inbound:
    """A text that a phone sent us; `opt_out` is the setting TWILIO_OPT_OUT. Raises BadWebhook."""
    form = dict(fields)
    sid, sender = _sid(form), form.get("From", "")
    if not 0 < len(sender) <= 256:
        raise BadWebhook("no From")
    opt_out_type = form.get("OptOutType", "").upper()
    return Inbound(
        provider_id=sid,
        sender=sender,
        to=form.get("To", ""),
        text=form.get("Body", ""),
        at=at,
        media=_media(form),
        opt_out_type=opt_out_type if opt_out_type in _OPT_OUT_TYPES else "",
        answered=opt_out_type in _OPT_OUT_TYPES or (opt_out == "default" and answered_by_twilio(form.get("Body", ""))),
    )


def answered_by_twilio(text: str) -> bool:
    """Whether Twilio's default handling acts on this text: one of its words and nothing else."""
    return text.strip().upper() in _KEYWORDS


def _form_fields(body: bytes) -> list[tuple[str, str]]:
    if _BAD_ESCAPE.search(body):
        raise BadWebhook("a % that starts no escape")
    # Counted before they are built: 64 KiB of "&" are many.
    if body.count(b"&") > MOST_FIELDS:
        raise BadWebhook("too many fields")
    pairs = [part.partition(b"=") for part in body.split(b"&") if part]
    return [(_decoded(name), _decoded(value)) for name, _, value in pairs]


def _decoded(part: bytes) -> str:
    plain = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), part.replace(b"+", b" "))
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError:
        raise BadWebhook("text that is not UTF-8") from None


def _json_fields(body: bytes) -> list[tuple[str, str]]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise BadWebhook("no JSON") from None
    if not isinstance(said, dict):
        raise BadWebhook("no JSON object")
    fields = [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in said.items()]
    if not all(_encodes(part) for field in fields for part in field):
        raise BadWebhook("half a character")
    return fields


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _signature(token: str, text: str) -> bytes:
    return b64encode(hmac.digest(token.encode(), text.encode(), "sha1"))


def _with_and_without_port(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    bare = url.partition("#")[0]
    start = f"{parts.scheme}://"
    rest = bare.removeprefix(start + parts.netloc)
    host = re.sub(r":[0-9]*$", "", parts.netloc)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{start}{host}{rest}", f"{start}{host}:{port}{rest}"


def _is_hash(hashes: Sequence[str]) -> bool:
    return len(hashes) == 1 and re.fullmatch(r"[0-9a-f]{64}", hashes[0]) is not None


def _fault(code: int) -> Fault:
    if code == OPTED_OUT_CODE:
        return Fault.OPTED_OUT
    if code in ADDRESS_CODES or code == _BLOCKED_CODE:
        return Fault.ADDRESS
    return Fault.SETTING if code in SETTING_CODES else Fault.MESSAGE


def _sid(form: Mapping[str, str]) -> str:
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    if not _SID.fullmatch(sid):
        raise BadWebhook("no MessageSid")
    return sid


def _whole(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None


def _media(form: Mapping[str, str]) -> tuple[Media, ...]:
    count = min(_whole(form.get("NumMedia", "")) or 0, _MOST_MEDIA)
    return tuple([Media(form.get(f"MediaUrl{n}", ""), form.get(f"MediaContentType{n}", "")) for n in range(count)])
