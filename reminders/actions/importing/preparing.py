"""Prepares the batches of a file: everything about them that needs no transaction."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from reminders.actions.enroll import seal_batch
from reminders.actions.enroll_plans import MadeFrom, Plans, PlansAhead, newest_versions
from reminders.actions.importing.matching import Keyed, keyed
from reminders.actions.importing.row_types import ImportRow, RejectedRow, RepeatedRow
from reminders.actions.importing.second_process import can_share_work, carried_on
from reminders.actions.importing.source import Outcome
from reminders.actions.importing.values import Action
from reminders.app import App, Published
from reminders.domain.enrollment import Enrollment
from reminders.domain.instants import to_micros
from reminders.domain.words import Kind
from reminders.store.database import Work
from reminders.store.enrolling import OWN_IDS, NewAddress, Sealed, seal
from reminders.store.versions import latest_versions

#: So many rows show what the others may be like, and are soon done.
_FIRST = 100
#: Fewer rows than this are not worth a second process.
_WORTH_SHARING = 1000
_FLAT = (ImportRow, Keyed, Sealed, NewAddress, Enrollment, RejectedRow, RepeatedRow)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Some rows of a file."""

    #: What each has become, in the file's order.
    outcomes: list[Outcome]
    #: Those that ask for something, in the same order.
    rows: list[Keyed]
    #: Line → the rows of its enrollment, where they were made ahead; and the plans for those.
    sealed: dict[int, Sealed] = field(default_factory=dict)
    plans: PlansAhead | None = None


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is known before anything is stored; it may have changed by then."""

    made_from: MadeFrom
    #: By schedule name: the version that new enrollments get, and how many ids one takes.
    published: dict[str, Published]
    ids: dict[str, int]


@dataclass(frozen=True, slots=True)
class Preparing:
    """How the rows of one import are prepared."""

    app: App
    clinic_id: int
    #: Who imports, for consents and the audit.
    by: str
    settles: bool
    #: Rows in a batch.
    batch: int

    def batches(self, outcomes: Iterator[Outcome], rows: int, known: Callable[[], bool]) -> Generator[Prepared]:
        """All of a file that has so many rows. Of a long one `known` is asked, once the first rows are taken, whether
        most of them said nothing new: if not, a second process, where it can help, prepares the others, seals and plans
        them too.
        """
        if rows < _WORTH_SHARING or not can_share_work():
            yield from map(self._keyed, _parts(outcomes, self.batch))
            return
        yield from map(self._keyed, _parts(islice(outcomes, _FIRST), self.batch))
        if known():
            yield from map(self._keyed, _parts(outcomes, self.batch))
        else:
            yield from self._ahead(outcomes, rows - _FIRST)

    def _ahead(self, outcomes: Iterator[Outcome], rows: int) -> Iterator[Prepared]:
        app = self.app
        with app.database.read() as work:
            ground = _ground(work, app)
        most = max(ground.ids.values(), default=0)
        # In the file's order, as everywhere: of two treatments that want one place, the first enrolled has it.
        ids = chain.from_iterable(app.database.reserve_ranges(rows * most))
        # Kept for this process, so that it need not wait for the first ones of the copy.
        own = list(islice(outcomes, self.batch))
        own_ids = iter(list(islice(ids, len(own) * most)))
        ahead = (self._whole(part, ground, ids) for part in _parts(outcomes, self.batch))
        with carried_on(ahead, _FLAT) as batches:
            yield self._whole(own, ground, own_ids)
            yield from batches

    def seal(self, rows: Sequence[Keyed]) -> dict[int, Sealed]:
        """Line → the rows of its enrollment. Needs the database for ids."""
        enrolling = _enrolling(rows)
        given = [self._enrollment(k) for k in enrolling]
        sealed = seal_batch(self.app, given, [(k.external_hash, k.said) for k in enrolling])
        return {k.row.line: one for k, one in zip(enrolling, sealed, strict=True)}

    def _keyed(self, outcomes: list[Outcome]) -> Prepared:
        keyring = self.app.database.keyring
        return Prepared(
            outcomes, [keyed(keyring, self.clinic_id, row) for row in outcomes if isinstance(row, ImportRow)]
        )

    def _whole(self, outcomes: list[Outcome], ground: _Ground, ids: Iterator[int]) -> Prepared:
        """Sealed, with ids from `ids`, and planned; when they run out the rest is left for when it is stored."""
        prepared = self._keyed(outcomes)
        now, keyring = self.app.now(), self.app.database.keyring
        plans, planned = Plans(ground.made_from.clinic, ground.published, now), {}
        for k in _enrolling(prepared.rows):
            wanted = ground.ids.get(k.row.schedule, 0)
            own = list(islice(ids, wanted))
            if own and len(own) == wanted:
                row = (k.external_hash, k.said)
                sealed = seal(keyring, self.clinic_id, self._enrollment(k), own, to_micros(now), row)
                prepared.sealed[k.row.line] = sealed
                planned[sealed.treatment_id] = plans.of(sealed, {})
        return replace(prepared, plans=PlansAhead(ground.made_from, planned))

    def _enrollment(self, k: Keyed) -> Enrollment:
        return enrollment_of(k.row, self.by, settles=self.settles)


def _ground(work: Work, app: App) -> _Ground:
    clinic = app.clinic(work)
    newest = newest_versions(work, app, clinic, {version.schedule for version in latest_versions(work, clinic.id)})
    published = {name: version for name, (_, version) in newest.items()}
    return _Ground(
        MadeFrom(clinic, {name: version_id for name, (version_id, _) in newest.items()}),
        published,
        {name: OWN_IDS + sum(1 for _ in version.schedule.steps()) for name, version in published.items()},
    )


def _parts(outcomes: Iterator[Outcome], size: int) -> Iterator[list[Outcome]]:
    while part := list(islice(outcomes, size)):
        yield part


def _enrolling(rows: Iterable[Keyed]) -> list[Keyed]:
    return [k for k in rows if k.row.action is Action.ENROLL]


def enrollment_of(row: ImportRow, by: str, *, settles: bool = False) -> Enrollment:
    """What a row of a completed treatment enrolls."""
    assert row.treated_at is not None
    given = {Kind.CARE: row.consent_care, Kind.MARKETING: row.consent_marketing}
    return Enrollment(
        schedule=row.schedule,
        first_name=row.first_name,
        last_name=row.last_name,
        treated_at=row.treated_at,
        channel=row.channel,
        phone=row.phone,
        email=row.email,
        language=row.language,
        timezone=row.timezone,
        consents=frozenset(kind for kind, yes in given.items() if yes),
        consent_how=row.consent_how,
        recorded_by=by,
        provider=row.provider,
        session=row.session,
        touch_up=row.touch_up,
        tags=row.tags,
        external_id=row.external_id,
        location_id=row.location_id,
        settles=settles,
    )
