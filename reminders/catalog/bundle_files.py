"""Bundles in folders: `schedules/<name>.yaml`, `templates/<name>/<step>/…`, `templates/welcome/…`, the layout."""

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reminders.catalog.bundle import LAYOUT, MAX_BUNDLE_BYTES, WELCOME, Bundle, TemplateName
from reminders.catalog.mistakes import Mistake, Mistakes, near
from reminders.catalog.schedule_files import parse_schedule
from reminders.catalog.schedule_models import NAME_PATTERN
from reminders.catalog.yaml_source import MAX_LENGTH

#: Bytes; what a template of each sort may take (a text message far less than a mail).
MAX_SMS_BYTES = 4_000
MAX_TEMPLATE_BYTES = 64_000


@dataclass(frozen=True, slots=True)
class Export:
    """What writing a bundle did."""

    written: tuple[Path, ...]
    #: Templates of this schedule in the folder that the bundle does not have; left alone.
    left_over: tuple[Path, ...]


def read_schedule_names(schedules_dir: Path) -> list[str]:
    """The schedules that have a file in the folder, by name; empty when the folder is missing."""
    found = (path.stem for path in schedules_dir.glob("*.yaml") if path.is_file())
    return sorted(name for name in found if re.fullmatch(NAME_PATTERN, name))


def read_bundle(schedules_dir: Path, templates_dir: Path, schedule: str) -> Bundle:
    """A schedule with all its templates. Raises Mistakes: unknown, unreadable, too large, or misnamed files."""
    names = read_schedule_names(schedules_dir)
    if schedule not in names:
        known = near(schedule, names) or f"; there are {', '.join(names) or 'none'}"
        text = f"there is no schedule {schedule!r}{known}"
        raise Mistakes([Mistake(str(schedules_dir), None, "", text)])
    schedule_file = schedules_dir / f"{schedule}.yaml"
    return _bundle(schedule, _schedule_text(schedule_file), schedule_file, [templates_dir])


def draft_bundle(schedule_file: Path, templates_dir: Path | None = None) -> Bundle:
    """A bundle from an unpublished file, which may be called anything.

    Templates are optional: taken from templates_dir, and before that from a folder `templates` beside the file.
    Raises Mistakes.
    """
    text = _schedule_text(schedule_file)
    name = parse_schedule(text, str(schedule_file)).name
    beside = schedule_file.parent / "templates"
    return _bundle(name, text, schedule_file, [folder for folder in (templates_dir, beside) if folder is not None])


def write_bundle(bundle: Bundle, schedules_dir: Path, templates_dir: Path) -> Export:
    """Write a bundle as files, each one whole or not at all. Raises OSError."""
    written = [schedules_dir / f"{bundle.schedule_name}.yaml"]
    _write(written[0], bundle.schedule_text)
    for name, text in bundle.templates.items():
        written.append(templates_dir / name)
        _write(written[-1], text)
    present = sorted(path for path in (templates_dir / bundle.schedule_name).rglob("*") if path.is_file())
    return Export(tuple(written), tuple(path for path in present if path not in written))


def _schedule_text(schedule_file: Path) -> str:
    mistakes: list[Mistake] = []
    text = _read(schedule_file, str(schedule_file), MAX_LENGTH, mistakes)
    if text is None:
        raise Mistakes(mistakes)
    return text


def _bundle(name: str, text: str, schedule_file: Path, folders: list[Path]) -> Bundle:
    mistakes: list[Mistake] = []
    templates: dict[str, str] = {}
    for folder in folders:
        templates |= _templates(folder, name, mistakes)
    bundle = Bundle(name, text, dict(sorted(templates.items())), str(schedule_file), str(folders[0]))
    size = len(bundle.to_json().encode())
    if size > MAX_BUNDLE_BYTES:
        too_large = f"the schedule and its templates are {size:,} bytes; at most {MAX_BUNDLE_BYTES:,}"
        mistakes.append(Mistake(str(schedule_file), None, "", too_large))
    if mistakes:
        raise Mistakes(mistakes)
    return bundle


def _templates(folder: Path, schedule: str, mistakes: list[Mistake]) -> dict[str, str]:
    found = {}
    for path in _files(folder, schedule):
        name = path.relative_to(folder).as_posix()
        try:
            most = MAX_TEMPLATE_BYTES if name == LAYOUT else _most(TemplateName.parse(name))
        except ValueError as error:
            mistakes.append(Mistake(str(path), None, "", str(error)))
            continue
        text = _read(path, str(path), most, mistakes)
        if text is not None:
            found[name] = text
    return found


def _files(folder: Path, schedule: str) -> Iterator[Path]:
    """Every visible file of the schedule, the welcome and the layout; not what editors hide."""
    inside = (path for name in (schedule, WELCOME) for path in sorted((folder / name).rglob("*")))
    for path in (folder / LAYOUT, *inside):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def _most(name: TemplateName) -> int:
    return MAX_SMS_BYTES if name.part == "subject" or name.channel == "sms" else MAX_TEMPLATE_BYTES


def _read(path: Path, file: str, most: int, mistakes: list[Mistake]) -> str | None:
    """The text with plain line ends, or None and a mistake. Never reads more than `most` bytes."""
    try:
        with path.open("rb") as stream:
            content = stream.read(most + 1)
        if len(content) <= most:
            return content.decode("utf-8-sig").replace("\r\n", "\n")
        problem = f"is larger than {most:,} bytes ({path.stat().st_size:,}); nothing so long can be sent"
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 text (byte {error.start}); save it as UTF-8"
    except OSError as error:
        problem = f"cannot be read: {error.strerror or type(error).__name__}"
    mistakes.append(Mistake(file, None, "", problem))
    return None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
