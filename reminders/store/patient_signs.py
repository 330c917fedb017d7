"""What is known of the patients that a list shows, a query for all of them."""

from collections.abc import Collection, Mapping, Sequence

from reminders.store.database import Work, marks
from reminders.store.patient_list import TROUBLE


def next_messages(work: Work, treatment_ids: Sequence[int]) -> dict[int, int | None]:
    """When the next message of each of these treatments leaves (micros UTC); None: it waits for something to happen.
    Treatments with nothing to come are left out.
    """
    if not treatment_ids:
        return {}
    rows = work.all(
        f"SELECT treatment_id, MIN(queue_at) FROM message WHERE treatment_id IN ({marks(len(treatment_ids))}) "
        "AND status = 'planned' GROUP BY treatment_id",
        list(treatment_ids),
    )
    return {row[0]: row[1] for row in rows}


def in_trouble(work: Work, clinic_id: int, patient_ids: Sequence[int]) -> dict[int, set[str]]:
    """unknown and failed, as far as these patients have messages about which nobody has decided."""
    if not patient_ids:
        return {}
    rows = work.all(
        f"SELECT DISTINCT patient_id, status FROM message WHERE {TROUBLE} AND clinic_id = ? AND patient_id IN ({marks(len(patient_ids))})",
        (clinic_id, *patient_ids),
    )
    found: dict[int, set[str]] = {}
    for patient_id, status in rows:
        found.setdefault(patient_id, set()).add(status)
    return found


def open_replies(
    work: Work, clinic_id: int, patient_ids: Collection[int], by_hash: Mapping[bytes, Sequence[int]]
) -> dict[int, bool]:
    """Those of these patients who wait for an answer, and whether it is urgent; a reply that nobody's is known to be
    counts for everybody who uses the number (address hash → patients).
    """
    if not patient_ids:
        return {}
    rows = work.all(
        "SELECT patient_id, address_hash, urgent FROM reply WHERE clinic_id = ? AND state = 'open' "
        f"AND (patient_id IN ({marks(len(patient_ids))}) OR (patient_id IS NULL AND address_hash IN ({marks(len(by_hash))})))",
        (clinic_id, *patient_ids, *by_hash),
    )
    found: dict[int, bool] = {}
    for patient_id, value_hash, urgent in rows:
        for whose in [patient_id] if patient_id is not None else by_hash[bytes(value_hash)]:
            found[whose] = found.get(whose, False) or bool(urgent)
    return found
