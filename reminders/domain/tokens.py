"""Signed tokens for links that work without signing in."""

import base64
import binascii
import hmac

_SIGNATURE = 16


def unsubscribe_token(key: bytes, message_id: int) -> str:
    """A token that names a message; only who has the key can make one."""
    name = message_id.to_bytes(8, "big")
    return base64.urlsafe_b64encode(name + _sign(key, name)).decode()


def message_of_token(key: bytes, token: str) -> int | None:
    """The message of a token made with this key, else None."""
    try:
        raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    name, signature = raw[:8], raw[8:]
    if len(raw) != 8 + _SIGNATURE or not hmac.compare_digest(signature, _sign(key, name)):
        return None
    return int.from_bytes(name, "big")


def _sign(key: bytes, name: bytes) -> bytes:
    return hmac.digest(key, b"unsubscribe\0" + name, "sha256")[:_SIGNATURE]
