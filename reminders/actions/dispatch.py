"""Sends what is due: claim, arm, send, record. The network is never inside a transaction."""

import queue
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, fields

from reminders.actions.arming import Sorted, arm_batch, lock_addresses
from reminders.actions.claiming import Claims
from reminders.actions.pacing import Pacing
from reminders.actions.recording import Finished, record_batch, take_late
from reminders.actions.sending import Answers, InlineSenders, Senders, ThreadSenders
from reminders.app import App
from reminders.domain.arming import Judge, verdict
from reminders.domain.words import Channel, Status
from reminders.store.database import StoreError
from reminders.store.due import Claim, Key, channels_of, release

_SENDERS = {Channel.SMS: 48, Channel.EMAIL: 10}
#: Answers are gathered for so long (seconds) after the first, so that one durable write records several.
_GATHER = 0.02
_BLINK = 0.002
#: The longest that a sender may take (seconds) before the loop looks up again.
_PATIENCE = 1.0
#: A batch that takes longer (seconds) must not keep a channel waiting that has nothing to do in it.
_TURN = 1.0
_NOTHING = Claim(0, ())

#: What is claimed and not yet armed.
Waiting = dict[Channel, deque[Key]]


@dataclass(slots=True)
class Counts:
    """What one run did."""

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    canceled: int = 0
    #: Proven not processed, or to be asked again later.
    retry: int = 0

    def __iadd__(self, other: "Counts") -> "Counts":
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
        return self


