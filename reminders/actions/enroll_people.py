"""Who is here already: the patients that a typed number, email or name may mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from reminders.domain.addresses import BadAddress, normalize_email, normalize_phone
from reminders.domain.words import Channel, Kind, TreatmentStatus
from reminders.store.database import Work
from reminders.store.patients import AddressEntry, KnownPatient, addresses_with_past, patients_by_id
from reminders.store.patients_sought import ids_by_hash, ids_by_prefixes
from reminders.store.people import address_hash, opted_out, prefix_hash, searched_prefix
from reminders.store.treatments import StoredTreatment, treatments_of

#: So many are offered; a number that more people share is not a person's.
MOST = 10
#: So many with the same beginnings of a name are looked through.
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Person:
    """A patient who is here already, with what a new treatment of theirs takes over."""

    patient: KnownPatient
    #: In use now.
    addresses: tuple[AddressEntry, ...]
    #: By address hash: what is stopped.
    stopped: dict[bytes, set[Kind]]
    #: Newest first; those entered in error are left out.
    treatments: tuple[StoredTreatment, ...]

    @property
    def names(self) -> tuple[str, str]:
        """First and last."""
        return self.patient.first_name, self.patient.last_name

    @property
    def name(self) -> str:
        """Both in one."""
        return " ".join(name for name in self.names if name)

    @property
    def phone(self) -> str:
        """E.164, or empty."""
        return self._value(Channel.SMS)

    @property
    def email(self) -> str:
        """Empty for none."""
        return self._value(Channel.EMAIL)

    def address(self, channel: Channel) -> AddressEntry | None:
        """In use now."""
        return next((address for address in self.addresses if address.channel is channel), None)

    def known_as(self, channel: Channel, typed: str) -> AddressEntry | None:
        """The address in use that this is; None for another one."""
        address, normal = self.address(channel), _normal(channel, typed)
        if address is None or normal is None or normal.casefold() != address.value.casefold():
            return None
        return address

    def other_number(self, typed: str) -> bool:
        """Whether this is a number, and not the one on record."""
        normal = _normal(Channel.SMS, typed)
        return bool(self.phone) and normal is not None and normal != self.phone

    def _value(self, channel: Channel) -> str:
        address = self.address(channel)
        return address.value if address else ""


def person_with_id(work: Work, clinic_id: int, patient_id: int) -> Person | None:
    """One patient; None for an id that is nobody's here."""
    found = _people(work, clinic_id, [patient_id] if patient_id else [])
    return found[0] if found else None


def people_at(work: Work, clinic_id: int, phone: str, email: str) -> list[Person]:
    """Whoever uses this number, or else this email, now; newest first. As typed: what is no address is nobody's."""
    for channel, text in ((Channel.SMS, phone), (Channel.EMAIL, email)):
        value = _normal(channel, text)
        if value is not None:
            value_hash = address_hash(work.keyring, clinic_id, channel, value)
            ids = ids_by_hash(work, clinic_id, "value_hash", value_hash, MOST)
            if ids:
                return _people(work, clinic_id, ids)
    return []


def people_named(work: Work, clinic_id: int, first_name: str, last_name: str) -> list[Person]:
    """Patients of exactly this first and last name, whatever its case; newest first. Without both: nobody."""
    wanted = first_name.strip().casefold(), last_name.strip().casefold()
    starts = [searched_prefix(word) for name in wanted for word in name.split()]
    if not all(wanted) or None in starts:
        return []
    prefixes = [prefix_hash(work.keyring, clinic_id, start) for start in starts if start is not None]
    ids = ids_by_prefixes(work, clinic_id, prefixes, _LOOKED_AT)
    same = [
        patient.id
        for patient in patients_by_id(work, clinic_id, ids)
        if (patient.first_name.casefold(), patient.last_name.casefold()) == wanted
    ]
    # Who has no number and no email any more is nobody that a new treatment could be of.
    return [person for person in _people(work, clinic_id, same[:MOST]) if person.addresses]


def same_name(person: Person, first_name: str, last_name: str) -> bool:
    """Whether the program would take the two for one: as everywhere, a missing last name fits any."""
    first, last = (name.casefold() for name in person.names)
    typed_first, typed_last = first_name.strip().casefold(), last_name.strip().casefold()
    return first == typed_first and (not last or not typed_last or last == typed_last)


def _people(work: Work, clinic_id: int, ids: Sequence[int]) -> list[Person]:
    """A constant number of queries."""
    patients = patients_by_id(work, clinic_id, ids)
    known = [patient.id for patient in patients]
    addresses = [address for address in addresses_with_past(work, known) if address.until_at is None]
    stopped = opted_out(work, clinic_id, {address.hash for address in addresses})
    treated = [t for t in treatments_of(work, known) if t.status is not TreatmentStatus.ENTERED_IN_ERROR]
    treated.sort(key=lambda treatment: -treatment.treated_at)
    return [
        Person(
            patient,
            tuple(address for address in addresses if address.patient_id == patient.id),
            stopped,
            tuple(treatment for treatment in treated if treatment.patient_id == patient.id),
        )
        for patient in patients
    ]


def _normal(channel: Channel, text: str) -> str | None:
    if not text.strip():
        return None
    try:
        return normalize_phone(text) if channel is Channel.SMS else normalize_email(text)
    except BadAddress:
        return None
