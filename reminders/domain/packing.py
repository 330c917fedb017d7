"""Texts that know their patterns, written down and read again: what was said in one process is told in another."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from reminders.domain.said import Joined, Said, Style, When, joined, nsay, say, when


def pack(text: object) -> Any:
    """A value for JSON that `unpack` makes the same text of; what is no text stays as it is."""
    if isinstance(text, Said):
        values = {name: pack(value) for name, value in text.values.items()}
        return {"say": text.pattern, "many": text.plural, "count": text.number, "values": values}
    if isinstance(text, When):
        return {"when": text.instant.isoformat(), "zone": text.zone.key, "style": text.style.value}
    if isinstance(text, Joined):
        return {"joined": [pack(part) for part in text.parts], "between": text.between}
    return text if isinstance(text, int | float | None) else str(text)


def unpack(packed: Any) -> Any:
    """The other way round."""
    if not isinstance(packed, dict):
        return packed
    if "when" in packed:
        return when(datetime.fromisoformat(packed["when"]), ZoneInfo(packed["zone"]), Style(packed["style"]))
    if "joined" in packed:
        return joined([unpack(part) for part in packed["joined"]], packed["between"])
    values = {name: unpack(value) for name, value in packed["values"].items() if name != "count"}
    if packed["many"]:
        return nsay(packed["say"], packed["many"], packed["count"], **values)
    return say(packed["say"], **values)
