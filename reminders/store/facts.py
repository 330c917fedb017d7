"""Facts about this database: whether the keys at hand are its own, and whether their recovery sheet is safe."""

import base64

from reminders.store.database import Work
from reminders.store.keyring import KeyringError

_LOOKUP = "lookup_fingerprint"
_CHECK = "key_check"
_CHECK_PLACE = b"fact.value"
RECOVERY_CONFIRMED = "recovery_sheet_confirmed"


def get_fact(work: Work, name: str) -> str | None:
    """A fact, or None."""
    row = work.one("SELECT value FROM fact WHERE name = ?", (name,))
    return str(row[0]) if row else None


def set_fact(work: Work, name: str, value: str) -> None:
    """Write a fact over whatever it was."""
    work.run(
        "INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def lock_fact(work: Work, name: str) -> None:
    """Nobody else writes this fact until the end of the transaction, if it is there. SQLite has one writer anyway."""
    if work.postgres:
        work.all("SELECT name FROM fact WHERE name = ? FOR UPDATE", (name,))


def drop_fact(work: Work, name: str) -> None:
    """No longer so."""
    work.run("DELETE FROM fact WHERE name = ?", (name,))


def adopt_keys(work: Work) -> None:
    """Remember which keys this database belongs to; the first time only."""
    if get_fact(work, _LOOKUP) is None:
        set_fact(work, _LOOKUP, work.keyring.fingerprint())
        set_fact(work, _CHECK, base64.b64encode(work.keyring.seal(_CHECK_PLACE, 0, "fits")).decode())


def check_keys(work: Work) -> None:
    """Raises KeyringError when the keys at hand are not this database's."""
    fingerprint, sealed = get_fact(work, _LOOKUP), get_fact(work, _CHECK)
    if fingerprint is None or sealed is None:
        return
    if fingerprint != work.keyring.fingerprint():
        raise KeyringError(
            "LOOKUP_KEY is not the one this database was made with: opt-outs and patients would not be found. "
            "Take it from the recovery sheet"
        )
    try:
        work.keyring.open(_CHECK_PLACE, 0, base64.b64decode(sealed))
    except KeyringError:
        raise KeyringError(
            "ENCRYPTION_KEYS do not fit this database: take them from the recovery sheet, old keys after the first one"
        ) from None
