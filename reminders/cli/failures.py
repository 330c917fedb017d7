"""What a failure prints, and the exit code it has: the only place that decides."""

import errno
import os
import sys
import traceback
from collections.abc import Iterable

DONE, FAILED, BAD_INPUT = 0, 1, 2

#: Errors whose text is written for people, by their full name so that naming them here loads nothing.
PLAIN_ERRORS = {
    "reminders.store.database.StoreError": FAILED,
    "reminders.actions.importing.second_process.ProcessEnded": FAILED,
    "reminders.store.keyring.KeyringError": BAD_INPUT,
}

_DISK = {
    errno.ENOSPC: "the disk is full; free some space, nothing was lost",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "this user has no right to it",
    errno.EADDRINUSE: "another program listens on that port; choose another PORT",
}


def exit_code_of(error: Exception) -> int:
    """Say on stderr what went wrong and what to do, and return the exit code.

    An error with `mistakes` is bad input: each mistake gets a line. Of an unforeseen error only its kind and place are
    shown, since its text could hold a patient's data.
    """
    mistakes = getattr(error, "mistakes", None)
    if mistakes is not None:
        return _bad_input(mistakes)
    for kind in type(error).__mro__:
        code = PLAIN_ERRORS.get(f"{kind.__module__}.{kind.__qualname__}")
        if code is not None:
            _say(str(error))
            return code
    if isinstance(error, OSError) and error.errno in _DISK:
        _say(f"{error.filename or 'It failed'}: {_DISK[error.errno]}")
        return FAILED
    _say(_unforeseen(error))
    return FAILED


def _bad_input(mistakes: Iterable[object]) -> int:
    for mistake in mistakes:
        _say(str(mistake))
    _say("Nothing was changed.")
    return BAD_INPUT


def _unforeseen(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {frames[-1].name}, {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    path = "".join(f"\n  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    return (
        f"It failed: {type(error).__name__}{place}. Its text is not shown because it could hold patients' data.{path}"
    )


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
