"""Claims what is due, as much of each channel as may leave now: a rate is kept inside the claim's own transaction."""

from collections.abc import Sequence

from reminders.actions.pacing import Pace, Pacing
from reminders.app import App
from reminders.domain.instants import MINUTE
from reminders.domain.words import Channel
from reminders.store.database import Work
from reminders.store.due import Claim, Key, Lease, claim_first, claim_oldest, claim_over, new_lease, next_due

CLAIM = 500


class Claims:
    """Of one worker."""

    def __init__(self, app: App, worker: str, pacing: Pacing) -> None:
        self._app = app
        self._worker = worker
        self._pacing = pacing
        #: Claimed without a token, to be canceled.
        self.unpaid: set[Key] = set()
        self._marks: dict[Channel, int] = {}

    def claim(self) -> Claim:
        """A batch of what may leave now, under a token of its own; empty when nothing may."""
        self.unpaid.clear()
        with self._app.database.write() as work:
            # Not before the transaction: who waited for it, or was frozen, would take fresh leases for those of a clock
            # that was ahead.
            lease = new_lease(self._app.now_micros(), self._worker)
            paces = self._pacing.look(work, lease.now)
            rows = [row for channel, pace in paces.items() for row in self._paced(work, lease, channel, pace)]
        return Claim(lease.token, tuple(rows))

    def more(self, claim: Claim, channels: Sequence[Channel]) -> dict[Channel, list[Key]]:
        """More of these channels, under the token of an earlier claim."""
        if not channels:
            return {}
        with self._app.database.write() as work:
            lease = Lease(claim.token, self._worker, self._app.now_micros())
            paces = self._pacing.look(work, lease.now)
            return {channel: self._paced(work, lease, channel, paces[channel]) for channel in channels}

    def next_at(self) -> int | None:
        """When there may be something to claim (micros); None while nobody knows."""
        now = self._app.now_micros()
        with self._app.database.read() as work:
            paces = self._pacing.look(work, now, lock=False)
            found = [_may_leave(next_due(work, now, channel), pace) for channel, pace in paces.items()]
        return min((at for at in found if at is not None), default=None)

    def next_token_at(self) -> int | None:
        """When more may be claimed of what is due already and waits for nothing but its rate; None: nothing does."""
        now = self._app.now_micros()
        with self._app.database.read() as work:
            paces = self._pacing.look(work, now, lock=False)
            dripping = [(c, pace.opens_at) for c, pace in paces.items() if pace.drips and pace.opens_at is not None]
            late = [at for c, at in dripping if (due_at := next_due(work, now, c)) is not None and due_at <= now]
        return min(late, default=None)

    def _paced(self, work: Work, lease: Lease, channel: Channel, pace: Pace) -> list[Key]:
        """What one channel may send now."""
        if pace.allowed is None:
            return self._lease(work, lease, CLAIM, channel)
        over = claim_over(work, lease, channel)
        limit = min(CLAIM, pace.allowed)
        rows = self._lease(work, lease, limit, channel) if limit else []
        self._pacing.spend(work, channel, pace, len(rows))
        self.unpaid.update(over)
        return over + rows

    def _lease(self, work: Work, lease: Lease, limit: int, channel: Channel) -> list[Key]:
        """First what goes before a backlog, then the oldest."""
        first = claim_first(work, lease, limit, channel)
        left = limit - len(first)
        if not left:
            return first
        oldest = claim_oldest(work, lease, left, channel, self._marks.get(channel, 0))
        # PostgreSQL keeps dead index entries of sent rows; a leased row may come back, so look back an hour.
        self._marks[channel] = min(lease.now, oldest[0][0]) - 60 * MINUTE if oldest else 0
        return first + oldest


def _may_leave(due_at: int | None, pace: Pace) -> int | None:
    if due_at is None or pace.allowed is None or pace.allowed > 0:
        return due_at
    return max(due_at, pace.opens_at) if pace.opens_at is not None else None
