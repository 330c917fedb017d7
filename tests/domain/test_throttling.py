"""How long to wait after tries that failed."""

from reminders.domain.throttling import ACCOUNT, PIN, Pace


def test_a_few_failures_are_free_and_then_the_wait_doubles_up_to_the_longest() -> None:
    assert [Pace(2, 10, 60).wait(failures) for failures in range(9)] == [0, 0, 0, 1, 2, 4, 8, 10, 10]


def test_nobody_is_shut_out_however_many_tries_failed() -> None:
    assert (ACCOUNT.wait(10**9), PIN.wait(10**9)) == (60, 900)
