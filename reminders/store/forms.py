"""The one-time keys of the pages that treatments were typed on: a form that is sent twice enrolls once."""

from reminders.store.database import Work
from reminders.store.keyring import Keyring


def form_hash(keyring: Keyring, clinic_id: int, form_key: str) -> bytes:
    """The look-up hash of a page's one-time key."""
    return keyring.hash(b"form", clinic_id, form_key)


def keep_form(work: Work, treatment_id: int, hashed: bytes) -> None:
    """Remember by which page's key the treatment came."""
    work.run("UPDATE treatment SET form_hash = ? WHERE id = ?", (hashed, treatment_id))


def treatment_of_form(work: Work, clinic_id: int, hashed: bytes) -> tuple[int, int] | None:
    """(patient id, treatment id) of what the page with this key enrolled; None: nothing yet."""
    row = work.one(
        "SELECT patient_id, id FROM treatment WHERE clinic_id = ? AND form_hash = ?",
        (clinic_id, hashed),
    )
    return (row[0], row[1]) if row else None
