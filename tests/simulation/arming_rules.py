"""What must hold of every attempt at the commit that arms it, judged without the program's own rules."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.simulation.plan_model import Times, in_contact_hours, times_of, too_many, utc
from tests.simulation.provider import Provider
from tests.simulation.snapshot import Attempt, Message, Snapshot

_LATE = 15 * 60 * 1_000_000
_SETTLED = 5 * 60 * 1_000_000
_ALIVE = ("sending", "sent", "delivered", "unknown")
#: A present patient waits at the desk for the welcome no longer than this.
_AT_THE_DESK = timedelta(hours=1)

#: (invariant, what was seen).
Fault = tuple[str, str]


class ArmingRules:
    """Judges new attempts; remembers the window in which each message was first tried."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._tried_in: dict[int, Times] = {}

    def faults(self, before: Snapshot, after: Snapshot) -> Iterator[Fault]:
        """Of every attempt that this commit brought, in the order in which they were armed."""
        for attempt in after.attempts.values():
            if attempt.id not in before.attempts:
                m = after.messages[attempt.message_id]
                for name, wrong in self._wrongs(before, after, attempt, m):
                    if wrong:
                        yield name, f"attempt {attempt.number} of {m}"

    def _wrongs(self, before: Snapshot, after: Snapshot, attempt: Attempt, m: Message) -> Iterator[tuple[str, bool]]:
        at = utc(attempt.armed_at)
        yield "armed after a stop", before.is_stopped(m.address_hash, m.kind) and not may_follow_stop(m)
        yield "armed while another attempt may be out there", _others_open(after, attempt)
        yield "armed without a claim of its own", not _is_claimed(before, attempt)
        yield "armed on hold", _on_hold(before, m)
        if m.origin in ("step", "welcome"):
            yield "armed outside contact hours", not self._in_hours(after, m, at)
        if m.origin == "step":
            yield "armed outside its window", not self._in_window(after, m, at)
            yield "armed before the number was welcomed", m.channel == "sms" and not self._welcomed(after, m)
            yield "armed though a newer one is late too", _older_late(before, m, attempt.armed_at)
            yield "armed before it settled", not _settled(after, m, attempt)
            yield "armed over a limit", not m.essential and _over_limit(after, attempt, m)

    def _in_hours(self, after: Snapshot, m: Message, at: datetime) -> bool:
        if in_contact_hours(at, m.kind, after.zone(m)):
            return True
        return m.origin == "welcome" and utc(m.opens_at) <= at <= utc(m.opens_at) + _AT_THE_DESK

    def _in_window(self, after: Snapshot, m: Message, at: datetime) -> bool:
        """By the model at the first attempt; a later attempt keeps that window whatever is planned anew."""
        if m.round:
            return m.wish_at <= _micros(at) < m.closes_at
        assert m.treatment_id is not None
        treated_at = utc(after.treatments[m.treatment_id].treated_at)
        times = self._tried_in.setdefault(m.id, times_of(m.step, treated_at, after.zone(m)))
        return max(times.opens_at, times.wish_at) <= at < times.closes_at

    def _welcomed(self, after: Snapshot, m: Message) -> bool:
        welcomes = {w.id for w in after.messages.values() if w.origin == "welcome" and w.address_hash == m.address_hash}
        return any(one.message_id in welcomes for one in self._provider.ledger)


def _others_open(after: Snapshot, attempt: Attempt) -> bool:
    others = [one for one in after.attempts_of[attempt.message_id] if one.id != attempt.id]
    return any(one.outcome in ("open", "in_doubt", "accepted") for one in others)


def may_follow_stop(m: Message) -> bool:
    """Only the replies to STOP and to HELP."""
    return m.origin == "automatic" and m.step in ("stop", "help")


def _is_claimed(before: Snapshot, attempt: Attempt) -> bool:
    """By the worker that armed it, and still."""
    rows = before.queue.get(attempt.message_id, [])
    return any(row.by == attempt.by and row.until > attempt.armed_at for row in rows)


def _on_hold(before: Snapshot, m: Message) -> bool:
    if m.treatment_id is not None and before.treatments[m.treatment_id].status == "on_hold":
        return True
    held = {("database", ""), ("channel", str(m.channel))}
    if m.origin in ("step", "welcome") and m.address_hash is not None:
        held.add(("address", m.address_hash.hex()))
    return not before.holds.isdisjoint(held)


def _older_late(before: Snapshot, m: Message, now: int) -> bool:
    """It was late, and so was a step of the same treatment and kind that wished to leave after it."""
    was = before.messages[m.id]
    if was.due_at is None or was.due_at >= now - _LATE:
        return False
    return any(
        o.treatment_id == m.treatment_id and o.kind == m.kind and o.origin == "step" and o.status == "planned"
        and o.wish_at > m.wish_at and o.due_at is not None and o.due_at < now - _LATE and o.closes_at > now
        and o.step != "results"
        for o in before.messages.values()
    )  # fmt: skip


def _settled(after: Snapshot, m: Message, attempt: Attempt) -> bool:
    assert m.treatment_id is not None
    return attempt.armed_at >= after.treatments[m.treatment_id].enrolled_at + _SETTLED


def _over_limit(after: Snapshot, attempt: Attempt, m: Message) -> bool:
    """Beside what this address got before: what is in doubt counts, what was refused or proven unsent does not."""
    taken: dict[str, list[datetime]] = {"care": [], "marketing": []}
    for other in after.messages.values():
        mine = other.address_hash == m.address_hash and other.origin == "step" and other.status in _ALIVE
        tries = after.attempts_of.get(other.id, [])
        if mine and other.id != m.id and tries and tries[-1].id < attempt.id:
            taken[other.kind].append(utc(tries[-1].armed_at))
    return too_many(utc(attempt.armed_at), m.kind, taken["care"], taken["marketing"], after.zone(m))


def _micros(at: datetime) -> int:
    return (at - utc(0)) // timedelta(microseconds=1)
