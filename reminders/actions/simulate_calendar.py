"""What each patient of a simulation would receive, and when."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.actions.importing.row_types import ImportRow
from reminders.app import App
from reminders.domain.explain import explain
from reminders.domain.instants import from_micros
from reminders.domain.segments import count
from reminders.domain.words import Channel, Reason, Status
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.listing import ListedMessage, list_messages, planned_from
from reminders.store.treatments import StoredTreatment, treatments

_ALL = 1 << 62
#: Ids that one query may list.
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Told:
    """A row of the file and what it became."""

    row: ImportRow
    treatment_id: int


@dataclass(frozen=True, slots=True)
class CalendarMessage:
    """One message of one patient."""

    #: The line of the file whose treatment it belongs to; None for a welcome.
    line: int | None
    message: ListedMessage
    #: When it left, or will leave; None when it does not. UTC.
    at: datetime | None
    #: Why then, or why not; in plain words, for staff.
    why: str
    #: SMS segments; None for an email and for what was not filled in.
    segments: int | None


@dataclass(frozen=True, slots=True)
class PatientCalendar:
    """Everything that one patient gets, in the order of time; what is not sent comes last."""

    #: Lines of the file, and the external ids that they give.
    lines: tuple[int, ...]
    external_ids: tuple[str, ...]
    first_name: str
    zone: ZoneInfo
    messages: tuple[CalendarMessage, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """All patients, by their first line."""

    patients: tuple[PatientCalendar, ...]

    @property
    def statuses(self) -> dict[Status, int]:
        """How many messages ended how."""
        return dict(Counter(m.message.status for patient in self.patients for m in patient.messages))

    @property
    def reasons(self) -> dict[Reason, int]:
        """How many were canceled for which reason, the most frequent first."""
        canceled = (m.message for patient in self.patients for m in patient.messages)
        counted = Counter(m.reason for m in canceled if m.status is Status.CANCELED and m.reason is not None)
        return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def draw_calendar(app: App, told: Sequence[Told]) -> Calendar:
    """Read everything that is stored. Patients come by their first line."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        stored = _treatments(work, [one.treatment_id for one in told])
        messages: dict[int | None, list[ListedMessage]] = {}
        for message in list_messages(work, limit=_ALL):
            messages.setdefault(message.patient_id, []).append(message)
    rows: dict[int, list[Told]] = {}
    for one in sorted(told, key=lambda one: one.row.line):
        rows.setdefault(stored[one.treatment_id].patient_id, []).append(one)
    return Calendar(
        tuple(
            _patient(clinic, own, stored[max(one.treatment_id for one in own)], messages.get(patient_id, ()))
            for patient_id, own in rows.items()
        )
    )


def _treatments(work: Work, ids: Sequence[int]) -> dict[int, StoredTreatment]:
    unique = list(dict.fromkeys(ids))
    batches = (unique[start : start + _AT_ONCE] for start in range(0, len(unique), _AT_ONCE))
    return {treatment.id: treatment for batch in batches for treatment in treatments(work, batch)}


def _patient(
    clinic: Clinic, told: Sequence[Told], newest: StoredTreatment, messages: Iterable[ListedMessage]
) -> PatientCalendar:
    """`told` are the rows of one patient, by line."""
    zone = ZoneInfo(newest.timezone or clinic.location(newest.location_id).timezone)
    lines: dict[int | None, int] = {}
    for one in told:
        lines.setdefault(one.treatment_id, one.row.line)
    drawn = [_message(message, lines.get(message.treatment_id), zone, clinic) for message in messages]
    drawn.sort(key=lambda one: (one.at is None, one.at or from_micros(one.message.wish_at), one.message.id))
    return PatientCalendar(
        lines=tuple(one.row.line for one in told),
        external_ids=tuple(dict.fromkeys(one.row.external_id for one in told if one.row.external_id)),
        first_name=told[-1].row.first_name,
        zone=zone,
        messages=tuple(drawn),
    )


def _message(message: ListedMessage, line: int | None, zone: ZoneInfo, clinic: Clinic) -> CalendarMessage:
    at = message.sent_at if message.sent_at is not None else message.due_at
    return CalendarMessage(
        line=line,
        message=message,
        at=from_micros(at) if at is not None else None,
        why=explain(planned_from(message), zone, clinic.rules),
        segments=count(message.text).segments if message.text and message.channel is Channel.SMS else None,
    )
