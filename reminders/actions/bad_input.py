"""How an action refuses what it was asked."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Value = TypeVar("Value")


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
            self.mistakes.append(f"{name}: {error}")
            return otherwise

    def refuse(self) -> None:
        """Raises BadInput when there was any mistake."""
        if self.mistakes:
            raise BadInput(self.mistakes)
