"""How many years of school a text asks for: Flesch-Kincaid for English, Crawford for Spanish.

Both count sentences, words and syllables. Syllables are counted by rule (vowel groups, silent letters, hiatus), which
is right for about nine words in ten; over a whole message the errors level out. Links and telephone numbers are left
out; the end of a line ends a sentence.
"""

import re

_LINK = re.compile(r"https?://\S+|\S+@\S+|\(?\+?\d[\d ()\-]{6,}\d")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_TITLE = re.compile(r"\b(dr|dra|mr|mrs|ms|sr|sra|st|vs)\.", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$|[\"'»”)])|\n+")

_ENGLISH_GROUP = re.compile(r"[aeiouy]+")
#: A group of vowels that is spoken as two syllables.
_ENGLISH_TWO = re.compile(
    r"ia(?!n$|l$|ge)|io(?!n|u)|(?<=[rv])iou|iu|eo(?!u|p)|ua(?!r)|uou|(?<=[aeiouy])ing|[^qg]ui[dn]|iet|(?<!t)ie(?:nc|nt)"
    r"|creat|react|(?<=h)ya|(?<=[aeiouy][^aeiouy])ea$"
)
#: An e that is written and not spoken.
_ENGLISH_SILENT = re.compile(
    r"(?<=[^aeiouyl])es?$(?<![cszxg]es)(?<![sc]hes)|(?<=[aeiouy])le?s$|(?<=[^aeiouytd])ed$|(?<=[aeioury]l)e$"
)
_ENGLISH_SILENT_INSIDE = re.compile(r"(?<=[aeiou][^aeiouy])e(?=ly$|ful|less|ness)|(?<=\w[aeiou][^aeiouy])e(?=ment)")

_SILENT_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéí])")
#: A y that is not before a vowel is spoken as i.
_VOWEL_Y = re.compile(r"y(?![aeiouáéíóúü])")
_SPANISH_VOWELS = re.compile(r"[aeiouáéíóúü]+")
_STRONG = frozenset("aeoáéíóú")


def flesch_kincaid(text: str) -> float:
    """US school grade of an English text: 0.39 · words a sentence + 11.8 · syllables a word − 15.59; never below 0."""
    sentences, words = _counted(text)
    if not words:
        return 0.0
    syllables = sum(map(english_syllables, words))
    return _grade(0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59)


def crawford(text: str) -> float:
    """School grade of a Spanish text (Crawford 1984): −0.205 · OP + 0.049 · SP − 3.407; never below 0.

    OP is sentences and SP syllables in 100 words.
    """
    sentences, words = _counted(text)
    if not words:
        return 0.0
    syllables = sum(map(spanish_syllables, words))
    return _grade(-0.205 * 100 * sentences / len(words) + 0.049 * 100 * syllables / len(words) - 3.407)


def english_syllables(word: str) -> int:
    """Spoken syllables of one English word, at least 1."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    spoken = _ENGLISH_SILENT_INSIDE.sub("", _ENGLISH_SILENT.sub("", plain))
    groups = len(_ENGLISH_GROUP.findall(spoken))
    return max(1, groups + len(_ENGLISH_TWO.findall(spoken)))


def spanish_syllables(word: str) -> int:
    """Spoken syllables of one Spanish word, at least 1."""
    spoken = _VOWEL_Y.sub("i", _SILENT_U.sub("", word.lower()))
    return max(1, sum(map(_nuclei, _SPANISH_VOWELS.findall(spoken))))


def _counted(text: str) -> tuple[int, list[str]]:
    bare = _TITLE.sub(r"\1", _LINK.sub("", text))
    found = [words for words in map(_WORD.findall, _SENTENCE_END.split(bare)) if words]
    return len(found), [word for words in found for word in words]


def _grade(value: float) -> float:
    return round(max(0.0, value), 1)


def _nuclei(vowels: str) -> int:
    """Strong vowels side by side are a syllable each; weak ones (i, u) lean on a neighbor."""
    strong = sum(vowel in _STRONG for vowel in vowels)
    return strong or 1
