"""Which passwords and PINs may be chosen."""

import pytest

from reminders.domain.passwords import password_mistake, pin_mistake, plain_password

NAMES = ("Dana Whitfield", "dana.whitfield@clinic.example", "Willow Skin Studio")

SHORT = "Use at least 15 characters; three or four words are easy to remember."
SHORT_BESIDE = "Use at least 8 characters; three or four words are easy to remember."
COMMON = "Many people use this one, so it is tried first. Choose other words."
NAME = "It is little more than a name. Choose words that have nothing to do with you or the clinic."


@pytest.mark.parametrize(
    ("password", "mistake"),
    [
        ("", "Choose a password."),
        ("blue kettle 17", SHORT),
        ("blue kettle on 7", None),
        ("correct horse battery", None),
        ("x" * 201, "Use at most 200 characters."),
        ("passwordpassword", COMMON),
        ("password12345678", COMMON),
        ("aaaaaaaaaaaaaaaaaaa", COMMON),
        ("123123123123123123", COMMON),
        ("01234567890012345", COMMON),
        ("dana whitfield 2026", NAME),
        ("WillowSkinStudio!1", NAME),
        ("willow under the bridge", None),
    ],
)
def test_a_password_without_a_second_factor(password: str, mistake: str | None) -> None:
    assert password_mistake(password, NAMES, alone=True) == mistake


@pytest.mark.parametrize(
    ("password", "mistake"),
    [
        ("kettle7", SHORT_BESIDE),
        ("kettle 17", None),
        ("sunshine1", COMMON),
        ("12345678", COMMON),
        ("iloveyou!", COMMON),
    ],
)
def test_a_password_with_a_second_factor_may_be_shorter(password: str, mistake: str | None) -> None:
    assert password_mistake(password, NAMES, alone=False) == mistake


def test_accents_are_one_password_however_they_are_typed() -> None:
    assert plain_password("cafe\u0301 con leche") == plain_password("caf\u00e9 con leche")


@pytest.mark.parametrize("pin", ["123456", "654321", "111111", "121212", "345345", "098765"])
def test_a_pin_with_a_pattern_is_refused(pin: str) -> None:
    assert pin_mistake(pin) == "This one is guessed at once. Use digits without a pattern."


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12a456", "１２３４５６"])
def test_a_pin_has_six_digits(pin: str) -> None:
    assert pin_mistake(pin) == "Use 6 digits."


def test_any_other_six_digits_are_a_pin() -> None:
    assert pin_mistake("482915") is None
