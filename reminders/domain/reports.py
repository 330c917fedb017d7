"""Merges later news of a message by rank, so that any order, repetition or loss ends the same (design, section 7)."""

from dataclasses import dataclass
from enum import IntEnum

from reminders.domain.words import Reason, Status


class Rank(IntEnum):
    """How much a piece of news tells; of two, the higher holds."""

    #: The provider has it: accepted, queued, scheduled.
    TAKEN = 1
    SENDING = 2
    #: The carrier has it.
    SENT = 3
    #: The provider gave it up before the carrier had it.
    FAILED = 4
    #: The carrier says that it did not arrive.
    UNDELIVERED = 5
    #: It reached the phone.
    DELIVERED = 6
    READ = 7

    @property
    def failure(self) -> bool:
        """It was taken and will not arrive."""
        return self in (Rank.FAILED, Rank.UNDELIVERED)

    @property
    def final(self) -> bool:
        """The provider need not be asked any more."""
        return self >= Rank.FAILED


@dataclass(frozen=True, slots=True, order=True)
class News:
    """One piece of news: its rank, the provider's word and its error code (or empty)."""

    rank: Rank
    status: str
    code: str = ""


def merge(known: News | None, new: News) -> News:
    """What holds after both. Commutative, associative and idempotent: the order of arrival does not matter."""
    return new if known is None else max(known, new)


def standing(news: News) -> tuple[Status, Reason | None]:
    """The state of a message of which this is the highest news. Any news at all proves that the provider took it."""
    if news.rank.failure:
        return Status.FAILED, Reason.UNDELIVERED
    return (Status.DELIVERED if news.rank >= Rank.DELIVERED else Status.SENT), None
