"""Tokens of links that work without signing in."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.domain.tokens import message_of_token, unsubscribe_token

KEY = b"a key for tests"
TOKEN = unsubscribe_token(KEY, 4711)


@given(st.integers(0, 2**63 - 1))
def test_a_token_names_its_message(message_id: int) -> None:
    assert message_of_token(KEY, unsubscribe_token(KEY, message_id)) == message_id


def test_a_token_is_the_same_whenever_it_is_made() -> None:
    assert unsubscribe_token(KEY, 4711) == TOKEN


def test_a_token_of_another_key_names_nothing() -> None:
    assert message_of_token(b"another key", TOKEN) is None


@given(st.integers(0, 23), st.integers(1, 255))
def test_a_token_with_any_byte_changed_names_nothing(place: int, change: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(TOKEN))
    raw[place] ^= change
    assert message_of_token(KEY, base64.urlsafe_b64encode(raw).decode()) is None


@pytest.mark.parametrize(
    "text", ["", "4711", TOKEN[:-4], TOKEN + "AAAA", TOKEN + "\n", TOKEN.replace("=", "") + " ", "é" * 32, "A" * 10_000]
)
def test_what_is_no_token_names_nothing(text: str) -> None:
    assert message_of_token(KEY, text) is None


def test_a_token_needs_no_escaping_in_an_address() -> None:
    tokens = "".join(unsubscribe_token(KEY, message_id) for message_id in range(500))
    assert set(tokens) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == set()
