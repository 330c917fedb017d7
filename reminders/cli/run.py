"""`reminders run`: the pages and the sending in one process."""

import socket
import threading
from collections.abc import Callable

import typer

from reminders.app import App
from reminders.cli.opened import opened
from reminders.cli.output import note
from reminders.cli.serving import address_of, listen, say_first_run, server_of
from reminders.cli.signals import stopped_by_signal
from reminders.web.app import create_web
from reminders.web.pages import compile_pages
from reminders.worker import Worker

_EXAMPLE = "Example: reminders run"


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(run_command)


def run_command() -> None:
    """Serve the pages on HOST and PORT and send what is due, until ctrl-C or SIGTERM.

    Then what is armed is finished and the rest stays planned.
    """
    with opened() as app, listen(app.settings) as listener:
        serve_and_send(app, listener, lambda: _greet(app, listener))


def _greet(app: App, listener: socket.socket) -> None:
    note(f"Serving {address_of(listener)} and sending; ctrl-C stops.")
    say_first_run(app, listener)


def serve_and_send(app: App, listener: socket.socket, started: Callable[[], None], seconds: float = 0) -> None:
    """Both, in this process, until a signal asks to stop or so many `seconds` are over (0: never).

    `started` is called once the worker runs and the socket listens. Main thread only.
    """
    worker = Worker(app)
    app.wake = worker.wake
    server = server_of(create_web(app, lambda: worker.seconds_since_tick))

    def stop() -> None:
        server.should_exit = True
        worker.ask_to_stop()

    ending = threading.Timer(seconds, stop)
    with stopped_by_signal(stop):
        worker.start()
        if seconds:
            ending.start()
        try:
            compile_pages()
            started()
            server.run(sockets=[listener])
        finally:
            ending.cancel()
            worker.stop()
