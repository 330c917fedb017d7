"""How fast a channel may send: a bucket that tokens drip into, one for each message. Instants are micros UTC."""

import math
from dataclasses import dataclass, replace

from reminders.domain.instants import SECOND


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many tokens were in it when it was last looked at."""

    tokens: float = 0.0
    filled_at: int = 0


EMPTY = Bucket()


def capacity(per_second: float) -> float:
    """What may leave at once after a pause: a second's worth, and one message at least."""
    return max(1.0, per_second)


def filled(bucket: Bucket, per_second: float, now: int) -> Bucket:
    """With what has dripped in since. A clock that was put back adds nothing, and stalls nothing."""
    dripped = max(now - bucket.filled_at, 0) / SECOND * per_second
    return Bucket(min(capacity(per_second), bucket.tokens + dripped), now)


def whole(bucket: Bucket) -> int:
    """How many messages may leave now."""
    # Half a microsecond of dripping: what rounding may cost must not cost a message.
    return max(0, math.floor(bucket.tokens + 1e-6))


def taken(bucket: Bucket, messages: int) -> Bucket:
    """After so many messages; a negative number gives tokens back."""
    return replace(bucket, tokens=bucket.tokens - messages)


def next_at(bucket: Bucket, per_second: float) -> int:
    """When the next message may leave."""
    return bucket.filled_at + math.ceil(max(0.0, 1.0 - bucket.tokens) / per_second * SECOND)
