"""The bucket of a sender."""

from hypothesis import given
from hypothesis import strategies as st

from reminders.domain.instants import SECOND
from reminders.domain.rate import EMPTY, Bucket, capacity, filled, next_at, taken, whole

NOW = 1_800_000_000 * SECOND


def test_a_new_bucket_holds_a_second_of_messages() -> None:
    assert whole(filled(EMPTY, 20.0, NOW)) == 20


def test_a_slow_sender_may_always_send_one_after_a_while() -> None:
    assert whole(filled(EMPTY, 0.2, NOW)) == 1


def test_the_next_message_leaves_when_its_token_has_dripped_in() -> None:
    bucket = taken(filled(EMPTY, 4.0, NOW), 4)
    assert (whole(bucket), next_at(bucket, 4.0)) == (0, NOW + SECOND // 4)
    assert whole(filled(bucket, 4.0, NOW + SECOND // 4)) == 1


def test_a_clock_that_is_put_back_by_a_year_brings_no_token_and_stalls_nothing() -> None:
    bucket = filled(Bucket(0.0, NOW + 365 * 24 * 3600 * SECOND), 1.0, NOW)
    assert (whole(bucket), whole(filled(bucket, 1.0, NOW + SECOND))) == (0, 1)


def test_a_lower_rate_empties_the_bucket_to_its_own_measure() -> None:
    assert whole(filled(Bucket(500.0, NOW), 2.0, NOW)) == 2


@given(st.floats(0.05, 500), st.lists(st.integers(0, 2 * SECOND), min_size=1, max_size=60))
def test_however_often_it_is_asked_no_more_leaves_than_the_rate_and_one_filling(rate: float, steps: list[int]) -> None:
    bucket, now, left = filled(EMPTY, rate, NOW), NOW, 0
    for step in steps:
        now += step
        bucket = filled(bucket, rate, now)
        left += whole(bucket)
        bucket = taken(bucket, whole(bucket))
    assert left <= capacity(rate) + rate * (now - NOW) / SECOND + 0.01
