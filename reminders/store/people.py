"""Patients, their addresses, what they consented to and what they stopped."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reminders.domain.treatment import Reach
from reminders.domain.words import Channel, Kind, OptOutScope
from reminders.store.database import Row, Work, marks
from reminders.store.keyring import Keyring

FIRST_NAME = b"patient.first_name"
LAST_NAME = b"patient.last_name"
TAGS = b"patient.tags"
ADDRESS = b"address.value"
HOW = b"consent.how"
_PREFIXES = (2, 3, 5)


@dataclass(slots=True)
class KnownAddress:
    """A current address of a patient, with what it may be used for."""

    id: int
    patient_id: int
    channel: Channel
    hash: bytes
    sealed: bytes
    unusable_why: str | None
    consents: set[Kind] = field(default_factory=set)
    opted_out: set[Kind] = field(default_factory=set)

    def reach(self) -> Reach:
        """As the planner sees it."""
        return Reach(self.channel, self.unusable_why is None, frozenset(self.consents), frozenset(self.opted_out))


def reaches(addresses: Iterable[KnownAddress], preferred: Channel) -> tuple[Reach, ...]:
    """One Reach a channel, the preferred one first; a preferred channel without an address counts as unusable."""
    known = {address.channel: address.reach() for address in addresses}
    known.setdefault(preferred, Reach(preferred, usable=False))
    return tuple(sorted(known.values(), key=lambda reach: reach.channel is not preferred))


def current_addresses(work: Work, clinic_id: int, patient_ids: Sequence[int]) -> dict[int, list[KnownAddress]]:
    """The addresses in use of these patients, each with consents and opt-outs in force."""
    found: dict[int, list[KnownAddress]] = {patient_id: [] for patient_id in patient_ids}
    if not found:
        return found
    rows = work.all(
        "SELECT id, patient_id, channel, value_hash, value_enc, unusable_why FROM address "
        f"WHERE patient_id IN ({marks(len(found))}) AND until_at IS NULL ORDER BY id",
        list(found),
    )
    by_id = {
        row[0]: KnownAddress(row[0], row[1], Channel(row[2]), bytes(row[3]), bytes(row[4]), row[5]) for row in rows
    }
    for address in by_id.values():
        found[address.patient_id].append(address)
    _add_consents(work, by_id, list(found))
    stopped = opted_out(work, clinic_id, {address.hash for address in by_id.values()})
    for address in by_id.values():
        address.opted_out = set(stopped.get(address.hash, ()))
    return found


def _add_consents(work: Work, by_id: dict[int, KnownAddress], patient_ids: list[int]) -> None:
    rows = work.all(
        f"SELECT address_id, kind FROM consent WHERE patient_id IN ({marks(len(patient_ids))}) AND withdrawn_at IS NULL",
        patient_ids,
    )
    for address_id, kind in rows:
        if address_id in by_id:
            by_id[address_id].consents.add(Kind(kind))


def opted_out(work: Work, clinic_id: int, hashes: Iterable[bytes]) -> dict[bytes, set[Kind]]:
    """What is stopped for each address hash; hashes with nothing stopped are left out."""
    wanted = list(hashes)
    if not wanted:
        return {}
    rows = work.all(
        f"SELECT address_hash, scope FROM opt_out WHERE clinic_id = ? AND ended_at IS NULL AND address_hash IN ({marks(len(wanted))})",
        (clinic_id, *wanted),
    )
    stopped: dict[bytes, set[Kind]] = {}
    for address_hash, scope in rows:
        kinds = set(Kind) if scope == OptOutScope.ALL else {Kind.MARKETING}
        stopped.setdefault(bytes(address_hash), set()).update(kinds)
    return stopped


def lock_gates(work: Work, clinic_id: int, hashes: Iterable[bytes]) -> dict[bytes, tuple[int | None, bool]]:
    """Lock one row per address hash, in hash order. Returns (welcomed_at, welcomed for real) of each.

    PostgreSQL's READ COMMITTED would let two arms pass one limit, or an arm pass a STOP; on SQLite the one writer
    is the lock.
    """
    wanted = sorted(set(hashes))
    if not wanted:
        return {}
    work.many(
        "INSERT INTO address_gate (clinic_id, address_hash) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(clinic_id, address_hash) for address_hash in wanted],
    )
    rows = work.all(
        "SELECT address_hash, welcomed_at, welcomed_live FROM address_gate "
        f"WHERE clinic_id = ? AND address_hash IN ({marks(len(wanted))}) ORDER BY address_hash"
        + (" FOR UPDATE" if work.postgres else ""),
        (clinic_id, *wanted),
    )
    return {bytes(row[0]): (row[1], bool(row[2])) for row in rows}


def gates_of(work: Work, clinic_id: int, hashes: Iterable[bytes]) -> dict[bytes, tuple[int | None, bool]]:
    """What `lock_gates` tells, without a lock: for looking only."""
    wanted = sorted(set(hashes))
    rows = work.all(
        "SELECT address_hash, welcomed_at, welcomed_live FROM address_gate "
        f"WHERE clinic_id = ? AND address_hash IN ({marks(len(wanted) or 1)})",
        (clinic_id, *(wanted or [b""])),
    )
    found: dict[bytes, tuple[int | None, bool]] = dict.fromkeys(wanted, (None, False))
    return found | {bytes(row[0]): (row[1], bool(row[2])) for row in rows}


def lock_people(work: Work, clinic_id: int, hashes: Iterable[bytes]) -> dict[bytes, tuple[int | None, bool]]:
    """As `lock_gates`, with every other address of whoever uses these: what changes for one address may plan all of its
    patients anew, and locks that are taken one after another, out of order, can wait for each other.
    """
    return lock_gates(work, clinic_id, with_others_of_theirs(work, clinic_id, set(hashes)) if work.postgres else hashes)


def with_others_of_theirs(work: Work, clinic_id: int, hashes: set[bytes]) -> set[bytes]:
    """These addresses, and every other one of whoever uses them."""
    known = current_addresses(work, clinic_id, patients_with_hashes(work, clinic_id, list(hashes)))
    return hashes | {address.hash for addresses in known.values() for address in addresses}


def mark_welcomed(work: Work, clinic_id: int, welcomed: Sequence[tuple[bytes, int, bool]]) -> None:
    """Record that a provider took the welcome for (address hash, at, for real)."""
    work.many(
        "UPDATE address_gate SET welcomed_at = ?, welcomed_live = ? WHERE clinic_id = ? AND address_hash = ?",
        [(at, int(live), clinic_id, address_hash) for address_hash, at, live in welcomed],
    )


def address_hash(keyring: Keyring, clinic_id: int, channel: Channel, value: str) -> bytes:
    """The look-up hash of an E.164 number or an email address (case-folded)."""
    return keyring.hash(channel.value.encode(), clinic_id, value.casefold())


def last_four_hash(keyring: Keyring, clinic_id: int, phone: str) -> bytes:
    """The look-up hash of a number's last four digits."""
    return keyring.hash(b"last_four", clinic_id, phone[-4:])


