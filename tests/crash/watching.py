"""Sees commits and network steps from outside: through the drivers' own classes and the interpreter's profiling."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import FrameType
from typing import Any

from reminders.actions.probing import Probing
from reminders.store.database import Database, Row, Work
from reminders.store.keyring import Keyring
from reminders.transports.base import Lookup, Media, Outgoing, Receipt, Received, Report, Seen, Transport
from tests.crash.drivers import Ear, listen
from tests.crash.looking import attempts_to, hash_of
from tests.crash.points import PROBE, Crasher

_ARMS = re.compile(r"\bINSERT\s+INTO\s+attempt\b", re.IGNORECASE)
_RECORDS = re.compile(r"\bUPDATE\s+attempt\b", re.IGNORECASE)
_DOUBTS = re.compile(r"\bUPDATE\s+attempt\s+SET\s+outcome\s*=\s*'in_doubt'", re.IGNORECASE)
_CLAIMS = re.compile(r"\bUPDATE\s+due_queue\s+SET\s+claimed_by\s*=\s*(\?|%s)", re.IGNORECASE)


_STOPS = re.compile(r"\bINSERT\s+INTO\s+opt_out\b", re.IGNORECASE)
_TREATS = re.compile(r"\bINSERT\s+INTO\s+treatment\b", re.IGNORECASE)
_HEARS = re.compile(r"\bINSERT\s+INTO\s+reply\b", re.IGNORECASE)
_REPORTS = re.compile(r"\bINSERT\s+INTO\s+delivery_report\b", re.IGNORECASE)
_ASKS = re.compile(r"\bUPDATE\s+message\s+SET\s+ask_at\s*=\s*(\?|%s)\s+WHERE\s+id\b", re.IGNORECASE)
_DOES = {
    "arming": _ARMS,
    "putting in doubt": _DOUBTS,
    "recording": _RECORDS,
    "a claim": _CLAIMS,
    "a binding": _REPORTS,
    "a look": _ASKS,
}
#: No message has this id.
_SOME_MESSAGE = -1
_PROBES = re.compile(r"\bINTO\s+breaker\b|\bUPDATE\s+breaker\b", re.IGNORECASE)
#: By which statement each is known.
_ERRANDS = {
    "a stop": _STOPS,
    "a texted stop": _HEARS,
    "a question": _HEARS,
    "an enrollment": _TREATS,
    "a report": _REPORTS,
}


class WatchedDatabase(Database):
    """Announces the commits on a message's way, before and after each, and knows who takes a last look."""

    def __init__(
        self, url: str, keyring: Keyring, crasher: Crasher, tell_armed: Callable[[frozenset[int]], None]
    ) -> None:
        super().__init__(url, keyring)
        self.stopping = ""
        #: What this process does beside a worker's turns, or empty.
        self.errand = ""
        #: It has taken a probe, and not settled it yet.
        self.probing = False
        self.tell_armed = tell_armed
        self._crasher = crasher
        listen(self, lambda: _Announcer(crasher, self))

    @contextmanager
    def write(self) -> Iterator[Work]:
        """As the database itself; the attempts of an address that says stop are read in the last moment."""
        with super().write() as work:
            yield work
            if self.stopping:
                self.tell_armed(attempts_to(work, hash_of(work, self.stopping)))

    def nobody_wrote_since(self, writers: int | None) -> bool:
        """As the database itself. Which message it is about is known when it is handed to its transport."""
        self._crasher.flies(_SOME_MESSAGE)
        # Where it is not known, the query follows: all of it is one look.
        return super().nobody_wrote_since(writers)

    def peek(self, sql: str, values: Sequence[Any]) -> Row:
        """As the database itself. A message is among the values; no other id is the same, whatever the table."""
        self._crasher.flies(*(value for value in values if isinstance(value, int)))
        row = super().peek(sql, values)
        # The lease is ours, and nothing speaks against it.
        if not row[0] or any(row[1:]):
            self._crasher.flies()
        return row


class _Announcer(Ear):
    """Knows what one connection's transaction has done so far."""

    def __init__(self, crasher: Crasher, database: WatchedDatabase) -> None:
        self._crasher = crasher
        self._database = database
        self._did: set[str] = set()

    def statement(self, sql: str) -> str:
        errand = self._database.errand
        known = self._of_a_probe() if errand == PROBE else {errand: _ERRANDS[errand]} if errand else _DOES
        self._did.update(name for name, pattern in known.items() if pattern.search(sql))
        return sql

    def _of_a_probe(self) -> dict[str, re.Pattern[str]]:
        """Its first commit takes it, its second writes down what it found."""
        return {"settling a probe" if self._database.probing else "taking a probe": _PROBES}

    def before_commit(self) -> None:
        self._announce("before")

    def after_commit(self) -> None:
        self._announce("after")
        if "taking a probe" in self._did or "settling a probe" in self._did:
            self._database.probing = "taking a probe" in self._did
        self._did.clear()

    def rolled_back(self) -> None:
        self._did.clear()

    def _announce(self, when: str) -> None:
        alone = (*_ERRANDS, "taking a probe", "settling a probe", "a binding", "putting in doubt", "a look", "a claim")
        first = next((name for name in alone if name in self._did), "")
        what = first or " and ".join(name for name in ("recording", "arming") if name in self._did)
        if what:
            self._crasher.passing(f"{when} the commit of {what}")


