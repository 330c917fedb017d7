"""What every measuring process uses: its job, its stopwatch, its memory, its check of what arrived."""

import hashlib
import json
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from benchmarks.judging import Measured


@dataclass(frozen=True, slots=True)
class Job:
    """One turn of one role."""

    #: How many units to do.
    size: int
    #: An empty folder for this turn alone.
    scratch: Path
    #: What the row's preparation left; read-only, shared by all turns of the run.
    prepared: Path


class Stopwatch:
    """Wall and CPU seconds of a with-block, in this process."""

    seconds = 0.0
    cpu_s = 0.0

    def __enter__(self) -> "Stopwatch":
        self.start_again()
        return self

    def start_again(self) -> None:
        """Forget the time so far: it was preparation."""
        self._cpu = time.process_time()
        self._wall = time.perf_counter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds = time.perf_counter() - self._wall
        self.cpu_s = time.process_time() - self._cpu


class ArrivalError(Exception):
    """What arrived is not what was sent: the measurement is worth nothing."""


def digest_of_equal(sent: Iterable[str], received: Iterable[str]) -> str:
    """The digest of what arrived when it is what was sent, each once. Raises ArrivalError with the counts otherwise."""
    wanted, got = Counter(sent), Counter(received)
    if wanted != got:
        missing, extra = (wanted - got).total(), (got - wanted).total()
        raise ArrivalError(f"sent {wanted.total()}, received {got.total()}: {missing} missing, {extra} too many")
    return hashlib.sha256("\n".join(sorted(got)).encode()).hexdigest()


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed. Raises ValueError for no values."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    rank = -(-len(ordered) * share // 1)
    return ordered[max(0, int(rank) - 1)]


def resident_bytes(of: str = "VmRSS", pid: int | None = None) -> int:
    """Memory of a process now ("VmRSS") or at its peak ("VmHWM")."""
    for line in Path(f"/proc/{pid or os.getpid()}/status").read_text().splitlines():
        if line.startswith(of + ":"):
            return int(line.split()[1]) * 1024
    raise LookupError(of)


def wait_until(at: datetime) -> None:
    """Sleep until an instant. Raises AssertionError when it is past: getting ready took too long."""
    left_s = (at - datetime.now(UTC)).total_seconds()
    if left_s < 0:
        raise AssertionError(f"was ready {-left_s:.1f} s too late")
    time.sleep(left_s)


def measured(watch: Stopwatch, units: int, *, ids: str = "", **figures: float) -> Measured:
    """The usual result of a role."""
    return Measured(watch.seconds, units, watch.cpu_s, resident_bytes(), ids, figures)


def copy_durably(source: Path, target: Path) -> None:
    """Copy a file and wait until it is on the disk, so that its writing does not disturb what is measured next."""
    shutil.copyfile(source, target)
    with target.open("rb+") as copied:
        os.fsync(copied.fileno())


def write_measured(result: Measured) -> None:
    """One JSON line on stdout, the last thing a measuring process says."""
    sys.stdout.write(json.dumps(asdict(result)) + "\n")


def read_measured(line: str) -> Measured:
    """The other side of write_measured. Raises ValueError or TypeError for anything else."""
    return Measured(**json.loads(line))