def prefix_hashes(keyring: Keyring, clinic_id: int, *names: str) -> set[int]:
    """Hashes of the first two, three and five letters of every word of the names, case-folded."""
    words = {word for name in names for word in name.casefold().split()}
    starts = {word[:length] for word in words for length in _PREFIXES if len(word) >= length}
    return {prefix_hash(keyring, clinic_id, start) for start in starts}


def prefix_hash(keyring: Keyring, clinic_id: int, start: str) -> int:
    """The look-up hash of one beginning of a name, case-folded."""
    return keyring.short_hash(b"name", clinic_id, start)


def searched_prefix(word: str) -> str | None:
    """The longest kept beginning of a case-folded word; None for a word too short to be looked up."""
    return next((word[:length] for length in reversed(_PREFIXES) if len(word) >= length), None)


def patients_with_hash(work: Work, clinic_id: int, value_hash: bytes) -> list[int]:
    """Every patient who uses this address now."""
    rows = work.all(
        "SELECT DISTINCT patient_id FROM address WHERE clinic_id = ? AND value_hash = ? AND until_at IS NULL ORDER BY patient_id",
        (clinic_id, value_hash),
    )
    return [row[0] for row in rows]


def patients_with_hashes(work: Work, clinic_id: int, hashes: Sequence[bytes]) -> list[int]:
    """Every patient who uses one of these addresses now."""
    if not hashes:
        return []
    rows = work.all(
        f"SELECT DISTINCT patient_id FROM address WHERE clinic_id = ? AND value_hash IN ({marks(len(hashes))}) AND until_at IS NULL ORDER BY patient_id",
        (clinic_id, *hashes),
    )
    return [row[0] for row in rows]


