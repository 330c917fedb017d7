"""Arms claimed messages: checks all again under the addresses' locks, fills in the texts, stores the Attempts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from reminders.actions.arming_replies import (
    Replies,
    goal_of,
    replies_to,
    unasked_verdict,
    waits_for_answer,
    writing_verdict,
)
from reminders.actions.filling import Ready, Target, fill
from reminders.actions.following import PROGRAM
from reminders.actions.recording import Finished, refusal_of
from reminders.actions.welcome import plan_welcome
from reminders.app import App
from reminders.domain.arming import LATE_AFTER, UNASKED, Candidate, Go, Judge, Later, Never, Verdict, Wait, verdict
from reminders.domain.hours import permitted_until
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.planned import Taken
from reminders.domain.words import Channel, Kind, Late, Origin, Reason, Status, StopsOn
from reminders.store.arming import Claimed, addresses_of, arm, late_steps, load_claimed, sent_lately
from reminders.store.attempts import drop_stale, move, park, put_in_doubt
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.due import Claim, still_ours
from reminders.store.holds import Holds, holds_in_force, start_hold
from reminders.store.messages import cancel_messages, insert_welcomes, welcomed_or_trying
from reminders.store.people import KnownAddress, current_addresses, lock_gates, with_others_of_theirs
from reminders.store.treatments import treatments
from reminders.store.welcomes import second_welcomes


@dataclass(slots=True)
class Sorted:
    """What became of a batch of claimed messages."""

    ready: list[Ready] = field(default_factory=list)
    canceled: int = 0
    moved: int = 0
    waiting: int = 0
    in_doubt: int = 0


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the checks of one batch stand on."""

    clinic: Clinic
    now: datetime
    addresses: dict[int, list[KnownAddress]]
    gates: dict[bytes, tuple[int | None, bool]]
    taken: dict[bytes, list[tuple[int, Kind]]]
    late: dict[tuple[int, Kind], int]
    holds: Holds
    #: Messages that something has ended which no plan could tell them: by id.
    ended: dict[int, Reason]
    judge: Judge
    replies: Replies
    #: The end of the contact hours that now lies in, by kind and zone: the same for many messages of a batch.
    ends: dict[tuple[Kind, ZoneInfo], datetime] = field(default_factory=dict)

    def end_of_hours(self, kind: Kind, zone: ZoneInfo) -> datetime:
        """Until when a message of this kind may leave; now itself outside the contact hours."""
        if (kind, zone) not in self.ends:
            self.ends[kind, zone] = permitted_until(self.now, kind, zone, self.clinic.rules)
        return self.ends[kind, zone]


def lock_addresses(work: Work, rows: Sequence[tuple[int, int]], finished: Sequence[Finished]) -> None:
    """Lock every address that recording and arming will touch, in hash order, before any message is touched."""
    if not work.postgres:
        return
    welcomed = [(one.ready.clinic_id, one.ready.address_hash) for one in finished if one.ready.origin is Origin.WELCOME]
    wanted = {*welcomed, *addresses_of(work, [message_id for _, message_id in rows])}
    for one in finished:
        if refusal_of(one) is not None:
            clinic_id = one.ready.clinic_id
            whose = with_others_of_theirs(work, clinic_id, {one.ready.address_hash})
            wanted.update((clinic_id, value_hash) for value_hash in whose)
    for clinic_id, group in groupby(sorted(wanted), key=lambda pair: pair[0]):
        lock_gates(work, clinic_id, [value_hash for _, value_hash in group])


def arm_batch(
    work: Work, app: App, worker: str, claim: Claim, rows: Sequence[tuple[int, int]], judge: Judge = verdict
) -> Sorted:
    """Sort these rows of a claim and arm what may leave, inside the caller's transaction: commit, then send."""
    if not rows:
        return Sorted()
    now = app.now()
    clinic = app.clinic(work)
    claimed = load_claimed(work, rows)
    people = current_addresses(work, clinic.id, sorted({message.patient_id for message in claimed}))
    gates = lock_gates(work, clinic.id, _hashes(claimed, people))
    ours = set(still_ours(work, claim.token, rows, to_micros(now)))
    if work.postgres:
        # A stop or a new plan may have been committed between the first look and the lock.
        claimed = load_claimed(work, rows)
        people = current_addresses(work, clinic.id, list(people))
    claimed = [message for message in claimed if (message.queue_at, message.id) in ours]
    gone = ours - {(message.queue_at, message.id) for message in claimed}
    _stop_without_phone(work, app, clinic, now, claimed)
    ground = _ground(work, app, clinic, now, claimed, people, gates, judge)
    drop_stale(work, gone)
    return _sort(work, app, worker, claim.token, ground, claimed)


def _hashes(claimed: Sequence[Claimed], people: dict[int, list[KnownAddress]]) -> set[bytes]:
    goals = {m.address_hash for m in claimed if m.written is not None and m.address_hash is not None}
    return goals | {address.hash for known in people.values() for address in known}


