"""Peer: APScheduler with one date job per message in its SQLAlchemyJobStore on SQLite, synchronous=FULL.

The store is as it comes, with SQLite's rollback journal; `add_jobs_tuned` gives it a write-ahead log by hand.
"""

import pickle
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import create_engine, event

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, copy_durably, digest_of_equal, measured, percentile, wait_until
from benchmarks.peers.twilio_loop import Poster, number_of, numbers
from benchmarks.sinks.processes import Received, Sink

#: A steady pace is held so long.
SECONDS = 10

_FUTURE = timedelta(days=30)
#: A job's function is found by name, so what it needs is here.
_poster: Poster | None = None


def add_jobs(job: Job) -> Measured:
    """`add_job` for each message, each in the store's own durable transaction."""
    return _add_all(job, _started(job.scratch / "jobs.db", grace_s=None))


def add_jobs_tuned(job: Job) -> Measured:
    """The same with a write-ahead log, which the store does not ask for by itself."""
    return _add_all(job, _started(job.scratch / "jobs.db", grace_s=None, journal="WAL"))


def _add_all(job: Job, scheduler: BackgroundScheduler) -> Measured:
    # It runs, as it must: only the process that runs a store's jobs may add to it.
    scheduler.resume()
    due_at = datetime.now(UTC) + _FUTURE
    with Stopwatch() as watch:
        for index in range(job.size):
            _add(scheduler, index, due_at + timedelta(seconds=index))
    scheduler.shutdown(wait=False)
    return measured(watch, job.size)


def prepare_jobs(job: Job) -> None:
    """Fill a job store, without waiting for the disk."""
    scheduler = _started(job.scratch / "jobs.db", None, synchronous="OFF")
    due_at = datetime.now(UTC) + _FUTURE
    for index in range(job.size):
        _add(scheduler, index, due_at)
    scheduler.shutdown()


def dispatch_patiently(job: Job) -> Measured:
    """All jobs due at once, misfire grace off: each is run, however late. Every message must arrive."""
    result, missed = _dispatch(job, None)
    if missed:
        raise AssertionError(f"{missed} jobs were skipped with the misfire grace off")
    return result


def dispatch_by_default(job: Job) -> Measured:
    """The same with APScheduler's default grace of one second, as a job gets it: what comes later is dropped."""
    return _dispatch(job, 1)[0]


def prepare_paced(job: Job) -> None:
    """A job store for `lateness` at `size` a second."""
    prepare_jobs(Job(job.size * SECONDS, job.scratch, job.prepared))


def lateness(job: Job) -> Measured:
    """Jobs due at a steady `size` a second for SECONDS; how late each arrives. Misfire grace off, so all do."""
    count = job.size * SECONDS
    copy_durably(job.prepared / "jobs.db", job.scratch / "jobs.db")
    with Stopwatch() as watch:
        ran = _run(job.scratch, count, None, 1 / job.size, watch.start_again)
    digest = digest_of_equal(numbers(count), map(number_of, ran.received))
    late = [one.at - ran.first_at.timestamp() - int(number_of(one)) / job.size for one in ran.received]
    return measured(watch, count, ids=digest, p50_s=percentile(late, 0.5), p99_s=percentile(late, 0.99))


def send(number: int) -> None:
    """What each job does."""
    assert _poster is not None
    _poster.post(number)


def _dispatch(job: Job, grace_s: int | None) -> tuple[Measured, int]:
    copy_durably(job.prepared / "jobs.db", job.scratch / "jobs.db")
    with Stopwatch() as watch:
        ran = _run(job.scratch, job.size, grace_s, 0.0, watch.start_again)
    arrived = list(map(number_of, ran.received))
    if grace_s is None:
        digest_of_equal(numbers(job.size), arrived)
    digest = digest_of_equal(set(arrived), arrived)
    return measured(watch, job.size, ids=digest, lost_share=1 - len(arrived) / job.size), ran.missed


def _make_due(path: Path, grace_s: int | None, due_at: Callable[[int], datetime]) -> None:
    """Give every stored job its instant and this grace, as if it had been added so."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT id, job_state FROM apscheduler_jobs").fetchall()
        changed = [_changed(name, pickle.loads(state), grace_s, due_at) for name, state in rows]
        connection.executemany("UPDATE apscheduler_jobs SET next_run_time = ?, job_state = ? WHERE id = ?", changed)
    connection.close()


def _changed(
    name: str, job: dict[str, Any], grace_s: int | None, due_at: Callable[[int], datetime]
) -> tuple[float, bytes, str]:
    at = due_at(job["args"][0])
    job["next_run_time"] = job["trigger"].run_date = at
    job["misfire_grace_time"] = grace_s
    return at.timestamp(), pickle.dumps(job, pickle.HIGHEST_PROTOCOL), name


@dataclass(frozen=True, slots=True)
class _Ran:
    """What a filled job store did."""

    first_at: datetime
    received: list[Received]
    #: Jobs that were skipped.
    missed: int


def _run(scratch: Path, count: int, grace_s: int | None, pace_s: float, ready: Callable[[], None]) -> _Ran:
    """Run a filled job store until each job was executed or skipped. Jobs are due `pace_s` apart; `ready` is called
    when the first one is.
    """
    global _poster
    path = scratch / "jobs.db"
    with Sink("http_sink", scratch) as sink:
        # The SDK imports most of itself at its first request.
        _poster = Poster(sink.url)
        _poster.post(0)
        sink.forget()
        first_at = datetime.now(UTC) + timedelta(seconds=2 + count / 2000)
        _make_due(path, grace_s, lambda number: first_at + timedelta(seconds=number * pace_s))
        scheduler = _started(path, grace_s)
        outcomes = _Outcomes(scheduler, count)
        scheduler.resume()
        wait_until(first_at)
        ready()
        outcomes.wait(600)
        scheduler.shutdown()
        return _Ran(first_at, sink.received(), outcomes.missed)


class _Outcomes:
    """Counts what became of the jobs."""

    def __init__(self, scheduler: BackgroundScheduler, count: int) -> None:
        self._left = count
        self.missed = 0
        self._lock = threading.Lock()
        self._done = threading.Event()
        scheduler.add_listener(self._note, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR | EVENT_JOB_MISSED)

    def wait(self, timeout_s: float) -> None:
        """Until every job had its outcome. Raises TimeoutError with the number still open."""
        if not self._done.wait(timeout_s):
            raise TimeoutError(f"{self._left} jobs without an outcome after {timeout_s:.0f} s")

    def _note(self, event: JobExecutionEvent) -> None:
        with self._lock:
            self.missed += event.code == EVENT_JOB_MISSED
            self._left -= 1
            if self._left == 0:
                self._done.set()


def _started(
    path: Path, grace_s: int | None, synchronous: str = "FULL", journal: str = "DELETE"
) -> BackgroundScheduler:
    """A scheduler on a job store, started but not yet running jobs."""
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute(f"PRAGMA synchronous = {synchronous}")

    scheduler = BackgroundScheduler(
        timezone=UTC,
        jobstores={"default": SQLAlchemyJobStore(engine=engine)},
        job_defaults={"misfire_grace_time": grace_s},
    )
    scheduler.start(paused=True)
    return scheduler


def _add(scheduler: BackgroundScheduler, number: int, due_at: datetime) -> None:
    scheduler.add_job(send, "date", run_date=due_at, args=(number,), id=f"message-{number}", name="message")
