"""Looks at the database after each commit and at each first byte, and says what must never be so."""

import sqlite3
from collections.abc import Callable, Iterator

from reminders.transports.base import Outgoing
from tests.simulation.arming_rules import ArmingRules, Fault, may_follow_stop
from tests.simulation.baton import Baton
from tests.simulation.pace_rules import PaceRules
from tests.simulation.plan_model import in_contact_hours, times_of, utc
from tests.simulation.provider import NOT_PROCESSED, Provider
from tests.simulation.snapshot import EMPTY, Message, Snapshot, look

_LEASE = 60 * 1_000_000
_FRESH = 10 * 1_000_000
_GONE = ("sent", "delivered")


class Watcher:
    """Keeps what the last look saw, and every fault found."""

    def __init__(self, path: str, baton: Baton, provider: Provider, hash_of: Callable[[str], bytes]) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._baton = baton
        self._provider = provider
        self._hash_of = hash_of
        self._arming = ArmingRules(provider)
        self._pace = PaceRules()
        #: Of the last look: SQLite's own, other for every commit that changed anything.
        self._version = 0
        self.faults: list[Fault] = []
        self.seen: Snapshot = EMPTY

    def committed(self) -> None:
        """Something was committed just now: nobody else has gone on since."""
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if version == self._version:
            return
        self._version = version
        before, self.seen = self.seen, look(self._connection)
        self._trace(before)
        self._found(self._arming.faults(before, self.seen))
        self._found(self._pace.faults(before, self.seen))
        self._found(self._changes(before))
        self._found(self._bound(before))
        self._found(self._one_row_a_step())
        self._found(self._forgotten())
        self._ring()

    @property
    def _actor(self) -> str:
        return self._baton.holder.name if self._baton.holder else ""

    def touched(self, before: Snapshot) -> list[Message]:
        """Messages that the last commit claimed, or that it armed."""
        return [
            self.seen.messages[message_id]
            for message_id, rows in self.seen.queue.items()
            if rows[0].until and before.queue.get(message_id, rows) != rows and message_id in self.seen.messages
        ]

    def first_byte(self, outgoing: Outgoing) -> None:
        """A sender has taken its last look and begins: there was no step in between."""
        attempt = next(
            (a for a in self.seen.attempts_of.get(outgoing.message_id, []) if a.number == outgoing.attempt_number), None
        )
        m = self.seen.messages.get(outgoing.message_id)
        if attempt is None or m is None:
            self._found([("sent before its attempt was durable", str(outgoing.message_id))])
            return
        wrongs = {
            "sent though its attempt had ended": attempt.outcome != "open",
            "sent after a stop": self.seen.is_stopped(m.address_hash, m.kind) and not may_follow_stop(m),
            "sent long after it was armed": self._baton.shown - attempt.armed_at >= _FRESH,
            "sent elsewhere than armed": self._hash_of(outgoing.to) != m.address_hash,
            "may be delivered outside its window": outgoing.valid_until > utc(m.closes_at),
        }
        self._found([(name, f"attempt {attempt.number} of {m}") for name, wrong in wrongs.items() if wrong])

    def ended(self) -> None:
        """The history is over and the workers have had time to finish."""
        self.seen = look(self._connection)
        self._found(self._twice())
        self._found(self._lost())
        self._found(self._unheard())

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _found(self, faults: "Iterator[Fault] | list[Fault]") -> None:
        for name, what in faults:
            self._baton.note(f"FAULT {name}: {what}")
            self.faults.append((name, what))
            self._baton.stop()

    def _trace(self, before: Snapshot) -> None:
        for m in self.seen.messages.values():
            if before.messages.get(m.id) != m:
                self._baton.note(f"message {m.id} {m.step}: {m.status} {m.reason} due {m.due_at} queue {m.queue_at}")

    def _ring(self) -> None:
        """Another process sees within seconds what is due."""
        claimable = [max(row.due_at, row.until) for rows in self.seen.queue.values() for row in rows]
        for due, what in (
            (min(claimable, default=None), "queue"),
            (self.seen.probe_at, "queue"),
            (self.seen.ask_at, "looks"),
        ):
            if due is not None:
                self._baton.ring(due - self._baton.skew, what)

    def _changes(self, before: Snapshot) -> Iterator[Fault]:
        for m in self.seen.messages.values():
            was = before.messages.get(m.id)
            if was == m:
                continue
            yield from [(name, f"{m}, before: {was}") for name, wrong in self._wrongs(was, m) if wrong]
        yield from self._queue_faults(before)

    def _bound(self, before: Snapshot) -> Iterator[Fault]:
        """What an attempt is known by at the provider is what the provider took from that attempt."""
        for attempt in self.seen.attempts.values():
            was = before.attempts.get(attempt.id)
            if was == attempt or attempt.provider_id is None:
                continue
            if not self._provider.is_of(attempt.provider_id, attempt.message_id, attempt.number):
                yield "bound to what another attempt was taken for", f"{attempt}, before: {was}"
            elif was is not None and was.outcome == "in_doubt" and self._actor == "reconciler":
                self._baton.happens("found by a look")

    def _wrongs(self, was: Message | None, m: Message) -> Iterator[tuple[str, bool]]:
        if m.origin == "step" and m.round == 0 and m.status == "planned" and m.attempts == 0:
            yield "planned at another time than the schedule says", not self._as_the_model(m)
        if m.round:
            yield "a second round that nobody asked for", not m.decided_by
        if was is None or was.status == m.status:
            return
        if m.status == "planned":
            yield "planned again though it has left", was.status in _GONE or was.status == "failed"
            yield "planned again though the provider may have it", was.attempts > 0 and not self._is_unprocessed(m)
        if was.status in _GONE:
            yield "a message that left went back", m.status not in (*_GONE, "failed")
        if was.status == "sending" and m.status == "unknown":
            yield "put in doubt while its sender held it", not self._may_be_in_doubt(m)
        if m.status == "canceled" and m.reason == "too_late":
            yield "called too late before its window closed", self._baton.shown < m.closes_at

    def _as_the_model(self, m: Message) -> bool:
        assert m.treatment_id is not None
        treatment = self.seen.treatments[m.treatment_id]
        zone = self.seen.zone(m)
        times = times_of(m.step, utc(treatment.treated_at), zone)
        planned = (utc(m.wish_at), utc(m.opens_at), utc(m.closes_at))
        if planned != (times.wish_at, times.opens_at, times.closes_at) or m.due_at is None:
            return False
        due_at = utc(m.due_at)
        return max(times.wish_at, times.opens_at) <= due_at < times.closes_at and in_contact_hours(due_at, m.kind, zone)

    def _is_unprocessed(self, m: Message) -> bool:
        """Nothing was sent, or the provider said that it had not taken it."""
        accepted = any((m.id, m.attempts) == (one.message_id, one.attempt_number) for one in self._provider.ledger)
        return not accepted and self._provider.told.get((m.id, m.attempts), NOT_PROCESSED) == NOT_PROCESSED

    def _may_be_in_doubt(self, m: Message) -> bool:
        """Its lease is over, or of a clock that was ahead; or its sender has heard what leaves it in doubt."""
        assert m.armed_at is not None
        in_lease = m.armed_at - _LEASE <= self._baton.shown < m.armed_at + _LEASE
        return not in_lease or (m.id, m.attempts) in self._provider.doubts

    def _queue_faults(self, before: Snapshot) -> Iterator[Fault]:
        for m in self.seen.messages.values():
            rows = self.seen.queue.get(m.id, [])
            if rows == before.queue.get(m.id, []) and before.messages.get(m.id) == m:
                continue
            wanted = [m.queue_at] if m.queue_at is not None and m.status in ("planned", "sending") else []
            if [row.due_at for row in rows] != wanted:
                yield "the due queue does not hold what may be sent", f"{m}: {rows}"

    def _one_row_a_step(self) -> Iterator[Fault]:
        steps = [(m.treatment_id, m.step, m.round) for m in self.seen.messages.values() if m.origin == "step"]
        if len(steps) != len(set(steps)):
            yield "a step has two rows of one round", str(steps)

    def _forgotten(self) -> Iterator[Fault]:
        """A message that waits outside the queue must wait for something that is still to come."""
        for m in self.seen.messages.values():
            over = m.closes_at <= self._baton.shown
            if m.status == "planned" and m.queue_at is None and not over and (why := self._stuck(m)):
                yield why, str(m)

    def _twice(self) -> Iterator[Fault]:
        ids = [one.message_id for one in self._provider.ledger]
        for message_id in sorted({one for one in ids if ids.count(one) > 1}):
            yield "accepted twice", str(self.seen.messages[message_id])

    def _lost(self) -> Iterator[Fault]:
        accepted = {one.message_id for one in self._provider.ledger}
        for m in self.seen.messages.values():
            # Of two welcomes to one number only one can live: the first, once it was resent, stays as a person left it.
            resent = m.origin == "welcome" and m.decided_by is not None
            rank = None if resent else self._provider.heard.get(m.id)
            if rank is not None and m.status not in self._standings(m.id, rank):
                yield "news that were taken did not count", f"rank {rank}: {m}"
            elif m.id in accepted and m.status in ("planned", "sending", "canceled"):
                yield "accepted, and nobody knows", str(m)
            elif m.status == "sending":
                yield "still sending after every lease is over", str(m)
            elif m.status == "planned" and (why := self._stuck(m)):
                yield why, str(m)

    def _unheard(self) -> Iterator[Fault]:
        known = {row[0] for row in self._connection.execute("SELECT provider_id FROM reply")}
        yield from [
            ("a patient's text was never heard", str(one.at))
            for one, _ in self._provider.texts
            if one.provider_id not in known
        ]

    def _standings(self, message_id: int, rank: int) -> set[str]:
        """What it may be: by the highest news that were taken, or by higher ones that were told to who asked."""
        told = self._provider.asked.get(message_id, set())
        return {_standing(rank)} | {_standing(one) for one in told if one > rank}

    def _stuck(self, m: Message) -> str:
        """Why a message that is still planned will not go on by itself, or empty."""
        now = self._baton.shown
        if m.queue_at is not None:
            return "overdue while workers had nothing to do" if m.queue_at <= now else ""
        if m.closes_at <= now:
            return "waits though its window has closed"
        treatment = self.seen.treatments.get(m.treatment_id or 0)
        held = treatment is not None and treatment.status == "on_hold"
        if m.kind == "marketing" and m.reason == "on_hold" and self.seen.urgent:
            return ""
        places = {("database", ""), ("channel", str(m.channel))}
        places |= {("address", value_hash.hex()) for value_hash in self._hashes_of(m)}
        if held or not self.seen.holds.isdisjoint(places):
            return ""
        if m.origin == "welcome" or m.channel == "email":
            return "waits for nothing"
        return "waits for a welcome that was accepted" if self._is_welcomed(m) else ""

    def _is_welcomed(self, m: Message) -> bool:
        return any(
            w.origin == "welcome" and w.status in _GONE and w.address_hash in self._hashes_of(m)
            for w in self.seen.messages.values()
        )

    def _hashes_of(self, m: Message) -> set[bytes]:
        rows = self._connection.execute(
            "SELECT value_hash FROM address WHERE patient_id = ? AND until_at IS NULL",
            (m.patient_id,),
        )
        return {row[0] for row in rows}


def _standing(rank: int) -> str:
    """What a message is by the highest news of it: the carrier's 6 and 7 say it arrived, 4 and 5 that it will not."""
    return "delivered" if rank >= 6 else "failed" if rank >= 4 else "sent"
