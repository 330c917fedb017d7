"""`reminders worker` as a process of its own, on the machine's clock: its memory, and how soon it sends."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.judging import Measured
from benchmarks.measuring import Job, copy_durably, resident_bytes
from benchmarks.sinks.processes import Sink
from benchmarks.subjects.crowd import multiply
from benchmarks.subjects.dispatch import MILLION, enroll_welcomed
from benchmarks.subjects.house import DATABASE, enrollment, environment

#: Time for the periodic work and for memory to settle after the last text.
_SETTLE_S = 2.0


def prepare_texts(job: Job) -> None:
    """`size` welcomed patients whose first text is due now; where they live it is ten in the morning."""
    treated_at = datetime.now(UTC) - timedelta(minutes=31)
    zone = _zone_at_ten(datetime.now(UTC))
    enrollments = [enrollment(number, treated_at, timezone=zone) for number in range(job.size)]
    enroll_welcomed(job.scratch, treated_at, enrollments)


def prepare_crowd(job: Job) -> None:
    """The same among a million pending messages."""
    prepare_texts(job)
    multiply(job.scratch / DATABASE, MILLION)


def memory(job: Job) -> Measured:
    """What the worker holds after it sent `size` texts, and what it held at most."""
    with _worker(job) as (sink, process, started):
        sink.wait_for(job.size, timeout_s=120)
        seconds = time.time() - started
        time.sleep(_SETTLE_S)
        resident, peak = resident_bytes("VmRSS", process.pid), resident_bytes("VmHWM", process.pid)
    figures = {"resident_bytes": float(resident), "peak_bytes": float(peak)}
    return Measured(seconds, job.size, rss_bytes=resident, figures=figures)


def first_send(job: Job) -> Measured:
    """From the start of the process until the first text arrives."""
    with _worker(job) as (sink, _, started):
        sink.wait_for(1, timeout_s=120, every_s=0.005)
        first_at = sink.received()[0].at
    return Measured(first_at - started, 1)


@contextlib.contextmanager
def _worker(job: Job) -> Iterator[tuple[Sink, "subprocess.Popen[bytes]", float]]:
    copy_durably(job.prepared / DATABASE, job.scratch / DATABASE)
    command = [sys.executable, "-m", "reminders", "worker"]
    with Sink("http_sink", job.scratch) as sink:
        env = {**os.environ, **environment(job.scratch, http_port=sink.port)}
        started = time.time()
        with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            try:
                yield sink, process, started
            finally:
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=60)


def _zone_at_ten(now: datetime) -> str:
    """A zone without clock changes where the hour is ten, so that contact hours are open for ten hours more."""
    ahead = 10 - now.hour
    if ahead < -12:
        ahead += 24
    # The names count the other way round: Etc/GMT-3 is three hours ahead of UTC.
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"
