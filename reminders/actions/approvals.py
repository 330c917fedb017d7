"""Versions of schedules that nobody has approved, and every text of one, filled in, to be read before approving."""

from collections.abc import Iterator
from dataclasses import dataclass

from reminders.app import App, Published
from reminders.catalog.content import NoTemplate, Variables
from reminders.catalog.template_names import LAYOUT, WELCOME, TemplateName
from reminders.domain.said import say
from reminders.domain.words import Channel
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.versions import Version, latest_versions

#: The imagined patient.
_SAMPLE = "Ana"


@dataclass(frozen=True, slots=True)
class Unapproved:
    """The newest version of a schedule, which nobody has approved."""

    version: Version
    title: str


@dataclass(frozen=True, slots=True)
class FilledText:
    """One text as a patient would read it."""

    #: The stage of recovery, or "Welcome".
    title: str
    channel: Channel
    #: en, es, …
    language: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class ApprovalSheet:
    """A version with all its texts, in the order in which a patient gets them."""

    version: Version
    title: str
    texts: tuple[FilledText, ...]


def approvals(app: App) -> tuple[Unapproved, ...]:
    """What waits for an approval, by the schedules' names."""
    with app.database.read() as work:
        found = [one for one in latest_versions(work, app.clinic(work).id) if one.approved_at is None]
        return tuple(Unapproved(one, app.version(work, one.id).schedule.title) for one in found)


def approval_sheet(app: App, version_id: int) -> ApprovalSheet | None:
    """The newest version of one of the clinic's schedules, approved or not; None for anything else."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        version = next((one for one in latest_versions(work, clinic.id) if one.id == version_id), None)
        return _sheet(work, app, clinic, version) if version is not None else None


def _sheet(work: Work, app: App, clinic: Clinic, version: Version) -> ApprovalSheet:
    published = app.version(work, version.id)
    return ApprovalSheet(version, published.schedule.title, tuple(_texts(published, clinic)))


def _texts(published: Published, clinic: Clinic) -> Iterator[FilledText]:
    titles = {WELCOME: say("Welcome")} | {step.name: stage.title for stage, step in published.schedule.steps()}
    names = [TemplateName.parse(path) for path in published.bundle.templates if path != LAYOUT]
    known = {(one.step, one.channel, one.language) for one in names}
    for step, title in titles.items():
        for _, channel, language in sorted(one for one in known if one[0] == step):
            try:
                content = published.render(step, channel, language, _variables(clinic, language))
            except NoTemplate:
                continue
            yield FilledText(title, channel, language, content.subject, content.text)


def _variables(clinic: Clinic, language: str) -> Variables:
    place = clinic.locations[0]
    return Variables(
        first_name=_SAMPLE,
        language=language,
        clinic_name=clinic.name,
        clinic_phone=place.phone,
        clinic_address=clinic.postal_address,
        booking_url=place.booking_url,
        emergency_number=clinic.emergency_number,
    )
