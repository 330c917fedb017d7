"""Periodic tidying: what waited until its window closed ends with a reason, so that nothing is lost in silence."""

from contextlib import suppress

from reminders.actions.clinic_moves import go_on
from reminders.actions.completing import complete
from reminders.actions.duty import pass_on
from reminders.actions.import_files import drop_old_files
from reminders.app import App
from reminders.domain.words import Reason
from reminders.store.attempts import parked_and_over
from reminders.store.messages import cancel_messages
from reminders.store.version_moves import wake_approved

_BATCH = 1000
_ENDS = {"on_hold": Reason.ON_HOLD, "not_approved": Reason.NOT_APPROVED}


def sweep(app: App) -> int:
    """Cancel waiting messages whose window has closed. Returns how many.

    Also lets go what waits for an approval that is there: on PostgreSQL a message can be set aside in the very moment
    in which its version is approved. Finishes planning anew where a change of the clinic was cut short. And passes on
    urgent replies that nobody has answered in time. Treatments that are over become completed. Files that were uploaded
    a day ago go.
    """
    # A worried patient waits: whatever else cannot be done now must not keep their reply from passing on.
    pass_on(app)
    go_on(app)
    with app.database.write() as work:
        wake_approved(work, app.now_micros())
    swept = 0
    while True:
        with app.database.write() as work:
            over = parked_and_over(work, app.now_micros(), _BATCH)
            cancel_messages(work, [(message_id, None, _ENDS.get(why, Reason.TOO_LATE)) for message_id, why in over])
        swept += len(over)
        if len(over) < _BATCH:
            break
    complete(app)
    with suppress(OSError):
        drop_old_files(app)
    return swept
