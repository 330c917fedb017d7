"""News of a message end the same in every order, however often they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.domain.reports import News, Rank, merge, standing
from reminders.domain.words import Reason, Status

NEWS = st.builds(
    News,
    st.sampled_from(Rank),
    st.sampled_from(("sent", "failed", "delivered")),
    st.sampled_from(("", "30003", "30005")),
)


def merged(news: list[News]) -> News:
    known = None
    for one in news:
        known = merge(known, one)
    assert known is not None
    return known


@given(st.lists(NEWS, min_size=1, max_size=6), st.randoms(use_true_random=False), st.integers(0, 5))
def test_order_and_repetition_do_not_matter(news: list[News], random: object, repeated: int) -> None:
    again = [*news, *news[:repeated]]
    random.shuffle(again)  # type: ignore[attr-defined]
    assert merged(again) == merged(news)


@given(st.lists(NEWS, min_size=1, max_size=6), st.data())
def test_lost_news_that_are_lower_than_others_change_nothing(news: list[News], data: st.DataObject) -> None:
    kept = [one for one in news if one == max(news) or data.draw(st.booleans())]
    assert merged(kept) == merged(news)


def test_the_ranks_stand_in_the_order_of_the_design() -> None:
    assert [rank.name for rank in sorted(Rank)] == [
        "TAKEN", "SENDING", "SENT", "FAILED", "UNDELIVERED", "DELIVERED", "READ",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rank", "state", "final"),
    [
        (Rank.TAKEN, (Status.SENT, None), False),
        (Rank.SENDING, (Status.SENT, None), False),
        (Rank.SENT, (Status.SENT, None), False),
        (Rank.FAILED, (Status.FAILED, Reason.UNDELIVERED), True),
        (Rank.UNDELIVERED, (Status.FAILED, Reason.UNDELIVERED), True),
        (Rank.DELIVERED, (Status.DELIVERED, None), True),
        (Rank.READ, (Status.DELIVERED, None), True),
    ],
)
def test_each_rank_means_a_state(rank: Rank, state: tuple[Status, Reason | None], final: bool) -> None:
    assert (standing(News(rank, "word")), rank.final) == (state, final)


def test_of_two_failures_the_one_with_a_code_tells_more() -> None:
    bare, told = News(Rank.FAILED, "failed"), News(Rank.FAILED, "failed", "30003")
    assert merge(told, bare) == merge(bare, told) == told
