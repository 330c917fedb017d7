"""What people wrote back, as staff read it: opened, with what was said before and after."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from reminders.domain.words import Channel, Intent, Origin, ReplyState, Status
from reminders.store.attempts import wake_parked
from reminders.store.database import Row, Work, marks
from reminders.store.messages import TEXT

FROM = b"reply.from"
REPLY_TEXT = b"reply.text"
MEDIA = b"reply.media"
RED_FLAG = b"reply.red_flag"


@dataclass(frozen=True, slots=True)
class InboxReply:
    """One reply, opened. Micros UTC."""

    id: int
    clinic_id: int
    address_hash: bytes
    #: E.164.
    sender: str
    text: str
    received_at: int
    #: How many pictures came with it.
    media: int
    intent: Intent
    urgent: bool
    #: The schedule's word that made it urgent; empty for none.
    red_flag: str
    #: None: nobody knows yet which of those who share the number wrote it.
    patient_id: int | None
    decided_by: str | None
    question_id: int | None
    state: ReplyState
    owner_id: int | None
    answer_by: int | None
    passed_on: int
    acknowledged_at: int | None
    done_at: int | None
    done_by: str | None


REPLY_COLUMNS = (
    "id, clinic_id, address_hash, from_enc, text_enc, received_at, media, intent, urgent, red_flag_enc, patient_id, decided_by, "
    "question_id, state, owner_id, answer_by, passed_on, acknowledged_at, done_at, done_by"
)


def list_replies(
    work: Work, clinic_id: int, *, state: ReplyState | None, owner_id: int | None = None, limit: int = 100
) -> list[InboxReply]:
    """Replies for a list: open urgent ones first, by their answer-by time, then the rest, newest first."""
    where, values = "clinic_id = ?", list[object]([clinic_id])
    if state is not None:
        where, values = f"{where} AND state = '{state.value}'", values
    if owner_id is not None:
        where, values = f"{where} AND owner_id = ?", [*values, owner_id]
    rows = work.all(
        f"SELECT {REPLY_COLUMNS} FROM reply WHERE {where} ORDER BY CASE WHEN state = 'open' AND urgent = 1 THEN 0 ELSE 1 END, "
        "CASE WHEN state = 'open' AND urgent = 1 THEN COALESCE(answer_by, 0) ELSE 0 END, received_at DESC, id DESC LIMIT ?",
        (*values, limit),
    )
    return [reply_from(work, row) for row in rows]


def inbox_reply(work: Work, clinic_id: int, reply_id: int, *, lock: bool = False) -> InboxReply | None:
    """One reply; None when there is no such one. `lock`: until the end of the transaction nobody else changes it."""
    locked = " FOR UPDATE" if lock and work.postgres else ""
    row = work.one(f"SELECT {REPLY_COLUMNS} FROM reply WHERE id = ? AND clinic_id = ?{locked}", (reply_id, clinic_id))
    return reply_from(work, row) if row else None


def address_of_reply(work: Work, clinic_id: int, reply_id: int) -> bytes | None:
    """The hash of the number that wrote it: what is locked before anything else; None for no such reply."""
    row = work.one("SELECT address_hash FROM reply WHERE id = ? AND clinic_id = ?", (reply_id, clinic_id))
    return bytes(row[0]) if row else None


def media_of(work: Work, reply_id: int) -> list[dict[str, str]]:
    """Where the provider keeps the pictures of a reply: {"url", "type"} each."""
    row = work.one("SELECT media_enc FROM reply WHERE id = ?", (reply_id,))
    if row is None or row[0] is None:
        return []
    pictures: list[dict[str, str]] = json.loads(work.keyring.open(MEDIA, reply_id, row[0]))
    return pictures


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a conversation. Micros UTC."""

    at: int
    #: The clinic's: a message. Else the patient's: a reply.
    ours: bool
    id: int
    text: str
    channel: Channel
    #: Of a message.
    origin: Origin | None = None
    status: Status | None = None
    patient_id: int | None = None
    #: Of a reply.
    media: int = 0


def conversation(
    work: Work, clinic_id: int, address_hash: bytes, patient_ids: Collection[int], limit: int
) -> list[Line]:
    """The newest lines between the clinic and a number (and whoever of these patients is written to otherwise), in
    the order in which they were said.
    """
    ours = _messages(work, clinic_id, address_hash, patient_ids, limit)
    rows = work.all(
        "SELECT id, received_at, text_enc, channel, patient_id, media FROM reply WHERE clinic_id = ? AND address_hash = ? "
        "ORDER BY received_at DESC, id DESC LIMIT ?",
        (clinic_id, address_hash, limit),
    )
    theirs = [
        Line(at, ours=False, id=reply_id, text=work.keyring.open(REPLY_TEXT, reply_id, text), channel=Channel(channel),
             patient_id=patient_id, media=media)
        for reply_id, at, text, channel, patient_id, media in rows
    ]  # fmt: skip
    return sorted([*ours, *theirs], key=lambda line: (line.at, line.ours, line.id))[-limit:]


