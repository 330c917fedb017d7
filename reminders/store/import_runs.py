"""Files that were brought in through the pages: what became of each, and what taking one back touches."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reminders.store.database import Row, Work, marks

FILE_NAME = b"import_run.file_name"
FOUND = b"import_run.found"


class RunState(StrEnum):
    """Where an import is."""

    #: The file is here; somebody looks at its columns.
    NEW = "new"
    #: It is read without storing anything.
    CHECKING = "checking"
    #: What it would do is known.
    CHECKED = "checked"
    RUNNING = "running"
    #: Somebody stopped it after some rows.
    STOPPED = "stopped"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


#: Some process is at work on it, or was.
WORKING = (RunState.CHECKING, RunState.RUNNING, RunState.UNDOING)


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One file; its name and what was found in it are opened. Micros UTC."""

    id: int
    file_name: str
    sha256: str
    state: RunState
    #: JSON of actions/import_reading.py.
    reading: str
    since_at: int
    begun_by: str
    seen_at: int
    rows: int
    rows_done: int
    enrolled: int
    unchanged: int
    changed: int
    rejected: int
    ended_at: int | None
    undone_at: int | None
    undone_by: str | None
    runner: str | None
    stop_by: str | None
    #: JSON of actions/import_found.py; empty: nothing yet.
    found: str

    @property
    def mark(self) -> str:
        """Of how the file is read: what a form brings back, so that nobody imports by columns that a colleague has
        matched otherwise since.
        """
        return hashlib.sha256(self.reading.encode()).hexdigest()[:16]


_COLUMNS = (
    "id, file_name_enc, sha256, state, reading, since_at, begun_by, seen_at, rows, rows_done, enrolled, unchanged, changed, "
    "rejected, ended_at, undone_at, undone_by, runner, stop_by, found_enc"
)


def insert_run(work: Work, clinic_id: int, file_name: str, sha256: str, by: str, now: int) -> int:
    """A new file. Returns its id."""
    run_id = work.new_ids(1)[0]
    sealed = work.keyring.seal(FILE_NAME, run_id, file_name)
    work.run(
        "INSERT INTO import_run (id, clinic_id, file_name_enc, sha256, state, since_at, begun_by, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (run_id, clinic_id, sealed, sha256, RunState.NEW.value, now, by, now),
    )
    return run_id


def import_run(work: Work, clinic_id: int, run_id: int) -> ImportRun | None:
    """One of this clinic; None: there is none."""
    row = work.one(f"SELECT {_COLUMNS} FROM import_run WHERE clinic_id = ? AND id = ?", (clinic_id, run_id))
    return _run(work, row) if row else None


def list_runs(work: Work, clinic_id: int, after: int | None, limit: int) -> list[ImportRun]:
    """The newest first, after the run `after`."""
    rows = work.all(
        f"SELECT {_COLUMNS} FROM import_run WHERE clinic_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
        (clinic_id, after or 2**63 - 1, limit),
    )
    return [_run(work, row) for row in rows]


def same_file(work: Work, clinic_id: int, run: ImportRun) -> ImportRun | None:
    """The newest earlier import of this very file that took rows and still counts."""
    row = work.one(
        f"SELECT {_COLUMNS} FROM import_run WHERE clinic_id = ? AND sha256 = ? AND id < ? AND state IN ('done', 'stopped') ORDER BY id DESC LIMIT 1",
        (clinic_id, run.sha256, run.id),
    )
    return _run(work, row) if row else None


def working_runs(work: Work, clinic_id: int) -> list[ImportRun]:
    """Those on which a process is at work, or was."""
    rows = work.all(
        f"SELECT {_COLUMNS} FROM import_run WHERE clinic_id = ? AND state IN ('checking', 'running', 'undoing') ORDER BY id",
        (clinic_id,),
    )
    return [_run(work, row) for row in rows]


def change_run(work: Work, run_id: int, before: Collection[RunState], **columns: object) -> bool:
    """Change columns (names are the program's own) of a run in one of these states; False: it is in another."""
    if "found" in columns:
        columns["found_enc"] = work.keyring.seal(FOUND, run_id, str(columns.pop("found")))
    sets = ", ".join(f"{name} = ?" for name in columns)
    states = [state.value for state in before]
    changed = work.run(
        f"UPDATE import_run SET {sets} WHERE id = ? AND state IN ({marks(len(states))})",
        (*columns.values(), run_id, *states),
    )
    return changed == 1


