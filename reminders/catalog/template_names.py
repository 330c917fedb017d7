"""What a template's path says: schedule, step, channel, part, language."""

import re
from dataclasses import dataclass

from reminders.catalog.mistakes import near
from reminders.domain.words import Channel

#: The folder of the first text to a number; every schedule's bundle holds it.
WELCOME = "welcome"
LAYOUT = "_layout.mjml"
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
