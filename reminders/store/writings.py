"""Messages that no schedule planned: a person's answers, automatic replies, alerts to staff.

Where they go is fixed when they are written: the address is sealed in the message itself, and its hash tells the lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reminders.domain.words import Channel, Origin
from reminders.store.database import Work
from reminders.store.due import enqueue
from reminders.store.messages import SUBJECT, TEXT

TO = b"message.to"


@dataclass(frozen=True, slots=True)
class Writing:
    """A message that is due at once; everything in it is opened. Micros UTC."""

    origin: Origin
    #: What it is, as `step`: an automatic reply's name, "answer", or what is told to staff.
    name: str
    channel: Channel
    #: E.164, or an email address.
    to: str
    address_hash: bytes
    subject: str
    text: str
    due_at: int
    closes_at: int
    live: bool
    patient_id: int | None = None
    reply_id: int | None = None
    to_staff_id: int | None = None
    #: Who wrote it; None: the program.
    by: str | None = None


def insert_writings(work: Work, clinic_id: int, writings: Sequence[Writing]) -> list[int]:
    """Store them, of kind care and in the due queue. Returns their ids, in order."""
    ids = work.new_ids(len(writings))
    seal = work.keyring.seal
    work.many(
        "INSERT INTO message (id, clinic_id, patient_id, origin, step, round, kind, channel, essential, status, wish_at, "
        "opens_at, closes_at, due_at, queue_at, address_hash, live, attempts, subject_enc, text_enc, to_enc, reply_id, "
        "to_staff_id, decided_by) "
        "VALUES (?, ?, ?, ?, ?, 0, 'care', ?, 1, 'planned', ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)",
        [
            (
                i, clinic_id, w.patient_id, w.origin.value, w.name, w.channel.value,
                w.due_at, w.due_at, w.closes_at, w.due_at, w.due_at,
                w.address_hash, int(w.live), work.keyring.seal_optional(SUBJECT, i, w.subject), seal(TEXT, i, w.text),
                seal(TO, i, w.to), w.reply_id, w.to_staff_id, w.by,
            )
            for i, w in zip(ids, writings, strict=True)
        ],
    )  # fmt: skip
    enqueue(work, [(w.due_at, i) for i, w in zip(ids, writings, strict=True)])
    return ids


def written_since(work: Work, clinic_id: int, address_hash: bytes, name: str, since: int) -> bool:
    """Whether an automatic reply of this name was written to this address since then and not taken back."""
    row = work.one(
        "SELECT 1 FROM message WHERE reply_id IN (SELECT id FROM reply WHERE clinic_id = ? AND address_hash = ?) "
        "AND origin = 'automatic' AND step = ? AND wish_at >= ? AND status NOT IN ('canceled', 'failed')",
        (clinic_id, address_hash, name, since),
    )
    return row is not None


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a person wrote to a patient; opened. Micros UTC."""

    id: int
    due_at: int
    text: str


def said_since(
    work: Work, address_hash: bytes, by: str, since: int, *, reply_id: int | None, patient_id: int | None
) -> list[OwnWords]:
    """What this person has written to this address since then: in answer to a reply, or else to a patient who had not
    asked. Without what was taken back or refused; newest first.
    """
    whose, owner = ("reply_id = ?", reply_id) if reply_id is not None else (_UNASKED, patient_id)
    rows = work.all(
        f"SELECT id, due_at, text_enc FROM message WHERE {whose} AND origin = 'answer' AND address_hash = ? AND decided_by = ? "
        "AND wish_at >= ? AND status NOT IN ('canceled', 'failed') ORDER BY id DESC",
        (owner, address_hash, by, since),
    )
    return [OwnWords(row[0], row[1], work.keyring.open(TEXT, row[0], row[2])) for row in rows]


_UNASKED = "treatment_id IS NULL AND reply_id IS NULL AND patient_id = ?"


def unsent_writings(work: Work, clinic_id: int, address_hash: bytes) -> list[tuple[int, int | None]]:
    """(id, queue_at) of answers and automatic replies to what came from this address, and of what a person wrote there
    first, that have not left.
    """
    unasked = work.all(
        "SELECT id, queue_at FROM message WHERE treatment_id IS NULL AND reply_id IS NULL AND patient_id IN "
        "(SELECT patient_id FROM address WHERE clinic_id = ? AND value_hash = ?) AND address_hash = ? AND origin = 'answer' "
        "AND status = 'planned'",
        (clinic_id, address_hash, address_hash),
    )
    rows = work.all(
        "SELECT id, queue_at FROM message WHERE reply_id IN (SELECT id FROM reply WHERE clinic_id = ? AND address_hash = ?) "
        "AND address_hash = ? AND origin IN ('answer', 'automatic') AND status = 'planned'",
        (clinic_id, address_hash, address_hash),
    )
    return [(message_id, queue_at) for message_id, queue_at in (*rows, *unasked)]


def heard_at(work: Work, reply_id: int) -> int:
    """When a reply came (micros)."""
    row = work.one("SELECT received_at FROM reply WHERE id = ?", (reply_id,))
    assert row is not None
    return int(row[0])


def last_stop(work: Work, clinic_id: int, address_hash: bytes) -> int | None:
    """Since when everything is stopped for this address; None when it is not."""
    row = work.one(
        "SELECT MAX(since_at) FROM opt_out WHERE clinic_id = ? AND address_hash = ? AND scope = 'all' AND ended_at IS NULL",
        (clinic_id, address_hash),
    )
    return row[0] if row else None


def last_start(work: Work, clinic_id: int, address_hash: bytes) -> int | None:
    """When a stop of this address was last taken back; None for never."""
    row = work.one(
        "SELECT MAX(ended_at) FROM opt_out WHERE clinic_id = ? AND address_hash = ?", (clinic_id, address_hash)
    )
    return row[0] if row else None


def last_held(work: Work, clinic_id: int, address_hash: bytes) -> int | None:
    """Since when this address is held; None when it is not."""
    row = work.one(
        "SELECT since_at FROM hold WHERE clinic_id = ? AND target = 'address' AND target_key = ? AND ended_at IS NULL",
        (clinic_id, address_hash.hex()),
    )
    return row[0] if row else None
