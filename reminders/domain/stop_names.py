"""Somebody else has the number: said with the first name of the patient whom the clinic knows by it."""

from collections.abc import Collection

from reminders.domain.phrases import phrases
from reminders.domain.reply_words import words_of
from reminders.domain.stop_ideas import is_common

#: Stands for any of the names, so that nothing is learned or listed of a real one.
NAME = "somename"

_SOMEBODY_ELSE = phrases(
    """
    not|isnt|aint|never|arent|wasnt ?the|her|a|my|really|even|called|longer|for somename
    no somename ?here|at|s|by|in $
    no ?hay|soy|es|era|esta|conozco|conocemos|conosco|vive|somos ?a|de|la|el|ninguna|ningun|nadie ?que_se_llame somename
    who|whos|whose|quien|quienes|cual|wheres ?the|in ?heck|hell|world is|this|the|es|sea|fuck|of somename
    who|whos|whose|cual|quien somename $
    somename who|quien $
    know|knew|met|conozco|conocemos ?any|a|no|this|your|who|anyone|anybody ?named|called|a|is somename
    no|any|<anyone> ?here ?named|called|by|llamada|se_llama ?the ?name ?of somename
    heard ?of ?a|any somename
    somename ~1 <not>|used_to ~1 live|lives|work|works|have|use|uses|own|here|me|at|be_reached
    somename moved|died|passed|changed|switched|gave|sold|cambio|dio|had|left ~6 <number>|away|out|company|town
    somename died|fallecio|murio|passed_away|is_deceased|is_dead|has_passed|has_died|ya_fallecio
    somename ya|aqui no
    somename no es|vive|esta|trabaja|soy
    somename old|former|previous|ex <number>
    somename is ~2 ex|neighbor|tenant|roommate
    somename has|got ?got a|another|different ?new|different <number>
    not|isnt|no_longer|wasnt|ya_no_es|no_es ~2 somename ?s|cell ?phone <number>
    <texts>|looking|meant|intended|asking|busca|buscan|preguntan ~1 for|por|para|a somename
    this|number|belong*|phone was|belonged|used|era ?to ?be|de|from somename
    """,
    {
        "not": "no_longer|doesnt|does_not|dont|isnt|is_not|not|never|cant",
        "anyone": "anyone|anybody|nobody|one|noone|someone|person|nadie|woman|lady",
        "texts": "text*|messag*|remind*|calls|mail|mensaj*",
        "number": "number|phone|cell|numero|telefono|celular|phones|numbers|line|cellphone",
    },
)
_SHORTEST = 2


def without_names(words: str, names: Collection[str]) -> str:
    """The words with NAME in the place of each word of the names; but not of a name that is a common word as well."""
    known = {word for name in names for word in words_of(name).split() if len(word) >= _SHORTEST}
    hidden = frozenset(word for word in known if not is_common(word))
    if not hidden:
        return words
    # "Diane's" has lost its apostrophe.
    return " ".join(NAME if word in hidden or word.removesuffix("s") in hidden else word for word in words.split())


def says_not_this_name(clause: str) -> bool:
    """Whether a thought, in which NAME stands for the patient, says that the number is not hers or his."""
    return _SOMEBODY_ELSE.found_in(clause)
