"""Measures silence."""

import time
from collections.abc import Callable


class Stopwatch:
    """Seconds since somebody last gave a sign of life."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._at = monotonic()

    def restart(self) -> None:
        """A sign of life."""
        self._at = self._monotonic()

    def seconds(self) -> float:
        """How long ago the last one was."""
        return self._monotonic() - self._at