def hashes_of(work: Work, clinic_id: int, patient_ids: Iterable[int]) -> list[bytes]:
    """The addresses in use of these patients; 0 is nobody."""
    wanted = sorted({patient_id for patient_id in patient_ids if patient_id})
    if not wanted:
        return []
    rows = work.all(
        f"SELECT DISTINCT value_hash FROM address WHERE clinic_id = ? AND patient_id IN ({marks(len(wanted))}) AND until_at IS NULL",
        (clinic_id, *wanted),
    )
    return [bytes(row[0]) for row in rows]


def known_hashes(work: Work, clinic_id: int, hashes: Sequence[bytes]) -> set[bytes]:
    """Which of these addresses some patient has or had."""
    if not hashes:
        return set()
    rows = work.all(
        f"SELECT DISTINCT value_hash FROM address WHERE clinic_id = ? AND value_hash IN ({marks(len(hashes))})",
        (clinic_id, *hashes),
    )
    return {bytes(row[0]) for row in rows}


def opened_addresses(work: Work, clinic_id: int, hashes: Sequence[bytes]) -> dict[bytes, str]:
    """The numbers and emails with these hashes that some patient has or had, opened."""
    if not hashes:
        return {}
    rows = work.all(
        f"SELECT value_hash, id, value_enc FROM address WHERE clinic_id = ? AND value_hash IN ({marks(len(hashes))})",
        (clinic_id, *hashes),
    )
    return {bytes(row[0]): work.keyring.open(ADDRESS, row[1], row[2]) for row in rows}


def same_person(work: Work, clinic_id: int, hashes: Sequence[bytes], first_name: str, last_name: str) -> int | None:
    """The patient with one of these addresses and the same name; a family may share a number. None: nobody."""
    ids = sorted(
        {patient_id for value_hash in hashes for patient_id in patients_with_hash(work, clinic_id, value_hash)}
    )
    wanted = first_name.casefold(), last_name.casefold()
    for patient_id, (first, last) in names_of(work, ids).items():
        if first.casefold() == wanted[0] and (not last or not wanted[1] or last.casefold() == wanted[1]):
            return patient_id
    return None


def names_of(work: Work, patient_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """First and last names, opened."""
    if not patient_ids:
        return {}
    rows = work.all(
        f"SELECT id, first_name_enc, last_name_enc FROM patient WHERE id IN ({marks(len(patient_ids))})",
        list(patient_ids),
    )
    return {row[0]: open_names(work.keyring, row) for row in rows}


def open_names(keyring: Keyring, row: Row) -> tuple[str, str]:
    """From (id, first_name_enc, last_name_enc)."""
    return keyring.open(FIRST_NAME, row[0], row[1]), keyring.open_optional(LAST_NAME, row[0], row[2])


def seal_tags(keyring: Keyring, patient_id: int, tags: Iterable[str]) -> bytes | None:
    """Tags as one sealed list; None for none."""
    listed = sorted(set(tags))
    return keyring.seal(TAGS, patient_id, json.dumps(listed)) if listed else None


def open_tags(keyring: Keyring, patient_id: int, sealed: bytes | None) -> frozenset[str]:
    """The other way round."""
    return frozenset(json.loads(keyring.open(TAGS, patient_id, sealed))) if sealed is not None else frozenset()


def mark_unusable(work: Work, clinic_id: int, value_hash: bytes, why: str, now: int) -> None:
    """No message reaches this address (landline, unknown, bounced): for every patient who shares it."""
    work.run(
        "UPDATE address SET unusable_at = ?, unusable_why = ? WHERE clinic_id = ? AND value_hash = ? AND unusable_at IS NULL",
        (now, why, clinic_id, value_hash),
    )


def mark_usable(work: Work, clinic_id: int, value_hash: bytes, why: str) -> bool:
    """Take back a mark that was set for this reason; False when there is none."""
    return (
        work.run(
            "UPDATE address SET unusable_at = NULL, unusable_why = NULL WHERE clinic_id = ? AND value_hash = ? AND unusable_why = ?",
            (clinic_id, value_hash, why),
        )
        > 0
    )


def clear_unusable(work: Work, clinic_id: int, value_hash: bytes) -> None:
    """A person has made sure that messages reach this address: for every patient who shares it."""
    work.run(
        "UPDATE address SET unusable_at = NULL, unusable_why = NULL WHERE clinic_id = ? AND value_hash = ?",
        (clinic_id, value_hash),
    )
