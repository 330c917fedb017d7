"""How an action refuses what it was asked."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Value = TypeVar("Value")


class Mistake(str):
    """A line `name: what is wrong and the cure` that knows its halves, so that a page can put it beside the field and
    say it in another language.
    """

    __slots__ = ("name", "says")

    name: str
    #: A text of domain/said.py where the page can say it in another language.
    says: str

    def __new__(cls, name: str, says: str) -> "Mistake":
        mistake = super().__new__(cls, f"{name}: {says}")
        mistake.name, mistake.says = name, says
        return mistake


class BadInput(Exception):
    """What was asked cannot be done, and nothing was changed. `mistakes` are lines of the form
    `name: what is wrong and the cure`, all of them.
    """

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


class Answers:
    """Reads answers one by one and keeps every mistake, so that all of them can be told at once."""

    def __init__(self, mistakes: Iterable[str] = ()) -> None:
        self.mistakes = list(mistakes)

    def read(self, name: str, form: Callable[[str], Value], text: str | None, otherwise: Value) -> Value:
        """The value of a text; `otherwise` where nothing was said (None) and for a mistake, which is kept."""
        if text is None:
            return otherwise
        try:
            return form(text.strip())
        except ValueError as error:
            self.mistakes.append(mistake_of(name, error))
            return otherwise

    def refuse(self) -> None:
        """Raises BadInput when there was any mistake."""
        if self.mistakes:
            raise BadInput(self.mistakes)


def mistake_of(name: str, error: ValueError) -> Mistake:
    """What a reader of one value said of it, in its own words."""
    says = error.args[0] if error.args and isinstance(error.args[0], str) else str(error)
    return Mistake(name, says)
