"""Files that are brought in on the pages: kept, matched, looked at, imported, stopped, gone on with and undone."""

import os
import socket
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest

from reminders.actions import import_files
from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.import_files import drop_files, drop_old_files, errors_of, path_of
from reminders.actions.import_page import (
    ImportView,
    drop_import,
    imports,
    match_columns,
    stop_import,
    upload,
    view_import,
)
from reminders.actions.import_runs import Importer
from reminders.actions.import_undo import end_all, undo_refusal
from reminders.actions.importing import apply
from reminders.app import App
from reminders.domain.instants import MINUTE, SECOND
from reminders.store.audit import audit_of
from reminders.store.clinics import insert_clinic
from reminders.store.database import Database
from reminders.store.import_runs import RunState, change_run
from tests.actions.house import ANA, House, open_house

HEADER = "First name,Mobile,Service,Appointment Date,Aftercare consent,Consent source,Visit ID\n"
ANA_ROW = "Ana,(202) 555-0111,Facial,2026-04-01 09:00,yes,signed form,V1\n"
BEN_ROW = "Ben,(202) 555-0112,Facial,2026-03-31 09:00,yes,signed form,V2\n"
#: No such service, and no number.
BAD_ROW = "Cleo,20255501,Massage,2026-03-31 09:00,yes,signed form,V3\n"


@dataclass
class Desk:
    """A clinic where Rosa brings files in."""

    house: House
    importer: Importer = field(init=False)

    def __post_init__(self) -> None:
        self.importer = Importer(self.house.app)

    def bring(self, text: str, name: str = "spring.csv") -> int:
        return upload(self.house.app, name, BytesIO(text.encode()), "Rosa")

    def view(self, run_id: int) -> ImportView:
        found = view_import(self.house.app, run_id)
        assert found is not None
        return found

    def check(self, run_id: int, **given: str) -> ImportView:
        """As matched, with these answers; looked at to the end."""
        view = self.view(run_id)
        columns = {f"column-{one.place}": one.chosen for one in view.columns}
        match_columns(self.importer, self.house.app, run_id, columns | given, "Rosa")
        return self.ended(run_id)

    def start(self, run_id: int) -> ImportView:
        self.importer.start(run_id, "Rosa")
        return self.ended(run_id)

    def undo(self, run_id: int) -> ImportView:
        end_all(self.house.app, run_id, "Rosa")
        self.importer.undo(run_id, "Rosa")
        return self.ended(run_id)

    def ended(self, run_id: int) -> ImportView:
        """Once its thread has ended."""
        wait_for_imports()
        return self.view(run_id)

    def imported(self, *rows: str) -> int:
        """A file that was taken whole."""
        run_id = self.bring(HEADER + "".join(rows))
        self.check(run_id)
        self.start(run_id)
        return run_id

    def treatments(self) -> list[tuple[str, int | None]]:
        """(status, import) of every treatment, oldest first."""
        rows = self.house.rows("SELECT status, import_id FROM treatment ORDER BY id")
        return [(status, run_id) for status, run_id in rows]


def wait_for_imports() -> None:
    """Until every import's thread of this process has ended."""
    for thread in threading.enumerate():
        if thread.name.startswith("import-"):
            thread.join(60)
            assert not thread.is_alive()


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with temporary_files_in(tmp_path):
        yield Desk(open_house(database, tmp_path))
        wait_for_imports()


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Whatever this process keeps for a while lies there meanwhile."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def mistakes(act: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as refused:
        act()
    return halves(refused.value.mistakes)


def halves(lines: Sequence[str]) -> list[tuple[str, str]]:
    return [(line.name, str(line.says)) for line in lines if isinstance(line, Mistake)]


def test_a_file_is_kept_where_nobody_else_reads_it_and_its_columns_are_matched_by_name(desk: Desk) -> None:
    view = desk.view(desk.bring(HEADER + ANA_ROW, "C:\\exports\\spring.csv"))
    path = path_of(desk.house.app, view.run.id)
    modes = [stat.S_IMODE(one.stat().st_mode) for one in (path.parent, path)]
    assert (modes, view.run.file_name, view.run.state) == ([0o700, 0o600], "spring.csv", RunState.NEW)
    assert [(one.header, one.chosen, one.samples) for one in view.columns] == [
        ("First name", "first_name", ("Ana",)),
        ("Mobile", "phone", ("(202) 555-0111",)),
        ("Service", "schedule", ("Facial",)),
        ("Appointment Date", "treated_on", ("2026-04-01 09:00",)),
        ("Aftercare consent", "consent_care", ("yes",)),
        ("Consent source", "consent_how", ("signed form",)),
        ("Visit ID", "external_id", ("V1",)),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty; the first row must name the columns"),
        (b"PK\x03\x04rest", "is a spreadsheet's own file; save it as CSV UTF-8 and import that"),
    ],
)
def test_what_is_no_csv_file_is_refused_without_a_trace(desk: Desk, content: bytes, told: str) -> None:
    assert mistakes(lambda: upload(desk.house.app, "a.csv", BytesIO(content), "Rosa")) == [("file", told)]
    assert mistakes(lambda: upload(desk.house.app, "", None, "Rosa")) == [("file", "choose a file first")]
    assert imports(desk.house.app).lines == ()
    assert list(path_of(desk.house.app, 1).parent.iterdir()) == []


