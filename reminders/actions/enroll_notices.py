"""What staff should know of an address before they save: a stop, a landline, a pause, a plan nobody has approved."""

from collections.abc import Iterator, Mapping

from reminders.app import App
from reminders.domain.said import Said, say
from reminders.domain.words import Channel, Kind
from reminders.store.enroll_page import Known
from reminders.store.versions import Version

#: Codes of providers for a number that never takes texts.
_LANDLINE = frozenset({"30006", "21614", "21635"})
_WRONG_PERSON = "wrong_person"


def notices_of(app: App, version: Version, hashes: Mapping[Channel, bytes], known: Known) -> Iterator[Said]:
    """Each with what to do, the address's own first."""
    for channel, value_hash in hashes.items():
        stopped = known.stopped.get(value_hash, set())
        if stopped:
            yield _stopped(app, channel, everything=Kind.CARE in stopped)
        if value_hash in known.unusable:
            yield _unusable(channel, known.unusable[value_hash])
        if known.holds.hold(channel, value_hash):
            yield _held(channel, value_hash, known)
    if version.approved_at is None and any(app.live(channel) for channel in Channel):
        yield say("Nobody has approved this schedule yet: its messages wait until an admin does.")


def why_unusable(channel: Channel, why: str) -> Said:
    """A sentence on an address that cannot be used."""
    if channel is Channel.EMAIL:
        return say("Emails to this address come back.")
    if why in _LANDLINE:
        return say("This number cannot get texts: it is a landline.")
    if why == _WRONG_PERSON:
        return say("This number belongs to somebody else: they told us so.")
    return say("Texts do not reach this number.")


def _stopped(app: App, channel: Channel, *, everything: bool) -> Said:
    if not everything:
        return say("They asked for no invitations: only aftercare goes out.")
    if channel is Channel.EMAIL:
        return say("This email address has stopped all our messages. Only the patient can change that.")
    sender = app.settings.twilio_from or ""
    if sender:
        return say(
            "This number has stopped all our texts. Only the patient can change that: they text START to {number}.",
            number=sender,
        )
    return say(
        "This number has stopped all our texts. Only the patient can change that: they answer START to one of them."
    )


def _unusable(channel: Channel, why: str) -> Said:
    cure = (
        say("Type another one, or choose texts.")
        if channel is Channel.EMAIL
        else say("Type another one, or choose email.")
    )
    return say("{what} {cure}", what=why_unusable(channel, why), cure=cure)


def _held(channel: Channel, value_hash: bytes, known: Known) -> Said:
    if value_hash.hex() in known.holds.addresses:
        return say("Messages to this number are paused until somebody decides about it in the inbox.")
    if channel is Channel.SMS:
        return say("All texts are paused right now: what you save waits until somebody lets them go on.")
    return say("All emails are paused right now: what you save waits until somebody lets them go on.")
