"""Hears wishes that nobody has listed: each word, idea and pair of them speaks for a wish to stop, or against it.

`stop_weights` says how loudly, as learned from sentences of our own (`python -m tests.domain.stop_training`). The sum
decides, so that every decision can be taken apart: `evidence_in` names what counted. It is no proof: a person looks.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from reminders.domain.stop_ideas import ideas_of
from reminders.domain.stop_weights import BIAS, WEIGHTS

#: Long texts are heard piece by piece: what stands between must not drown a wish.
_PIECE = 40
_STEP = 30
_REACH = 3
_FEW = 4
_MOST_COUNTED = 12
#: A word that was not in the examples, or hardly ever.
_UNKNOWN = "?"
_KNOWN = frozenset(mark[1:] for mark in WEIGHTS if mark.startswith("="))


def sounds_like_a_wish(words: str) -> bool:
    """Whether words, as `reply_words` gives them, weigh more like a wish to get no messages than like anything else."""
    return any(weight_of(piece) > 0 for piece in _pieces(words.split()))


def weight_of(words: Sequence[str]) -> int:
    """How much the words speak for a wish; above 0 they do."""
    return BIAS + sum(evidence_in(words).values())


def evidence_in(words: Sequence[str]) -> Mapping[str, int]:
    """What counts for a wish (above 0) and against it."""
    return {mark: WEIGHTS[mark] for mark in marks_of(words, _KNOWN) if mark in WEIGHTS}


def marks_of(words: Sequence[str], known: frozenset[str]) -> set[str]:
    """What can count: `=word`, `two words`, `IDEA`, `^IDEA` first, `IDEA$` last, `IDEA>IDEA` near each other,
    `word~IDEA` side by side, `IDEA#3` among three words, `#3` the length.
    """
    plain = [word if word in known else _UNKNOWN for word in words]
    ideas = [ideas_of(word) or (_UNKNOWN,) for word in words]
    marks = {f"={word}" for word in plain} | {f"#{min(len(words), _MOST_COUNTED) // 2}"}
    marks.update(f"{one} {other}" for one, other in pairwise(("^", *plain, "$")))
    marks.update(idea for each in ideas for idea in each)
    marks.update(f"^{idea}" for each in ideas[:1] for idea in each)
    marks.update(f"{idea}$" for each in ideas[-1:] for idea in each)
    if len(words) <= _FEW:
        marks.update(f"{idea}#{len(words)}" for each in ideas for idea in each)
    return marks.union(_near(ideas), _beside(plain, ideas))


def _near(ideas: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for at, each in enumerate(ideas):
        for later in ideas[at + 1 : at + 1 + _REACH]:
            for one in each:
                for other in later:
                    yield f"{one}>{other}"


def _beside(plain: Sequence[str], ideas: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for (word, its), (following, theirs) in pairwise(zip(plain, ideas, strict=True)):
        for idea in theirs:
            yield f"{word}~{idea}"
        for idea in its:
            yield f"{idea}~{following}"


def _pieces(words: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, max(len(words) - _PIECE + _STEP, 1), _STEP):
        yield words[start : start + _PIECE]
