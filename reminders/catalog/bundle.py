"""A bundle: all that one version of a schedule consists of, as text; read from files, kept as JSON, written back."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from reminders.catalog.mistakes import Mistake, Mistakes, near
from reminders.catalog.schedule_files import ScheduleFile, read_schedule
from reminders.domain.schedule import Schedule
from reminders.domain.words import Channel

#: The folder of the first text to a number; every schedule's bundle holds it.
WELCOME = "welcome"
LAYOUT = "_layout.mjml"
#: One version, as JSON.
MAX_BUNDLE_BYTES = 2_000_000
ENGLISH = "en"

_FILE_PATTERN = re.compile(r"(sms|email\.subject|email)(?:\.([a-z]{2}))?\.(txt|mjml)")
_FOLDER_PATTERN = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)?")
_FILE_NAMES = ("sms.txt", "email.subject.txt", "email.mjml", "email.txt", "sms.es.txt", "email.es.mjml")


@dataclass(frozen=True, slots=True)
class TemplateName:
    """What a template's path says."""

    #: None for the welcome.
    schedule: str | None
    #: "welcome" for the welcome.
    step: str
    channel: Channel
    #: "text" (also of an SMS), "subject" or "html".
    part: str
    language: str

    @classmethod
    def parse(cls, path: str) -> "TemplateName":
        """microneedling/calm/email.es.mjml, welcome/sms.txt. Raises ValueError that says what is wrong."""
        folder, _, file = path.rpartition("/")
        match = _FILE_PATTERN.fullmatch(file)
        if not _FOLDER_PATTERN.fullmatch(folder) or (("/" in folder) == (folder == WELCOME)):
            raise ValueError("must lie in a folder <schedule>/<step>/ or welcome/")
        if match is None or (match[3] == "mjml" and match[1] != "email"):
            raise ValueError(f"is not a template's file name{near(file, _FILE_NAMES)}")
        schedule, _, step = folder.rpartition("/")
        channel = Channel.SMS if match[1] == "sms" else Channel.EMAIL
        part = "html" if match[3] == "mjml" else "subject" if match[1] == "email.subject" else "text"
        return cls(schedule or None, step, channel, part, match[2] or ENGLISH)


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


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _template_path(path: str) -> str:
    if path != LAYOUT:
        TemplateName.parse(path)
    return path
