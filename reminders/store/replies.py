"""What comes back from a number: stored once and sealed, with the questions that it may answer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from reminders.domain.words import Channel, Intent, ReplyState
from reminders.store.database import Row, Work, marks
from reminders.store.inbox import FROM, MEDIA, RED_FLAG, REPLY_TEXT


@dataclass(frozen=True, slots=True)
class NewReply:
    """A reply as it is read. Micros UTC."""

    clinic_id: int
    address_hash: bytes
    sender: str
    text: str
    provider_id: str
    received_at: int
    #: (url, MIME type) of each picture.
    media: Sequence[tuple[str, str]]
    opt_out_type: str
    intent: Intent
    urgent: bool
    #: The schedule's words that were found in it, by comma; or empty.
    red_flag: str
    #: Who wrote it, where the number or the question tells.
    patient_id: int | None
    question_id: int | None
    open: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that this number got lately, and whether somebody has answered it. Micros UTC."""

    message_id: int
    version_id: int
    step: str
    patient_id: int
    treatment_id: int
    answered: bool


def heard_before(work: Work, clinic_id: int, provider_id: str) -> int | None:
    """The reply that is stored of this text already."""
    row = work.one("SELECT id FROM reply WHERE clinic_id = ? AND provider_id = ?", (clinic_id, provider_id))
    return row[0] if row else None


def insert_reply(work: Work, new: NewReply, by: str) -> int:
    """Store it, sealed; one that nobody has to read is done at once, by `by`. Returns its id."""
    reply_id = work.new_ids(1)[0]
    seal, seal_optional = work.keyring.seal, work.keyring.seal_optional
    pictures = json.dumps([{"url": url, "type": kind} for url, kind in new.media]) if new.media else None
    done = (None, None) if new.open else (new.received_at, by)
    work.run(
        "INSERT INTO reply (id, clinic_id, channel, address_hash, from_enc, text_enc, provider_id, received_at, media, media_enc, "
        "opt_out_type, intent, urgent, red_flag_enc, patient_id, decided_by, question_id, state, done_at, done_by) "
        f"VALUES ({marks(20)})",
        (
            reply_id, new.clinic_id, Channel.SMS.value, new.address_hash, seal(FROM, reply_id, new.sender),
            seal(REPLY_TEXT, reply_id, new.text), new.provider_id, new.received_at, len(new.media),
            seal_optional(MEDIA, reply_id, pictures), new.opt_out_type or None, new.intent.value, int(new.urgent),
            seal_optional(RED_FLAG, reply_id, new.red_flag), new.patient_id, by if new.patient_id else None,
            new.question_id, (ReplyState.OPEN if new.open else ReplyState.DONE).value, *done,
        ),
    )  # fmt: skip
    return reply_id


def asked_lately(work: Work, clinic_id: int, address_hash: bytes, *, live: bool, since: int) -> list[Asked]:
    """The steps that this number got since then, newest first; those in doubt included, those refused not."""
    rows = work.all(
        "SELECT m.id, m.version_id, m.step, m.patient_id, m.treatment_id, EXISTS (SELECT 1 FROM reply r WHERE r.clinic_id = m.clinic_id "
        "AND r.address_hash = m.address_hash AND r.question_id = m.id) FROM message m WHERE m.address_hash = ? AND m.armed_at >= ? "
        "AND m.clinic_id = ? AND m.live = ? AND m.origin = 'step' AND m.status IN ('sending', 'sent', 'delivered', 'unknown') "
        "ORDER BY m.armed_at DESC, m.id DESC",
        (address_hash, since, clinic_id, int(live)),
    )
    found = [(*row[:5], bool(row[5])) for row in rows]
    return [Asked(*row) for row in found]


def planned_marketing(work: Work, treatment_id: int) -> list[Row]:
    """(id, queue_at) of the invitations of a treatment that have not left."""
    return work.all(
        "SELECT id, queue_at FROM message WHERE treatment_id = ? AND origin = 'step' AND kind = 'marketing' AND status = 'planned'",
        (treatment_id,),
    )


def end_own_hold(work: Work, clinic_id: int, address_hash: bytes, by: str, why: str, now: int) -> bool:
    """End the hold that `by` has put on this address for this reason; False when there is none."""
    return (
        work.run(
            "UPDATE hold SET ended_at = ?, ended_by = ? WHERE clinic_id = ? AND target = 'address' AND target_key = ? "
            "AND held_by = ? AND why = ? AND ended_at IS NULL",
            (now, "patient", clinic_id, address_hash.hex(), by, why),
        )
        == 1
    )
