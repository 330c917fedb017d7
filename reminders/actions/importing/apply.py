"""Imports a file: many patients at once, each row wholly or not at all, the same file again without effect."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import time
from pathlib import Path

from reminders.actions.enroll import enroll_batch
from reminders.actions.enroll_plans import PlansAhead
from reminders.actions.importing.changing import Did, Ground, Refused, book, cancel, touched_addresses, update
from reminders.actions.importing.columns import Columns
from reminders.actions.importing.errors_file import ENGLISH, ErrorsFile, Wording, errors_path
from reminders.actions.importing.matching import Keyed, Match, match_rows
from reminders.actions.importing.preparing import Prepared, Preparing
from reminders.actions.importing.row_types import (
    ImportRow,
    Place,
    RejectedRow,
    RepeatedRow,
    RowError,
    RowRules,
    labels,
)
from reminders.actions.importing.source import read_rows, survey
from reminders.actions.importing.values import Action
from reminders.app import App
from reminders.domain.dates import DateOrder
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.enrolling import Sealed
from reminders.store.importing import stamp_treatments
from reminders.store.people import lock_gates
from reminders.store.versions import latest_versions

#: Rows in one transaction: an interrupted import loses at most so many, and is completed by importing again.
BATCH = 500
#: So many errors are listed; the errors file holds all.
_MOST_ERRORS = 10_000


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import, and how to read it."""

    path: Path
    #: `header=field` each.
    overrides: tuple[str, ...] = ()
    encoding: str | None = None
    date_order: DateOrder | None = None
    #: Say what would happen; store nothing and write no errors file.
    dry_run: bool = False
    #: Who imports, for consents and the audit.
    by: str = "import"
    #: As a person matched them; None: by their names and the overrides.
    columns: Columns | None = None
    #: For rows that name none: the schedule, and how consent was given.
    schedule: str = ""
    consent_how: str = ""
    #: Write the errors file in a dry run too.
    keep_errors: bool = False
    #: Welcomes leave after the clinic's settling time only, so that the whole import can be undone.
    settles: bool = False
    #: Hears, inside the transaction of each batch, of new treatments and of changed ones; what a dry run did there is
    #: still to be taken back then.
    stored: Callable[[Work, Sequence[int], Sequence[int]], None] = lambda _work, _new, _changed: None
    #: Rows in a transaction.
    batch: int = BATCH
    #: How the errors file tells whoever imports what to correct.
    wording: Wording = ENGLISH


@dataclass(slots=True)
class Imported:
    """What became of the rows; the counts from enrolled to rejected add up to rows."""

    dry_run: bool
    #: For people: what was decided about the file.
    notes: tuple[str, ...] = ()
    #: Headers that were not read.
    ignored: tuple[str, ...] = ()
    rows: int = 0
    enrolled: int = 0
    updated: int = 0
    canceled: int = 0
    booked: int = 0
    unchanged: int = 0
    rejected: int = 0
    #: Of those unchanged: they say what an earlier row of the file says.
    repeated: int = 0
    #: Lines whose patient gave no consent: stored, and nothing is sent.
    without_consent: list[int] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    #: Where the rejected rows are; None when there are none, and in a dry run.
    errors_file: Path | None = None


def import_file(
    app: App,
    request: ImportRequest,
    progress: Callable[[int, int], None] = lambda _done, _rows: None,
    go_on: Callable[[Imported, int], bool] = lambda _imported, _rows: True,
) -> Imported:
    """Import a file. Raises BadInput, before anything is stored, for what is wrong with the file as a whole.

    `progress` hears (rows done, rows in all) after each batch; `go_on` is then asked (what became of the rows so far,
    rows in all) whether the next one follows.
    """
    source = survey(
        request.path,
        encoding=request.encoding,
        overrides=request.overrides,
        date_order=request.date_order,
        columns=request.columns,
    )
    with app.database.read() as work:
        clinic = app.clinic(work)
        rules = replace(row_rules(work, clinic), schedule=request.schedule, consent_how=request.consent_how)
    imported = Imported(request.dry_run, source.notes, source.columns.ignored)
    preparing = Preparing(app, clinic.id, request.by, request.settles, request.batch)
    outcomes, known = read_rows(source, rules, app.now()), lambda: 2 * imported.unchanged > imported.rows
    with (
        ErrorsFile(errors_path(request.path), source.header, source.delimiter, request.wording) as errors,
        closing(preparing.batches(outcomes, source.rows, known)) as batches,
    ):
        for batch in batches:
            rejected = _take(preparing, request, batch, imported)
            for row in rejected:
                _reject(row, imported)
                if not request.dry_run or request.keep_errors:
                    errors.write(row)
                    imported.errors_file = errors.path
            progress(imported.rows, source.rows)
            if not go_on(imported, source.rows):
                break
    return imported


def row_rules(work: Work, clinic: Clinic) -> RowRules:
    """What rows are read against, from the clinic's published schedules and its locations."""
    schedules = {version.schedule: version.schedule for version in latest_versions(work, clinic.id)}
    places = {place.name: Place(place.id, place.timezone) for place in clinic.locations}
    return RowRules(
        schedules=labels(schedules),
        place=places[clinic.locations[0].name],
        locations=labels({name: name for name in places}),
        places=places,
        default_time=time(12),
    )


