"""A mail server on 127.0.0.1 that keeps what it accepted and misbehaves at the phase it is told to.

`with SmtpSink() as sink: … sink.port, sink.ledger, sink.script(Play("rcpt", "550 5.1.1 no such mailbox"))`.
As its own process: `python -m tests.fakes.smtp_sink` prints its port, and ends after `--seconds`.
"""

import argparse
import asyncio
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, syntax

Phase = Literal["greeting", "ehlo", "mail", "rcpt", "data", "inside", "final-dot", "rset"]
Mode = Literal["plain", "starttls", "implicit"]


@dataclass(frozen=True)
class Play:
    """What happens when a connection comes to `phase`: a reply, or with none, the connection is cut.

    `inside` is within the mail, before the final dot. At the final dot `accepted` says whether the mail was kept all
    the same. `seconds` passes first.
    """

    phase: Phase
    reply: str = ""
    accepted: bool = False
    seconds: float = 0.0
    #: Cut the connection after this reply.
    then_cut: bool = False


@dataclass(frozen=True)
class Received:
    """One accepted mail; `content` as it came, without dot-stuffing and without the final dot."""

    sender: str
    to: str
    content: bytes
    options: tuple[str, ...] = ()
    #: When it was accepted, by the sink's clock.
    at: datetime | None = None


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class SinkState:
    """What the sink saw and what it shall do; written by the sink's thread, read by the test's."""

    #: Tells when a mail was accepted.
    clock: Callable[[], datetime] = _utc_now
    ledger: list[Received] = field(default_factory=list)
    plays: list[Play] = field(default_factory=list)
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    open: list["_Server"] = field(default_factory=list)

    def next(self, phase: Phase) -> Play | None:
        """The first scripted play for this phase, taken off the list."""
        for play in self.plays:
            if play.phase == phase:
                self.plays.remove(play)
                return play
        return None


