"""Publishing: files become an immutable version, and running treatments move to it when a person says so.

The version is stored first; treatments follow in small transactions, so that sending goes on meanwhile. When that is
cut short, publishing the same content to everyone again takes along those that were left behind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from reminders.actions.bad_input import BadInput
from reminders.actions.bundle_checks import check_bundle
from reminders.actions.publishing_moves import Moved, move_treatments
from reminders.actions.version_views import stored_bundle, the_version
from reminders.app import App, Published
from reminders.catalog.bundle import Bundle
from reminders.catalog.mistakes import Mistakes
from reminders.store.audit import add_audit
from reminders.store.database import Work
from reminders.store.version_moves import approved_twin, lock_publishing, wake_approved
from reminders.store.versions import Version, approve_version, insert_version, latest_version, version_by_id

_LONGEST_NAME = 100


class ApplyTo(StrEnum):
    """Whom a new version is for."""

    #: Those enrolled from now on.
    NEW = "new"
    #: Those in progress too: what was not yet sent is planned anew.
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Order:
    """What a person decided after seeing the impact."""

    by: str
    apply_to: ApplyTo
    #: Also send steps that are new to a treatment and whose time is already past.
    send_missed: bool = False
    #: The newest version's number when the impact was shown, 0 for none; None: whatever it is.
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing did."""

    #: The newest version of the schedule now.
    version: Version
    #: False: its content was published already.
    added: bool
    moved: Moved


@dataclass(frozen=True, slots=True)
class Approval:
    """What approving did."""

    version: Version
    #: False: somebody had approved it before.
    added: bool
    #: Messages that waited for it and may leave now.
    woken: int


Progress = Callable[[int], None]


def publish(app: App, bundle: Bundle, order: Order, progress: Progress | None = None) -> Publication:
    """Store the content as the next version and let it apply as ordered.

    `progress` is told how many treatments have moved so far. Raises Mistakes for content that may not be published,
    and BadInput when somebody else published since the impact was shown; then nothing is changed.
    """
    mistakes = check_bundle(bundle).mistakes
    if mistakes:
        raise Mistakes(mistakes)
    return _publish(app, bundle, order, "published", progress)


def roll_back(app: App, schedule: str, number: int, order: Order, progress: Progress | None = None) -> Publication:
    """Publish the content of an older version again, as a new version.

    An approval goes with the words it was given for: where the very same content was approved, the new version is.
    Raises BadInput for an unknown schedule or number, Mistakes for content that can no longer be filled in.
    """
    bundle = stored_bundle(app, schedule, number)
    # Made ready once before it is stored: the templates' language may have become narrower since.
    Published(bundle)
    return _publish(app, bundle, order, f"rolled back to version {number}", progress)


def approve(app: App, schedule: str, by: str, number: int | None = None) -> Approval:
    """Record who approved a version (the newest unless numbered), and let go what waited for that.

    The first approval stands. Raises BadInput for an unknown schedule or number and for a missing name.
    """
    mistakes = name_mistakes(by)
    with app.database.write() as work:
        clinic = app.clinic(work)
        version = the_version(work, clinic.id, schedule, number, mistakes)
        now = app.now_micros()
        added = approve_version(work, version.id, by.strip(), now)
        if added:
            add_audit(work, clinic.id, now, by.strip(), "approved", "schedule_version", version.id)
        return Approval(version_by_id(work, version.id), added, wake_approved(work, now))


def name_mistakes(by: str) -> list[str]:
    """What is wrong with the name of the person who decides."""
    name = by.strip()
    if not name:
        return ["by: is missing; say who decides, for example --by Rosa"]
    if len(name) > _LONGEST_NAME or not name.isprintable():
        return [f"by: must be a name of at most {_LONGEST_NAME} letters on one line"]
    return []


def _publish(app: App, bundle: Bundle, order: Order, verb: str, progress: Progress | None) -> Publication:
    if mistakes := name_mistakes(order.by):
        raise BadInput(mistakes)
    with app.database.write() as work:
        version, added = _insert(work, app, bundle, order, verb)
    if order.apply_to is ApplyTo.NEW:
        return Publication(version, added, Moved())
    moved = move_treatments(app, version, send_missed=order.send_missed, progress=progress)
    if moved.treatments:
        _audit_move(app, version, order, moved)
    return Publication(version, added, moved)


def _insert(work: Work, app: App, bundle: Bundle, order: Order, verb: str) -> tuple[Version, bool]:
    clinic, now, by = app.clinic(work), app.now_micros(), order.by.strip()
    lock_publishing(work, clinic.id)
    latest = latest_version(work, clinic.id, bundle.schedule_name)
    number = latest.number if latest else 0
    if order.seen is not None and order.seen != number:
        raise BadInput([f"version: version {number} was published meanwhile; look at the impact again"])
    if latest is not None and latest.sha256 == bundle.sha256:
        return latest, False
    version = insert_version(
        work, clinic.id, bundle.schedule_name, bundle.to_json(), bundle.sha256, by=by, apply_to=order.apply_to, now=now
    )
    add_audit(work, clinic.id, now, by, verb, "schedule_version", version.id, f"for {order.apply_to}")
    return _with_approval_of_same_content(work, clinic.id, version, by, now), True


def _with_approval_of_same_content(work: Work, clinic_id: int, version: Version, by: str, now: int) -> Version:
    twin = approved_twin(work, clinic_id, version)
    if twin is None or twin.approved_at is None or twin.approved_by is None:
        return version
    approve_version(work, version.id, twin.approved_by, twin.approved_at)
    detail = f"same content as version {twin.number}, which {twin.approved_by} approved"
    add_audit(work, clinic_id, now, by, "kept the approval", "schedule_version", version.id, detail)
    return version_by_id(work, version.id)


def _audit_move(app: App, version: Version, order: Order, moved: Moved) -> None:
    with app.database.write() as work:
        clinic_id = app.clinic(work).id
        detail = f"{moved.treatments} treatments"
        add_audit(
            work, clinic_id, app.now_micros(), order.by.strip(), "moved to it", "schedule_version", version.id, detail
        )
