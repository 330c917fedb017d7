"""Aware UTC instants and the whole microseconds the store keeps them as."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

SECOND = 1_000_000
MINUTE = 60 * SECOND


def to_micros(instant: datetime) -> int:
    """Whole microseconds since 1970-01-01T00:00Z of an aware instant."""
    return (instant - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware UTC instant of so many microseconds since 1970-01-01T00:00Z."""
    return _EPOCH + timedelta(microseconds=micros)
