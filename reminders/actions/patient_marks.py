"""What is unusual about patients in a list: each with a word, so that no color has to say it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reminders.domain.said import say
from reminders.domain.words import Channel, Kind, TreatmentStatus
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.holds import Holds, holds_in_force
from reminders.store.patient_signs import in_trouble, open_replies
from reminders.store.people import KnownAddress, current_addresses
from reminders.store.treatments import StoredTreatment


@dataclass(frozen=True, slots=True)
class Mark:
    """A word about a patient; `look` is urgent, warn or calm."""

    look: str
    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of some patients."""

    addresses: dict[int, list[KnownAddress]]
    #: Words of message states.
    trouble: dict[int, set[str]]
    #: Whether the reply is urgent.
    replies: dict[int, bool]
    holds: Holds


def signs_of(work: Work, clinic: Clinic, patient_ids: Sequence[int]) -> Signs:
    """A constant number of queries."""
    addresses = current_addresses(work, clinic.id, patient_ids)
    by_hash: dict[bytes, list[int]] = {}
    for patient_id, own in addresses.items():
        for address in own:
            by_hash.setdefault(address.hash, []).append(patient_id)
    return Signs(
        addresses=addresses,
        trouble=in_trouble(work, clinic.id, patient_ids),
        replies=open_replies(work, clinic.id, patient_ids, by_hash),
        holds=holds_in_force(work, clinic.id),
    )


def marks_of(patient_id: int, running: Sequence[StoredTreatment], signs: Signs) -> tuple[Mark, ...]:
    """What needs a look first. `running` are the patient's treatments under way."""
    return (
        *_reply(patient_id, signs),
        *_trouble(patient_id, signs),
        *_held(patient_id, running, signs),
        *_stopped(patient_id, signs),
        *_unusable(patient_id, signs),
        *_consent(patient_id, running, signs),
    )


def _reply(patient_id: int, signs: Signs) -> Iterator[Mark]:
    if patient_id in signs.replies:
        urgent = signs.replies[patient_id]
        yield (
            Mark("urgent", "alert", say("Urgent reply")) if urgent else Mark("accent", "reply", say("Needs an answer"))
        )


def _trouble(patient_id: int, signs: Signs) -> Iterator[Mark]:
    states = signs.trouble.get(patient_id, set())
    if "unknown" in states:
        yield Mark("warn", "question", say("Message in doubt"))
    if "failed" in states:
        yield Mark("urgent", "alert", say("Message did not arrive"))


def _held(patient_id: int, running: Sequence[StoredTreatment], signs: Signs) -> Iterator[Mark]:
    held = any(address.hash.hex() in signs.holds.addresses for address in signs.addresses.get(patient_id, ()))
    if held or any(one.status is TreatmentStatus.ON_HOLD for one in running):
        yield Mark("warn", "pause", say("On hold"))


def _stopped(patient_id: int, signs: Signs) -> Iterator[Mark]:
    stops = [address.opted_out for address in signs.addresses.get(patient_id, ()) if address.opted_out]
    if any(Kind.CARE in kinds for kinds in stops):
        yield Mark("warn", "stop", say("Said stop"))
    elif stops:
        yield Mark("", "stop", say("No invitations"))


def _unusable(patient_id: int, signs: Signs) -> Iterator[Mark]:
    for address in signs.addresses.get(patient_id, ()):
        if address.unusable_why is not None:
            texts = address.channel is Channel.SMS
            yield Mark("urgent", "alert", say("Number does not work") if texts else say("Email does not work"))


def _consent(patient_id: int, running: Sequence[StoredTreatment], signs: Signs) -> Iterator[Mark]:
    agreed = any(Kind.CARE in address.consents for address in signs.addresses.get(patient_id, ()))
    if running and not agreed:
        yield Mark("warn", "question", say("No consent"))
