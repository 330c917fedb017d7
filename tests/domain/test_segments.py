"""Segments of text messages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.domain.segments import Encoding, Segments, count, fits, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments(Encoding.GSM_7, 0, 1)),
        ("a" * 160, Segments(Encoding.GSM_7, 160, 1)),
        ("a" * 161, Segments(Encoding.GSM_7, 161, 2)),
        ("a" * 306, Segments(Encoding.GSM_7, 306, 2)),
        ("a" * 307, Segments(Encoding.GSM_7, 307, 3)),
        ("ñ¿¡éÑü€", Segments(Encoding.GSM_7, 8, 1)),
        ("a" * 69 + "á", Segments(Encoding.UCS_2, 70, 1, "á", 69)),
        ("a" * 70 + "á", Segments(Encoding.UCS_2, 71, 2, "á", 70)),
        ("á" * 134, Segments(Encoding.UCS_2, 134, 2, "á", 0)),
        ("á" * 135, Segments(Encoding.UCS_2, 135, 3, "á", 0)),
        ("It’s", Segments(Encoding.UCS_2, 4, 1, "’", 2)),
        ("a\u00a0b", Segments(Encoding.UCS_2, 3, 1, "\u00a0", 1)),
        ("`", Segments(Encoding.UCS_2, 1, 1, "`", 0)),
    ],
)
def test_a_text_counts_as_the_carriers_count_it(text: str, expected: Segments) -> None:
    assert count(text) == expected


def test_a_two_unit_character_counts_twice() -> None:
    assert count("{" * 80) == Segments(Encoding.GSM_7, 160, 1)
    assert count("{" * 81).segments == 2


def test_a_two_unit_character_is_not_split_between_segments() -> None:
    assert count("a" * 152 + "{" + "a" * 152) == Segments(Encoding.GSM_7, 306, 3)


def test_a_surrogate_pair_is_not_split_between_segments() -> None:
    assert count("á" * 66 + "😀" + "á" * 66) == Segments(Encoding.UCS_2, 134, 3, "á", 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 306, True),
        ("a" * 307, False),
        ("{" * 152, True),
        ("{" * 153, False),
        ("a" * 152 + "{" + "a" * 152, False),
        ("á" * 201, True),
        ("á" * 202, False),
        ("`" + "a" * 200, True),
        ("`" + "a" * 201, False),
        ("a\tb" + "a" * 300, False),
    ],
)
def test_two_segments_or_three_with_accents_fit(text: str, expected: bool) -> None:
    assert fits(text) is expected


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab{}[]€ñá😀`\n\t’"), max_size=320))
def test_the_shortcut_of_fits_agrees_with_the_count(text: str) -> None:
    counted = count(text)
    assert fits(text) is (counted.segments <= {Encoding.GSM_7: 2, Encoding.UCS_2: 3}[counted.encoding])


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab{€á😀"), min_size=1, max_size=500))
def test_segments_agree_with_a_walk_that_packs_whole_characters(text: str) -> None:
    assert count(text).segments == packed(text)


def packed(text: str) -> int:
    """Another way to the same number: fill segments with whole characters, one after the other."""
    wide = any(character in "á😀" for character in text)
    widths = [2 if character in ("😀" if wide else "{€") else 1 for character in text]
    if sum(widths) <= (70 if wide else 160):
        return 1
    segments = [0]
    for width in widths:
        if segments[-1] + width > (67 if wide else 153):
            segments.append(0)
        segments[-1] += width
    return len(segments)


def test_a_plain_text_keeps_what_gsm_has_and_replaces_the_rest() -> None:
    assert plain("Sofía’s niño — “qué” día… 😀 Šárka") == 'Sofia\'s niño - "qué" dia... 😀 Sarka'
