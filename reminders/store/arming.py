"""Reads what arming depends on, and arms: an Attempt is durable before the first byte leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reminders.domain.words import Channel, Kind, Origin, Status, TreatmentStatus
from reminders.store.database import Row, Work, marks
from reminders.store.due import extend
from reminders.store.people import FIRST_NAME, open_tags
from reminders.store.treatments import PROVIDER

#: No provider's acceptance is older than this when limits are counted.
WEEK = 7 * 24 * 3600 * 1_000_000


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed message with its patient and treatment. Micros UTC."""

    id: int
    queue_at: int
    clinic_id: int
    #: 0: to staff, or to a number that is no patient's or several patients'.
    patient_id: int
    treatment_id: int | None
    #: 0: a writing.
    version_id: int
    origin: Origin
    step: str
    kind: Kind
    channel: Channel
    essential: bool
    status: Status
    wish_at: int
    opens_at: int
    closes_at: int
    due_at: int
    attempts: int
    live: int | None
    language: str
    timezone: str | None
    approved: bool
    treatment: TreatmentStatus | None
    location_id: int
    session: tuple[int, int] | None
    #: The hash a welcome or a writing was made for.
    address_hash: bytes | None
    #: Of a writing (a person's answer, an automatic reply, an alert): where it goes, and what it says, sealed.
    written: tuple[bytes, bytes | None, bytes] | None
    _sealed: Row

    def first_name(self, work: Work) -> str:
        """Opened."""
        return work.keyring.open(FIRST_NAME, self.patient_id, self._sealed[0])

    def tags(self, work: Work) -> frozenset[str]:
        """Opened."""
        return open_tags(work.keyring, self.patient_id, self._sealed[1])

    def provider(self, work: Work) -> str:
        """Opened, or empty."""
        return work.keyring.open_optional(PROVIDER, self.treatment_id or 0, self._sealed[2])


def load_claimed(work: Work, rows: Sequence[tuple[int, int]]) -> list[Claimed]:
    """The messages of these (queue_at, id) pairs, in their order; without those that a new plan left no channel."""
    if not rows:
        return []
    order = {message_id: position for position, (_, message_id) in enumerate(rows)}
    found = work.all(
        "SELECT m.id, m.queue_at, m.clinic_id, m.patient_id, m.treatment_id, m.version_id, m.origin, m.step, m.kind, m.channel, "
        "m.essential, m.status, m.wish_at, m.opens_at, m.closes_at, m.due_at, m.attempts, m.live, p.language, p.timezone, "
        "v.approved_at, t.status, t.location_id, t.session_n, t.session_m, m.address_hash, "
        "p.first_name_enc, p.tags_enc, t.provider_enc, m.to_enc, "
        "CASE WHEN m.to_enc IS NOT NULL THEN m.subject_enc END, CASE WHEN m.to_enc IS NOT NULL THEN m.text_enc END "
        "FROM message m LEFT JOIN patient p ON p.id = m.patient_id LEFT JOIN schedule_version v ON v.id = m.version_id "
        f"LEFT JOIN treatment t ON t.id = m.treatment_id WHERE m.id IN ({marks(len(rows))}) AND m.channel IS NOT NULL",
        list(order),
    )
    return [_claimed(row) for row in sorted(found, key=lambda row: order[row[0]])]


def _claimed(row: Row) -> Claimed:
    treatment = TreatmentStatus(row[21]) if row[21] else None
    session = (row[23], row[24]) if row[23] is not None else None
    kinds = (Origin(row[6]), row[7], Kind(row[8]), Channel(row[9]), bool(row[10]), Status(row[11]))
    value_hash = bytes(row[25]) if row[25] is not None else None
    whose = (*row[:3], row[3] or 0, row[4], row[5] or 0)
    voice = (row[18] or "en", row[19], row[20] is not None)
    written = (row[29], row[30], row[31]) if row[29] is not None else None
    fixed = (*whose, *kinds, *row[12:18], *voice, treatment, row[22] or 0, session, value_hash, written, row[26:29])
    return Claimed(*fixed)


