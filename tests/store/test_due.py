"""The due queue: leases, fences, order."""

from reminders.domain.instants import SECOND
from reminders.domain.words import Channel
from reminders.store.database import Database, Work
from reminders.store.due import (
    EITHER_CHANNEL,
    LEASE,
    claim_first,
    claim_oldest,
    claim_texts,
    dequeue,
    new_lease,
    next_due,
    release,
    still_ours,
)

NOW = 1_800_000_000 * SECOND
STEPS, WELCOMES, WRITINGS = 0, 1, 2


def put(work: Work, rows: list[tuple[int, int]], channel: Channel = Channel.SMS, lane: int = STEPS) -> None:
    """Into the queue, of messages that nobody looks up."""
    work.many(
        "INSERT INTO due_queue (due_at, message_id, channel, lane) VALUES (?, ?, ?, ?)",
        [(*row, channel.value, lane) for row in rows],
    )


def test_due_messages_are_claimed_oldest_first_and_only_once(database: Database) -> None:
    with database.write() as work:
        put(work, [(NOW, 1), (NOW - SECOND, 2), (NOW + SECOND, 3)])
        first = claim_texts(work, NOW, "ana's worker", 10)
        second = claim_texts(work, NOW, "ben's worker", 10)

    assert first.rows == ((NOW - SECOND, 2), (NOW, 1))
    assert second.rows == ()


def test_a_lease_that_has_run_out_makes_a_message_due_again_and_fences_the_old_claim(database: Database) -> None:
    with database.write() as work:
        put(work, [(NOW, 1)])
        old = claim_texts(work, NOW, "first", 10)
        new = claim_texts(work, NOW + LEASE, "second", 10)
        kept_by_old = still_ours(work, old.token, old.rows, NOW + LEASE)
        kept_by_new = still_ours(work, new.token, new.rows, NOW + LEASE)

    assert new.rows == old.rows
    assert kept_by_old == []
    assert kept_by_new == [(NOW, 1)]


def test_a_released_message_is_due_at_once(database: Database) -> None:
    with database.write() as work:
        put(work, [(NOW, 1)])
        claim = claim_texts(work, NOW, "first", 10)
        release(work, claim.token, claim.rows)

    with database.read() as work:
        assert next_due(work, NOW) == NOW


def test_the_next_due_instant_of_a_leased_message_is_the_end_of_its_lease(database: Database) -> None:
    with database.write() as work:
        put(work, [(NOW, 1)])
        claim_texts(work, NOW, "first", 10)

    with database.read() as work:
        assert next_due(work, NOW) == NOW + LEASE


def test_an_empty_queue_has_no_next_due_instant(database: Database) -> None:
    with database.read() as work:
        assert next_due(work, NOW) is None


def test_one_channel_is_claimed_while_the_other_waits(database: Database) -> None:
    with database.write() as work:
        put(work, [(NOW - SECOND, 1), (NOW, 2)])
        put(work, [(NOW, 3)], Channel.EMAIL)
        lease = new_lease(NOW, "first")
        assert claim_oldest(work, lease, 10, Channel.EMAIL) == [(NOW, 3)]
        assert (next_due(work, NOW, Channel.SMS), claim_oldest(work, lease, 1, Channel.SMS)) == (
            NOW - SECOND,
            [(NOW - SECOND, 1)],
        )
        assert next_due(work, NOW, Channel.EMAIL) == NOW + LEASE


def test_a_row_is_found_on_whichever_channel_it_waits(database: Database) -> None:
    assert f"channel IN ({', '.join(repr(channel.value) for channel in Channel)})" == EITHER_CHANNEL
    with database.write() as work:
        put(work, [(NOW, 1), (NOW, 2)])
        put(work, [(NOW, 3)], Channel.EMAIL)
        assert next_due(work, NOW - SECOND) == NOW
        dequeue(work, [(NOW, 1), (NOW, 3)])
        assert work.all("SELECT message_id FROM due_queue") == [(2,)]


def test_answers_and_the_newest_welcomes_go_before_a_backlog(database: Database) -> None:
    with database.write() as work:
        put(work, [(NOW - 500 * SECOND, 1)])
        put(work, [(NOW - 300 * SECOND, 2), (NOW - 20 * SECOND, 3), (NOW - SECOND, 4)], lane=WELCOMES)
        put(work, [(NOW - 400 * SECOND, 5)], lane=WRITINGS)
        lease = new_lease(NOW, "first")
        first = claim_first(work, lease, 2, Channel.SMS)
        then = [*claim_first(work, lease, 9, Channel.SMS), *claim_oldest(work, lease, 9, Channel.SMS)]
    assert [message_id for _, message_id in first] == [5, 4]
    assert [message_id for _, message_id in then] == [3, 1, 2]


def test_a_lease_from_a_clock_that_was_a_year_ahead_holds_nothing_up(database: Database) -> None:
    with database.write() as work:
        put(work, [(NOW, 1)])
        claim_texts(work, NOW + 365 * 24 * 3600 * SECOND, "a worker whose clock was wrong", 10)
        assert next_due(work, NOW) == NOW
        assert claim_texts(work, NOW, "second", 10).rows == ((NOW, 1),)
