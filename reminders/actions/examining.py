"""What `doctor` looks for: whatever would keep messages from leaving, or would be missed on a bad day."""

from collections.abc import Iterator
from dataclasses import dataclass

from reminders.app import App
from reminders.domain.words import Status
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.facts import RECOVERY_CONFIRMED, get_fact
from reminders.store.holds import list_holds
from reminders.store.listing import count_by_status
from reminders.store.versions import latest_versions


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to do. `serious`: messages do not leave, or would be lost with the machine."""

    what: str
    cure: str
    serious: bool = False


def examine(app: App) -> list[Finding]:
    """Everything worth doing, serious things first. Changes nothing."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        found = [
            *_settings(app),
            *_keys(work),
            *_clinic(clinic),
            *_versions(work, app, clinic),
            *_holds(work, clinic),
            *_messages(work),
        ]
    return sorted(found, key=lambda finding: not finding.serious)


def _settings(app: App) -> Iterator[Finding]:
    for warning in app.settings.warnings:
        name, _, what = warning.partition(": ")
        yield Finding(f"{name} {what}", f"give {name} a value of its own before real messages are sent")


def _keys(work: Work) -> Iterator[Finding]:
    if get_fact(work, RECOVERY_CONFIRMED) is None:
        yield Finding(
            "nobody has confirmed that the key recovery sheet is safe",
            "print it with `reminders setup --recovery-sheet`, then `reminders setup --confirm-recovery-sheet`",
            serious=True,
        )


def _clinic(clinic: Clinic) -> Iterator[Finding]:
    if not clinic.postal_address:
        yield Finding("the clinic has no postal address", "marketing email needs one by law")
    for location in clinic.locations:
        if not location.phone:
            yield Finding(f"{location.name} has no phone number", "messages ask patients to call it", serious=True)


def _versions(work: Work, app: App, clinic: Clinic) -> Iterator[Finding]:
    published = latest_versions(work, clinic.id)
    if not published:
        yield Finding("no schedule is published", "`reminders schedules publish FILE`", serious=True)
    for version in published:
        if version.approved_at is None:
            yield Finding(
                f"nobody has approved {version.schedule}, version {version.number}",
                f'`reminders schedules approve {version.schedule} --by "Dr. Reyes"`',
                serious=app.settings.real_transport,
            )


def _holds(work: Work, clinic: Clinic) -> Iterator[Finding]:
    for hold in list_holds(work, clinic.id):
        if hold.target in ("channel", "database"):
            target = hold.target_key or "everything"
            cure = f"when the cause is gone: `reminders holds release {target}`"
            yield Finding(f"{target} is on hold since {hold.held_by} said: {hold.why}", cure, serious=True)


def _messages(work: Work) -> Iterator[Finding]:
    counts = count_by_status(work)
    for status, what in ((Status.UNKNOWN, "in doubt"), (Status.FAILED, "failed")):
        if number := counts.get(status.value, 0):
            cure = f"see `reminders messages --status {status.value}`, decide with `reminders resolve`"
            yield Finding(f"{number} messages are {what}", cure, serious=status is Status.UNKNOWN)
