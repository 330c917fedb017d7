"""From the environment and .env to Settings, with every mistake found at once."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from reminders.config.env_file import read_env_file, readable_by_others
from reminders.config.forms import is_loopback
from reminders.config.mistakes import SettingsError
from reminders.config.settings import SECRET_NAMES, SETTING_NAMES, Settings


def read_settings(environ: Mapping[str, str], env_file: Path | None = None, *, storing: bool = False) -> Settings:
    """Settings from `environ` and `env_file`; the environment wins, an empty value counts as not given.

    `storing`: the caller keeps patients' data, so SECRET_KEY and ENCRYPTION_KEYS must be there; then `lookup_key` is
    never None. Reads nothing else and changes nothing. Raises SettingsError with all mistakes.
    """
    from_file, mistakes = read_env_file(env_file) if env_file else ({}, [])
    given = _given(environ, from_file, mistakes)
    mistakes += _needs(given, storing=storing)
    if env_file and _real(given):
        mistakes += _open_file(env_file)
    try:
        settings = Settings.model_validate({name.lower(): value for name, value in given.items() if value})
    except ValidationError as error:
        raise SettingsError(mistakes + _readable(error)) from None
    if mistakes:
        raise SettingsError(mistakes)
    return _completed(settings, given)


def key_texts(environ: Mapping[str, str], env_file: Path | None = None) -> dict[str, str]:
    """SECRET_KEY, ENCRYPTION_KEYS and LOOKUP_KEY as they are given, for the recovery sheet; those given only."""
    given = _given(environ, read_env_file(env_file)[0] if env_file else {}, [])
    return {name: given[name] for name in ("SECRET_KEY", "ENCRYPTION_KEYS", "LOOKUP_KEY") if given.get(name)}


def _given(environ: Mapping[str, str], from_file: Mapping[str, str], mistakes: list[str]) -> dict[str, str]:
    """The text of each setting that is given, from the place that wins; empty ones included."""
    given: dict[str, str] = {}
    for name in SETTING_NAMES:
        for source in (environ, from_file):
            if any(one in source for one in _spellings(name)):
                value = _value(name, source, mistakes)
                if value is not None:
                    given[name] = value
                break
    return given


def _spellings(name: str) -> tuple[str, ...]:
    return (name, f"{name}_FILE") if name in SECRET_NAMES else (name,)


def _value(name: str, source: Mapping[str, str], mistakes: list[str]) -> str | None:
    path = source.get(f"{name}_FILE", "").strip() if name in SECRET_NAMES else ""
    if not path:
        return source.get(name, "").strip()
    if source.get(name):
        mistakes.append(f"{name}: {name}_FILE is given as well; keep one of them")
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        mistakes.append(f"{name}_FILE: {path} cannot be read ({reason})")
        return None


def _real(given: Mapping[str, str]) -> bool:
    """Something may leave this machine; a misspelled transport counts as real."""
    return any((given.get(name) or "sandbox").lower() != "sandbox" for name in ("SMS_TRANSPORT", "EMAIL_TRANSPORT"))


def _needs(given: Mapping[str, str], *, storing: bool) -> Iterator[str]:
    """What settings need of each other."""
    if storing or _real(given):
        for name in ("SECRET_KEY", "ENCRYPTION_KEYS"):
            if not given.get(name):
                yield f"{name}: is missing; `reminders setup` makes one for a trial, .env.example says how to make one"
    if _real(given) and not given.get("LOOKUP_KEY"):
        yield "LOOKUP_KEY: is missing; a real transport needs its own, never to be changed (opt-outs are found by it)"
    if (given.get("SMS_TRANSPORT") or "").lower() == "twilio":
        yield from _twilio_needs(given)
    if (given.get("EMAIL_TRANSPORT") or "").lower() == "smtp":
        for name, example in (("SMTP_URL", "smtp://user:password@host:587"), ("EMAIL_FROM", "care@example.com")):
            if not given.get(name):
                yield f"{name}: is missing while EMAIL_TRANSPORT is smtp; for example {example}"


def _twilio_needs(given: Mapping[str, str]) -> Iterator[str]:
    if not given.get("TWILIO_ACCOUNT_SID"):
        yield "TWILIO_ACCOUNT_SID: is missing while SMS_TRANSPORT is twilio; Twilio's console shows it (AC…)"
    key, secret = given.get("TWILIO_API_KEY_SID"), given.get("TWILIO_API_KEY_SECRET")
    if bool(key) != bool(secret):
        missing = "TWILIO_API_KEY_SECRET" if key else "TWILIO_API_KEY_SID"
        yield f"{missing}: is missing; an API key needs both its SID and its secret"
    # An empty token would accept forged webhooks: Twilio's validator signs with whatever it is given.
    if given.get("TWILIO_AUTH_TOKEN") == "":
        yield "TWILIO_AUTH_TOKEN: is empty; give Twilio's token, or remove the line and use an API key"
    elif "TWILIO_AUTH_TOKEN" not in given and not (key or secret):
        yield "TWILIO_AUTH_TOKEN: is missing; give it, or TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET"
    elif "TWILIO_AUTH_TOKEN" not in given and (given.get("PUBLIC_URL") or "").startswith("https://"):
        yield "TWILIO_AUTH_TOKEN: is missing while PUBLIC_URL is given; only it proves that replies come from Twilio"
    senders = [name for name in ("TWILIO_FROM", "TWILIO_MESSAGING_SERVICE_SID") if given.get(name)]
    if len(senders) != 1:
        what = "is missing" if not senders else "is given twice over"
        yield f"TWILIO_FROM: {what}; give either TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID"


def _open_file(env_file: Path) -> Iterator[str]:
    mode = readable_by_others(env_file)
    if mode is not None:
        yield f"{env_file}: others on this machine may read it (mode {mode:03o}); run: chmod 600 {env_file}"


def _readable(error: ValidationError) -> list[str]:
    return [f"{str(one['loc'][0]).upper()}: {one['msg'].removeprefix('Value error, ')}" for one in error.errors()]


def _completed(settings: Settings, given: Mapping[str, str]) -> Settings:
    """The same settings with what follows from others filled in."""
    update: dict[str, object] = {}
    if not given.get("PUBLIC_URL"):
        update["public_url"] = f"http://{_own_host(settings.host)}:{settings.port}"
    if settings.lookup_key is None and settings.secret_key is not None:
        secret = settings.secret_key.get_secret_value().encode()
        update["lookup_key"] = hmac.digest(secret, b"reminders lookup key", hashlib.sha256)
        update["warnings"] = (
            "LOOKUP_KEY: is not given, so SECRET_KEY stands in for it; fine for a trial, refused with a real transport",
        )
    return settings.model_copy(update=update)


def _own_host(host: str) -> str:
    if not is_loopback(host):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