def test_a_look_tells_what_it_would_do_and_what_goes_out_when_and_stores_nothing(desk: Desk) -> None:
    run_id = desk.bring(HEADER + ANA_ROW + BAD_ROW + ANA_ROW + BEN_ROW)
    view = desk.check(run_id)
    numbers = view.found.numbers
    assert (view.run.state, numbers.rows, numbers.enrolled, numbers.rejected, numbers.repeated) == (
        RunState.CHECKED, 4, 2, 1, 1,
    )  # fmt: skip
    assert [(one.line, one.field, one.value, str(one.reason)) for one in view.found.errors] == [
        (3, "phone", "20255501", "has too few digits; check the number"),
        (3, "schedule", "Massage", "is not a known treatment; known: facial"),
    ]
    # Today both welcomes and Ana's first text; Ben's is over.
    assert [(str(day), number) for day, number in view.found.days] == [
        ("2026-04-01", 3), ("2026-04-03", 1), ("2026-04-04", 1), ("2026-04-14", 1), ("2026-04-15", 1),
    ]  # fmt: skip
    assert (view.found.messages, desk.treatments(), view.errors_there) == (7, [], True)


def test_a_column_is_corrected_and_what_the_file_lacks_is_given_once(desk: Desk) -> None:
    run_id = desk.bring("Who,Handy,Day,OK\nAna,(202) 555-0111,2026-04-01 09:00,yes\n")
    given = {"column-0": "first_name", "column-1": "phone", "column-2": "treated_at", "column-3": "consent_care"}
    view = desk.check(run_id, **given, schedule="facial", how="signed form")
    assert (view.run.state, view.found.numbers.enrolled) == (RunState.CHECKED, 1)
    desk.start(run_id)
    assert desk.house.rows("SELECT schedule FROM treatment") == [("facial",)]


def test_what_is_missing_is_told_at_once_and_what_was_chosen_stays(desk: Desk) -> None:
    run_id = desk.bring("Who,Handy,Day\nAna,(202) 555-0111,2026-04-01\n")
    told = mistakes(lambda: desk.check(run_id, **{"column-0": "email", "column-1": "email"}))
    assert told == [
        ("column-1", "two columns are read as: Email; choose one"),
        ("columns", "choose the column with the name"),
        ("columns", "choose the column with the date of treatment"),
        ("schedule", "choose the treatment, or the column that names it"),
    ]
    assert [one.chosen for one in desk.view(run_id).columns] == ["email", "", ""]


def test_the_order_of_day_and_month_is_asked_when_the_dates_do_not_tell(desk: Desk) -> None:
    run_id = desk.bring(HEADER + ANA_ROW.replace("2026-04-01 09:00", "03/04/2026"))
    view = desk.check(run_id)
    assert view.run.state is RunState.NEW
    assert [(name, str(says)) for name, says in view.found.mistakes] == [
        ("order", "1 date can be read month first or day first (first on line 2): choose what comes first")
    ]
    desk.check(run_id, order="mdy")
    desk.start(run_id)
    assert desk.house.rows("SELECT treated_at / 86400000000 FROM treatment") == [(20516,)]


def test_an_import_enrolls_counts_and_marks_what_it_brought(desk: Desk) -> None:
    run_id = desk.imported(ANA_ROW, BAD_ROW, BEN_ROW)
    view = desk.view(run_id)
    assert (view.run.state, view.run.rows, view.run.enrolled, view.run.rejected) == (RunState.DONE, 3, 2, 1)
    assert desk.treatments() == [("active", run_id), ("active", run_id)]
    assert (view.file_there, view.errors_there, view.run.runner) == (False, True, None)
    with desk.house.app.database.read() as work:
        assert [(by, verb) for _, by, verb, _ in audit_of(work, "import", run_id)] == [("Rosa", "imported")]


