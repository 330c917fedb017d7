"""Treatments come to their end: every window is over and nothing is left to send or to find out."""

from reminders.app import App
from reminders.domain.words import TreatmentStatus
from reminders.store.clinics import load_clinic
from reminders.store.facts import get_fact, set_fact
from reminders.store.treatments import over_among, running_after, set_status

#: Looked at in one go; more than so many are looked at in turns, since nobody waits for a treatment to be over.
BATCH = 500
_UP_TO = "completing_up_to"


def complete(app: App) -> int:
    """Complete what is over among the next treatments. Returns how many.

    Nothing is planned or canceled by it, and a treatment that is moved afterwards is active again. There is no entry in
    the audit, since nobody decides it.
    """
    with app.database.read() as work:
        if load_clinic(work) is None:
            return 0
        up_to = int(get_fact(work, _UP_TO) or 0)
        seen, active = running_after(work, up_to, BATCH)
        over = over_among(work, active, app.now_micros())
    following = seen if seen is not None else 0
    if not over and following == up_to:
        return 0
    with app.database.write() as work:
        # Looked at again: somebody may have moved one meanwhile.
        over = over_among(work, over, app.now_micros())
        set_status(work, over, TreatmentStatus.ACTIVE, TreatmentStatus.COMPLETED)
        if following != up_to:
            set_fact(work, _UP_TO, str(following))
    return len(over)
