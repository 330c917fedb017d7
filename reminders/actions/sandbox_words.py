"""What the network may do with a message of the sandbox, and the words of its phones."""

from enum import StrEnum

from reminders.domain.reports import Rank
from reminders.domain.words import Channel, Intent, Status
from reminders.transports.base import Fault


class Fate(StrEnum):
    """What the network may do with a message that it took."""

    DELIVERED = "delivered"
    UNREACHABLE = "unreachable"
    LANDLINE = "landline"
    UNKNOWN_NUMBER = "unknown-number"
    BLOCKED = "blocked"
    FILTERED = "filtered"
    BOUNCED = "bounced"


#: What each is called on the page, and the rank, word and code that a provider would tell it by.
FATES: dict[Fate, tuple[str, Rank, str, str, Fault]] = {
    Fate.DELIVERED: ("it arrives", Rank.DELIVERED, "delivered", "", Fault.MESSAGE),
    Fate.UNREACHABLE: ("the phone is off for days", Rank.UNDELIVERED, "undelivered", "30003", Fault.MESSAGE),
    Fate.LANDLINE: ("it is a landline", Rank.UNDELIVERED, "undelivered", "30006", Fault.ADDRESS),
    Fate.UNKNOWN_NUMBER: ("nobody has this number", Rank.UNDELIVERED, "undelivered", "30005", Fault.ADDRESS),
    Fate.BLOCKED: ("stopped at the carrier", Rank.UNDELIVERED, "undelivered", "30004", Fault.OPTED_OUT),
    Fate.FILTERED: ("taken for spam", Rank.UNDELIVERED, "undelivered", "30007", Fault.MESSAGE),
    Fate.BOUNCED: ("it bounces", Rank.UNDELIVERED, "bounced", "550", Fault.ADDRESS),
}
#: Which of them a message of a channel may meet.
FATES_OF = {
    Channel.SMS: tuple(fate for fate in Fate if fate is not Fate.BOUNCED),
    Channel.EMAIL: (Fate.DELIVERED, Fate.BOUNCED),
}

#: What the clinic made of a reply.
READ_AS = {
    Intent.STOP: "a stop word",
    Intent.START: "start again, care only",
    Intent.HELP: "a call for help",
    Intent.ASKS_TO_STOP: "a wish to stop; texts wait until a person decides",
    Intent.WRONG_NUMBER: "a wrong number; texts wait until a person decides",
    Intent.AS_EXPECTED: "all is as expected",
    Intent.QUESTION: "a question",
    Intent.WORRIED: "worry",
    Intent.CALL_ME: "a wish to be called",
    Intent.LATER: "not now, but later",
    Intent.NO_INVITATIONS: "no more invitations",
    Intent.OTHER: "something for a person to read",
}
#: What became of a message.
STATES = {
    Status.SENDING: "leaving",
    Status.SENT: "sent, no news yet",
    Status.DELIVERED: "arrived",
    Status.FAILED: "did not arrive",
    Status.UNKNOWN: "nobody knows whether it arrived",
    Status.CANCELED: "not sent",
    Status.PLANNED: "is tried again",
}
