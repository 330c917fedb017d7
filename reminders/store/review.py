"""Messages that a person decides about: in doubt, failed, or silent for three days; and what is known of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reminders.domain.words import AttemptOutcome, Channel, Kind, Origin, Reason, Status
from reminders.store.database import Row, Work, marks
from reminders.store.messages import SUBJECT, TEXT

#: (when it was tried or flagged, message): where a list goes on.
Key = tuple[int, int]


class Shelf(StrEnum):
    """Which of them."""

    #: Nobody knows whether it arrived.
    DOUBT = "doubt"
    FAILED = "failed"
    #: Taken by the provider, and no news of it for three days.
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A message with what is known of its way. Micros UTC; opened."""

    id: int
    origin: Origin
    patient_id: int | None
    treatment_id: int | None
    version_id: int | None
    stage: str | None
    step: str | None
    kind: Kind
    channel: Channel | None
    status: Status
    reason: Reason | None
    armed_at: int | None
    sent_at: int | None
    attempts: int
    #: Who has decided about it, or asked for this round of it.
    decided_by: str | None
    #: The provider's words about the last try, without patient data.
    detail: str | None
    reply_id: int | None
    #: The provider's newest word and its code.
    reported: str | None
    report_code: str | None
    reported_at: int | None
    #: When the provider is asked about it again; None: not any more.
    ask_at: int | None
    #: How often it was asked.
    asked: int
    unconfirmed_at: int | None
    closes_at: int
    subject: str
    text: str

    @property
    def shelf(self) -> Shelf | None:
        """Where it waits for a decision; None: nowhere."""
        if self.reason is not Reason.STAFF and self.status in (Status.UNKNOWN, Status.FAILED):
            return Shelf.DOUBT if self.status is Status.UNKNOWN else Shelf.FAILED
        return Shelf.SILENT if self.unconfirmed_at is not None else None

    @property
    def key(self) -> Key:
        """Its place in the list of its shelf."""
        return (self.unconfirmed_at if self.shelf is Shelf.SILENT else self.armed_at) or 0, self.id


@dataclass(frozen=True, slots=True)
class Try:
    """One try to hand a message to a provider. Micros UTC."""

    number: int
    transport: str
    armed_at: int
    outcome: AttemptOutcome
    ended_at: int | None
    code: str
    detail: str


#: SQLite takes an index of some rows only where its very condition is asked for.
_WAITING = "status IN ('unknown', 'failed') AND COALESCE(status_reason, '') <> 'staff'"
_WHERE = {
    Shelf.DOUBT: ("armed_at", f"{_WAITING} AND status = 'unknown'"),
    Shelf.FAILED: ("armed_at", f"{_WAITING} AND status = 'failed'"),
    Shelf.SILENT: ("unconfirmed_at", "unconfirmed_at IS NOT NULL"),
}
_FIELDS = (
    "id, origin, patient_id, treatment_id, version_id, stage, step, kind, channel, status, status_reason, armed_at, sent_at, "
    "attempts, decided_by, detail, reply_id, reported, report_code, reported_at, ask_at, asked, unconfirmed_at, closes_at, "
    "subject_enc, text_enc"
)


def shelf_page(work: Work, clinic_id: int, shelf: Shelf, before: Key | None, limit: int) -> list[Reviewed]:
    """The next messages of a shelf, the newest first; without their texts."""
    at, where = _WHERE[shelf]
    older, values = (f" AND ({at}, id) < (?, ?)", before) if before else ("", ())
    rows = work.all(
        f"SELECT {_FIELDS} FROM message WHERE {where} AND clinic_id = ?{older} ORDER BY {at} DESC, id DESC LIMIT ?",
        (clinic_id, *values, limit),
    )
    return [_reviewed(work, (*row[:24], None, None)) for row in rows]


def count_shelves(work: Work, clinic_id: int, most: int) -> dict[Shelf, int]:
    """How many wait on each shelf, up to `most`."""
    counts = ", ".join(
        f"(SELECT COUNT(*) FROM (SELECT 1 AS one FROM message WHERE {where} AND clinic_id = ? LIMIT ?) AS {shelf})"
        for shelf, (_, where) in _WHERE.items()
    )
    row = work.one(f"SELECT {counts}", (clinic_id, most) * len(_WHERE))
    assert row is not None
    return dict(zip(_WHERE, map(int, row), strict=True))


def reviewed(work: Work, clinic_id: int, message_ids: Sequence[int]) -> list[Reviewed]:
    """These messages of the clinic by id, whatever became of them; unknown ones are left out."""
    if not message_ids:
        return []
    rows = work.all(
        f"SELECT {_FIELDS} FROM message WHERE id IN ({marks(len(message_ids))}) AND clinic_id = ? ORDER BY id",
        (*message_ids, clinic_id),
    )
    return [_reviewed(work, row) for row in rows]


def tries(work: Work, message_id: int) -> list[Try]:
    """Every try at a message, the first first."""
    rows = work.all(
        "SELECT number, transport, armed_at, outcome, ended_at, COALESCE(code, ''), COALESCE(detail, '') FROM attempt "
        "WHERE message_id = ? ORDER BY number",
        (message_id,),
    )
    return [_try((*row[:3], AttemptOutcome(row[3]), *row[4:])) for row in rows]


def _try(row: Row) -> Try:
    return Try(*row)


def later_rounds(work: Work, message: Reviewed) -> list[tuple[int, Channel | None, Status, str | None]]:
    """(id, channel, status, who asked for it) of the rounds of the same step that came after it."""
    rows = work.all(
        "SELECT n.id, n.channel, n.status, n.decided_by FROM message m JOIN message n ON n.treatment_id = m.treatment_id "
        "AND n.step = m.step AND n.round > m.round WHERE m.id = ? ORDER BY n.round",
        (message.id,),
    )
    return [(row[0], Channel(row[1]) if row[1] else None, Status(row[2]), row[3]) for row in rows]


def stop_asking(work: Work, clinic_id: int, message_id: int) -> bool:
    """Somebody has looked at a message without news; False when nobody needed to."""
    return (
        work.run(
            "UPDATE message SET unconfirmed_at = NULL, ask_at = NULL WHERE id = ? AND clinic_id = ? "
            "AND unconfirmed_at IS NOT NULL",
            (message_id, clinic_id),
        )
        == 1
    )


def _reviewed(work: Work, row: Row) -> Reviewed:
    kinds = (Kind(row[7]), Channel(row[8]) if row[8] else None, Status(row[9]), Reason(row[10]) if row[10] else None)
    texts = (
        work.keyring.open_optional(SUBJECT, row[0], row[24]),
        work.keyring.open_optional(TEXT, row[0], row[25]),
    )
    fixed = (row[0], Origin(row[1]), *row[2:7], *kinds, *row[11:24], *texts)
    return Reviewed(*fixed)
