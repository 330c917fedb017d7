"""The chain of audit entries: every way of meddling with it is named by its first bad entry."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from reminders.actions.auditing import Mark, Verdict, audit_list, begin_audit, read_mark, verify_audit
from reminders.actions.bad_input import BadInput
from reminders.actions.holding import hold_sending, release_sending
from reminders.domain.instants import to_micros
from reminders.store.audit import add_audit, audit_of
from reminders.store.database import Database, Work
from tests.actions.house import House, at_once, open_house

Meddle = Callable[[Work, int], object]


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """Whose audit has three entries of setting up, and five of sending held and released."""
    opened = open_house(database, tmp_path)
    for target in ("sms", "email"):
        hold_sending(opened.app, target, "Rosa", "to see")
        release_sending(opened.app, target, "Rosa", "seen")
    hold_sending(opened.app, "sms", "Ben", "again")
    return opened


def numbers(house: House) -> list[int]:
    return [row[0] for row in house.rows("SELECT number FROM audit_entry ORDER BY number")]


def meddle(house: House, *statements: tuple[str, Sequence[object]]) -> None:
    """What somebody does who has the rights of the database's owner, but not LOOKUP_KEY."""
    with house.app.database.write() as work:
        for name in ("audit_entry_unchanged", "audit_entry_kept"):
            work.run(f"DROP TRIGGER {name}" + (" ON audit_entry" if work.postgres else ""))
        for sql, values in statements:
            work.run(sql, values)


def found(verdict: Verdict) -> tuple[int, str] | None:
    """The number of the first bad entry, and the verb that it shows."""
    if verdict.problem is None:
        return None
    return verdict.problem.number, verdict.problem.entry.verb if verdict.problem.entry else ""


def test_what_nobody_has_touched_is_well(house: House) -> None:
    verdict = verify_audit(house.app)
    assert (verdict.entries, verdict.problem, verdict.mark.split(":")[0]) == (8, None, "8")
    assert numbers(house) == list(range(1, 9))


FLIPS = [
    ("at", "at + 1"), ('"by"', "'Eve'"), ("verb", "'enrolled'"), ("subject", "'clinic'"), ("subject_id", "7"),
    ("detail_enc", "NULL"), ("mac", "(SELECT mac FROM audit_entry WHERE number = 1)"), ("id", "id + 1000000"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value"), FLIPS, ids=[column for column, _ in FLIPS])
def test_a_changed_field_is_named(house: House, column: str, value: str) -> None:
    meddle(house, (f"UPDATE audit_entry SET {column} = {value} WHERE number = 6", ()))
    verdict = verify_audit(house.app)
    assert verdict.problem is not None
    assert (verdict.problem.number, verdict.entries) == (6, 5)
    assert verdict.problem.says == "entry 6 was changed, put in another's place, or one before it was taken away"


def test_a_deleted_entry_is_named_and_so_is_a_gap_that_was_closed(house: House) -> None:
    meddle(house, ("DELETE FROM audit_entry WHERE number IN (4, 5)", ()))
    verdict = verify_audit(house.app)
    assert verdict.problem is not None
    assert (verdict.problem.number, verdict.problem.says) == (4, "entries 4 to 5 were deleted")
    with house.app.database.write() as work:
        work.run("UPDATE audit_entry SET number = number - 2 WHERE number = 6")
    assert found(verify_audit(house.app)) == (4, "held email")


def test_swapped_entries_are_named(house: House) -> None:
    meddle(
        house,
        ("UPDATE audit_entry SET number = 99 WHERE number = 5", ()),
        ("UPDATE audit_entry SET number = 5 WHERE number = 6", ()),
        ("UPDATE audit_entry SET number = 6 WHERE number = 99", ()),
    )
    assert found(verify_audit(house.app)) == (5, "held email")


def test_a_cut_tail_is_named_even_when_the_head_is_set_back(house: House) -> None:
    meddle(house, ("DELETE FROM audit_entry WHERE number > 6", ()))
    verdict = verify_audit(house.app)
    assert verdict.problem is not None
    assert (verdict.problem.number, verdict.problem.says) == (7, "entries 7 to 8 were cut off at the end")
    with house.app.database.write() as work:
        work.run("UPDATE audit_head SET number = 6, mac = (SELECT mac FROM audit_entry WHERE number = 6)")
    verdict = verify_audit(house.app)
    assert verdict.problem is not None
    assert verdict.problem.says == "the head of the chain was changed; nobody can tell what came after 6"


def test_a_head_that_is_gone_is_named_and_acts_go_on(house: House) -> None:
    meddle(house, ("DELETE FROM audit_head", ()))
    verdict = verify_audit(house.app)
    assert verdict.problem is not None
    assert verdict.problem.says == "the head of the chain is gone; nobody can tell what came after entry 8"
    release_sending(house.app, "sms", "Rosa", "goes on")
    assert found(verify_audit(house.app)) == (9, "released sms")


def test_an_entry_that_somebody_slipped_in_is_named(house: House) -> None:
    slipped = (
        'INSERT INTO audit_entry (id, clinic_id, at, "by", verb, subject, subject_id) '
        "SELECT 999999, clinic_id, at, 'Eve', 'approved', subject, subject_id FROM audit_entry WHERE number = 1"
    )
    with house.app.database.write() as work:
        work.run(slipped)
    begin_audit(house.app)
    verdict = verify_audit(house.app)
    assert verdict.problem is not None
    assert verdict.problem.says == "1 entries stand outside the chain; this program did not write them"


def test_a_mark_that_was_kept_shows_a_chain_that_was_written_anew(house: House) -> None:
    kept = read_mark(verify_audit(house.app).mark)
    assert verify_audit(house.app, kept).problem is None
    release_sending(house.app, "sms", "Rosa", "goes on")
    assert verify_audit(house.app, kept).problem is None
    other = verify_audit(house.app, Mark(kept.number, bytes(16))).problem
    assert other is not None
    assert other.says == "entry 8 is not the one of the mark: the chain was written anew"
    newer = verify_audit(house.app, Mark(11, bytes(16))).problem
    assert newer is not None
    assert newer.says == "entries 10 to 11 were cut off at the end: the mark is newer than the chain"


@pytest.mark.parametrize("text", ["8", "8:xyz", "8:" + "a" * 31, "", ":" + "a" * 32])
def test_what_is_no_mark_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_mark(text)


@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET at = 0 WHERE number = 2", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_to_change_or_delete_an_entry(house: House, sql: str) -> None:
    with pytest.raises(Exception, match="never changed or deleted"), house.app.database.write() as work:
        work.run(sql)
    assert verify_audit(house.app).problem is None


def test_entries_of_a_version_without_a_chain_are_chained_in_their_order_once(house: House) -> None:
    meddle(house, ("UPDATE audit_entry SET number = NULL, mac = NULL", ()), ("DELETE FROM audit_head", ()))
    begin_audit(house.app)
    begin_audit(house.app)
    assert (verify_audit(house.app).entries, verify_audit(house.app).problem) == (8, None)
    assert [row[0] for row in house.rows("SELECT number FROM audit_entry ORDER BY at, id")] == list(range(1, 9))


def test_an_act_before_the_migration_has_gone_on_chains_the_older_ones_first(house: House) -> None:
    meddle(house, ("UPDATE audit_entry SET number = NULL, mac = NULL", ()), ("DELETE FROM audit_head", ()))
    release_sending(house.app, "sms", "Rosa", "goes on")
    assert (verify_audit(house.app).entries, verify_audit(house.app).problem) == (9, None)


def test_acts_at_the_same_moment_stand_in_one_chain(house: House) -> None:
    def act() -> None:
        for _ in range(5):
            with house.app.database.write() as work:
                clinic_id = house.app.clinic(work).id
                add_audit(work, clinic_id, to_micros(house.clock.at), "Rosa", "looked", "clinic", clinic_id)

    at_once([act] * 8)
    assert (verify_audit(house.app).entries, verify_audit(house.app).problem) == (48, None)


def test_an_act_that_is_taken_back_leaves_no_entry_and_no_gap(house: House) -> None:
    def fail(work: Work) -> None:
        clinic_id = house.app.clinic(work).id
        add_audit(work, clinic_id, 0, "Rosa", "looked", "clinic", clinic_id)
        assert [verb for _, _, verb, _ in audit_of(work, "clinic", clinic_id)] == ["looked"]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), house.app.database.write() as work:
        fail(work)
    assert (verify_audit(house.app).entries, verify_audit(house.app).problem) == (8, None)


def test_enrolling_and_setting_up_stand_in_the_chain(house: House) -> None:
    treatment_id = house.enroll().treatment_id
    (entry,) = audit_list(house.app, f"treatment {treatment_id}", 10)
    assert (entry.number, entry.by, entry.verb) == (9, "command line", "enrolled")
    assert [(e.number, e.verb) for e in audit_list(house.app, "", 99)][-3:] == [
        (3, "added as admin"),
        (2, "published"),
        (1, "set up"),
    ]


def test_the_list_shows_the_newest_first_with_their_reasons(house: House) -> None:
    listed = audit_list(house.app, "channel", 2)
    assert [(e.number, e.by, e.verb, e.detail) for e in listed] == [
        (8, "Ben", "held sms", "again"),
        (7, "Rosa", "released email", "seen"),
    ]
    meddle(house, ("UPDATE audit_entry SET detail_enc = (SELECT detail_enc FROM audit_entry WHERE number = 7) "
                   "WHERE number = 8", ()))  # fmt: skip
    assert audit_list(house.app, "channel", 1)[0].detail == "(cannot be opened; `reminders audit verify` says more)"


def test_what_is_asked_for_wrongly_is_said_at_once(house: House) -> None:
    with pytest.raises(BadInput) as refused:
        audit_list(house.app, "42", 0)
    assert list(refused.value.mistakes) == [
        'subject: \'42\' is none; write "treatment 42", "patient 7", or a kind alone: "clinic"',
        "limit: use 1 or more",
    ]
