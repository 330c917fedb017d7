"""Opt-outs: a patient's stop, kept by address for every patient who shares it."""

from collections.abc import Sequence

from reminders.domain.words import Kind, OptOutScope
from reminders.store.database import Work, marks
from reminders.store.writings import unsent_writings

WHY = b"opt_out.why"


def add_opt_out(
    work: Work, clinic_id: int, address_hash: bytes, scope: OptOutScope, by: str, why: str, now: int
) -> bool:
    """Record a stop; False when one at least as wide is in force already."""
    wider = work.one(
        "SELECT 1 FROM opt_out WHERE clinic_id = ? AND address_hash = ? AND ended_at IS NULL AND scope IN ('all', ?)",
        (clinic_id, address_hash, scope.value),
    )
    if wider is not None:
        return False
    opt_out_id = work.new_ids(1)[0]
    work.run(
        "INSERT INTO opt_out (id, clinic_id, address_hash, scope, since_at, recorded_by, why_enc) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (opt_out_id, clinic_id, address_hash, scope.value, now, by, work.keyring.seal_optional(WHY, opt_out_id, why)),
    )
    return True


def is_opted_out(work: Work, clinic_id: int, address_hash: bytes) -> bool:
    """Whether everything is stopped for this address."""
    row = work.one(
        "SELECT 1 FROM opt_out WHERE clinic_id = ? AND address_hash = ? AND ended_at IS NULL AND scope = 'all'",
        (clinic_id, address_hash),
    )
    return row is not None


def end_opt_out(work: Work, clinic_id: int, address_hash: bytes, scope: OptOutScope, by: str, now: int) -> bool:
    """End the stops of exactly this scope for this address; False when there was none."""
    return (
        work.run(
            "UPDATE opt_out SET ended_at = ?, ended_by = ? WHERE clinic_id = ? AND address_hash = ? AND scope = ? AND ended_at IS NULL",
            (now, by, clinic_id, address_hash, scope.value),
        )
        > 0
    )


def newest_stop(work: Work, clinic_id: int, address_hash: bytes) -> tuple[int | None, int | None]:
    """Since when (micros) the newest stops in force of this address hold: of everything, and of invitations alone."""
    rows = work.all(
        "SELECT scope, MAX(since_at) FROM opt_out WHERE clinic_id = ? AND address_hash = ? AND ended_at IS NULL GROUP BY scope",
        (clinic_id, address_hash),
    )
    since = {OptOutScope(scope): at for scope, at in rows}
    return since.get(OptOutScope.ALL), since.get(OptOutScope.MARKETING)


def agreed_since(work: Work, clinic_id: int, address_hash: bytes, kind: Kind, since: int) -> bool:
    """Whether everybody who uses this address and agrees to this kind has agreed to it anew since then; False for nobody."""
    rows = work.all(
        "SELECT MAX(c.given_at) FROM consent c JOIN address a ON a.id = c.address_id WHERE a.clinic_id = ? AND a.value_hash = ? "
        "AND a.until_at IS NULL AND c.kind = ? AND c.withdrawn_at IS NULL GROUP BY c.patient_id",
        (clinic_id, address_hash, kind.value),
    )
    return bool(rows) and all(given_at > since for (given_at,) in rows)


def unsent_beside_the_plan(
    work: Work, clinic_id: int, address_hash: bytes, patient_ids: Sequence[int]
) -> list[tuple[int, int | None]]:
    """(id, queue_at) of planned messages to this address that no planner would cancel: answers and automatic replies to
    what came from it, and later rounds of the steps of those who use it.
    """
    written = unsent_writings(work, clinic_id, address_hash)
    rounds = work.all(
        "SELECT m.id, m.queue_at FROM message m WHERE m.treatment_id IN "
        f"(SELECT id FROM treatment WHERE patient_id IN ({marks(len(patient_ids) or 1)})) AND m.round > 0 AND m.status = 'planned' "
        "AND EXISTS (SELECT 1 FROM address a WHERE a.patient_id = m.patient_id AND a.value_hash = ? AND a.channel = m.channel "
        "AND a.until_at IS NULL)",
        (*(patient_ids or [0]), address_hash),
    )
    return [(message_id, queue_at) for message_id, queue_at in (*written, *rounds)]
