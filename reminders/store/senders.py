"""How fast each channel may send, and which provider is left alone: rows that workers share. Micros UTC."""

from dataclasses import dataclass

from reminders.domain.breaker import Breaker
from reminders.domain.rate import EMPTY, Bucket
from reminders.domain.words import Channel
from reminders.store.database import Work


@dataclass(frozen=True, slots=True)
class Sender:
    """Of one channel. `per_second` None: no limit."""

    per_second: float | None = None
    bucket: Bucket = EMPTY
    paused_at: int | None = None
    paused_until: int | None = None

    def paused_now(self, now: int) -> int | None:
        """Until when it is to wait; None: it may send. A pause that seems to begin in the future was asked for before
        the clock was put back: it is over.
        """
        if self.paused_at is None or self.paused_until is None:
            return None
        return self.paused_until if self.paused_at <= now < self.paused_until else None


def senders(work: Work, clinic_id: int, *, lock: bool = False) -> dict[Channel, Sender]:
    """What is set or was used, by channel; with `lock` nobody else takes tokens until the end of the transaction."""
    rows = work.all(
        "SELECT channel, per_second, tokens, filled_at, paused_at, paused_until FROM sender WHERE clinic_id = ? "
        "ORDER BY channel" + (" FOR UPDATE" if lock and work.postgres else ""),
        (clinic_id,),
    )
    return {Channel(row[0]): Sender(row[1], Bucket(row[2], row[3]), row[4], row[5]) for row in rows}


def fill_bucket(work: Work, clinic_id: int, channel: Channel, bucket: Bucket) -> None:
    """What is left in it."""
    work.run(
        "INSERT INTO sender (clinic_id, channel, tokens, filled_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (clinic_id, channel) DO UPDATE SET tokens = excluded.tokens, filled_at = excluded.filled_at",
        (clinic_id, channel.value, bucket.tokens, bucket.filled_at),
    )


def give_tokens_back(work: Work, clinic_id: int, channel: Channel, tokens: int) -> None:
    """What was taken for messages that did not leave after all."""
    work.run(
        "UPDATE sender SET tokens = tokens + ? WHERE clinic_id = ? AND channel = ?", (tokens, clinic_id, channel.value)
    )


def set_rate(work: Work, clinic_id: int, channel: Channel, per_second: float | None) -> None:
    """Messages a second; None: no limit."""
    if per_second is None:
        values = (clinic_id, channel.value)
        work.run("UPDATE sender SET per_second = NULL WHERE clinic_id = ? AND channel = ?", values)
        return
    work.run(
        "INSERT INTO sender (clinic_id, channel, per_second) VALUES (?, ?, ?) "
        "ON CONFLICT (clinic_id, channel) DO UPDATE SET per_second = excluded.per_second",
        (clinic_id, channel.value, per_second),
    )


def pause(work: Work, clinic_id: int, channel: Channel, now: int, until: int) -> None:
    """The provider asks to wait; of two such wishes the later end holds."""
    work.run(
        "INSERT INTO sender (clinic_id, channel, paused_at, paused_until) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (clinic_id, channel) DO UPDATE SET paused_at = excluded.paused_at, "
        "paused_until = CASE WHEN sender.paused_at <= excluded.paused_at AND sender.paused_until > excluded.paused_until "
        "THEN sender.paused_until ELSE excluded.paused_until END",
        (clinic_id, channel.value, now, until),
    )


def breakers(work: Work, clinic_id: int, *, lock: bool = False) -> dict[str, Breaker]:
    """Of the transports that have failed at least once, by name."""
    rows = work.all(
        "SELECT transport, failures, opened_at, probe_at, probes, closed_at FROM breaker WHERE clinic_id = ? "
        "ORDER BY transport" + (" FOR UPDATE" if lock and work.postgres else ""),
        (clinic_id,),
    )
    return {row[0]: Breaker(*row[1:]) for row in rows}


def save_breaker(work: Work, clinic_id: int, transport: str, breaker: Breaker) -> None:
    """As it is now."""
    work.run(
        "INSERT INTO breaker (clinic_id, transport, failures, opened_at, probe_at, probes, closed_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (clinic_id, transport) DO UPDATE SET failures = excluded.failures, "
        "opened_at = excluded.opened_at, probe_at = excluded.probe_at, probes = excluded.probes, "
        "closed_at = excluded.closed_at",
        (
            clinic_id, transport, breaker.failures, breaker.opened_at, breaker.probe_at, breaker.probes,
            breaker.closed_at,
        ),
    )  # fmt: skip


def the_clinic(work: Work) -> int | None:
    """The clinic of this database; None before setup."""
    row = work.one("SELECT MIN(id) FROM clinic")
    return None if row is None or row[0] is None else int(row[0])
