"""Peer and limit for email: a connection and an EmailMessage for each; prebuilt bytes on one connection."""

import json
import smtplib
from email.message import EmailMessage
from email.utils import formatdate

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, digest_of_equal, measured
from benchmarks.people import email
from benchmarks.sinks.processes import Received, Sink

#: What the row's preparation leaves: subject, text and html of a real email of the service.
CONTENT = "content.json"
SENDER = "care@clinic.example.com"


def one_each(job: Job) -> Measured:
    """As the standard library's own examples do it."""
    content = _content(job)
    with Sink("smtp_sink", job.scratch) as sink:
        with Stopwatch() as watch:
            for number in range(job.size):
                message = _message(content, number)
                with smtplib.SMTP("127.0.0.1", sink.port) as connection:
                    connection.send_message(message)
        digest = digest_of_equal(_expected(job.size), map(_recipient, sink.received()))
    return measured(watch, job.size, ids=digest)


def prebuilt(job: Job) -> Measured:
    """All bytes built before the clock starts; one connection."""
    content = _content(job)
    built = [(email(number), _message(content, number).as_bytes()) for number in range(job.size)]
    with Sink("smtp_sink", job.scratch) as sink:
        with Stopwatch() as watch, smtplib.SMTP("127.0.0.1", sink.port) as connection:
            for to, message in built:
                connection.sendmail(SENDER, [to], message)
        digest = digest_of_equal(_expected(job.size), map(_recipient, sink.received()))
    return measured(watch, job.size, ids=digest)


def _content(job: Job) -> dict[str, str]:
    content: dict[str, str] = json.loads((job.prepared / CONTENT).read_text("utf-8"))
    return content


def _message(content: dict[str, str], number: int) -> EmailMessage:
    message = EmailMessage()
    message["From"] = SENDER
    message["To"] = email(number)
    message["Subject"] = content["subject"]
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{number}@clinic.example.com>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(content["text"])
    message.add_alternative(content["html"], subtype="html")
    return message


def _expected(count: int) -> list[str]:
    return [email(number) for number in range(count)]


def _recipient(received: Received) -> str:
    return received.content.partition(" ")[0]
