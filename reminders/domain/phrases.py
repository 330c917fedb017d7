"""A small language for the ways in which people say one thing, one line a way.

A line is words; each stands for one word of the text, in this order and side by side:

- `stop|quit` one of them; `_` joins two words into one of them (`no_longer`); `text*` any word that begins so
- `<texts>` one of a named group; groups may stand among others: `<texts>|calls`
- `?please|pls` perhaps one of them; `<small>~4` up to four of them; `~3` up to three words of any kind
- `!the|my` here comes none of them; `^` the text begins here; `$` it ends here

Texts are words with one space between them, as `reply_words` gives them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """Many ways to say one thing."""

    _pattern: re.Pattern[str]

    def found_in(self, words: str) -> bool:
        """Whether one of them stands anywhere in the words."""
        return self._pattern.search(words + " ") is not None

    def without(self, words: str) -> str:
        """The words without any of them."""
        return " ".join(self._pattern.sub("", words + " ").split())


def phrases(lines: str, groups: Mapping[str, str]) -> Phrases:
    """One phrase a line; `groups` maps names to alternatives: {"texts": "text*|message*"}."""
    compiled = (_line(line.split(), groups) for line in lines.strip().splitlines())
    return Phrases(re.compile("|".join(f"(?:{one})" for one in compiled)))


def _line(parts: Iterable[str], groups: Mapping[str, str]) -> str:
    return r"\b" + "".join(_part(part, groups) for part in parts)


def _part(part: str, groups: Mapping[str, str]) -> str:
    if part in ("^", "$"):
        return r"\A" if part == "^" else r"\Z"
    if part[0] in "?!":
        one = _one_of(part[1:], groups)
        return f"(?:{one} )?" if part[0] == "?" else f"(?!{one} )"
    words, repeated, most = part.partition("~")
    one = _one_of(words, groups) if words else r"\w+"
    return f"(?:{one} ){{0,{int(most)}}}" if repeated else f"{one} "


def _one_of(words: str, groups: Mapping[str, str]) -> str:
    return "(?:" + "|".join(_word(word, groups) for word in words.split("|")) + ")"


def _word(word: str, groups: Mapping[str, str]) -> str:
    if word.startswith("<"):
        return _one_of(groups[word.strip("<>")], groups)
    return re.escape(word).replace("_", " ").replace(r"\*", r"\w*")
