"""What goes into a template, and what comes out of it."""

import re
from dataclasses import dataclass

from reminders.domain.said import say
from reminders.domain.segments import fits
from reminders.domain.words import Channel

_MAX_WORD = 200
_MAX_URL = 1_000
_MAX_SUBJECT = 150
_MAX_MAIL = 400_000
#: Control characters and those that turn the writing direction: a name holds none, a forged header would.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_UNPRINTABLE_IN_TEXT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_URL_START = ("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")

#: Every name a template may use; templates/README.md explains each.
VARIABLE_NAMES = (
    "first_name",
    "language",
    "clinic_name",
    "clinic_phone",
    "clinic_address",
    "booking_url",
    "provider",
    "session",
    "sessions",
    "tags",
    "unsubscribe_url",
    "emergency_number",
    "treatment_title",
    "replies",
)


class BadContent(Exception):
    """A message cannot be made from its template for this patient. The reason holds no patient data."""


class NoTemplate(Exception):
    """The step has no template for this channel, not even an English one."""


@dataclass(frozen=True, slots=True)
class Content:
    """A message as the patient gets it. An SMS has text only."""

    subject: str
    text: str
    #: Complete HTML, or empty.
    html: str = ""


@dataclass(frozen=True, slots=True)
class Variables:
    """What is known of a patient and a clinic. Texts are empty where a thing is not known."""

    first_name: str
    #: The patient's; a template is told its own language.
    language: str
    clinic_name: str
    clinic_phone: str
    clinic_address: str = ""
    booking_url: str = ""
    #: The person who treated, as the patient knows them: "Dr. Lee".
    provider: str = ""
    #: Session n of m; None where it is not known.
    session: int | None = None
    sessions: int | None = None
    tags: frozenset[str] = frozenset()
    #: The https address that ends all mail to this address; empty in a text message.
    unsubscribe_url: str = ""
    #: Where the clinic is.
    emergency_number: str = "911"
    #: Only for a patient who agreed to see it in messages; else empty.
    treatment_title: str = ""
    #: Whether what a patient texts back reaches the clinic at once; else a text says call, not reply.
    replies: bool = True

    def values(self, language: str) -> dict[str, object]:
        """By name, for a template written in `language`. Raises BadContent for what no message may hold."""
        urls = self.booking_url, self.unsubscribe_url
        words = (
            self.first_name,
            self.clinic_name,
            self.clinic_phone,
            self.clinic_address,
            self.provider,
            self.emergency_number,
            self.treatment_title,
        )
        together = "".join(words + urls)
        if not together.isprintable() and _UNPRINTABLE.search(together):
            raise BadContent("a name, number or address holds control characters")
        if len(together) > _MAX_WORD and max(map(len, words)) > _MAX_WORD:
            raise BadContent("a name, number or address is too long")
        for url in urls:
            if url and (not url.startswith(_URL_START) or len(url) > _MAX_URL):
                raise BadContent("a link is not an https address")
        return {
            "first_name": self.first_name,
            "language": language,
            "clinic_name": self.clinic_name,
            "clinic_phone": self.clinic_phone,
            "clinic_address": self.clinic_address,
            "booking_url": self.booking_url,
            "provider": self.provider,
            "session": self.session,
            "sessions": self.sessions,
            "tags": self.tags,
            "unsubscribe_url": self.unsubscribe_url,
            "emergency_number": self.emergency_number,
            "treatment_title": self.treatment_title,
            "replies": self.replies,
        }


def content_mistakes(content: Content, channel: Channel) -> list[str]:
    """Why this content may not be sent, without patient data; empty when it may."""
    if channel is Channel.SMS:
        return list(_sms_mistakes(content.text))
    problems = []
    if not content.subject or _UNPRINTABLE.search(content.subject):
        problems.append("the subject is empty or more than one line")
    if len(content.subject) > _MAX_SUBJECT:
        problems.append(f"the subject is longer than {_MAX_SUBJECT} characters")
    if not content.text or len(content.text) + len(content.html) > _MAX_MAIL:
        problems.append("the mail is empty or too long")
    return problems


def _sms_mistakes(text: str) -> tuple[str, ...]:
    if not text:
        return (say("the text is empty"),)
    if not fits(text):
        return (say("the text is longer than 2 segments (3 with accents)"),)
    if _UNPRINTABLE_IN_TEXT.search(text):
        return (say("the text holds control characters"),)
    return ()
