"""The table for people and bench.json for programs."""

import json
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.harness import Outcome, Plan
from benchmarks.judging import COST, Judged, Rule, Verdict

_STYLES: Mapping[Verdict, str] = {Verdict.MET: "green", Verdict.MISSED: "bold red", Verdict.FAILED: "bold red"}
_SCALES: Mapping[str, float] = {"us": 1e6, "ms": 1e3, "s": 1.0, "MB": 1e-6, "%": 100.0}


def print_table(outcomes: Sequence[Outcome], console: Console) -> None:
    """One line for each check."""
    table = Table(title="Speed and memory", title_justify="left", show_lines=False)
    for name in ("what", "against", "ours", "theirs", "ratio", "target", "verdict"):
        table.add_column(name, justify="right" if name in ("ours", "theirs", "ratio", "target") else "left")
    for outcome in outcomes:
        title = outcome.benchmark.title
        for judged in outcome.judged():
            table.add_row(title, *_cells(judged), style=_STYLES.get(judged.verdict, ""))
            title = ""
    console.print(table)
    _print_notes(outcomes, console)


def write_json(outcomes: Sequence[Outcome], plan: Plan, path: Path) -> None:
    """Every figure, every round, and the machine."""
    document = {
        "measured_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "machine": _machine(),
        "plan": {"full": plan.full, "rounds": plan.rounds, "size": plan.size, "seed": plan.seed},
        "rows": [_row(outcome) for outcome in outcomes],
    }
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def shown(value: float | None, unit: str) -> str:
    """A figure in base units as people read it: a cost in seconds as a rate, the others scaled."""
    if value is None:
        return ""
    if unit == "/s":
        return f"{1 / value:,.0f}/s"
    return (
        f"{value * _SCALES[unit]:,.3g} {unit}"
        if value * _SCALES[unit] < 100
        else f"{value * _SCALES[unit]:,.0f} {unit}"
    )


def _cells(judged: Judged) -> tuple[str, ...]:
    check = judged.check
    return (
        check.against,
        shown(judged.subject, check.unit),
        shown(judged.other, check.unit),
        _compared(judged.figure, check.rule, check.unit),
        _target(judged),
        judged.verdict.value,
    )


def _compared(figure: float | None, rule: Rule, unit: str) -> str:
    if figure is None or rule is Rule.WITHIN:
        return ""
    return shown(figure, unit) if rule is Rule.MORE else f"{figure:.3g} ×"


def _target(judged: Judged) -> str:
    check = judged.check
    if check.target is None:
        return ""
    sign = "≥" if check.rule is Rule.FASTER else "≤"
    bound = shown(check.target, check.unit) if check.rule in (Rule.WITHIN, Rule.MORE) else f"{check.target:.3g} ×"
    return f"{sign} {bound}"


def _print_notes(outcomes: Sequence[Outcome], console: Console) -> None:
    for outcome in outcomes:
        notes = dict.fromkeys(judged.note for judged in outcome.judged() if judged.note)
        for note in notes:
            console.print(f"{outcome.benchmark.name}: {note}", markup=False, highlight=False)


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "name": outcome.benchmark.name,
        "title": outcome.benchmark.title,
        "checks": [_check(judged) for judged in outcome.judged()],
        "rounds": [{**asdict(turn), "unit_cost_s": turn.measured.metric(COST)} for turn in outcome.rounds],
        "failures": outcome.failures,
    }


def _check(judged: Judged) -> dict[str, Any]:
    check = judged.check
    return {
        "against": check.against,
        "subject": {"role": check.subject, "figure": judged.subject},
        "other": {"role": check.other, "figure": judged.other} if check.other else None,
        "metric": check.metric,
        "rule": check.rule.value,
        "figure": judged.figure,
        "target": check.target,
        "verdict": judged.verdict.value,
        "note": judged.note,
    }


def _machine() -> dict[str, Any]:
    cpu = Path("/proc/cpuinfo")
    models = [line.partition(":")[2].strip() for line in _lines(cpu) if line.startswith("model name")]
    return {
        "system": platform.system(),
        "cpu": models[0] if models else platform.machine(),
        "cores": len(models),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []
