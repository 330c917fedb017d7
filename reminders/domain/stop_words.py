"""The exact words that carriers and the law give a meaning: stop, start, help; in English and Spanish.

A text counts only as a whole, after `words_of`: "STOP!!" does, "stop texting" is left to `stop_wording`.
"""

from dataclasses import dataclass

from reminders.domain.words import Intent

#: United States, 47 CFR 64.1200(a)(10), what carriers add, and their usual Spanish.
STOP_WORDS = frozenset(
    (
        "stop",
        "stopall",
        "stop all",
        "unsubscribe",
        "end",
        "quit",
        "cancel",
        "revoke",
        "optout",
        "opt out",
        "remove",
        "arret",
        "alto",
        "parar",
        "baja",
        "no mas",
    )
)
#: Stop words that a patient may mean of an appointment: they stop, and a person looks.
AMBIGUOUS_STOP_WORDS = frozenset(("cancel", "end"))
START_WORDS = frozenset(("start", "unstop", "alta"))
HELP_WORDS = frozenset(("help", "info", "ayuda"))


@dataclass(frozen=True, slots=True)
class Keyword:
    """What an exact word means."""

    intent: Intent
    #: A person looks too.
    ambiguous: bool = False


def keyword(words: str) -> Keyword | None:
    """The meaning of a text that is such a word; None for any other. YES means nothing: no text of ours asks for it."""
    if words in STOP_WORDS:
        return Keyword(Intent.STOP, ambiguous=words in AMBIGUOUS_STOP_WORDS)
    if words in START_WORDS:
        return Keyword(Intent.START)
    return Keyword(Intent.HELP) if words in HELP_WORDS else None
