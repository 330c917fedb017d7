"""Lists messages for people: opened, with what is known of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from reminders.domain.instants import from_micros
from reminders.domain.planned import PlannedMessage, Shift
from reminders.domain.words import Channel, Kind, Origin, Reason, Status
from reminders.store.database import Row, Work, marks
from reminders.store.messages import SUBJECT, TEXT


@dataclass(frozen=True, slots=True)
class ListedMessage:
    """A message as lists show it; text and subject are opened, or empty before arming. Micros UTC."""

    id: int
    origin: Origin
    treatment_id: int | None
    #: None: to staff, or to a number that no single patient uses.
    patient_id: int | None
    stage: str | None
    step: str | None
    round: int
    kind: Kind
    channel: Channel | None
    status: Status
    reason: Reason | None
    wish_at: int
    opens_at: int
    closes_at: int
    due_at: int | None
    queue_at: int | None
    shifts: tuple[Shift, ...]
    armed_at: int | None
    sent_at: int | None
    transport: str | None
    provider_id: str | None
    attempts: int
    essential: bool
    detail: str | None
    version_id: int | None
    #: Since when it counts as unconfirmed: taken, and no final news of it for 72 hours.
    unconfirmed_at: int | None
    subject: str
    text: str


def list_messages(
    work: Work,
    *,
    status: Status | None = None,
    treatment_id: int | None = None,
    transport: str | None = None,
    message_id: int | None = None,
    limit: int = 100,
    newest_first: bool = False,
    unconfirmed: bool = False,
) -> list[ListedMessage]:
    """Messages by due time (or newest armed first), as many as `limit`; `unconfirmed`: only those that are."""
    wanted = {
        "status": status.value if status else None,
        "treatment_id": treatment_id,
        "transport": transport,
        "id": message_id,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    where = " AND ".join(f"{name} = ?" for name in given) or "1 = 1"
    if unconfirmed:
        where += " AND unconfirmed_at IS NOT NULL"
    order = "armed_at DESC, id DESC" if newest_first else "COALESCE(due_at, wish_at), id"
    if newest_first:
        where += " AND armed_at IS NOT NULL"
    rows = work.all(f"SELECT {_LISTED} FROM message WHERE {where} ORDER BY {order} LIMIT ?", (*given.values(), limit))
    return [_listed(work, row) for row in rows]


def messages_by_id(work: Work, message_ids: Sequence[int]) -> list[ListedMessage]:
    """These messages in the order asked for; unknown ids are left out."""
    if not message_ids:
        return []
    rows = work.all(f"SELECT {_LISTED} FROM message WHERE id IN ({marks(len(message_ids))})", list(message_ids))
    found = {row[0]: _listed(work, row) for row in rows}
    return [found[message_id] for message_id in message_ids if message_id in found]


_LISTED = (
    "id, origin, treatment_id, patient_id, stage, step, round, kind, channel, status, status_reason, wish_at, opens_at, closes_at, "
    "due_at, queue_at, shifts, armed_at, sent_at, transport, provider_id, attempts, essential, detail, version_id, unconfirmed_at, subject_enc, text_enc"
)


def _listed(work: Work, row: Row) -> ListedMessage:
    kinds = (Kind(row[7]), Channel(row[8]) if row[8] else None, Status(row[9]), Reason(row[10]) if row[10] else None)
    texts = (
        work.keyring.open_optional(SUBJECT, row[0], row[26]),
        work.keyring.open_optional(TEXT, row[0], row[27]),
    )
    times = (*row[11:16], shifts_from(row[16]), *row[17:22])
    fixed = (row[0], Origin(row[1]), *row[2:7], *kinds, *times, bool(row[22]), *row[23:26], *texts)
    return ListedMessage(*fixed)


def shifts_from(stored: str | None) -> tuple[Shift, ...]:
    """The stored words as Shifts."""
    return tuple(Shift(word) for word in stored.split(",")) if stored else ()


class StoredMessage(Protocol):
    """What any row of a message keeps of its plan. Micros UTC."""

    @property
    def origin(self) -> Origin: ...
    @property
    def stage(self) -> str | None: ...
    @property
    def step(self) -> str | None: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def channel(self) -> Channel | None: ...
    @property
    def wish_at(self) -> int: ...
    @property
    def opens_at(self) -> int: ...
    @property
    def closes_at(self) -> int: ...
    @property
    def due_at(self) -> int | None: ...
    @property
    def status(self) -> Status: ...
    @property
    def reason(self) -> Reason | None: ...
    @property
    def shifts(self) -> tuple[Shift, ...]: ...
    @property
    def essential(self) -> bool: ...


def planned_from(message: StoredMessage) -> PlannedMessage:
    """A stored message as the planner's value, for the same plain words everywhere."""
    return PlannedMessage(
        stage=message.stage or "",
        step=message.step or message.origin.value,
        kind=message.kind,
        channel=message.channel,
        wish_at=from_micros(message.wish_at),
        opens_at=from_micros(message.opens_at),
        closes_at=from_micros(message.closes_at),
        due_at=from_micros(message.due_at) if message.due_at is not None else None,
        status=message.status,
        reason=message.reason,
        shifts=message.shifts,
        essential=message.essential,
    )


def message_address(work: Work, message_id: int) -> bytes | None:
    """The address hash that a message went to, or None."""
    row = work.one("SELECT address_hash FROM message WHERE id = ?", (message_id,))
    return bytes(row[0]) if row and row[0] is not None else None


def messages_of_patient(work: Work, clinic_id: int, patient_id: int, limit: int) -> list[ListedMessage]:
    """The newest messages to a patient, of every treatment and of none, by due time; each index is asked apart."""
    of = "(SELECT id FROM treatment WHERE clinic_id = ? AND patient_id = ?)"
    found = [
        work.all(f"SELECT {_LISTED} FROM message WHERE {where} ORDER BY wish_at DESC LIMIT ?", (*values, limit))
        for where, values in (
            (f"treatment_id IN {of}", (clinic_id, patient_id)),
            ("treatment_id IS NULL AND patient_id = ? AND clinic_id = ?", (patient_id, clinic_id)),
        )
    ]
    listed = [_listed(work, row) for rows in found for row in rows]
    return sorted(listed, key=lambda message: (message.due_at or message.wish_at, message.id))
