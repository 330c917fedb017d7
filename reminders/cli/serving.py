"""Serving pages from this process until it is asked to stop."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import uvicorn
from starlette.types import ASGIApp

from reminders.actions.first_run import first_run_token
from reminders.app import App
from reminders.cli.output import note
from reminders.config import Settings, SettingsError
from reminders.config.forms import is_loopback

#: Seconds that an open request may still take once the service is asked to stop.
_GRACE = 5


def say_first_run(app: App, listener: socket.socket) -> None:
    """While no admin can sign in: a new link for the first account, on stderr. An earlier one is void."""
    token = first_run_token(app)
    if token is not None:
        public = app.settings.public_url
        base = public if public.startswith("https://") else address_of(listener)
        note(f"Nobody can sign in yet. Open this link within a day to make the first account:\n  {base}/start/{token}")


class Server(Protocol):
    """What serves."""

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve in this thread until `should_exit`."""

    should_exit: bool


def listen(settings: Settings) -> socket.socket:
    """A socket on HOST and PORT; port 0 is any free one. Raises SettingsError, and OSError for a port that is taken."""
    mistake = host_mistake(settings)
    if mistake:
        raise SettingsError([mistake])
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    return socket.create_server((settings.host, settings.port), family=family)


def host_mistake(settings: Settings) -> str:
    """Why these settings may not be served; empty when they may. Passwords travel by https or on this machine only."""
    if is_loopback(settings.host) or settings.public_url.startswith("https://"):
        return ""
    return (
        f"HOST: {settings.host} would show the pages to other machines, and passwords would travel readably; use "
        "127.0.0.1, or put a web server with https before this one and say its address in PUBLIC_URL"
    )


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