def test_the_same_file_again_is_told_and_changes_nothing(desk: Desk) -> None:
    first = desk.imported(ANA_ROW)
    again = desk.bring(HEADER + ANA_ROW)
    assert getattr(desk.view(again).earlier, "id", None) == first
    view = desk.check(again)
    assert (view.found.numbers.enrolled, view.found.numbers.unchanged) == (0, 1)


def test_a_run_that_ends_while_its_page_is_made_is_not_called_interrupted(desk: Desk) -> None:
    run_id = desk.bring(HEADER + ANA_ROW)
    desk.check(run_id)
    app = desk.house.app
    # How old a file is would be asked for first.
    drop_files(app, run_id)

    def look() -> tuple[list[bool], bool]:
        ending = App(app.settings, app.database, ends)
        with app.database.write() as work:
            change_run(work, run_id, list(RunState), state="checking", runner=runner, seen_at=app.now_micros())
        view = view_import(ending, run_id)
        assert view is not None
        with app.database.write() as work:
            change_run(work, run_id, list(RunState), state="checking", runner=runner, seen_at=app.now_micros())
        return [line.interrupted for line in imports(ending).lines], view.interrupted

    def ends() -> datetime:
        """Whoever looks for the thread asks for the time: until then the work is done."""
        if done:
            with app.database.write() as work:
                change_run(work, run_id, [RunState.CHECKING], state="checked", runner=None)
        return app.now()

    runner = f"{socket.gethostname()}:{os.getpid()}:0"
    done = False
    assert look() == ([True], True)
    done = True
    assert look() == ([False], False)


def test_a_corrected_errors_file_brings_the_rest(desk: Desk) -> None:
    run_id = desk.imported(ANA_ROW, BAD_ROW)
    rows = errors_of(desk.house.app, run_id).read_text(encoding="utf-8-sig")
    corrected = rows.replace("20255501", "(202) 555-0113").replace("Massage", "Facial")
    again = desk.bring(corrected)
    view = desk.check(again)
    assert (view.found.numbers.rows, view.found.numbers.enrolled) == (1, 1)


def test_an_import_that_is_stopped_keeps_what_it_took_and_goes_on(desk: Desk) -> None:
    run_id = desk.bring(HEADER + ANA_ROW + BEN_ROW)
    desk.check(run_id)
    stopping = Stopping(desk)
    stopping.start(run_id, "Rosa")
    view = desk.ended(run_id)
    assert (view.run.state, view.run.rows_done, view.run.enrolled, view.file_there) == (RunState.STOPPED, 1, 1, True)
    view = desk.start(run_id)
    assert (view.run.state, view.run.rows_done, view.run.enrolled, view.run.unchanged) == (RunState.DONE, 2, 2, 0)


