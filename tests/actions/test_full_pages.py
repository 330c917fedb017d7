"""Pages that are filled although not every line is wanted."""

from collections.abc import Sequence

import pytest

from reminders.actions.full_pages import full_page
from reminders.store.patient_list import Place


class Numbers:
    """The places from `highest` down to 1; notes how many were looked at."""

    def __init__(self, highest: int) -> None:
        self.highest = highest
        self.looked_at = 0

    def read(self, after: Place | None, limit: int) -> list[Place]:
        begin = after.key - 1 if after else self.highest
        some = [Place(key, key) for key in range(begin, max(begin - limit, 0), -1)]
        self.looked_at += len(some)
        return some


def of_every(step: int, places: Sequence[Place]) -> list[Place]:
    return [place for place in places if place.key % step == 0]


def pages(highest: int, step: int, size: int) -> list[list[int]]:
    found: list[list[int]] = []
    after: Place | None = None
    while not found or after is not None:
        places, after = full_page(Numbers(highest).read, lambda some: of_every(step, some), size, after)
        found.append([place.key for place in places])
    return found


@pytest.mark.parametrize("step", [1, 2, 7, 400])
def test_every_page_but_the_last_is_full_and_nobody_is_missed(step: int) -> None:
    found = pages(1700, step, 3)
    assert [key for page in found for key in page] == [key for key in range(1700, 0, -1) if key % step == 0]
    assert {len(page) for page in found[:-1]} <= {3}


@pytest.mark.parametrize("highest", [0, 3, 4])
def test_a_last_page_tells_that_nothing_follows(highest: int) -> None:
    places, after = full_page(Numbers(highest).read, lambda some: some, 3, None)
    assert (len(places), after) == (min(highest, 3), Place(2, 2) if highest == 4 else None)


def test_where_hardly_anybody_fits_the_looking_ends_and_goes_on_from_there() -> None:
    numbers = Numbers(10_000)
    places, after = full_page(numbers.read, lambda _some: [], 50, None)
    assert (places, numbers.looked_at, after) == ([], 2255, Place(7746, 7746))


def test_where_all_fit_no_more_is_looked_at_than_is_shown() -> None:
    numbers = Numbers(10_000)
    full_page(numbers.read, lambda some: some, 50, None)
    assert numbers.looked_at == 51
