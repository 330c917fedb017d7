"""How many segments a text message takes, and which character makes it dearer.

Rules of GSM 03.38 and of the carriers: a text of GSM-7 characters takes 160 units in one segment and 153 in each of
several; one character outside GSM-7 makes the whole text UCS-2, which takes 70 and 67.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Encoding(StrEnum):
    """What a text is sent in."""

    #: Seven bits a character; most of western Europe, though not á í ó ú.
    GSM_7 = "GSM-7"
    #: Sixteen bits a unit; everything else.
    UCS_2 = "UCS-2"


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text costs. `units` are septets in GSM-7 and 16-bit words in UCS-2."""

    encoding: Encoding
    units: int
    segments: int
    #: The first character that GSM-7 lacks, and its index in the text; None when there is none.
    first_ucs2: str | None = None
    at: int | None = None


#: Longest text that a clinic may send: two segments in GSM-7, three in UCS-2.
LIMITS = {Encoding.GSM_7: 2, Encoding.UCS_2: 3}

_SINGLE = {Encoding.GSM_7: 160, Encoding.UCS_2: 70}
_EACH = {Encoding.GSM_7: 153, Encoding.UCS_2: 67}
#: The shortcut of `fits`: units that surely take two segments, a two-unit character at their border included.
_TWO_SEGMENTS = 2 * 153 - 1
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ!\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Sent as an escape and a second septet.
_EXTENSION = "\f^{}\\[~]|€"
_FOREIGN = re.compile(f"[^{re.escape(_BASIC + _EXTENSION)}]")
_TWO_UNITS = re.compile(f"[{re.escape(_EXTENSION)}]")
#: What word processors put where a plain character would do.
_PLAINER = str.maketrans(
    dict(zip("‘’‚“”„«»–—−•\u00a0\u202f\u2009\t", '\'\'\'"""""----    ', strict=True)) | {"…": "..."}
)


def count(text: str) -> Segments:
    """Encoding, units and segments of a text; an empty one takes one segment.

    A two-unit character (GSM-7's extension table, a UCS-2 surrogate pair) is never split between two segments.
    """
    foreign = _FOREIGN.search(text)
    if foreign is None:
        two = len(_TWO_UNITS.findall(text))
        return Segments(Encoding.GSM_7, len(text) + two, _segments(text, len(text) + two, Encoding.GSM_7))
    units = len(text) + sum(character > "\uffff" for character in text)
    return Segments(
        Encoding.UCS_2, units, _segments(text, units, Encoding.UCS_2), first_ucs2=foreign.group(), at=foreign.start()
    )


def fits(text: str) -> bool:
    """True for a text within LIMITS."""
    if text.isascii() and text.isprintable() and "`" not in text and len(text) <= _TWO_SEGMENTS:
        return len(text) <= _TWO_SEGMENTS // 2 or len(text) + len(_TWO_UNITS.findall(text)) <= _TWO_SEGMENTS
    counted = count(text)
    return counted.segments <= LIMITS[counted.encoding]


def plain(text: str) -> str:
    """The text with accents and typographic marks that GSM-7 lacks replaced by plainer ones (á by a, – by -).

    Characters that have no plainer form (an emoji, another script) stay.
    """
    return "".join(_plain_character(character) for character in text.translate(_PLAINER))


def _segments(text: str, units: int, encoding: Encoding) -> int:
    if units <= _SINGLE[encoding]:
        return 1
    each = _EACH[encoding]
    if units == len(text):
        return -(-units // each)
    segments, used = 1, 0
    for character in text:
        width = _width(character, encoding)
        if used + width > each:
            segments, used = segments + 1, 0
        used += width
    return segments


def _width(character: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM_7:
        return 2 if character in _EXTENSION else 1
    return 2 if character > "\uffff" else 1


def _plain_character(character: str) -> str:
    if not _FOREIGN.match(character):
        return character
    base = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return base if base and not _FOREIGN.search(base) else character
