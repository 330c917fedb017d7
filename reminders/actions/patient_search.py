"""Finds patients by what staff know of them, and shows what is kept of one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reminders.actions.bad_input import BadInput, Mistake, mistake_of
from reminders.app import App
from reminders.domain.addresses import BadAddress, normalize_email, normalize_phone
from reminders.domain.said import say
from reminders.domain.words import Channel, Kind
from reminders.store.audit import audit_of
from reminders.store.database import Work
from reminders.store.patients import (
    AddressEntry,
    KnownPatient,
    addresses_with_past,
    ids_by_hash,
    ids_by_prefixes,
    patients_by_id,
)
from reminders.store.people import address_hash, last_four_hash, opted_out, prefix_hash, searched_prefix
from reminders.store.treatments import StoredTreatment, treatments_of

#: So many are shown.
MOST = 50
#: So many with the same beginning of a name are looked through, the newest first.
_LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class FoundPatient:
    """One hit: who, where they are reached now, and their treatments."""

    patient: KnownPatient
    addresses: tuple[AddressEntry, ...]
    treatments: tuple[StoredTreatment, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, the newest patients first."""

    patients: tuple[FoundPatient, ...]
    #: There are more than are shown.
    more: bool


@dataclass(frozen=True, slots=True)
class PatientSheet:
    """A patient with everything that staff may see."""

    patient: KnownPatient
    addresses: tuple[AddressEntry, ...]
    #: By address hash: what is stopped.
    stopped: dict[bytes, set[Kind]]
    treatments: tuple[StoredTreatment, ...]
    #: (at in micros, by, verb, why), oldest first.
    history: list[tuple[int, str, str, str]]


def find(app: App, text: str) -> Found:
    """Patients by phone number, its last four digits, email, or the beginnings of their names. A constant number of
    queries. Raises BadInput for a text that can find nobody.
    """
    with app.database.read() as work:
        clinic_id = app.clinic(work).id
        patients, more = matching(work, clinic_id, text, MOST)
        return Found(tuple(_with_past(work, patients)), more)


def matching(work: Work, clinic_id: int, text: str, most: int) -> tuple[list[KnownPatient], bool]:
    """The newest patients whom a text finds, and whether there are more. Raises BadInput for one that finds nobody."""
    look, fits = _look_up(text.strip())
    ids = look(work, clinic_id, most + 1)
    fitting = [patient for patient in patients_by_id(work, clinic_id, ids) if fits(patient)]
    if len(fitting) <= most < len(ids):
        # Some only begin like what was asked for: others may follow.
        ids = look(work, clinic_id, _LOOKED_AT)
        fitting = [patient for patient in patients_by_id(work, clinic_id, ids) if fits(patient)]
    return fitting[:most], len(fitting) > most or len(ids) >= _LOOKED_AT


def show(app: App, patient_id: int) -> PatientSheet:
    """Everything about one patient. Raises BadInput when there is none."""
    with app.database.read() as work:
        clinic_id = app.clinic(work).id
        patient = the_patient(work, clinic_id, patient_id)
        addresses = tuple(addresses_with_past(work, [patient_id]))
        stopped = opted_out(work, clinic_id, {address.hash for address in addresses if address.until_at is None})
        history = audit_of(work, "patient", patient_id)
        return PatientSheet(patient, addresses, stopped, tuple(treatments_of(work, [patient_id])), history)


def the_patient(work: Work, clinic_id: int, patient_id: int) -> KnownPatient:
    """Raises BadInput when there is none."""
    found = patients_by_id(work, clinic_id, [patient_id])
    if not found:
        raise BadInput([f"patient: there is no patient {patient_id}; `reminders patient find` shows their numbers"])
    return found[0]


_Fits = Callable[[KnownPatient], bool]
#: (work, clinic, most) → the newest patients that may be meant.
_Look = Callable[[Work, int, int], list[int]]


def _look_up(text: str) -> tuple[_Look, _Fits]:
    if "@" in text:
        return _by_address(Channel.EMAIL, text, normalize_email), _anybody
    if len(text) == 4 and text.isascii() and text.isdigit():
        return _by_last_four(text), _anybody
    if any(letter.isdigit() for letter in text):
        return _by_address(Channel.SMS, text, normalize_phone), _anybody
    return _by_name(text.casefold().split())


def _by_address(channel: Channel, text: str, form: Callable[[str], str]) -> _Look:
    try:
        value = form(text)
    except BadAddress as error:
        raise BadInput([mistake_of("text", error)]) from None

    def look(work: Work, clinic_id: int, most: int) -> list[int]:
        value_hash = address_hash(work.keyring, clinic_id, channel, value)
        return ids_by_hash(work, clinic_id, "value_hash", value_hash, most)

    return look


def _by_last_four(digits: str) -> _Look:
    def look(work: Work, clinic_id: int, most: int) -> list[int]:
        four = last_four_hash(work.keyring, clinic_id, digits)
        return ids_by_hash(work, clinic_id, "last_four_hash", four, most)

    return look


def _by_name(words: Sequence[str]) -> tuple[_Look, _Fits]:
    starts = [searched_prefix(word) for word in words]
    if not words or None in starts:
        cure = say("give two letters or more of a name, a phone number, its last four digits, or an email")
        raise BadInput([Mistake("text", cure)])

    def fits(patient: KnownPatient) -> bool:
        names = f"{patient.first_name} {patient.last_name}".casefold().split()
        return all(any(name.startswith(word) for name in names) for word in words)

    def look(work: Work, clinic_id: int, most: int) -> list[int]:
        prefixes = [prefix_hash(work.keyring, clinic_id, start) for start in starts if start is not None]
        return ids_by_prefixes(work, clinic_id, prefixes, most)

    return look, fits


def _anybody(_patient: KnownPatient) -> bool:
    return True


def _with_past(work: Work, patients: Sequence[KnownPatient]) -> list[FoundPatient]:
    ids = [patient.id for patient in patients]
    addresses = [address for address in addresses_with_past(work, ids) if address.until_at is None]
    treated = treatments_of(work, ids)
    return [
        FoundPatient(
            patient,
            tuple(address for address in addresses if address.patient_id == patient.id),
            tuple(treatment for treatment in treated if treatment.patient_id == patient.id),
        )
        for patient in patients
    ]
