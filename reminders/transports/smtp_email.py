"""Email through the clinic's mail server: one recipient a mail, one connection for many mails."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from reminders.transports.base import Outgoing, Receipt
from reminders.transports.mime import Mail, compose
from reminders.transports.smtp_session import GoneError, SmtpSession
from reminders.transports.smtp_settings import SmtpSettings
from reminders.transports.wire import Deadline


@dataclass(frozen=True, slots=True)
class SmtpLimits:
    """Seconds. `whole` bounds one send from the connection to the last reply: less than the lease of a claim."""

    connect: float = 5.0
    whole: float = 45.0


class SmtpEmail:
    """Hands mails to one server, one at a time. `clock` tells the present as an aware instant, for the Date header."""

    name = "smtp"

    def __init__(
        self,
        settings: SmtpSettings,
        clock: Callable[[], datetime],
        *,
        limits: SmtpLimits | None = None,
        tls: ssl.SSLContext | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._limits = limits or SmtpLimits()
        self._tls = tls
        self._deadline = Deadline(self._limits.whole, monotonic)
        self._session: SmtpSession | None = None

    def send(self, outgoing: Outgoing) -> Receipt:
        """Hand over one mail. Raises Rejected, TryAgain, SettingWrong or InDoubt, never anything else.

        The receipt's id is the Message-ID, the same for every attempt at the message.
        """
        mail = compose(self._settings, outgoing, self._clock())
        self._deadline.restart(self._limits.whole)
        code = self._addressed(mail).content(mail.content)
        return Receipt(mail.message_id, raw_status=str(code))

    def probe(self) -> None:
        """Connect and sign in, without a mail. Raises SettingWrong or TryAgain while that fails."""
        self._deadline.restart(self._limits.whole)
        self._ready()

    def close(self) -> None:
        """Say goodbye to the server. Safe to call twice."""
        session, self._session = self._session, None
        if session is not None:
            session.quit()

    def _addressed(self, mail: Mail) -> SmtpSession:
        """A connection on which sender and recipient were accepted.

        A connection that rested may turn out closed only at MAIL. Nothing was sent then: once more on a new one.
        """
        session, reused = self._ready()
        try:
            self._envelope(session, mail)
        except GoneError:
            if not reused:
                raise
            session, _ = self._ready()
            self._envelope(session, mail)
        return session

    def _envelope(self, session: SmtpSession, mail: Mail) -> None:
        session.envelope(self._settings.from_address, mail.to, needs_utf8=mail.needs_utf8)

    def _ready(self) -> tuple[SmtpSession, bool]:
        """A connection for the next mail, and whether it served before."""
        if self._session is not None:
            if self._session.ready:
                return self._session, True
            self._session.drop()
            self._session = None
        if self._tls is None:
            # Only now, not in the constructor: it reads every certificate of the machine.
            self._tls = ssl.create_default_context()
        self._session = SmtpSession(self._settings, self._tls, self._deadline, self._limits.connect)
        return self._session, False
