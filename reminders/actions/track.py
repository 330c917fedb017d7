"""Tracks a message after its acceptance: binds what the provider reports, and does what follows from it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from reminders.actions.following import PROGRAM, Refusal, follow_refusal, stop_channel, welcome_taken
from reminders.app import App
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.lookups import SILENT
from reminders.domain.planning import due_again
from reminders.domain.reaching import choose_channel
from reminders.domain.reports import News, merge, standing
from reminders.domain.words import AttemptOutcome, Channel, Kind, Origin, Reason, Status
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.people import current_addresses, lock_gates, lock_people, reaches
from reminders.store.reports import (
    Reported,
    add_report,
    ask_later,
    bind_attempt,
    copy_to_channel,
    find_place,
    keep_news,
    later_round,
    lift,
    lock_reported,
    other_welcome,
    put_right_since,
)
from reminders.store.treatments import treatments
from reminders.transports.base import Fault, Report

log = structlog.get_logger(__name__)


def report_delivery(app: App, report: Report) -> bool:
    """Keep one piece of news and give its message the state that all news so far prove, in one transaction.

    Binds by our own ids, so it may come before, instead of, or long after the provider's answer, and lifts a message
    in doubt, failed or closed by a person: facts win. False when it changed nothing: known already, or of a message
    that is not ours. Raises StoreError when the database cannot do it now.
    """
    if app.database.postgres:
        # Writers go side by side there, and several messages in one transaction could wait for each other.
        (changed,) = _keep_all(app, [report])
        return changed
    return app.reporting.do(report, partial(_keep_all, app))


def _keep_all(app: App, reports: Sequence[Report]) -> list[bool]:
    with app.database.write() as work:
        clinic = app.clinic(work)
        return [keep_report(work, app, clinic, report) for report in reports]


def keep_report(work: Work, app: App, clinic: Clinic, report: Report) -> bool:
    """The same inside the caller's transaction."""
    place = find_place(work, clinic.id, report.provider_id, report.message_id, report.attempt_number)
    if place is None:
        log.info("news of no message of ours", status=report.status[:40])
        return False
    # A failure may plan everything of the address's people anew; it locks all of theirs, in order.
    lock = lock_people if report.rank.failure else lock_gates
    lock(work, clinic.id, [place.address_hash] if place.address_hash else [])
    message = lock_reported(work, place)
    if message.attempt_provider_id not in (None, report.provider_id):
        return False
    return _keep(work, app, clinic, message, report)


def _keep(work: Work, app: App, clinic: Clinic, message: Reported, report: Report) -> bool:
    now = app.now_micros()
    new = News(report.rank, report.status, report.code)
    if not add_report(work, message.id, message.attempt_number, report.provider_id, new, now):
        return False
    news = merge(message.news, new)
    if message.attempt_outcome is not AttemptOutcome.ACCEPTED or message.attempt_provider_id is None:
        bind_attempt(work, message.attempt_id, report.provider_id, now)
        _follow_acceptance(work, message, now)
    if news == message.news:
        return True
    keep_news(work, message.id, news, now)
    _settle(work, message, news, report.provider_id, now)
    if news.rank.failure:
        _follow_failure(work, app, clinic, message, report)
    return True


def _follow_acceptance(work: Work, message: Reported, now: int) -> None:
    """What recording does on an answer that never came."""
    if message.origin is Origin.WELCOME and message.address_hash is not None:
        welcome_taken(work, message.clinic_id, message.address_hash, live=message.live, at=now)
    if message.status is Status.FAILED and message.reason is Reason.STAFF:
        why = f"{message.decided_by} had closed it, and the provider took it after all"
        add_audit(work, message.clinic_id, now, PROGRAM, "found taken", "message", message.id, why)


def _settle(work: Work, message: Reported, news: News, provider_id: str, now: int) -> None:
    status, reason = standing(news)
    if message.origin is Origin.WELCOME and status is not Status.FAILED and other_welcome(work, message):
        # A number has one welcome in force; this one's news are kept beside it.
        return
    if status is Status.FAILED and (later_round(work, message) or PROGRAM) != PROGRAM:
        # A person has sent it once more: nobody needs to look at the first one again.
        reason = Reason.STAFF
    bound_now = message.status is not Status.SENT and status is Status.SENT
    lift(work, message, status, reason, provider_id, now)
    if bound_now and not news.rank.final and message.transport == "twilio":
        ask_later(work, message.id, now + SILENT[0] // timedelta(microseconds=1))


def _follow_failure(work: Work, app: App, clinic: Clinic, message: Reported, report: Report) -> None:
    now = app.now_micros()
    if report.fault is Fault.SETTING and not put_right_since(work, clinic.id, message.channel, message.armed_at):
        why = f"the provider gave a message up because of our setting (error {report.code})"
        stop_channel(work, clinic.id, message.channel, why, now)
    if message.address_hash is not None:
        follow_refusal(work, app, clinic, message.address_hash, Refusal(report.fault, report.code, now))
    channel = _other_channel(work, app, message, report.fault)
    due_at = _due_again(app, clinic, work, message) if channel else None
    if channel and due_at is not None:
        copy_to_channel(work, message.id, channel, due_at, PROGRAM)
        why = f"{message.channel.value} did not arrive (error {report.code or report.status})"
        add_audit(work, clinic.id, now, PROGRAM, f"sent by {channel.value} instead", "message", message.id, why)


def _other_channel(work: Work, app: App, message: Reported, fault: Fault) -> Channel | None:
    """Where care that did not arrive may go instead: where the patient agreed to it, once, and not after a stop.

    Not what a person had resent or decided about, and not while our own setting is wrong: a person will put it right.
    """
    care = message.origin is Origin.STEP and message.kind is Kind.CARE
    if not care or message.decided_by or fault in (Fault.OPTED_OUT, Fault.SETTING):
        return None
    if message.patient_id is None or message.version_id is None or message.treatment_id is None:
        return None
    if later_round(work, message) is not None:
        return None
    step = app.version(work, message.version_id).step(message.step or "")
    (treatment,) = treatments(work, [message.treatment_id])
    known = current_addresses(work, message.clinic_id, [message.patient_id])[message.patient_id]
    ways = tuple(
        [
            replace(reach, usable=reach.usable and reach.channel is not message.channel)
            for reach in reaches(known, treatment.channel)
        ]
    )
    return choose_channel(ways, message.kind, step.channels if step else ())[0]


def _due_again(app: App, clinic: Clinic, work: Work, message: Reported) -> int | None:
    """The next permitted time inside its window (micros); None when there is none."""
    (treatment,) = treatments(work, [message.treatment_id or 0])
    zone = ZoneInfo(treatment.timezone or clinic.location(treatment.location_id).timezone)
    opens_at, closes_at, now = from_micros(message.opens_at), from_micros(message.closes_at), app.now()
    due = due_again(now, opens_at, closes_at, message.kind, zone, clinic.rules, now)
    return None if isinstance(due, Reason) else to_micros(due)
