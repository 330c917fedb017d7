"""Records what transports answered, and what follows for addresses, opt-outs and channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from reminders.actions.filling import Ready
from reminders.actions.replan import Replanning, replan
from reminders.app import App
from reminders.domain.delivery import Decision, decide
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.words import AttemptOutcome, OptOutScope, Origin, Reason, Status
from reminders.store.attempts import Ended, park, record, tries_before, wake_parked
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.holds import start_hold
from reminders.store.opt_outs import add_opt_out
from reminders.store.people import lock_people, mark_unusable, mark_welcomed, patients_with_hash
from reminders.store.treatments import treatments_of
from reminders.transports.base import Fault, InDoubt, Receipt, Rejected, SendError, SettingWrong, TryAgain

PROGRAM = "program"


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
    welcomes = [f for f in finished if isinstance(f.answer, Receipt) and f.ready.origin is Origin.WELCOME]
    for f in welcomes:
        mark_welcomed(work, f.ready.clinic_id, [(f.ready.address_hash, f.at, f.ready.live)])
        wake_for_address(work, f.ready.clinic_id, f.ready.address_hash, f.at)
    for f, end in zip(finished, ended, strict=True):
        if isinstance(f.answer, SettingWrong):
            _stop_channel(work, f, end)


def follow_rejections(app: App, finished: Sequence[Finished]) -> None:
    """What a refusal means for its address, in transactions of their own: they lock addresses before messages."""
    for f in finished:
        if isinstance(f.answer, Rejected) and f.answer.fault in (Fault.ADDRESS, Fault.OPTED_OUT):
            with app.database.write() as work:
                _after_rejection(work, app, f, f.answer)


def wake_for_address(work: Work, clinic_id: int, address_hash: bytes, now: int) -> int:
    """Put back what waits for something at this address. Returns how many messages."""
    return wake_parked(
        work,
        "m.channel = 'sms' AND m.patient_id IN "
        "(SELECT patient_id FROM address WHERE clinic_id = ? AND value_hash = ? AND until_at IS NULL)",
        (clinic_id, address_hash),
        now,
    )


def _stop_channel(work: Work, f: Finished, end: Ended) -> None:
    """Our own setting is wrong: everything on this channel waits until a person has put it right."""
    channel = f.ready.channel.value
    why = str(f.answer)
    if start_hold(work, f.ready.clinic_id, "channel", channel, PROGRAM, why, f.at):
        add_audit(work, f.ready.clinic_id, f.at, PROGRAM, "stopped channel", channel, 0, why)
    if end.again_at is not None:
        park(work, [(end.again_at, end.message_id, Reason.ON_HOLD)])


def _after_rejection(work: Work, app: App, f: Finished, rejected: Rejected) -> None:
    ready = f.ready
    lock_people(work, ready.clinic_id, [ready.address_hash])
    if rejected.fault is Fault.ADDRESS:
        mark_unusable(work, ready.clinic_id, ready.address_hash, rejected.code or "rejected", f.at)
    else:
        why = "opted out at the provider"
        add_opt_out(work, ready.clinic_id, ready.address_hash, OptOutScope.ALL, PROGRAM, why, f.at)
    replan_address(work, app, app.clinic(work), ready.address_hash)


def replan_address(work: Work, app: App, clinic: Clinic, address_hash: bytes) -> None:
    """Plan anew for every patient who uses this address: consented care moves to the other channel, the rest ends."""
    people = patients_with_hash(work, clinic.id, address_hash)
    ids = [treatment.id for treatment in treatments_of(work, people)]
    replan(work, app, clinic, ids, Replanning(app.now()))
