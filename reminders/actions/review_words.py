"""What is known of a message's way, in a nurse's words. Codes of providers are told beside what they mean."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from reminders.domain.explain import explain_reason
from reminders.domain.instants import from_micros
from reminders.domain.said import Said, nsay, say
from reminders.domain.words import AttemptOutcome, Channel, Reason, Status
from reminders.store.review import Reviewed, Shelf, Try

#: Of Twilio (https://www.twilio.com/docs/api/errors) and of mail servers (RFC 5321, 4.2.3).
_CODES = {
    "21211": say("there is no such number"),
    "21610": say("this number has asked to stop"),
    "21614": say("this number cannot take texts"),
    "30003": say("the phone is off or out of reach"),
    "30004": say("the phone company blocks texts to this number"),
    "30005": say("nobody has this number"),
    "30006": say("it is a landline, or cannot take texts"),
    "30007": say("the phone company took it for spam"),
    "30008": say("the phone company gives no reason"),
    "550": say("there is no such mailbox"),
    "552": say("the mailbox is full"),
    "554": say("the mail server refuses it"),
}
_OUTCOMES = {
    AttemptOutcome.OPEN: say("Handed to the provider; no answer yet"),
    AttemptOutcome.ACCEPTED: say("The provider took it"),
    AttemptOutcome.REJECTED: say("The provider refused it"),
    AttemptOutcome.TRY_AGAIN: say("The provider did not take it; it was safe to try again"),
    AttemptOutcome.UNSENT: say("Stopped before it left this computer"),
    AttemptOutcome.IN_DOUBT: say("No clear answer: the provider may have taken it or not"),
}


def meaning(code: str) -> Said | None:
    """What a provider's code says of the phone or mailbox; None for one that is not known."""
    return _CODES.get(code)


def summary(message: Reviewed) -> str:
    """What happened, for one line of a list."""
    if message.shelf is Shelf.DOUBT:
        return say("nobody knows whether it arrived")
    if message.shelf is Shelf.SILENT:
        return say("taken by the provider; no news for three days")
    code = meaning(message.report_code or "")
    if code is not None:
        return code
    if message.status is Status.FAILED and message.reason is Reason.REJECTED and message.detail:
        return say("refused: {detail}", detail=message.detail)
    return explain_reason(message.reason) if message.reason else say("it did not arrive")


def known_of(message: Reviewed, tries: Sequence[Try], now: datetime) -> Iterator[tuple[datetime | None, str]]:
    """(when, what happened) in the order in which it did; without a time: what comes."""
    for one in tries:
        yield from_micros(one.armed_at), _tried(one)
    if message.reported is not None and message.reported_at is not None:
        yield from_micros(message.reported_at), _news(message)
    if message.unconfirmed_at is not None:
        yield from_micros(message.unconfirmed_at), say("Three days without news")
    if message.shelf is not None and message.shelf is not Shelf.FAILED:
        yield None, _looks(message, now)


def _tried(one: Try) -> Said:
    words = _OUTCOMES[one.outcome]
    why = meaning(one.code) or (one.detail if one.outcome is not AttemptOutcome.ACCEPTED else "")
    if one.code and why:
        return say("{what}: {why} (code {code})", what=words, why=why, code=one.code)
    return say("{what}: {why}", what=words, why=why) if why else words


def _news(message: Reviewed) -> Said:
    code = message.report_code or ""
    why = meaning(code)
    if why is not None:
        return say("The provider says: {word}, {why} (code {code})", word=message.reported, why=why, code=code)
    if code:
        return say("The provider says: {word} (code {code})", word=message.reported, code=code)
    return say("The provider says: {word}", word=message.reported)


def _looks(message: Reviewed, now: datetime) -> Said:
    """How often the provider was asked, and when it is asked again."""
    if message.channel is Channel.EMAIL:
        return say("A mail server cannot be asked about it afterwards.")
    asked = nsay("Looked for once at the provider", "Looked for {count} times at the provider", message.asked)
    if message.ask_at is None:
        return say("{asked}; it is not looked for any more.", asked=asked) if message.asked else _NOT_ASKED
    minutes = max(1, int((from_micros(message.ask_at) - now).total_seconds() // 60))
    next_look = nsay("next look in {count} minute", "next look in {count} minutes", minutes)
    if not message.asked:
        return say("Not looked for yet; {next_look}.", next_look=next_look)
    return say("{asked}; {next_look}.", asked=asked, next_look=next_look)


_NOT_ASKED = say("The provider is not asked about it.")
