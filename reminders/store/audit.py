"""Who did what, when. Rows are only ever added, each chained to the one before by a keyed hash."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reminders.store.database import Row, Work
from reminders.store.keyring import Keyring

_DETAIL = b"audit_entry.detail"
_BATCH = 2000


class Entry(NamedTuple):
    """One act as it is stored; `at` in micros UTC, the detail (a reason in a person's words) sealed."""

    id: int
    clinic_id: int
    at: int
    by: str
    verb: str
    #: For example treatment 42.
    subject: str
    subject_id: int
    detail_enc: bytes | None


class Link(NamedTuple):
    """An entry in its clinic's chain, as found in the database."""

    number: int
    mac: bytes
    entry: Entry


class Head(NamedTuple):
    """Where a clinic's chain ends: how many entries there are, and a keyed hash over the last of them."""

    number: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class End:
    """What is found where a chain ends."""

    #: None: the head is not there.
    head: Head | None
    #: The highest number among the entries; 0 for none.
    last: int
    #: Entries outside the chain.
    unnumbered: int


def add_audit(
    work: Work, clinic_id: int, now: int, by: str, verb: str, subject: str, subject_id: int, detail: str = ""
) -> None:
    """One entry; it is written as the last thing before the commit."""
    entry_id = work.new_ids(1)[0]
    sealed = work.keyring.seal_optional(_DETAIL, entry_id, detail)
    add_entries(work, [Entry(entry_id, clinic_id, now, by, verb, subject, subject_id, sealed)])


def add_entries(work: Work, entries: Sequence[Entry]) -> None:
    """Entries with ids of their own; written as the last thing before the commit."""
    work.at_commit(_append, *entries)


def audit_of(work: Work, subject: str, subject_id: int) -> list[tuple[int, str, str, str]]:
    """(at, by, verb, detail) of one subject, oldest first; those of this transaction included."""
    rows = work.all(
        f"SELECT {_COLUMNS} FROM audit_entry WHERE subject = ? AND subject_id = ? ORDER BY at, id",
        (subject, subject_id),
    )
    entries = [Entry(*row) for row in rows]
    entries += [one for one in work.given(_append) if (one.subject, one.subject_id) == (subject, subject_id)]
    return [(one.at, one.by, one.verb, detail_of(work, one)) for one in entries]


def newest_backup(work: Work, clinic_id: int) -> int | None:
    """When the newest backup was noted (micros UTC); None: never."""
    row = work.one(
        "SELECT MAX(at) FROM audit_entry WHERE subject = 'database' AND subject_id = 0 AND clinic_id = ? AND verb = 'backed up'",
        (clinic_id,),
    )
    return row[0] if row else None


def detail_of(work: Work, entry: Entry) -> str:
    """The reason in a person's words; empty for none. Raises KeyringError for one that was changed."""
    return work.keyring.open_optional(_DETAIL, entry.id, entry.detail_enc)


def newest_entries(work: Work, clinic_id: int, subject: str, subject_id: int | None, limit: int) -> list[Link]:
    """The newest entries, newest first: of every subject when it is empty, of each of its kind when the id is None."""
    asked = [("subject", subject or None), ("subject_id", subject_id)]
    where = "".join(f" AND {column} = ?" for column, value in asked if value is not None)
    values = [value for _, value in asked if value is not None]
    rows = work.all(
        f"SELECT number, mac, {_COLUMNS} FROM audit_entry WHERE clinic_id = ? AND number IS NOT NULL{where} "
        "ORDER BY number DESC LIMIT ?",
        (clinic_id, *values, limit),
    )
    return [_link(row) for row in rows]


def links_after(work: Work, clinic_id: int, number: int) -> Iterator[Link]:
    """Every entry of the chain with a higher number, in its order, read in pieces."""
    while True:
        rows = work.all(
            f"SELECT number, mac, {_COLUMNS} FROM audit_entry WHERE clinic_id = ? AND number > ? ORDER BY number LIMIT ?",
            (clinic_id, number, _BATCH),
        )
        for row in rows:
            yield _link(row)
        if len(rows) < _BATCH:
            return
        number = rows[-1][0]


def end_of_chain(work: Work, clinic_id: int) -> End:
    """Head and last entry at one moment."""
    row = work.one(
        "SELECT h.number, h.mac, (SELECT MAX(e.number) FROM audit_entry e WHERE e.clinic_id = c.id), "
        "(SELECT COUNT(*) FROM audit_entry e WHERE e.clinic_id = c.id AND e.number IS NULL) "
        "FROM clinic c LEFT JOIN audit_head h ON h.clinic_id = c.id WHERE c.id = ?",
        (clinic_id,),
    )
    assert row is not None
    head = Head(row[0], row[1]) if row[0] is not None else None
    return End(head, row[2] or 0, row[3])


def first_head(keyring: Keyring, clinic_id: int) -> Head:
    """Of a chain without an entry."""
    return Head(0, keyring.mac(b"head", b"%d:0" % clinic_id))


def mac_of(keyring: Keyring, before: Head, entry: Entry) -> bytes:
    """What binds an entry to all that came before it: with one byte of any of them changed it would be another."""
    row_id, clinic_id, at, by, verb, subject, subject_id, detail = entry
    # Each text carries its length, so that no two entries read the same.
    told = f"{row_id}:{clinic_id}:{at}:{len(by)}:{by}{len(verb)}:{verb}{len(subject)}:{subject}{subject_id}:"
    return keyring.mac(b"entry", b"".join((before.mac, told.encode(), detail or b"")))


def head_after(keyring: Keyring, before: Head, clinic_id: int, mac: bytes) -> Head:
    """The head once an entry with this mac is the last. It is not stored with the entry: who cuts the chain off after
    an entry cannot compute the head that belongs there.
    """
    number = before.number + 1
    return Head(number, keyring.mac(b"head", b"%d:%d:%s" % (clinic_id, number, mac)))


def begin_chain(work: Work, clinic_id: int) -> None:
    """Chain what a version without a chain has written, if no chain is there yet; safe to repeat."""
    _locked_head(work, clinic_id)


_COLUMNS = 'id, clinic_id, at, "by", verb, subject, subject_id, detail_enc'


def _append(work: Work, entries: Sequence[Entry]) -> None:
    for clinic_id in sorted({entry.clinic_id for entry in entries}):
        own = [entry for entry in entries if entry.clinic_id == clinic_id]
        head = _locked_head(work, clinic_id)
        links, head = _chained(work.keyring, clinic_id, head, own)
        work.many(
            f"INSERT INTO audit_entry (number, mac, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(number, mac, *entry) for number, mac, entry in links],
        )
        _set_head(work, clinic_id, head)


def _chained(keyring: Keyring, clinic_id: int, head: Head, entries: Sequence[Entry]) -> tuple[list[Link], Head]:
    links = []
    for entry in entries:
        mac = mac_of(keyring, head, entry)
        head = head_after(keyring, head, clinic_id, mac)
        links.append(Link(head.number, mac, entry))
    return links, head


def _locked_head(work: Work, clinic_id: int) -> Head:
    """Every other transaction of the clinic that has something to tell waits here for this one to end."""
    query = "SELECT number, mac FROM audit_head WHERE clinic_id = ?" + (" FOR UPDATE" if work.postgres else "")
    row = work.one(query, (clinic_id,))
    if row is None:
        first = first_head(work.keyring, clinic_id)
        begun = work.run(
            "INSERT INTO audit_head (clinic_id, number, mac) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (clinic_id, first.number, first.mac),
        )
        if begun:
            return _begun(work, clinic_id, first)
        row = work.one(query, (clinic_id,))
        assert row is not None
    return Head(*row)


def _begun(work: Work, clinic_id: int, first: Head) -> Head:
    """The head of a chain that had none: after what an older version has written, oldest first."""
    last = end_of_chain(work, clinic_id).last
    if last:
        # Somebody took the head away. Acts go on, and the next entry does not fit, which `audit verify` names.
        return Head(last, work.keyring.mac(b"head", b"%d:lost" % clinic_id))
    rows = work.all(
        f"SELECT {_COLUMNS} FROM audit_entry WHERE clinic_id = ? AND number IS NULL ORDER BY at, id", (clinic_id,)
    )
    links, head = _chained(work.keyring, clinic_id, first, [Entry(*row) for row in rows])
    work.many(
        "UPDATE audit_entry SET number = ?, mac = ? WHERE id = ?",
        [(one.number, one.mac, one.entry.id) for one in links],
    )
    _set_head(work, clinic_id, head)
    return head


def _set_head(work: Work, clinic_id: int, head: Head) -> None:
    work.run("UPDATE audit_head SET number = ?, mac = ? WHERE clinic_id = ?", (head.number, head.mac, clinic_id))


def _link(row: Row) -> Link:
    return Link(row[0], row[1], Entry(*row[2:]))
