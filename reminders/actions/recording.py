"""Records what transports answered, and what follows for addresses, opt-outs and channels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from reminders.actions.filling import Ready
from reminders.actions.following import Refusal, follow_refusal, stop_channel, welcome_taken
from reminders.actions.track import report_delivery
from reminders.app import App
from reminders.domain.delivery import Decision, decide
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.lookups import first_look
from reminders.domain.reports import Rank
from reminders.domain.words import AttemptOutcome, Channel, Origin, Reason, Status
from reminders.store.attempts import Ended, park, record, tries_before
from reminders.store.database import Work
from reminders.store.due import LEASE
from reminders.transports.base import Fault, InDoubt, Receipt, Rejected, Report, SendError, SettingWrong, TryAgain


@dataclass(frozen=True, slots=True)
class Unsent:
    """The last look before the first byte stopped it: nothing left this machine."""

    why: str


@dataclass(frozen=True, slots=True)
class Finished:
    """An armed message and what came of it. `at` is micros UTC."""

    ready: Ready
    answer: Receipt | SendError | Unsent
    at: int


def record_batch(work: Work, app: App, finished: Sequence[Finished], *, ends_alone: bool = False) -> dict[Status, int]:
    """Write the ends of these attempts, and what they mean for addresses and channels, inside the caller's transaction,
    which has locked the addresses. Returns how many got which status. `ends_alone`: nothing of what they mean.
    """
    if not finished:
        return {}
    tries = tries_before(work, [f.ready.outgoing.message_id for f in finished if isinstance(f.answer, TryAgain)])
    ended = [_ended(f, tries.get(f.ready.outgoing.message_id, 0) + 1) for f in finished]
    record(work, ended)
    if not ends_alone:
        _follow_up(work, app, finished, ended)
    counts: dict[Status, int] = {}
    for end in ended:
        counts[end.status] = counts.get(end.status, 0) + 1
    return counts


_OUTCOMES: dict[type, AttemptOutcome] = {
    Receipt: AttemptOutcome.ACCEPTED,
    Rejected: AttemptOutcome.REJECTED,
    TryAgain: AttemptOutcome.TRY_AGAIN,
    SettingWrong: AttemptOutcome.TRY_AGAIN,
    InDoubt: AttemptOutcome.IN_DOUBT,
    Unsent: AttemptOutcome.UNSENT,
}


def _outcome(answer: Receipt | SendError | Unsent) -> AttemptOutcome:
    """A transport may raise a narrower error than these; one that fits none of them proves nothing."""
    known = _OUTCOMES.get(type(answer))
    if known is not None:
        return known
    fitting = (outcome for kind, outcome in _OUTCOMES.items() if isinstance(answer, kind))
    return next(fitting, AttemptOutcome.IN_DOUBT)


def _ended(f: Finished, tries: int) -> Ended:
    answer, now = f.answer, from_micros(f.at)
    outcome = _outcome(answer)
    after = timedelta(seconds=answer.after_s) if isinstance(answer, TryAgain) and answer.after_s else None
    decision = decide(outcome, tries, now, from_micros(f.ready.closes_at), after)
    if isinstance(answer, SettingWrong):
        decision = Decision(Status.PLANNED, due_at=now)
    return Ended(
        message_id=f.ready.outgoing.message_id,
        queue_at=f.ready.queue_at,
        attempt_id=f.ready.attempt_id,
        outcome=outcome,
        status=decision.status,
        reason=decision.reason,
        again_at=to_micros(decision.due_at) if decision.due_at else None,
        ended_at=f.at,
        provider_id=answer.provider_id if isinstance(answer, Receipt) else None,
        code=answer.code if isinstance(answer, SendError) else "",
        detail=_detail(answer),
        ask_at=_ask_at(f, outcome),
    )


def _ask_at(f: Finished, outcome: AttemptOutcome) -> int | None:
    """When the provider is asked what became of it: texts only, no mail server tells."""
    at = first_look(outcome, from_micros(f.at))
    return to_micros(at) if at and f.ready.live and f.ready.channel is Channel.SMS else None


def _detail(answer: Receipt | SendError | Unsent) -> str:
    if isinstance(answer, Receipt):
        return ""
    return answer.why if isinstance(answer, Unsent) else str(answer)


def _follow_up(work: Work, app: App, finished: Sequence[Finished], ended: Sequence[Ended]) -> None:
    for f in finished:
        if isinstance(f.answer, Receipt) and f.ready.origin is Origin.WELCOME:
            welcome_taken(work, f.ready.clinic_id, f.ready.address_hash, live=f.ready.live, at=f.at)
    for f, end in zip(finished, ended, strict=True):
        if isinstance(f.answer, SettingWrong):
            stop_channel(work, f.ready.clinic_id, f.ready.channel, str(f.answer), f.at)
            if end.again_at is not None:
                park(work, [(end.again_at, end.message_id, Reason.ON_HOLD)])
    for f in finished:
        if (refusal := refusal_of(f)) is not None:
            follow_refusal(work, app, app.clinic(work), f.ready.address_hash, refusal)


def refusal_of(f: Finished) -> Refusal | None:
    """What an answer says of the address itself; None: nothing."""
    answer = f.answer
    if isinstance(answer, Rejected) and answer.fault in (Fault.ADDRESS, Fault.OPTED_OUT):
        return Refusal(answer.fault, answer.code, f.at)
    return None


def take_late(app: App, finished: Sequence[Finished]) -> None:
    """A late receipt for a message that a person has closed since, in a transaction of its own: it locks the address
    before the message.
    """
    for f in finished:
        if isinstance(f.answer, Receipt) and f.at - f.ready.armed_at >= LEASE:
            _take_late(app, f.ready, f.answer)


def _take_late(app: App, ready: Ready, receipt: Receipt) -> None:
    """Facts win: it was taken, whatever was decided while nobody knew."""
    taken = Report(receipt.provider_id, Rank.TAKEN, receipt.raw_status or "accepted")
    message = ready.outgoing
    report_delivery(app, replace(taken, message_id=message.message_id, attempt_number=message.attempt_number))