def _messages(
    work: Work, clinic_id: int, address_hash: bytes, patient_ids: Collection[int], limit: int
) -> Iterable[Line]:
    """Three indexes are asked apart: one condition over all of them would read the whole table."""
    listed = list(patient_ids)
    fields = "id, COALESCE(sent_at, armed_at, wish_at) AS said_at, text_enc, channel, origin, status, patient_id"
    asked: list[tuple[str, tuple[object, ...]]] = [
        ("address_hash = ? AND armed_at IS NOT NULL AND clinic_id = ?", (address_hash, clinic_id)),
        (
            "reply_id IN (SELECT id FROM reply WHERE clinic_id = ? AND address_hash = ?) AND origin <> 'alert'",
            (clinic_id, address_hash),
        ),
    ]
    if listed:
        of = f"treatment_id IN (SELECT id FROM treatment WHERE patient_id IN ({marks(len(listed))})) AND armed_at IS NOT NULL"
        asked.append((of, tuple(listed)))
        of = f"treatment_id IS NULL AND patient_id IN ({marks(len(listed))}) AND origin = 'answer'"
        asked.append((of, tuple(listed)))
    found: dict[int, Row] = {}
    for where, values in asked:
        rows = work.all(f"SELECT {fields} FROM message WHERE {where} ORDER BY said_at DESC LIMIT ?", (*values, limit))
        found.update((row[0], row) for row in rows)
    return [
        Line(row[1], ours=True, id=row[0], text=work.keyring.open_optional(TEXT, row[0], row[2]),
             channel=Channel(row[3]), origin=Origin(row[4]), status=Status(row[5]), patient_id=row[6])
        for row in found.values()
    ]  # fmt: skip


def decide_patient(work: Work, reply_id: int, patient_id: int, by: str) -> None:
    """Record whose reply it is."""
    work.run("UPDATE reply SET patient_id = ?, decided_by = ? WHERE id = ?", (patient_id, by, reply_id))


def set_owner(work: Work, reply_id: int, staff_id: int, answer_by: int | None) -> None:
    """Somebody takes it on; `answer_by` for an urgent one."""
    work.run(
        "UPDATE reply SET owner_id = ?, answer_by = ? WHERE id = ? AND state = 'open'", (staff_id, answer_by, reply_id)
    )


def finish(work: Work, reply_id: int, by: str, now: int) -> bool:
    """Nobody has to do anything about it any more; False when it was done already."""
    return (
        work.run(
            "UPDATE reply SET state = 'done', done_at = ?, done_by = ?, answer_by = NULL WHERE id = ? AND state = 'open'",
            (now, by, reply_id),
        )
        == 1
    )


def decide_last(work: Work, reply_id: int, by: str, now: int) -> None:
    """Done by whoever decided last: an earlier answer to it that was taken back does not open it again."""
    work.run("UPDATE reply SET done_at = ?, done_by = ? WHERE id = ? AND state = 'done'", (now, by, reply_id))


def waiting_for_answers(work: Work, clinic_id: int, hashes: Sequence[bytes]) -> tuple[frozenset[bytes], frozenset[int]]:
    """(numbers, patients) with an open urgent reply, of these numbers: a reply that is known to be of one patient
    concerns that patient only, any other one everybody who shares the number.
    """
    if not hashes:
        return frozenset(), frozenset()
    rows = work.all(
        "SELECT address_hash, patient_id FROM reply WHERE clinic_id = ? AND state = 'open' AND urgent = 1 "
        f"AND address_hash IN ({marks(len(hashes))})",
        (clinic_id, *hashes),
    )
    numbers = frozenset(bytes(value_hash) for value_hash, patient_id in rows if patient_id is None)
    return numbers, frozenset(patient_id for _, patient_id in rows if patient_id is not None)


def wake_invitations(work: Work, clinic_id: int, address_hash: bytes, now: int) -> int:
    """Put invitations back that wait for a person's answer to whoever uses this number. Returns how many."""
    return wake_parked(
        work,
        "m.kind = 'marketing' AND m.status_reason = 'on_hold' AND m.patient_id IN "
        "(SELECT patient_id FROM address WHERE clinic_id = ? AND value_hash = ? AND until_at IS NULL)",
        (clinic_id, address_hash),
        now,
    )


def sender_of(work: Work, reply_id: int) -> str:
    """The number that a reply came from, opened."""
    row = work.one("SELECT from_enc FROM reply WHERE id = ?", (reply_id,))
    assert row is not None
    return work.keyring.open(FROM, reply_id, row[0])


def voice_of(work: Work, clinic_id: int, patient_id: int | None, address_hash: bytes) -> tuple[str, str | None]:
    """(language, zone) to speak to whoever wrote from a number: the patient's, else those of the first who uses it;
    English for a stranger. The zone is None where none is known.
    """
    row = work.one(
        "SELECT p.language, COALESCE(p.timezone, l.timezone) FROM patient p LEFT JOIN treatment t ON t.patient_id = p.id "
        "LEFT JOIN location l ON l.id = t.location_id WHERE p.id = COALESCE(?, (SELECT MIN(patient_id) FROM address "
        "WHERE clinic_id = ? AND value_hash = ? AND until_at IS NULL)) ORDER BY t.treated_at DESC LIMIT 1",
        (patient_id, clinic_id, address_hash),
    )
    return (row[0], row[1]) if row else ("en", None)


def reply_from(work: Work, row: Row) -> InboxReply:
    """From REPLY_COLUMNS."""
    opened = work.keyring
    return InboxReply(
        id=row[0],
        clinic_id=row[1],
        address_hash=bytes(row[2]),
        sender=opened.open(FROM, row[0], row[3]),
        text=opened.open(REPLY_TEXT, row[0], row[4]),
        received_at=row[5],
        media=row[6],
        intent=Intent(row[7]),
        urgent=bool(row[8]),
        red_flag=opened.open_optional(RED_FLAG, row[0], row[9]),
        patient_id=row[10],
        decided_by=row[11],
        question_id=row[12],
        state=ReplyState(row[13]),
        owner_id=row[14],
        answer_by=row[15],
        passed_on=row[16],
        acknowledged_at=row[17],
        done_at=row[18],
        done_by=row[19],
    )
