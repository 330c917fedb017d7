"""The words of a patient's text, without all that phones and people put around them."""

import re
import unicodedata

_APOSTROPHES = re.compile("['’‘‛`´ʼ＇]")
#: Where a thought ends: punctuation, a new line, an emoji between two sentences, and words that give a reason.
_BREAK = re.compile(r"[.!?…,;:()\[\]\"“”«»|\n\r]+|\s[-–—]+\s|\s/\s")
_REASON = re.compile(r"\b(?:but|because|becuz|cause|cuz|coz|since|pero|porque|xq|pq)\b")
_NOT_A_WORD = re.compile(r"[^\w]|_")
_SPELLED_OUT = re.compile(r"\b(?:[^\W\d_][\s.\-_*]+){2,}[^\W\d_]\b")
_INVISIBLE = frozenset(("Cf", "Mn", "Me", "Cc", "Sk"))


def words_of(text: str) -> str:
    """The words in lower case, one space between them: no punctuation, emoji, accents or invisible characters.

    Full-width letters and key-cap digits become plain ones, an apostrophe vanishes ("can’t" is "cant"), and letters
    spelled out one by one ("S.T.O.P") become a word.
    """
    return " ".join(_NOT_A_WORD.sub(" ", _joined(_plain(text))).split())


def clauses_of(text: str) -> tuple[str, ...]:
    """The words of each thought, as `words_of` gives them; what holds no word is left out."""
    pieces = (words_of(piece) for piece in _BREAK.split(_joined(_plain(text))))
    thoughts = (thought.strip() for piece in pieces for thought in _REASON.split(piece))
    return tuple(thought for thought in thoughts if thought)


def _plain(text: str) -> str:
    """Lower case without accents, apostrophes, and characters that are not seen."""
    spoken = _APOSTROPHES.sub("", text).replace("#", " number ")
    folded = unicodedata.normalize("NFKD", spoken).casefold()
    return "".join(_seen(character) for character in folded)


def _seen(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\n\t\r":
        return character
    if category in _INVISIBLE:
        return ""
    # An emoji ends a thought as a full stop does.
    return "." if category == "So" else character


def _joined(text: str) -> str:
    return _SPELLED_OUT.sub(lambda found: _NOT_A_WORD.sub("", found.group()), text)
