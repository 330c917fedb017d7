"""The service sends emails: through the whole dispatcher, and through its transport alone."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, copy_durably, digest_of_equal, measured
from benchmarks.peers.smtp_loop import CONTENT, SENDER
from benchmarks.people import email
from benchmarks.sinks.processes import Sink
from benchmarks.subjects.crowd import analyze
from benchmarks.subjects.dispatch import ALL_DUE, WARM_UP, WARM_UP_DUE, enroll_many, sent_last
from benchmarks.subjects.house import DATABASE, FIRST_STEP, NOON, SCHEDULE, Clock, enrollment, new_house, settings
from reminders.actions.dispatch import Dispatcher
from reminders.app import open_app
from reminders.catalog.bundle import read_bundle
from reminders.catalog.rendering import Variables, compile_bundle
from reminders.domain.words import Channel
from reminders.transports.base import Outgoing
from reminders.transports.smtp_email import SmtpEmail
from reminders.transports.smtp_settings import read_smtp_settings


def prepare_emails(job: Job) -> None:
    """`size` patients whose first email is due at ALL_DUE, and a few for the warm-up."""
    app = new_house(job.scratch, Clock(NOON))
    early = NOON - timedelta(minutes=15)
    enrollments = [enrollment(number, NOON, Channel.EMAIL) for number in range(job.size)]
    enrollments += [enrollment(number, early, Channel.EMAIL) for number in range(job.size, job.size + WARM_UP)]
    enroll_many(app, enrollments)
    app.close()
    analyze(job.scratch / DATABASE)


def prepare_content(job: Job) -> None:
    """One email of the service, filled in: what the peers and the transport send."""
    chosen = settings(job.scratch)
    bundle = compile_bundle(read_bundle(chosen.schedules_dir, chosen.templates_dir, SCHEDULE))
    patient = Variables(
        first_name="Ana",
        language="en",
        clinic_name="Harbor Skin Clinic",
        clinic_phone="+12025550101",
        clinic_address="1 Harbor Street, Springfield",
        booking_url="https://clinic.example.com/book",
        unsubscribe_url="https://clinic.example.com/unsubscribe/1",
    )
    content = bundle.render(FIRST_STEP, Channel.EMAIL, "en", patient)
    (job.scratch / CONTENT).write_text(json.dumps(asdict(content)), "utf-8")


def dispatched(job: Job) -> Measured:
    """Every due email through a dispatcher; the sink must hold one for each message that the database calls sent."""
    copy_durably(job.prepared / DATABASE, job.scratch / DATABASE)
    clock = Clock(WARM_UP_DUE)
    with Sink("smtp_sink", job.scratch) as sink:
        app = open_app(settings(job.scratch, smtp_port=sink.port), clock)
        dispatcher = Dispatcher(app, "bench")
        dispatcher.run()
        sink.forget()
        clock.set(ALL_DUE)
        with Stopwatch() as watch:
            dispatcher.run()
        dispatcher.close()
        received = [one.content.split(" ") for one in sink.received()]
    numbers = [f"{message.id}@clinic.example.com" for message in sent_last(app, job.size)]
    app.close()
    digest = digest_of_equal(map(email, range(job.size)), (to for to, _ in received))
    digest_of_equal(numbers, (message_id for _, message_id in received))
    return measured(watch, job.size, ids=digest)


def transport_alone(job: Job) -> Measured:
    """One sender, no database: each mail composed and handed over."""
    content = json.loads((job.prepared / CONTENT).read_text("utf-8"))
    until = datetime.now(UTC) + timedelta(hours=1)
    with Sink("smtp_sink", job.scratch) as sink:
        transport = SmtpEmail(read_smtp_settings(f"smtp://127.0.0.1:{sink.port}", SENDER), lambda: datetime.now(UTC))
        with Stopwatch() as watch:
            for number in range(job.size):
                transport.send(
                    Outgoing(
                        message_id=number,
                        attempt_number=1,
                        to=email(number),
                        text=content["text"],
                        valid_until=until,
                        subject=content["subject"],
                        html=content["html"],
                        unsubscribe_url=f"https://clinic.example.com/unsubscribe/{number}",
                    )
                )
            transport.close()
        received = [one.content.partition(" ")[0] for one in sink.received()]
    digest = digest_of_equal(map(email, range(job.size)), received)
    return measured(watch, job.size, ids=digest)
