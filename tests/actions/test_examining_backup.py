"""The doctor's look at backups, on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.examining_backup import examine_backup
from reminders.actions.findings import Check
from reminders.domain.instants import to_micros
from reminders.store.audit import add_audit
from reminders.store.database import Database
from tests.actions.house import NOW, House, open_house


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def note(house: House, hours_ago: int) -> None:
    """A backup so long ago."""
    at = to_micros(NOW - timedelta(hours=hours_ago))
    with house.app.database.write() as work:
        add_audit(work, house.app.clinic(work).id, at, "command line", "backed up", "database", 0, "a.db")


def look(house: House) -> Check:
    with house.app.database.read() as work:
        return examine_backup(work, house.app.clinic(work), to_micros(NOW))


def test_a_clinic_without_a_backup_is_warned(house: House) -> None:
    assert (look(house).state, look(house).says.partition(";")[0]) == ("warn", "there is none")


def test_an_old_backup_is_warned_of(house: House) -> None:
    note(house, 200)
    note(house, 27)
    assert (look(house).state, look(house).says) == ("warn", "the newest one is 27 hours old")


@pytest.mark.parametrize(("hours", "says"), [(0, "made within the last hour"), (26, "made 26 hour(s) ago")])
def test_a_backup_of_the_last_day_is_well(hours: int, says: str, house: House) -> None:
    note(house, hours)
    assert (look(house).state, look(house).says, look(house).cure) == ("ok", says, "")
