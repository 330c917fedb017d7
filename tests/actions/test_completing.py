"""Treatments that are over become completed, and come back when they are moved; on both databases."""

from pathlib import Path

import pytest

from reminders.actions.completing import complete
from reminders.actions.dispatch import Counts
from reminders.actions.holding import hold_sending, release_sending
from reminders.actions.opting_out import opt_out
from reminders.actions.resolving import resend
from reminders.actions.sweeping import sweep
from reminders.actions.treatment import Actor, cancel, hold, move
from reminders.domain.words import OptOutScope
from reminders.store.database import Database
from reminders.store.treatments import running_after
from tests.actions.house import ANA, AS_PLANNED, BEN, House, moment, open_house

ROSA = Actor("Rosa", "asked to")
#: The touch-up window of Ana's treatment closes at the end of October 1.
LAST_DAY, OVER = "2026-10-01 23:59", "2026-10-02 00:00"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def statuses(house: House) -> list[str]:
    return [status for (status,) in house.rows("SELECT status FROM treatment ORDER BY id")]


def stopped(house: House) -> int:
    """Ana's treatment, of which nothing is to be sent any more."""
    ana = house.enroll().treatment_id
    opt_out(house.app, ANA, OptOutScope.ALL, "Rosa", "said so")
    return ana


def test_a_treatment_is_completed_when_its_last_window_is_over(house: House) -> None:
    stopped(house)
    house.set_clock(LAST_DAY)
    sweep(house.app)
    before = statuses(house)
    house.set_clock(OVER)
    sweep(house.app)
    assert (before, statuses(house)) == (["active"], ["completed"])


@pytest.mark.parametrize("status", ["planned", "sending", "unknown"])
def test_a_treatment_with_something_to_send_or_in_doubt_is_not_completed(status: str, house: House) -> None:
    ana = stopped(house)
    with house.app.database.write() as work:
        work.run("UPDATE message SET status = ? WHERE treatment_id = ? AND step = 'flaking'", (status, ana))
    house.set_clock(OVER)
    assert (complete(house.app), statuses(house)) == (0, ["active"])


def test_a_step_of_a_completed_treatment_that_is_sent_once_more_outlives_a_hold(house: House) -> None:
    ana = house.enroll().treatment_id
    house.send()
    with house.app.database.write() as work:
        work.run("DELETE FROM due_queue")
        work.run(
            "UPDATE message SET status = 'failed', status_reason = 'undelivered', due_at = NULL, queue_at = NULL "
            "WHERE treatment_id = ?",
            (ana,),
        )
    house.set_clock("2026-10-02 10:00")
    ((calm,),) = house.rows("SELECT id FROM message WHERE step = 'calm'")
    assert complete(house.app) == 1
    resend(house.app, calm, "Rosa", "asked for it")
    hold_sending(house.app, "sms", "Rosa", "a new number")
    assert house.send() == Counts()
    release_sending(house.app, "sms", "Rosa", "it works")
    assert house.send() == Counts(sent=1)


def test_what_is_held_or_canceled_stays_so(house: House) -> None:
    ana, ben = house.enroll().treatment_id, house.enroll(first_name="Ben", phone=BEN).treatment_id
    hold(house.app, ana, ROSA)
    cancel(house.app, ben, ROSA)
    house.set_clock(OVER)
    sweep(house.app)
    sweep(house.app)
    assert statuses(house) == ["on_hold", "canceled"]


def test_a_completed_treatment_that_is_moved_is_active_and_planned_again(house: House) -> None:
    ana = house.enroll().treatment_id
    hold(house.app, ana, ROSA)
    house.set_clock(OVER)
    sweep(house.app)
    with house.app.database.write() as work:
        work.run("UPDATE treatment SET status = 'active' WHERE id = ?", (ana,))
    assert complete(house.app) == 1
    # Three months later is a holiday.
    move(house.app, ana, moment("2026-10-01 22:00"), ROSA)
    assert statuses(house) == ["active"]
    assert {step: told.partition(" ")[0] for step, told in house.plan(ana).items()} == {
        "calm": "2026-10-02", "flaking": "2026-10-04", "results": "2026-10-15", "come-back": "2027-01-02",
    }  # fmt: skip
    assert list(house.plan(ana)) == list(AS_PLANNED)


def test_many_treatments_are_looked_at_in_turns(house: House) -> None:
    ids = [house.enroll(first_name=f"Ana{n}", phone=f"+120255501{n:02}").treatment_id for n in range(20, 23)]
    with house.app.database.read() as work:
        assert running_after(work, 0, 2) == (ids[1], ids[:2])
        assert running_after(work, ids[1], 2) == (None, ids[2:])


def test_after_the_last_treatment_it_begins_anew(house: House) -> None:
    stopped(house)
    with house.app.database.write() as work:
        work.run("INSERT INTO fact (name, value) VALUES ('completing_up_to', '999999999')")
    house.set_clock(OVER)
    assert [complete(house.app), complete(house.app), complete(house.app)] == [0, 1, 0]