def addresses_of(work: Work, message_ids: Sequence[int]) -> list[tuple[int, bytes]]:
    """(clinic, hash) of every address in use of these messages' patients, and of where writings go."""
    if not message_ids:
        return []
    listed = marks(len(message_ids))
    rows = work.all(
        "SELECT a.clinic_id, a.value_hash FROM message m JOIN address a ON a.patient_id = m.patient_id "
        f"WHERE m.id IN ({listed}) AND a.until_at IS NULL UNION "
        f"SELECT clinic_id, address_hash FROM message WHERE id IN ({listed}) AND to_enc IS NOT NULL",
        [*message_ids, *message_ids],
    )
    return [(clinic_id, bytes(value_hash)) for clinic_id, value_hash in rows]


def sent_lately(
    work: Work, clinic_id: int, hashes: Iterable[bytes], live: dict[Channel, bool], now: int
) -> dict[bytes, list[tuple[int, Kind]]]:
    """(armed_at, kind) of the steps that each address got in the last seven days, in doubt ones included.

    What the sandbox kept does not count on a real transport, nor the other way round.
    """
    wanted = list(hashes)
    if not wanted:
        return {}
    rows = work.all(
        "SELECT address_hash, armed_at, kind, channel, live FROM message "
        f"WHERE address_hash IN ({marks(len(wanted))}) AND armed_at >= ? AND clinic_id = ? AND origin = 'step' "
        "AND status IN ('sending', 'sent', 'delivered', 'unknown')",
        (*wanted, now - WEEK, clinic_id),
    )
    found: dict[bytes, list[tuple[int, Kind]]] = {}
    for value_hash, armed_at, kind, channel, was_live in rows:
        if bool(was_live) == live[Channel(channel)]:
            found.setdefault(bytes(value_hash), []).append((armed_at, Kind(kind)))
    return found


def late_steps(
    work: Work, treatment_ids: Iterable[int], due_before: int, now: int
) -> list[tuple[int, Kind, int, int, str]]:
    """(treatment, kind, wish_at, version, step) of the planned steps of these treatments that were due before
    `due_before` and whose window is still open.
    """
    wanted = list(treatment_ids)
    if not wanted:
        return []
    rows = work.all(
        "SELECT treatment_id, kind, wish_at, version_id, step FROM message "
        f"WHERE treatment_id IN ({marks(len(wanted))}) AND origin = 'step' AND status = 'planned' AND due_at < ? AND closes_at > ?",
        (*wanted, due_before, now),
    )
    return [(treatment_id, Kind(kind), *rest) for treatment_id, kind, *rest in rows]


@dataclass(frozen=True, slots=True)
class Armed:
    """What arming stores of one message."""

    message_id: int
    queue_at: int
    attempt_id: int
    attempt_number: int
    #: None: a writing.
    address_id: int | None
    address_hash: bytes
    transport: str
    live: bool
    subject_enc: bytes | None
    text_enc: bytes
    #: What a text costs; None: an email.
    segments: int | None


def arm(work: Work, armed: Sequence[Armed], worker: str, now: int) -> None:
    """Status `sending`, an open Attempt each, and the lease stamped anew: all or nothing, durable at commit."""
    work.many(
        "UPDATE message SET status = 'sending', status_reason = NULL, armed_at = ?, address_id = ?, address_hash = ?, transport = ?, "
        "live = ?, subject_enc = ?, text_enc = ?, segments = ?, attempts = ? WHERE id = ? AND status = 'planned'",
        [
            (
                now,
                a.address_id,
                a.address_hash,
                a.transport,
                int(a.live),
                a.subject_enc,
                a.text_enc,
                a.segments,
                a.attempt_number,
                a.message_id,
            )
            for a in armed
        ],
    )
    work.many(
        "INSERT INTO attempt (id, message_id, number, transport, claimed_by, armed_at, outcome) VALUES (?, ?, ?, ?, ?, ?, 'open')",
        [(a.attempt_id, a.message_id, a.attempt_number, a.transport, worker, now) for a in armed],
    )
    extend(work, [(a.queue_at, a.message_id) for a in armed], now)
