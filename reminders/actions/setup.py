"""Sets a database up: tables, keys, clinic, shipped schedules, first admin. Safe to repeat."""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from reminders.app import App
from reminders.catalog.bundle import Bundle, read_bundle, read_schedule_names
from reminders.config import Settings
from reminders.store.audit import add_audit, begin_chain
from reminders.store.clinics import insert_clinic, insert_location, load_clinic
from reminders.store.database import Work
from reminders.store.facts import adopt_keys, check_keys
from reminders.store.migrating import migrate
from reminders.store.restored import renew_mark, write_mark_file
from reminders.store.staff import add_staff, list_staff
from reminders.store.versions import insert_version, latest_version

FIRST_ADMIN = "Admin"
_SETUP = "setup"


@dataclass(slots=True)
class SetUp:
    """What this run did; empty when everything was there."""

    migrated: bool = False
    clinic: str = ""
    #: Schedules published by this run: "microneedling, version 1".
    published: list[str] = field(default_factory=list)
    admin: str = ""


def set_up(app: App, admin: str = FIRST_ADMIN) -> SetUp:
    """Do what is missing. Raises Mistakes for a shipped schedule with mistakes, KeyringError for another's keys."""
    bundles = [
        read_bundle(app.settings.schedules_dir, app.settings.templates_dir, name)
        for name in read_schedule_names(app.settings.schedules_dir)
    ]
    _own_file(app.settings.sqlite_file)
    done = SetUp(migrated=migrate(app.database))
    with app.database.write() as work:
        check_keys(work)
        adopt_keys(work)
        clinic_id = _clinic(work, app.settings, app.now_micros(), done)
        _publish_shipped(work, clinic_id, bundles, app.now_micros(), done)
        _first_admin(work, clinic_id, admin, app.now_micros(), done)
        begin_chain(work, clinic_id)
        mark = renew_mark(work, app.database.path) if done.clinic else None
    if mark is not None and app.database.path is not None:
        write_mark_file(app.database.path, mark)
    return done


def _own_file(database: Path | None) -> None:
    """A new database file that only its owner may read; its write-ahead log takes over its rights."""
    # Where the folder is missing or closed, opening the database says so in plain words.
    if database is not None and not database.exists():
        with suppress(OSError):
            os.close(os.open(database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _clinic(work: Work, settings: Settings, now: int, done: SetUp) -> int:
    clinic = load_clinic(work)
    if clinic is not None:
        return clinic.id
    done.clinic = settings.clinic_name or "Your clinic"
    clinic_id = insert_clinic(work, done.clinic, settings.clinic_address or "", settings.clinic_settle_minutes, now)
    place = {
        "name": done.clinic,
        "timezone": settings.clinic_timezone,
        "phone": settings.clinic_phone or "",
        "booking_url": settings.clinic_booking_url or "",
    }
    insert_location(work, clinic_id, place)
    add_audit(work, clinic_id, now, _SETUP, "set up", "database", 0, done.clinic)
    return clinic_id


def _publish_shipped(work: Work, clinic_id: int, bundles: list[Bundle], now: int, done: SetUp) -> None:
    for bundle in bundles:
        name = bundle.schedule.name
        if latest_version(work, clinic_id, name) is None:
            content = (bundle.to_json(), bundle.sha256)
            version = insert_version(work, clinic_id, name, *content, by=_SETUP, apply_to="new", now=now)
            add_audit(work, clinic_id, now, _SETUP, "published", "schedule_version", version.id, "for new")
            done.published.append(f"{name}, version 1")


def _first_admin(work: Work, clinic_id: int, name: str, now: int, done: SetUp) -> None:
    if list_staff(work, clinic_id):
        return
    staff_id = add_staff(work, clinic_id, name, "admin", None, now)
    if staff_id is not None:
        add_audit(work, clinic_id, now, _SETUP, "added as admin", "staff_member", staff_id)
        done.admin = name
