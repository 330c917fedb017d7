"""What the database holds at one moment, read by SQL of our own after each commit."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Message(NamedTuple):
    """A row of `message`. Micros."""

    id: int
    treatment_id: int | None
    patient_id: int | None
    origin: str
    step: str
    round: int
    kind: str
    channel: str | None
    essential: int
    status: str
    reason: str | None
    wish_at: int
    opens_at: int
    closes_at: int
    due_at: int | None
    queue_at: int | None
    address_hash: bytes | None
    armed_at: int | None
    attempts: int
    decided_by: str | None


class Attempt(NamedTuple):
    """A row of `attempt`."""

    id: int
    message_id: int
    number: int
    armed_at: int
    outcome: str
    by: str
    provider_id: str | None


class Treatment(NamedTuple):
    """A row of `treatment`, with its patient's zone."""

    id: int
    patient_id: int
    treated_at: int
    enrolled_at: int
    status: str
    timezone: str | None


class Queued(NamedTuple):
    """A row of the due queue."""

    due_at: int
    #: Until when it is claimed, and by whom; 0: nobody.
    until: int
    by: str | None


class Sender(NamedTuple):
    """A row of `sender`: one channel's rate and bucket."""

    per_second: float | None
    tokens: float
    filled_at: int


class OptOut(NamedTuple):
    """A stop in force."""

    address_hash: bytes
    scope: str


_MESSAGES = (
    "SELECT id, treatment_id, patient_id, origin, step, round, kind, channel, essential, status, status_reason, "
    "wish_at, opens_at, closes_at, due_at, queue_at, address_hash, armed_at, attempts, decided_by FROM message"
)
_TREATMENTS = (
    "SELECT t.id, t.patient_id, t.treated_at, t.enrolled_at, t.status, p.timezone "
    "FROM treatment t JOIN patient p ON p.id = t.patient_id"
)


@dataclass(frozen=True)
class Snapshot:
    """Everything that the rules speak of."""

    messages: Mapping[int, Message]
    attempts: Mapping[int, Attempt]
    treatments: Mapping[int, Treatment]
    #: By message; one row each, when all is well.
    queue: Mapping[int, list[Queued]]
    opt_outs: frozenset[OptOut]
    #: (target, key) of pauses in force.
    holds: frozenset[tuple[str, str]]
    #: Of patients' texts that wait for a person: all, and whether an urgent one is among them.
    open_replies: tuple[int, ...] = ()
    urgent: bool = False
    #: By channel, where a rate is set or was used.
    senders: Mapping[str, Sender] = field(default_factory=dict)
    #: When the next provider is probed that is left alone, and when the next message is asked about; None: none is.
    probe_at: int | None = None
    ask_at: int | None = None

    def zone(self, message: Message) -> ZoneInfo:
        """Of the patient; the clinic is in New York."""
        mine = (t.timezone for t in self.treatments.values() if t.patient_id == message.patient_id)
        return ZoneInfo(next(mine, None) or "America/New_York")

    @cached_property
    def attempts_of(self) -> Mapping[int, list[Attempt]]:
        """By message, oldest first."""
        found: dict[int, list[Attempt]] = defaultdict(list)
        for one in self.attempts.values():
            found[one.message_id].append(one)
        return found

    def is_stopped(self, address_hash: bytes | None, kind: str) -> bool:
        """Whether somebody at this address said stop to this kind."""
        return any(one.address_hash == address_hash and one.scope in ("all", kind) for one in self.opt_outs)


EMPTY = Snapshot({}, {}, {}, {}, frozenset(), frozenset())


def look(connection: sqlite3.Connection) -> Snapshot:
    """The present, in one transaction."""
    connection.execute("BEGIN")
    replies = connection.execute("SELECT id, urgent FROM reply WHERE state = 'open' ORDER BY id").fetchall()
    queue: dict[int, list[Queued]] = defaultdict(list)
    for message_id, *row in connection.execute("SELECT message_id, due_at, claimed_until, claimed_by FROM due_queue"):
        queue[message_id].append(Queued(*row))
    seen = Snapshot(
        {row[0]: Message(*row) for row in connection.execute(_MESSAGES)},
        {row[0]: Attempt(*row) for row in connection.execute(
            "SELECT id, message_id, number, armed_at, outcome, claimed_by, provider_id FROM attempt ORDER BY id")},
        {row[0]: Treatment(*row) for row in connection.execute(_TREATMENTS)},
        dict(queue),
        frozenset(OptOut(*row) for row in connection.execute(
            "SELECT address_hash, scope FROM opt_out WHERE ended_at IS NULL")),
        frozenset(connection.execute("SELECT target, target_key FROM hold WHERE ended_at IS NULL")),
        tuple(row[0] for row in replies),
        any(row[1] for row in replies),
        {row[0]: Sender(*row[1:]) for row in connection.execute(
            "SELECT channel, per_second, tokens, filled_at FROM sender")},
        *connection.execute(
            "SELECT (SELECT MIN(probe_at) FROM breaker WHERE opened_at IS NOT NULL), "
            "(SELECT MIN(ask_at) FROM message WHERE status IN ('sent', 'unknown'))").fetchone(),
    )  # fmt: skip
    connection.execute("COMMIT")
    return seen