def _stop_without_phone(work: Work, app: App, clinic: Clinic, now: datetime, claimed: Sequence[Claimed]) -> None:
    """Texts tell a worried patient whom to call: without that number a channel that really sends waits for a person."""
    for channel in sorted({m.channel for m in claimed if not clinic.location(m.location_id).phone}):
        why = "the clinic has no phone number for patients to call; `reminders clinic location set NAME --phone …`"
        micros = to_micros(now)
        if app.live(channel) and start_hold(work, clinic.id, "channel", channel.value, PROGRAM, why, micros):
            add_audit(work, clinic.id, micros, PROGRAM, "stopped channel", channel.value, 0, why)


def _ground(
    work: Work,
    app: App,
    clinic: Clinic,
    now: datetime,
    claimed: Sequence[Claimed],
    people: dict[int, list[KnownAddress]],
    gates: dict[bytes, tuple[int | None, bool]],
    judge: Judge,
) -> _Ground:
    micros = to_micros(now)
    live = {channel: app.live(channel) for channel in Channel}
    before = to_micros(now - LATE_AFTER)
    late_of = {m.treatment_id for m in claimed if m.treatment_id is not None and m.due_at < before}
    late = _newest_late(work, app, late_of, before, micros)
    taken = sent_lately(work, clinic.id, gates, live, micros)
    other = [m.id for m in claimed if m.origin is Origin.WELCOME and m.live != live[m.channel]]
    ended = dict.fromkeys(second_welcomes(work, other, live[Channel.SMS]), Reason.MERGED)
    ended |= _stopped(work, app, [m for m in claimed if m.attempts and m.origin is Origin.STEP])
    replies = replies_to(work, clinic.id, claimed, people)
    return _Ground(clinic, now, people, gates, taken, late, holds_in_force(work, clinic.id), ended, judge, replies)


def _stopped(work: Work, app: App, tried: Sequence[Claimed]) -> dict[int, Reason]:
    """Plans leave alone what was tried once, so a booking or a newer treatment since then is noticed here."""
    found = {one.id: one for one in treatments(work, sorted({m.treatment_id for m in tried if m.treatment_id}))}
    ended = {}
    for m in tried:
        step, treatment = app.version(work, m.version_id).step(m.step), found.get(m.treatment_id or 0)
        if step is None or treatment is None:
            continue
        if treatment.treated_again and StopsOn.NEW_TREATMENT in step.stops_on:
            ended[m.id] = Reason.TREATED_AGAIN
        elif treatment.booked_on is not None and StopsOn.BOOKED in step.stops_on:
            ended[m.id] = Reason.BOOKED
    return ended


def _newest_late(work: Work, app: App, treatment_ids: set[int], before: int, now: int) -> dict[tuple[int, Kind], int]:
    """The newest wish among the late steps of each treatment and kind, of those that may still be sent."""
    late: dict[tuple[int, Kind], int] = {}
    for treatment_id, kind, wish_at, version_id, name in late_steps(work, treatment_ids, before, now):
        step = app.version(work, version_id).step(name)
        if step is None or step.late is not Late.SKIP:
            late[treatment_id, kind] = max(late.get((treatment_id, kind), 0), wish_at)
    return late


def _sort(work: Work, app: App, worker: str, token: int, ground: _Ground, claimed: Sequence[Claimed]) -> Sorted:
    expired = [(m.queue_at, m.id) for m in claimed if m.status is Status.SENDING]
    put_in_doubt(work, expired, to_micros(ground.now))
    drop_stale(work, [(m.queue_at, m.id) for m in claimed if m.status not in (Status.SENDING, Status.PLANNED)])
    verdicts = [(m, _verdict(work, app, ground, m)) for m in claimed if m.status is Status.PLANNED]
    ready, bad = _arm(work, app, worker, token, ground, [m for m, v in verdicts if isinstance(v, Go)])
    never = [(m.id, m.queue_at, v.reason) for m, v in verdicts if isinstance(v, Never)] + bad
    later = [(m.queue_at, m.id, to_micros(v.due_at)) for m, v in verdicts if isinstance(v, Later)]
    waiting = [(m.queue_at, m.id, _WAITING[v]) for m, v in verdicts if isinstance(v, Wait)]
    cancel_messages(work, never)
    move(work, later)
    park(work, waiting)
    _welcome_first(work, app, ground, [m for m, v in verdicts if v is Wait.WELCOME])
    return Sorted(ready, len(never), len(later), len(waiting), len(expired))


