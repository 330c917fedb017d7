"""Who is in progress, and how far planning everyone anew has come: kept, so that it goes on after an interruption."""

import json
import secrets
from dataclasses import asdict, dataclass, replace

from reminders.store.database import Work, marks
from reminders.store.facts import drop_fact, get_fact, lock_fact, set_fact

_FACT = "replanning"
_RUNNING = "('active', 'on_hold')"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose plans: those with a running treatment at one of these locations (empty: at any), enrolled since then."""

    location_ids: tuple[int, ...] = ()
    #: Micros UTC.
    enrolled_since: int = 0


@dataclass(frozen=True, slots=True)
class Pending:
    """A pass over those in progress that is not finished."""

    #: Another token means that somebody else has taken it over.
    token: str
    scope: Scope
    #: The last patient who was planned anew.
    after: int
    #: When it last went on (micros UTC).
    at: int


def begin(work: Work, scope: Scope, now: int) -> Pending:
    """Note that plans must be worked out anew, in the transaction of the change itself. What was pending is taken over."""
    earlier = pending(work, lock=True)
    started = Pending(secrets.token_hex(8), scope if earlier is None else Scope(), 0, now)
    _store(work, started)
    return started


def pending(work: Work, *, lock: bool = False) -> Pending | None:
    """What is not finished, or None. With `lock` nobody else goes on with it until the end of the transaction."""
    if lock:
        lock_fact(work, _FACT)
    stored = get_fact(work, _FACT)
    if stored is None:
        return None
    told = json.loads(stored)
    return Pending(**told | {"scope": Scope(tuple(told["scope"]["location_ids"]), told["scope"]["enrolled_since"])})


def went_on(work: Work, now_at: Pending, after: int, now: int) -> None:
    """So far it has come."""
    _store(work, replace(now_at, after=after, at=now))


def finish(work: Work) -> None:
    """Nothing is pending any more."""
    drop_fact(work, _FACT)


def patients_in_progress(work: Work, clinic_id: int, scope: Scope, after: int, limit: int) -> list[int]:
    """So many patients with a running treatment of the scope, by id, from `after` on."""
    where, values = _where(scope)
    rows = work.all(
        f"SELECT DISTINCT patient_id FROM treatment WHERE clinic_id = ? AND status IN {_RUNNING} AND patient_id > ?{where} "
        "ORDER BY patient_id LIMIT ?",
        (clinic_id, after, *values, limit),
    )
    return [row[0] for row in rows]


def count_in_progress(work: Work, clinic_id: int, scope: Scope) -> int:
    """How many patients have a running treatment of the scope."""
    where, values = _where(scope)
    row = work.one(
        f"SELECT COUNT(DISTINCT patient_id) FROM treatment WHERE clinic_id = ? AND status IN {_RUNNING}{where}",
        (clinic_id, *values),
    )
    assert row is not None
    return int(row[0])


def last_in_progress(work: Work, clinic_id: int) -> int:
    """The highest id of a patient with a running treatment; 0 for none."""
    row = work.one(f"SELECT MAX(patient_id) FROM treatment WHERE clinic_id = ? AND status IN {_RUNNING}", (clinic_id,))
    return int(row[0] or 0) if row else 0


def move_to_location(work: Work, closed: int, other: int) -> int:
    """Running treatments at one location continue at another. Returns how many."""
    return work.run(
        f"UPDATE treatment SET location_id = ? WHERE location_id = ? AND status IN {_RUNNING}", (other, closed)
    )


def _where(scope: Scope) -> tuple[str, tuple[int, ...]]:
    where = f" AND location_id IN ({marks(len(scope.location_ids))})" if scope.location_ids else ""
    since = (" AND enrolled_at >= ?", (scope.enrolled_since,)) if scope.enrolled_since else ("", ())
    return where + since[0], (*scope.location_ids, *since[1])


def _store(work: Work, told: Pending) -> None:
    set_fact(work, _FACT, json.dumps(asdict(told)))
