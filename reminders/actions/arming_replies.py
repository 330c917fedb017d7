"""What patients wrote back, as arming sees it: whom a writing may still reach, and whose invitations wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.domain.arming import MAY_FOLLOW_STOP, Go, Later, Never, Verdict, verdict_of_writing
from reminders.domain.instants import from_micros
from reminders.domain.planning import due_again
from reminders.domain.rules import ClinicRules
from reminders.domain.words import Kind, Origin, Reason
from reminders.store.arming import Claimed
from reminders.store.database import Work
from reminders.store.holds import Holds
from reminders.store.inbox import waiting_for_answers
from reminders.store.people import KnownAddress, opted_out


@dataclass(frozen=True, slots=True)
class Replies:
    """What bears on the messages of one batch."""

    #: Where writings go that have stopped care too.
    stopped: frozenset[bytes]
    #: With an open urgent reply: numbers where nobody has said whose it is, and patients.
    numbers: frozenset[bytes]
    patients: frozenset[int]


def replies_to(
    work: Work, clinic_id: int, claimed: Sequence[Claimed], people: Mapping[int, Sequence[KnownAddress]]
) -> Replies:
    """Under the locks of all addresses of the batch."""
    goals = {m.address_hash for m in claimed if m.written is not None and m.address_hash is not None}
    stopped = frozenset(one for one, kinds in opted_out(work, clinic_id, goals).items() if Kind.CARE in kinds)
    invited = {m.patient_id for m in claimed if m.kind is Kind.MARKETING}
    hashes = {address.hash for patient_id in invited for address in people[patient_id]}
    return Replies(stopped, *waiting_for_answers(work, clinic_id, sorted(hashes)))


def writing_verdict(m: Claimed, replies: Replies, holds: Holds, now: datetime) -> Verdict:
    """A hold on one number is for the program, not for a person's own answer, nor for what the patient just asked."""
    free = m.origin is Origin.AUTOMATIC and m.step in MAY_FOLLOW_STOP
    return verdict_of_writing(
        from_micros(m.closes_at),
        now,
        held=holds.hold(m.channel, None),
        opted_out=not free and m.address_hash in replies.stopped,
    )


def unasked_verdict(
    m: Claimed, known: Sequence[KnownAddress], zone: ZoneInfo, rules: ClinicRules, now: datetime
) -> Verdict:
    """What a person wrote first, once nothing else keeps it back: it needs consent and keeps the contact hours."""
    address = next((one for one in known if one.hash == m.address_hash), None)
    if address is None or address.unusable_why is not None:
        return Never(Reason.NO_ADDRESS)
    if Kind.CARE not in address.consents:
        return Never(Reason.NO_CONSENT)
    due = due_again(now, now, from_micros(m.closes_at), Kind.CARE, zone, rules, now)
    if isinstance(due, Reason):
        return Never(due)
    return Go() if due == now else Later(due)


def waits_for_answer(m: Claimed, known: Sequence[KnownAddress], replies: Replies) -> bool:
    """An invitation must not reach a patient who is worried and waits for a person."""
    if m.kind is not Kind.MARKETING:
        return False
    return m.patient_id in replies.patients or any(address.hash in replies.numbers for address in known)


def goal_of(m: Claimed) -> KnownAddress:
    """Where a writing goes, fixed when it was written."""
    assert m.written is not None
    assert m.address_hash is not None
    return KnownAddress(m.id, m.patient_id, m.channel, m.address_hash, m.written[0], None)
