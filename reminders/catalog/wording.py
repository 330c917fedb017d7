"""Words that may not stand where others can read them, and words that turn advice into advertising."""

import re

#: A phone shows about this much of a text on its lock screen.
LOCK_SCREEN = 40

_BODY = (
    r"skin|face|facial|redness|red|swell\w*|swollen|bleed\w*|scar\w*|wrinkl\w*|acne|pores?|lips?|cheeks?|chin|forehead|"
    r"flak\w*|peel\w*|bruis\w*|blister\w*|rash|collagen|bod(?:y|ies)|"
    r"piel|cara|rostro|rojez|enrojec\w*|hincha\w*|sangra\w*|cicatri\w*|arrugas?|acné|poros?|labios?|mejillas?|frente|"
    r"moret\w*|ampollas?|colágeno|cuerpo"
)
_TREATMENT = (
    r"treatments?|procedures?|inject\w*|micro-?needl\w*|needl\w*|botox|dysport|toxin|fillers?|lasers?|ipl|prp|hydrafacials?|"
    r"dermabrasion|hair removal|touch-?ups?|"
    r"tratamientos?|procedimientos?|inyecc\w*|micro-?agujas|microneedling|agujas?|botulínica|rellenos?|láser|retoques?"
)
_MARKETING = (
    r"prices?|offers?|discounts?|deals?|sale|free|specials?|book(?:ing|ings)?|reviews?|touch-?ups?|gift|coupons?|"
    r"precios?|ofertas?|descuentos?|gratis|promoci\w*|reserv(?:e|ar|as?)|reseñas?|retoques?|regalos?|cupones|cupón"
)
_PRIVATE = re.compile(rf"\b(?:{_BODY}|{_TREATMENT})\b", re.IGNORECASE)
_NAMES_TREATMENT = re.compile(rf"\b(?:{_TREATMENT})\b", re.IGNORECASE)
_SELLS = re.compile(rf"\b(?:{_MARKETING})\b|[$€£]\s?\d|\d+\s?%", re.IGNORECASE)
_GAP = re.compile(r"[^\n.]\s[.,;:!?](?:\s|$)|\(\s*\)|: *[.,;]|(?<=\S)  +(?=\S)")


def private_word(text: str, titles: tuple[str, ...] = ()) -> str | None:
    """The first word about body or treatment (the schedule's titles are such words too), or None."""
    found = _PRIVATE.search(text)
    return found.group() if found else treatment_word(text, titles)


def treatment_word(text: str, titles: tuple[str, ...] = ()) -> str | None:
    """The first word that names a treatment, or None."""
    for title in titles:
        if title and re.search(rf"\b{re.escape(title)}\b", text, re.IGNORECASE):
            return title
    found = _NAMES_TREATMENT.search(text)
    return found.group() if found else None


def marketing_word(text: str) -> str | None:
    """The first word that makes a message advertising in the eyes of the law, or None."""
    found = _SELLS.search(text)
    return found.group() if found else None


def gap(text: str) -> str | None:
    """The place where a text shows that a value was missing (two spaces, a lonely comma), or None."""
    found = _GAP.search(text)
    return text[max(0, found.start() - 12) : found.end() + 4].strip() if found else None
