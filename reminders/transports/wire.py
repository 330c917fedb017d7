"""What both providers need of a socket: one deadline for a whole exchange, and a look before reusing an idle one."""

import io
import socket
import ssl
from collections.abc import Callable
from ipaddress import ip_address


class Deadline:
    """An end for all that follows, on the monotonic clock. A server that drips single bytes cannot outlast it."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._until = monotonic() + seconds

    def left(self) -> float:
        """Seconds that remain. Raises TimeoutError when none do."""
        left = self._until - self._monotonic()
        if left <= 0:
            raise TimeoutError("the time for this exchange is over")
        return left


class TimedReads:
    """Stands in for a socket where only `makefile` is asked for: every read of the file obeys the deadline.

    Closing the file leaves the socket open.
    """

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._raw = _TimedRaw(sock, deadline)

    def makefile(self, _mode: str = "rb") -> io.BufferedReader:
        """A buffered binary reader; its reads raise TimeoutError at the deadline."""
        return io.BufferedReader(self._raw)


class _TimedRaw(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)


def still_quiet(sock: socket.socket) -> bool:
    """Whether an idle connection may be used again: nothing waits on it, neither its end nor an unasked word.

    TLS session tickets arrive unasked and are swallowed here; they are no reason to reconnect.
    """
    sock.settimeout(0)
    try:
        sock.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
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
