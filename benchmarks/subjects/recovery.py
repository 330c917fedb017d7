"""The provider was out of order for three days: what still fits its window leaves, the rest is canceled."""

import time
from datetime import timedelta

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, copy_durably, digest_of_equal, measured
from benchmarks.people import phone
from benchmarks.sinks.processes import Sink
from benchmarks.subjects.dispatch import WARM_UP
from benchmarks.subjects.house import DATABASE, NOON, Clock, settings
from reminders.actions.dispatch import Dispatcher
from reminders.app import App, open_app
from reminders.domain.breaker import Breaker
from reminders.domain.instants import SECOND, to_micros
from reminders.store.senders import save_breaker, the_clinic

#: A Saturday noon: of three messages that were due meanwhile, the newest still fits.
AFTER = NOON + timedelta(hours=72)


def after_outage(job: Job) -> Measured:
    """From the good probe until nothing is due: of each of `size` patients the newest text leaves, once, slowly at
    first; what is too late is canceled.
    """
    copy_durably(job.prepared / DATABASE, job.scratch / DATABASE)
    clock = Clock(AFTER)
    with Sink("http_sink", job.scratch) as sink:
        app = open_app(settings(job.scratch, http_port=sink.port), clock)
        with app.database.write() as work:
            clinic_id = the_clinic(work)
            assert clinic_id is not None
            save_breaker(work, clinic_id, "twilio", Breaker(failures=5, opened_at=to_micros(NOON)))
        overdue = _due(app)
        dispatcher = Dispatcher(app, "bench")
        with Stopwatch() as watch:
            dispatcher.run()
            while (at := dispatcher.next_token_at()) is not None:
                time.sleep(max((at - app.now_micros()) / SECOND, 0.02))
                dispatcher.run()
        dispatcher.close()
        received = sink.received()
    left = _due(app)
    app.close()
    everyone = job.size + WARM_UP
    if (overdue, left) != (3 * everyone, 0):
        raise AssertionError(f"{overdue} messages of {everyone} patients were due after the outage, {left} still are")
    digest_of_equal(map(phone, range(everyone)), (one.form()["To"] for one in received))
    return measured(watch, overdue, whole_s=watch.seconds)


def _due(app: App) -> int:
    with app.database.read() as work:
        row = work.one("SELECT COUNT(*) FROM due_queue WHERE due_at <= ?", (app.now_micros(),))
    assert row is not None
    return int(row[0])
