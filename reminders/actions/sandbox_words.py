"""What the network may do with a message of the sandbox, and the words of its phones."""

from enum import StrEnum

from reminders.domain.reports import Rank
from reminders.domain.said import say
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
    Fate.DELIVERED: (say("it arrives"), Rank.DELIVERED, "delivered", "", Fault.MESSAGE),
    Fate.UNREACHABLE: (say("the phone is off for days"), Rank.UNDELIVERED, "undelivered", "30003", Fault.MESSAGE),
    Fate.LANDLINE: (say("it is a landline"), Rank.UNDELIVERED, "undelivered", "30006", Fault.ADDRESS),
    Fate.UNKNOWN_NUMBER: (say("nobody has this number"), Rank.UNDELIVERED, "undelivered", "30005", Fault.ADDRESS),
    Fate.BLOCKED: (say("stopped at the carrier"), Rank.UNDELIVERED, "undelivered", "30004", Fault.OPTED_OUT),
    Fate.FILTERED: (say("taken for spam"), Rank.UNDELIVERED, "undelivered", "30007", Fault.MESSAGE),
    Fate.BOUNCED: (say("it bounces"), Rank.UNDELIVERED, "bounced", "550", Fault.ADDRESS),
}
#: Which of them a message of a channel may meet.
FATES_OF = {
    Channel.SMS: tuple(fate for fate in Fate if fate is not Fate.BOUNCED),
    Channel.EMAIL: (Fate.DELIVERED, Fate.BOUNCED),
}

#: What the clinic made of a reply.
READ_AS = {
    Intent.STOP: say("a stop word"),
    Intent.START: say("start again, care only"),
    Intent.HELP: say("a call for help"),
    Intent.ASKS_TO_STOP: say("a wish to stop; texts wait until a person decides"),
    Intent.WRONG_NUMBER: say("a wrong number; texts wait until a person decides"),
    Intent.AS_EXPECTED: say("all is as expected"),
    Intent.QUESTION: say("a question"),
    Intent.WORRIED: say("worry"),
    Intent.CALL_ME: say("a wish to be called"),
    Intent.LATER: say("not now, but later"),
    Intent.NO_INVITATIONS: say("no more invitations"),
    Intent.OTHER: say("something for a person to read"),
}
#: What became of a message.
STATES = {
    Status.SENDING: say("leaving"),
    Status.SENT: say("sent, no news yet"),
    Status.DELIVERED: say("arrived"),
    Status.FAILED: say("did not arrive"),
    Status.UNKNOWN: say("nobody knows whether it arrived"),
    Status.CANCELED: say("not sent"),
    Status.PLANNED: say("is tried again"),
}
