"""The service's web side in a process of its own, and an empty app beside which it is held.

`python -m benchmarks.subjects.webhook_service service|empty FOLDER HTTP_PORT` prints its port; the line "send" makes it
send what is due and print the seconds that took; the end of its input ends it.
"""

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarks.subjects.dispatch import ALL_DUE
from benchmarks.subjects.house import Clock, settings
from reminders.actions.dispatch import Dispatcher
from reminders.app import open_app
from reminders.cli.logs import configure_logs
from reminders.cli.serving import server_of
from reminders.web.app import create_web


async def empty(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body and answers 204."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def main() -> None:
    """Serve until the input ends."""
    kind, folder, http_port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    # As a service logs, but into its error stream, which nobody reads here.
    configure_logs("warning", "json")
    if kind == "empty":
        with _serving(empty) as port:
            _follow(port, None)
        return
    app = open_app(settings(folder, http_port=http_port), Clock(ALL_DUE))
    with _serving(create_web(app, lambda: 0.0)) as port:
        _follow(port, Dispatcher(app, "bench"))
    app.close()


def _follow(port: int, dispatcher: Dispatcher | None) -> None:
    print(port, flush=True)
    for _ in sys.stdin:
        assert dispatcher is not None
        began = time.perf_counter()
        dispatcher.run()
        print(time.perf_counter() - began, flush=True)
    if dispatcher is not None:
        dispatcher.close()


@contextmanager
def _serving(web: ASGIApp) -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    server = server_of(web)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
