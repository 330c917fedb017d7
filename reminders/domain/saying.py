"""Moments in the words of a patient's language."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
#: From so far away on, a weekday alone could mean the one before.
_WEEK = timedelta(days=6)


def at_in_words(at: datetime, now: datetime, zone: ZoneInfo, language: str) -> str:
    """A moment to come, for the middle of a sentence: "today at 3:15 pm", "el lunes a las 8:00 am".

    In English for a language other than Spanish.
    """
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    spanish = language.partition("-")[0].lower() == "es"
    clock = f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"
    day = _DAYS["es" if spanish else "en"][local.weekday()]
    if local.date() == today:
        return f"hoy a {_the(local)} {clock}" if spanish else f"today at {clock}"
    date = f" {local.day}/{local.month}" if spanish else f" {local.month}/{local.day}"
    on = day + (date if at - now > _WEEK else "")
    return f"el {on} a {_the(local)} {clock}" if spanish else f"on {on} at {clock}"


def _the(local: datetime) -> str:
    """One o'clock is singular in Spanish."""
    return "la" if local.hour % 12 == 1 else "las"
