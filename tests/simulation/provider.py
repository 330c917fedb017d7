"""The wire and the provider behind it: takes messages, keeps a ledger, and answers, or does not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from reminders.domain.instants import MINUTE, SECOND, from_micros
from reminders.domain.words import Channel
from reminders.transports.base import (
    Busy,
    Fault,
    Inbound,
    InDoubt,
    Outgoing,
    Receipt,
    Rejected,
    Report,
    SettingWrong,
    TryAgain,
)
from tests.simulation.baton import Baton
from tests.simulation.chances import Chances

#: What is known of one attempt: its first byte is on the way, nobody knows, it was proven not processed, …
ON_ITS_WAY, IN_DOUBT, NOT_PROCESSED, ACCEPTED, REFUSED = (
    "on its way",
    "in doubt",
    "not processed",
    "accepted",
    "refused",
)
#: How late a text comes into the provider's list.
_LAGS = (0, SECOND, 20 * SECOND, 5 * MINUTE, 180 * MINUTE)


@dataclass(frozen=True, slots=True)
class Accepted:
    """One entry of the ledger. True micros."""

    message_id: int
    attempt_number: int
    to: str
    provider_id: str
    at: int
    text: str = ""
    #: From then on its list shows it.
    listed_at: int = 0


@dataclass
class Provider:
    """What the world outside knows, whatever our database says."""

    baton: Baton
    ledger: list[Accepted] = field(default_factory=list)
    #: What the sender was told of each (message, attempt).
    told: dict[tuple[int, int], str] = field(default_factory=dict)
    #: Those whose sender could not know: (message, attempt).
    doubts: set[tuple[int, int]] = field(default_factory=set)
    #: News that are on their way to the clinic (true micros), and the highest rank of those it has taken, by message.
    news: list[tuple[int, Report]] = field(default_factory=list)
    #: The same, kept, by the provider's id: what it tells who asks.
    kept: dict[str, list[tuple[int, Report]]] = field(default_factory=dict)
    #: The ranks that it has told of a message when it was asked.
    asked: dict[int, set[int]] = field(default_factory=dict)
    heard: dict[int, int] = field(default_factory=dict)
    #: Texts of patients, and from when on its list shows them (true micros).
    texts: list[tuple[Inbound, int]] = field(default_factory=list)
    #: What an accepted message will be reported as.
    reports_of: Callable[[Accepted, Random], list[tuple[int, Report]]] = lambda _entry, _random: []
    #: [from, until) in true micros: nothing is processed.
    outages: list[tuple[int, int]] = field(default_factory=list)

    def hears(self, sender: str, to: str, text: str) -> Inbound:
        """A patient's text comes in."""
        now = self.baton.now
        inbound = Inbound(f"MM{len(self.texts) + 1:032}", sender, to, text, from_micros(now - now % SECOND))
        self.texts.append((inbound, now + self.baton.random.choice(_LAGS)))
        return inbound

    def is_of(self, provider_id: str, message_id: int, attempt_number: int) -> bool:
        """Whether this is what it took from that attempt."""
        mine = (message_id, attempt_number)
        return any(
            one.provider_id == provider_id and (one.message_id, one.attempt_number) == mine for one in self.ledger
        )

    def is_down(self) -> bool:
        """Now."""
        return any(since <= self.baton.now < until for since, until in self.outages)

    def accept(self, outgoing: Outgoing) -> str:
        """Take a message for good; returns the provider's id."""
        provider_id = f"SM{len(self.ledger) + 1:032}"
        number = outgoing.attempt_number
        now, random = self.baton.now, self.baton.random
        lag = random.choice(_LAGS)
        entry = Accepted(outgoing.message_id, number, outgoing.to, provider_id, now, outgoing.text, now + lag)
        self.ledger.append(entry)
        if "@" not in outgoing.to:
            self.kept[provider_id] = self.reports_of(entry, random)
            self.news += self.kept[provider_id]
            self.baton.ring(now, "news")
        self.baton.note(f"accepts {outgoing.message_id}/{number}")
        return provider_id


class Wire:
    """A transport of one process."""

    def __init__(self, channel: Channel, provider: Provider, chances: Chances, first_byte: Callable[[Outgoing], None]):
        self.name = "twilio" if channel is Channel.SMS else "smtp"
        self._provider = provider
        self._chances = chances
        self._first_byte = first_byte

    def send(self, outgoing: Outgoing) -> Receipt:
        """The first byte leaves with the call: between the sender's last look and it there is no step."""
        mine = (outgoing.message_id, outgoing.attempt_number)
        told = self._provider.told
        self._first_byte(outgoing)
        told[mine] = ON_ITS_WAY
        baton = self._provider.baton
        baton.note(f"sends {mine[0]}/{mine[1]}")
        self._travels()
        fate = self._chances.outage if self._provider.is_down() else self._chances.fate()
        baton.happens(fate)
        provider_id = self._provider.accept(outgoing) if fate.startswith("accepted") else ""
        error = _error(fate)
        told[mine] = _told(error)
        if told[mine] == IN_DOUBT:
            self._provider.doubts.add(mine)
        self._travels()
        if error is not None:
            raise error
        return Receipt(provider_id, "queued")

    def probe(self) -> None:
        """Ask whether it would listen."""
        self._travels()
        tells = not self._provider.is_down() and self._chances.tells()
        self._provider.baton.happens("probe" if tells else "probe: no answer")
        self._travels()
        if not tells:
            raise TryAgain("it does not answer as it should")

    def close(self) -> None:
        """Nothing to let go of."""

    def _travels(self) -> None:
        baton = self._provider.baton
        baton.step(self._chances.latency())
        self._chances.step("on the wire")


def _error(fate: str) -> Exception | None:
    errors: dict[str, Exception] = {
        "accepted, no answer": InDoubt("no answer", phase="answer"),
        "accepted, nonsense": RuntimeError("an answer that no library expects"),
        "lost": InDoubt("the connection broke", phase="request"),
        "busy": TryAgain("busy", code="20503"),
        "busy, come later": TryAgain("busy", after_s=2400.0, code="20503"),
        "too fast": Busy("too fast", after_s=20.0, code="20429"),
        "unreachable": TryAgain("nobody listens", phase="connect"),
        "refused": Rejected("no", fault=Fault.MESSAGE, code="21617"),
        "refused address": Rejected("no", fault=Fault.ADDRESS, code="21614"),
        "opted out there": Rejected("no", fault=Fault.OPTED_OUT, code="21610"),
        "wrong setting": SettingWrong("the sender is not registered", code="30034"),
    }
    return errors.get(fate)


def _told(error: Exception | None) -> str:
    if error is None:
        return ACCEPTED
    if isinstance(error, TryAgain):
        return NOT_PROCESSED
    return REFUSED if isinstance(error, Rejected) else IN_DOUBT
