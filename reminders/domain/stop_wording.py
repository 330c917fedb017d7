"""Reasonable wording of a wish to get no more messages, or of a wrong number; in English, Spanish and both at once.

The law asks for no exact word. A wish is found by what it is about: ending *messages* is a stop; ending the cream, the
bleeding or an appointment is not. Where a text may be read either way it is held: a person looks at each of these.
"""

import re
from collections.abc import Collection
from enum import Enum

from reminders.domain import stop_english, stop_spanish
from reminders.domain.phrases import phrases
from reminders.domain.reply_words import clauses_of, words_of
from reminders.domain.stop_loose import says_no_to_messages, says_somebody_else
from reminders.domain.stop_names import says_not_this_name, without_names
from reminders.domain.stop_reader import sounds_like_a_wish
from reminders.domain.stop_words import STOP_WORDS


class Wish(Enum):
    """What a text asks for in its own words."""

    #: Says so of messages, lists or numbers.
    STOP = "stop"
    #: A bare "please stop": with a red flag beside it, it may be about the body.
    PERHAPS_STOP = "perhaps stop"
    WRONG_NUMBER = "wrong number"
    #: No listed wording; but it sounds more like a wish than like anything else.
    SOUNDS_SO = "sounds so"


def wish_in(text: str, names: Collection[str] = ()) -> Wish | None:
    """The wish a text expresses, or None; `names` are the first names of the patients who have its number."""
    listed = _ends_of(_DRAWN_OUT.sub(r"\1", text), _LISTED_WORDS)
    thoughts = dict.fromkeys((*clauses_of(listed), words_of(listed)))
    clauses = [without_names(thought, names) for thought in thoughts]
    if any(_says_wrong_number(clause) for clause in clauses):
        return Wish.WRONG_NUMBER
    if any(_says_stop(clause) for clause in clauses):
        return Wish.STOP
    if _stands_out(listed) or any(_is_bare(clause) or _says_no(clause) for clause in clauses):
        return Wish.PERHAPS_STOP
    if any(map(says_somebody_else, clauses)):
        return Wish.WRONG_NUMBER
    return Wish.SOUNDS_SO if sounds_like_a_wish(as_weighed(text, names)) else None


def as_weighed(text: str, names: Collection[str]) -> str:
    """The words that `stop_reader` hears: without names, and without what is said not to be wished."""
    heard = _ends_of(_DRAWN_OUT.sub(r"\1", text), _WEIGHED_WORDS)
    words = without_names(words_of(heard), names)
    return _REFUSALS.without(_WHY_DONT.sub("please ", words))


def _ends_of(text: str, most: int) -> str:
    """So many words at each end of a text: nobody can keep the program busy by a long one."""
    words = list(_WORD.finditer(text))
    if len(words) <= 2 * most:
        return text
    return f"{text[: words[most - 1].end()]}. {text[words[-most].start() :]}"


def _says_wrong_number(clause: str) -> bool:
    clause = _THEIR_OWN_SLIP.without(clause)
    said = stop_english.WRONG_NUMBER.found_in(clause) or stop_spanish.WRONG_NUMBER.found_in(clause)
    return said or _is_not_them(clause) or says_not_this_name(clause)


def _says_stop(clause: str) -> bool:
    wished = _REFUSALS.without(_WHY_DONT.sub("please ", clause))
    return stop_english.STOPS.found_in(wished) or stop_spanish.STOPS.found_in(wished)


def _says_no(clause: str) -> bool:
    return says_no_to_messages(_REFUSALS.without(_WHY_DONT.sub("please ", clause)))


def _is_not_them(clause: str) -> bool:
    """ "This is not Maria"; but not "this is not normal"."""
    found = _NOT_THEM.fullmatch(clause)
    return found is not None and not _NO_NAME.fullmatch(found["name"])


def _is_bare(clause: str) -> bool:
    """A stop word and nothing else of weight: "please stop now"."""
    if _ABOUT_ME.search(clause):
        return False
    if _BARE.found_in(clause):
        return True
    weighty = [word for word in clause.split() if word not in _FILLERS]
    return 0 < len(weighty) <= 3 and all(word in STOP_WORDS or word in _LIKE_STOP for word in weighty)


