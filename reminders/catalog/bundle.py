"""A bundle: all that one version of a schedule consists of, as text; read from files, kept as JSON, written back.

In folders: `schedules/<name>.yaml`, `templates/<name>/<step>/…`, `templates/welcome/…` and the layout.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reminders.catalog.mistakes import Mistake, Mistakes, near
from reminders.catalog.schedule_files import ScheduleFile, parse_schedule, read_schedule
from reminders.catalog.schedule_models import NAME_PATTERN
from reminders.catalog.template_names import LAYOUT, WELCOME, TemplateName
from reminders.catalog.yaml_source import MAX_LENGTH
from reminders.domain.schedule import Schedule
from reminders.domain.words import Channel

#: One version, as JSON.
MAX_BUNDLE_BYTES = 2_000_000
#: Bytes; what a template of each sort may take (a text message far less than a mail).
MAX_SMS_BYTES = 4_000
MAX_TEMPLATE_BYTES = 64_000


@dataclass(frozen=True)
class Bundle:
    """The immutable content of one version of a schedule."""

    schedule_name: str
    #: The YAML, as written.
    schedule_text: str
    #: Path under templates/ to text: this schedule's, the welcome's, and the layout's.
    templates: Mapping[str, str]
    #: How messages about it call the schedule file and the templates folder.
    schedule_file: str = ""
    templates_folder: str = "templates"

    @cached_property
    def file(self) -> ScheduleFile:
        """The schedule with its warnings. Raises Mistakes."""
        found = read_schedule(self.schedule_text, self.schedule_file or f"schedules/{self.schedule_name}.yaml")
        if found.schedule.name != self.schedule_name:
            place = self.schedule_file or f"schedules/{self.schedule_name}.yaml"
            text = f"must be {self.schedule_name!r} like the file, got {found.schedule.name!r}"
            raise Mistakes([Mistake(place, None, "schedule", text)])
        return found

    @property
    def schedule(self) -> Schedule:
        """The schedule as the planner sees it. Raises Mistakes."""
        return self.file.schedule

    def template_file(self, path: str) -> str:
        """How messages call a template."""
        return f"{self.templates_folder}/{path}"

    def to_json(self) -> str:
        """The same text for the same content, always; where the files lay is not part of it."""
        content = {"schedule": self.schedule_name, "text": self.schedule_text, "templates": dict(self.templates)}
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Bundle":
        """What to_json wrote. Raises Mistakes for anything else."""
        try:
            content = json.loads(text)
            return cls(
                _text(content["schedule"]),
                _text(content["text"]),
                {_template_path(path): _text(template) for path, template in content["templates"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Mistakes([Mistake("stored version", None, "", "is not a schedule version of this program")]) from None

    @cached_property
    def sha256(self) -> str:
        """Hex digest of to_json; equal bundles, and only those, have equal digests."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


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
    return MAX_SMS_BYTES if name.part == "subject" or name.channel is Channel.SMS else MAX_TEMPLATE_BYTES


def _read(path: Path, file: str, most: int, mistakes: list[Mistake]) -> str | None:
    """The text with plain line ends, or None and a mistake. Never reads more than `most` bytes."""
    try:
        with path.open("rb") as stream:
            content = stream.read(most + 1)
        if len(content) <= most:
            return content.decode("utf-8-sig").replace("\r\n", "\n")
        problem = f"is larger than {most:,} bytes ({path.stat().st_size:,}); shorten it"
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


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _template_path(path: str) -> str:
    if path != LAYOUT:
        TemplateName.parse(path)
    return path
