"""Everything about one patient for their page: how they are reached, what each got and will get, what was said, by whom
what was done. A constant number of queries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reminders.actions.inbox import Seen, seen_now
from reminders.actions.patient_runs import Folder, Run, Shown, runs, shown_alone, zone_of
from reminders.actions.patient_search import the_patient
from reminders.actions.writing_first import obstacles
from reminders.app import App
from reminders.domain.addresses import show_phone
from reminders.domain.said import Said, say
from reminders.domain.words import Channel, Kind, Origin
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.holds import Holds, holds_in_force
from reminders.store.inbox import InboxReply, Line, conversation
from reminders.store.listing import ListedMessage, messages_of_patient
from reminders.store.notes import Note, notes_of
from reminders.store.patient_audit import Act, acts_about, newest_act
from reminders.store.patient_sheet import open_replies, providers_of
from reminders.store.patients import AddressEntry, KnownPatient, addresses_with_past
from reminders.store.people import KnownAddress, current_addresses, gates_of
from reminders.store.treatments import treatments_of

_MESSAGES, _LINES, _NOTES, _ACTS, _REPLIES = 400, 60, 100, 60, 5
_ALONE = (Origin.WELCOME, Origin.ANSWER)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach the patient: a number or a mailbox in use."""

    address: AddressEntry
    #: As people write it.
    shown: str
    #: Their first choice.
    preferred: bool
    agreed: frozenset[Kind]
    stopped: frozenset[Kind]
    #: Everything to it waits until a person decides.
    held: bool
    #: Why nobody can write to it first; empty where they can.
    obstacle: str

    @property
    def usable(self) -> bool:
        """Messages arrive, as far as we know."""
        return self.address.unusable_why is None


@dataclass(frozen=True, slots=True)
class PatientPage:
    """What the page shows."""

    patient: KnownPatient
    ways: tuple[Way, ...]
    #: Numbers and mailboxes of the past.
    former: tuple[AddressEntry, ...]
    #: Their clock.
    zone: ZoneInfo
    #: Newest first.
    runs: tuple[Run, ...]
    #: Welcomes and what people wrote, by time.
    alone: tuple[Shown, ...]
    lines: tuple[Line, ...]
    #: What waits for a person; urgent ones first.
    waiting: tuple[InboxReply, ...]
    #: What is known of the first of them: an answer to it brings that back.
    waiting_seen: Seen | None
    notes: tuple[Note, ...]
    #: Newest first.
    acts: tuple[Act, ...]
    #: The number of the newest act: what a form of this page brings back.
    seen: int
    #: Everything, or a whole channel, is paused for everybody.
    paused: tuple[Said, ...]

    @property
    def name(self) -> str:
        """First and last."""
        return " ".join(filter(None, (self.patient.first_name, self.patient.last_name)))

    @property
    def stopped_mail(self) -> Way | None:
        """A mailbox that gets nothing, or no invitations: nobody can text START from it."""
        mail = (way for way in self.ways if way.address.channel is Channel.EMAIL)
        return next((way for way in mail if way.stopped), None)

    @property
    def next(self) -> Shown | None:
        """What leaves next."""
        coming = [one for run in self.runs for one in run.messages if one.coming]
        coming += [one for one in self.alone if one.coming]
        return min(coming, key=lambda one: one.at, default=None)


def patient_page(app: App, patient_id: int) -> PatientPage:
    """Raises BadInput when there is no such patient."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        patient = the_patient(work, clinic.id, patient_id)
        entries = addresses_with_past(work, [patient_id])
        ways = _ways(work, app, clinic, patient, entries)
        listed = treatments_of(work, [patient_id])
        zone = zone_of(clinic, max(listed, key=lambda one: one.treated_at)) if listed else _zone(clinic, patient)
        messages = messages_of_patient(work, clinic.id, patient_id, _MESSAGES)
        holds = holds_in_force(work, clinic.id)
        held = holds.held({way.address.channel: way.address.hash for way in ways})
        folder = Folder(clinic, patient, providers_of(work, [one.id for one in listed]), app.now(), held)
        waiting = open_replies(work, clinic.id, patient_id, [way.address.hash for way in ways], _REPLIES)
        return PatientPage(
            patient=patient,
            ways=ways,
            former=tuple(entry for entry in entries if entry.until_at is not None),
            zone=zone,
            runs=runs(work, app, folder, listed, messages),
            alone=_alone(work, app, messages, zone, clinic),
            lines=_lines(work, clinic, patient_id, ways),
            waiting=tuple(waiting),
            waiting_seen=seen_now(work, clinic, waiting[0]) if waiting else None,
            notes=tuple(notes_of(work, clinic.id, patient_id, _NOTES)),
            acts=tuple(acts_about(work, clinic.id, patient_id, _ACTS)),
            seen=newest_act(work, clinic.id, patient_id),
            paused=_paused(holds),
        )


def expect_patient(app: App, patient_id: int) -> KnownPatient:
    """The patient alone. Raises BadInput when there is none."""
    with app.database.read() as work:
        return the_patient(work, app.clinic(work).id, patient_id)


def _zone(clinic: Clinic, patient: KnownPatient) -> ZoneInfo:
    return ZoneInfo(patient.timezone or clinic.locations[0].timezone)


def _ways(
    work: Work, app: App, clinic: Clinic, patient: KnownPatient, entries: Sequence[AddressEntry]
) -> tuple[Way, ...]:
    known = {address.id: address for address in current_addresses(work, clinic.id, [patient.id])[patient.id]}
    gates = gates_of(work, clinic.id, [address.hash for address in known.values()])
    holds = holds_in_force(work, clinic.id)
    ways = [_way(app, patient, entry, known[entry.id], gates, holds) for entry in entries if entry.id in known]
    return tuple(sorted(ways, key=lambda way: not way.preferred))


def _way(
    app: App,
    patient: KnownPatient,
    entry: AddressEntry,
    known: KnownAddress,
    gates: Mapping[bytes, tuple[int | None, bool]],
    holds: Holds,
) -> Way:
    return Way(
        address=entry,
        shown=show_phone(entry.value) if entry.channel is Channel.SMS else entry.value,
        preferred=entry.channel is patient.channel,
        agreed=frozenset(known.consents),
        stopped=frozenset(known.opted_out),
        held=entry.hash.hex() in holds.addresses,
        obstacle=next(iter(obstacles(app, gates, holds, entry.channel, known)), ""),
    )


def _alone(
    work: Work, app: App, messages: Sequence[ListedMessage], zone: ZoneInfo, clinic: Clinic
) -> tuple[Shown, ...]:
    alone = [one for one in messages if one.treatment_id is None and one.origin in _ALONE]
    return tuple(shown_alone(work, app, one, zone, clinic) for one in alone)


def _lines(work: Work, clinic: Clinic, patient_id: int, ways: Sequence[Way]) -> tuple[Line, ...]:
    """By their number, else their mailbox; without what is known to be of others who share it."""
    hashes = {way.address.channel: way.address.hash for way in ways}
    value_hash = hashes.get(Channel.SMS) or hashes.get(Channel.EMAIL) or b""
    lines = conversation(work, clinic.id, value_hash, [patient_id], _LINES)
    return tuple(line for line in lines if line.patient_id in (patient_id, None))


def _paused(holds: Holds) -> tuple[Said, ...]:
    paused = [say("Everything is on hold")] if holds.everything else []
    paused += [say("All texts are on hold")] if Channel.SMS in holds.channels else []
    return tuple(paused + ([say("All emails are on hold")] if Channel.EMAIL in holds.channels else []))
