"""What an import looks up and stamps: which treatment a row of a file speaks of, and what that row said."""

from collections.abc import Sequence

from reminders.store.database import Row, Work, marks
from reminders.store.enrolling import treatments_with_addresses
from reminders.store.keyring import Keyring
from reminders.store.people import FIRST_NAME, LAST_NAME, prefix_hashes


def import_hash(keyring: Keyring, clinic_id: int, said: str) -> bytes:
    """The look-up hash of everything that a row says."""
    return keyring.hash(b"import", clinic_id, said)


def stamps_by_external_id(work: Work, clinic_id: int, hashes: Sequence[bytes]) -> dict[bytes, tuple[int, bytes | None]]:
    """External id hash → (treatment id, hash of the row that was imported last, None for a treatment never imported)."""
    if not hashes:
        return {}
    rows = work.all(
        "SELECT external_id_hash, id, import_hash FROM treatment "
        f"WHERE clinic_id = ? AND external_id_hash IN ({marks(len(hashes))})",
        (clinic_id, *hashes),
    )
    return {bytes(row[0]): (row[1], _bytes(row[2])) for row in rows}


def stamps_by_address(
    work: Work, clinic_id: int, hashes: Sequence[bytes]
) -> dict[tuple[bytes, str, int], tuple[int, bytes | None]]:
    """(address hash, schedule, treated_at in micros) → the same, of whoever has or had these addresses."""
    return {
        (bytes(value_hash), schedule, treated_at): (treatment_id, _bytes(stamp))
        for treatment_id, value_hash, schedule, treated_at, stamp in treatments_with_addresses(work, clinic_id, hashes)
    }


def stamp_treatments(work: Work, stamps: Sequence[tuple[bytes | None, bytes, int]]) -> None:
    """Record (external id hash, hash of the row, treatment id). An external id that is there already stays."""
    work.many(
        "UPDATE treatment SET external_id_hash = COALESCE(external_id_hash, ?), import_hash = ? WHERE id = ?", stamps
    )


def rename_patient(work: Work, clinic_id: int, patient_id: int, first_name: str, last_name: str) -> None:
    """Another spelling of a patient's name, found by its beginnings from now on."""
    keyring = work.keyring
    work.run(
        "UPDATE patient SET first_name_enc = ?, last_name_enc = ? WHERE id = ?",
        (
            keyring.seal(FIRST_NAME, patient_id, first_name),
            keyring.seal_optional(LAST_NAME, patient_id, last_name),
            patient_id,
        ),
    )
    work.run("DELETE FROM name_prefix WHERE clinic_id = ? AND patient_id = ?", (clinic_id, patient_id))
    prefixes = sorted(prefix_hashes(keyring, clinic_id, first_name, last_name))
    rows: list[Row] = [(clinic_id, prefix, patient_id) for prefix in prefixes]
    work.many("INSERT INTO name_prefix (clinic_id, prefix_hash, patient_id) VALUES (?, ?, ?)", rows)


def _bytes(value: object) -> bytes | None:
    return bytes(value) if isinstance(value, bytes | memoryview) else None
