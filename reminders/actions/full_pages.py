"""Fills a page of a list of which not every line is wanted."""

from collections.abc import Callable, Sequence

from reminders.store.patient_list import Place

#: (after, limit) → the next places, each patient once.
Read = Callable[[Place | None, int], Sequence[Place]]
#: Those of them that are wanted, in the same order.
Keep = Callable[[Sequence[Place]], Sequence[Place]]

#: Where few are wanted, so many times as many are looked at in the next go, up to so many.
_MORE, _AT_ONCE = 4, 500
#: So many are looked at for a page; then it is shown as it is.
_MOST = 2000


def full_page(read: Read, keep: Keep, size: int, after: Place | None) -> tuple[list[Place], Place | None]:
    """A page of `size` places, and after which the next one begins (None: there is none). It is shorter only where
    nothing follows, or where so many that are not wanted follow that the looking ends.
    """
    kept: list[Place] = []
    looked_at, at_once = 0, size + 1
    while True:
        some = read(after, at_once)
        kept += keep(some)
        looked_at += len(some)
        if len(kept) > size:
            return kept[:size], kept[size - 1]
        if len(some) < at_once:
            return kept, None
        if looked_at >= _MOST:
            return kept, some[-1]
        after, at_once = some[-1], max(at_once, min(at_once * _MORE, _AT_ONCE))
