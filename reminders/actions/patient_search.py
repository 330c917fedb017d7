"""Finds patients by what staff know of them, and shows what is kept of one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reminders.actions.bad_input import BadInput, Mistake, mistake_of
from reminders.actions.full_pages import full_page
from reminders.app import App
from reminders.domain.addresses import BadAddress, normalize_email, normalize_phone
from reminders.domain.said import say
from reminders.domain.words import Channel, Kind
from reminders.store.audit import audit_of
from reminders.store.database import Work
from reminders.store.patient_list import ANY, Place
from reminders.store.patients import AddressEntry, KnownPatient, addresses_with_past, patients_by_id
from reminders.store.patients_sought import ANYBODY, Among, ids_by_hash, ids_by_prefixes
from reminders.store.people import address_hash, last_four_hash, names_of, opted_out, prefix_hash, searched_prefix
from reminders.store.treatments import StoredTreatment, treatments_of

#: So many are shown.
MOST = 50
#: So many words of a name are looked up.
_MOST_WORDS = 8


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


class Sought:
    """What a text asks for. Raises BadInput for one that can find nobody."""

    def __init__(self, text: str) -> None:
        self._look, self._words = _look_up(text.strip())

    def places(self, work: Work, clinic_id: int, among: Among, after: Place | None, limit: int) -> list[Place]:
        """The newest patients who may be meant, after this place."""
        ids = self._look(work, clinic_id, limit, after.key if after else ANY, among)
        return [Place(patient_id, patient_id) for patient_id in ids]

    def meant(self, work: Work, places: Sequence[Place]) -> Sequence[Place]:
        """Those of them whose names really begin like this: only short beginnings can be looked up."""
        if not self._words:
            return places
        names = names_of(work, [place.patient_id for place in places])
        return [place for place in places if self._begins(names[place.patient_id])]

    def _begins(self, names: tuple[str, str]) -> bool:
        own = " ".join(names).casefold().split()
        return all(any(name.startswith(word) for name in own) for word in self._words)


def find(app: App, text: str) -> Found:
    """Patients by phone number, its last four digits, email, or the beginnings of their names. A constant number of
    queries. Raises BadInput for a text that can find nobody.
    """
    sought = Sought(text)
    with app.database.read() as work:
        clinic_id = app.clinic(work).id

        def read(after: Place | None, limit: int) -> list[Place]:
            return sought.places(work, clinic_id, ANYBODY, after, limit)

        places, further = full_page(read, lambda some: sought.meant(work, some), MOST, None)
        patients = patients_by_id(work, clinic_id, [place.patient_id for place in places])
        return Found(tuple(_with_past(work, patients)), further is not None)


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


#: (work, clinic, limit, below this id, among whom) → the newest patients that may be meant.
_Look = Callable[[Work, int, int, int, Among], list[int]]


def _look_up(text: str) -> tuple[_Look, Sequence[str]]:
    """And how words of the name begin, where it is one."""
    if "@" in text:
        return _by_address(Channel.EMAIL, text, normalize_email), ()
    if len(text) == 4 and text.isascii() and text.isdigit():
        return _by_last_four(text), ()
    if any(letter.isdigit() for letter in text):
        return _by_address(Channel.SMS, text, normalize_phone), ()
    words = text.casefold().split()
    return _by_name(words), words


def _by_address(channel: Channel, text: str, form: Callable[[str], str]) -> _Look:
    try:
        value = form(text)
    except BadAddress as error:
        raise BadInput([mistake_of("text", error)]) from None

    def look(work: Work, clinic_id: int, limit: int, after: int, among: Among) -> list[int]:
        value_hash = address_hash(work.keyring, clinic_id, channel, value)
        return ids_by_hash(work, clinic_id, "value_hash", value_hash, limit, after, among)

    return look


def _by_last_four(digits: str) -> _Look:
    def look(work: Work, clinic_id: int, limit: int, after: int, among: Among) -> list[int]:
        four = last_four_hash(work.keyring, clinic_id, digits)
        return ids_by_hash(work, clinic_id, "last_four_hash", four, limit, after, among)

    return look


def _by_name(words: Sequence[str]) -> _Look:
    starts = [searched_prefix(word) for word in words]
    if not words or None in starts:
        cure = say("give two letters or more of a name, a phone number, its last four digits, or an email")
        raise BadInput([Mistake("text", cure)])

    def look(work: Work, clinic_id: int, limit: int, after: int, among: Among) -> list[int]:
        prefixes = [prefix_hash(work.keyring, clinic_id, start) for start in starts[:_MOST_WORDS] if start is not None]
        return ids_by_prefixes(work, clinic_id, prefixes, limit, after, among)

    return look


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
