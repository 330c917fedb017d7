"""When the provider is asked about a message of which nobody knows enough (design, section 7)."""

from datetime import datetime, timedelta

from reminders.domain.words import AttemptOutcome

#: After its outcome came in doubt.
IN_DOUBT = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
#: After that time without final news a message that was taken counts as unconfirmed.
UNCONFIRMED_AFTER = timedelta(hours=72)
#: After it was taken, while no final news of it have come.
SILENT = (timedelta(minutes=15), timedelta(hours=2), timedelta(hours=24), UNCONFIRMED_AFTER)

_TIMETABLES = {AttemptOutcome.IN_DOUBT: IN_DOUBT, AttemptOutcome.ACCEPTED: SILENT}


def next_look(outcome: AttemptOutcome, since: datetime, now: datetime) -> datetime | None:
    """The first time of its timetable after `now`, for an attempt that ended so at `since`; None when it is not asked
    about (again). A look that came late counts for all whose time had passed: the later one tells more.
    """
    times = (since + wait for wait in _TIMETABLES.get(outcome, ()))
    return next((at for at in times if at > now), None)


def first_look(outcome: AttemptOutcome, since: datetime) -> datetime | None:
    """The first time of its timetable; None for an outcome that leaves nothing to ask."""
    return next_look(outcome, since, since)
