"""The time machine: patients treated over half a year, simulated to the end of the year."""

from datetime import UTC, datetime, timedelta

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, measured
from benchmarks.peers.raw_sqlite import CSV
from benchmarks.people import csv_lines
from benchmarks.subjects.house import settings
from reminders.actions.simulate import SimulationRequest, simulate

_FIRST = datetime(2026, 1, 5, tzinfo=UTC)
_UNTIL = datetime(2027, 1, 5, 5, 0, tzinfo=UTC)
_HALF_A_YEAR_MINUTES = 182 * 24 * 60


def a_year(job: Job) -> Measured:
    """Every row must be used and end in the calendar."""
    file = job.scratch / CSV
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(csv_lines(job.size, lambda number: _treated_at(number, job.size)))
    with Stopwatch() as watch:
        done = simulate(settings(job.scratch), SimulationRequest(file, until=_UNTIL, seed=1))
    if (done.rows, done.repeated, done.beyond, len(done.rejected)) != (job.size, 0, 0, 0):
        raise AssertionError(f"{done.rows} rows, {done.repeated} repeated, {len(done.rejected)} rejected")
    return measured(watch, job.size, whole_s=watch.seconds)


def _treated_at(number: int, count: int) -> str:
    """During the day, on one of the days of half a year."""
    at = _FIRST + timedelta(minutes=number * _HALF_A_YEAR_MINUTES // count)
    return at.replace(hour=9 + number % 8).strftime("%Y-%m-%dT%H:%M")