class Stopping(Importer):
    """Somebody asks to stop as soon as the first rows are taken."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.house.app, batch=1)
        self._desk = desk

    def _noted(self, run: object, done: apply.Imported, rows: int) -> bool:
        assert stop_import(self._desk.house.app, run.id, "Rosa")  # type: ignore[attr-defined]
        return super()._noted(run, done, rows)  # type: ignore[arg-type]


def test_an_import_whose_process_ended_is_told_and_goes_on_without_taking_a_row_twice(desk: Desk) -> None:
    run_id = desk.bring(HEADER + ANA_ROW + BEN_ROW)
    desk.check(run_id)
    now = desk.house.app.now_micros()
    with desk.house.app.database.write() as work:
        columns = {"state": "running", "runner": "elsewhere:1:aa", "seen_at": now - 30 * SECOND}
        change_run(work, run_id, [RunState.CHECKED], **columns)
    assert [line.interrupted for line in imports(desk.house.app).lines] == [False]
    assert mistakes(lambda: desk.importer.start(run_id, "Rosa")) == [
        ("import", "somebody else was quicker; look at how it stands now")
    ]
    with desk.house.app.database.write() as work:
        change_run(work, run_id, [RunState.RUNNING], seen_at=now - 2 * MINUTE)
    assert (desk.view(run_id).interrupted, desk.view(run_id).working) == (True, False)
    assert (desk.start(run_id).run.state, desk.view(run_id).run.enrolled) == (RunState.DONE, 2)


def test_one_import_is_at_work_at_a_time(desk: Desk) -> None:
    first, second = desk.bring(HEADER + ANA_ROW), desk.bring(HEADER + BEN_ROW)
    with desk.house.app.database.write() as work:
        columns = {"state": "running", "runner": "elsewhere:1:aa", "seen_at": desk.house.app.now_micros()}
        change_run(work, first, [RunState.NEW], **columns)
    assert mistakes(lambda: desk.check(second)) == [
        ("import", "another import is at work; begin this one when it is done")
    ]


def test_an_import_is_undone_before_its_first_message_and_the_file_can_come_again(desk: Desk) -> None:
    run_id = desk.imported(ANA_ROW, BEN_ROW)
    assert undo_refusal(desk.house.app, run_id) is None
    view = desk.undo(run_id)
    assert (view.run.state, view.run.undone_by) == (RunState.UNDONE, "Rosa")
    assert desk.treatments() == [("entered_in_error", run_id)] * 2
    assert desk.house.queue() == []
    assert desk.house.rows("SELECT DISTINCT status FROM message") == [("canceled",)]
    assert desk.house.rows("SELECT COUNT(*) FROM address WHERE until_at IS NULL") == [(0,)]
    # The number was right, the name was not: nobody stands in its way.
    again = desk.imported(ANA_ROW.replace("Ana", "Anna"), BEN_ROW)
    assert [one for one in desk.treatments() if one[0] == "active"] == [("active", again)] * 2
    assert desk.view(again).run.rejected == 0


def test_an_import_whose_welcome_has_left_is_not_undone(desk: Desk) -> None:
    run_id = desk.imported(ANA_ROW, BEN_ROW)
    desk.house.send()
    assert undo_refusal(desk.house.app, run_id) is None
    desk.house.set_clock("2026-04-01 10:16")
    desk.house.send()
    told = "its first message has left; cancel single treatments on the patients' pages"
    assert undo_refusal(desk.house.app, run_id) == told
    assert mistakes(lambda: end_all(desk.house.app, run_id, "Rosa")) == [("import", told)]
    assert desk.treatments() == [("active", run_id)] * 2


def test_undoing_brings_back_what_the_import_had_ended(desk: Desk) -> None:
    before = desk.house.enroll().treatment_id
    run_id = desk.imported(ANA_ROW.replace("2026-04-01 09:00", "2026-04-01 10:05"))
    assert desk.house.plan(before)["come-back"] == "canceled: treated_again"
    desk.undo(run_id)
    assert desk.house.plan(before)["come-back"] == "2026-07-01 11:00"


def test_what_staff_ended_is_left_as_it_is_by_undoing(desk: Desk) -> None:
    run_id = desk.imported(ANA_ROW, BEN_ROW)
    with desk.house.app.database.write() as work:
        work.run("UPDATE treatment SET status = 'canceled' WHERE id = (SELECT MIN(id) FROM treatment)")
    desk.undo(run_id)
    assert desk.treatments() == [("canceled", run_id), ("entered_in_error", run_id)]


def test_a_file_of_which_nothing_was_taken_is_thrown_away(desk: Desk) -> None:
    run_id = desk.bring(HEADER + ANA_ROW)
    path = path_of(desk.house.app, run_id)
    assert (drop_import(desk.house.app, run_id), path.exists()) == (True, False)
    assert view_import(desk.house.app, run_id) is None
    taken = desk.imported(ANA_ROW)
    assert drop_import(desk.house.app, taken) is False


def test_a_file_that_has_lain_for_a_day_is_removed(desk: Desk) -> None:
    run_id = desk.bring(HEADER + ANA_ROW)
    path, now = path_of(desk.house.app, run_id), desk.house.app.now().timestamp()
    os.utime(path, (now, now - import_files.KEPT_FOR.total_seconds() + 60))
    drop_old_files(desk.house.app)
    assert path.exists()
    os.utime(path, (now, now - import_files.KEPT_FOR.total_seconds() - 60))
    drop_old_files(desk.house.app)
    assert (path.exists(), desk.view(run_id).file_there, desk.view(run_id).columns) == (False, False, ())


def test_an_import_of_another_clinic_is_not_shown(desk: Desk) -> None:
    run_id = desk.bring(HEADER + ANA_ROW)
    with desk.house.app.database.write() as work:
        other = insert_clinic(work, "Elsewhere", "", 5, 0)
        work.run("UPDATE import_run SET clinic_id = ?", (other,))
    assert (view_import(desk.house.app, run_id), imports(desk.house.app).lines) == (None, ())
    assert stop_import(desk.house.app, run_id, "Rosa") is False
    assert ANA not in str(desk.house.rows("SELECT file_name_enc, found_enc FROM import_run"))
