"""Carries imports out behind the pages: a thread for each, what it has done written down after every batch."""

import os
import secrets
import socket
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.import_files import drop_file, path_of
from reminders.actions.import_found import SHOWN_ERRORS, Found, Outlook, found_of, numbers_of, with_mistakes
from reminders.actions.import_reading import named_file, peek, reading_of
from reminders.actions.import_undo import undo_all
from reminders.actions.importing.apply import BATCH, Imported, ImportRequest, import_file
from reminders.actions.importing.errors_file import ENGLISH, Wording
from reminders.actions.keeping import where
from reminders.app import App
from reminders.domain.instants import to_micros
from reminders.domain.said import say
from reminders.store.audit import add_audit
from reminders.store.database import Work
from reminders.store.import_runs import (
    ImportRun,
    RunState,
    change_run,
    import_run,
    note_progress,
    stamp_enrolled,
    working_runs,
)

#: Nothing written down for so long: whoever was at work on it has ended. A batch takes a second.
SILENCE = timedelta(seconds=60)

log = structlog.get_logger(__name__)


class Importer:
    """The imports of this process."""

    def __init__(self, app: App, batch: int = BATCH) -> None:
        """`batch`: rows in a transaction, after each of which somebody may stop."""
        self._app = app
        self._batch = batch
        #: Host, process and a word of its own: process ids come again.
        self._name = f"{_this_process()}:{secrets.token_hex(4)}"
        self._beginning = threading.Lock()

    def check(self, run_id: int, by: str, *, wording: Wording = ENGLISH) -> None:
        """Read the file and tell what it would do; nothing is stored. Raises BadInput when it cannot begin.

        `wording`: how the file of the rows that are not taken says why.
        """
        before = (RunState.NEW, RunState.CHECKED)
        self._begin(run_id, before, RunState.CHECKING, by, partial(self._check, wording))

    def start(self, run_id: int, by: str, looked: str | None = None, *, wording: Wording = ENGLISH) -> None:
        """Import it, or go on where it ended. `looked` is the mark of what the person has looked at; None: they do not
        mind. Raises BadInput when it cannot begin, or is read otherwise by now.
        """
        before = (RunState.CHECKED, RunState.STOPPED)
        self._begin(run_id, before, RunState.RUNNING, by, partial(self._run, wording), looked)

    def undo(self, run_id: int, by: str) -> None:
        """Take back what `end_all` has ended. Raises BadInput when it cannot begin."""
        self._begin(run_id, (), RunState.UNDOING, by, self._undo)

    def _begin(
        self,
        run_id: int,
        before: Collection[RunState],
        during: RunState,
        by: str,
        act: Callable[[ImportRun, str], None],
        looked: str | None = None,
    ) -> None:
        # Written down as begun and without a thread yet, a run looks as if its process had ended.
        with self._beginning:
            run = self._claim(run_id, before, during, by, looked)
            name = f"import-{run_id}"
            threading.Thread(target=self._guarded, args=(act, run, by), name=name, daemon=True).start()

    def _claim(
        self, run_id: int, before: Collection[RunState], during: RunState, by: str, looked: str | None
    ) -> ImportRun:
        with self._app.database.write() as work:
            clinic_id, now = self._app.clinic(work).id, self._app.now_micros()
            run = import_run(work, clinic_id, run_id)
            free = run is not None and (run.state in before or (run.state is during and is_silent(self._app, run)))
            if run is None or not free or looked not in (None, run.mark):
                raise BadInput([Mistake("import", say("somebody else was quicker; look at how it stands now"))])
            busy = [one for one in working_runs(work, clinic_id) if one.id != run_id and not is_silent(self._app, one)]
            if busy:
                told = say("another import is at work; begin this one when it is done")
                raise BadInput([Mistake("import", told)])
            change_run(work, run_id, [run.state], state=during.value, runner=self._name, stop_by=None, seen_at=now)
            if during is RunState.RUNNING:
                add_audit(work, clinic_id, now, by, "imported", "import", run_id, run.file_name)
            return run

    def _guarded(self, act: Callable[[ImportRun, str], None], run: ImportRun, by: str) -> None:
        try:
            act(run, by)
        except BadInput as error:
            mistakes = named_file(path_of(self._app, run.id), error.mistakes)
            self._end(run.id, RunState.NEW, found=with_mistakes(mistakes).to_json())
        except Exception as error:  # noqa: BLE001 - the page shows that it ended, and the text could hold patients' data
            log.error("import ended", kind=type(error).__name__, where=where(error))
            # It stays in its state with nobody at work on it: people see that and let it go on.
            with suppress(Exception), self._app.database.write() as work:
                note_progress(work, run.id, self._name, seen_at=0)

    def _check(self, wording: Wording, run: ImportRun, by: str) -> None:
        with self._app.database.read() as work:
            zone = ZoneInfo(self._app.clinic(work).locations[0].timezone)
        outlook = Outlook(zone)
        request = replace(self._request(run, by, wording), dry_run=True, keep_errors=True, stored=outlook.hear)
        imported = import_file(self._app, request, go_on=lambda done, rows: self._noted(run, done, rows))
        whole = imported.rows == self._rows_of(run)
        found = outlook.into(_found(imported))
        self._end(run.id, RunState.CHECKED if whole else RunState.NEW, found=found.to_json() if whole else "")

    def _run(self, wording: Wording, run: ImportRun, by: str) -> None:
        def stored(work: Work, new: Sequence[int], _changed: Sequence[int]) -> None:
            stamp_enrolled(work, run.id, new)

        request = replace(self._request(run, by, wording), stored=stored)
        imported = import_file(self._app, request, go_on=lambda done, rows: self._noted(run, done, rows))
        whole = imported.rows == self._rows_of(run)
        looked = found_of(run.found)
        found = _found(imported)
        # Of the whole file, also where this is only its second part.
        numbers = replace(found.numbers, without_consent=looked.numbers.without_consent)
        found = replace(found, numbers=numbers, days=looked.days, later=looked.later)
        ended_at = self._app.now_micros()
        self._end(run.id, RunState.DONE if whole else RunState.STOPPED, found=found.to_json(), ended_at=ended_at)
        if whole:
            drop_file(self._app, run.id)

    def _undo(self, run: ImportRun, by: str) -> None:
        if undo_all(self._app, run.id, by, lambda: self._alive(run)):
            self._end(run.id, RunState.UNDONE)

    def _request(self, run: ImportRun, by: str, wording: Wording) -> ImportRequest:
        """Raises BadInput for a file that is not there any more."""
        path, reading = path_of(self._app, run.id), reading_of(run.reading)
        peeked = peek(path, reading.encoding)
        return ImportRequest(
            path,
            batch=self._batch,
            encoding=reading.encoding or None,
            date_order=reading.order,
            by=by,
            columns=reading.for_import(peeked.header),
            schedule=reading.schedule,
            consent_how=reading.consent_how,
            settles=True,
            wording=wording,
        )

    def _noted(self, run: ImportRun, done: Imported, rows: int) -> bool:
        """Write down how far it is. False: somebody asked to stop, or another process has taken it over."""
        unchanged = done.unchanged
        columns = {"rows": rows, "rows_done": done.rows, "rejected": done.rejected}
        if not done.dry_run:
            # What an earlier part of this import did is there already, and nothing new.
            earlier = run.enrolled + run.changed
            columns["changed"] = run.changed + done.updated + done.canceled + done.booked
            columns["unchanged"] = max(0, unchanged - earlier)
        with self._app.database.write() as work:
            mine, stop = note_progress(work, run.id, self._name, seen_at=self._app.now_micros(), **columns)
        return mine and not stop

    def _alive(self, run: ImportRun) -> bool:
        with self._app.database.write() as work:
            mine, _ = note_progress(work, run.id, self._name, seen_at=self._app.now_micros())
        return mine

    def _rows_of(self, run: ImportRun) -> int:
        """As it was counted; a file without rows was never noted."""
        with self._app.database.read() as work:
            noted = import_run(work, self._app.clinic(work).id, run.id)
        return noted.rows if noted else 0

    def _end(self, run_id: int, state: RunState, **columns: object) -> None:
        with self._app.database.write() as work:
            mine, _ = note_progress(work, run_id, self._name, seen_at=self._app.now_micros())
            if mine:
                working = (RunState.CHECKING, RunState.RUNNING, RunState.UNDOING)
                change_run(work, run_id, working, state=state.value, runner=None, **columns)


def is_silent(app: App, run: ImportRun) -> bool:
    """Whether nobody is at work on a run that is in a working state: its process has ended or said nothing for long."""
    if run.runner is None or run.seen_at < to_micros(app.now() - SILENCE):
        return True
    process, _, _ = run.runner.rpartition(":")
    host, _, number = process.rpartition(":")
    if process == _this_process():
        return not any(thread.name == f"import-{run.id}" for thread in threading.enumerate())
    return host == socket.gethostname() and not _lives(int(number))


def _this_process() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _found(imported: Imported) -> Found:
    return Found(notes=imported.notes, numbers=numbers_of(imported), errors=tuple(imported.errors[:SHOWN_ERRORS]))
