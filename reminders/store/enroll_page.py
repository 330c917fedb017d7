"""What is known of addresses before anybody is enrolled with them. Nothing is locked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reminders.domain.words import Kind
from reminders.store.database import Work, marks
from reminders.store.holds import Holds, holds_in_force
from reminders.store.people import opted_out


@dataclass(frozen=True, slots=True)
class Known:
    """What bears on messages to some addresses, each by its hash."""

    #: What is stopped.
    stopped: Mapping[bytes, set[Kind]]
    #: Why it cannot be used, as the provider or a person said.
    unusable: Mapping[bytes, str]
    #: (when a provider took its welcome in micros UTC, for real).
    gates: Mapping[bytes, tuple[int | None, bool]] = field(default_factory=dict)
    holds: Holds = field(default_factory=lambda: Holds(False, frozenset(), frozenset()))

    def welcomed(self, value_hash: bytes) -> tuple[int | None, bool]:
        """(None, False) for an address that was not."""
        return self.gates.get(value_hash, (None, False))


def known_of(work: Work, clinic_id: int, hashes: Sequence[bytes]) -> Known:
    """A constant number of queries; none but that for the holds without addresses."""
    holds = holds_in_force(work, clinic_id)
    if not hashes:
        return Known({}, {}, {}, holds)
    values = (clinic_id, *hashes)
    unusable = work.all(
        "SELECT value_hash, unusable_why FROM address WHERE clinic_id = ? AND until_at IS NULL AND unusable_at IS NOT NULL "
        f"AND value_hash IN ({marks(len(hashes))})",
        values,
    )
    gates = work.all(
        "SELECT address_hash, welcomed_at, welcomed_live FROM address_gate "
        f"WHERE clinic_id = ? AND address_hash IN ({marks(len(hashes))})",
        values,
    )
    return Known(
        stopped=opted_out(work, clinic_id, hashes),
        unusable={bytes(row[0]): row[1] or "" for row in unusable},
        gates={bytes(row[0]): (row[1], bool(row[2])) for row in gates},
        holds=holds,
    )
