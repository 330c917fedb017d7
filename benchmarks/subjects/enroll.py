"""The service enrolls: one durable transaction a patient, from one thread and from sixteen."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, measured
from benchmarks.peers.raw_sqlite import AFTER, BEFORE
from benchmarks.subjects.house import NOON, Clock, enrollment, new_house, snapshot
from reminders.actions.enroll import enroll
from reminders.app import App

THREADS = 16
_TREATED_AT = NOON - timedelta(minutes=10)


def one_thread(job: Job) -> Measured:
    """One after the other."""
    app = _warm(job.scratch)
    with Stopwatch() as watch:
        for number in range(job.size):
            enroll(app, enrollment(number, _TREATED_AT))
    return measured(watch, _messages(app))


def sixteen_threads(job: Job) -> Measured:
    """At once, from sixteen threads; how long the unluckiest call took."""
    app = _warm(job.scratch)
    with ThreadPoolExecutor(THREADS) as pool, Stopwatch() as watch:
        waits = list(pool.map(lambda first: _enroll_share(app, first, job.size), range(THREADS)))
    return measured(watch, _messages(app), longest_wait_s=max(waits))


def prepare_replay(job: Job) -> None:
    """The database before and after, for the limit to write the same rows."""
    app = _warm(job.scratch)
    app.database.checkpoint()
    snapshot(job.scratch, BEFORE)
    for number in range(job.size):
        enroll(app, enrollment(number, _TREATED_AT))
    app.close()
    snapshot(job.scratch, AFTER)


def _warm(folder: Path) -> App:
    """A new house where one patient was enrolled, so that templates are compiled and the connection is open."""
    app = new_house(folder, Clock(NOON))
    enroll(app, enrollment(-1, _TREATED_AT))
    return app


def _enroll_share(app: App, first: int, size: int) -> float:
    longest = 0.0
    for number in range(first, size, THREADS):
        started = time.perf_counter()
        enroll(app, enrollment(number, _TREATED_AT))
        longest = max(longest, time.perf_counter() - started)
    return longest


def _messages(app: App) -> int:
    """Planned messages of all but the warm-up."""
    with app.database.read() as work:
        rows = work.all("SELECT COUNT(*) FROM message GROUP BY patient_id ORDER BY patient_id")
    app.close()
    return sum(row[0] for row in rows[1:])
