"""Field encryption and keyed look-up hashes: what makes the database file unreadable on its own."""

import os
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = 1
_NONCE = 12
_HASH = 16
#: Of SHA-256, in bytes.
_BLOCK = 64


class KeyringError(Exception):
    """A field cannot be opened with the keys at hand. Holds no field content."""


class Keyring:
    """AES-256-GCM under a ring of keys, each field bound to its table, column and row; the first key seals.

    Look-up hashes use a key of their own that never rotates: with another one every opt-out would be lost.
    """

    def __init__(self, keys: Sequence[tuple[str, bytes]], lookup_key: bytes) -> None:
        self._ciphers = {name.encode(): AESGCM(key) for name, key in keys}
        first = keys[0][0].encode()
        self._sealing = self._ciphers[first]
        self._head = bytes([_VERSION, len(first)]) + first
        self._lookup = _Hmac(lookup_key)
        # Names begin alike: a few thousand beginnings serve any number of patients.
        self.short_hash = lru_cache(maxsize=8192)(self._short_hash)
        self._chain = _Hmac(self._lookup.digest(b"audit chain"))

    def seal(self, place: bytes, row_id: int, text: str) -> bytes:
        """Encrypt `text` for one row; `place` is b"table.column"."""
        nonce = os.urandom(_NONCE)
        return self._head + nonce + self._sealing.encrypt(nonce, text.encode(), b"%s:%d" % (place, row_id))

    def seal_optional(self, place: bytes, row_id: int, text: str | None) -> bytes | None:
        """As `seal`; None and the empty text stay None."""
        return self.seal(place, row_id, text) if text else None

    def open(self, place: bytes, row_id: int, sealed: bytes) -> str:
        """Decrypt a field. Raises KeyringError for a missing key, another row's field, or a changed one."""
        end = 2 + sealed[1]
        cipher = self._ciphers.get(bytes(sealed[2:end]))
        if sealed[0] != _VERSION or cipher is None:
            raise KeyringError(f"{place.decode()} of row {row_id} is sealed with a key that ENCRYPTION_KEYS lacks")
        try:
            nonce = sealed[end : end + _NONCE]
            return cipher.decrypt(nonce, sealed[end + _NONCE :], b"%s:%d" % (place, row_id)).decode()
        except InvalidTag:
            raise KeyringError(
                f"{place.decode()} of row {row_id} does not open: the key is another one, or the field was changed"
            ) from None

    def open_optional(self, place: bytes, row_id: int, sealed: bytes | None) -> str:
        """As `open`; None gives the empty text."""
        return self.open(place, row_id, sealed) if sealed is not None else ""

    def hash(self, label: bytes, clinic_id: int, value: str) -> bytes:
        """The 16-byte keyed hash to look up `value` under one label (address, last four, external id)."""
        return self._lookup.digest(b"%s\0%d\0%s" % (label, clinic_id, value.encode()))[:_HASH]

    def _short_hash(self, label: bytes, clinic_id: int, value: str) -> int:
        """A 63-bit keyed hash, for name prefixes."""
        return int.from_bytes(self.hash(label, clinic_id, value)[:8], "big") >> 1

    def mac(self, label: bytes, content: bytes) -> bytes:
        """16 bytes that only who has LOOKUP_KEY can compute: proof that `content` was written here."""
        return self._chain.digest(b"%s\0%s" % (label, content))[:_HASH]

    def fingerprint(self) -> str:
        """Tells whether LOOKUP_KEY fits a database, without giving it away."""
        return self._lookup.digest(b"fingerprint").hex()[:16]


class _Hmac:
    """HMAC-SHA256 (RFC 2104) with the key's blocks hashed once: OpenSSL's own call, which looks its algorithm up each
    time, takes four times as long for texts as short as ours. Safe to share between threads.
    """

    def __init__(self, key: bytes) -> None:
        block = (key if len(key) <= _BLOCK else sha256(key).digest()).ljust(_BLOCK, b"\0")
        self._inner = sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = sha256(bytes(byte ^ 0x5C for byte in block))

    def digest(self, content: bytes) -> bytes:
        """32 bytes."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(content)
        outer.update(inner.digest())
        return outer.digest()
