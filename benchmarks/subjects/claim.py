"""The service claims what is due: five hundred at a time, one durable transaction each."""

import sqlite3
from pathlib import Path

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, copy_durably, measured
from benchmarks.subjects.crowd import multiply
from benchmarks.subjects.dispatch import prepare_texts
from benchmarks.subjects.house import DATABASE, NOON, Clock, settings
from reminders.app import open_app
from reminders.store.due import claim_texts

CLAIM = 500
_WORKER = "bench"


def claim_500(job: Job) -> Measured:
    """`size` claims in a row, with so many due at that moment, whatever else is pending."""
    copy_durably(job.prepared / DATABASE, job.scratch / DATABASE)
    now = _instant_when_due(job.scratch / DATABASE, (job.size + 1) * CLAIM)
    app = open_app(settings(job.scratch), Clock(NOON))
    with app.database.write() as work:
        claimed = set(claim_texts(work, now, _WORKER, CLAIM).rows)
    with Stopwatch() as watch:
        for _ in range(job.size):
            with app.database.write() as work:
                claimed.update(claim_texts(work, now, _WORKER, CLAIM).rows)
    app.close()
    if len(claimed) != (job.size + 1) * CLAIM:
        raise AssertionError(f"{len(claimed)} distinct messages were claimed, not {(job.size + 1) * CLAIM}")
    return measured(watch, job.size)


def prepare_pending(job: Job) -> None:
    """`size` messages in the due queue."""
    prepare_texts(Job(1000, job.scratch, job.prepared))
    multiply(job.scratch / DATABASE, job.size)


def _instant_when_due(path: Path, count: int) -> int:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT due_at FROM due_queue ORDER BY due_at LIMIT 1 OFFSET ?", (count - 1,)).fetchone()
    connection.close()
    return int(found[0])
