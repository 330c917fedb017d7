"""One connection to a mail server, driven phase by phase, so that a failure says how far it got.

Up to the final dot everything is proven unsent; from the dot on, only the server's reply proves anything. Phases:
connect, tls, greeting, ehlo, starttls, auth, mail, rcpt, data, final-dot. The server's words stay here: they repeat
addresses. Its code is passed on.
"""

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from typing import Any, cast

from reminders.transports.base import Fault, InDoubt, Rejected, SendError, SettingWrong, TryAgain
from reminders.transports.smtp_settings import Security, SmtpSettings
from reminders.transports.wire import Deadline, connect, secure, still_quiet

_WHO = "the mail server"
#: Refusals at RCPT that are about us, not about the mailbox: sign in first, relaying denied, policy (RFC 3463 x.7.x).
_POLICY = re.compile(r"5\.7\.\d{1,3}\b")
_SIGN_IN_CODES = (530, 534, 535, 538)


class GoneError(TryAgain):
    """The connection ended (421, or without a word) before anything was sent."""


class SmtpSession:
    """Open, signed in, ready for mail. Every error but a clean refusal of one mail leaves it closed."""

    def __init__(self, settings: SmtpSettings, tls: ssl.SSLContext, deadline: Deadline, connect_s: float) -> None:
        """Raises TryAgain or SettingWrong."""
        self._deadline = deadline
        self._server = smtplib.SMTP(local_hostname=settings.domain)
        sock = connect(_WHO, settings.host, settings.port, connect_s)
        if settings.security is Security.IMPLICIT:
            sock = _secured(sock, settings.host, tls)
        self._use(sock)
        try:
            self._greet()
            if settings.security is Security.STARTTLS:
                self._starttls(settings.host, tls)
            if settings.user:
                self._sign_in(settings.user, settings.password)
        except SendError:
            self.drop()
            raise

    @property
    def ready(self) -> bool:
        """Whether the next mail may use this connection: it is open and the server has said nothing unasked."""
        sock = self._server.sock
        return sock is not None and not self._replies.rest and still_quiet(sock)

    def envelope(self, sender: str, to: str, *, needs_utf8: bool) -> None:
        """MAIL and RCPT. Raises GoneError, TryAgain, SettingWrong or Rejected; nothing was sent in any case."""
        if needs_utf8 and not self._server.has_extn("smtputf8"):
            raise Rejected(
                "The mail server takes ASCII addresses only", fault=Fault.ADDRESS, code="ascii", phase="mail"
            )
        self._server.command_encoding = "utf-8" if needs_utf8 else "ascii"
        self._expect("mail", 250, f"MAIL FROM:<{sender}>{' SMTPUTF8' if needs_utf8 else ''}")
        self._expect("rcpt", 250, f"RCPT TO:<{to}>")

    def content(self, content: bytes) -> int:
        """DATA, the mail, the final dot; returns the server's code. Raises InDoubt once the dot may have left."""
        self._expect("data", 354, "DATA")
        try:
            self._write(content)
        except OSError as error:
            raise self._lost("data", error) from None
        if not self.ready:
            # It spoke or hung up before the dot: that mail is refused, and no reply to a dot could be told from it.
            self.drop()
            raise GoneError("The mail server broke off", code="connection_lost", phase="data")
        return self._dot()

    def quit(self) -> None:
        """Say goodbye and close, within a second."""
        self._deadline.restart(1.0)
        if self._server.sock is not None:
            with suppress(OSError):
                self._server.docmd("QUIT")
        self.drop()

    def drop(self) -> None:
        """Close without a word. Safe to call twice."""
        self._server.close()

    def _use(self, sock: socket.socket) -> None:
        self._replies = _Replies(sock, self._deadline)
        self._server.sock = sock
        self._server.file = cast(Any, self._replies)

    def _greet(self) -> None:
        self._expect("greeting", 220)
        self._hello()

    def _hello(self) -> None:
        try:
            code, reply = self._server.ehlo()
        except OSError as error:
            raise self._lost("ehlo", error) from None
        if code != 250:
            raise self._refused("ehlo", code, reply)

    def _starttls(self, host: str, tls: ssl.SSLContext) -> None:
        if not self._server.has_extn("starttls"):
            raise SettingWrong(
                "The mail server offers no TLS; use smtps:// or another port", code="no_tls", phase="starttls"
            )
        self._expect("starttls", 220, "STARTTLS")
        sock = self._server.sock
        assert sock is not None
        # What was read before TLS may be forged: the old reader goes with all that it holds, EHLO is asked anew.
        self._use(_secured(sock, host, tls))
        self._hello()

    def _sign_in(self, user: str, password: str) -> None:
        try:
            self._server.login(user, password)
        except smtplib.SMTPResponseException as error:
            raise self._refused("auth", error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPServerDisconnected as error:
            raise self._lost("auth", error) from None
        except (smtplib.SMTPException, ValueError):
            words = "The mail server offers no way to sign in that this program knows"
            raise SettingWrong(words, code="no_auth", phase="auth") from None

    def _expect(self, phase: str, wanted: int, command: str = "") -> None:
        """One command (or none) and its reply. A 4xx or 5xx to one mail leaves the connection usable after RSET."""
        try:
            code, reply = self._server.docmd(command) if command else self._server.getreply()
        except OSError as error:
            raise self._lost(phase, error) from None
        if code != wanted and not (wanted == 250 and code == 251):
            raise self._refused(phase, code, reply)

    def _dot(self) -> int:
        try:
            self._write(b".\r\n")
            code, reply = self._server.getreply()
        except OSError as error:
            self.drop()
            name = "read_timeout" if isinstance(error.__context__, TimeoutError) else "connection_lost"
            raise InDoubt("The mail server did not confirm the mail", code=name, phase="final-dot") from None
        if 200 <= code < 300:
            return code
        raise self._refused("final-dot", code, reply)

    def _write(self, content: bytes) -> None:
        sock = self._server.sock
        if sock is None:
            raise smtplib.SMTPServerDisconnected("closed")
        self._deadline.hold(sock)
        sock.sendall(content)

    def _lost(self, phase: str, error: OSError) -> SendError:
        self.drop()
        late = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
        words = "did not answer in time" if late else "broke off"
        return GoneError(f"The mail server {words}", code="read_timeout" if late else "connection_lost", phase=phase)

    def _refused(self, phase: str, code: int, reply: bytes | str) -> SendError:
        text = reply.decode("ascii", "replace") if isinstance(reply, bytes) else reply
        error = sort_refusal(phase, code, text)
        if phase in ("mail", "rcpt", "data", "final-dot") and not isinstance(error, GoneError | InDoubt):
            self._reset()
        else:
            self.drop()
        return error

    def _reset(self) -> None:
        try:
            code, _ = self._server.docmd("RSET")
        except OSError:
            code = 0
        if code != 250:
            self.drop()


def sort_refusal(phase: str, code: int, text: str) -> SendError:
    """What a reply other than the wanted one means: 4xx passes, 5xx is for good, the phase says whose fault it is.

    `text` is read for its enhanced status code (RFC 3463) only.
    """
    name = str(code)
    if code == 421:
        return GoneError("The mail server closes the connection", code=name, phase=phase)
    if 400 <= code < 500:
        return TryAgain(f"The mail server asks to try later (code {code})", code=name, phase=phase)
    if not 500 <= code < 600:
        kind = InDoubt if phase == "final-dot" else GoneError
        return kind("The mail server's reply makes no sense", code="bad_answer", phase=phase)
    if phase in ("data", "final-dot"):
        return Rejected(f"The mail server refuses the mail (code {code})", fault=Fault.MESSAGE, code=name, phase=phase)
    if phase == "rcpt" and code not in _SIGN_IN_CODES and not _POLICY.match(text):
        return Rejected(f"The mailbox is refused (code {code})", fault=Fault.ADDRESS, code=name, phase=phase)
    return SettingWrong(f"The mail server refuses us at {phase} (code {code})", code=name, phase=phase)


def _secured(sock: socket.socket, host: str, tls: ssl.SSLContext) -> ssl.SSLSocket:
    """Under TLS; a certificate that does not fit the host is a wrong setting, for the host is one."""
    try:
        return secure(_WHO, sock, host, tls)
    except TryAgain as error:
        if error.code == "certificate":
            raise SettingWrong(str(error), code=error.code, phase=error.phase) from None
        raise


class _Replies:
    """What smtplib reads replies from: obeys the deadline, and shows what came without being asked for."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline
        self.rest = b""

    def readline(self, limit: int) -> bytes:
        """A line with its end; less at the end of the stream; a part of at least `limit` bytes when it is longer."""
        while b"\n" not in self.rest and len(self.rest) < limit:
            self._deadline.hold(self._sock)
            more = self._sock.recv(4096)
            if not more:
                break
            self.rest += more
        end = self.rest.find(b"\n") + 1 or min(len(self.rest), limit)
        line, self.rest = self.rest[:end], self.rest[end:]
        return line

    def close(self) -> None:
        """The socket is closed by its owner."""
