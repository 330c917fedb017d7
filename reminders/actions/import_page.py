"""Imports as their pages show them, and what people do there besides starting and undoing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.import_files import drop_files, drop_old_files, errors_of, keep_file, path_of
from reminders.actions.import_found import Found, found_of
from reminders.actions.import_reading import (
    FIELD_WORDS,
    FileReading,
    Peeked,
    peek,
    read_form,
    reading_of,
    suggested,
    suggested_notes,
)
from reminders.actions.import_runs import Importer, is_silent
from reminders.actions.import_undo import undo_refusal
from reminders.actions.importing.columns import Field
from reminders.actions.importing.encodings import ENCODINGS
from reminders.actions.importing.errors_file import ENGLISH, Wording
from reminders.actions.patient_list import schedule_choices
from reminders.app import App
from reminders.domain.said import say
from reminders.store.import_runs import (
    WORKING,
    ImportRun,
    RunState,
    change_run,
    drop_run,
    import_run,
    insert_run,
    list_runs,
    same_file,
)

#: Imports on one page.
PAGE = 50
_LONGEST_NAME = 200
_EDITABLE = (RunState.NEW, RunState.CHECKED)


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import of the list."""

    run: ImportRun
    #: A process was at work on it and is not any more.
    interrupted: bool


@dataclass(frozen=True, slots=True)
class ImportList:
    """A page of them, the newest first."""

    lines: tuple[ImportLine, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of the file."""

    place: int
    header: str
    samples: tuple[str, ...]
    #: The field that it is read as; empty: it is not read.
    chosen: str


@dataclass(frozen=True, slots=True)
class ImportView:
    """One import with all that its page shows."""

    run: ImportRun
    found: Found
    interrupted: bool
    #: Of a file whose columns can still be matched.
    columns: tuple[ColumnView, ...]
    reading: FileReading
    #: Name → title.
    schedules: dict[str, str]
    #: The file is still here, so that it can go on.
    file_there: bool
    errors_there: bool
    #: The same file was imported before.
    earlier: ImportRun | None

    @property
    def working(self) -> bool:
        """A process is at work on it now."""
        return self.run.state in WORKING and not self.interrupted

    @property
    def tells_consent(self) -> bool:
        """A column says who agreed to something."""
        return bool({Field.CONSENT_CARE, Field.CONSENT_MARKETING} & set(self.reading.columns.values()))

    @property
    def complete(self) -> bool:
        """The file itself says all that it must."""
        known = set(self.reading.columns.values())
        return Field.SCHEDULE in known and (Field.CONSENT_HOW in known or not self.tells_consent)


#: What a column can be read as: (name, words).
FIELD_CHOICES = tuple((wanted.value, words) for wanted, words in FIELD_WORDS.items())
ENCODING_CHOICES = tuple(name for name in ENCODINGS if name not in ("cp1252", "latin-1"))


def imports(app: App, after: int | None = None) -> ImportList:
    """The imports of the clinic."""
    drop_old_files(app)
    found, lines = _listed(app, after)
    if any(line.interrupted for line in lines):
        found, lines = _listed(app, after)
    return ImportList(lines, found[PAGE - 1].id if len(found) > PAGE else None)


def view_import(app: App, run_id: int) -> ImportView | None:
    """One import; None: the clinic has no such."""
    run, interrupted, earlier = _stands(app, run_id)
    if interrupted:
        run, interrupted, earlier = _stands(app, run_id)
    if run is None:
        return None
    path = path_of(app, run_id)
    reading, there = reading_of(run.reading), path.is_file()
    peeked = _peeked(path, reading.encoding) if there and run.state in _EDITABLE else Peeked((), (), ())
    return ImportView(
        run=run,
        found=found_of(run.found),
        interrupted=interrupted,
        columns=_columns(peeked, reading),
        reading=reading,
        schedules={one.name: one.title for one in schedule_choices(app)},
        file_there=there,
        errors_there=errors_of(app, run_id).is_file(),
        earlier=earlier,
    )


def _listed(app: App, after: int | None) -> tuple[list[ImportRun], tuple[ImportLine, ...]]:
    """A page of runs, and which of them seem interrupted: see `_stands`."""
    with app.database.read() as work:
        found = list_runs(work, app.clinic(work).id, after, PAGE + 1)
    return found, tuple(ImportLine(run, run.state in WORKING and is_silent(app, run)) for run in found[:PAGE])


def _stands(app: App, run_id: int) -> tuple[ImportRun | None, bool, ImportRun | None]:
    """A run, whether whoever was at work on it has ended in the middle, and the earlier run of its file.

    The work may come to its end after what is written down was read and before its thread is looked for: a run that
    seems interrupted is so when it still seems so at a second look.
    """
    with app.database.read() as work:
        clinic_id = app.clinic(work).id
        run = import_run(work, clinic_id, run_id)
        earlier = same_file(work, clinic_id, run) if run is not None and run.state in _EDITABLE else None
    return run, run is not None and run.state in WORKING and is_silent(app, run), earlier


def upload(app: App, name: str, file: BinaryIO | None, by: str) -> int:
    """Keep a file and match its columns by their names. Returns the import's id. Raises BadInput for what is no file
    with columns.
    """
    drop_old_files(app)
    if file is None:
        raise BadInput([Mistake("file", say("choose a file first"))])
    kept = keep_file(app, file)
    try:
        peeked = peek(kept.path)
    except BadInput:
        kept.drop()
        raise
    reading = suggested(peeked)
    if peeked.encoding in ENCODINGS:
        reading = replace(reading, encoding=peeked.encoding)
    with app.database.write() as work:
        shown = name.replace("\\", "/").rpartition("/")[2][:_LONGEST_NAME] or "file.csv"
        run_id = insert_run(work, app.clinic(work).id, shown, kept.sha256, by, app.now_micros())
        notes = (*peeked.notes, *suggested_notes(peeked, reading))
        change_run(work, run_id, [RunState.NEW], reading=reading.to_json(), found=Found(notes=notes).to_json())
        kept.becomes(app, run_id)
    return run_id


def match_columns(
    importer: Importer, app: App, run_id: int, given: Mapping[str, str], by: str, wording: Wording = ENGLISH
) -> None:
    """What a person chose for the columns is kept, and the file is checked by it. Raises BadInput; what was chosen is
    kept also then.
    """
    view = view_import(app, run_id)
    if view is None or view.run.state not in _EDITABLE or not view.columns:
        raise BadInput([Mistake("import", say("somebody else was quicker; look at how it stands now"))])
    peeked = Peeked(tuple(one.header for one in view.columns), (), ())
    reading, mistakes = read_form(peeked, view.reading, given, list(view.schedules))
    with app.database.write() as work:
        change_run(work, run_id, _EDITABLE, reading=reading.to_json(), state=RunState.NEW.value)
    if mistakes:
        raise BadInput(mistakes)
    importer.check(run_id, by, wording=wording)


def sent_already(app: App, view: ImportView) -> bool:
    """A finished import that would be undone, had no message of it left. False without a look where it had planned
    none: all that was sent since would have to be searched, and the page that asks tells it in any case.
    """
    finished = view.run.state in (RunState.DONE, RunState.STOPPED) and not view.interrupted
    return finished and view.run.enrolled > 0 and view.found.messages > 0 and undo_refusal(app, view.run.id) is not None


def stop_import(app: App, run_id: int, by: str) -> bool:
    """Let it end after the rows in hand; what it took stays. False: nothing is at work."""
    with app.database.write() as work:
        known = import_run(work, app.clinic(work).id, run_id) is not None
        return known and change_run(work, run_id, (RunState.CHECKING, RunState.RUNNING), stop_by=by)


def drop_import(app: App, run_id: int) -> bool:
    """Throw a file away of which nothing was taken. False: something was, or somebody else was quicker."""
    with app.database.write() as work:
        dropped = drop_run(work, app.clinic(work).id, run_id)
    if dropped:
        drop_files(app, run_id)
    return dropped


def _peeked(path: Path, encoding: str) -> Peeked:
    """An encoding that does not fit at all must leave the choice of another one."""
    try:
        return peek(path, encoding)
    except BadInput:
        return peek(path)


def _columns(peeked: Peeked, reading: FileReading) -> tuple[ColumnView, ...]:
    return tuple(
        ColumnView(
            place,
            header,
            peeked.samples[place] if place < len(peeked.samples) else (),
            reading.columns[place].value if place in reading.columns else "",
        )
        for place, header in enumerate(peeked.header)
    )