def _stands_out(text: str) -> bool:
    """ "STOP I already called": a stop word in capitals at an edge, in a text that is not all capitals."""
    if not any(character.islower() for character in text):
        return False
    return bool(_SHOUTED_FIRST.match(text) or _SHOUTED_LAST.search(text))


_WORD = re.compile(r"\w+")
#: At each end of a text: what the lists of wording, and the weights, are tried on.
_LISTED_WORDS, _WEIGHED_WORDS = 40, 100
#: "stoooop"; no word of either language has the same letter three times.
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
#: "Do not stop these": the opposite of a wish to stop.
_REFUSALS = phrases(
    """
    ?please|pls|por_favor <not> <to>~4 stop*|quit*|end|ends|cancel*|unsub*|opt|opted|delete*|take|drop|lose ~30
    the end of ~3
    when|does|will|until|till|ever ~4 go_away
    ?please|pls|por_favor <not> <to>~4 remov*|dej*|paren|pare|parar|elimin* ~30
    """,
    {
        "not": (
            "dont|do_not|never|not|wouldnt|didnt|wont|cant|couldnt|cannot|without|rather_not|dont_ever|accidentally|"
            "accident|by_mistake|no|nunca|jamas|sin_querer"
        ),
        "to": "to|you|u|yall|ever|want|mean|meant|need|wanna|me|quiero|quise|que|me|he|for",
    },
)
#: "I called the wrong number": the patient's own slip.
_THEIR_OWN_SLIP = phrases("i|we ~1 called|dialed|wrote|gave|put|typed|left ~3 wrong ~2", {})
#: "Why don't you stop": no refusal, for all its words.
_WHY_DONT = re.compile(
    r"\b(?:why|y|can|cant|could|couldnt|wont|will|would|wouldnt|porque|por que) (?:dont|wont|cant|not|no|you|u|yall|ya)"
    r"(?: (?:you|u|yall|guys|just|please))* "
)
_NOT_THEM = re.compile(
    r"(?:(?:hi|hello|hey|sorry|um|uh|perdon|hola|no|lo siento|disculpe|oye|actually) )*"
    r"(?:(?:i am|im|this is|thats|that is|its|you are) not|this isnt|it isnt|no soy|yo no soy|esta no es|este no es|"
    r"(?:(?:there is|theres|there are) )?no(?= \w+ (?:here|lives|at this))) "
    r"(?P<name>[a-z]{3,})(?: (?:anymore|sorry|and|y|phone|number|cell|lol|tho|dude|bro|here|lives|at|this|"
    r"house|address))*"
)
_NO_NAME = re.compile(
    r"\w+(?:ing|ed|ful|able|ible|ous|ive|ent|ant|less|est|ado|ada|ido|ida|ico|ica|oso|osa|ente|ando|iendo|mente)|"
    r"sure|shure|sur|okay|well|happy|better|worse|bad|good|great|right|normal|usual|typical|cool|funny|fun|fair|true|here|there|"
    r"home|able|the|too|very|your|you|really|even|red|sore|dry|hot|warm|big|small|light|dark|pretty|smooth|healthy|sick|ready|free|"
    r"new|old|nice|mad|sad|upset|fine|late|early|sleepy|itchy|puffy|flaky|oily|bumpy|severe|much|many|enough|that|this|what|how|"
    r"like|safe|clear|natural|medical|urgent|yet|still|anymore|equal|legal|ideal|over|done|gone|open|close|near|far|from|with|for|"
    r"yes|until|till|allergic|diabetic|fun|bueno|buena|bien|mal|mala|malo|seguro|segura|cierto|justo|mia|mio|para|una|muy|tan|"
    r"mucho|nada|facil|grave|igual|asi|doctor|doctora|medico|por|con|que|muslim|vegan|smoker|fumador|fumadora|joven|perfect|"
    r"pain|redness|rash|blood|scars?|changes?|difference|one|irritation|problems?|issues?|bumps?|marks?|spots?|parking|pus|signs?|"
    r"room|reception|service|doubt|rush|way|reason|answer|helpful|cheap|easy|hard|bueno|caro|raro|comun|urgente|bonito|feo"
)
_FILLERS = frozenset(
    word
    for line in (
        "please pls plz pleas plse now already it this that these those them ok okay hey hi hello thanks thank you",
        "thx ty u ya yall all me said say saying want to would like can could will the sir maam everything",
        "immediately asap for good forever god omg ffs fuck fucking fing wtf seriously and so sent from my iphone",
        "android jesus just bro dude man lol am asking youre must need guys i im typing replying reply again yes",
        "today word text por favor porfavor porfa gracias ahora mismo esto eso todo si quiero digo dije a mi hola",
        "oigan oye oiga senores mas no que con hoy",
    )
    for word in line.split()
)
#: Stop words with their slips; good enough only where nothing else is said.
_LIKE_STOP = frozenset(
    word
    for line in (
        "stio stpo sotp tsop stp sto stopp stopped stopping syop stob stap dtop atop st0p 5top stpp stoop stopit",
        "stoppall sstop stopo stip stope stoptexting quti qiut cancell cancle cansel cnacel canel ended enough",
        "unsubscribed unsubscribing unsuscribe unsubcribe unsubscrib unsubscibe removed remover revocar desist",
        "cease halt atlo paren pare para parenle parale parra bja basta termina terminar terminen detener detengan",
        "detenganse detente suficiente cancelar cancelen cancele cancela cancelado remove",
    )
    for word in line.split()
)
_BARE = phrases(
    """
    ^ <so>~3 enough ?is_enough <now>~3 $
    ^ <so>~3 no_more|nomore|ya_no|ya_no_mas|no_mas|nomas|ya_basta|out|s_top|sto_p|st_op|all_done <now>~3 $
    ^ <so>~3 cease|desist|kindly_cease|stop_stop <now>~3 $
    ^ <so>~3 blocked ?and|or reported|deleted|blocked
    ^ <so>~3 blocked|blocking|blocking_you|blocked_you|bloqueado|bloqueados|spam|unsubbed <now>~3 $
    ^ <ask>~6 stop|quit !<body> <on>
    ^ <ask>~6 stop|quit *ing me|us|my_phone
    ^ <ask>~6 pare|paren|parenle|parele|basta ?ya|con|de|por_favor <now>~3 $
    im|i_am begging|asking|telling ?you|u|yall ?to ?please stop $
    ^ ?please|pls|plz|just make|get it|this|these|them|all_this|everything stop
    please|pls|plz|por_favor stop|paren|pare $
    """,
    {
        "so": "ok|thats|ive_had|i_had|that_is|please|pls|ya|con_eso|es|im|you_are|youre|number|kindly",
        "ask": (
            "please|pls|plz|ok|okay|just|hey|hi|hello|yo|now|so|and|but|can|could|would|will|you|u|guys|yall|i|said|"
            "really|need|to|kindly|omg|dude|for|the|last|time|god|sake|gods|por|favor|oigan|ya|must|sorry|no|thanks|thank|"
            "im|asking|beg|begging|told|tell|want|again|second|third|2nd|3rd|seriously|like|wish"
        ),
        "on": (
            "it|this|that|now|i|im|ive|you|u|ur|youre|we|yo|ya|no|por|or|and|with|w|please|pls|all|asap|these|me|so|its"
        ),
        "body": (
            "or_continue|or_keep|or_should|or_go_on|it_from|it_itch*|it_burn*|it_hurt*|this_cream|this_serum|this_med*|"
            "this_ointment|this_lotion"
        ),
        "now": "already|now|please|pls|plz|thanks|thank_you|por_favor|porfa|gracias|ok|ya",
    },
)
#: "Can I stop": the patient's own doing.
_ABOUT_ME = re.compile(
    r"\b(?:can|should|do|may|could|when|if|did|must|shall) (?:i|we)\b|\b(?:i|we) (?:have|had|need) to\b|"
    r"\b(?:puedo|debo|cuando|podria|tengo que)\b"
)
_SHOUTED_FIRST = re.compile(
    r"\W*(?:STOP|UNSUBSCRIBE|CANCEL|QUIT|END)\b[\s.!,:]*(?!(?:the|my|using|taking|applying|putting|wearing|it|by|la|el|bleeding)\b)"
)
_SHOUTED_LAST = re.compile(
    r"(?<!\bnot)(?<!\bt)(?<!\bto)(?<!\bI)(?<!\bit)(?<!\bwill)(?<!\bnever)(?<!\bshould)(?<!\bcannot)(?<!\bwont)(?<!\bcant)"
    r"(?<!\bcan)(?<!\bwhen) STOP\W*\Z"
)
