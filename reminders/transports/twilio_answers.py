"""What each answer of Twilio's means for a message.

Its words stop here. Its error texts repeat the patient's number, so nothing of them is passed on: only the code is. The
list of codes is never complete: an unknown 4xx fails the message and is shown to staff.
"""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from reminders.transports.base import Busy, Fault, InDoubt, Rejected, SendError, SettingWrong, TryAgain
from reminders.transports.twilio_http import HttpAnswer

#: The person has texted STOP to this sender; Twilio refuses until they text START.
OPTED_OUT_CODE = 21610

#: This number will never take a text from us, whoever sends it again.
ADDRESS_CODES = {
    21211: "not a valid number",
    21217: "the number does not appear to exist",
    21265: "a short code cannot be texted",
    21266: "the number is our own sender's",
    21408: "texts to this country are not allowed for the account",
    21612: "no route from our sender to this number",
    21614: "not a mobile number",
    21635: "a landline",
    30005: "unknown or no longer in service",
    30006: "a landline, or a carrier that cannot be reached",
}

#: Every further message would be refused the same way until a person changes a setting.
SETTING_CODES = {
    20003: "the account or its key is not accepted; check TWILIO_ACCOUNT_SID and the key or token",
    20005: "the account is not active",
    20404: "no such account; check TWILIO_ACCOUNT_SID",
    21212: "the sender is not a valid number; check TWILIO_FROM",
    21602: "a text has no body; check the templates",
    21603: "no sender was named; check TWILIO_FROM",
    21606: "the sender cannot send texts; check TWILIO_FROM",
    21608: "a trial account texts verified numbers only",
    21609: "the address for delivery news is refused; check PUBLIC_URL",
    21617: "a text is longer than 1,600 characters; check the templates",
    21659: "the sender is not a number of Twilio's; check TWILIO_FROM",
    21660: "the sender belongs to another account; check TWILIO_FROM",
    21661: "the sender cannot send texts; check TWILIO_FROM",
    21701: "no such messaging service; check TWILIO_MESSAGING_SERVICE_SID",
    21703: "the messaging service has no sender",
    21704: "the messaging service has no sender",
    21705: "the messaging service is not valid; check TWILIO_MESSAGING_SERVICE_SID",
    30002: "the account is suspended",
    30007: "carriers filter this content",
    30032: "the toll-free sender is not verified",
    30034: "the sender is not registered with a campaign (A2P 10DLC)",
    30035: "the sender's campaign was not yet provisioned",
}

#: Refused before it was processed; the same request will pass later.
PASSING_CODES = {
    20429: "too many requests",
    21611: "the sender's queue is full",
    30610: "quiet hours on their side",
}

#: Of these, what every further message of the sender would meet as well.
_TOO_FAST_CODES = {20429, 21611}

_ACCEPTED = {"accepted", "queued", "scheduled", "sending", "sent", "delivered", "read", "partially_delivered"}
_REFUSED_AFTER_ALL = {"failed", "undelivered", "canceled"}

_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
#: Nobody waits longer than a day on a word of the provider's.
_LONGEST_WAIT_S = 86_400.0


def judge(answer: HttpAnswer, now: datetime) -> None:
    """Return for an answer that can be believed; else raise what it means. `now` is an aware instant.

    A taken message has an id and a status that we know; anything less proves nothing. One that was taken and failed at
    once is rejected whatever its code: a second POST would be a second acceptance.
    """
    if 200 <= answer.status < 300:
        if answer.method == "POST":
            _check_acceptance(answer)
    elif 400 <= answer.status < 500:
        raise _refusal(answer, now)
    else:
        code = str(_code(answer) or f"http-{answer.status}")
        raise InDoubt(f"Twilio answered {answer.status}: the text may have been taken", code=code, phase="answer")


def retry_after_s(text: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for: a number, or an HTTP date against `now`; None for anything else."""
    if re.fullmatch(r"[0-9]{1,9}", text.strip()):
        return min(float(text), _LONGEST_WAIT_S)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), _LONGEST_WAIT_S)


def _check_acceptance(answer: HttpAnswer) -> None:
    said = _said(answer)
    sid, status = said.get("sid"), said.get("status")
    known = isinstance(status, str) and status in _ACCEPTED | _REFUSED_AFTER_ALL
    if not (known and isinstance(sid, str) and _SID.fullmatch(sid)):
        raise InDoubt("Twilio's answer could not be read", code="bad_answer", phase="answer")
    if status in _REFUSED_AFTER_ALL:
        code = _number(said.get("error_code"))
        words = f"Twilio took the text and gave it up at once (error {code or 'without a code'})"
        raise Rejected(words, fault=_fault(code), code=str(code or status), phase="answer")


def _refusal(answer: HttpAnswer, now: datetime) -> SendError:
    code = _code(answer)
    name = str(code or f"http-{answer.status}")
    # 408: by its meaning in HTTP the request never arrived whole.
    if answer.status in (408, 429) or code in PASSING_CODES:
        wait = retry_after_s(answer.headers.get("retry-after", ""), now)
        why = PASSING_CODES.get(code, "busy")
        kind = Busy if answer.status == 429 or code in _TOO_FAST_CODES else TryAgain
        return kind(f"Twilio asks to wait: {why}", after_s=wait, code=name, phase="answer")
    if code in SETTING_CODES:
        return SettingWrong(f"Twilio refuses our setting: {SETTING_CODES[code]}", code=name, phase="answer")
    if not code and answer.status in (401, 403, 404, 407):
        return SettingWrong(f"Twilio does not let us in (HTTP {answer.status})", code=name, phase="answer")
    return Rejected(_why_refused(code, name), fault=_fault(code), code=name, phase="answer")


def _why_refused(code: int, name: str) -> str:
    if code == OPTED_OUT_CODE:
        return "The person has stopped our texts at Twilio"
    if code in ADDRESS_CODES:
        return f"Twilio refuses the number: {ADDRESS_CODES[code]}"
    return f"Twilio refused the text (error {name})"


def _fault(code: int) -> Fault:
    if code == OPTED_OUT_CODE:
        return Fault.OPTED_OUT
    return Fault.ADDRESS if code in ADDRESS_CODES else Fault.MESSAGE


def _code(answer: HttpAnswer) -> int:
    """Twilio's own error code, 0 where the body has none."""
    return _number(_said(answer).get("code"))


def _number(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1_000_000 else 0


def _said(answer: HttpAnswer) -> dict[str, Any]:
    try:
        said = json.loads(answer.text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
