"""Which characters the bytes of a file stand for. Never a silent guess: whatever is not certain is noted."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from reminders.actions.bad_input import BadInput, Mistake
from reminders.domain.said import say

#: What `--encoding` takes, and the name that Python knows it by.
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-1": "iso-8859-1",
    "latin-1": "iso-8859-1",
    "iso-8859-15": "iso-8859-15",
    "mac-roman": "mac-roman",
    "cp437": "cp437",
    "cp850": "cp850",
}

_CHUNK = 1 << 20
#: UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a file."""

    #: A codec's name for Python.
    name: str
    #: For people, when they should look: empty when nothing was uncertain.
    note: str = ""


def find_encoding(path: Path, declared: str | None = None) -> Encoding:
    """The encoding by byte order mark, by declaration, or by a look at the whole file in bounded memory.

    Raises BadInput for an unknown name, an empty file, a workbook, and UTF-16 without its mark.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    _refuse_other_kinds(path, head)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name)
    if declared is not None:
        return _declared(declared)
    first_line = head.partition(b"\n")[0]
    if first_line.count(0) * 4 > len(first_line):
        cure = say("looks like UTF-16 without its mark; save it as CSV UTF-8, or choose the encoding utf-16-le")
        raise BadInput([Mistake(str(path), cure)])
    return _by_content(path)


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\r\n\t ,;"):
        raise BadInput([Mistake(str(path), say("is empty; the first row must name the columns"))])
    if head.startswith(_WORKBOOKS):
        raise BadInput([Mistake(str(path), say("is a spreadsheet's own file; save it as CSV UTF-8 and import that"))])


def _declared(name: str) -> Encoding:
    codec = ENCODINGS.get(name.strip().lower().replace("_", "-"))
    if codec is None:
        raise BadInput([f"encoding: {name!r} is not known; use one of {', '.join(ENCODINGS)}"])
    return Encoding(codec)


def _by_content(path: Path) -> Encoding:
    good, bad = _count_utf8(path)
    if bad == 0:
        return Encoding("utf-8")
    if good > bad:
        note = say("The file is UTF-8 with broken characters in it; rows that hold one are refused.")
        return Encoding("utf-8", note)
    return Encoding(
        "cp1252",
        say(
            "The file is not UTF-8 and was read as Windows-1252; look at names with accents, or choose another "
            "encoding."
        ),
    )


def _count_utf8(path: Path) -> tuple[int, int]:
    """How many characters beyond ASCII read well as UTF-8, and how many do not."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    good = bad = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            if chunk and chunk.isascii() and not decoder.getstate()[0]:
                continue
            text = decoder.decode(chunk, final=not chunk)
            # A replacement character that the file itself holds is damage done elsewhere, not another encoding.
            broken = max(0, text.count("\ufffd") - chunk.count(b"\xef\xbf\xbd"))
            bad += broken
            good += sum(not c.isascii() for c in text) - broken
            if not chunk:
                return good, bad