class Dispatcher:
    """Sends what is due, one run at a time in a process. Close it."""

    def __init__(
        self,
        app: App,
        worker: str,
        senders: dict[Channel, int] | None = None,
        progress: Callable[[], None] = lambda: None,
        judge: Judge = verdict,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`progress` is called whenever the queue was looked at or a few messages went on: a sign of life. `judge` has
        the last word on each message before it is armed; `monotonic` (seconds) says how long a batch takes.
        """
        self._app = app
        self._worker = worker
        self._progress = progress
        self._judge = judge
        self._monotonic = monotonic
        self._answers: Answers = queue.SimpleQueue()
        counts = senders or _SENDERS
        self._senders = {channel: self._open(channel, counts[channel]) for channel in Channel}
        self._running = threading.Lock()
        self._in_flight = 0
        self._pacing = Pacing(app)
        self._claims = Claims(app, worker, self._pacing)

    def run(self, stop: threading.Event | None = None) -> Counts:
        """Send until nothing is due now, or until `stop` is set: then what is armed is finished and the rest stays
        planned. A second run at the same time does nothing.
        """
        total = Counts()
        if not self._running.acquire(blocking=False):
            return total
        try:
            while True:
                claim = _NOTHING if stop is not None and stop.is_set() else self._claims.claim()
                self._progress()
                # Answers may still be due from a run that the database cut short.
                if not claim.rows and not self._in_flight:
                    break
                total += self._send(claim, stop)
        finally:
            self._running.release()
        return total

    def next_at(self) -> int | None:
        """When there may be something to send (micros): when the next message is due and its channel may send; None
        while nobody knows.
        """
        return self._claims.next_at()

    def next_token_at(self) -> int | None:
        """When a channel may go on that has messages due and waits for nothing but its rate (micros)."""
        return self._claims.next_token_at()

    def close(self) -> None:
        """Finish what was handed to the senders."""
        for senders in self._senders.values():
            senders.close()

    def _open(self, channel: Channel, count: int) -> Senders:
        if self._app.live(channel):
            return ThreadSenders(self._app, channel, self._answers, count)
        return InlineSenders(self._app, channel, self._answers)

    def _send(self, claim: Claim, stop: threading.Event | None) -> Counts:
        total = Counts()
        waiting = self._by_channel(claim)
        looked = self._monotonic()
        try:
            while True:
                finished = self._gather()
                taken = {} if stop is not None and stop.is_set() else self._take(waiting)
                if taken or finished:
                    total += self._turn(claim, waiting, taken, finished)
                    self._let_go(claim, waiting)
                    self._progress()
                elif not self._in_flight:
                    return total
                if claim.token and self._monotonic() - looked >= _TURN and not (stop is not None and stop.is_set()):
                    self._top_up(claim, waiting)
                    looked = self._monotonic()
        finally:
            self._give_back(claim, waiting, set(Channel))

    def _let_go(self, claim: Claim, waiting: Waiting) -> None:
        """What a provider that has just shown to be out of order, or asked to wait, shall not be tried with."""
        self._give_back(claim, waiting, {channel for channel in self._pacing.shut if waiting[channel]})

    def _top_up(self, claim: Claim, waiting: Waiting) -> None:
        """Other channels go on while a slow provider holds up one: a silent mail server must not stop texts."""
        idle = [channel for channel, queued in waiting.items() if not queued and self._senders[channel].idle()]
        for channel, rows in self._claims.more(claim, idle).items():
            waiting[channel].extend(rows)
        self._progress()

    def _by_channel(self, claim: Claim) -> Waiting:
        with self._app.database.read() as work:
            channels = channels_of(work, [message_id for _, message_id in claim.rows])
        waiting: Waiting = {channel: deque() for channel in Channel}
        for row in claim.rows:
            waiting[channels.get(row[1], Channel.SMS)].append(row)
        return waiting

    def _take(self, waiting: Waiting) -> dict[Channel, list[Key]]:
        """Only as many as idle senders can take at once: what is armed must leave within seconds."""
        return {
            channel: [queued.popleft() for _ in range(count)]
            for channel, queued in waiting.items()
            if (count := min(self._senders[channel].idle(), len(queued)))
        }

    def _turn(
        self, claim: Claim, waiting: Waiting, taken: dict[Channel, list[Key]], finished: list[Finished]
    ) -> Counts:
        """Record what was answered and arm what senders can take, in one durable transaction; then hand it over."""
        counts, done = Counts(), Sorted()
        try:
            with self._app.database.write() as work:
                lock_addresses(work, [row for listed in taken.values() for row in listed], finished)
                counts += _recorded(record_batch(work, self._app, finished))
                self._pacing.hear(work, finished)
                for channel in self._pacing.shut & taken.keys():
                    waiting[channel].extendleft(reversed(taken.pop(channel)))
                rows = [row for listed in taken.values() for row in listed]
                done = arm_batch(work, self._app, self._worker, claim, rows, self._judge)
                self._pacing.give_back(work, self._unused(taken, done))
        except Exception:
            # Whatever arming ran into, the answers are facts: without them these messages would be in doubt.
            self._save(finished)
            raise
        for channel, senders in self._senders.items():
            ready = [one for one in done.ready if one.channel is channel]
            self._in_flight += len(ready)
            senders.submit(ready)
        take_late(self._app, finished)
        counts += Counts(canceled=done.canceled, unknown=done.in_doubt)
        return counts

    def _unused(self, taken: dict[Channel, list[Key]], done: Sorted) -> dict[Channel, int]:
        """How many tokens of what was taken were not needed after all."""
        left = Counter(one.channel for one in done.ready)
        return {channel: self._paid(rows) - left[channel] for channel, rows in taken.items()}

    def _paid(self, rows: Iterable[Key]) -> int:
        return sum(row not in self._claims.unpaid for row in rows)

    def _save(self, finished: list[Finished]) -> None:
        """Record on their own; while the database cannot, the next run hears these answers again."""
        try:
            try:
                self._record(finished)
            except StoreError:
                raise
            except Exception:  # noqa: BLE001 - planning anew for one address must not leave all of them in doubt
                self._record(finished, ends_alone=True)
        except StoreError:
            self._in_flight += len(finished)
            for one in finished:
                self._answers.put(one)
            raise
        take_late(self._app, finished)

    def _record(self, finished: list[Finished], *, ends_alone: bool = False) -> None:
        with self._app.database.write() as work:
            lock_addresses(work, [], finished)
            record_batch(work, self._app, finished, ends_alone=ends_alone)
            self._pacing.hear(work, finished)

    def _gather(self) -> list[Finished]:
        """The answers to what is on the wire: waits for the first one, and a moment for the others.

        Sending and writing share one interpreter, so they go faster in turns than against each other, and looking up
        at every answer would cost a turn each; but no turn waits for a slow provider.
        """
        finished: list[Finished] = []
        if not self._in_flight:
            return finished
        with suppress(queue.Empty):
            finished.append(self._first_answer())
            until = time.monotonic() + _GATHER
            while not self._drain(finished) and time.monotonic() < until:
                time.sleep(_BLINK)
                self._push()
        self._in_flight -= len(finished)
        return finished

    def _first_answer(self) -> Finished:
        """While it is awaited, more senders begin. Raises queue.Empty when none came in time."""
        until = time.monotonic() + _PATIENCE
        while True:
            with suppress(queue.Empty):
                return self._answers.get(timeout=_BLINK)
            if not self._push() or time.monotonic() >= until:
                return self._answers.get(timeout=_PATIENCE)

    def _push(self) -> bool:
        """Whether anything that is armed still waits for a sender."""
        waiting = [senders.push() for senders in self._senders.values()]
        return any(waiting)

    def _drain(self, finished: list[Finished]) -> bool:
        """Take the answers that are there; True when nothing is on the wire any more."""
        with suppress(queue.Empty):
            while len(finished) < self._in_flight:
                finished.append(self._answers.get_nowait())
        return len(finished) == self._in_flight

    def _give_back(self, claim: Claim, waiting: Waiting, channels: set[Channel]) -> None:
        if not any(waiting[channel] for channel in channels):
            return
        with self._app.database.write() as work:
            release(work, claim.token, [row for channel in channels for row in waiting[channel]])
            self._pacing.give_back(work, {channel: self._paid(waiting[channel]) for channel in channels})
        for channel in channels:
            waiting[channel].clear()


def _recorded(counts: dict[Status, int]) -> Counts:
    return Counts(
        sent=counts.get(Status.SENT, 0),
        failed=counts.get(Status.FAILED, 0),
        unknown=counts.get(Status.UNKNOWN, 0),
        retry=counts.get(Status.PLANNED, 0),
    )
