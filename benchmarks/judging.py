"""The arithmetic: from rounds to figures, from figures to verdicts. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

#: Fewer clean rounds of a role than this give a figure, but no verdict.
ENOUGH_ROUNDS = 3

#: The metric that every measurement has: wall seconds for one unit of work.
COST = "cost"


class Rule(StrEnum):
    """How a subject is compared with another role, or with a bound."""

    #: other / subject must be at least the target.
    FASTER = "times as fast, at least"
    #: subject / other must be at most the target.
    COSTLIER = "times the cost, at most"
    #: subject - other must be at most the target.
    MORE = "more, at most"
    #: The subject itself must be at most the target.
    WITHIN = "at most"


class Pick(StrEnum):
    """Which of the clean rounds stands for all."""

    BEST = "best"
    MEDIAN = "median"
    WORST = "worst"


class Verdict(StrEnum):
    """What a check ends with."""

    MET = "met"
    MISSED = "missed"
    #: No target was set: the figure is told, not judged.
    TOLD = "told"
    BUSY = "not judged: machine busy"
    FEW = "not judged: too few rounds"
    #: A role of it failed; the reason is kept beside it.
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Measured:
    """What one measuring process says about itself. Seconds are wall seconds of the measured part only."""

    seconds: float
    #: Messages, rows or renders done in that time.
    units: int
    cpu_s: float = 0.0
    #: Resident memory at the end, bytes.
    rss_bytes: int = 0
    #: Digest of what a sink received, after it was found equal to what was sent; empty where nothing is sent.
    ids: str = ""
    #: Further named figures in base units (seconds, bytes, shares).
    figures: Mapping[str, float] = field(default_factory=dict)

    def metric(self, name: str) -> float:
        """A named figure, or the cost of one unit in seconds. Raises KeyError for a name it does not have."""
        if name == COST:
            return self.seconds / self.units
        return self.figures[name]


@dataclass(frozen=True, slots=True)
class Round:
    """One turn of one role."""

    role: str
    measured: Measured
    #: Why the machine was too busy for this turn to count; empty when it was quiet.
    disturbed: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One figure to reach."""

    #: What the subject is held against, in words.
    against: str
    subject: str
    rule: Rule
    #: None: told only.
    target: float | None = None
    #: The role on the other side; empty for Rule.WITHIN.
    other: str = ""
    metric: str = COST
    #: How the two figures are shown: "/s" (from a cost), "us", "ms", "s", "MB", "%".
    unit: str = "/s"
    pick: Pick = Pick.BEST


@dataclass(frozen=True, slots=True)
class Judged:
    """A check with its figures, in base units."""

    check: Check
    verdict: Verdict
    subject: float | None = None
    other: float | None = None
    figure: float | None = None
    note: str = ""


def judge(check: Check, rounds: Sequence[Round], failures: Mapping[str, str]) -> Judged:
    """Hold the rounds of a row against one check. `failures` gives the reason for each role that failed."""
    roles = [role for role in (check.subject, check.other) if role]
    for role in roles:
        if role in failures:
            return Judged(check, Verdict.FAILED, note=f"{role}: {failures[role]}")
    subject = _figure_of(check, check.subject, rounds)
    other = _figure_of(check, check.other, rounds) if check.other else None
    figure = compare(check.rule, subject, other)
    return Judged(check, _verdict(check, figure, rounds, roles), subject, other, figure, _note(rounds, roles))


def compare(rule: Rule, subject: float, other: float | None) -> float:
    """The one figure that a rule looks at. Raises ValueError when the rule needs another role and has none."""
    if rule is Rule.WITHIN:
        return subject
    if other is None:
        raise ValueError(f"{rule.name} needs another role to compare with")
    if rule is Rule.FASTER:
        return other / subject
    return subject / other if rule is Rule.COSTLIER else subject - other


def reached(rule: Rule, figure: float, target: float) -> bool:
    """Does the figure keep the target? A figure equal to its target does."""
    return figure >= target if rule is Rule.FASTER else figure <= target


def pick_of(pick: Pick, values: Sequence[float]) -> float:
    """The value that stands for all; every metric here is better when it is smaller."""
    if pick is Pick.MEDIAN:
        return float(median(values))
    return min(values) if pick is Pick.BEST else max(values)


def _figure_of(check: Check, role: str, rounds: Sequence[Round]) -> float:
    turns = [turn for turn in rounds if turn.role == role]
    clean = [turn for turn in turns if not turn.disturbed]
    return pick_of(check.pick, [turn.measured.metric(check.metric) for turn in clean or turns])


def _verdict(check: Check, figure: float, rounds: Sequence[Round], roles: Sequence[str]) -> Verdict:
    if check.target is None:
        return Verdict.TOLD
    for role in roles:
        turns = [turn for turn in rounds if turn.role == role]
        if len(turns) < ENOUGH_ROUNDS:
            return Verdict.FEW
        if sum(not turn.disturbed for turn in turns) < ENOUGH_ROUNDS:
            return Verdict.BUSY
    return Verdict.MET if reached(check.rule, figure, check.target) else Verdict.MISSED


def _note(rounds: Sequence[Round], roles: Sequence[str]) -> str:
    disturbed = [turn for turn in rounds if turn.role in roles and turn.disturbed]
    total = sum(turn.role in roles for turn in rounds)
    return f"{len(disturbed)} of {total} turns disturbed, last: {disturbed[-1].disturbed}" if disturbed else ""
