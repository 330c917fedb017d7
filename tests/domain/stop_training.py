"""Learns what `stop_reader` weighs. `python -m tests.domain.stop_training` writes reminders/domain/stop_weights.py.

A linear support vector machine, by dual coordinate descent (Hsieh and others, 2008): additions, multiplications and
divisions only, in a fixed order, so that every machine learns the same.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

from reminders.domain.stop_reader import marks_of
from reminders.domain.stop_wording import as_weighed
from tests.domain import phrasings, phrasings_asides, phrasings_held_out, phrasings_voices

WEIGHTS_FILE = Path(__file__).resolve().parents[2] / "reminders/domain/stop_weights.py"
#: First names of patients in the sentences: the program knows whom it writes to.
NAMES = (
    "Brenda", "Tina", "Rosario", "Teresa", "Karen", "Maria", "Diane", "Diana", "Jennifer", "Linda", "Rosa", "Carmen",
    "Jessica", "Ashley", "Lucy", "Ana", "Sofia",
)  # fmt: skip
STOPS = (
    *phrasings.ASKS_TO_STOP, *phrasings.WRONG_NUMBER, *phrasings.MORE_STOPS, *phrasings_held_out.STOPS,
    *phrasings_voices.STOPS, *phrasings_asides.STOPS,
)  # fmt: skip
OTHERS = (
    *phrasings.NOT_A_STOP, *phrasings.MORE_NOT_STOPS, *phrasings.URGENT, *phrasings_held_out.NOT_STOPS,
    *phrasings_held_out.URGENT, *phrasings_voices.OTHERS, *phrasings_asides.OTHERS,
    *phrasings_asides.EVERYDAY,
)  # fmt: skip
#: A word, or a mark, of fewer sentences than this teaches nothing.
_SELDOM = 3
_MARKS_KEPT = 2400
_SCALE = 50
_COST = 0.1
#: A wish that is missed costs more than a look of a nurse: as far as nine of ten that are held are meant so.
_LEAN = 2
_ROUNDS = 10


@dataclass(frozen=True)
class Example:
    """A sentence as it is weighed, and whether it is a wish."""

    words: tuple[str, ...]
    wish: bool

    @classmethod
    def of(cls, text: str, wish: bool) -> "Example":
        return cls(tuple(as_weighed(text, NAMES).split()), wish)


@dataclass(frozen=True)
class Learned:
    """What was learned: the marks that count, in fiftieths."""

    bias: int
    weights: dict[str, int]

    def weight_of(self, words: Sequence[str]) -> int:
        known = frozenset(mark[1:] for mark in self.weights if mark.startswith("="))
        return self.bias + sum(self.weights.get(mark, 0) for mark in marks_of(words, known))


def examples() -> list[Example]:
    return [*(Example.of(text, True) for text in STOPS), *(Example.of(text, False) for text in OTHERS)]


def learn(taught: Sequence[Example]) -> Learned:
    """The weights that tell the examples apart."""
    known = _often(example.words for example in taught)
    marks = [marks_of(example.words, known) for example in taught]
    often = _often(marks)
    texts = [sorted(each & often) for each in marks]
    weights, bias = _descend(texts, [1 if example.wish else -1 for example in taught])
    # A known word is kept though it weighs nothing: what is beside it is then not beside a stranger.
    words = {f"={word}" for word in known}
    loudest = sorted((mark for mark in weights if mark not in words), key=lambda mark: (-abs(weights[mark]), mark))
    kept = sorted({*words, *loudest[: _MARKS_KEPT - len(words)]})
    return Learned(round(bias * _SCALE) + _LEAN, {mark: round(weights.get(mark, 0.0) * _SCALE) for mark in kept})


def families(taught: Sequence[Example]) -> list[int]:
    """A number for each example, the same for those that share most of their words."""
    sets = [frozenset(example.words) for example in taught]
    family = list(range(len(sets)))
    by_word: dict[str, list[int]] = {}
    for at, words in enumerate(sets):
        for other in {other for word in words for other in by_word.get(word, ())}:
            if len(words & sets[other]) >= 0.6 * len(words | sets[other]):
                _unite(family, at, other)
        for word in words:
            by_word.setdefault(word, []).append(at)
    return [_head(family, at) for at in range(len(sets))]


def as_file(learned: Learned) -> str:
    """The module as it is kept."""
    marks = " ".join(f"{mark.replace(' ', '_')}:{weight}" for mark, weight in learned.weights.items())
    lines = "\n".join(wrap(marks, 119, break_long_words=False, break_on_hyphens=False))
    return (
        '"""Written by `python -m tests.domain.stop_training`; `stop_reader` says what each mark stands for."""\n\n'
        "from operator import methodcaller\n\n"
        f'BIAS = {learned.bias}\n_LINES = """\n{lines}\n"""\n'
        '_PARTED = methodcaller("rpartition", ":")\n'
        "#: By mark: how much it speaks for a wish to stop (above 0), or against it.\n"
        'WEIGHTS = {mark.replace("_", " "): int(weight) for mark, _, weight in map(_PARTED, _LINES.split())}\n'
    )


def _often(sets: Iterable[Iterable[str]]) -> frozenset[str]:
    counts = Counter(one for each in sets for one in set(each))
    return frozenset(one for one, count in counts.items() if count >= _SELDOM)


def _descend(texts: Sequence[Sequence[str]], signs: Sequence[int]) -> tuple[dict[str, float], float]:
    weights: dict[str, float] = {}
    bias, slack = 0.0, 1 / (2 * _COST)
    pulls, order, chance = [0.0] * len(texts), list(range(len(texts))), random.Random(1)
    for _ in range(_ROUNDS):
        chance.shuffle(order)
        for at in order:
            margin = signs[at] * (bias + sum(weights.get(mark, 0.0) for mark in texts[at]))
            pull = max(pulls[at] - (margin - 1 + slack * pulls[at]) / (len(texts[at]) + 1 + slack), 0.0)
            step = (pull - pulls[at]) * signs[at]
            pulls[at] = pull
            bias += step
            if step:
                for mark in texts[at]:
                    weights[mark] = weights.get(mark, 0.0) + step
    return weights, bias


def _head(family: list[int], at: int) -> int:
    while family[at] != at:
        at = family[at]
    return at


def _unite(family: list[int], one: int, other: int) -> None:
    first, second = sorted((_head(family, one), _head(family, other)))
    family[second] = first


if __name__ == "__main__":
    WEIGHTS_FILE.write_text(as_file(learn(examples())), encoding="utf-8")