class SmtpSink:
    """`login` (user, password) makes signing in necessary. `tls` is the server's context for starttls and implicit."""

    def __init__(
        self,
        mode: Mode = "plain",
        tls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        utf8: bool = False,
        port: int = 0,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self.state = SinkState(clock)
        self._mode, self._tls, self._login, self._utf8, self._asked_port = mode, tls, login, utf8, port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "SmtpSink":
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(5)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    @property
    def ledger(self) -> list[Received]:
        """Accepted mails, oldest first."""
        return list(self.state.ledger)

    def script(self, *plays: Play) -> None:
        """Each play happens once, the first time its phase comes."""
        self.state.plays.extend(plays)

    def cut_idle(self) -> None:
        """Cut every open connection now, as a server does that is tired of waiting."""
        asyncio.run_coroutine_threadsafe(self._cut(), self._loop).result(5)

    def say(self, line: str) -> None:
        """Say something unasked on every open connection."""

        async def say() -> None:
            for server in self.state.open:
                await server.push(line)

        asyncio.run_coroutine_threadsafe(say(), self._loop).result(5)

    async def _listen(self) -> asyncio.Server:
        implicit = self._tls if self._mode == "implicit" else None
        return await self._loop.create_server(self._protocol, "127.0.0.1", self._asked_port, ssl=implicit)

    def _protocol(self) -> "_Server":
        options: dict[str, Any] = {"enable_SMTPUTF8": self._utf8, "loop": self._loop, "hostname": "sink.example"}
        if self._mode == "starttls":
            options |= {"tls_context": self._tls, "require_starttls": True}
        if self._login:
            # Not its own `auth_required`: without TLS that warns; the handler asks for it at MAIL instead.
            options |= {"auth_require_tls": False, "authenticator": self._authenticator()}
        else:
            options |= {"auth_exclude_mechanism": ["LOGIN", "PLAIN"]}
        return _Server(self.state, options, sign_in=self._login is not None)

    def _authenticator(self) -> Callable[..., AuthResult]:
        user, password = self._login or ("", "")

        def check(server: Any, session: Any, envelope: Any, mechanism: str, said: Any) -> AuthResult:
            known = isinstance(said, LoginPassword) and said == LoginPassword(user.encode(), password.encode())
            return AuthResult(success=known, handled=known)

        return check

    async def _cut(self) -> None:
        for server in list(self.state.open):
            if server.transport is not None:
                server.transport.close()
        await asyncio.sleep(0.02)

    async def _shut(self) -> None:
        self._server.close()
        await self._cut()
        tasks = [task for task in asyncio.all_tasks(self._loop) if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Server(SMTP):
    """aiosmtpd's protocol with a script before each phase."""

    def __init__(self, state: SinkState, options: dict[str, Any], *, sign_in: bool) -> None:
        super().__init__(_Handler(state, sign_in), **options)
        self.state = state

    def connection_made(self, transport: Any) -> None:
        # STARTTLS calls this a second time for the same connection.
        if self not in self.state.open:
            self.state.connections += 1
            self.state.open.append(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self in self.state.open:
            self.state.open.remove(self)
        super().connection_lost(error)

    async def play(self, phase: Phase) -> Play | None:
        """Wait and cut as scripted. Returns the play when it has a reply to give."""
        play = self.state.next(phase)
        if play is None:
            return None
        await asyncio.sleep(play.seconds)
        if not play.reply:
            await self.cut()
        return play

    async def cut(self) -> None:
        """Close the connection; the protocol's own end then cancels this coroutine."""
        if self.transport is not None:
            self.transport.close()
        await asyncio.sleep(5)

    async def _handle_client(self) -> None:
        play = None if self._tls_protocol else await self.play("greeting")
        if play is None:
            await super()._handle_client()
            return
        await self.push(play.reply)
        await self.cut()

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802
        play = await self.play("rset")
        if play is None:
            await super().smtp_RSET(arg)
        else:
            await self.push(play.reply)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        play = await self.play("data")
        if play is not None:
            await self.push(play.reply)
            if play.then_cut:
                await self.cut()
            return
        inside = self.state.next("inside")
        if inside is None:
            await super().smtp_DATA(arg)
            return
        await self.push("354 go on")
        await self._reader.read(16)
        if inside.reply:
            await self.push(inside.reply)
        await self.cut()


class _Handler:
    """The answers of the sink, asked by aiosmtpd at each phase."""

    def __init__(self, state: SinkState, sign_in: bool) -> None:
        self.state = state
        self.sign_in = sign_in

    async def handle_EHLO(  # noqa: N802
        self, server: _Server, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """The list of extensions, or the scripted refusal."""
        self.state.commands.append("EHLO " + hostname)
        play = await server.play("ehlo")
        session.host_name = hostname
        return responses if play is None else [play.reply]

    async def handle_MAIL(  # noqa: N802
        self, server: _Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender."""
        self.state.commands.append("MAIL")
        play = await server.play("mail")
        if play is not None:
            return play.reply
        if self.sign_in and not session.authenticated:
            return "530 5.7.0 sign in first"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 sender taken"

    async def handle_RCPT(  # noqa: N802
        self, server: _Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient."""
        self.state.commands.append("RCPT")
        play = await server.play("rcpt")
        if play is not None:
            return play.reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 recipient taken"

    async def handle_DATA(self, server: _Server, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail."""
        self.state.commands.append("DATA")
        play = self.state.next("final-dot")
        content = envelope.original_content or b""
        if play is None or play.accepted:
            options = tuple(str(option) for option in envelope.mail_options)
            to, at = envelope.rcpt_tos[0], self.state.clock()
            self.state.ledger.append(Received(envelope.mail_from or "", to, content, options, at))
        if play is None:
            return "250 2.0.0 kept"
        await asyncio.sleep(play.seconds)
        if not play.reply:
            await server.cut()
        return play.reply


def main() -> None:
    """Run until the time is over."""
    parser = argparse.ArgumentParser(description="A mail server on 127.0.0.1 that keeps what it gets")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=600.0, help="end by itself after this long")
    asked = parser.parse_args()
    with SmtpSink(port=asked.port) as sink:
        print(sink.port, flush=True)
        threading.Event().wait(asked.seconds)


if __name__ == "__main__":
    main()
