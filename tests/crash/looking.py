"""What was armed for an address."""

from reminders.domain.words import Channel
from reminders.store.database import Work


def hash_of(work: Work, address: str) -> bytes:
    """The look-up hash of a number or mailbox of the only clinic."""
    channel = Channel.EMAIL if "@" in address else Channel.SMS
    row = work.one("SELECT id FROM clinic")
    assert row is not None
    return work.keyring.hash(channel.value.encode(), row[0], address)


def attempts_to(work: Work, address_hash: bytes) -> frozenset[int]:
    """The attempts that were ever armed for whoever uses an address, automatic replies left out."""
    rows = work.all(
        "SELECT t.id FROM attempt t JOIN message m ON m.id = t.message_id "
        "WHERE m.origin IN ('step', 'welcome') "
        "AND m.patient_id IN (SELECT patient_id FROM address WHERE value_hash = ?)",
        (address_hash,),
    )
    return frozenset(row[0] for row in rows)
