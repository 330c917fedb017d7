"""How wrong settings are reported: whole, by name, without the value of a secret."""

from collections.abc import Sequence


class SettingsError(Exception):
    """Settings cannot be used. `mistakes` are lines of the form `NAME: what is wrong and the cure`; none holds a value
    that could be a secret.
    """

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)
