"""Hands armed messages to transports: on threads of their own for the network, in line for the sandbox."""

import queue
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import closing, suppress
from typing import Protocol

from reminders.actions.filling import Ready
from reminders.actions.recording import Finished, Unsent
from reminders.app import App
from reminders.domain.instants import SECOND
from reminders.domain.words import Channel
from reminders.store.database import StoreError
from reminders.store.due import may_still_leave
from reminders.transports.base import InDoubt, Receipt, SendError, Transport, TryAgain

#: An armed message that no sender has taken up for so long is not sent: what was checked may have changed.
FRESH = 10 * SECOND
#: So many threads begin on what is handed over.
_FIRST_AWAKE = 2


class Senders(Protocol):
    """Sends for one channel."""

    def idle(self) -> int:
        """How many more messages can be taken at once."""

    def submit(self, ready: Sequence[Ready]) -> None:
        """Take these; each is answered on the queue that the senders were made with."""

    def push(self) -> bool:
        """Go on with what was taken; False when nothing waits for a sender any more."""

    def close(self) -> None:
        """Finish what was taken, then let go of every connection."""


Answers = queue.SimpleQueue[Finished]


class InlineSenders:
    """Sends at once in the caller's thread: nothing to wait for."""

    def __init__(self, app: App, channel: Channel, answers: Answers, batch: int = 64) -> None:
        self._app = app
        self._transport = app.open_transport(channel)
        self._answers = answers
        self._batch = batch

    def idle(self) -> int:
        """Always the same: submit answers before it returns."""
        return self._batch

    def submit(self, ready: Sequence[Ready]) -> None:
        """Send and answer."""
        for one in ready:
            answer = _attempt(self._app, self._transport, one)
            self._answers.put(Finished(one, answer, self._app.now_micros()))

    def push(self) -> bool:
        """Nothing waits: submit answers before it returns."""
        return False

    def close(self) -> None:
        """Close the transport."""
        self._transport.close()


class _CannotOpen(Exception):
    """No transport."""


class ThreadSenders:
    """Up to `count` threads with a transport each, started as they are needed.

    A few begin, and the more the longer the answers take: a provider that answers in a blink keeps a few busy, and
    forty of them would only take the interpreter from each other; one that takes its time soon has all of them.
    """

    def __init__(self, app: App, channel: Channel, answers: Answers, count: int) -> None:
        self._app = app
        self._channel = channel
        self._answers = answers
        self._count = count
        self._inbox: deque[Ready] = deque()
        #: One True wakes one thread; one False ends one.
        self._bell: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._next_to_wake = _FIRST_AWAKE
        self._threads: list[threading.Thread] = []
        self._taken = 0
        self._answered = 0
        self._seen = 0
        self._lock = threading.Lock()

    def idle(self) -> int:
        """How many of `count` have no message."""
        return self._count - (self._taken - self._answered)

    def submit(self, ready: Sequence[Ready]) -> None:
        """At most one message for each idle thread."""
        if ready:
            self._taken += len(ready)
            self._inbox.extend(ready)
            self._next_to_wake = _FIRST_AWAKE
            self._wake()

    def push(self) -> bool:
        """Wake more threads, twice as many each time, where something waits and nothing was answered since."""
        if self._inbox and self._answered == self._seen:
            self._wake()
        self._seen = self._answered
        return bool(self._inbox)

    def close(self) -> None:
        """Wait for what is on the wire, at most as long as a transport's own time-outs."""
        # Those that hear the bell take themselves off the list meanwhile.
        with self._lock:
            threads = list(self._threads)
        for _ in threads:
            self._bell.put(False)
        for thread in threads:
            thread.join()

    def _wake(self) -> None:
        waiting = min(len(self._inbox), self._next_to_wake)
        self._start(self._taken - self._answered - len(self._inbox) + waiting)
        for _ in range(waiting):
            self._bell.put(True)
        self._next_to_wake *= 2
        self._seen = self._answered

    def _start(self, wanted: int) -> None:
        with self._lock:
            for number in range(len(self._threads), min(wanted, self._count)):
                thread = threading.Thread(target=self._run, name=f"{self._channel.value}-sender-{number}", daemon=True)
                self._threads.append(thread)
                thread.start()

    def _run(self) -> None:
        try:
            with suppress(_CannotOpen), closing(self._opened()) as transport:
                going_on = True
                while going_on:
                    going_on = self._bell.get()
                    self._empty_inbox(transport)
        finally:
            # Whatever ended it, another thread takes its place when the next message comes.
            with self._lock:
                self._threads.remove(threading.current_thread())

    def _opened(self) -> Transport:
        try:
            return self._app.open_transport(self._channel)
        except Exception as error:
            for one in iter(self._next, None):
                self._answer(one, TryAgain(f"cannot be opened: {type(error).__name__}", code="open", phase="check"))
            raise _CannotOpen from error

    def _empty_inbox(self, transport: Transport) -> None:
        for one in iter(self._next, None):
            # Holds when this thread ends in the middle: a byte may have left.
            answer: Receipt | SendError | Unsent = InDoubt("the sender ended before the answer came", code="ended")
            try:
                answer = _attempt(self._app, transport, one)
            finally:
                self._answer(one, answer)

    def _answer(self, one: Ready, answer: Receipt | SendError | Unsent) -> None:
        with self._lock:
            self._answered += 1
        self._answers.put(Finished(one, answer, self._app.now_micros()))

    def _next(self) -> Ready | None:
        with suppress(IndexError):
            return self._inbox.popleft()
        return None


def _attempt(app: App, transport: Transport, ready: Ready) -> Receipt | SendError | Unsent:
    """One last look, then the wire."""
    return _last_look(app, ready) or _send(transport, ready)


def _last_look(app: App, ready: Ready) -> Unsent | None:
    now = app.now_micros()
    if not _is_fresh(ready, now):
        return Unsent("armed too long ago")
    try:
        fine = may_still_leave(
            app.database, ready.token, (ready.queue_at, ready.outgoing.message_id), ready.clinic_id,
            ready.address_hash, ready.kind, now, after_stop=ready.after_stop, writers=ready.writers,
        )  # fmt: skip
    except StoreError:
        return Unsent("the database did not answer before sending")
    except Exception as error:  # noqa: BLE001 - nothing has left, and a sender that ended here would leave it in doubt
        return Unsent(f"the last look failed unexpectedly: {type(error).__name__}")
    if not fine:
        return Unsent("stopped, or claimed by another worker, before sending")
    # The look itself may have waited for the database.
    return None if _is_fresh(ready, app.now_micros()) else Unsent("the last look took too long")


def _is_fresh(ready: Ready, now: int) -> bool:
    # Armed in the future: the clock was put back since.
    return 0 <= now - ready.armed_at < FRESH


def _send(transport: Transport, ready: Ready) -> Receipt | SendError:
    try:
        return transport.send(ready.outgoing)
    except SendError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever a library raises, a byte may have left
        return InDoubt(f"the transport failed unexpectedly: {type(error).__name__}")
