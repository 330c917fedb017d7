"""Stopping in good order."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stopped_by_signal(ask_to_stop: Callable[[], None]) -> Iterator[list[int]]:
    """Ctrl-C and SIGTERM ask to stop instead of breaking off; a second one breaks off.

    Yields a list that then holds the exit code that a shell gives to that signal (130 or 143). Main thread only.
    """
    stopped: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        if stopped:
            raise KeyboardInterrupt
        stopped.append(128 + number)
        ask_to_stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
