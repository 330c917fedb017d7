"""The service's worker at a steady pace: how late each text arrives."""

from datetime import datetime, timedelta

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, copy_durably, digest_of_equal, measured, percentile
from benchmarks.people import phone
from benchmarks.sinks.processes import Sink
from benchmarks.subjects.dispatch import WARM_UP, WARM_UP_DUE, enroll_welcomed
from benchmarks.subjects.house import DATABASE, NOON, Clock, enrollment, settings
from reminders.app import open_app
from reminders.cli.logs import configure_logs
from reminders.worker import Worker

#: The pace is held so long, as for the peers.
SECONDS = 10
_FIRST_TREATED = NOON - timedelta(seconds=SECONDS)
_FIRST_DUE = _FIRST_TREATED + timedelta(minutes=30)
_LEAD = timedelta(seconds=2)


def prepare(job: Job) -> None:
    """Welcomed patients treated at a steady `size` a second, so that their first texts are due so."""
    treated = {number: _treated_at(number, job.size) for number in range(job.size * SECONDS)}
    early = NOON - timedelta(minutes=15)
    warm_up = dict.fromkeys(range(len(treated), len(treated) + WARM_UP), early)
    enrollments = [enrollment(number, at) for number, at in {**treated, **warm_up}.items()]
    enroll_welcomed(job.scratch, NOON, enrollments)


def steady(job: Job) -> Measured:
    """The worker's own loop, with its logs, from before the first text is due until the last one arrived."""
    configure_logs("info", "json")
    copy_durably(job.prepared / DATABASE, job.scratch / DATABASE)
    clock = Clock(WARM_UP_DUE)
    count = job.size * SECONDS
    with Sink("http_sink", job.scratch) as sink:
        app = open_app(settings(job.scratch, http_port=sink.port), clock)
        worker = Worker(app)
        worker.once()
        sink.forget()
        clock.set(_FIRST_DUE - _LEAD)
        with Stopwatch() as watch:
            worker.start()
            sink.wait_for(count, timeout_s=120, every_s=0.25)
        worker.stop()
        app.close()
        received = [(one.form()["To"], clock.at(one.at)) for one in sink.received()]
    digest = digest_of_equal(map(phone, range(count)), (to for to, _ in received))
    due_at = {phone(number): _treated_at(number, job.size) + timedelta(minutes=30) for number in range(count)}
    late = [(at - due_at[to]).total_seconds() for to, at in received]
    return measured(watch, count, ids=digest, p50_s=percentile(late, 0.5), p99_s=percentile(late, 0.99))


def _treated_at(number: int, a_second: int) -> datetime:
    return _FIRST_TREATED + timedelta(seconds=number / a_second)
