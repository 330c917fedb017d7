"""A worker and its pages as a process of its own, with everything that takes seconds or minutes twenty times quicker.

`python -m tests.quick_worker` prints the port of its pages. It ends when it is asked to stop, and after two minutes.
From outside: SIGUSR1 kills the dispatcher's thread, SIGUSR2 that of the periodic work, as nothing should.
"""

import ctypes
import os
import signal
import socket
import threading
from collections.abc import Callable

from reminders.actions.watching import PATIENCE, Patience
from reminders.app import open_app
from reminders.cli.logs import configure_logs
from reminders.cli.serving import server_of
from reminders.config import read_settings
from reminders.web.app import create_web
from reminders.web.health import STALE_AFTER
from reminders.worker import PERIODS, Periods, Worker

FASTER = 20
QUICK = Periods(
    look=PERIODS.look / FASTER,
    sweep=PERIODS.sweep / FASTER,
    reconcile=PERIODS.reconcile / FASTER,
    tick=PERIODS.tick / FASTER,
    probe=PERIODS.probe / FASTER,
    beat=PERIODS.beat / FASTER,
)
ALERT = Patience(
    look_every=PATIENCE.look_every / FASTER,
    silent_after=PATIENCE.silent_after / FASTER,
    tell_every=PATIENCE.tell_every / FASTER,
    ping_every=PATIENCE.ping_every / FASTER,
)
_LIFE = 120.0


def main() -> None:
    """Serve and send."""
    app = open_app(read_settings(os.environ, storing=True))
    configure_logs("INFO", "json")
    worker = Worker(app, QUICK, ALERT)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = server_of(create_web(app, lambda: worker.seconds_since_tick, STALE_AFTER / FASTER))

        def stop(*_: object) -> None:
            server.should_exit = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGUSR1, _killer("dispatcher"))
        signal.signal(signal.SIGUSR2, _killer("APScheduler"))
        ending = threading.Timer(_LIFE, stop)
        ending.daemon = True
        ending.start()
        worker.start()
        print(listener.getsockname()[1], flush=True)
        server.run(sockets=[listener])
    worker.stop()
    app.close()


def _killer(name: str) -> Callable[..., None]:
    def kill(*_: object) -> None:
        for thread in threading.enumerate():
            if thread.name == name:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit)
                )

    return kill


if __name__ == "__main__":
    main()
