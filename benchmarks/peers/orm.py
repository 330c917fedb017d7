"""Peers built the usual way on SQLAlchemy's ORM: an import row by row, a poll each minute, a poll each five seconds."""

import csv
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import phonenumbers
from sqlalchemy import Engine, ForeignKey, create_engine, event, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, digest_of_equal, measured, percentile, wait_until
from benchmarks.peers.raw_sqlite import CSV
from benchmarks.peers.twilio_loop import THREADS, Poster, number_of, numbers
from benchmarks.people import phone
from benchmarks.sinks.processes import Sink

#: When the steps of a treatment are due, as the shipped schedule has them: hours after it.
STEP_HOURS = (0, 24, 72, 120, 288, 360, 672, 840, 1344, 2160, 2880)
#: The poll of the lateness row.
POLL_S = 5.0
SECONDS = 10


class Base(DeclarativeBase):
    """The peer's own tables."""


class Patient(Base):
    """Who is treated."""

    __tablename__ = "patient"
    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(index=True)
    first_name: Mapped[str]
    last_name: Mapped[str]
    phone: Mapped[str]
    consent_how: Mapped[str]
    enrollments: Mapped[list["Enrollment"]] = relationship(back_populates="patient")


class Enrollment(Base):
    """A treatment with its planned messages."""

    __tablename__ = "enrollment"
    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    treated_at: Mapped[datetime]
    patient: Mapped[Patient] = relationship(back_populates="enrollments")
    messages: Mapped[list["Message"]] = relationship(back_populates="enrollment")


class Message(Base):
    """One step of one treatment."""

    __tablename__ = "message"
    id: Mapped[int] = mapped_column(primary_key=True)
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollment.id"), index=True)
    step: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    enrollment: Mapped[Enrollment] = relationship(back_populates="messages")


def import_rows(job: Job) -> Measured:
    """Each row of the CSV: looked up, validated, added with its messages, committed durably."""
    engine = _engine(job.scratch / "orm.db")
    with (job.prepared / CSV).open(encoding="utf-8", newline="") as lines, Stopwatch() as watch:
        imported = 0
        for line in csv.DictReader(lines):
            if imported == job.size:
                break
            _import_one(engine, line)
            imported += 1
    return measured(watch, imported)


def prepare_enrollments(job: Job) -> None:
    """`size` messages of patients in all stages of recovery, those of the past sent."""
    now = _naive_now()
    patients = range(1, job.size // len(STEP_HOURS) + 1)
    treated = {index: now - timedelta(minutes=index * 7 % 150_000) for index in patients}
    with Session(_engine(job.scratch / "orm.db", "OFF")) as session:
        session.execute(insert(Patient), [_person(index) for index in patients])
        session.execute(insert(Enrollment), [_enrollment(index, at) for index, at in treated.items()])
        session.execute(insert(Message), [row for index, at in treated.items() for row in _messages(index, at, now)])
        session.commit()


def poll_all_enrollments(job: Job) -> Measured:
    """One tick of a poll each minute that loads every enrollment and works out what is due."""
    engine = create_engine(f"sqlite:///{job.prepared / 'orm.db'}")
    due = []
    with Stopwatch() as watch, Session(engine) as session:
        now = _naive_now()
        every = select(Enrollment).options(selectinload(Enrollment.messages), selectinload(Enrollment.patient))
        for enrollment in session.scalars(every):
            for message in enrollment.messages:
                planned = enrollment.treated_at + timedelta(hours=STEP_HOURS[message.step])
                if message.sent_at is None and planned <= now:
                    due.append((enrollment.patient.phone, message.id))
    return measured(watch, 1, due=len(due))


def poll_lateness(job: Job) -> Measured:
    """A loop that looks every five seconds; messages due at a steady `size` a second. How late each arrives."""
    count = job.size * SECONDS
    engine = _engine(job.scratch / "orm.db")
    first_at = datetime.now(UTC) + timedelta(seconds=3 + count * 0.0005)
    with Session(engine) as session:
        due = (first_at.replace(tzinfo=None) + timedelta(seconds=index / job.size) for index in range(count))
        rows = [{"id": i, "enrollment_id": 0, "step": 0, "due_at": at, "sent_at": None} for i, at in enumerate(due)]
        session.execute(insert(Message), rows)
        session.commit()
    with Sink("http_sink", job.scratch) as sink, ThreadPoolExecutor(THREADS) as pool:
        poster = Poster(sink.url)
        poster.post(0)
        sink.forget()
        wait_until(first_at)
        with Stopwatch() as watch:
            _poll_until_sent(engine, pool, poster, count)
        received = sink.received()
    digest = digest_of_equal(numbers(count), map(number_of, received))
    late = [one.at - first_at.timestamp() - int(number_of(one)) / job.size for one in received]
    return measured(watch, count, ids=digest, p50_s=percentile(late, 0.5), p99_s=percentile(late, 0.99))


def _poll_until_sent(engine: Engine, pool: ThreadPoolExecutor, poster: Poster, count: int) -> None:
    sent = 0
    next_look = time.monotonic() + POLL_S
    while sent < count:
        with Session(engine) as session:
            unsent = select(Message).where(Message.due_at <= _naive_now(), Message.sent_at.is_(None))
            due = session.scalars(unsent.order_by(Message.due_at)).all()
            list(pool.map(poster.post, [message.id for message in due]))
            for message in due:
                message.sent_at = _naive_now()
            session.commit()
        sent += len(due)
        if sent < count:
            time.sleep(max(0.0, next_look - time.monotonic()))
            next_look += POLL_S


def _import_one(engine: Engine, line: dict[str, str]) -> None:
    with Session(engine) as session:
        if session.scalars(select(Patient).where(Patient.external_id == line["external_id"])).first():
            return
        number = phonenumbers.parse(line["phone"], "US")
        if not phonenumbers.is_valid_number(number):
            raise AssertionError("the import file holds a number that is not valid")
        treated_at = datetime.fromisoformat(line["treated_at"])
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        patient = Patient(
            external_id=line["external_id"],
            first_name=line["first_name"],
            last_name=line["last_name"],
            phone=written,
            consent_how=line["consent_how"],
        )
        planned = [Message(step=i, due_at=treated_at + timedelta(hours=h)) for i, h in enumerate(STEP_HOURS)]
        patient.enrollments.append(Enrollment(treated_at=treated_at, messages=planned))
        session.add(patient)
        session.commit()


def _person(index: int) -> dict[str, Any]:
    return {
        "id": index,
        "external_id": f"B-{index}",
        "first_name": "Ana",
        "last_name": "Abel",
        "phone": phone(index),
        "consent_how": "signed form",
    }


def _enrollment(index: int, treated_at: datetime) -> dict[str, Any]:
    return {"id": index, "patient_id": index, "treated_at": treated_at}


def _messages(enrollment: int, treated_at: datetime, now: datetime) -> list[dict[str, Any]]:
    rows = []
    for step, hours in enumerate(STEP_HOURS):
        due_at = treated_at + timedelta(hours=hours)
        sent_at = due_at if due_at < now - timedelta(minutes=1) else None
        rows.append({"enrollment_id": enrollment, "step": step, "due_at": due_at, "sent_at": sent_at})
    return rows


def _naive_now() -> datetime:
    """UTC without a zone: SQLite's DateTime has none."""
    return datetime.now(UTC).replace(tzinfo=None)


def _engine(path: Path, synchronous: str = "FULL") -> Engine:
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {synchronous}")

    Base.metadata.create_all(engine)
    return engine
