"""Records what transports answered, and what follows for addresses, opt-outs and channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from reminders.actions.filling import Ready
from reminders.actions.following import PROGRAM as PROGRAM
from reminders.actions.following import Refusal, follow_refusal, stop_channel, welcome_taken
from reminders.app import App
from reminders.domain.delivery import Decision, decide
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.words import AttemptOutcome, Origin, Reason, Status
from reminders.store.attempts import Ended, park, record, tries_before
from reminders.store.database import Work
from reminders.store.people import lock_people
from reminders.transports.base import Fault, InDoubt, Receipt, Rejected, SendError, SettingWrong, TryAgain


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


def record_batch(work: Work, finished: Sequence[Finished]) -> dict[Status, int]:
    """Write the ends of these attempts inside the caller's transaction. Returns how many got which status."""
    if not finished:
        return {}
    tries = tries_before(work, [f.ready.outgoing.message_id for f in finished if isinstance(f.answer, TryAgain)])
    ended = [_ended(f, tries.get(f.ready.outgoing.message_id, 0) + 1) for f in finished]
    record(work, ended)
    _follow_up(work, finished, ended)
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
    )


def _detail(answer: Receipt | SendError | Unsent) -> str:
    if isinstance(answer, Receipt):
        return ""
    return answer.why if isinstance(answer, Unsent) else str(answer)


def _follow_up(work: Work, finished: Sequence[Finished], ended: Sequence[Ended]) -> None:
    for f in finished:
        if isinstance(f.answer, Receipt) and f.ready.origin is Origin.WELCOME:
            welcome_taken(work, f.ready.clinic_id, f.ready.address_hash, live=f.ready.live, at=f.at)
    for f, end in zip(finished, ended, strict=True):
        if isinstance(f.answer, SettingWrong):
            stop_channel(work, f.ready.clinic_id, f.ready.channel, str(f.answer), f.at)
            if end.again_at is not None:
                park(work, [(end.again_at, end.message_id, Reason.ON_HOLD)])


def follow_rejections(app: App, finished: Sequence[Finished]) -> None:
    """What a refusal means for its address, in transactions of their own: they lock addresses before messages."""
    for f in finished:
        if isinstance(f.answer, Rejected) and f.answer.fault in (Fault.ADDRESS, Fault.OPTED_OUT):
            with app.database.write() as work:
                clinic = app.clinic(work)
                lock_people(work, clinic.id, [f.ready.address_hash])
                refusal = Refusal(f.answer.fault, f.answer.code, f.at)
                follow_refusal(work, app, clinic, f.ready.address_hash, refusal)
