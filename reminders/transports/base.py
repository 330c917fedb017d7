"""What every transport promises, the three ways in which sending can go wrong, and what comes back later."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from reminders.domain.reports import Rank


class Fault(StrEnum):
    """Whose fault a refusal is; it decides what else must stop."""

    #: This address cannot take messages (landline, unknown, blocked): it is unusable from now on.
    ADDRESS = "address"
    #: The person opted out on the provider's side: record the opt-out.
    OPTED_OUT = "opted_out"
    #: This one message (too long, refused content).
    MESSAGE = "message"
    #: Our own setting or registration: every further message would fail the same way until a person has changed it.
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready for the wire. Everything in it is decided and durable before a transport sees it."""

    message_id: int
    #: 1, 2, …
    attempt_number: int
    #: E.164, or an email address.
    to: str
    text: str
    #: The last instant at which it may still leave the provider (end of window or of contact hours), UTC.
    valid_until: datetime
    subject: str = ""
    #: Complete HTML, or empty.
    html: str = ""
    #: The patient's language, "en" or "es".
    language: str = "en"
    #: The https address that ends all mail to this address with one POST, or empty.
    unsubscribe_url: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider took the message."""

    provider_id: str
    #: The provider's own word, kept beside ours.
    raw_status: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Later news of a message, as the provider tells them. `message_id` and `attempt_number` are ours, where the news
    carry them; a message is found by them first, else by `provider_id`.
    """

    provider_id: str
    rank: Rank
    #: The provider's own word.
    status: str
    #: The provider's error code, or empty.
    code: str = ""
    #: What a failure means for more than this message.
    fault: Fault = Fault.MESSAGE
    message_id: int | None = None
    attempt_number: int | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or file that came with a text: where the provider keeps it, and its MIME type."""

    url: str
    type: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a browser shows it: JPEG, PNG, GIF or WebP, by its MIME type."""

    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Inbound:
    """A text from a phone. `at` is when it came, aware UTC; `sender` and `to` as the provider writes them (E.164)."""

    provider_id: str
    sender: str
    to: str
    text: str
    at: datetime
    media: tuple[Media, ...] = ()
    #: STOP, START or HELP where the provider has told that it acted on it; else empty.
    opt_out_type: str = ""
    #: The provider has answered it by itself: nobody wants to hear the same twice.
    answered: bool = False


class SendError(Exception):
    """Sending did not end in a receipt. `code` is the provider's, `phase` how far it got; no patient data in either."""

    def __init__(self, message: str, *, code: str = "", phase: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.phase = phase


class Rejected(SendError):
    """Refused for good: sending it again would be refused again."""

    def __init__(self, message: str, *, fault: Fault, code: str = "", phase: str = "") -> None:
        super().__init__(message, code=code, phase=phase)
        self.fault = fault


class TryAgain(SendError):
    """Proven not processed: safe to send again later. `after_s` is what the provider asked for, in seconds."""

    def __init__(self, message: str, *, after_s: float | None = None, code: str = "", phase: str = "") -> None:
        super().__init__(message, code=code, phase=phase)
        self.after_s = after_s


class Busy(TryAgain):
    """Proven not processed because the sender as a whole was too fast: nothing more of it for `after_s` seconds."""


class ListTooLong(TryAgain):
    """A provider's list was followed as far as it ever is, and goes on: what is older than `read_to` was not told."""

    def __init__(self, message: str, read_to: datetime) -> None:
        super().__init__(message, code="list_too_long", phase="answer")
        self.read_to = read_to


class SettingWrong(TryAgain):
    """Proven not processed because of our own setting: the channel stops, the message waits."""


class InDoubt(SendError):
    """Nobody knows whether the provider took it. Never sent again by the program."""


class Transport(Protocol):
    """Delivers one message at a time; used by one thread at a time."""

    #: "sandbox", "twilio" or "smtp".
    name: str

    def send(self, outgoing: Outgoing) -> Receipt:
        """Hand over one message. Raises Rejected, TryAgain (also SettingWrong) or InDoubt, never anything else."""

    def close(self) -> None:
        """Let go of connections. Safe to call twice."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A text of ours as the provider's own list shows it. `created_at` aware UTC, to the second."""

    provider_id: str
    text: str
    created_at: datetime
    #: What the provider tells of it now.
    report: Report


@dataclass(frozen=True, slots=True)
class Received:
    """A text to us as the provider's own list shows it; its pictures are asked for apart."""

    inbound: Inbound
    pictures: int


class Pictures(Protocol):
    """Fetches what phones have sent. Used by one thread at a time."""

    def fetch(self, url: str) -> Picture:
        """The picture at an address that the provider has told. Raises TryAgain, never anything else."""


class Lookup(Protocol):
    """Reads what the provider knows; its lists are newest first and asked for page by page, as they are taken.

    A list lags behind, by minutes to hours: presence is proof, absence is not. Used by one thread at a time. Every
    method raises TryAgain or SettingWrong, never anything else; a list that is too long raises ListTooLong, after what
    was read of it.
    """

    def sent_to(self, to: str, since: datetime) -> Iterator[Seen]:
        """Our sender's texts to this number, created at `since` or later."""

    def sent(self, since: datetime) -> Iterator[Seen]:
        """All of our sender's texts that were created at `since` or later."""

    def received(self, since: datetime) -> Iterator[Received]:
        """Texts to our sender that were created at `since` or later."""

    def one(self, provider_id: str) -> Report | None:
        """What the provider tells of one text; None when it does not know it (any more), or tells nothing."""

    def media(self, provider_id: str) -> tuple[Media, ...]:
        """The pictures that came with a text."""

    def close(self) -> None:
        """Let go of connections. Safe to call twice."""
