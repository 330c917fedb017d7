"""Holds: sending paused until a person decides."""

from collections.abc import Mapping
from dataclasses import dataclass

from reminders.domain.words import Channel
from reminders.store.database import Work


@dataclass(frozen=True, slots=True)
class Hold:
    """A pause in force. Micros UTC."""

    id: int
    #: treatment, address, channel or database.
    target: str
    #: The treatment's id, the address hash in hex, the channel, or empty.
    target_key: str
    since_at: int
    held_by: str
    why: str


@dataclass(frozen=True, slots=True)
class Holds:
    """The pauses in force that are not on a treatment (those are its status)."""

    everything: bool
    channels: frozenset[str]
    addresses: frozenset[str]

    def hold(self, channel: Channel, address_hash: bytes | None) -> bool:
        """Whether a message on this channel to this address must wait."""
        return (
            self.everything
            or channel.value in self.channels
            or (address_hash is not None and bool(self.addresses) and address_hash.hex() in self.addresses)
        )

    def held(self, addresses: Mapping[Channel, bytes]) -> frozenset[Channel]:
        """The channels on which somebody with these addresses (hashes) gets nothing now."""
        return frozenset(channel for channel in Channel if self.hold(channel, addresses.get(channel)))


def holds_in_force(work: Work, clinic_id: int) -> Holds:
    """What is paused now besides single treatments."""
    rows = work.all(
        "SELECT target, target_key FROM hold WHERE clinic_id = ? AND ended_at IS NULL AND target IN ('database', 'channel', 'address')",
        (clinic_id,),
    )
    return Holds(
        everything=any(target == "database" for target, _ in rows),
        channels=frozenset(key for target, key in rows if target == "channel"),
        addresses=frozenset(key for target, key in rows if target == "address"),
    )


def list_holds(work: Work, clinic_id: int) -> list[Hold]:
    """Every pause in force, oldest first."""
    rows = work.all(
        "SELECT id, target, target_key, since_at, held_by, why FROM hold WHERE clinic_id = ? AND ended_at IS NULL ORDER BY since_at, id",
        (clinic_id,),
    )
    return [Hold(*row) for row in rows]


def is_held(work: Work, clinic_id: int, target: str, target_key: str) -> bool:
    """Whether exactly this is paused."""
    row = work.one(
        "SELECT 1 FROM hold WHERE clinic_id = ? AND target = ? AND target_key = ? AND ended_at IS NULL",
        (clinic_id, target, target_key),
    )
    return row is not None


def start_hold(work: Work, clinic_id: int, target: str, target_key: str, by: str, why: str, now: int) -> bool:
    """Pause; False when it is paused already."""
    return (
        work.run(
            "INSERT INTO hold (id, clinic_id, target, target_key, since_at, held_by, why) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (work.new_ids(1)[0], clinic_id, target, target_key, now, by, why),
        )
        == 1
    )


def end_hold(work: Work, clinic_id: int, target: str, target_key: str, by: str, now: int) -> bool:
    """Let it go on; False when it was not paused."""
    return (
        work.run(
            "UPDATE hold SET ended_at = ?, ended_by = ? WHERE clinic_id = ? AND target = ? AND target_key = ? AND ended_at IS NULL",
            (now, by, clinic_id, target, target_key),
        )
        == 1
    )
