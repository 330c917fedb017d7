"""Words in a patient's text that a person at the clinic must see at once.

Finding them all comes before finding only them: the words of a flag count in any order, a little apart, inflected or
with a slip of the keyboard, and "no fever" is found as well. A person decides what it means.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from reminders.domain.reply_words import words_of

#: Found whatever a schedule says: here the emergency number comes before the clinic. A star stands for any ending.
EMERGENCIES = tuple(
    flag.strip()
    for line in (
        "cant breathe, cannot breathe, can not breathe, hard breath*, barely breath*, trouble breath*",
        "difficulty breath*, short of breath, shortness breath, struggling breath*, wheez*, gasping, choking",
        "anaphyla*, anafila*, me desmay*, perdi vision",
        "throat clos*, throat tight*, throat swell*, throat swollen, tongue swell*, tongue swollen",
        "lips swell*, lips swollen, face swell*, face swollen, facial swell*, eyes swell*, eyes swollen",
        "cant swallow, hard swallow*, trouble swallow*, chest pain, chest tight*, chest hurts",
        "passed out, fainted, lost vision, vision loss, going blind",
        "no respir*, cuesta respirar, dificultad respirar, falta aire, falta respir*, me ahog*",
        "garganta cierra, garganta cerr*, garganta hinch*, garganta inflam*, lengua hinch*, labios hinch*",
        "cara hinch*, cara inflam*, rostro hinch*, ojos hinch*, cara inch*, labios inch*, ojos inch*",
        "cara swollen, cara swell*, no puedo tragar, cuesta tragar, dolor pecho, duele pecho",
    )
    for flag in line.split(",")
)
#: Words that may stand between two words of a flag.
_APART = 4
_SHORTEST_STEM = 3
#: One wrong letter makes another word of a shorter one ("fewer" is no fever); two swapped letters do not.
_SHORTEST_SWAP = 5
_SHORTEST_SLIP = 6
#: Of English words, and of Spanish ones; the longest first.
_ENDINGS = tuple(
    tuple(line.split())
    for line in (
        "ings ing edly ed ful ness ers er est es ly th y s e",
        "aciones acion amente ando iendo adas ados idas idos ada ado ida ido aron aba an en as os es a o e s",
    )
)


@dataclass(frozen=True, slots=True)
class RedFlag:
    """What was found: the flag as the schedule (or EMERGENCIES) writes it."""

    words: str
    #: The emergency number comes first, then the clinic.
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class RedFlags:
    """A schedule's own words, of every language together: patients mix them."""

    words: tuple[str, ...] = ()
    emergencies: tuple[str, ...] = ()

    @classmethod
    def together(cls, all_flags: Iterable["RedFlags"]) -> "RedFlags":
        """Those of several schedules, for a number that belongs to several treatments."""
        every = tuple(all_flags)
        return cls(
            tuple(dict.fromkeys(word for flags in every for word in flags.words)),
            tuple(dict.fromkeys(word for flags in every for word in flags.emergencies)),
        )


#: Of a number without a schedule; EMERGENCIES are found all the same.
NO_RED_FLAGS = RedFlags()


def find_red_flags(text: str, own: RedFlags) -> tuple[RedFlag, ...]:
    """Every flag in the text, emergencies first, each once."""
    said = _said(words_of(text).split())
    urgent = (RedFlag(flag, emergency=True) for flag in (*EMERGENCIES, *own.emergencies) if _holds(said, flag))
    others = (RedFlag(flag) for flag in own.words if _holds(said, flag))
    return tuple(dict.fromkeys((*urgent, *others)))


@dataclass(frozen=True, slots=True)
class _Word:
    word: str
    stems: frozenset[str]
    #: Any ending will do.
    open_ended: bool = False


#: By first letter, which no inflection and no slip changes: each word of a text once, with its places.
_Said = Mapping[str, Sequence[tuple[_Word, Sequence[int]]]]


def _said(words: Sequence[str]) -> _Said:
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        places.setdefault(word, []).append(at)
    said: dict[str, list[tuple[_Word, Sequence[int]]]] = {}
    for word, its in places.items():
        said.setdefault(word[0], []).append((_Word(word, _stems(word)), its))
    return said


def _holds(said: _Said, flag: str) -> bool:
    """Whether all words of the flag stand near each other."""
    places = [_places(said, wanted) for wanted in _wanted(flag)]
    reach = (len(places) - 1) * (_APART + 1)
    return bool(places) and any(
        all(any(abs(other - at) <= reach for other in others) for others in places[1:]) for at in places[0]
    )


def _places(said: _Said, wanted: _Word) -> list[int]:
    alike = said.get(wanted.word[0], ())
    return sorted(at for word, its in alike if _matches(word, wanted) for at in its)


@lru_cache(maxsize=2048)
def _wanted(flag: str) -> tuple[_Word, ...]:
    pieces = ((words_of(piece).replace(" ", ""), piece.endswith("*")) for piece in flag.split())
    return tuple(_Word(word, _stems(word), open_ended) for word, open_ended in pieces if word)


def _matches(said: _Word, wanted: _Word) -> bool:
    if wanted.open_ended:
        start = wanted.word
        return said.word.startswith(start) or _slip(said.word[: len(start)], start)
    return not said.stems.isdisjoint(wanted.stems) or any(_slip(*pair) for pair in product(said.stems, wanted.stems))


def _stems(word: str) -> frozenset[str]:
    return frozenset((word, *(_stem(word, endings) for endings in _ENDINGS)))


def _stem(word: str, endings: Sequence[str]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            stem = word.removesuffix(ending)
            # redder, hottest: the doubled letter belongs to the ending.
            return stem[:-1] if len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2] else stem
    return word


def _slip(word: str, wanted: str) -> bool:
    """One letter too many, missing, wrong, or two swapped; never the first."""
    if word == wanted or not word or word[0] != wanted[0] or min(len(word), len(wanted)) < _SHORTEST_SWAP:
        return False
    at = next((i for i, (one, other) in enumerate(zip(word, wanted, strict=False)) if one != other), len(wanted))
    here, there = word[at:], wanted[at:]
    if len(here) == len(there) and here[:2] == there[1::-1]:
        return here[2:] == there[2:]
    if max(len(word), len(wanted)) < _SHORTEST_SLIP:
        return False
    return here[1:] == there or here == there[1:] or here[1:] == there[1:]
