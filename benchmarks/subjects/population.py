"""A clinic after a year: patients treated all along, what they got and will get, what came back, what waits."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from benchmarks.measuring import Job
from benchmarks.people import TEXT as WORDS
from benchmarks.people import distinct_phones
from benchmarks.subjects.crowd import analyze
from benchmarks.subjects.house import DATABASE, NOON, Clock, enrollment, new_house, settings
from reminders.actions.enroll import enroll_batch, seal_batch
from reminders.actions.report_counting import counted_at, keep_counts
from reminders.actions.staffing import hire
from reminders.actions.treatment import Actor, hold
from reminders.app import App, open_app
from reminders.domain.enrollment import Enrollment
from reminders.domain.instants import MINUTE, SECOND
from reminders.domain.words import Channel, Intent, OptOutScope
from reminders.store.database import Row, Work
from reminders.store.messages import TEXT
from reminders.store.opt_outs import add_opt_out
from reminders.store.replies import NewReply, insert_reply

STAFF = (("Rosa", "admin"), ("Clara", "clinician"), ("Sam", "staff"), ("Tom", "staff"))
_BATCH = 500
_DAY = 24 * 60 * MINUTE
#: One of so many texts is answered, one message of so many fails, one patient of so many stops.
_REPLIES, _FAILURES, _STOPS = 30, 50, 100
#: What waits for a person is as much in a small clinic as in a large one: what differs is what lies beneath.
_OPEN_REPLIES, _URGENT, _IN_DOUBT, _FAILED, _ON_HOLD = 30, 4, 6, 20, 12
#: Everything of a treatment is over by then.
_OVER = 200 * _DAY


def prepare(job: Job) -> None:
    """`size` patients treated evenly over the past year, about ten messages each."""
    new_house(job.scratch, Clock(NOON)).close()
    app = open_app(settings(job.scratch), Clock(NOON))
    people = (_patient(number, job.size) for number in range(job.size))
    while batch := list(_some(people)):
        sealed = seal_batch(app, batch)
        with app.database.write() as work:
            enroll_batch(work, app, sealed)
    _live_through_the_year(app)
    for name, role in STAFF:
        hire(app, name, role, "", "bench")
    _count_all(app)
    app.close()
    analyze(job.scratch / DATABASE)


def _count_all(app: App) -> None:
    past = True
    while past:
        keep_counts(app)
        with app.database.read() as work:
            _, past = counted_at(work)


def _some(people: Iterator[Enrollment]) -> Iterator[Enrollment]:
    for _, one in zip(range(_BATCH), people, strict=False):
        yield one


def _patient(number: int, of: int) -> Enrollment:
    treated_at = NOON - timedelta(hours=2) - timedelta(days=365) * (of - 1 - number) / of
    # At nine times of a day, as visits are; numbers are given once, who comes later has an email address.
    treated_at = treated_at.replace(hour=14 + number % 9 if treated_at.date() < NOON.date() else 14, minute=0, second=0)
    channel = Channel.SMS if number < distinct_phones() else Channel.EMAIL
    return enrollment(number, treated_at.replace(microsecond=0), channel)


def _live_through_the_year(app: App) -> None:
    """What was due before now has left, and most of it arrived."""
    now = app.now_micros()
    with app.database.write() as work:
        clinic_id = app.clinic(work).id
        work.run("UPDATE treatment SET enrolled_at = treated_at + ?", (10 * MINUTE,))
        work.run("UPDATE treatment SET status = 'completed' WHERE treated_at < ?", (now - _OVER,))
        past = work.all(
            "SELECT m.id, a.id, a.value_hash, m.origin, "
            "CASE m.origin WHEN 'step' THEN m.wish_at ELSE t.enrolled_at END, "
            "m.channel, m.patient_id FROM message m JOIN address a ON a.patient_id = m.patient_id "
            "JOIN treatment t ON t.patient_id = m.patient_id "
            "WHERE (m.origin = 'step' AND m.wish_at < ? AND (m.status = 'planned' OR m.status_reason = 'too_late')) "
            "OR (m.origin = 'welcome' AND t.enrolled_at < ?) ORDER BY 5, 1",
            (now, now - _DAY),
        )
        for some in _pieces(past):
            _leave(work, some, now)
        _decide_the_newest(work, [row[0] for row in past])
        work.run(
            "DELETE FROM due_queue WHERE NOT EXISTS (SELECT 1 FROM message WHERE id = message_id AND queue_at = due_at)"
        )
        _answer(work, clinic_id, [row for row in past if row[3] == "step" and row[5] == "sms"])
        waiting = work.all("SELECT id FROM treatment WHERE status = 'active' ORDER BY treated_at LIMIT ?", (_ON_HOLD,))
    for (treatment_id,) in waiting:
        hold(app, treatment_id, Actor("Clara", "asked to wait"))


def _pieces(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for first in range(0, len(rows), 20_000):
        yield rows[first : first + 20_000]


def _leave(work: Work, rows: Sequence[Row], now: int) -> None:
    """Each has one attempt, which was accepted or refused, and news."""
    seal = work.keyring.seal
    outcomes = [_outcome(index) for index in range(len(rows))]
    sent = list(zip(rows, outcomes, strict=True))
    work.many(
        "UPDATE message SET status = ?, status_reason = ?, due_at = ?, queue_at = NULL, armed_at = ?, sent_at = ?, "
        "address_id = ?, address_hash = ?, transport = ?, live = 1, provider_id = ?, attempts = 1, text_enc = ?, "
        "segments = ? WHERE id = ?",
        [
            (
                status, reason, at, at, at + SECOND, address_id, value_hash, "twilio" if channel == "sms" else "smtp",
                f"SM{message_id:032x}", seal(TEXT, message_id, WORDS), 1 if channel == "sms" else None, message_id,
            )
            for (message_id, address_id, value_hash, _, at, channel, _), (status, reason) in sent
        ],
    )  # fmt: skip
    work.many(
        "INSERT INTO attempt (id, message_id, number, transport, claimed_by, armed_at, outcome, ended_at, provider_id) "
        "VALUES (?, ?, 1, ?, 'bench', ?, ?, ?, ?)",
        [
            (
                attempt_id, row[0], "twilio" if row[5] == "sms" else "smtp", row[4],
                "rejected" if status == "failed" else "accepted", row[4] + SECOND, f"SM{row[0]:032x}",
            )
            for attempt_id, (row, (status, _)) in zip(work.new_ids(len(sent)), sent, strict=True)
        ],
    )  # fmt: skip
    work.many(
        "INSERT INTO delivery_report (id, message_id, provider_id, attempt_number, status, rank, received_at) "
        "VALUES (?, ?, ?, 1, ?, ?, ?)",
        [
            (report_id, row[0], f"SM{row[0]:032x}", status, 5, row[4] + 5 * SECOND)
            for report_id, (row, (status, _)) in zip(work.new_ids(len(sent)), sent, strict=True)
        ],
    )


def _outcome(index: int) -> tuple[str, str | None]:
    """(status, reason); whoever failed was seen to, but for the newest."""
    return ("failed", "staff") if index % _FAILURES == 0 else ("delivered", None)


def _decide_the_newest(work: Work, ids: Sequence[int]) -> None:
    in_doubt, failed = ids[-_IN_DOUBT:], ids[-_IN_DOUBT - _FAILED : -_IN_DOUBT]
    work.many(
        "UPDATE message SET status = 'unknown', status_reason = 'outcome_unknown' WHERE id = ?",
        [(i,) for i in in_doubt],
    )
    work.many("UPDATE message SET status = 'failed', status_reason = 'rejected' WHERE id = ?", [(i,) for i in failed])


def _answer(work: Work, clinic_id: int, texts: Sequence[Row]) -> None:
    """Some write back, the newest of them unanswered, and some stop."""
    answered = texts[::-_REPLIES]
    for index, (message_id, _, value_hash, _, at, _, patient_id) in enumerate(answered):
        reply = NewReply(
            clinic_id, value_hash, "+12025550143", "Is it normal that it still peels?", f"SM{message_id:031x}r",
            at + 30 * MINUTE, (), "", Intent.QUESTION, index < _URGENT, "", patient_id, None, index < _OPEN_REPLIES,
        )  # fmt: skip
        insert_reply(work, reply, "bench")
    for _, _, value_hash, _, at, *_ in texts[::_STOPS]:
        add_opt_out(work, clinic_id, value_hash, OptOutScope.ALL, "patient", "", at + _DAY)
