"""What a person can do about a driver's error."""

_CURES = {
    "readonly database": "{0} is read-only; give this user the right to write it and its folder",
    "unable to open database": "{0} cannot be opened; check that its folder exists and may be written",
    "disk is full": "{0}: the disk is full; free some space, nothing was lost",
    "database is locked": "{0} is locked by another program; close it and try again",
    "disk I/O error": "{0}: the disk reports an error; check it before going on",
    "file is not a database": "{0} is not a database of this program",
    "malformed": "{0} is damaged; restore the last backup",
    "no such table": "{0} is not set up; run `reminders setup`",
    "no such column": "{0} is of an older version; run `reminders migrate`",
    "does not exist": "{0} is not set up for this version; run `reminders setup` or `reminders migrate`",
    "connection failed": "{0} does not answer; check DATABASE_URL and that the server runs",
    "could not connect": "{0} does not answer; check DATABASE_URL and that the server runs",
    "deadlock detected": "{0} was busy with something that waited for this; it will be tried again",
    "server closed the connection": "{0} closed the connection; it will be tried again",
}


def cure_of(error: str, place: str) -> str | None:
    """What is wrong at `place` and the cure, for an error's text that is known; else None."""
    for sign, cure in _CURES.items():
        if sign in error:
            return cure.format(place)
    return None
