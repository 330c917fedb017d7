"""What waits for a person, counted up to a bound: each count reads a small index of just that."""

from dataclasses import dataclass

from reminders.store.database import Work


@dataclass(frozen=True, slots=True)
class UrgentLine:
    """An open urgent reply. Micros UTC."""

    id: int
    #: None: nobody knows yet which of those who share the number wrote it.
    patient_id: int | None
    received_at: int
    #: Whose turn it is, and until when; None and empty while it is nobody's.
    owner_id: int | None
    owner: str
    answer_by: int | None
    passed_on: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """A channel or everything that is on hold. Micros UTC."""

    hold_id: int
    #: sms, email, or empty for everything.
    channel: str
    since_at: int
    held_by: str
    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits; no number is beyond the bound that was asked for."""

    replies: int
    #: Numbers and emails on hold.
    addresses: int
    treatments: int
    #: Messages that wait for the end of a hold, and for an approval.
    held: int
    not_approved: int
    #: Patients whose care waits for their consent.
    no_consent: int


def urgent_lines(work: Work, clinic_id: int, limit: int) -> list[UrgentLine]:
    """Those that nobody has answered, the most pressing first."""
    rows = work.all(
        "SELECT r.id, r.patient_id, r.received_at, r.owner_id, COALESCE(s.name, ''), r.answer_by, r.passed_on FROM reply r "
        "LEFT JOIN staff_member s ON s.id = r.owner_id WHERE r.clinic_id = ? AND r.state = 'open' AND r.urgent = 1 "
        "ORDER BY COALESCE(r.answer_by, 0), r.id LIMIT ?",
        (clinic_id, limit),
    )
    return [UrgentLine(*row) for row in rows]


def stopped(work: Work, clinic_id: int) -> list[Stopped]:
    """What is on hold for everybody, the oldest first."""
    rows = work.all(
        "SELECT id, target_key, since_at, held_by, why FROM hold WHERE clinic_id = ? AND ended_at IS NULL "
        "AND target IN ('channel', 'database') ORDER BY since_at, id",
        (clinic_id,),
    )
    return [Stopped(*row) for row in rows]


#: In the order of Waiting's fields. Conditions stand as the indexes have them.
_COUNTS = (
    "SELECT 1 AS one FROM reply WHERE state = 'open' AND clinic_id = ? AND urgent = 0 LIMIT ?",
    "SELECT 1 AS one FROM hold WHERE ended_at IS NULL AND clinic_id = ? AND target = 'address' LIMIT ?",
    "SELECT 1 AS one FROM treatment WHERE status = 'on_hold' AND clinic_id = ? LIMIT ?",
    "SELECT 1 AS one FROM message WHERE status = 'planned' AND queue_at IS NULL AND status_reason IS NOT NULL "
    "AND clinic_id = ? AND status_reason = 'on_hold' LIMIT ?",
    "SELECT 1 AS one FROM message WHERE status = 'planned' AND queue_at IS NULL AND status_reason IS NOT NULL "
    "AND clinic_id = ? AND status_reason = 'not_approved' LIMIT ?",
)
_NO_CONSENT = (
    "SELECT DISTINCT patient_id FROM message WHERE status = 'canceled' AND status_reason = 'no_consent' "
    "AND kind = 'care' AND clinic_id = ? AND closes_at > ? LIMIT ?"
)


def waiting(work: Work, clinic_id: int, now: int, most: int) -> Waiting:
    """What waits now, each number up to `most`."""
    counts = [f"(SELECT COUNT(*) FROM ({one}) AS c{place})" for place, one in enumerate((*_COUNTS, _NO_CONSENT))]
    values = [value for _ in _COUNTS for value in (clinic_id, most)]
    row = work.one(f"SELECT {', '.join(counts)}", (*values, clinic_id, now, most))
    assert row is not None
    return Waiting(*map(int, row))
