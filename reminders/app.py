"""The only wiring: settings become a database, transports and a clock that actions work with."""

import gc
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property

from reminders.catalog.automatic import AutomaticTexts
from reminders.catalog.bundle import Bundle
from reminders.catalog.content import Content, Variables
from reminders.catalog.rendering import CompiledBundle, compile_bundle
from reminders.config import Settings
from reminders.domain.enrollment import Enrolled, Enrollment
from reminders.domain.instants import to_micros
from reminders.domain.schedule import Schedule, Step
from reminders.domain.tokens import message_of_token, unsubscribe_token
from reminders.domain.words import Channel
from reminders.store.clinics import Clinic, load_clinic
from reminders.store.database import Database, StoreError, Work
from reminders.store.keyring import Keyring
from reminders.store.together import Together
from reminders.store.versions import version_content
from reminders.transports.base import Lookup, Pictures, Report, Transport, TryAgain
from reminders.transports.sandbox import Sandbox
from reminders.transports.smtp_email import SmtpEmail
from reminders.transports.smtp_settings import SmtpSettings, read_smtp_settings
from reminders.transports.twilio_http import Limits
from reminders.transports.twilio_lookup import TwilioLookup
from reminders.transports.twilio_pictures import TwilioPictures
from reminders.transports.twilio_sms import TwilioSettings, TwilioSms

Clock = Callable[[], datetime]

#: A look can be made again, so nobody waits long for one; a worker that is to stop waits for it.
_FOR_A_LOOK = Limits(read=10.0)
#: New objects between two searches for reference cycles. Python's own 700 search what a batch of 500 rows or messages
#: holds some fifty times while it is at work, a sixth of its time, and there is hardly ever a cycle.
_SEARCH_AFTER = 20_000


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


class Published:
    """A version ready for use: its schedule parsed and, once something is rendered, its templates compiled, once a
    process. Planning needs none of them.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.schedule: Schedule = bundle.schedule
        self._steps = {step.name: step for _, step in self.schedule.steps()}
        self._compiling = threading.Lock()
        self._compiled: CompiledBundle | None = None

    def step(self, name: str) -> Step | None:
        """A step by name; None for one that this version does not have."""
        return self._steps.get(name)

    def render(self, step: str, channel: Channel, language: str, variables: Variables) -> Content:
        """The text of one step (or of the welcome). Raises NoTemplate or BadContent."""
        compiled = self._compiled
        if compiled is None:
            with self._compiling:
                compiled = self._compiled = self._compiled or compile_bundle(self.bundle)
        return compiled.render(step, channel, language, variables)


class App:
    """What every action is given. Safe to share between threads."""

    def __init__(self, settings: Settings, database: Database, clock: Clock = utc_now) -> None:
        self.settings = settings
        self.database = database
        self.clock = clock
        #: The clinic and the steps of its schedules as last looked at; hints that save a look-up.
        self.clinic_id: int | None = None
        self.step_counts: dict[str, int] = {}
        #: Who is being enrolled right now, by any thread.
        self.enrolling = Together[Enrollment, Enrolled](database)
        #: Whose delivery reports are being kept right now, by any thread; and which of them changed something.
        self.reporting = Together[Report, bool](database)
        #: Called when something may have become due: whoever sends in this process looks at once, not in some seconds.
        self.wake: Callable[[], None] = _nobody
        self._published: dict[int, Published] = {}
        self._compiling = threading.Lock()
        secret = settings.secret_key
        self._signing_key = secret.get_secret_value().encode() if secret else b""

    def now(self) -> datetime:
        """The present, aware UTC."""
        return self.clock()

    def now_micros(self) -> int:
        """The present in whole microseconds."""
        return to_micros(self.clock())

    def live(self, channel: Channel) -> bool:
        """Whether this channel really leaves this machine."""
        return self.transport_name(channel) != "sandbox"

    def transport_name(self, channel: Channel) -> str:
        """sandbox, twilio or smtp."""
        return self.settings.sms_transport if channel is Channel.SMS else self.settings.email_transport

    @property
    def replies_reach_us(self) -> bool:
        """Whether a patient's text is told to us in the moment in which it comes, as the sandbox's are."""
        return self.settings.reachable or not self.live(Channel.SMS)

    @cached_property
    def automatic(self) -> AutomaticTexts:
        """The automatic replies as the files say them when first asked for."""
        return AutomaticTexts(self.settings.templates_dir)

    def open_transport(self, channel: Channel) -> Transport:
        """A transport for one thread. Close it."""
        if not self.live(channel):
            return Sandbox(channel)
        if channel is Channel.SMS:
            return TwilioSms(_twilio_settings(self.settings), self.clock)
        return SmtpEmail(_smtp_settings(self.settings), self.clock)

    def open_lookup(self) -> Lookup:
        """What the texts' provider knows, for one thread; only where texts are live. Close it."""
        settings = self.settings
        return TwilioLookup(_twilio_settings(settings), self.clock, settings.twilio_opt_out, limits=_FOR_A_LOOK)

    def open_pictures(self) -> Pictures:
        """Where the texts' provider keeps pictures. Raises TryAgain where no such provider is set."""
        if not self.live(Channel.SMS):
            raise TryAgain("No provider is set that could keep it", code="sandbox", phase="connect")
        return TwilioPictures(_twilio_settings(self.settings), limits=_FOR_A_LOOK)

    def clinic(self, work: Work) -> Clinic:
        """The clinic of this database. Raises StoreError before setup."""
        clinic = load_clinic(work)
        if clinic is None:
            raise StoreError("no clinic is set up here yet; run `reminders setup`")
        return clinic

    def version(self, work: Work, version_id: int) -> Published:
        """A published version; it is immutable, so it is read once."""
        published = self._published.get(version_id)
        if published is None:
            with self._compiling:
                published = Published(Bundle.from_json(version_content(work, version_id)))
                self._published[version_id] = published
        return published

    def unsubscribe_url(self, message_id: int) -> str:
        """The address that ends all mail to whom it went; its token names the message and cannot be guessed."""
        return f"{self.settings.public_url}/unsubscribe/{unsubscribe_token(self._signing_key, message_id)}"

    def message_of_token(self, token: str) -> int | None:
        """The message of an unsubscribe token; None for a token that is not ours."""
        return message_of_token(self._signing_key, token)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def _nobody() -> None:
    """A worker in another process looks by itself."""


def open_app(settings: Settings, clock: Clock = utc_now) -> App:
    """The app of these settings; keys must be there. Does not look at the database yet. The whole process searches for
    reference cycles more rarely from now on.
    """
    gc.set_threshold(_SEARCH_AFTER, *gc.get_threshold()[1:])
    assert settings.lookup_key is not None
    return App(settings, Database(settings.database_url, Keyring(settings.encryption_keys, settings.lookup_key)), clock)


def _twilio_settings(settings: Settings) -> TwilioSettings:
    secret, token = settings.twilio_api_key_secret, settings.twilio_auth_token
    return TwilioSettings(
        account_sid=settings.twilio_account_sid or "",
        auth_token=token.get_secret_value() if token else "",
        api_key_sid=settings.twilio_api_key_sid or "",
        api_key_secret=secret.get_secret_value() if secret else "",
        from_number=settings.twilio_from or "",
        messaging_service_sid=settings.twilio_messaging_service_sid or "",
        public_url=settings.public_url,
        **({"base_url": settings.twilio_base_url} if settings.twilio_base_url else {}),
    )


def _smtp_settings(settings: Settings) -> SmtpSettings:
    assert settings.smtp_url is not None
    return read_smtp_settings(settings.smtp_url.get_secret_value(), settings.email_from or "")
