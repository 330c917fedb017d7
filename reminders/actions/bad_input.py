"""How an action refuses what it was asked."""

from collections.abc import Iterable


class BadInput(Exception):
    """What was asked cannot be done, and nothing was changed. `mistakes` are lines of the form
    `name: what is wrong and the cure`, all of them.
    """

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))
