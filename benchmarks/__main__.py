"""python -m benchmarks: run the rows, print the table, write bench.json."""

import argparse
import contextlib
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from benchmarks.canary import Canary
from benchmarks.harness import ROOT, Outcome, Plan, Prepared, base_folder, measure
from benchmarks.judging import Verdict
from benchmarks.report import print_table, write_json
from benchmarks.rows import ALL, Benchmark

#: Seconds that a row's rounds may take in the default run.
SHORT_BUDGET_S = 30.0


def main(arguments: Sequence[str]) -> int:
    """0: every figure that could be judged was reached; 1: one was missed or a role failed; 2: a name is not known."""
    options = _parser().parse_args(arguments)
    known = {benchmark.name: benchmark for benchmark in ALL}
    unknown = [name for name in options.only if name not in known]
    if unknown:
        sys.stderr.write(f"--only: {', '.join(unknown)}: not known; there are {', '.join(known)}\n")
        return 2
    plan = Plan(
        options.full, float("inf") if options.full else SHORT_BUDGET_S, options.rounds, options.size, options.seed
    )
    outcomes = _run([known[name] for name in options.only] or list(ALL), plan)
    print_table(outcomes, Console(width=None if sys.stdout.isatty() else 160))
    write_json(outcomes, plan, options.output)
    sys.stdout.write(f"Written to {options.output}\n")
    verdicts = {judged.verdict for outcome in outcomes for judged in outcome.judged()}
    return 1 if verdicts & {Verdict.MISSED, Verdict.FAILED} else 0


def _run(benchmarks: Sequence[Benchmark], plan: Plan) -> list[Outcome]:
    canary = Canary()
    canary.settle()
    with base_folder() as base, _saying() as say:
        prepared = Prepared(base)
        return [measure(benchmark, plan, canary, prepared, say) for benchmark in benchmarks]


@contextlib.contextmanager
def _saying() -> Iterator[Callable[[str], None]]:
    """A moving line on a terminal; in a log, a line for each step."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda text: console.print(f"{datetime.now(UTC):%H:%M:%S} {text}", highlight=False)
        return
    with console.status("Measuring…") as status:
        yield status.update


def _end(number: int, _frame: object) -> None:
    """On SIGTERM, so that scratch folders go."""
    raise SystemExit(128 + number)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("./dev bench", description="Speed and memory beside peers and limits.")
    parser.add_argument("--full", action="store_true", help="full sizes and all rounds; takes hours")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="this row; may be given again")
    parser.add_argument("--rounds", type=int, metavar="N", help="exactly so many rounds")
    parser.add_argument("--size", type=int, metavar="N", help="so many units for every role, to try things out")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the order of turns")
    parser.add_argument("--output", type=Path, default=ROOT / "bench.json", metavar="FILE", help="default: bench.json")
    return parser


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    sys.exit(main(sys.argv[1:]))
