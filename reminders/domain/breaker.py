"""A provider that is out of order is left alone until a probe says that it works; then messages flow again, slowly at
first. Instants are micros UTC.

Closed: messages flow. Open (`opened_at`): none do. On trial (open, without `probe_at`): the probe went well, and one
message a second shows whether messages do too.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from reminders.domain.instants import MINUTE, SECOND

#: So many answers in a row that say that the provider does not work.
OPENS_AFTER = 5
#: From one probe to the next; the last repeats.
PROBES = (30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE)
#: A probe takes less.
PROBE_LASTS = MINUTE
#: Messages a second on trial.
ON_TRIAL = 1.0
#: After an outage the channel starts with so many messages a second and doubles every second, so long (seconds).
_RAMP_FROM, _RAMP_LASTS = 10.0, 8
_MOST = 30_000


class Sign(StrEnum):
    """What the end of an attempt says about the provider."""

    #: It answers, whatever it answers.
    WORKS = "works"
    #: It cannot be reached, or does not answer as it should.
    DOWN = "down"
    #: Nothing: nothing was asked of it.
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Breaker:
    """Of one transport."""

    failures: int = 0
    opened_at: int | None = None
    probe_at: int | None = None
    #: How many failed.
    probes: int = 0
    closed_at: int | None = None

    @property
    def on_trial(self) -> bool:
        """Whether the last probe went well and no message has yet."""
        return self.opened_at is not None and self.probe_at is None

    def set_back(self, until: int) -> "Breaker":
        """Somebody probes: nobody else does before then."""
        return replace(self, probe_at=until)


def heard(breaker: Breaker, sign: Sign, now: int) -> Breaker:
    """After one more answer. While it is open, what was on its way before says nothing new."""
    if sign is Sign.NONE or (breaker.opened_at is not None and not breaker.on_trial):
        return breaker
    if sign is Sign.WORKS:
        return Breaker(closed_at=now) if breaker.on_trial else replace(breaker, failures=0)
    failures = min(breaker.failures + 1, _MOST)
    if breaker.on_trial:
        return _open(replace(breaker, failures=failures, probes=min(breaker.probes + 1, _MOST)), now)
    if failures >= OPENS_AFTER:
        return _open(Breaker(failures), now)
    return replace(breaker, failures=failures)


def probed(breaker: Breaker, now: int, *, well: bool) -> Breaker:
    """After a probe."""
    if breaker.opened_at is None or breaker.on_trial:
        return breaker
    if well:
        return replace(breaker, probe_at=None)
    later = replace(breaker, probes=min(breaker.probes + 1, _MOST))
    return replace(later, probe_at=now + _wait(later))


def probe_due(breaker: Breaker, now: int) -> bool:
    """Whether it is time for a probe; also where the clock was put back and the time is out of reach."""
    return breaker.probe_at is not None and (now >= breaker.probe_at or breaker.probe_at > now + PROBES[-1])


def flow(breaker: Breaker, now: int) -> float | None:
    """How many messages a second it lets through; None: as many as there are."""
    if breaker.opened_at is None:
        return _ramp(breaker, now)
    # Where nobody probes, a message has to show it: better than to wait for ever.
    if breaker.probe_at is None or now > breaker.probe_at + 2 * PROBE_LASTS:
        return ON_TRIAL
    return 0.0


def unattended(breaker: Breaker, now: int) -> Breaker:
    """As it is now: on trial where a probe was due long ago and nobody made it."""
    overdue = breaker.probe_at is not None and now > breaker.probe_at + 2 * PROBE_LASTS
    return replace(breaker, probe_at=None) if overdue else breaker


def _open(breaker: Breaker, now: int) -> Breaker:
    return replace(breaker, opened_at=now, probe_at=now + _wait(breaker), closed_at=None)


def _wait(breaker: Breaker) -> int:
    return PROBES[min(breaker.probes, len(PROBES) - 1)]


def _ramp(breaker: Breaker, now: int) -> float | None:
    if breaker.closed_at is None or not 0 <= now - breaker.closed_at < _RAMP_LASTS * SECOND:
        return None
    return float(_RAMP_FROM * 2 ** ((now - breaker.closed_at) // SECOND))
