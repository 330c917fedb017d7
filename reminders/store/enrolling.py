"""The rows of an enrollment: sealed ahead of the transaction, written inside it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from reminders.domain.consent import WORDING_VERSION
from reminders.domain.enrollment import Enrollment
from reminders.domain.instants import to_micros
from reminders.domain.words import Channel, Kind
from reminders.store.audit import Entry, add_entries
from reminders.store.clinics import Clinic
from reminders.store.database import Row, Work, marks
from reminders.store.forms import form_hash
from reminders.store.keyring import Keyring
from reminders.store.people import (
    ADDRESS,
    FIRST_NAME,
    HOW,
    LAST_NAME,
    KnownAddress,
    address_hash,
    current_addresses,
    last_four_hash,
    prefix_hashes,
    seal_tags,
)
from reminders.store.treatments import EXTERNAL_ID, PROVIDER, external_hash

#: Ids that one enrollment takes besides its steps: patient, treatment, welcome, audit, two addresses, four consents.
OWN_IDS = 10


@dataclass(frozen=True, slots=True)
class NewAddress:
    """An address that is not stored yet."""

    id: int
    channel: Channel
    hash: bytes
    row: Row
    #: One for each kind that the patient consented to at this address.
    consents: tuple[tuple[int, Kind, bytes], ...]
    recorded_by: str
    #: Micros UTC.
    since_at: int


#: Ids that one address takes: its own, and a consent for each kind.
ADDRESS_IDS = 3


@dataclass(frozen=True, slots=True)
class Sealed:
    """An enrollment whose rows are encrypted and hashed, with its ids."""

    enrollment: Enrollment
    patient_id: int
    treatment_id: int
    welcome_id: int
    audit_id: int
    step_ids: tuple[int, ...]
    now: int
    patient_row: Row
    prefixes: frozenset[int]
    addresses: tuple[NewAddress, ...]
    provider_enc: bytes | None
    external_id_enc: bytes | None
    external_hash: bytes | None
    #: Of everything that the row of a file says; None: it does not come from a file. Whether its external id is known
    #: was then looked up before, with those of the whole batch.
    import_hash: bytes | None
    #: Of the one-time key of the page it was typed on; None: it does not come from a page.
    form_hash: bytes | None = None

    @property
    def hashes(self) -> list[bytes]:
        """Of its addresses."""
        return [address.hash for address in self.addresses]


def seal(
    keyring: Keyring,
    clinic_id: int,
    given: Enrollment,
    ids: Sequence[int],
    now: int,
    row: tuple[bytes | None, bytes] | None = None,
) -> Sealed:
    """Encrypt and hash; needs no transaction. `ids` are OWN_IDS and one for every step; `row` is (external hash, import
    hash) of an imported one.
    """
    patient_id, treatment_id, welcome_id, audit_id, *rest = ids
    by_id, import_hash = row or (_external_hash(keyring, clinic_id, given), None)
    return Sealed(
        enrollment=given,
        patient_id=patient_id,
        treatment_id=treatment_id,
        welcome_id=welcome_id,
        audit_id=audit_id,
        step_ids=tuple(ids[OWN_IDS:]),
        now=now,
        patient_row=(
            keyring.seal(FIRST_NAME, patient_id, given.first_name),
            keyring.seal_optional(LAST_NAME, patient_id, given.last_name),
            given.language,
            given.timezone or None,
            seal_tags(keyring, patient_id, given.tags),
            given.channel.value,
        ),
        prefixes=frozenset(prefix_hashes(keyring, clinic_id, given.first_name, given.last_name)),
        addresses=tuple(_seal_addresses(keyring, clinic_id, given, rest[: 2 * ADDRESS_IDS], now)),
        provider_enc=keyring.seal_optional(PROVIDER, treatment_id, given.provider),
        external_id_enc=keyring.seal_optional(EXTERNAL_ID, treatment_id, given.external_id),
        external_hash=by_id,
        import_hash=import_hash,
        form_hash=form_hash(keyring, clinic_id, given.form_key) if given.form_key else None,
    )


def _external_hash(keyring: Keyring, clinic_id: int, given: Enrollment) -> bytes | None:
    return external_hash(keyring, clinic_id, given.external_id) if given.external_id else None


def _seal_addresses(
    keyring: Keyring, clinic_id: int, given: Enrollment, ids: Sequence[int], now: int
) -> list[NewAddress]:
    sealed = []
    for channel, value in ((Channel.SMS, given.phone), (Channel.EMAIL, given.email)):
        if value:
            consents = (given.consents, given.consent_how)
            own_ids, ids = ids[:ADDRESS_IDS], ids[ADDRESS_IDS:]
            sealed.append(seal_address(keyring, clinic_id, channel, value, consents, own_ids, (given.recorded_by, now)))
    return sealed


def seal_address(
    keyring: Keyring,
    clinic_id: int,
    channel: Channel,
    value: str,
    consents: tuple[Collection[Kind], str],
    ids: Sequence[int],
    recorded: tuple[str, int],
) -> NewAddress:
    """Encrypt and hash one address with the consents (kinds, how) that were given for it; `ids` are ADDRESS_IDS,
    `recorded` is by whom and when (micros UTC).
    """
    address_id, *consent_ids = ids
    value_hash = address_hash(keyring, clinic_id, channel, value)
    four = last_four_hash(keyring, clinic_id, value) if channel is Channel.SMS else None
    row = (channel.value, keyring.seal(ADDRESS, address_id, value), value_hash, four)
    kinds, how = consents
    given = tuple(
        (consent_id, kind, keyring.seal(HOW, consent_id, how))
        for consent_id, kind in zip(consent_ids, sorted(kinds), strict=False)
    )
    return NewAddress(address_id, channel, value_hash, row, given, *recorded)


def insert_people(work: Work, clinic_id: int, batch: Sequence[Sealed]) -> None:
    """New patients with their addresses and consents."""
    work.many(
        "INSERT INTO patient (id, clinic_id, first_name_enc, last_name_enc, language, timezone, tags_enc, channel, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(s.patient_id, clinic_id, *s.patient_row, s.now) for s in batch],
    )
    work.many(
        "INSERT INTO name_prefix (clinic_id, prefix_hash, patient_id) VALUES (?, ?, ?)",
        sorted((clinic_id, prefix, s.patient_id) for s in batch for prefix in s.prefixes),
    )
    _insert_addresses(work, clinic_id, [(s.patient_id, address) for s in batch for address in s.addresses])


def insert_treatments(work: Work, clinic: Clinic, batch: Sequence[tuple[Sealed, int, int]]) -> None:
    """New treatments from (sealed, patient id, version id), each with its audit entry."""
    work.many(
        "INSERT INTO treatment (id, clinic_id, patient_id, location_id, schedule, version_id, treated_at, status, session_n, "
        "session_m, provider_enc, touch_up, booked_on, external_id_enc, external_id_hash, import_hash, enrolled_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 'active', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_treatment_row(s, clinic, patient_id, version_id) for s, patient_id, version_id in batch],
    )
    add_entries(
        work,
        [
            Entry(s.audit_id, clinic.id, s.now, s.enrollment.recorded_by, "enrolled", "treatment", s.treatment_id, None)
            for s, _, _ in batch
        ],
    )


def _treatment_row(s: Sealed, clinic: Clinic, patient_id: int, version_id: int) -> Row:
    given = s.enrollment
    session = given.session or (None, None)
    return (
        s.treatment_id,
        clinic.id,
        patient_id,
        clinic.location(given.location_id).id,
        given.schedule,
        version_id,
        to_micros(given.treated_at),
        *session,
        s.provider_enc,
        str(given.touch_up) if given.touch_up else None,
        given.booked_on or None,
        s.external_id_enc,
        s.external_hash,
        s.import_hash,
        s.now,
    )


def add_to_patient(work: Work, clinic_id: int, patient_id: int, s: Sealed) -> None:
    """What an enrollment tells of a patient who is here already: the newest word on language, zone and channel holds;
    an address that differs replaces the old one and starts without its consents.
    """
    given = s.enrollment
    work.run(
        "UPDATE patient SET language = ?, timezone = COALESCE(?, timezone), channel = ? WHERE id = ?",
        (given.language, given.timezone or None, given.channel.value, patient_id),
    )
    if given.tags:
        work.run(
            "UPDATE patient SET tags_enc = ? WHERE id = ?",
            (seal_tags(work.keyring, patient_id, given.tags), patient_id),
        )
    current = {address.channel: address for address in current_addresses(work, clinic_id, [patient_id])[patient_id]}
    for new in s.addresses:
        put_address(work, clinic_id, patient_id, new, current.get(new.channel))


def put_address(work: Work, clinic_id: int, patient_id: int, new: NewAddress, old: KnownAddress | None) -> None:
    """What a patient says of one channel: `old` is the address in use so far. The same one only gains consents, those
    that a stop has overtaken too: a new one is kept beside the old as its own proof. Another address takes its place and
    has only the consents that came with it.
    """
    if old is not None and old.hash == new.hash:
        missing = [consent for consent in new.consents if consent[1] not in old.consents - old.opted_out]
        _insert_consents(work, clinic_id, [(patient_id, old.id, new, consent) for consent in missing])
        return
    if old is not None:
        end_address(work, old.id, new.since_at)
    _insert_addresses(work, clinic_id, [(patient_id, new)])


def end_address(work: Work, address_id: int, now: int) -> None:
    """The patient uses it no longer."""
    work.run("UPDATE address SET until_at = ? WHERE id = ? AND until_at IS NULL", (now, address_id))


def _insert_addresses(work: Work, clinic_id: int, rows: Sequence[tuple[int, NewAddress]]) -> None:
    work.many(
        "INSERT INTO address (id, clinic_id, patient_id, channel, value_enc, value_hash, last_four_hash, since_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(address.id, clinic_id, patient_id, *address.row, address.since_at) for patient_id, address in rows],
    )
    _insert_consents(
        work, clinic_id, [(who, address.id, address, c) for who, address in rows for c in address.consents]
    )


def _insert_consents(
    work: Work, clinic_id: int, rows: Sequence[tuple[int, int, NewAddress, tuple[int, Kind, bytes]]]
) -> None:
    work.many(
        "INSERT INTO consent (id, clinic_id, patient_id, address_id, kind, how_enc, wording_version, given_at, recorded_by) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (consent_id, clinic_id, who, address_id, kind.value, how, WORDING_VERSION, new.since_at, new.recorded_by)
            for who, address_id, new, (consent_id, kind, how) in rows
        ],
    )


def treatment_at(work: Work, patient_id: int, schedule: str, treated_at: int) -> int | None:
    """The treatment of this patient on this schedule at this very time; one that was entered in error is none."""
    row = work.one(
        "SELECT id FROM treatment WHERE patient_id = ? AND schedule = ? AND treated_at = ? AND status <> 'entered_in_error'",
        (patient_id, schedule, treated_at),
    )
    return row[0] if row else None


def treatments_with_addresses(work: Work, clinic_id: int, hashes: Sequence[bytes]) -> list[Row]:
    """(treatment id, address hash, schedule, treated_at, import_hash) of whoever has or had these addresses. Without
    those of an import that was undone, so that the file can come again.
    """
    if not hashes:
        return []
    return work.all(
        "SELECT t.id, a.value_hash, t.schedule, t.treated_at, t.import_hash FROM address a "
        f"JOIN treatment t ON t.patient_id = a.patient_id WHERE a.clinic_id = ? AND a.value_hash IN ({marks(len(hashes))}) "
        "AND NOT (t.status = 'entered_in_error' AND t.import_id IS NOT NULL AND t.import_hash IS NULL)",
        (clinic_id, *hashes),
    )
