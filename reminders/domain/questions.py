"""What a digit, or the words beside it, answer to the question that was asked last."""

import re
from collections.abc import Mapping

from reminders.domain.words import Intent, Question

#: By question: what 1, 2 and 3 mean.
ANSWERS: Mapping[Question, tuple[Intent, Intent, Intent]] = {
    Question.CARE_CHECK: (Intent.AS_EXPECTED, Intent.QUESTION, Intent.WORRIED),
    Question.INVITATION: (Intent.CALL_ME, Intent.LATER, Intent.NO_INVITATIONS),
}

_DIGITS = {"one": "1", "uno": "1", "una": "1", "two": "2", "dos": "2", "three": "3", "tres": "3"}
_DIGIT = re.compile(
    r"(?:(?:i |my |mi |the |la |el |its |es |ill |we )*"
    r"(?:option|opcion|number|numero|answer|respuesta|reply|respondo|choose|pick|say|elijo|choice|press|"
    r"responder|respond|im a|soy|a) )*"
    r"(?P<digit>[123]|one|uno|una|two|dos|three|tres)(?: (?P<rest>.*))?"
)
#: After a 1 these add nothing that a person would have to read.
_POLITE = frozenset(
    word
    for line in (
        "please pls plz thanks thank you u thx ty gracias por favor so much muchas mil all as expected good great",
        "well fine okay ok is it its i am im everything looks feels doing very todo va bien muy estoy esta normal",
        "esperado como lo for now here with me my sir maam doctor doc dr hi hello hola yes si just looking feeling",
        "yay saludos y and",
    )
    for word in line.split()
)
#: "2 days ago" counts, and does not answer.
_UNIT = re.compile(
    r"(?:more |full |to |or |o |a |y |and |of |de |[123]|x )*"
    r"(?:hours?|hrs?|days?|weeks?|wks?|months?|years?|times?|minutes?|mins?|oclock|am|pm|nights?|pills?|spots?|bumps?|"
    r"lumps?|places?|people|nd|rd|st|or|of|to|dias?|semanas?|mes|meses|horas?|veces|minutos?|anos?|noches?|pastillas?|"
    r"bolitas?|manchas?|puntos?|o|de|[0-9]+)\b"
)
_OPTIONS: Mapping[Question, tuple[tuple[str, Intent], ...]] = {
    Question.CARE_CHECK: (
        (r"(?:as expected|(?:its |im |everything |all )*(?:is |as )?(?:good|expected|fine|great))", Intent.AS_EXPECTED),
        (r"(?:todo (?:va |esta )?(?:muy )?bien|como (?:lo )?esperad[oa]|todo normal)", Intent.AS_EXPECTED),
        (r"(?:i )?(?:have|got) a (?:quick )?question|question|tengo una (?:pregunta|duda)|pregunta", Intent.QUESTION),
        (r"(?:i am |im )?(?:a (?:bit|little) |very |so |really )?worried", Intent.WORRIED),
        (r"(?:me preocupa algo|(?:estoy )?(?:muy )?preocupad[oa])", Intent.WORRIED),
    ),
    Question.INVITATION: (
        (r"(?:please )?(?:yes )?(?:call|phone|ring) me(?: please| pls)?|llam(?:e|en|a)me|llamada", Intent.CALL_ME),
        (r"(?:maybe )?later|not now|(?:mas )?(?:luego|tarde)|ahora no|despues", Intent.LATER),
        (r"(?:no|no more|no mas|sin|ya no) (?:invitations?|invites?|invitacion(?:es)?)", Intent.NO_INVITATIONS),
    ),
}


def answer_to(question: Question, words: str) -> Intent | None:
    """What a text, as `words_of` gives it, answers; None when it is not a clear answer.

    A digit, a number word, or the option's own words. More words may follow a digit, except after "1" to a care
    check, where only polite ones may: "1 but it got worse" is not as expected. A text with two of the digits that
    stand alone answers nothing.
    """
    for pattern, intent in _OPTIONS[question]:
        if re.fullmatch(pattern, words):
            return intent
    found = _DIGIT.fullmatch(words)
    if found is None:
        return None
    rest = found["rest"] or ""
    intent = ANSWERS[question][int(_DIGITS.get(found["digit"], found["digit"])) - 1]
    if _UNIT.match(rest) or re.search(r"\b[123]\b", rest):
        return None
    if intent is Intent.AS_EXPECTED and not _POLITE.issuperset(rest.split()):
        return None
    return intent
