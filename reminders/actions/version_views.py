"""Looks at published versions: what there is, what differs, what a version holds."""

from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from reminders.actions.bad_input import BadInput
from reminders.app import App
from reminders.catalog.bundle import Bundle, Export, read_bundle, read_schedule_names, write_bundle
from reminders.catalog.mistakes import near
from reminders.store.database import Work
from reminders.store.version_moves import running_by_version
from reminders.store.versions import Version, latest_versions, version_content, versions


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that differs between two contents of a schedule."""

    #: Under schedules/ or templates/, with that folder: "templates/microneedling/calm/sms.txt".
    path: str
    #: "changed", "added" or "removed".
    change: str
    #: Unified; ends with a line end.
    diff: str


@dataclass(frozen=True, slots=True)
class Drift:
    """A schedule's files beside its newest version."""

    schedule: str
    #: None: never published.
    version: int | None
    #: False: published, but without a file here.
    in_files: bool
    changes: list[FileChange]


@dataclass(frozen=True, slots=True)
class Listed:
    """A version with what it is used for."""

    version: Version
    #: Running treatments on it.
    treatments: int
    #: The version whose approval holds here because its content is the same; None: its own, or none.
    approval_of: int | None = None


@dataclass(frozen=True, slots=True)
class ListedSchedule:
    """A published schedule."""

    #: As people call it.
    title: str
    newest: Listed
    #: Running treatments on any of its versions.
    treatments: int


def list_schedules(app: App) -> list[ListedSchedule]:
    """Every published schedule, by name."""
    with app.database.read() as work:
        clinic_id = app.clinic(work).id
        running = running_by_version(work, clinic_id)
        every = versions(work, clinic_id)
        found = []
        for version in latest_versions(work, clinic_id):
            total = sum(running.get(other.id, 0) for other in every if other.schedule == version.schedule)
            title = Bundle.from_json(version_content(work, version.id)).schedule.title
            found.append(ListedSchedule(title, _listed(version, every, running), total))
        return found


def history(app: App, schedule: str) -> list[Listed]:
    """Every version of a schedule, newest first. Raises BadInput when there is none."""
    with app.database.read() as work:
        clinic_id = app.clinic(work).id
        the_version(work, clinic_id, schedule, None)
        running = running_by_version(work, clinic_id)
        every = versions(work, clinic_id, schedule)
        return [_listed(version, every, running) for version in reversed(every)]


def drift(app: App, schedules_dir: Path, templates_dir: Path, only: str | None = None) -> list[Drift]:
    """How the files differ from the newest versions, by schedule. Raises BadInput or Mistakes, unreadable files."""
    in_files = read_schedule_names(schedules_dir)
    with app.database.read() as work:
        newest = {version.schedule: version for version in latest_versions(work, app.clinic(work).id)}
        names = sorted({*in_files, *newest})
        if only is not None and only not in names:
            raise BadInput([_unknown(only, names)])
        contents = {
            name: Bundle.from_json(version_content(work, version.id))
            for name, version in newest.items()
            if only in (None, name)
        }
    found = []
    for name in [only] if only else names:
        files = read_bundle(schedules_dir, templates_dir, name) if name in in_files else None
        number = newest[name].number if name in newest else None
        changes = file_changes(contents.get(name), files) if files else []
        found.append(Drift(name, number, files is not None, changes))
    return found


def file_changes(before: Bundle | None, after: Bundle) -> list[FileChange]:
    """Which files differ, the schedule first, then templates by path."""
    old, new = _files(before) if before else {}, _files(after)
    return [
        _change(path, old.get(path), new.get(path)) for path in _in_order(old, new) if old.get(path) != new.get(path)
    ]


def export(app: App, schedule: str, number: int | None, to: Path, *, overwrite: bool) -> Export:
    """Write a version (the newest unless numbered) as `to`/schedules/… and `to`/templates/….

    Raises BadInput for an unknown version, and for files that are there with another content unless `overwrite`.
    """
    bundle = stored_bundle(app, schedule, number)
    if not overwrite:
        _refuse_overwriting(bundle, to)
    return write_bundle(bundle, to / "schedules", to / "templates")


def stored_bundle(app: App, schedule: str, number: int | None) -> Bundle:
    """The content of a version, the newest unless numbered. Raises BadInput when there is none."""
    with app.database.read() as work:
        version = the_version(work, app.clinic(work).id, schedule, number)
        return Bundle.from_json(version_content(work, version.id))


def the_version(
    work: Work, clinic_id: int, schedule: str, number: int | None, mistakes: list[str] | None = None
) -> Version:
    """A version by number, the newest for None. Raises BadInput with `mistakes` and what is wrong here, if any."""
    wrong = list(mistakes or [])
    every = versions(work, clinic_id, schedule)
    wanted = [version for version in every if number in (None, version.number)]
    if not every:
        wrong.append(_unknown(schedule, [version.schedule for version in latest_versions(work, clinic_id)]))
    elif not wanted:
        wrong.append(f"version: {schedule} has no version {number}; it has 1 to {every[-1].number}")
    if wrong:
        raise BadInput(wrong)
    return wanted[-1]


def _unknown(schedule: str, known: list[str]) -> str:
    guess = near(schedule, known) or (f"; there is {', '.join(known)}" if known else "; none is published")
    return f"schedule: {schedule!r} is not published here{guess}"


def _listed(version: Version, every: list[Version], running: dict[int, int]) -> Listed:
    return Listed(version, running.get(version.id, 0), _approval_of(version, every))


def _approval_of(version: Version, every: list[Version]) -> int | None:
    """An approval older than the publication was given to an earlier version with the same content."""
    if version.approved_at is None or version.approved_at >= version.published_at:
        return None
    same = (version.schedule, version.sha256, version.approved_at)
    given = [other.number for other in every if (other.schedule, other.sha256, other.approved_at) == same]
    return given[0]


def _files(bundle: Bundle) -> dict[str, str]:
    schedule = f"schedules/{bundle.schedule_name}.yaml"
    return {schedule: bundle.schedule_text} | {f"templates/{path}": text for path, text in bundle.templates.items()}


def _in_order(old: dict[str, str], new: dict[str, str]) -> list[str]:
    return sorted({*old, *new})


def _change(path: str, old: str | None, new: str | None) -> FileChange:
    change = "added" if old is None else "removed" if new is None else "changed"
    before, after = _lines(old), _lines(new)
    return FileChange(path, change, "".join(unified_diff(before, after, f"published/{path}", f"files/{path}")))


def _lines(text: str | None) -> list[str]:
    lines = (text or "").splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n\\ No newline at end of file\n"
    return lines


def _refuse_overwriting(bundle: Bundle, to: Path) -> None:
    different = [
        f"to: {to / path} is there with another content; export to another folder, or say --overwrite"
        for path, text in _files(bundle).items()
        if (to / path).exists() and (to / path).read_bytes() != text.encode()
    ]
    if different:
        raise BadInput(different)
