"""Physical lines of a text stream, in bounded memory whatever the file holds."""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple, TextIO

#: The longest line, and the longest row of several lines, in characters.
MAX_ROW = 64 * 1024


class Line(NamedTuple):
    """One line as an editor counts them."""

    #: From 1.
    number: int
    #: With its "\n", if it has one.
    text: str
    #: False: longer than MAX_ROW; the text is its beginning, and the rest of the line was skipped.
    whole: bool = True


class Lines:
    """Takes lines one by one; lines that were taken too far can be given back."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._given_back: deque[Line] = deque()
        self._number = 0

    def take(self) -> Line | None:
        """The next line, None at the end."""
        if self._given_back:
            return self._given_back.popleft()
        text = self._stream.readline(MAX_ROW + 1)
        if not text:
            return None
        self._number += 1
        if len(text) <= MAX_ROW or text.endswith("\n"):
            return Line(self._number, text)
        self._skip_rest()
        return Line(self._number, text, whole=False)

    def give_back(self, lines: Iterable[Line]) -> None:
        """The lines, in their order, will be taken again next."""
        self._given_back.extendleft(reversed(list(lines)))

    def _skip_rest(self) -> None:
        while (text := self._stream.readline(MAX_ROW)) and not text.endswith("\n"):
            pass
