"""Clinics, their locations, and what they allow."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any

from reminders.domain.rules import ClinicRules, ClosedDay, ContactHours, Limit
from reminders.domain.words import Channel, Kind
from reminders.store.database import Work
from reminders.store.senders import set_rate


@dataclass(frozen=True, slots=True)
class Location:
    """A place of the clinic; treatments happen at one."""

    id: int
    name: str
    timezone: str
    phone: str
    booking_url: str


@dataclass(frozen=True, slots=True)
class Clinic:
    """The legal sender, with what it allows and where it works."""

    id: int
    name: str
    postal_address: str
    settle_minutes: int
    rules: ClinicRules
    #: Open ones, the first is the default.
    locations: tuple[Location, ...]
    #: What a patient in danger calls.
    emergency_number: str = "911"
    #: Messages a second; None: no limit.
    texts_per_second: float | None = None
    mails_per_second: float | None = None

    def location(self, location_id: int) -> Location:
        """An open location by id, else the first one."""
        for place in self.locations:
            if place.id == location_id:
                return place
        return self.locations[0]

    def location_named(self, name: str) -> Location | None:
        """An open location by name, whatever its case."""
        return next((place for place in self.locations if place.name.casefold() == name.casefold()), None)


def load_clinic(work: Work) -> Clinic | None:
    """The clinic of this database; None before setup."""
    row = work.one(
        "SELECT id, name, postal_address, settle_minutes, send_time, contact_hours, limits, emergency_number, "
        "(SELECT per_second FROM sender WHERE clinic_id = clinic.id AND channel = 'sms'), "
        "(SELECT per_second FROM sender WHERE clinic_id = clinic.id AND channel = 'email') FROM clinic ORDER BY id"
    )
    if row is None:
        return None
    places = work.all(
        "SELECT id, name, timezone, phone, booking_url FROM location WHERE clinic_id = ? AND until_at IS NULL ORDER BY id",
        (row[0],),
    )
    rules = rules_from(row[4], row[5], row[6])
    return Clinic(row[0], row[1], row[2], row[3], rules, tuple(Location(*place) for place in places), *row[7:])


def insert_clinic(work: Work, name: str, postal_address: str, settle_minutes: int, now: int) -> int:
    """A new clinic with the default contact hours and limits. Returns its id."""
    clinic_id = work.new_ids(1)[0]
    work.run(
        "INSERT INTO clinic (id, name, postal_address, settle_minutes, send_time, created_at) VALUES (?, ?, ?, ?, '10:00', ?)",
        (clinic_id, name, postal_address, settle_minutes, now),
    )
    return clinic_id


def insert_location(work: Work, clinic_id: int, place: Mapping[str, str]) -> int:
    """A new location from name, timezone, phone and booking_url. Returns its id."""
    location_id = work.new_ids(1)[0]
    work.run(
        "INSERT INTO location (id, clinic_id, name, timezone, phone, booking_url) VALUES (?, ?, ?, ?, ?, ?)",
        (location_id, clinic_id, place["name"], place["timezone"], place["phone"], place["booking_url"]),
    )
    return location_id


def lock_clinic(work: Work, clinic_id: int) -> None:
    """Until the end of the transaction nobody else changes this clinic or publishes. SQLite has one writer anyway."""
    if work.postgres:
        work.all("SELECT id FROM clinic WHERE id = ? FOR NO KEY UPDATE", (clinic_id,))


def save_clinic(work: Work, clinic: Clinic) -> None:
    """Write the clinic's own columns. Hours and limits that are the defaults stay null and follow them."""
    rules, usual = clinic.rules, ClinicRules()
    hours = {k.value: _hours_to(v) for k, v in rules.hours.items() if v != usual.hours[k]}
    limits = {k.value: [v.per_day, v.per_week] for k, v in rules.limits.items() if v != usual.limits[k]}
    work.run(
        "UPDATE clinic SET name = ?, postal_address = ?, settle_minutes = ?, send_time = ?, contact_hours = ?, limits = ?, "
        "emergency_number = ? WHERE id = ?",
        (
            clinic.name,
            clinic.postal_address,
            clinic.settle_minutes,
            f"{rules.send_time:%H:%M}",
            json.dumps(hours) if hours else None,
            json.dumps(limits) if limits else None,
            clinic.emergency_number,
            clinic.id,
        ),
    )
    set_rate(work, clinic.id, Channel.SMS, clinic.texts_per_second)
    set_rate(work, clinic.id, Channel.EMAIL, clinic.mails_per_second)


def save_location(work: Work, place: Location) -> None:
    """Write a location that is here already."""
    work.run(
        "UPDATE location SET name = ?, timezone = ?, phone = ?, booking_url = ? WHERE id = ?",
        (place.name, place.timezone, place.phone, place.booking_url, place.id),
    )


def close_location(work: Work, location_id: int, now: int) -> None:
    """Nobody is treated there any more."""
    work.run("UPDATE location SET until_at = ? WHERE id = ? AND until_at IS NULL", (now, location_id))


@lru_cache(maxsize=16)
def rules_from(send_time: str, contact_hours: str | None, limits: str | None) -> ClinicRules:
    """Rules from what the clinic's row holds; null means the default."""
    rules = ClinicRules(send_time=time.fromisoformat(send_time))
    hours = {**rules.hours, **{Kind(k): _hours_from(v) for k, v in json.loads(contact_hours or "{}").items()}}
    most = {**rules.limits, **{Kind(k): Limit(*v) for k, v in json.loads(limits or "{}").items()}}
    return ClinicRules(send_time=rules.send_time, hours=hours, limits=most)


def _hours_to(hours: ContactHours) -> dict[str, Any]:
    week = [[f"{at:%H:%M}" for at in span] if span else None for span in hours.week]
    closed = [[day.on.isoformat(), day.name] for day in hours.closed_days]
    return {"week": week, "federal_holidays": hours.federal_holidays, "closed_days": closed}


def _hours_from(stored: dict[str, Any]) -> ContactHours:
    days = [tuple(time.fromisoformat(t) for t in day) if day else None for day in stored["week"]]
    closed = tuple(ClosedDay(date.fromisoformat(on), name) for on, name in stored.get("closed_days", []))
    return ContactHours(tuple(days), stored["federal_holidays"], closed)  # type: ignore[arg-type]
