"""The service sends what is due, from the claim to the record, to a sink."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, copy_durably, digest_of_equal, measured
from benchmarks.people import phone
from benchmarks.sinks.processes import Received, Sink
from benchmarks.subjects.crowd import analyze, multiply
from benchmarks.subjects.house import DATABASE, NOON, Clock, enrollment, new_house, settings
from reminders.actions.dispatch import Dispatcher
from reminders.actions.enroll import enroll_batch, seal_batch
from reminders.app import App, open_app
from reminders.domain.enrollment import Enrollment
from reminders.domain.words import Status
from reminders.store.listing import ListedMessage, list_messages

MILLION = 1_000_000
#: So many patients more, treated a little earlier: their texts warm everything up before the clock starts.
WARM_UP = 8
#: The first step is due half an hour after the treatment.
WARM_UP_DUE = NOON + timedelta(minutes=16)
ALL_DUE = NOON + timedelta(minutes=31)
_BATCH = 250


def prepare_texts(job: Job) -> None:
    """`size` welcomed patients whose first text is due at ALL_DUE, and a few for the warm-up."""
    early = NOON - timedelta(minutes=15)
    enrollments = [enrollment(number, NOON) for number in range(job.size)]
    enrollments += [enrollment(number, early) for number in range(job.size, job.size + WARM_UP)]
    enroll_welcomed(job.scratch, NOON, enrollments)


def prepare_crowd(job: Job) -> None:
    """The same among a million pending messages."""
    prepare_texts(job)
    multiply(job.scratch / DATABASE, MILLION)


def texts(job: Job) -> Measured:
    """Every due text through a dispatcher; the sink must hold each as the database has it, once."""
    copy_durably(job.prepared / DATABASE, job.scratch / DATABASE)
    clock = Clock(WARM_UP_DUE)
    with Sink("http_sink", job.scratch) as sink:
        app = open_app(settings(job.scratch, http_port=sink.port), clock)
        dispatcher = Dispatcher(app, "bench")
        dispatcher.run()
        sink.forget()
        clock.set(ALL_DUE)
        with Stopwatch() as watch:
            dispatcher.run()
        dispatcher.close()
        received = sink.received()
    digest = digest_of_equal(_recorded(app, job.size), map(_as_received, received))
    digest_of_equal(map(phone, range(job.size)), (one.form()["To"] for one in received))
    app.close()
    return measured(watch, job.size, ids=digest)


def enroll_welcomed(folder: Path, at: datetime, enrollments: Sequence[Enrollment]) -> None:
    """A new house in `folder` with these patients enrolled at `at`, each number welcomed right after settling."""
    clock = Clock(at)
    new_house(folder, clock).close()
    with Sink("http_sink", folder) as sink:
        app = open_app(settings(folder, http_port=sink.port), clock)
        enroll_many(app, enrollments)
        clock.set(at + timedelta(minutes=6))
        dispatcher = Dispatcher(app, "bench")
        dispatcher.run()
        dispatcher.close()
        app.close()
        digest_of_equal((one.phone for one in enrollments), (one.form()["To"] for one in sink.received()))
    analyze(folder / DATABASE)


def enroll_many(app: App, enrollments: Sequence[Enrollment]) -> None:
    """Enroll patients in large transactions."""
    for first in range(0, len(enrollments), _BATCH):
        sealed = seal_batch(app, enrollments[first : first + _BATCH])
        with app.database.write() as work:
            enroll_batch(work, app, sealed)


def sent_last(app: App, count: int) -> list[ListedMessage]:
    """The `count` messages that were armed last; all of them must be sent."""
    with app.database.read() as work:
        newest = list_messages(work, limit=count, newest_first=True)
    if any(message.status is not Status.SENT for message in newest):
        raise AssertionError("not every message that was armed was sent")
    return newest


def _recorded(app: App, count: int) -> list[str]:
    return [f"{message.id} {message.text}" for message in sent_last(app, count)]


def _as_received(received: Received) -> str:
    form = received.form()
    return f"{form['StatusCallback'].partition('m=')[2].partition('&')[0]} {form['Body']}"
