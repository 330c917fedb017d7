"""When a provider is left alone, and how messages flow again."""

from itertools import pairwise

import pytest

from reminders.domain.breaker import (
    ON_TRIAL,
    OPENS_AFTER,
    PROBE_LASTS,
    PROBES,
    Breaker,
    Sign,
    flow,
    heard,
    probe_due,
    probed,
    unattended,
)
from reminders.domain.instants import SECOND

NOW = 1_800_000_000 * SECOND


def after(*signs: Sign, breaker: Breaker | None = None) -> Breaker:
    state = breaker or Breaker()
    for sign in signs:
        state = heard(state, sign, NOW)
    return state


OPEN = after(*[Sign.DOWN] * OPENS_AFTER)
ON_PROBATION = probed(OPEN, NOW, well=True)


def test_five_failures_in_a_row_open_it() -> None:
    assert (flow(after(*[Sign.DOWN] * (OPENS_AFTER - 1)), NOW), flow(OPEN, NOW)) == (None, 0.0)
    assert OPEN.probe_at == NOW + PROBES[0]


def test_an_answer_in_between_begins_the_count_anew() -> None:
    assert flow(after(*[Sign.DOWN] * 4, Sign.WORKS, *[Sign.DOWN] * 4), NOW) is None


def test_what_was_never_asked_of_the_provider_says_nothing() -> None:
    assert after(*[Sign.DOWN] * 4, Sign.NONE, Sign.DOWN) == OPEN


def test_late_answers_to_what_was_on_its_way_leave_it_open() -> None:
    assert after(Sign.WORKS, Sign.DOWN, breaker=OPEN) == OPEN


def test_probes_come_ever_later_up_to_ten_minutes() -> None:
    state, waits = OPEN, []
    for _ in range(6):
        assert state.probe_at is not None
        at = state.probe_at
        state = probed(state, at, well=False)
        assert state.probe_at is not None
        waits.append(state.probe_at - at)
    assert (waits[:4], set(waits[4:])) == (list(PROBES[1:]), {PROBES[-1]})


def test_after_a_good_probe_one_message_a_second_shows_whether_messages_pass() -> None:
    assert flow(ON_PROBATION, NOW) == ON_TRIAL
    failed = after(Sign.DOWN, breaker=ON_PROBATION)
    assert (flow(failed, NOW), failed.probe_at) == (0.0, NOW + PROBES[1])


def test_after_an_outage_it_picks_up_speed_and_then_has_no_limit() -> None:
    closed = after(Sign.WORKS, breaker=ON_PROBATION)
    speeds = [flow(closed, NOW + second * SECOND) for second in range(9)]
    assert (speeds[0], speeds[-1]) == (10.0, None)
    assert all(b == 2 * a for a, b in pairwise(speeds[:-1]) if a is not None)


def test_a_probe_that_nobody_makes_leaves_it_to_a_message() -> None:
    assert OPEN.probe_at is not None
    late = OPEN.probe_at + 2 * PROBE_LASTS + 1
    assert (flow(OPEN, late - 1), flow(OPEN, late), unattended(OPEN, late).on_trial) == (0.0, ON_TRIAL, True)


@pytest.mark.parametrize("back", [3600, 24 * 3600, 50 * 365 * 24 * 3600])
def test_a_clock_that_is_put_back_makes_the_probe_due(back: int) -> None:
    assert (probe_due(OPEN, NOW), probe_due(OPEN, NOW - back * SECOND)) == (False, True)


def test_a_clock_that_is_put_back_slows_nothing_down() -> None:
    assert flow(after(Sign.WORKS, breaker=ON_PROBATION), NOW - SECOND) is None