def _take(preparing: Preparing, request: ImportRequest, batch: Prepared, imported: Imported) -> list[RejectedRow]:
    """Store what a batch asks for, count it, and return the rows that were not taken, in the file's order."""
    refused: dict[int, RejectedRow] = {}
    for k, did in zip(batch.rows, _store(preparing, request, batch), strict=True):
        if isinstance(did, Refused):
            refused[k.row.line] = _rejected(k.row, did)
        else:
            _count(imported, k.row, did)
    imported.rows += len(batch.outcomes)
    repeated = sum(isinstance(outcome, RepeatedRow) for outcome in batch.outcomes)
    imported.unchanged += repeated
    imported.repeated += repeated
    found = (refused.get(o.line) if isinstance(o, ImportRow) else o for o in batch.outcomes)
    return [row for row in found if isinstance(row, RejectedRow)]


class _OnlyLooked(Exception):
    """Ends the transaction of a dry run without a trace."""


def _store(preparing: Preparing, request: ImportRequest, batch: Prepared) -> list[Did | Refused]:
    """One transaction for all rows. Results are in the rows' order."""
    app, rows = preparing.app, batch.rows
    with app.database.read() as work:
        clinic = app.clinic(work)
        known = match_rows(work, clinic.id, rows)
        news = [k for k in rows if not (k.row.line in known and known[k.row.line].unchanged)]
        matched = [known[k.row.line].treatment_id for k in news if k.row.line in known]
        touched = touched_addresses(work, clinic.id, news, matched)
    done: dict[int, Did | Refused] = {}
    if news:
        sealed = batch.sealed | preparing.seal([k for k in news if k.row.line not in batch.sealed])
        with suppress(_OnlyLooked), app.database.write() as work:
            lock_gates(work, clinic.id, touched)
            ground = Ground(app, work, clinic, request.by, app.now())
            done = _change(ground, news, sealed, batch.plans)
            new = [sealed[line].treatment_id for line, did in done.items() if did is Did.ENROLLED]
            changed = [match.treatment_id for line, match in known.items() if done.get(line) is Did.UPDATED]
            request.stored(work, new, changed)
            if request.dry_run:
                raise _OnlyLooked
    return [done.get(k.row.line, Did.UNCHANGED) for k in rows]


def _change(
    ground: Ground, rows: Sequence[Keyed], sealed: dict[int, Sealed], plans: PlansAhead | None
) -> dict[int, Did | Refused]:
    """Line → what became of it. New treatments first, so that a booking finds the one it follows."""
    matches = match_rows(ground.work, ground.clinic.id, rows)
    fresh = [k for k in rows if k.row.action is Action.ENROLL and k.row.line not in matches]
    done: dict[int, Did | Refused] = dict(_enroll(ground, fresh, sealed, plans))
    for k in rows:
        if k.row.line not in done:
            done[k.row.line] = _change_one(ground, k, matches.get(k.row.line), sealed)
    return done


def _enroll(
    ground: Ground, fresh: Sequence[Keyed], sealed: dict[int, Sealed], plans: PlansAhead | None
) -> Iterator[tuple[int, Did]]:
    enrolled = enroll_batch(ground.work, ground.app, [sealed[k.row.line] for k in fresh], plans)
    pairs = list(zip(fresh, enrolled, strict=True))
    known = [(k.external_hash, k.said, one.treatment_id) for k, one in pairs if not one.added]
    stamp_treatments(ground.work, known)
    for k, one in pairs:
        yield k.row.line, Did.ENROLLED if one.added else Did.UNCHANGED


def _change_one(ground: Ground, k: Keyed, match: Match | None, sealed: dict[int, Sealed]) -> Did | Refused:
    if match is not None and match.unchanged:
        return Did.UNCHANGED
    if k.row.action is Action.BOOKING:
        return book(ground, k)
    if k.row.action is Action.CANCEL:
        did: Did | Refused = cancel(ground, k, match.treatment_id if match else None)
    else:
        assert match is not None
        did = update(ground, k, sealed[k.row.line], match.treatment_id)
    if match is not None and isinstance(did, Did):
        stamp_treatments(ground.work, [(k.external_hash, k.said, match.treatment_id)])
    return did


def _count(imported: Imported, row: ImportRow, did: Did) -> None:
    setattr(imported, did.value, getattr(imported, did.value) + 1)
    if did is Did.ENROLLED and not (row.consent_care or row.consent_marketing):
        imported.without_consent.append(row.line)


def _rejected(row: ImportRow, refused: Refused) -> RejectedRow:
    value = {"status": row.status, "schedule": row.schedule, "first_name": row.first_name}.get(refused.field, "")
    return RejectedRow(row.line, row.cells, (RowError(row.line, refused.field, value, refused.reason),))


def _reject(row: RejectedRow, imported: Imported) -> None:
    imported.rejected += 1
    imported.errors.extend(row.errors[: max(0, _MOST_ERRORS - len(imported.errors))])
