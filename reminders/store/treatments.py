"""Treatments: a patient's own runs of a schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.domain.instants import from_micros
from reminders.domain.offsets import Offset
from reminders.domain.treatment import Reach, TreatmentFacts
from reminders.domain.words import Channel, TreatmentStatus
from reminders.store.database import Row, Work, marks
from reminders.store.keyring import Keyring

PROVIDER = b"treatment.provider"
EXTERNAL_ID = b"treatment.external_id"

#: Still counts as a treatment of this patient.
_REAL = "('active', 'on_hold', 'completed')"


@dataclass(frozen=True, slots=True)
class StoredTreatment:
    """A treatment with what planning needs of its patient. Micros UTC."""

    id: int
    clinic_id: int
    patient_id: int
    location_id: int
    schedule: str
    version_id: int
    treated_at: int
    status: TreatmentStatus
    session: tuple[int, int] | None
    touch_up: str | None
    booked_on: str | None
    enrolled_at: int
    channel: Channel
    language: str
    #: The patient's own; None: the location's.
    timezone: str | None
    treated_again: bool

    def facts(
        self,
        reaches: tuple[Reach, ...],
        location_zone: str,
        stopped_steps: frozenset[str],
        chosen: frozenset[tuple[str, datetime]] = frozenset(),
    ) -> TreatmentFacts:
        """As the planner sees it."""
        return TreatmentFacts(
            treated_at=from_micros(self.treated_at),
            zone=ZoneInfo(self.timezone or location_zone),
            reaches=reaches,
            status=self.status,
            session=self.session,
            touch_up=Offset.parse(self.touch_up) if self.touch_up else None,
            booked=self.booked_on is not None,
            treated_again=self.treated_again,
            stopped_steps=stopped_steps,
            chosen=chosen,
        )


_SELECT = (
    "SELECT t.id, t.clinic_id, t.patient_id, t.location_id, t.schedule, t.version_id, t.treated_at, t.status, t.session_n, t.session_m, "
    "t.touch_up, t.booked_on, t.enrolled_at, p.channel, p.language, p.timezone, EXISTS (SELECT 1 FROM treatment n "
    "WHERE n.patient_id = t.patient_id AND n.schedule = t.schedule AND n.id <> t.id AND n.treated_at > t.treated_at "
    f"AND n.status IN {_REAL}) FROM treatment t JOIN patient p ON p.id = t.patient_id "
)


def treatments(work: Work, treatment_ids: Sequence[int]) -> list[StoredTreatment]:
    """These treatments, by id; unknown ids are left out."""
    if not treatment_ids:
        return []
    where = f"WHERE t.id IN ({marks(len(treatment_ids))}) ORDER BY t.id"
    return [_stored(row) for row in work.all(_SELECT + where, list(treatment_ids))]


def treatments_of(work: Work, patient_ids: Sequence[int]) -> list[StoredTreatment]:
    """Every treatment of these patients, by id."""
    if not patient_ids:
        return []
    where = f"WHERE t.patient_id IN ({marks(len(patient_ids))}) ORDER BY t.id"
    return [_stored(row) for row in work.all(_SELECT + where, list(patient_ids))]


def treatment_with_external_id(work: Work, clinic_id: int, external_hash: bytes) -> int | None:
    """The treatment that another system knows by this id."""
    row = work.one("SELECT id FROM treatment WHERE clinic_id = ? AND external_id_hash = ?", (clinic_id, external_hash))
    return row[0] if row else None


def external_hash(keyring: Keyring, clinic_id: int, external_id: str) -> bytes:
    """The look-up hash of another system's id."""
    return keyring.hash(b"external_id", clinic_id, external_id)


def set_treatment(work: Work, treatment_id: int, **columns: object) -> None:
    """Change columns of one treatment (names are the program's own, never input). With another date, the times that
    people chose for single messages of it count for nothing any more.
    """
    if "treated_at" in columns:
        work.run(
            "UPDATE message SET moved_to = NULL WHERE treatment_id = ? AND moved_to IS NOT NULL "
            "AND EXISTS (SELECT 1 FROM treatment t WHERE t.id = ? AND t.treated_at <> ?)",
            (treatment_id, treatment_id, columns["treated_at"]),
        )
    sets = ", ".join(f"{name} = ?" for name in columns)
    work.run(f"UPDATE treatment SET {sets} WHERE id = ?", (*columns.values(), treatment_id))


def running_after(work: Work, treatment_id: int, limit: int) -> tuple[int | None, list[int]]:
    """Of the next treatments after this id, so many: the last one's id (None: there are no more after them), and those
    that are active.
    """
    rows = work.all("SELECT id, status FROM treatment WHERE id > ? ORDER BY id LIMIT ?", (treatment_id, limit))
    last = rows[-1][0] if len(rows) == limit else None
    return last, [row[0] for row in rows if row[1] == TreatmentStatus.ACTIVE]


def over_among(work: Work, treatment_ids: Sequence[int], now: int) -> list[int]:
    """Those of these treatments whose windows are all over and that have nothing to send and nothing in doubt."""
    if not treatment_ids:
        return []
    rows = work.all(
        f"SELECT treatment_id FROM message WHERE treatment_id IN ({marks(len(treatment_ids))}) GROUP BY treatment_id "
        "HAVING MAX(closes_at) <= ? AND MAX(CASE WHEN status IN ('planned', 'sending', 'unknown') THEN 1 ELSE 0 END) = 0 "
        "ORDER BY treatment_id",
        (*treatment_ids, now),
    )
    return [row[0] for row in rows]


def set_status(work: Work, treatment_ids: Sequence[int], before: TreatmentStatus, after: TreatmentStatus) -> None:
    """Those of these treatments that have the one status get the other."""
    work.many(
        "UPDATE treatment SET status = ? WHERE id = ? AND status = ?",
        [(after.value, treatment_id, before.value) for treatment_id in treatment_ids],
    )


def provider_and_external_id(work: Work, treatment_id: int) -> tuple[str, str]:
    """Opened, or empty."""
    row = work.one("SELECT provider_enc, external_id_enc FROM treatment WHERE id = ?", (treatment_id,))
    assert row is not None
    keyring = work.keyring
    return (
        keyring.open_optional(PROVIDER, treatment_id, row[0]),
        keyring.open_optional(EXTERNAL_ID, treatment_id, row[1]),
    )


def _stored(row: Row) -> StoredTreatment:
    session = (row[8], row[9]) if row[8] is not None else None
    fixed = (*row[:7], TreatmentStatus(row[7]), session, *row[10:13], Channel(row[13]), row[14], row[15], bool(row[16]))
    return StoredTreatment(*fixed)


def patient_zone(work: Work, patient_id: int) -> str | None:
    """The patient's own zone; else that of the newest treatment's location; None where neither is known."""
    row = work.one(
        "SELECT COALESCE(p.timezone, l.timezone) FROM patient p LEFT JOIN treatment t ON t.patient_id = p.id "
        "LEFT JOIN location l ON l.id = t.location_id WHERE p.id = ? ORDER BY t.treated_at DESC LIMIT 1",
        (patient_id,),
    )
    return row[0] if row else None
