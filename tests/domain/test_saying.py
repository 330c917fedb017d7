"""Moments in a patient's words."""

import pytest

from reminders.domain.saying import at_in_words
from tests.domain.factories import NEW_YORK, local


@pytest.mark.parametrize(
    ("at", "language", "words"),
    [
        ("2026-04-01 15:05", "en", "today at 3:05 pm"),
        ("2026-04-01 12:00", "en", "today at 12:00 pm"),
        ("2026-04-02 00:30", "en", "on Thursday at 12:30 am"),
        ("2026-04-06 08:00", "en", "on Monday at 8:00 am"),
        ("2026-04-08 08:00", "en", "on Wednesday 4/8 at 8:00 am"),
        ("2026-04-01 15:05", "es", "hoy a las 3:05 pm"),
        ("2026-04-01 13:05", "es-MX", "hoy a la 1:05 pm"),
        ("2026-04-06 08:00", "es", "el lunes a las 8:00 am"),
        ("2026-04-08 08:00", "es", "el miércoles 8/4 a las 8:00 am"),
        ("2026-04-01 15:05", "fr", "today at 3:05 pm"),
    ],
)
def test_a_moment_is_told_by_the_local_clock_and_the_nearest_day(at: str, language: str, words: str) -> None:
    assert at_in_words(local(at), local("2026-04-01 10:00"), NEW_YORK, language) == words
