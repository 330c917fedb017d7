"""Reads and verifies the chain of audit entries."""

import re
from dataclasses import dataclass

from reminders.actions.bad_input import BadInput
from reminders.app import App
from reminders.store.audit import (
    End,
    Entry,
    Head,
    Link,
    begin_chain,
    detail_of,
    end_of_chain,
    first_head,
    head_after,
    links_after,
    mac_of,
    newest_entries,
)
from reminders.store.clinics import load_clinic
from reminders.store.database import Work
from reminders.store.keyring import KeyringError

_MARK = re.compile(r"(\d{1,18}):([0-9a-f]{32})")
_SUBJECT = re.compile(r"([a-z_]+)(?:[ :](\d{1,18}))?")


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as people read it; `at` in micros UTC."""

    number: int
    at: int
    by: str
    verb: str
    subject: str
    subject_id: int
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """The first bad entry of a chain: its number, what is wrong, and the entry as it stands there now, if it does."""

    number: int
    says: str
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found."""

    #: How many entries are well, up to the first bad one.
    entries: int
    #: NUMBER:MAC of the last of them, to be kept elsewhere; empty for none.
    mark: str
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody kept of an earlier verifying."""

    number: int
    mac: bytes


def audit_list(app: App, subject: str, limit: int) -> list[Told]:
    """The newest entries, newest first; `subject` is empty, "treatment" or "treatment 42". Raises BadInput."""
    asked = _SUBJECT.fullmatch(subject.strip()) if subject.strip() else None
    mistakes = []
    if subject.strip() and asked is None:
        mistakes.append(f'subject: {subject!r} is none; write "treatment 42", "patient 7", or a kind alone: "clinic"')
    if limit < 1:
        mistakes.append("limit: use 1 or more")
    if mistakes:
        raise BadInput(mistakes)
    kind, subject_id = (asked[1], int(asked[2]) if asked[2] else None) if asked else ("", None)
    with app.database.read() as work:
        links = newest_entries(work, app.clinic(work).id, kind, subject_id, limit)
        return [_told(work, link) for link in links]


def read_mark(text: str) -> Mark:
    """Of the form that verifying shows. Raises BadInput."""
    found = _MARK.fullmatch(text.strip())
    if found is None:
        raise BadInput([f"since: {text!r} is no mark; `reminders audit verify` shows one, NUMBER:MAC"])
    return Mark(int(found[1]), bytes.fromhex(found[2]))


def verify_audit(app: App, since: Mark | None = None) -> Verdict:
    """Walk the chain from its first entry to its head."""
    with app.database.read() as work:
        return verify_chain(work, app.clinic(work).id, since)


def verify_chain(work: Work, clinic_id: int, since: Mark | None = None) -> Verdict:
    """As `verify_audit`, inside a transaction; entries that are added meanwhile are walked too."""
    head, last = first_head(work.keyring, clinic_id), b""
    while True:
        for link in links_after(work, clinic_id, head.number):
            problem = _problem_of(work, head, link, since)
            if problem is not None:
                return _verdict(head, last, problem)
            head, last = head_after(work.keyring, head, clinic_id, link.mac), link.mac
        end = end_of_chain(work, clinic_id)
        if end.last <= head.number:
            return _verdict(head, last, _problem_at_the_end(head, end, since))


def begin_audit(app: App) -> None:
    """After a migration: chain what a version without a chain has written. Safe to repeat."""
    with app.database.write() as work:
        clinic = load_clinic(work)
        if clinic is not None:
            begin_chain(work, clinic.id)


def _told(work: Work, link: Link) -> Told:
    entry = link.entry
    try:
        detail = detail_of(work, entry)
    except KeyringError:
        detail = "(cannot be opened; `reminders audit verify` says more)"
    return Told(link.number, entry.at, entry.by, entry.verb, entry.subject, entry.subject_id, detail)


def _problem_of(work: Work, before: Head, link: Link, since: Mark | None) -> Problem | None:
    expected = before.number + 1
    if link.number != expected:
        return Problem(expected, f"{_entries(expected, link.number - 1)} deleted")
    if link.mac != mac_of(work.keyring, before, link.entry):
        says = f"entry {expected} was changed, put in another's place, or one before it was taken away"
        return Problem(expected, says, link.entry)
    if since is not None and link.number == since.number and link.mac != since.mac:
        return Problem(expected, f"entry {expected} is not the one of the mark: the chain was written anew", link.entry)
    return None


def _problem_at_the_end(walked: Head, end: End, since: Mark | None) -> Problem | None:
    beyond = walked.number + 1
    if end.head is None:
        return Problem(beyond, f"the head of the chain is gone; nobody can tell what came after entry {walked.number}")
    if end.head.number > walked.number:
        return Problem(beyond, f"{_entries(beyond, end.head.number)} cut off at the end")
    if end.head != walked:
        return Problem(beyond, f"the head of the chain was changed; nobody can tell what came after {walked.number}")
    if end.unnumbered:
        return Problem(beyond, f"{end.unnumbered} entries stand outside the chain; this program did not write them")
    if since is not None and since.number > walked.number:
        return Problem(beyond, f"{_entries(beyond, since.number)} cut off at the end: the mark is newer than the chain")
    return None


def _entries(first: int, last: int) -> str:
    return f"entry {first} was" if first == last else f"entries {first} to {last} were"


def _verdict(head: Head, mac: bytes, problem: Problem | None) -> Verdict:
    return Verdict(head.number, f"{head.number}:{mac.hex()}" if head.number else "", problem)
