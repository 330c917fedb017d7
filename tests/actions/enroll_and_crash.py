"""Enrolls six people at once, again and again, and dies inside the third transaction, before its commit.

python -m tests.actions.enroll_and_crash DATABASE_URL: prints the treatment's id of everybody who was enrolled.
"""

import os
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from reminders.actions.enroll import enroll_batch, seal_batch
from reminders.app import App
from reminders.config import Settings
from reminders.domain.enrollment import Enrolled, Enrollment
from reminders.store.database import Database
from tests.actions.house import ANA_TREATED, NOW, Hands
from tests.databases import KEYRING

PEOPLE = 6
BOUND = 30


def main(url: str) -> None:
    """Three turns, of which the last does not end."""
    settings = Settings.model_validate({"database_url": url, "secret_key": "a secret key for tests, 32 chars or more"})
    app = App(settings, Database(url, KEYRING), Hands(NOW))
    for turn in range(3):
        enroll_together(app, turn)


def enroll_together(app: App, turn: int) -> None:
    """All six share one transaction."""
    people = [replace(ANA_TREATED, phone=f"+1202555{100 + turn * PEOPLE + n:04d}") for n in range(PEOPLE)]
    fulfil = partial(enroll_or_die, app, turn == 2)
    threads = [threading.Thread(target=enroll_one, args=[app, person, fulfil], daemon=True) for person in people]
    with app.database.in_turn():
        for thread in threads:
            thread.start()
        until = time.monotonic() + BOUND
        while len(app.enrolling._gathering or ()) != PEOPLE and time.monotonic() < until:
            time.sleep(0.001)
    for thread in threads:
        thread.join(BOUND)


def enroll_one(app: App, person: Enrollment, fulfil: "partial[list[Enrolled]]") -> None:
    """Prints when it is certain."""
    enrolled = app.enrolling.do(person, fulfil)
    sys.stdout.write(f"{enrolled.treatment_id}\n")
    sys.stdout.flush()


def enroll_or_die(app: App, die: bool, people: Sequence[Enrollment]) -> list[Enrolled]:
    """As the action does it; dying, everything is written but the commit."""
    batch = seal_batch(app, people)
    with app.database.write() as work:
        done = enroll_batch(work, app, batch)
        if die:
            os._exit(9)
    return done


if __name__ == "__main__":
    main(sys.argv[1])
