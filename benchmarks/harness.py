"""Rounds: every role of a row in turn, shuffled, each in a fresh process on a fresh folder."""

import contextlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.canary import Canary, glance
from benchmarks.judging import ENOUGH_ROUNDS, Judged, Measured, Round, judge
from benchmarks.measuring import read_measured
from benchmarks.rows import Benchmark, Role

ROOT = Path(__file__).resolve().parents[1]

#: A row whose round is shorter than this gets MANY_ROUNDS, else the fewest that may be judged.
SHORT_ROUND_S = 10.0
MANY_ROUNDS = 15
#: No turn may last longer.
TURN_LIMIT_S = 1800.0


class TurnError(Exception):
    """A measuring process did not end well; the text is its last words."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to run."""

    full: bool = False
    #: Seconds that a row's rounds may take together, once it has had the fewest that may be judged.
    row_budget_s: float = float("inf")
    #: Exactly so many rounds, whatever they take; None: by the rules above.
    rounds: int | None = None
    #: Overrides every size (for trying things out).
    size: int | None = None
    seed: int = 1


@dataclass(slots=True)
class Outcome:
    """A row after its rounds."""

    benchmark: Benchmark
    rounds: list[Round] = field(default_factory=list)
    #: Role name → reason.
    failures: dict[str, str] = field(default_factory=dict)

    def judged(self) -> list[Judged]:
        """Every check of the row with its verdict."""
        return [judge(check, self.rounds, self.failures) for check in self.benchmark.checks]


def measure(
    benchmark: Benchmark, plan: Plan, canary: Canary, prepared: "Prepared", say: Callable[[str], None]
) -> Outcome:
    """Run a row's rounds."""
    outcome = Outcome(benchmark)
    order = random.Random(f"{plan.seed} {benchmark.name}")
    started = time.monotonic()
    done = 0
    while done == 0 or _another(plan, done, time.monotonic() - started):
        say(f"{benchmark.name}: round {done + 1}")
        roles = [role for role in benchmark.roles if role.name not in outcome.failures]
        order.shuffle(roles)
        for role in roles:
            _turn(role, plan, canary, prepared, outcome)
        if done == 0:
            started += prepared.seconds_spent()
        done += 1
    return outcome


def _another(plan: Plan, done: int, spent_s: float) -> bool:
    """Fifteen rounds where one takes under ten seconds, else three; fewer when the row's time is used up."""
    if plan.rounds is not None:
        return done < plan.rounds
    if done < ENOUGH_ROUNDS:
        return True
    average = spent_s / done
    return average < SHORT_ROUND_S and done < MANY_ROUNDS and spent_s + average < plan.row_budget_s


def _turn(role: Role, plan: Plan, canary: Canary, prepared: "Prepared", outcome: Outcome) -> None:
    size = plan.size or (role.full if plan.full else role.short)
    try:
        folder = prepared.folder(role.prepare, plan.size or (role.prepare_full if plan.full else role.prepare_short))
        before = glance()
        with scratch_folder(prepared.base) as scratch:
            measured = run_child(role.run, size, scratch, folder)
        disturbed = canary.disturbance(before, glance())
    except TurnError as failed:
        outcome.failures[role.name] = str(failed)
        return
    if measured is None:
        outcome.failures[role.name] = "said nothing"
        return
    outcome.rounds.append(Round(role.name, measured, disturbed))


@dataclass(slots=True)
class Prepared:
    """Folders that preparations filled, each made once a run."""

    base: Path
    _folders: dict[tuple[str, int], Path] = field(default_factory=dict)
    _spent_s: float = 0.0

    def folder(self, prepare: str, size: int) -> Path:
        """What `prepare` leaves for this size. Raises TurnError when it cannot."""
        if not prepare:
            return self.base
        key = (prepare, size)
        if key not in self._folders:
            started = time.monotonic()
            folder = Path(tempfile.mkdtemp(prefix="prepared-", dir=self.base))
            run_child(prepare, size, folder, folder)
            self._folders[key] = folder
            self._spent_s += time.monotonic() - started
        return self._folders[key]

    def seconds_spent(self) -> float:
        """Seconds spent on preparing since this was last asked."""
        spent, self._spent_s = self._spent_s, 0.0
        return spent


def run_child(where: str, size: int, scratch: Path, prepared: Path) -> Measured | None:
    """One measuring process. None when it printed nothing. Raises TurnError with its last words."""
    command = [sys.executable, "-m", "benchmarks.run", where, str(size), str(scratch), str(prepared)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TURN_LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        raise TurnError(f"took longer than {TURN_LIMIT_S:.0f} s") from None
    if done.returncode != 0:
        words = done.stderr.strip().splitlines()
        raise TurnError(words[-1] if words else f"ended with code {done.returncode}")
    lines = done.stdout.strip().splitlines()
    return read_measured(lines[-1]) if lines else None


@contextlib.contextmanager
def scratch_folder(base: Path) -> Iterator[Path]:
    """An empty folder, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="turn-", dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def base_folder() -> Iterator[Path]:
    """Where all of a run's files live: in the project, so on a real disk, the same one for every role."""
    cache = ROOT / ".cache"
    cache.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=cache))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
