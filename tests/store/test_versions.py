"""Published versions: numbered by schedule, immutable but for the approval."""

from dataclasses import replace

import pytest

from reminders.store.clinics import insert_clinic
from reminders.store.database import Database, Work
from reminders.store.versions import (
    Version,
    approve_version,
    insert_version,
    latest_version,
    latest_versions,
    version_by_id,
    version_content,
    versions,
)


@pytest.fixture
def clinic_id(database: Database) -> int:
    with database.write() as work:
        return insert_clinic(work, "Willow", "", 5, 1)


def publish(work: Work, clinic_id: int, schedule: str, content: str = "{}") -> Version:
    return insert_version(work, clinic_id, schedule, content, "sha", by="Rosa", apply_to="new", now=2)


def test_versions_are_numbered_by_schedule(database: Database, clinic_id: int) -> None:
    with database.write() as work:
        numbers = [publish(work, clinic_id, schedule).number for schedule in ("peel", "facial", "peel", "peel")]
    assert numbers == [1, 1, 2, 3]


def test_new_enrollments_get_the_newest_version(database: Database, clinic_id: int) -> None:
    with database.write() as work:
        publish(work, clinic_id, "peel")
        newest = publish(work, clinic_id, "peel")
        facial = publish(work, clinic_id, "facial")
    with database.read() as work:
        assert latest_version(work, clinic_id, "peel") == newest
        assert latest_version(work, clinic_id, "laser") is None
        assert latest_versions(work, clinic_id) == [facial, newest]


def test_a_version_keeps_its_content(database: Database, clinic_id: int) -> None:
    with database.write() as work:
        first = publish(work, clinic_id, "peel", '{"text":"Zoë"}')
        publish(work, clinic_id, "peel", '{"text":"other"}')
    with database.read() as work:
        assert version_content(work, first.id) == '{"text":"Zoë"}'
        assert version_by_id(work, first.id) == first


def test_the_history_is_of_one_schedule_or_of_all(database: Database, clinic_id: int) -> None:
    with database.write() as work:
        for schedule in ("peel", "facial", "peel"):
            publish(work, clinic_id, schedule)
    with database.read() as work:
        of_peel = [(v.schedule, v.number) for v in versions(work, clinic_id, "peel")]
        of_all = [(v.schedule, v.number) for v in versions(work, clinic_id)]
    assert of_peel == [("peel", 1), ("peel", 2)]
    assert of_all == [("facial", 1), ("peel", 1), ("peel", 2)]


def test_another_clinic_has_versions_of_its_own(database: Database, clinic_id: int) -> None:
    with database.write() as work:
        publish(work, clinic_id, "peel")
        other = insert_clinic(work, "Birch", "", 5, 1)
        assert latest_version(work, other, "peel") is None
        assert publish(work, other, "peel").number == 1


def test_the_first_approval_holds(database: Database, clinic_id: int) -> None:
    with database.write() as work:
        version = publish(work, clinic_id, "peel")
        approved = [approve_version(work, version.id, "Dr. Reyes", 3), approve_version(work, version.id, "Ida", 4)]
    with database.read() as work:
        stored = version_by_id(work, version.id)
    assert approved == [True, False]
    assert stored == replace(version, approved_at=3, approved_by="Dr. Reyes")


def test_a_version_that_is_not_there_cannot_be_approved(database: Database, clinic_id: int) -> None:
    with database.write() as work:
        assert approve_version(work, 4711, "Dr. Reyes", 3) is False
