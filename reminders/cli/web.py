"""`reminders web`: the pages only."""

import typer

from reminders.cli.opened import opened
from reminders.cli.output import note
from reminders.cli.serving import address_of, listen, say_first_run, server_of
from reminders.cli.signals import stopped_by_signal
from reminders.web.app import create_web
from reminders.web.pages import compile_pages

_EXAMPLE = "Example: reminders web"


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(web_command)


def web_command() -> None:
    """Serve the pages on HOST and PORT until ctrl-C or SIGTERM. Sending needs a `reminders worker` beside it."""
    with opened() as app, listen(app.settings) as listener:
        server = server_of(create_web(app))

        def stop() -> None:
            server.should_exit = True

        with stopped_by_signal(stop):
            compile_pages()
            note(f"Serving {address_of(listener)}; ctrl-C stops.")
            say_first_run(app, listener)
            server.run(sockets=[listener])
