"""Hashes of passwords and PINs, and the keyed hashes of codes and links."""

import secrets
import threading
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from reminders.domain.passwords import plain_password
from reminders.store.keyring import Keyring

#: RFC 9106, section 4, the choice for machines with little memory: argon2id, 64 MiB, three passes.
_HASHING = PasswordHash((Argon2Hasher(),))
#: Each takes 64 MiB: a crowd of strangers must not take the machine's memory.
_AT_ONCE = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """As it is kept."""
    with _AT_ONCE:
        return _HASHING.hash(plain_password(password))


def password_fits(password: str, kept: str) -> tuple[bool, str]:
    """Whether it is the one, and a new hash where the kept one is of older making (else empty). An empty `kept` fits
    nothing, and takes as long: the time does not tell who works here.
    """
    with _AT_ONCE:
        fits, renewed = _HASHING.verify_and_update(plain_password(password), kept or _nobodys())
    return fits and bool(kept), renewed or ""


def hash_pin(keyring: Keyring, staff_id: int, pin: str) -> str:
    """As it is kept. Six digits are tried out in a moment, so the database alone must not be enough to try them."""
    return hash_password(_keyed(keyring, staff_id, pin))


def pin_fits(keyring: Keyring, staff_id: int, pin: str, kept: str) -> bool:
    """As `password_fits`."""
    return password_fits(_keyed(keyring, staff_id, pin), kept)[0]


def hash_code(keyring: Keyring, staff_id: int, code: str) -> bytes:
    """Of a recovery code, which is random and long."""
    return keyring.mac(b"recovery code", b"%d:%s" % (staff_id, plain_code(code).encode()))


def plain_code(text: str) -> str:
    """As it was shown, whatever stands between its letters."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _keyed(keyring: Keyring, staff_id: int, pin: str) -> str:
    return keyring.mac(b"pin", b"%d:%s" % (staff_id, pin.encode())).hex()


@cache
def _nobodys() -> str:
    return _HASHING.hash(secrets.token_hex(16))
