"""Texts that are written down in one process say the same in another, in any language."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from reminders.domain.packing import pack, unpack
from reminders.domain.said import Language, Said, Style, joined, nsay, say, when

NOON = when(datetime(2026, 3, 11, 16, tzinfo=UTC), ZoneInfo("America/New_York"), Style.DAY)
#: Says every pattern backward: enough to see that patterns, numbers and moments are still known.
MIRROR = Language(
    lambda pattern: f"<{pattern}>", lambda one, many, number: f"<{one}|{many}|{number}>", lambda *_: "a moment"
)


@pytest.mark.parametrize(
    "text",
    [
        say("is missing"),
        say("is not a known treatment; known: {known}", known=say("none yet")),
        nsay("{count} row by {name}", "{count} rows by {name}", 3, name="Ana"),
        say("treated on {day}", day=NOON),
        joined([say("first"), "second"], "; "),
        "plain words",
    ],
    ids=str,
)
def test_a_text_that_was_packed_says_the_same_in_every_language(text: str) -> None:
    again = unpack(json.loads(json.dumps(pack(text))))
    assert (again, MIRROR.tell(again)) == (text, MIRROR.tell(text))


def test_numbers_stay_numbers() -> None:
    again = unpack(json.loads(json.dumps(pack(say("has {width} cells", width=7)))))
    assert isinstance(again, Said)
    assert again.values == {"width": 7}
