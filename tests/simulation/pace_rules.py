"""The rate of each channel, kept by a bucket of our own: whatever is claimed to be sent has taken a token from it.

Tokens are counted at the claim, where they are taken: what was claimed in time may be held up until others overtake it.
They drip by the clock that the claims themselves show, so a clock that jumps may fill the bucket once, as it may ours.
"""

from collections import Counter
from collections.abc import Iterator

from tests.simulation.snapshot import Snapshot

_SECOND = 1_000_000
_LEASE = 60 * _SECOND
#: Tokens; what rounding may cost.
_ROUNDING = 1e-3

Fault = tuple[str, str]


class PaceRules:
    """One history's."""

    def __init__(self) -> None:
        #: By channel: what is in the bucket, and when it was last looked at.
        self._buckets: dict[str, tuple[float, int]] = {}
        self._balance: Counter[str] = Counter()

    def faults(self, before: Snapshot, after: Snapshot) -> Iterator[Fault]:
        """Of what this commit claimed or gave back."""
        for channel, sender in after.senders.items():
            if sender.per_second is None:
                continue
            for at, claimed in self._claimed(before, after, channel).items():
                self._balance[channel] += claimed
                if self._left(channel, sender.per_second, at, claimed) < -_ROUNDING:
                    yield "claimed faster than the rate", f"{claimed} by {channel} at {at}, {sender.per_second}/s"
            yield from self._returned(before, after, channel)

    def _left(self, channel: str, per_second: float, at: int, claimed: int) -> float:
        most = max(1.0, per_second)
        tokens, filled_at = self._buckets.get(channel, (most, at))
        tokens = min(most, tokens + max(at - filled_at, 0) / _SECOND * per_second) - claimed
        self._buckets[channel] = (tokens, at)
        return tokens

    def _claimed(self, before: Snapshot, after: Snapshot, channel: str) -> Counter[int]:
        """When how many were claimed that are not too late anyway."""
        found: Counter[int] = Counter()
        for message_id, rows in after.queue.items():
            m, row = after.messages[message_id], rows[0]
            was = before.queue.get(message_id)
            if m.channel != channel or m.status != "planned" or not row.until or (was and was[0].until == row.until):
                continue
            at = row.until - _LEASE
            found[at] += m.closes_at > at
        return found

    def _returned(self, before: Snapshot, after: Snapshot, channel: str) -> Iterator[Fault]:
        was, now = before.senders.get(channel), after.senders[channel]
        if was is None or was.filled_at != now.filled_at or now.tokens <= was.tokens:
            return
        returned = round(now.tokens - was.tokens)
        tokens, filled_at = self._buckets.get(channel, (0.0, 0))
        self._buckets[channel] = (tokens + returned, filled_at)
        self._balance[channel] -= returned
        if self._balance[channel] < 0:
            yield "more tokens given back than were taken", channel
