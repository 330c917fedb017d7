"""Tells whether the database is an older state of itself: restored from a backup, or copied back by hand.

A file beside a SQLite database remembers how far it had come; a PostgreSQL database remembers where it lives. The
database is always a step ahead of the file, never behind, unless somebody put an older one in its place.
"""

import json
import os
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reminders.store.database import Row, StoreError, Work
from reminders.store.due import dequeue
from reminders.store.facts import drop_fact, get_fact, set_fact

_MARK, _HOME, _DOUBTFUL = "restore_mark", "restore_home", "restore_doubtful_before"
#: Ids that a lost database gave out stand in links and in reports that are still to come: no row may get them again.
_ID_GAP = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Mark:
    """Which database it is, and how often its mark was renewed."""

    database: str
    count: int


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Messages of one step that a lost database may have sent. Micros UTC."""

    #: Empty where a message is of no schedule.
    schedule: str
    #: The step, or the origin: welcome, answer, …
    step: str
    channel: str
    messages: int
    #: So many of them became due after the backup; the others were waiting then.
    since: int
    first_due_at: int
    last_due_at: int


def sign_of_restore(work: Work, path: Path | None) -> str | None:
    """Why this database must be an older state of itself; None when nothing speaks for it. `path`: the SQLite file."""
    if path is None:
        told, home = get_fact(work, _HOME), _home(work)
        moved = told is not None and home is not None and told != home
        return "this PostgreSQL database was restored or moved" if moved else None
    here, beside = _stored_mark(work), read_mark_file(path)
    if beside is None or (here is not None and (here.database != beside.database or here.count >= beside.count)):
        return None
    # Without a mark of its own it is from before there were any; a new database gets one when it is set up.
    return "an older copy of the database file was put back"


def renew_mark(work: Work, path: Path | None) -> Mark | None:
    """One step ahead, inside a transaction; after its commit, `write_mark_file`. None on PostgreSQL."""
    if path is None:
        here = _home(work)
        if here is not None:
            set_fact(work, _HOME, here)
        return None
    before, beside = _stored_mark(work) or Mark(secrets.token_hex(16), 0), read_mark_file(path)
    ahead = beside.count if beside is not None and beside.database == before.database else 0
    mark = Mark(before.database, max(before.count, ahead) + 1)
    set_fact(work, _MARK, f"{mark.database}:{mark.count}")
    return mark


def read_mark_file(path: Path) -> Mark | None:
    """What lies beside a database file; None when there is nothing that can be read."""
    try:
        found = json.loads(_mark_path(path).read_text(encoding="utf-8"))
        return Mark(str(found["database"]), int(found["count"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_mark_file(path: Path, mark: Mark) -> None:
    """Remember it beside the database file. Raises StoreError."""
    # Two threads of the service may remember it at once.
    fresh = f"{_mark_path(path)}.{os.getpid()}.{threading.get_ident()}"
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"database": mark.database, "count": mark.count}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, _mark_path(path))
    except OSError as error:
        raise StoreError(f"{path.parent}: cannot write there ({error.strerror}); check its rights and room") from None


def skip_ids(work: Work) -> None:
    """New rows get ids that the lost database cannot have given out."""
    if work.postgres:
        work.all("SELECT setval('row_ids', nextval('row_ids') + ?)", (_ID_GAP,))
    else:
        work.run("UPDATE row_id SET next_id = next_id + ? WHERE only = 1", (_ID_GAP,))


def set_doubtful(work: Work, before: int) -> None:
    """What was due before this moment (micros UTC) may have been sent; a person decides."""
    set_fact(work, _DOUBTFUL, str(before))


def doubtful_before(work: Work) -> int | None:
    """The moment of `set_doubtful`; None when nothing is in doubt."""
    told = get_fact(work, _DOUBTFUL)
    return int(told) if told is not None else None


def drop_doubtful(work: Work) -> None:
    """A person has decided."""
    drop_fact(work, _DOUBTFUL)


def doubtful_messages(work: Work, clinic_id: int, before: int, known_until: int = 0) -> list[Doubtful]:
    """What is planned and was due before a moment, by step, the earliest first; `known_until`: when the backup ends."""
    rows = work.all(
        "SELECT COALESCE(t.schedule, ''), COALESCE(m.step, m.origin), COALESCE(m.channel, ''), COUNT(*), "
        "SUM(CASE WHEN m.due_at >= ? THEN 1 ELSE 0 END), MIN(m.due_at), MAX(m.due_at) FROM message m LEFT JOIN treatment t ON t.id = m.treatment_id "
        "WHERE m.clinic_id = ? AND m.status = 'planned' AND m.due_at < ? GROUP BY 1, 2, 3 ORDER BY 6, 1, 2, 3",
        (known_until, clinic_id, before),
    )
    return [Doubtful(*row) for row in rows]


def close_due_before(work: Work, clinic_id: int, before: int, channel: str, by: str) -> int:
    """Cancel what is planned and was due before a moment, as decided by staff; on one channel, or (empty) on each.
    Returns how many.
    """
    on, values = (" AND channel = ?", (channel,)) if channel else ("", ())
    # In the order in which a dispatcher takes them, so that two cannot wait for each other.
    lock = " FOR UPDATE" if work.postgres else ""
    rows = work.all(
        "SELECT id, queue_at FROM message WHERE clinic_id = ? AND status = 'planned' AND due_at < ?"
        f"{on} ORDER BY due_at, id{lock}",
        (clinic_id, before, *values),
    )
    _close(work, rows, by)
    return len(rows)


def _close(work: Work, rows: Sequence[Row], by: str) -> None:
    work.many(
        "UPDATE message SET status = 'canceled', status_reason = 'staff', due_at = NULL, queue_at = NULL, "
        "decided_by = ? WHERE id = ? AND status = 'planned'",
        [(by, message_id) for message_id, _ in rows],
    )
    queued = [(queue_at, message_id) for message_id, queue_at in rows if queue_at is not None]
    dequeue(work, queued)


def _stored_mark(work: Work) -> Mark | None:
    told = get_fact(work, _MARK)
    if told is None:
        return None
    database, _, count = told.partition(":")
    return Mark(database, int(count))


def _mark_path(path: Path) -> Path:
    return Path(f"{path}.mark")


def _home(work: Work) -> str | None:
    """Server, timeline and database: a dump that is loaded makes another database, a rewound server another timeline.
    None where the server does not let us ask.
    """
    allowed = work.one(
        "SELECT has_function_privilege('pg_control_system()', 'execute') "
        "AND has_function_privilege('pg_control_checkpoint()', 'execute')"
    )
    if allowed != (True,):
        return None
    row = work.one(
        "SELECT s.system_identifier, c.timeline_id, d.oid FROM pg_control_system() s, pg_control_checkpoint() c, "
        "pg_database d WHERE d.datname = current_database()"
    )
    assert row is not None
    return "/".join(str(part) for part in row)
