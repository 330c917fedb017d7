"""A preview's question: how it is read, and how it is refused."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.preview_request import Asked, PreviewRequest, read_request
from reminders.domain.offsets import Offset
from reminders.domain.words import Channel, Kind

PRESENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ASKED = Asked(treated_at="2026-03-07T15:00", timezone="America/New_York")


def read(asked: Asked, present: datetime = PRESENT) -> PreviewRequest:
    return read_request(asked, present=present, languages=("en", "es"))


def mistakes(asked: Asked) -> tuple[str, ...]:
    with pytest.raises(BadInput) as caught:
        read(asked)
    return caught.value.mistakes


def test_a_question_is_read_with_its_defaults() -> None:
    treated_at = datetime(2026, 3, 7, 20, tzinfo=UTC)
    assert read(ASKED) == PreviewRequest(
        treated_at=treated_at,
        zone=ZoneInfo("America/New_York"),
        now=treated_at,
        channel=Channel.SMS,
        language="en",
        kinds=frozenset(Kind),
    )


def test_now_is_the_present_when_the_treatment_is_past() -> None:
    present = datetime(2026, 4, 1, tzinfo=UTC)
    assert read(ASKED, present).now == present


def test_now_can_be_given_in_local_time() -> None:
    assert read(replace(ASKED, now="2026-03-09T08:00")).now == datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-07T15:00-08:00", datetime(2026, 3, 7, 23, tzinfo=UTC)),
        ("2026-03-07T15:00Z", datetime(2026, 3, 7, 15, tzinfo=UTC)),
        ("2026-03-07 15:00:30", datetime(2026, 3, 7, 20, 0, 30, tzinfo=UTC)),
        ("2026-03-08T02:30", datetime(2026, 3, 8, 7, tzinfo=UTC)),
        ("2026-11-01T01:30", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
    ],
)
def test_a_local_time_is_read_in_the_zone_and_an_offset_wins(text: str, utc: datetime) -> None:
    assert read(replace(ASKED, treated_at=text)).treated_at == utc


def test_everything_about_the_patient_can_be_given() -> None:
    request = read(replace(ASKED, channel="Email", language="es", kinds="care", session="2/4", touch_up="P4M"))
    assert (request.channel, request.language, request.kinds) == (Channel.EMAIL, "es", frozenset({Kind.CARE}))
    assert (request.session, request.touch_up) == ((2, 4), Offset(months=4))


def test_all_mistakes_come_at_once() -> None:
    asked = Asked("yesterday", "America/Chicagoo", "soon", "pigeon", "fr", "care,marketting", "5/4", "PT4H")
    assert mistakes(asked) == (
        "timezone: 'America/Chicagoo' is not a time zone; did you mean America/Chicago?",
        "treated-at: 'yesterday' is no date and time; write it as 2026-03-07T15:00, or with an offset as "
        "2026-03-07T15:00-05:00",
        "now: 'soon' is no date and time; write it as 2026-03-07T15:00, or with an offset as 2026-03-07T15:00-05:00",
        "channel: 'pigeon' is unknown; use sms or email",
        "language: 'fr' has no templates; use en or es",
        "kinds: 'marketting' is unknown; use care or marketing; did you mean 'marketing'?",
        "session: '5/4' is no session; write 2/4 for the second of four",
        "touch-up: 'PT4H' counts hours; write days, weeks or months, such as P4M",
    )


@pytest.mark.parametrize("text", ["", "2026-03-07", "2026-13-01T10:00", "03/07/2026 15:00", "T15:00", "15:00"])
def test_a_treatment_needs_a_date_and_a_time(text: str) -> None:
    assert [told.partition(":")[0] for told in mistakes(replace(ASKED, treated_at=text))] == ["treated-at"]


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "1066-10-14T09:00", "9999-12-31T23:59", "20226-03-07T15:00"])
def test_a_year_that_cannot_be_meant_is_refused(text: str) -> None:
    assert [told.partition(":")[0] for told in mistakes(replace(ASKED, treated_at=text))] == ["treated-at"]


@pytest.mark.parametrize("text", ["2", "0/4", "2/", "a/b", "2/4/6", "-1/4", "²/4"])
def test_a_session_is_one_of_a_count(text: str) -> None:
    assert mistakes(replace(ASKED, session=text)) == (
        f"session: {text!r} is no session; write 2/4 for the second of four",
    )
