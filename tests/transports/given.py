"""What the tests of transports start from: Ana's message, and a clock that stands still."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from reminders.transports.base import Outgoing

NOW = datetime(2026, 3, 7, 15, 0, tzinfo=UTC)
ANA = "+12025550143"
ANA_MAIL = "ana@example.com"
CLINIC = "+12025550100"
TEXT = "Harbor Skin: how are you today? Reply 1 fine, 2 unsure, 3 call me."


def clock() -> datetime:
    """NOW, always."""
    return NOW


def a_text(
    to: str = ANA, text: str = TEXT, *, message_id: int = 17, attempt: int = 1, valid_s: float = 7200
) -> Outgoing:
    """A text that may leave for `valid_s` more seconds."""
    return Outgoing(message_id, attempt, to, text, NOW + timedelta(seconds=valid_s))


def a_mail(
    to: str = ANA_MAIL,
    *,
    message_id: int = 17,
    text: str = "Hello Ana,\nall well?\n",
    html: str = "<p>Hello Ana</p>",
    subject: str = "A note from Harbor Skin",
    unsubscribe_url: str = "",
    language: str = "en",
) -> Outgoing:
    """An email with both parts."""
    return Outgoing(
        message_id,
        1,
        to,
        text,
        NOW + timedelta(hours=2),
        subject=subject,
        html=html,
        language=language,
        unsubscribe_url=unsubscribe_url,
    )


def wait_until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait for another thread, bounded."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.002)
