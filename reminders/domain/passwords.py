"""Which passwords and PINs may be chosen (NIST SP 800-63B-4, 3.1.1): long enough, not among the first ones that a
stranger tries, not the person's or the clinic's own name. No rule about kinds of characters, and no expiry.
"""

import re
import unicodedata
from collections.abc import Iterable

from reminders.domain.said import Said, say

#: With a second factor beside it, and alone.
SHORTEST, SHORTEST_ALONE = 8, 15
LONGEST = 200
PIN_LENGTH = 6
_FEWEST_DIFFERENT = 5
#: Fewer letters than this beside the names in it, and the name is what one has to guess.
_FEWEST_OF_ITS_OWN = 4

#: The first guesses of every list of leaked passwords, without their digits and signs at the end.
_FIRST_GUESSES = frozenset(
    {
        "password", "passwort", "passw0rd", "p@ssword", "p@ssw0rd", "contraseña", "contrasena", "clave", "iloveyou",
        "teamo", "tequiero", "princess", "princesa", "sunshine", "football", "futbol", "baseball", "basketball",
        "superman", "batman", "welcome", "bienvenido", "bienvenidos", "letmein", "changeme", "dragon", "monkey",
        "shadow", "master", "michael", "jessica", "ashley", "charlie", "jennifer", "jordan", "trustno", "whatever",
        "starwars", "computer", "administrator", "administrador", "admin", "secret", "secreto", "internet", "freedom",
        "hello", "hola", "mustang", "corvette", "liverpool", "chelsea", "barcelona", "realmadrid", "summer", "winter",
        "spring", "autumn", "verano", "invierno", "medical", "medicine", "hospital", "clinic", "clinica", "doctor",
        "nurse", "beauty", "skincare", "reminders", "aftercare", "qwerty", "qwertz", "azerty", "qwertyuiop",
        "asdfghjkl", "zxcvbnm", "qazwsx", "qazwsxedc", "abcdefgh", "abcdefghij"
    }
)  # fmt: skip
_TAIL = re.compile(r"[\d\W_]+$")
_RUNS = ("01234567890", "09876543210")


def plain_password(text: str) -> str:
    """The one form of a password, however a keyboard composes its accents (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def password_mistake(text: str, names: Iterable[str], *, alone: bool) -> Said | None:
    """Why this may not be a password, and what to do instead; None when it may. `names` are the person's, their
    email's and the clinic's. `alone`: no second factor stands beside it.
    """
    password = plain_password(text)
    least = SHORTEST_ALONE if alone else SHORTEST
    if not password:
        return say("Choose a password.")
    if len(password) < least:
        return say("Use at least {count} characters; three or four words are easy to remember.", count=least)
    if len(password) > LONGEST:
        return say("Use at most {count} characters.", count=LONGEST)
    if _easily_guessed(password.casefold()):
        return say("Many people use this one, so it is tried first. Choose other words.")
    if _mostly_names(password.casefold(), names):
        return say("It is little more than a name. Choose words that have nothing to do with you or the clinic.")
    return None


def pin_mistake(pin: str) -> Said | None:
    """Why this may not be a PIN for a shared desk; None when it may."""
    if not re.fullmatch(rf"[0-9]{{{PIN_LENGTH}}}", pin):
        return say("Use {count} digits.", count=PIN_LENGTH)
    halves = len({pin[at : at + 3] for at in range(0, PIN_LENGTH, 3)}) == 1
    pairs = len({pin[at : at + 2] for at in range(0, PIN_LENGTH, 2)}) == 1
    if halves or pairs or any(pin in run for run in _RUNS):
        return say("This one is guessed at once. Use digits without a pattern.")
    return None


def _easily_guessed(password: str) -> bool:
    if len(set(password)) < _FEWEST_DIFFERENT or _repeats(password) or any(password in run * 20 for run in _RUNS):
        return True
    return password in _FIRST_GUESSES or _TAIL.sub("", password) in _FIRST_GUESSES


def _repeats(password: str) -> bool:
    """ "passwordpassword" is as good as "password": the shorter word over and over."""
    return any(
        len(password) % length == 0 and password == password[:length] * (len(password) // length)
        for length in range(1, min(len(password) // 2, SHORTEST) + 1)
    )


def _mostly_names(password: str, names: Iterable[str]) -> bool:
    words = {word for name in names for word in re.split(r"[\W_]+", name.casefold()) if len(word) > 2}
    if not any(word in password for word in words):
        return False
    for word in sorted(words, key=len, reverse=True):
        password = password.replace(word, "")
    return len(re.sub(r"[\d\W_]+", "", password)) < _FEWEST_OF_ITS_OWN
