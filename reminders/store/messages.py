"""Messages: planned, listed, re-planned. How they are armed and recorded is in arming.py and attempts.py."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reminders.domain.instants import from_micros, to_micros
from reminders.domain.planned import PlannedMessage, Taken
from reminders.domain.words import Channel, Kind, Reason, Status
from reminders.store.database import Row, Work, marks
from reminders.store.due import dequeue, enqueue, enqueue_steps

SUBJECT = b"message.subject"
TEXT = b"message.text"

#: Takes room at an address: planned, on its way, gone, or possibly gone.
_ALIVE = "('planned', 'sending', 'sent', 'delivered', 'unknown')"


class Owner(NamedTuple):
    """Whose message it is."""

    clinic_id: int
    patient_id: int
    treatment_id: int
    version_id: int


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """What the store holds of one step of one treatment."""

    id: int
    step: str
    status: Status
    reason: Reason | None
    due_at: int | None
    queue_at: int | None
    attempts: int
    fields: Row
    #: When a person wants it to leave; None: when its step wishes.
    moved_to: int | None = None

    @property
    def kind(self) -> Kind:
        """Of the step as it was planned last."""
        return Kind(self.fields[1])

    @property
    def channel(self) -> Channel | None:
        """None when it had none to use."""
        return Channel(self.fields[2]) if self.fields[2] else None

    @property
    def wish_at(self) -> int:
        """Micros UTC."""
        return int(self.fields[6])

    @property
    def open_to_plan(self) -> bool:
        """Never attempted, and not decided by a person or an answer of the patient's: the planner may change it."""
        return (
            self.attempts == 0
            and self.status in (Status.PLANNED, Status.CANCELED)
            and self.reason not in (Reason.STAFF, Reason.ANSWERED)
        )


#: The columns that planning decides, in the order of `planned_fields`.
_PLANNED = (
    "stage, kind, channel, essential, status, status_reason, wish_at, opens_at, closes_at, due_at, queue_at, shifts"
)


def planned_fields(planned: PlannedMessage, queue_at: int | None) -> Row:
    """The values of the columns that planning decides."""
    return (
        planned.stage,
        planned.kind.value,
        planned.channel.value if planned.channel else None,
        int(planned.essential),
        planned.status.value,
        planned.reason.value if planned.reason else None,
        to_micros(planned.wish_at),
        to_micros(planned.opens_at),
        to_micros(planned.closes_at),
        to_micros(planned.due_at) if planned.due_at else None,
        queue_at,
        ",".join(planned.shifts) or None,
    )


def insert_planned(work: Work, rows: Sequence[tuple[int, Owner, str, Row]]) -> None:
    """New messages from (id, owner, step, planned_fields), round 0, and their rows in the due queue."""
    work.many(
        f"INSERT INTO message (id, clinic_id, patient_id, treatment_id, version_id, step, origin, round, attempts, {_PLANNED}) "
        f"VALUES (?, ?, ?, ?, ?, ?, 'step', 0, 0, {marks(12)})",
        [(i, *own, step, *fields) for i, own, step, fields in rows],
    )
    enqueue_steps(work, [(fields[10], i, fields[2]) for i, _, _, fields in rows if fields[10] is not None])


def update_planned(work: Work, version_id: int, changes: Sequence[tuple[StoredPlan, Row]]) -> None:
    """Give never-attempted messages new planned_fields, and move them in the due queue."""
    sets = ", ".join(f"{name} = ?" for name in _PLANNED.split(", "))
    work.many(
        f"UPDATE message SET {sets}, version_id = ? WHERE id = ? AND attempts = 0",
        [(*fields, version_id, old.id) for old, fields in changes],
    )
    # Its channel is kept in the queue too.
    moved = [(old, new) for old, new in changes if (old.queue_at, old.fields[2]) != (new[10], new[2])]
    dequeue(work, [(old.queue_at, old.id) for old, _ in moved if old.queue_at is not None])
    enqueue_steps(work, [(new[10], old.id, new[2]) for old, new in moved if new[10] is not None])


def stored_plans(work: Work, treatment_id: int) -> list[StoredPlan]:
    """Round 0 of every step of a treatment."""
    rows = work.all(
        f"SELECT id, step, attempts, {_PLANNED}, moved_to FROM message WHERE treatment_id = ? AND round = 0 ORDER BY id",
        (treatment_id,),
    )
    return [
        StoredPlan(
            row[0],
            row[1],
            Status(row[7]),
            Reason(row[8]) if row[8] else None,
            row[12],
            row[13],
            row[2],
            tuple(row[3:-1]),
            row[-1],
        )
        for row in rows
    ]