def _welcome_first(work: Work, app: App, ground: _Ground, waiting: Sequence[Claimed]) -> None:
    """A number that was never welcomed by this transport (the clinic has gone live since) is welcomed now."""
    needed = [(m, address) for m in waiting if (address := _address(ground, m)) is not None]
    known = welcomed_or_trying(work, ground.clinic.id, [a.hash for _, a in needed], app.live(Channel.SMS))
    needed = [(m, a) for m, a in needed if a.hash not in known]
    for new_id, (m, address) in zip(work.new_ids(len(needed)), needed, strict=True):
        ids = (new_id, m.patient_id, m.version_id)
        to, closes_at = (address.id, address.hash), from_micros(m.closes_at)
        welcome = plan_welcome(app, ground.clinic, ids, to, _zone(ground, m), closes_at, present=False)
        insert_welcomes(work, [welcome] if welcome else [])


def _arm(
    work: Work, app: App, worker: str, token: int, ground: _Ground, leaving: Sequence[Claimed]
) -> tuple[list[Ready], list[tuple[int, int | None, Reason]]]:
    """Fill in and arm. Also returns those whose text cannot be filled in, to be canceled."""
    ids = iter(work.new_ids(len(leaving)))
    armed, ready = [], []
    bad: list[tuple[int, int | None, Reason]] = []
    for m in leaving:
        address = _address(ground, m)
        assert address is not None
        target = Target(ground.clinic, address, ground.end_of_hours(m.kind, _zone(ground, m)), ground.now, token)
        filled = fill(work, app, m, target, next(ids))
        if filled is None:
            bad.append((m.id, m.queue_at, Reason.BAD_CONTENT))
        else:
            armed.append(filled[0])
            ready.append(filled[1])
    arm(work, armed, worker, to_micros(ground.now))
    return ready, bad


_WAITING = {Wait.HOLD: Reason.ON_HOLD, Wait.APPROVAL: Reason.NOT_APPROVED, Wait.WELCOME: None}


def _verdict(work: Work, app: App, ground: _Ground, m: Claimed) -> Verdict:
    rules, now = ground.clinic.rules, ground.now
    if m.id in ground.ended:
        return Never(ground.ended[m.id])
    if m.written is not None:
        told = writing_verdict(m, ground.replies, ground.holds, now)
        unasked = isinstance(told, Go) and m.step == UNASKED
        return unasked_verdict(m, ground.addresses[m.patient_id], _zone(ground, m), rules, now) if unasked else told
    address = _address(ground, m)
    step = app.version(work, m.version_id).step(m.step) if m.origin is Origin.STEP else None
    live = app.live(m.channel)
    candidate = Candidate(
        origin=m.origin,
        kind=m.kind,
        wish_at=from_micros(m.wish_at),
        opens_at=from_micros(m.opens_at),
        closes_at=from_micros(m.closes_at),
        due_at=from_micros(m.due_at),
        zone=_zone(ground, m),
        essential=m.essential,
        late=step.late if step else Late.SEND,
        at_time=step.at_time if step else None,
        treatment=m.treatment,
        held=ground.holds.hold(m.channel, address.hash if address else None)
        or waits_for_answer(m, ground.addresses[m.patient_id], ground.replies),
        approved=m.approved or not live,
        usable=address is not None and address.unusable_why is None,
        consented=address is not None and m.kind in address.consents,
        opted_out=address is not None and m.kind in address.opted_out,
        welcomed=_welcomed(ground, m, address, live),
        newer_late=m.treatment_id is not None and ground.late.get((m.treatment_id, m.kind), 0) > m.wish_at,
        taken=_taken(ground, m, address),
    )
    outcome = ground.judge(candidate, rules, now)
    if isinstance(outcome, Go) and address is not None and m.origin is Origin.STEP:
        # The next one of this batch to the same address must see this one.
        ground.taken.setdefault(address.hash, []).append((to_micros(ground.now), m.kind))
    return outcome


def _address(ground: _Ground, m: Claimed) -> KnownAddress | None:
    """Where it goes: the patient's address of its channel now; a welcome or a writing only to what it was made for."""
    if m.written is not None:
        return goal_of(m)
    known = next((a for a in ground.addresses[m.patient_id] if a.channel is m.channel), None)
    if m.origin is Origin.WELCOME and known is not None and known.hash != m.address_hash:
        return None
    return known


def _welcomed(ground: _Ground, m: Claimed, address: KnownAddress | None, live: bool) -> bool:
    if m.origin is not Origin.STEP or m.channel is not Channel.SMS or address is None:
        return True
    welcomed_at, welcomed_live = ground.gates[address.hash]
    return welcomed_at is not None and welcomed_live >= live


def _zone(ground: _Ground, m: Claimed) -> ZoneInfo:
    return ZoneInfo(m.timezone or ground.clinic.location(m.location_id).timezone)


def _taken(ground: _Ground, m: Claimed, address: KnownAddress | None) -> list[Taken]:
    lately = ground.taken.get(address.hash, ()) if address else ()
    return [Taken(from_micros(at), kind, m.channel) for at, kind in lately]