def drop_run(work: Work, clinic_id: int, run_id: int) -> bool:
    """Forget a file of which nothing was taken; False: it is not one."""
    dropped = work.run(
        "DELETE FROM import_run WHERE clinic_id = ? AND id = ? AND state IN ('new', 'checked')", (clinic_id, run_id)
    )
    return dropped == 1


def note_progress(work: Work, run_id: int, runner: str, **columns: int) -> tuple[bool, bool]:
    """Write down how far `runner` has come. Returns whether it is still its run, and whether somebody asked to stop."""
    sets = ", ".join(f"{name} = ?" for name in columns)
    row = work.one(
        f"UPDATE import_run SET {sets} WHERE id = ? AND runner = ? RETURNING stop_by",
        (*columns.values(), run_id, runner),
    )
    return row is not None, row is not None and row[0] is not None


def stamp_enrolled(work: Work, run_id: int, treatment_ids: Sequence[int]) -> None:
    """These treatments came by this import; they are counted in the same transaction."""
    work.many("UPDATE treatment SET import_id = ? WHERE id = ?", [(run_id, one) for one in treatment_ids])
    work.run("UPDATE import_run SET enrolled = enrolled + ? WHERE id = ?", (len(treatment_ids), run_id))


def planned_for(work: Work, treatment_ids: Sequence[int]) -> list[tuple[int, int]]:
    """(when it leaves, how many) of everything that these treatments will send, the welcomes of their patients too."""
    if not treatment_ids:
        return []
    listed = marks(len(treatment_ids))
    rows = work.all(
        f"SELECT queue_at, COUNT(*) FROM message WHERE treatment_id IN ({listed}) AND status = 'planned' AND queue_at IS NOT NULL "
        "GROUP BY queue_at UNION ALL "
        "SELECT queue_at, COUNT(*) FROM message WHERE treatment_id IS NULL AND origin = 'welcome' AND status = 'planned' "
        f"AND queue_at IS NOT NULL AND patient_id IN (SELECT patient_id FROM treatment WHERE id IN ({listed})) GROUP BY queue_at",
        [*treatment_ids, *treatment_ids],
    )
    return [(row[0], row[1]) for row in rows]


def has_sent(work: Work, run_id: int, since: int) -> bool:
    """Whether a message of this import has left, or may have: of its treatments, or a welcome of their patients."""
    row = work.one(
        "SELECT 1 FROM message m CROSS JOIN treatment t WHERE m.armed_at IS NOT NULL AND m.armed_at >= ? AND t.patient_id = m.patient_id "
        "AND +t.import_id = ? AND m.origin IN ('step', 'welcome') AND (m.treatment_id IS NULL OR m.treatment_id = t.id) LIMIT 1",
        (since, run_id),
    )
    return row is not None


def end_enrolled(work: Work, run_id: int) -> int:
    """Every treatment that this import enrolled was entered in error, and the same file enrolls it anew. Returns how
    many; what staff have ended stays as it is.
    """
    return work.run(
        "UPDATE treatment SET status = 'entered_in_error', external_id_hash = NULL, import_hash = NULL "
        "WHERE import_id = ? AND status IN ('active', 'on_hold', 'completed')",
        (run_id,),
    )


def enrolled_after(work: Work, run_id: int, after: int, limit: int) -> list[tuple[int, int]]:
    """(treatment, patient) of what this import enrolled and what has been taken back, by id after `after`."""
    rows = work.all(
        "SELECT id, patient_id FROM treatment WHERE import_id = ? AND id > ? AND status = 'entered_in_error' ORDER BY id LIMIT ?",
        (run_id, after, limit),
    )
    return [(row[0], row[1]) for row in rows]


def _run(work: Work, row: Row) -> ImportRun:
    name = work.keyring.open(FILE_NAME, row[0], row[1])
    found = work.keyring.open_optional(FOUND, row[0], row[19])
    fixed = (row[0], name, row[2], RunState(row[3]), *row[4:19], found)
    return ImportRun(*fixed)
