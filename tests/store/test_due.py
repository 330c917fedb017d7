"""The due queue: leases, fences, order."""

from reminders.domain.instants import SECOND
from reminders.store.database import Database
from reminders.store.due import LEASE, claim_due, enqueue, next_due, release, still_ours

NOW = 1_800_000_000 * SECOND


def test_due_messages_are_claimed_oldest_first_and_only_once(database: Database) -> None:
    with database.write() as work:
        enqueue(work, [(NOW, 1), (NOW - SECOND, 2), (NOW + SECOND, 3)])
        first = claim_due(work, NOW, "ana's worker", 10)
        second = claim_due(work, NOW, "ben's worker", 10)

    assert first.rows == ((NOW - SECOND, 2), (NOW, 1))
    assert second.rows == ()


def test_a_lease_that_has_run_out_makes_a_message_due_again_and_fences_the_old_claim(database: Database) -> None:
    with database.write() as work:
        enqueue(work, [(NOW, 1)])
        old = claim_due(work, NOW, "first", 10)
        new = claim_due(work, NOW + LEASE, "second", 10)
        kept_by_old = still_ours(work, old.token, old.rows, NOW + LEASE)
        kept_by_new = still_ours(work, new.token, new.rows, NOW + LEASE)

    assert new.rows == old.rows
    assert kept_by_old == []
    assert kept_by_new == [(NOW, 1)]


def test_a_released_message_is_due_at_once(database: Database) -> None:
    with database.write() as work:
        enqueue(work, [(NOW, 1)])
        claim = claim_due(work, NOW, "first", 10)
        release(work, claim.token, claim.rows)

    with database.read() as work:
        assert next_due(work, NOW) == NOW


def test_the_next_due_instant_of_a_leased_message_is_the_end_of_its_lease(database: Database) -> None:
    with database.write() as work:
        enqueue(work, [(NOW, 1)])
        claim_due(work, NOW, "first", 10)

    with database.read() as work:
        assert next_due(work, NOW) == NOW + LEASE


def test_an_empty_queue_has_no_next_due_instant(database: Database) -> None:
    with database.read() as work:
        assert next_due(work, NOW) is None
