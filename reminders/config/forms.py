"""The form of single settings: each function takes the text and returns the value, or raises ValueError with the cure.

No message repeats a value that may be secret.
"""

import base64
import binascii
import difflib
import hashlib
import re
from collections.abc import Callable
from email.utils import parseaddr
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from email_validator import EmailNotValidError, validate_email

_HOST_NAME = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*\.?")
_KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,32}")
_SENDER = re.compile(r"\+[1-9][0-9]{6,14}|[0-9]{5,6}")
_PHONE = re.compile(r"\+?[0-9(][0-9 ().-]{6,22}[0-9]")
#: Below this a "secret" is a word typed by hand.
_FEWEST_CHARACTERS = 32
_FEWEST_DIFFERENT = 10

#: The id and the 32 bytes of an AES-256 key.
EncryptionKey = tuple[str, bytes]


def is_loopback(host: str | None) -> bool:
    """True for localhost and for loopback addresses of either family."""
    if host is None:
        return False
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


# Every text that leaves asks for it.
@lru_cache(maxsize=8)
def is_public(url: str) -> bool:
    """Whether an address can lead here from outside: https, and neither this machine nor a number of an inner net."""
    parts = urlsplit(url)
    if parts.scheme != "https" or is_loopback(parts.hostname):
        return False
    try:
        return not ip_address(parts.hostname or "").is_private
    except ValueError:
        return True


def one_of(*words: str) -> Callable[[str], str]:
    """One of these words, in any case; returned as written here."""
    known = {word.lower(): word for word in words}

    def read(text: str) -> str:
        found = known.get(text.lower())
        if found is None:
            raise ValueError(f"must be {' or '.join(words)}, got {text!r}")
        return found

    return read


def whole_number(low: int, high: int) -> Callable[[str | int], int]:
    """A whole number from low to high, both included."""

    def read(text: str | int) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", str(text)) or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}, got {text!r}")
        return int(text)

    return read


def database_url(text: str) -> str:
    """sqlite:///FILE, or postgresql://…, which is returned with its driver named (postgresql+psycopg://)."""
    scheme, separator, rest = text.partition("://")
    if scheme in ("postgresql", "postgres", "postgresql+psycopg") and separator and rest.strip("/"):
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and separator and rest.startswith("/"):
        if rest.strip("/") and not rest.startswith("/:memory:"):
            return text
        raise ValueError("needs a file, because several processes share it; for example sqlite:///reminders.db")
    raise ValueError("must start with sqlite:/// (a file) or postgresql:// (a server)")


def secret_text(text: str) -> str:
    """A text that nobody guesses: 32 characters or more, not one of them over and over."""
    if len(text) < _FEWEST_CHARACTERS or len(set(text)) < _FEWEST_DIFFERENT:
        raise ValueError(
            f"must have {_FEWEST_CHARACTERS} random characters or more; `openssl rand -base64 32` prints a good one"
        )
    return text


def lookup_key(text: str | bytes) -> bytes:
    """32 bytes for keyed hashes, drawn from a secret text."""
    return text if isinstance(text, bytes) else hashlib.sha256(secret_text(text).encode()).digest()


def encryption_keys(text: str | tuple[EncryptionKey, ...]) -> tuple[EncryptionKey, ...]:
    """`id:base64,…`: each key 32 bytes, each id once; the first one encrypts."""
    if not isinstance(text, str):
        return text
    keys = tuple(_encryption_key(number, part.strip()) for number, part in enumerate(text.split(","), start=1))
    seen: set[str] = set()
    for key_id, _ in keys:
        if key_id in seen:
            raise ValueError(f"uses the id {key_id!r} twice; give each key its own")
        seen.add(key_id)
    return keys


def _encryption_key(number: int, part: str) -> EncryptionKey:
    key_id, colon, encoded = part.partition(":")
    if not colon or not _KEY_ID.fullmatch(key_id):
        raise ValueError(f"key {number} must look like id:base64, the id of letters, digits, dots and dashes")
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ValueError(f"key {number} ({key_id}) must be 32 bytes in base64; `openssl rand -base64 32` prints one")
    return key_id, key


