"""A worker leaves word in the database when it last looked at the queue, so that pages elsewhere see one that died."""

from reminders.app import App
from reminders.domain.instants import SECOND
from reminders.store.facts import get_fact, set_fact

_TICK = "worker_tick"


def leave_tick(app: App, seconds_ago: float) -> None:
    """The queue was last looked at so many seconds ago. Proves also that the database can be written.

    Raises StoreError.
    """
    at = app.now_micros() - round(seconds_ago * SECOND)
    with app.database.write() as work:
        set_fact(work, _TICK, str(at))


def seconds_since_left_tick(app: App) -> float | None:
    """How long ago any worker looked at the queue; None when none ever did. Raises StoreError."""
    with app.database.read() as work:
        left = get_fact(work, _TICK)
    return None if left is None else max(0.0, (app.now_micros() - int(left)) / SECOND)
