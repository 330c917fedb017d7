"""The service imports a file of patients, all of them new, each at a number of their own while there are numbers."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, measured
from benchmarks.memory_watch import MemoryWatch
from benchmarks.peers.raw_sqlite import AFTER, BEFORE, CSV
from benchmarks.people import csv_lines
from benchmarks.subjects.house import NOON, Clock, new_house, snapshot
from reminders.actions.importing import apply
from reminders.app import App

#: The newest treatment, by the clinic's clock: two hours before the import.
_NEWEST = datetime(2026, 3, 4, 10, 0)  # noqa: DTZ001 - as a file names it
#: Some two hundred treatments a day, each with a time of its own.
_APART = timedelta(minutes=7)


def prepare(job: Job) -> None:
    """The file, and the database before and after, for the limit to write the same rows."""
    with (job.scratch / CSV).open("w", encoding="utf-8") as file:
        file.writelines(csv_lines(job.size, _treated_at))
    app = new_house(job.scratch, Clock(NOON))
    app.database.checkpoint()
    snapshot(job.scratch, BEFORE)
    _import(app, job.scratch / CSV, job.size)
    app.close()
    snapshot(job.scratch, AFTER)


def import_file(job: Job) -> Measured:
    """As `reminders import` does it, the second process that it may start included."""
    file = job.scratch / CSV
    shutil.copyfile(job.prepared / CSV, file)
    app = new_house(job.scratch, Clock(NOON))
    app.close()
    with MemoryWatch() as memory, Stopwatch() as watch:
        _import(app, file, job.size)
    app.close()
    return measured(watch, job.size, above_idle_bytes=memory.above)


def _import(app: App, file: Path, size: int) -> None:
    done = apply.import_file(app, apply.ImportRequest(file))
    if (done.rows, done.enrolled, done.rejected) != (size, size, 0):
        raise AssertionError(f"{done.enrolled} of {done.rows} rows enrolled, {done.rejected} rejected; wanted {size}")


def _treated_at(number: int) -> str:
    return (_NEWEST - number * _APART).isoformat(timespec="minutes")
