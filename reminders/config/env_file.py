"""The .env file: read with line numbers, checked for slips, written with fresh secrets."""

import base64
import difflib
import io
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from reminders.config.settings import SECRET_NAMES, SETTING_NAMES

_NAMES = (*SETTING_NAMES, *(f"{name}_FILE" for name in sorted(SECRET_NAMES)))
#: Names that nobody but us would put beside our settings.
_OURS = re.compile(r"(TWILIO|SMTP|CLINIC|EMAIL|SMS|ENCRYPTION|LOOKUP|SCHEDULES|TEMPLATES)_")
_PLAIN = re.compile(r"[A-Za-z0-9_.,:/+=@-]*")


def read_env_file(path: Path) -> tuple[dict[str, str], list[str]]:
    """The values of a .env file, and its mistakes with their line. `$` and `${…}` are left as they are.

    A file that is not there has no values and no mistakes.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError) as error:
        what = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else f"cannot be read ({error.strerror})"
        return {}, [f"{path}: {what}"]
    values: dict[str, str] = {}
    mistakes: list[str] = []
    for binding in parse_stream(io.StringIO(text)):
        _take(binding, path, values, mistakes)
    return values, mistakes


def readable_by_others(path: Path) -> int | None:
    """The file's mode when group or others may do anything with it; None when all is well or it is not there."""
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        return None
    return mode if os.name == "posix" and mode & 0o077 else None


def generate_secrets() -> dict[str, str]:
    """Fresh values for SECRET_KEY, ENCRYPTION_KEYS and LOOKUP_KEY."""
    return {
        "SECRET_KEY": _random_text(),
        "ENCRYPTION_KEYS": f"k1:{_random_text()}",
        "LOOKUP_KEY": _random_text(),
    }


def add_to_env(path: Path, values: Mapping[str, str]) -> None:
    """Give these settings a value in a .env file: in their empty line where there is one, else at the end.

    The file is replaced as a whole, is on disk when this returns, and can then be read by its owner only. Raises
    ValueError for a value that would have to be quoted, and OSError.
    """
    for name, value in values.items():
        if not _PLAIN.fullmatch(value):
            raise ValueError(f"{name} holds characters that a .env file takes only in quotes")
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    for name, value in values.items():
        text = _with_value(text, name, value)
    _replace(path, text)


def _with_value(text: str, name: str, value: str) -> str:
    filled, count = re.subn(rf"^{name}=[ \t]*$", f"{name}={value}", text, count=1, flags=re.MULTILINE)
    if count:
        return filled
    gap = "\n" if text and not text.endswith("\n") else ""
    return f"{text}{gap}{name}={value}\n"


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, 0o600)
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    fresh.replace(path)


def _take(binding: Binding, path: Path, values: dict[str, str], mistakes: list[str]) -> None:
    line = binding.original.line + _leading_lines(binding.original.string)
    if binding.error or (binding.key is not None and binding.value is None):
        mistakes.append(f"{path}:{line}: is not NAME=value; quote values with spaces at their ends, close every quote")
    elif binding.key is not None and binding.value is not None:
        if binding.key in values and binding.key in _NAMES:
            mistakes.append(f"{path}:{line}: {binding.key} is given a second time; keep one")
        elif hint := _near_miss(binding.key):
            mistakes.append(f"{path}:{line}: {binding.key} is no setting; {hint}")
        values[binding.key] = binding.value


def _leading_lines(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")


def _near_miss(key: str) -> str | None:
    """What was probably meant by a name that is none of ours; None for other programs' settings."""
    if key in _NAMES:
        return None
    near = difflib.get_close_matches(key.upper(), _NAMES, n=1, cutoff=0.84)
    if near:
        return f"did you mean {near[0]}?"
    return "see .env.example for the names" if _OURS.match(key) else None


def _random_text() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
