"""Imports a file in a process without threads, and says what is stored then.

python -m tests.actions.importing.import_alone DATABASE_URL FILE CORES: prints one JSON document. The database is that
of `tests.actions.house`, and the clock stands.
"""

import json
import os
import sys
from contextlib import closing
from pathlib import Path

from reminders.actions.importing.apply import Imported, ImportRequest, import_file
from reminders.app import App
from reminders.config import Settings
from reminders.store.database import Database, Work
from reminders.store.people import current_addresses, names_of
from tests.actions.house import NOW, Hands
from tests.databases import KEYRING

_PLANS = (
    "SELECT t.treated_at, step, origin, m.status, status_reason, channel, wish_at, opens_at, closes_at, due_at, "
    "queue_at, shifts FROM message m LEFT JOIN treatment t ON t.id = m.treatment_id WHERE m.patient_id = ? "
    "ORDER BY COALESCE(t.treated_at, 0), wish_at, step"
)
_TREATED = "SELECT schedule, treated_at, status FROM treatment WHERE patient_id = ? ORDER BY treated_at"
_COUNTS = ("rows", "enrolled", "updated", "canceled", "booked", "unchanged", "rejected", "repeated", "without_consent")


def main(url: str, file: str, cores: int) -> None:
    """With so many cores."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    settings = Settings.model_validate({"database_url": url, "secret_key": "a secret key for tests, 32 chars or more"})
    copies: set[str] = set()

    def look(_done: int, _rows: int) -> None:
        copies.update(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())

    with closing(Database(url, KEYRING)) as database:
        imported = import_file(App(settings, database, Hands(NOW)), ImportRequest(Path(file)), look)
        with database.read() as work:
            stored = [_patient(work, row[0]) for row in work.all("SELECT id FROM patient ORDER BY id")]
            ids = work.all("SELECT id FROM message UNION ALL SELECT id FROM patient UNION ALL SELECT id FROM treatment")
    document = {
        "did": _did(imported),
        "copies": len(copies),
        "stored": stored,
        "every id once": len(ids) == len(set(ids)),
    }
    sys.stdout.write(json.dumps(document))


def _did(imported: Imported) -> dict[str, object]:
    kept = imported.errors_file.read_text(encoding="utf-8-sig").splitlines() if imported.errors_file else []
    errors = [str(one) for one in imported.errors]
    return {name: getattr(imported, name) for name in _COUNTS} | {"errors": errors, "errors file": kept}


def _patient(work: Work, patient_id: int) -> list[object]:
    addresses = current_addresses(work, 1, [patient_id])[patient_id]
    return [
        names_of(work, [patient_id])[patient_id],
        sorted((one.channel.value, sorted(one.consents)) for one in addresses),
        [list(row) for row in work.all(_TREATED, (patient_id,))],
        [list(row) for row in work.all(_PLANS, (patient_id,))],
    ]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
