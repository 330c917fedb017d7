"""Serving pages from this process until it is asked to stop."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import uvicorn
from starlette.types import ASGIApp

from reminders.config import Settings, SettingsError
from reminders.config.forms import is_loopback

#: Seconds that an open request may still take once the service is asked to stop.
_GRACE = 5


class Server(Protocol):
    """What serves."""

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve in this thread until `should_exit`."""

    should_exit: bool


def listen(settings: Settings) -> socket.socket:
    """A socket on HOST and PORT; port 0 is any free one. Raises SettingsError, and OSError for a port that is taken."""
    if not is_loopback(settings.host):
        raise SettingsError(
            [
                f"HOST: {settings.host} would show the pages to other machines, and there is no sign-in; use 127.0.0.1 "
                "and let a web server on this machine pass on what the world needs"
            ]
        )
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    return socket.create_server((settings.host, settings.port), family=family)


def address_of(listener: socket.socket) -> str:
    """Where a browser on this machine finds it."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def server_of(web: ASGIApp) -> Server:
    """A server that leaves signals to the caller. It writes no access log: addresses hold tokens."""
    return _Server(
        uvicorn.Config(
            web,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level="warning",
            proxy_headers=False,
            server_header=False,
            limit_concurrency=200,
            timeout_graceful_shutdown=_GRACE,
        )
    )


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Uvicorn's own handlers would raise the signal again at the end; a stop in good order is no failure."""
        yield