def taken_by_others(
    work: Work, patient_ids: Collection[int], mine: tuple[int, int], since: int, replanned: Collection[int] = ()
) -> list[Taken]:
    """Steps that take room from `since` on, of these patients but not of the treatment that `mine` = (patient,
    treatment) names. Of `replanned` treatments only what was attempted: the rest is about to change.
    """
    patient_id, treatment_id = mine
    rows = work.all(
        "SELECT COALESCE(m.armed_at, m.due_at), m.kind, m.channel, t.schedule, m.step, m.patient_id, t.id, m.attempts "
        "FROM treatment t JOIN message m ON m.treatment_id = t.id "
        f"WHERE t.patient_id IN ({marks(len(patient_ids))}) AND t.id <> ? AND m.origin = 'step' AND m.channel IS NOT NULL "
        f"AND m.status IN {_ALIVE} AND COALESCE(m.armed_at, m.due_at) >= ? ORDER BY 1, m.id",
        (*patient_ids, treatment_id, since),
    )
    return [
        # Only a treatment of the same patient can be merged with this one, so a sharer's step keeps no name.
        Taken(from_micros(at), Kind(kind), Channel(channel), *((schedule, step) if owner == patient_id else ("", "")))
        for at, kind, channel, schedule, step, owner, other_id, attempts in rows
        if attempts or other_id not in replanned
    ]


@dataclass(frozen=True, slots=True)
class NewWelcome:
    """The first text to a number, due at due_at in [opens_at, closes_at). Micros UTC."""

    id: int
    clinic_id: int
    patient_id: int
    version_id: int
    address_id: int
    address_hash: bytes
    opens_at: int
    due_at: int
    closes_at: int
    live: bool


def insert_welcomes(work: Work, welcomes: Sequence[NewWelcome]) -> None:
    """Welcomes and their rows in the due queue; a number that has one already gets no second."""
    if not welcomes:
        return
    work.many(
        "INSERT INTO message (id, clinic_id, patient_id, version_id, origin, step, round, kind, channel, essential, status, "
        "wish_at, opens_at, closes_at, due_at, queue_at, address_id, address_hash, live, attempts) "
        "VALUES (?, ?, ?, ?, 'welcome', 'welcome', 0, 'care', 'sms', 1, 'planned', ?, ?, ?, ?, ?, ?, ?, ?, 0) "
        "ON CONFLICT DO NOTHING",
        [
            (
                w.id,
                w.clinic_id,
                w.patient_id,
                w.version_id,
                w.opens_at,
                w.opens_at,
                w.closes_at,
                w.due_at,
                w.due_at,
                w.address_id,
                w.address_hash,
                int(w.live),
            )
            for w in welcomes
        ],
    )
    enqueue(work, [(w.due_at, w.id) for w in welcomes])


def welcomed_or_trying(work: Work, clinic_id: int, hashes: Sequence[bytes], live: bool) -> set[bytes]:
    """Which of these numbers have a welcome on this kind of transport: planned, tried, or refused."""
    if not hashes:
        return set()
    rows = work.all(
        "SELECT address_hash FROM message WHERE clinic_id = ? AND origin = 'welcome' AND live = ? "
        f"AND address_hash IN ({marks(len(hashes))}) AND (status NOT IN ('failed', 'canceled') OR armed_at IS NOT NULL)",
        (clinic_id, int(live), *hashes),
    )
    return {bytes(row[0]) for row in rows}


def cancel_messages(work: Work, rows: Iterable[tuple[int, int | None, Reason]], by: str | None = None) -> None:
    """Cancel planned messages given as (id, queue_at, reason) and take them out of the queue; who had asked for a second
    round stays known.
    """
    listed = list(rows)
    work.many(
        "UPDATE message SET status = 'canceled', status_reason = ?, due_at = NULL, queue_at = NULL, decided_by = COALESCE(?, decided_by) "
        "WHERE id = ? AND status = 'planned'",
        [(reason.value, by, message_id) for message_id, _, reason in listed],
    )
    dequeue(work, [(queue_at, message_id) for message_id, queue_at, _ in listed if queue_at is not None])


def tried_and_waiting(work: Work, treatment_ids: Sequence[int]) -> list[tuple[int, int | None]]:
    """(id, queue_at) of what waits to be tried once more, which plans leave alone, and of second rounds."""
    if not treatment_ids:
        return []
    rows = work.all(
        "SELECT id, queue_at FROM message "
        f"WHERE treatment_id IN ({marks(len(treatment_ids))}) AND status = 'planned' AND (attempts > 0 OR round > 0)",
        list(treatment_ids),
    )
    return [(row[0], row[1]) for row in rows]
