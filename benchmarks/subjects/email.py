"""The service sends emails: through the whole dispatcher, and through its transport alone."""

import json
from datetime import UTC, datetime, timedelta

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, digest_of_equal, measured
from benchmarks.peers.smtp_loop import CONTENT, SENDER
from benchmarks.people import email
from benchmarks.sinks.processes import Sink
from reminders.transports.base import Outgoing
from reminders.transports.smtp_email import SmtpEmail
from reminders.transports.smtp_settings import read_smtp_settings


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
