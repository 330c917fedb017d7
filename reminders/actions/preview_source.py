"""Where a preview takes its schedule and its clinic from when there is a database."""

from collections.abc import Collection
from dataclasses import dataclass

from reminders.actions.preview import ClinicFacts
from reminders.app import App
from reminders.catalog.bundle import Bundle
from reminders.domain.rules import ClinicRules
from reminders.store.clinics import Clinic, load_clinic
from reminders.store.versions import latest_version, latest_versions, version_content


@dataclass(frozen=True, slots=True)
class Source:
    """What a preview stands on."""

    #: None: no version of this name is published.
    bundle: Bundle | None
    version: int | None
    #: What is published, by name.
    published: Collection[str]
    clinic: ClinicFacts
    rules: ClinicRules
    timezone: str


def published_source(app: App, schedule: str) -> Source | None:
    """The version that new enrollments get, and the clinic as the database knows it; None before setup."""
    with app.database.read() as work:
        clinic = load_clinic(work)
        if clinic is None:
            return None
        version = latest_version(work, clinic.id, schedule)
        return Source(
            bundle=Bundle.from_json(version_content(work, version.id)) if version else None,
            version=version.number if version else None,
            published=[known.schedule for known in latest_versions(work, clinic.id)],
            clinic=_facts(app, clinic),
            rules=clinic.rules,
            timezone=clinic.locations[0].timezone,
        )


def _facts(app: App, clinic: Clinic) -> ClinicFacts:
    place, invented = clinic.locations[0], ClinicFacts()
    return ClinicFacts(
        name=clinic.name,
        phone=place.phone or invented.phone,
        address=clinic.postal_address or invented.address,
        booking_url=place.booking_url or invented.booking_url,
        emergency_number=clinic.emergency_number,
        replies=app.replies_reach_us,
    )