def host(text: str) -> str:
    """An address or a host name to listen on."""
    try:
        return str(ip_address(text))
    except ValueError:
        if _HOST_NAME.fullmatch(text):
            return text
    raise ValueError(f"must be an IP address or a host name such as 127.0.0.1, got {text!r}")


def public_url(text: str) -> str:
    """Where the world reaches this service: https, or http to this machine itself. No slash at the end."""
    parts = _url(text)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise ValueError("must start with https:// (http:// only for this machine itself, e.g. http://127.0.0.1:8000)")
    if parts.query or parts.fragment or parts.username is not None:
        raise ValueError("must be a plain address without user, ? or #; for example https://care.example.com")
    return text.rstrip("/")


def heartbeat_url(text: str) -> str:
    """Where a watching service listens: https, or http to this machine itself."""
    parts = _url(text)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise ValueError("must start with https:// (http:// only for this machine itself)")
    return text


def web_page(text: str) -> str:
    """A page on the clinic's own site, for patients: https only."""
    if _url(text).scheme != "https":
        raise ValueError("must start with https://")
    return text


def smtp_url(text: str) -> str:
    """smtp://user:password@host:587 (TLS is then demanded, except to this machine itself) or smtps://…."""
    parts = _url(text)
    if parts.scheme not in ("smtp", "smtps"):
        raise ValueError("must look like smtp://user:password@host:587 or smtps://user:password@host")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must end after the port; write special characters of a password as %40 and the like")
    if (parts.username is None) != (parts.password is None):
        raise ValueError("has a user without a password, or the other way round")
    return text


def _url(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("is not a valid address: check the host and that the port is from 1 to 65535") from None
    if not parts.hostname or port == 0 or re.search(r"\s", text):
        raise ValueError("is not a valid address: check the host and that the port is from 1 to 65535")
    return parts


def starts_with(prefix: str) -> Callable[[str], str]:
    """An identifier of Twilio's, recognized by its first two letters so that a mixed-up one is caught."""

    def read(text: str) -> str:
        if not re.fullmatch(prefix + "[0-9A-Za-z]{1,64}", text):
            raise ValueError(f"must start with {prefix}, as Twilio's console shows it")
        return text

    return read


def sender_number(text: str) -> str:
    """A phone number as +12025550143, or a short code."""
    if not _SENDER.fullmatch(text):
        raise ValueError(f"must be a number such as +12025550143 or a short code, got {text!r}")
    return text


def phone(text: str) -> str:
    """A phone number for patients to read, as the clinic writes it."""
    if not _PHONE.fullmatch(text):
        raise ValueError(f"must be a phone number such as (202) 555-0143, got {text!r}")
    return text


def email_sender(text: str) -> str:
    """`care@example.com` or `Clinic name <care@example.com>`; syntax only, no look-up."""
    address = parseaddr(text)[1]
    try:
        if "\n" in text or "\r" in text:
            raise EmailNotValidError("has a line break")
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError("must be an address such as care@example.com or Clinic <care@example.com>") from None
    return text


def folder(text: str | Path) -> Path:
    """A folder that is there."""
    path = Path(text)
    if not path.is_dir():
        raise ValueError(f"{text} is not a folder")
    return path


def zone_named(text: str) -> ZoneInfo:
    """The IANA time zone of this name. Raises ValueError that suggests near names."""
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        near = near_zones(text)
        guess = f"did you mean {' or '.join(near)}?" if near else "write it as America/Chicago"
        raise ValueError(f"{text!r} is not a time zone; {guess}") from None


def zone_name(text: str) -> str:
    """The name of an IANA time zone."""
    return zone_named(text).key


def near_zones(text: str) -> list[str]:
    """Names of zones that look like this text, the nearest first."""
    wanted = text.strip().lower().replace(" ", "_")
    zones = {name.lower(): name for name in available_timezones()}
    cities = {lower.rpartition("/")[2]: name for lower, name in sorted(zones.items(), reverse=True)}
    near = [zones[match] for match in difflib.get_close_matches(wanted, zones, n=2, cutoff=0.8)]
    near += [cities[match] for match in difflib.get_close_matches(wanted, cities, n=2, cutoff=0.8)]
    return list(dict.fromkeys(near))
