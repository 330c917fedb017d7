"""How often signing in failed lately, by keyed hashes of names and places."""

from collections.abc import Sequence

from reminders.domain.throttling import Pace
from reminders.store.database import Work

_SECOND = 1_000_000
#: No pace remembers for longer.
_KEPT = 2 * 86_400 * _SECOND
_DROPPED_AT_ONCE = 100


def throttle_key(work: Work, clinic_id: int, what: str) -> bytes:
    """What failures are counted under: "account 7", "peer 203.0.113.9"."""
    return work.keyring.hash(b"throttle", clinic_id, what)


def take_try(work: Work, keys: Sequence[tuple[bytes, Pace]], now: int) -> int:
    """Count one more try under each key, as if it failed: many tries at once cannot all come before the first failure.

    Returns 0 when it may be made, else in how many seconds; then nothing is counted. `forgive` takes it back.
    """
    _drop_old(work, now)
    ordered = sorted(keys, key=lambda one: one[0])
    found = [_locked(work, key, pace, now) for key, pace in ordered]
    wait = max((until - now for _, until in found), default=0)
    if wait > 0:
        return -(-wait // _SECOND)
    for (key, pace), (failures, _) in zip(ordered, found, strict=True):
        until = now + pace.wait(failures + 1) * _SECOND
        work.run(
            "UPDATE throttle SET failures = ?, last_at = ?, until_at = ? WHERE key_hash = ?",
            (failures + 1, now, until, key),
        )
    return 0


def forget_tries(work: Work, keys: Sequence[bytes]) -> None:
    """Who they belong to has shown who they are: counted from zero again."""
    work.many("DELETE FROM throttle WHERE key_hash = ?", [(key,) for key in sorted(keys)])


def forgive(work: Work, key: bytes) -> None:
    """The last try did not fail; what others did under this key stays counted."""
    work.run("UPDATE throttle SET failures = failures - 1, until_at = 0 WHERE key_hash = ? AND failures > 0", (key,))


def _drop_old(work: Work, now: int) -> None:
    """A few at a time; on PostgreSQL none that somebody else is dropping."""
    lock = " FOR UPDATE SKIP LOCKED" if work.postgres else ""
    old = f"SELECT key_hash FROM throttle WHERE last_at < ? LIMIT {_DROPPED_AT_ONCE}{lock}"
    work.run(f"DELETE FROM throttle WHERE key_hash IN ({old})", (now - _KEPT,))


def _locked(work: Work, key: bytes, pace: Pace, now: int) -> tuple[int, int]:
    """(failures, until) of a key, whose row is then ours until the end of the transaction."""
    work.run(
        "INSERT INTO throttle (key_hash, failures, last_at, until_at) VALUES (?, 0, ?, 0) ON CONFLICT DO NOTHING",
        (key, now),
    )
    lock = " FOR UPDATE" if work.postgres else ""
    row = work.one(f"SELECT failures, last_at, until_at FROM throttle WHERE key_hash = ?{lock}", (key,))
    assert row is not None
    failures, last_at, until_at = row
    return (0, 0) if last_at < now - pace.forgotten * _SECOND else (failures, until_at)
