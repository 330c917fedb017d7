"""The doctor's look at backups: what is lost with the disk is lost for good."""

from reminders.actions.findings import Check, ok, warn
from reminders.domain.instants import MINUTE
from reminders.store.audit import newest_backup
from reminders.store.clinics import Clinic
from reminders.store.database import Work

_HOUR = 60 * MINUTE
#: Backups are made hourly; a night in which the timer failed should not pass unseen.
_OLD = 26 * _HOUR
_CURE = "`reminders backup FOLDER`, hourly from a timer (docs/operating.md)"


def examine_backup(work: Work, clinic: Clinic, now: int) -> Check:
    """Whether the newest backup of a SQLite database is of the last day; `now` is micros UTC."""
    at = newest_backup(work, clinic.id)
    if at is None:
        return warn("backup", "there is none; a broken disk would take every patient and every stop with it", _CURE)
    hours = (now - at) // _HOUR
    if now - at > _OLD:
        return warn("backup", f"the newest one is {hours} hours old", _CURE)
    return ok("backup", "made within the last hour" if hours < 1 else f"made {hours} hour(s) ago")
