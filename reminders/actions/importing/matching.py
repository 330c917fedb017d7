"""Which stored treatment a row speaks of, and whether it says anything new."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reminders.actions.importing.row_types import ImportRow
from reminders.domain.instants import to_micros
from reminders.domain.words import Channel
from reminders.store.database import Work
from reminders.store.importing import import_hash, stamps_by_address, stamps_by_external_id
from reminders.store.keyring import Keyring
from reminders.store.people import address_hash
from reminders.store.treatments import external_hash


@dataclass(frozen=True, slots=True)
class Keyed:
    """A row with the hashes it is looked up by."""

    row: ImportRow
    #: None: it has no external id.
    external_hash: bytes | None
    #: Of its phone number and its email, as far as it has them.
    addresses: tuple[bytes, ...]
    #: Of everything it says.
    said: bytes


@dataclass(frozen=True, slots=True)
class Match:
    """The treatment that a row speaks of."""

    treatment_id: int
    #: It says what the last imported row of this treatment said.
    unchanged: bool


def keyed(keyring: Keyring, clinic_id: int, row: ImportRow) -> Keyed:
    """Needs no transaction."""
    values = ((Channel.SMS, row.phone), (Channel.EMAIL, row.email))
    return Keyed(
        row=row,
        external_hash=external_hash(keyring, clinic_id, row.external_id) if row.external_id else None,
        addresses=tuple(address_hash(keyring, clinic_id, channel, value) for channel, value in values if value),
        said=import_hash(keyring, clinic_id, _said(row)),
    )


def match_rows(work: Work, clinic_id: int, batch: Sequence[Keyed]) -> dict[int, Match]:
    """Line → match. By external id where a row has one, else by (address, schedule, treated_at)."""
    by_id = stamps_by_external_id(work, clinic_id, [k.external_hash for k in batch if k.external_hash])
    without_id = (value for k in batch if not k.external_hash for value in k.addresses)
    by_address = stamps_by_address(work, clinic_id, _unique(without_id))
    matches: dict[int, Match] = {}
    for k in batch:
        found = by_id.get(k.external_hash) if k.external_hash else _by_address(k, by_address)
        if found is not None:
            matches[k.row.line] = Match(found[0], found[1] == k.said)
    return matches


def _by_address(
    k: Keyed, known: dict[tuple[bytes, str, int], tuple[int, bytes | None]]
) -> tuple[int, bytes | None] | None:
    if k.row.treated_at is None:
        return None
    at = to_micros(k.row.treated_at)
    return next((known[key] for value in k.addresses if (key := (value, k.row.schedule, at)) in known), None)


def _unique(values: Iterable[bytes]) -> list[bytes]:
    return list(dict.fromkeys(values))


def _said(row: ImportRow) -> str:
    """Everything a row says, in one line that is the same in every run."""
    session = "/".join(map(str, row.session)) if row.session else ""
    return "\x1f".join(
        (
            row.action, row.first_name, row.last_name, row.phone, row.email, row.channel, row.language, row.timezone,
            row.schedule, row.treated_at.isoformat() if row.treated_at else "", str(row.consent_care),
            str(row.consent_marketing), row.consent_how, row.external_id, row.provider, session,
            str(row.touch_up or ""), ",".join(sorted(row.tags)), str(row.location_id),
        )
    )  # fmt: skip
