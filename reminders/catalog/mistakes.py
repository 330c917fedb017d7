"""What is wrong in admins' files: all of it at once, by place, with the cure."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to correct (or, in a list of warnings, to look at)."""

    #: As the admin knows it: "schedules/implant.yaml".
    file: str
    #: From 1; None where no line can be named.
    line: int | None
    #: Inside the file: "stages[2].closes", or empty.
    place: str
    text: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where} {self.place}: {self.text}" if self.place else f"{where}: {self.text}"


class Mistakes(Exception):
    """Files that cannot be used, with every mistake in them."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def near(word: str, known: Iterable[str]) -> str:
    """ ", did you mean 'closes'?" when a known word looks like this one, else an empty string."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""
