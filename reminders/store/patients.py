"""Patients, and everything that is kept of one. Opened; for screens of staff only."""

from collections.abc import Sequence
from dataclasses import dataclass

from reminders.domain.words import Channel, Kind
from reminders.store.database import Work, marks
from reminders.store.people import ADDRESS, FIRST_NAME, HOW, LAST_NAME, open_tags, seal_tags


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """A patient's own row, opened."""

    id: int
    first_name: str
    last_name: str
    language: str
    #: Their own; None: the location's.
    timezone: str | None
    channel: Channel
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """What was agreed to for one address. Micros UTC."""

    kind: Kind
    how: str
    wording_version: str
    given_at: int
    recorded_by: str
    withdrawn_at: int | None
    withdrawn_by: str | None


@dataclass(frozen=True, slots=True)
class AddressEntry:
    """An address in use or of the past, opened. Micros UTC."""

    id: int
    patient_id: int
    channel: Channel
    value: str
    hash: bytes
    since_at: int
    until_at: int | None
    unusable_why: str | None
    consents: tuple[ConsentEntry, ...]


def patients_by_id(work: Work, clinic_id: int, patient_ids: Sequence[int]) -> list[KnownPatient]:
    """These patients in the order asked for; unknown ids are left out."""
    if not patient_ids:
        return []
    rows = work.all(
        "SELECT id, first_name_enc, last_name_enc, language, timezone, channel, tags_enc FROM patient "
        f"WHERE clinic_id = ? AND id IN ({marks(len(patient_ids))})",
        (clinic_id, *patient_ids),
    )
    keyring = work.keyring
    found = {
        row[0]: KnownPatient(
            row[0],
            keyring.open(FIRST_NAME, row[0], row[1]),
            keyring.open_optional(LAST_NAME, row[0], row[2]),
            row[3],
            row[4],
            Channel(row[5]),
            open_tags(keyring, row[0], row[6]),
        )
        for row in rows
    }
    return [found[patient_id] for patient_id in patient_ids if patient_id in found]


def addresses_with_past(work: Work, patient_ids: Sequence[int]) -> list[AddressEntry]:
    """Every address that these patients have or had, oldest first, with its consents."""
    if not patient_ids:
        return []
    consents = _consents(work, patient_ids)
    rows = work.all(
        "SELECT id, patient_id, channel, value_enc, value_hash, since_at, until_at, unusable_why FROM address "
        f"WHERE patient_id IN ({marks(len(patient_ids))}) ORDER BY since_at, id",
        list(patient_ids),
    )
    return [
        AddressEntry(
            row[0],
            row[1],
            Channel(row[2]),
            work.keyring.open(ADDRESS, row[0], row[3]),
            bytes(row[4]),
            row[5],
            row[6],
            row[7],
            tuple(consents.get(row[0], ())),
        )
        for row in rows
    ]


def _consents(work: Work, patient_ids: Sequence[int]) -> dict[int, list[ConsentEntry]]:
    """By address."""
    rows = work.all(
        "SELECT id, address_id, kind, how_enc, wording_version, given_at, recorded_by, withdrawn_at, withdrawn_by "
        f"FROM consent WHERE patient_id IN ({marks(len(patient_ids))}) ORDER BY given_at, id",
        list(patient_ids),
    )
    found: dict[int, list[ConsentEntry]] = {}
    for row in rows:
        entry = ConsentEntry(Kind(row[2]), work.keyring.open(HOW, row[0], row[3]), *row[4:])
        found.setdefault(row[1], []).append(entry)
    return found


def save_patient(work: Work, patient: KnownPatient) -> None:
    """Write language, zone, channel and tags."""
    work.run(
        "UPDATE patient SET language = ?, timezone = ?, channel = ?, tags_enc = ? WHERE id = ?",
        (
            patient.language,
            patient.timezone,
            patient.channel.value,
            seal_tags(work.keyring, patient.id, patient.tags),
            patient.id,
        ),
    )


def withdraw_consent(work: Work, address_id: int, kind: Kind, by: str, now: int) -> bool:
    """The patient no longer agrees; False when they did not before."""
    return (
        work.run(
            "UPDATE consent SET withdrawn_at = ?, withdrawn_by = ? WHERE address_id = ? AND kind = ? AND withdrawn_at IS NULL",
            (now, by, address_id, kind.value),
        )
        > 0
    )