class WatchedLookup:
    """A look-up whose network steps are announced."""

    def __init__(self, inner: Lookup, crasher: Crasher) -> None:
        self._inner = inner
        self._crasher = crasher

    def sent_to(self, to: str, since: datetime) -> Iterator[Seen]:
        """As the look-up itself, read to its end."""
        with self._watched():
            return iter(list(self._inner.sent_to(to, since)))

    def sent(self, since: datetime) -> Iterator[Seen]:
        """As the look-up itself, read to its end."""
        with self._watched():
            return iter(list(self._inner.sent(since)))

    def received(self, since: datetime) -> Iterator[Received]:
        """As the look-up itself, read to its end."""
        with self._watched():
            return iter(list(self._inner.received(since)))

    def one(self, provider_id: str) -> Report | None:
        """As the look-up itself."""
        with self._watched():
            return self._inner.one(provider_id)

    def media(self, provider_id: str) -> tuple[Media, ...]:
        """As the look-up itself."""
        return self._inner.media(provider_id)

    def close(self) -> None:
        """As the look-up itself."""
        self._inner.close()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        sys.setprofile(self._see)
        try:
            yield
        finally:
            sys.setprofile(None)

    def _see(self, _frame: FrameType, what: str, called: Any) -> None:
        """Called by the interpreter around every call of a function written in C, and others."""
        if what not in ("c_call", "c_return"):
            return
        match getattr(called, "__name__", ""), what:
            case "sendall", "c_call":
                self._crasher.passing("look: before the first byte")
            case "sendall", "c_return":
                self._crasher.passing("look: the request has left")
            case (("recv" | "recv_into"), "c_return"):
                self._crasher.passing("look: the answer is read")


class WatchedTransport:
    """A transport whose network steps are announced."""

    def __init__(self, inner: Transport, crasher: Crasher) -> None:
        self.name = inner.name
        self._inner = inner
        self._kind = "mail" if inner.name == "smtp" else "text"
        self._crasher = crasher
        self._sent = ""

    def send(self, outgoing: Outgoing) -> Receipt:
        """As the transport itself."""
        self._sent = ""
        self._crasher.sends(outgoing.message_id)
        sys.setprofile(self._see)
        try:
            return self._inner.send(outgoing)
        finally:
            sys.setprofile(None)
            self._crasher.flies()

    def probe(self) -> None:
        """As the transport itself, which can be asked."""
        assert isinstance(self._inner, Probing)
        sys.setprofile(self._see_probe)
        try:
            self._inner.probe()
        finally:
            sys.setprofile(None)

    def close(self) -> None:
        """As the transport itself."""
        self._inner.close()

    def _see_probe(self, _frame: FrameType, what: str, called: Any) -> None:
        """The steps of a text's probe; of a mail's, whose dialog has many lines, the first of each kind count."""
        match getattr(called, "__name__", ""), what:
            case "sendall", "c_call":
                self._crasher.passing("probe: before the first byte")
            case "sendall", "c_return":
                self._crasher.passing("probe: the request has left")
            case (("recv" | "recv_into" | "readline"), "c_return"):
                self._crasher.passing("probe: the answer is read")

    def _see(self, frame: FrameType, what: str, called: Any) -> None:
        """Called by the interpreter around every call of a function written in C, and others."""
        if what not in ("c_call", "c_return"):
            return
        match getattr(called, "__name__", ""), what:
            case "connect", "c_call":
                self._at("before connecting")
            case "connect", "c_return":
                self._at("connected")
            case "sendall", "c_call":
                self._sent = _part(frame) if self._kind == "mail" else "the first byte"
                self._at(f"before {self._sent}")
            case "sendall", "c_return":
                self._at("the request has left" if self._kind == "text" else f"{self._sent} has left")
            case (("recv" | "recv_into"), "c_return"):
                if self._sent in ("the first byte", "the final dot"):
                    self._at("the answer is read")

    def _at(self, step: str) -> None:
        self._crasher.passing(f"{self._kind}: {step}")


def _part(frame: FrameType) -> str:
    """Which part of a mail is about to leave, as seen in the function that sends it."""
    said = next((value for value in frame.f_locals.values() if isinstance(value, bytes)), b"")
    if said == b".\r\n":
        return "the final dot"
    word = said[:5].rstrip().decode("ascii", "replace")
    return word if word in ("EHLO", "MAIL", "RCPT", "DATA", "RSET", "QUIT") else "the content"
