"""What both providers need of a socket: opening with proof, one deadline, a look before it is used again."""

import io
import select
import socket
import ssl
import time
from collections.abc import Callable
from ipaddress import ip_address

from reminders.transports.base import TryAgain


def connect(who: str, host: str, port: int, seconds: float) -> socket.socket:
    """A connected socket that sends small writes at once. Raises TryAgain: nothing can have been processed yet.

    Each address of the host gets `seconds`, all of them together twice that.
    """
    try:
        sock = _first_that_answers(host, port, seconds)
    except (socket.gaierror, UnicodeError):
        raise TryAgain(f"The host name of {who} cannot be resolved", code="dns", phase="connect") from None
    except TimeoutError:
        raise TryAgain(f"{who} did not take the connection in time", code="connect_timeout", phase="connect") from None
    except ConnectionRefusedError:
        raise TryAgain(f"{who} refused the connection", code="refused", phase="connect") from None
    except OSError:
        raise TryAgain(f"{who} cannot be reached", code="unreachable", phase="connect") from None
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def secure(who: str, sock: socket.socket, host: str, tls: ssl.SSLContext) -> ssl.SSLSocket:
    """The socket under TLS for `host`. Raises TryAgain, with the socket closed: code `certificate`, or `tls`."""
    try:
        return tls.wrap_socket(sock, server_hostname=host)
    except ssl.SSLCertVerificationError:
        sock.close()
        raise TryAgain(f"The certificate of {who} cannot be verified", code="certificate", phase="tls") from None
    except OSError:
        sock.close()
        raise TryAgain(f"The TLS handshake with {who} failed", code="tls", phase="tls") from None


def _first_that_answers(host: str, port: int, seconds: float) -> socket.socket:
    until = time.monotonic() + 2 * seconds
    last = OSError("no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(max(min(seconds, until - time.monotonic()), 0.001))
            sock.connect(address)
        except OSError as error:
            sock.close()
            last = error
        else:
            return sock
    raise last


class Deadline:
    """An end for all that follows, on the monotonic clock. A server that drips single bytes cannot outlast it."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self.restart(seconds)

    def restart(self, seconds: float) -> None:
        """Begin anew: what follows has this many seconds."""
        self._slack = seconds / 50
        self._until = self._monotonic() + seconds

    def hold(self, sock: socket.socket) -> None:
        """Give the socket the time that is left, within two percent: each change of it costs a system call."""
        left = self.left()
        timeout = sock.gettimeout()
        if timeout is None or not 0 <= timeout - left <= self._slack:
            sock.settimeout(left)

    def left(self) -> float:
        """Seconds that remain. Raises TimeoutError when none do."""
        left = self._until - self._monotonic()
        if left <= 0:
            raise TimeoutError("the time for this exchange is over")
        return left


class TimedReads:
    """Stands in for a socket where only `makefile` is asked for: every read of the file obeys the deadline.

    Closing the file leaves the socket open. `surplus` then tells whether more had arrived than was asked for: on such a
    connection the end of one answer would be taken for the next.
    """

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._reader = _Reader(_TimedRaw(sock, deadline))

    def makefile(self, _mode: str = "rb") -> io.BufferedReader:
        """A buffered binary reader, always the same; its reads raise TimeoutError at the deadline."""
        return self._reader

    @property
    def surplus(self) -> bool:
        """Whether bytes were left over when the file was closed."""
        return self._reader.surplus


class _TimedRaw(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline
        self.finished = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        if self.finished:
            return None
        self._deadline.hold(self._sock)
        return self._sock.recv_into(buffer)


class _Reader(io.BufferedReader):
    def __init__(self, raw: _TimedRaw) -> None:
        super().__init__(raw)
        self._raw = raw
        self.surplus = False

    def close(self) -> None:
        if not self.closed:
            # From here on the raw side has nothing to give, so this shows what the buffer holds and never waits.
            self._raw.finished = True
            self.surplus = bool(self.peek(1))
        super().close()


def still_quiet(sock: socket.socket) -> bool:
    """Whether an idle connection may be used again: nothing waits on it, neither its end nor an unasked word.

    TLS session tickets arrive unasked and are swallowed here; they are no reason to reconnect.
    """
    ears = select.poll()
    ears.register(sock, select.POLLIN)
    if not ears.poll(0) and not (isinstance(sock, ssl.SSLSocket) and sock.pending()):
        return True
    seconds = sock.gettimeout()
    sock.settimeout(0)
    try:
        sock.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        sock.settimeout(seconds)
        return True
    except OSError:
        return False
    return False


def is_loopback(host: str) -> bool:
    """True for localhost and for 127.0.0.0/8 or ::1 in figures: the only places where plain text may go."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
