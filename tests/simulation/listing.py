"""What the provider tells who asks: a list that lags behind, and what became of one text."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from reminders.domain.instants import SECOND, from_micros
from reminders.domain.reports import Rank
from reminders.transports.base import Media, Received, Report, Seen, TryAgain
from tests.simulation.chances import Chances
from tests.simulation.provider import Accepted, Provider


class Listing:
    """A look-up of one process."""

    def __init__(self, provider: Provider, chances: Chances) -> None:
        self._provider = provider
        self._chances = chances

    def sent_to(self, to: str, since: datetime) -> Iterator[Seen]:
        """What the list shows of the texts to this number."""
        return iter([one for entry, one in self._listed(since) if entry.to == to])

    def sent(self, since: datetime) -> Iterator[Seen]:
        """What the list shows."""
        return iter([one for _, one in self._listed(since)])

    def received(self, since: datetime) -> Iterator[Received]:
        """What the list shows of patients' texts."""
        self._asked()
        now = self._provider.baton.now
        shown = [one for one, listed_at in reversed(self._provider.texts) if listed_at <= now and one.at >= since]
        return iter([Received(one, 0) for one in shown])

    def one(self, provider_id: str) -> Report | None:
        """It knows a text by itself at once."""
        self._asked()
        return next((self._standing(one) for one in self._provider.ledger if one.provider_id == provider_id), None)

    def media(self, _provider_id: str) -> tuple[Media, ...]:
        """Nobody sends pictures."""
        return ()

    def close(self) -> None:
        """Nothing to let go of."""

    def _listed(self, since: datetime) -> list[tuple[Accepted, Seen]]:
        self._asked()
        now = self._provider.baton.now
        entries = [one for one in self._provider.ledger if "@" not in one.to and one.listed_at <= now]
        seen = [(one, Seen(one.provider_id, one.text, _created(one), self._standing(one))) for one in entries]
        return [(entry, one) for entry, one in reversed(seen) if one.created_at >= since]

    def _standing(self, entry: Accepted) -> Report:
        """The highest news of it so far, without our own ids."""
        known = [one for at, one in self._provider.kept[entry.provider_id] if at <= self._provider.baton.now]
        taken = Report(entry.provider_id, Rank.TAKEN, "taken")
        highest = replace(max([taken, *known], key=lambda one: one.rank), message_id=None, attempt_number=None)
        self._provider.asked.setdefault(entry.message_id, set()).add(highest.rank)
        return highest

    def _asked(self) -> None:
        """Raises TryAgain when it cannot tell now."""
        baton = self._provider.baton
        baton.step(self._chances.latency())
        self._chances.step("asks the provider")
        tells = not self._provider.is_down() and self._chances.tells()
        baton.happens("look" if tells else "look: no answer")
        if not tells:
            raise TryAgain("it cannot tell now")


def _created(entry: Accepted) -> datetime:
    """To the second."""
    return from_micros(entry.at - entry.at % SECOND)
