"""What may go wrong in one history, and how often: some histories are calm, some are hostile."""

from dataclasses import dataclass
from random import Random

from reminders.domain.instants import MINUTE, SECOND
from tests.simulation.baton import Baton, Crash

#: What the wire makes of a message, with its weight in a hostile history.
FATES = {
    "accepted": 60,
    "accepted, no answer": 6,
    "accepted, nonsense": 2,
    "lost": 5,
    "busy": 8,
    "busy, come later": 2,
    "too fast": 1,
    "refused": 2,
    "refused address": 1,
    "opted out there": 1,
    "wrong setting": 0.4,
}
_DOUBTFUL = {"lost": 40, "accepted, no answer": 40}


@dataclass(frozen=True, slots=True)
class Weather:
    """How often things go wrong in one history: per step, per commit, per message."""

    crash: float = 0.0
    pause: float = 0.0
    disk_full: float = 0.0
    confirmation_lost: float = 0.0
    network: bool = False
    clock_jumps: int = 0
    outages: int = 0
    workers: int = 1
    #: How likely it is that a message on its way makes somebody act.
    provocation: float = 0.0
    #: How many new patients share a number or an address with an earlier one.
    sharing: float = 0.3
    #: How many messages a worker arms at once; 0: each worker its own number.
    at_once: int = 0
    #: How many messages a second may leave by each channel; 0: no limit.
    rate: float = 0.0
    #: What comes of a message during an outage.
    outage: str = "unreachable"
    #: Most answers never come, and no news.
    doubtful: bool = False
    #: In how many days all patients are treated.
    days: int = 14

    @classmethod
    def of(cls, random: Random) -> "Weather":
        """Each kind of trouble is there or not, and more or less of it."""

        def some(most: float) -> float:
            return random.choice([0.0, most / 4, most])

        return cls(
            crash=some(0.004),
            pause=some(0.01),
            disk_full=some(0.01),
            confirmation_lost=some(0.01),
            network=random.random() < 0.7,
            clock_jumps=random.choice([0, 0, 1, 3]),
            outages=random.choice([0, 0, 1, 2]),
            workers=random.randint(1, 4),
            provocation=some(0.06),
            rate=random.choice([0.0, 0.0, 0.02, 0.2, 2.0]),
            outage=random.choice(["unreachable", "unreachable", "busy"]),
        )


class Chances:
    """Lets chance decide, for one process; `mortal` ones may crash."""

    def __init__(self, baton: Baton, weather: Weather, mortal: bool) -> None:
        self._baton = baton
        self._weather = weather
        self._mortal = mortal

    def step(self, what: str) -> None:
        """A place where others may go on, where this process may be kept for longer than a lease, or die."""
        baton = self._baton
        if baton.holder is None:
            return
        baton.note(what)
        baton.step(self._pause())
        if self._mortal and self._happens(self._weather.crash):
            baton.happens("dies")
            baton.holder.dead = True
            raise Crash

    def disk_full(self) -> bool:
        """Whether a commit fails."""
        return self._told("disk full", self._weather.disk_full)

    def confirmation_lost(self) -> bool:
        """Whether a commit goes through and nobody hears of it."""
        return self._told("confirmation lost", self._weather.confirmation_lost)

    def fate(self) -> str:
        """What the wire makes of a message."""
        if not self._weather.network or self._baton.holder is None:
            return "accepted"
        fates = FATES | _DOUBTFUL if self._weather.doubtful else FATES
        return self._baton.random.choices(list(fates), list(fates.values()))[0]

    def tells(self) -> bool:
        """Whether the provider answers who asks."""
        return not self._weather.network or self._baton.holder is None or self._baton.random.random() < 0.85

    @property
    def outage(self) -> str:
        """What comes of a message during one."""
        return self._weather.outage

    def latency(self) -> int:
        """How long one way over the wire takes, in micros: mostly less than a second, sometimes more than a lease."""
        random = self._baton.random
        if self._weather.network and random.random() < 0.04:
            return random.randrange(15 * SECOND, 3 * MINUTE)
        return random.randrange(20_000, SECOND // 2)

    def _pause(self) -> int:
        random = self._baton.random
        if not self._happens(self._weather.pause):
            return 0
        self._baton.happens("is kept waiting")
        return random.choice([random.randrange(12 * SECOND), random.randrange(60 * SECOND, 5 * MINUTE)])

    def _told(self, what: str, chance: float) -> bool:
        if self._baton.holder is None or not self._happens(chance):
            return False
        self._baton.happens(what)
        return True

    def _happens(self, chance: float) -> bool:
        return chance > 0 and self._baton.random.random() < chance


#: Everything goes wrong, and often.
HOSTILE = Weather(0.004, 0.02, 0.01, 0.02, network=True, clock_jumps=1, outages=3, workers=4, provocation=0.04)
