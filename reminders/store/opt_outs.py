"""Opt-outs: a patient's stop, kept by address for every patient who shares it."""

from reminders.domain.words import OptOutScope
from reminders.store.database import Work

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
