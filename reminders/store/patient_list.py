"""Which patients a list shows, newest first, a page at a time: every query reads an index from where the page begins."""

from dataclasses import dataclass
from enum import StrEnum

from reminders.domain.words import TreatmentStatus
from reminders.store.database import Work, marks
from reminders.store.holds import list_holds
from reminders.store.people import patients_with_hashes

#: Above every id.
ANY = 2**63 - 1
#: So many numbers on hold are looked at.
_MOST_HELD = 500


class Attention(StrEnum):
    """Why a person at the clinic may have to look at a patient."""

    #: Messages wait until somebody decides: on a treatment or on a number.
    HELD = "held"
    #: The patient said stop, to everything or to invitations.
    STOPPED = "stopped"
    #: A message is in doubt or failed, and nobody has decided about it.
    TROUBLE = "trouble"
    #: A number or an email in use does not work.
    UNUSABLE = "unusable"
    #: Aftercare that is still to come waits for a consent.
    NO_CONSENT = "no_consent"
    #: A reply waits for somebody.
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Treated:
    """Which treatments count. Micros UTC."""

    #: Names; the clinic's where any will do.
    schedules: tuple[str, ...]
    #: None: any but those entered in error.
    status: TreatmentStatus | None = None
    #: Only those of this span of treatment times.
    span: tuple[int, int] | None = None
    #: With it: those with an interval of their own (as it is stored) are of that interval's span instead; of an interval
    #: that is not named here, whenever they were.
    own_spans: tuple[tuple[str, tuple[int, int]], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A patient's place in a list: the next page goes on after it."""

    key: int
    patient_id: int


def all_patients(work: Work, clinic_id: int, after: Place | None, limit: int) -> list[Place]:
    """Everybody but those who are here by an error only; the key is the patient's id."""
    rows = work.all(
        "SELECT p.id FROM patient p WHERE p.clinic_id = ? AND p.id < ? AND EXISTS "
        "(SELECT 1 FROM treatment t WHERE t.patient_id = p.id AND t.status <> 'entered_in_error') ORDER BY p.id DESC LIMIT ?",
        (clinic_id, _key(after), limit),
    )
    return [Place(row[0], row[0]) for row in rows]


def treated_patients(work: Work, clinic_id: int, treated: Treated, after: Place | None, limit: int) -> list[Place]:
    """Whoever has such a treatment, by the newest of them; the key is its id."""
    begin = _begin(work, clinic_id, after)
    asked = [
        _branch(clinic_id, schedule, f"{status}{span}", (treated, spanned), begin, limit)
        for schedule in treated.schedules
        for status in _branches(treated.status)
        for span, spanned in _spans(treated)
    ]
    if not asked:
        return []
    union = " UNION ALL ".join(f"SELECT * FROM ({sql}) b{place}" for place, (sql, _) in enumerate(asked))
    values = [value for _, own in asked for value in own]
    rows = work.all(f"{union} ORDER BY 1 DESC, 2 DESC LIMIT ?", (*values, limit))
    return [Place(row[1], row[2]) for row in rows]


def patients_in_need(
    work: Work, clinic_id: int, attention: Attention, treated: Treated | None, now: int, after: Place | None, limit: int
) -> list[Place]:
    """Whoever needs attention for this reason, and has such a treatment where one is asked for."""
    if attention is Attention.STOPPED:
        return _stopped(work, clinic_id, treated, after, limit)
    source, values = _in_need(work, clinic_id, attention, now)
    also, more = also_treated("x.patient_id", treated)
    rows = work.all(
        f"SELECT DISTINCT x.patient_id FROM ({source}) x WHERE x.patient_id < ?{also} ORDER BY x.patient_id DESC LIMIT ?",
        (*values, _key(after), *more, limit),
    )
    return [Place(row[0], row[0]) for row in rows]


def also_treated(patient_id: str, treated: Treated | None) -> tuple[str, list[object]]:
    """A further condition: the patient has a treatment that counts. `patient_id` is a column (the program's own words)."""
    if treated is None:
        return "", []
    counts, values = _counts("t", treated)
    return f" AND EXISTS (SELECT 1 FROM treatment t WHERE t.patient_id = {patient_id} AND {counts})", values


def also_in_need(
    work: Work, clinic_id: int, patient_id: str, attention: Attention | None, now: int
) -> tuple[str, list[object]]:
    """A further condition: the patient needs attention for this reason."""
    if attention is None:
        return "", []
    source, values = _in_need(work, clinic_id, attention, now)
    # The sign keeps SQLite from walking everybody in need instead of those who are sought.
    return f" AND +{patient_id} IN ({source})", values


#: Nobody has decided about it.
TROUBLE = "status IN ('unknown', 'failed') AND COALESCE(status_reason, '') <> 'staff'"
#: As the indexes say it, word for word: only then they are used.
_RUNNING = "IN ('active', 'on_hold')"


def _key(after: Place | None) -> int:
    """What comes next has a smaller one."""
    return after.key if after else ANY


def _begin(work: Work, clinic_id: int, after: Place | None) -> tuple[int, int]:
    """(treated_at, id) of the treatment after which a page begins; an id of nothing begins with the newest."""
    if after is None:
        return ANY, ANY
    row = work.one("SELECT treated_at FROM treatment WHERE clinic_id = ? AND id = ?", (clinic_id, after.key))
    return (row[0], after.key) if row else (ANY, ANY)


def _branches(status: TreatmentStatus | None) -> list[str]:
    """Conditions on `{t}.status`, each read from one index."""
    if status is None:
        return [f"{{t}}.status {_RUNNING}", *map(_over, (TreatmentStatus.COMPLETED, TreatmentStatus.CANCELED))]
    if status is TreatmentStatus.ON_HOLD:
        return ["{t}.status = 'on_hold'"]
    if status is TreatmentStatus.ACTIVE:
        return [f"{{t}}.status {_RUNNING} AND {{t}}.status = 'active'"]
    return [_over(status)]


def _over(status: TreatmentStatus) -> str:
    return f"{{t}}.status NOT {_RUNNING} AND {{t}}.status = '{status.value}'"


def _branch(
    clinic_id: int,
    schedule: str,
    where: str,
    counting_ones: tuple[Treated, list[object]],
    begin: tuple[int, int],
    limit: int,
) -> tuple[str, list[object]]:
    """Treatments of one schedule that one index gives; of a patient's own only the newest that counts."""
    treated, spanned = counting_ones
    newer, counting = _counts("n", treated)
    treated_at, treatment_id = begin
    sql = (
        f"SELECT t.treated_at, t.id, t.patient_id FROM treatment t WHERE t.clinic_id = ? AND t.schedule = ? AND {where.format(t='t')} "
        "AND t.treated_at <= ? AND (t.treated_at < ? OR t.id < ?) AND NOT EXISTS (SELECT 1 FROM treatment n WHERE n.patient_id = t.patient_id "
        f"AND (n.treated_at > t.treated_at OR (n.treated_at = t.treated_at AND n.id > t.id)) AND {newer}) "
        "ORDER BY t.treated_at DESC, t.id DESC LIMIT ?"
    )
    return sql, [clinic_id, schedule, *spanned, treated_at, treated_at, treatment_id, *counting, limit]


def _counts(name: str, treated: Treated) -> tuple[str, list[object]]:
    """The condition that a treatment counts."""
    statuses = " OR ".join(f"({status.format(t=name)})" for status in _branches(treated.status))
    spans = _spans(treated)
    within = " OR ".join(f"(1 = 1{span.format(t=name)})" for span, _ in spans)
    schedules = f"{name}.schedule IN ({marks(len(treated.schedules))})"
    spanned = [value for _, values in spans for value in values]
    return f"({statuses}) AND {schedules} AND ({within})", [*treated.schedules, *spanned]


def _spans(treated: Treated) -> list[tuple[str, list[object]]]:
    """Conditions on the time of treatment, each read from one index: a span, and an interval of one's own."""
    if treated.span is None:
        return [("", [])]
    spanned = (" AND {t}.treated_at BETWEEN ? AND ?", list[object](treated.span))
    if not treated.own_spans:
        return [spanned]
    choice = f"CASE {{t}}.touch_up{' WHEN ? THEN ?' * len(treated.own_spans)} ELSE ? END"
    begins = [value for own, (begin, _) in treated.own_spans for value in (own, begin)]
    ends = [value for own, (_, end) in treated.own_spans for value in (own, end)]
    return [
        (f"{spanned[0]} AND {{t}}.touch_up IS NULL", spanned[1]),
        (
            f" AND {{t}}.touch_up IS NOT NULL AND {{t}}.treated_at BETWEEN {choice} AND {choice}",
            [*begins, -ANY, *ends, ANY],
        ),
    ]


def _stopped(work: Work, clinic_id: int, treated: Treated | None, after: Place | None, limit: int) -> list[Place]:
    """By the patient's newest stop, whose id is the key; a family may share it. The stops are walked by id, whatever
    SQLite thinks of it: so a page reads as many as it shows.
    """
    also, more = also_treated("a.patient_id", treated)
    rows = work.all(
        "SELECT o.id, a.patient_id FROM opt_out o CROSS JOIN address a WHERE a.clinic_id = o.clinic_id AND a.value_hash = o.address_hash "
        "AND a.until_at IS NULL AND +o.clinic_id = ? AND o.ended_at IS NULL AND o.id <= ? AND (o.id < ? OR a.patient_id < ?) "
        "AND NOT EXISTS (SELECT 1 FROM address b "
        "JOIN opt_out n ON n.clinic_id = b.clinic_id AND n.address_hash = b.value_hash AND n.ended_at IS NULL "
        f"WHERE b.patient_id = a.patient_id AND b.until_at IS NULL AND n.id > o.id){also} ORDER BY o.id DESC, a.patient_id DESC LIMIT ?",
        (clinic_id, _key(after), _key(after), after.patient_id if after else ANY, *more, limit),
    )
    return [Place(*row) for row in rows]


def _in_need(work: Work, clinic_id: int, attention: Attention, now: int) -> tuple[str, list[object]]:
    """A query for the patients, its one column named patient_id."""
    if attention is Attention.TROUBLE:
        return f"SELECT patient_id FROM message WHERE {TROUBLE} AND clinic_id = ? AND patient_id IS NOT NULL", [
            clinic_id
        ]
    if attention is Attention.UNUSABLE:
        return (
            "SELECT patient_id FROM address WHERE unusable_at IS NOT NULL AND clinic_id = ? AND until_at IS NULL",
            [clinic_id],
        )
    if attention is Attention.NO_CONSENT:
        return (
            "SELECT patient_id FROM message WHERE status = 'canceled' AND status_reason = 'no_consent' AND kind = 'care' "
            "AND clinic_id = ? AND closes_at > ?",
            [clinic_id, now],
        )
    if attention is Attention.STOPPED:
        return (
            "SELECT a.patient_id FROM opt_out o JOIN address a ON a.clinic_id = o.clinic_id AND a.value_hash = o.address_hash "
            "WHERE o.clinic_id = ? AND o.ended_at IS NULL AND a.until_at IS NULL",
            [clinic_id],
        )
    if attention is Attention.REPLY:
        return _with_open_reply(clinic_id)
    return _held(work, clinic_id)


def _with_open_reply(clinic_id: int) -> tuple[str, list[object]]:
    sql = (
        "SELECT patient_id FROM reply WHERE state = 'open' AND clinic_id = ? AND patient_id IS NOT NULL UNION "
        "SELECT a.patient_id FROM reply r JOIN address a ON a.clinic_id = r.clinic_id AND a.value_hash = r.address_hash "
        "WHERE r.state = 'open' AND r.clinic_id = ? AND r.patient_id IS NULL AND a.until_at IS NULL"
    )
    return sql, [clinic_id, clinic_id]


def _held(work: Work, clinic_id: int) -> tuple[str, list[object]]:
    numbers = [bytes.fromhex(hold.target_key) for hold in list_holds(work, clinic_id) if hold.target == "address"]
    people = patients_with_hashes(work, clinic_id, numbers[:_MOST_HELD])
    treated = "SELECT patient_id FROM treatment WHERE clinic_id = ? AND status = 'on_hold'"
    if not people:
        return treated, [clinic_id]
    return f"{treated} UNION SELECT id FROM patient WHERE id IN ({marks(len(people))})", [clinic_id, *people]
