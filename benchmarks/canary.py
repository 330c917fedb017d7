"""Is the machine quiet enough to judge? Two witnesses: a fixed loop of work, and the CPU that others used meanwhile."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: The loop may take this many times its best of the whole run before a turn counts as disturbed.
SLOWEST_PACE = 1.2
#: Others may use this share of one core during a turn.
FOREIGN_CORES = 0.25

_LOOPS = 60_000
_STAT = Path("/proc/stat")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Glance:
    """The machine at one moment. All seconds."""

    at: float
    #: CPU time of all cores that was not idle, since boot.
    busy_s: float
    #: CPU time of this process and of every process that it has waited for.
    own_s: float
    #: Wall time of the canary loop just now.
    pace_s: float


def glance() -> Glance:
    """Look once; takes about ten milliseconds."""
    pace = min(_loop_seconds() for _ in range(5))
    times = os.times()
    own = times.user + times.system + times.children_user + times.children_system
    return Glance(time.monotonic(), _busy_seconds(), own, pace)


@dataclass(slots=True)
class Canary:
    """Keeps the best pace of a run and says which turns were disturbed."""

    best_pace_s: float = float("inf")

    def disturbance(self, before: Glance, after: Glance) -> str:
        """Why the time between two glances cannot be judged, in words; empty when it can."""
        self.best_pace_s = min(self.best_pace_s, before.pace_s, after.pace_s)
        pace = max(before.pace_s, after.pace_s) / self.best_pace_s
        if pace > SLOWEST_PACE:
            return f"the canary loop took {pace:.2f} times its best"
        others = foreign_cores(before, after)
        return f"others used {others:.2f} of a core" if others > FOREIGN_CORES else ""

    def settle(self, look: Callable[[], Glance] = glance) -> None:
        """Learn the best pace before anything is measured."""
        for _ in range(10):
            self.best_pace_s = min(self.best_pace_s, look().pace_s)


def foreign_cores(before: Glance, after: Glance) -> float:
    """CPU that others used between two glances, in cores; never below 0."""
    elapsed = after.at - before.at
    foreign = (after.busy_s - before.busy_s) - (after.own_s - before.own_s)
    return max(0.0, foreign / elapsed) if elapsed > 0 else 0.0


def _loop_seconds() -> float:
    started = time.perf_counter()
    total = 0
    for number in range(_LOOPS):
        total += number
    return time.perf_counter() - started


def _busy_seconds() -> float:
    """Everything but idle and waiting for disks, stolen time included; 0 on a system without /proc."""
    if not _STAT.exists():
        return 0.0
    fields = [int(field) for field in _STAT.read_text().split("\n", 1)[0].split()[1:9]]
    user, nice, system, _idle, _iowait, irq, softirq, steal = fields
    return (user + nice + system + irq + softirq + steal) / _TICKS
