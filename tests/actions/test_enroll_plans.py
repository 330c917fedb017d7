"""Plans that were made ahead: stored while what they were made from holds, made anew otherwise, on both databases."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reminders.actions.enroll import enroll_batch, seal_batch
from reminders.actions.enroll_plans import MadeFrom, Plan, Plans, PlansAhead, newest_versions
from reminders.actions.opting_out import opt_out
from reminders.domain.words import OptOutScope
from reminders.store.database import Database
from reminders.store.enrolling import Sealed
from tests.actions.house import ANA, ANA_TREATED, AS_PLANNED, House, open_house

FIRST_STEP = {"calm": AS_PLANNED["calm"]}


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def plans_ahead(house: House, sealed: Sealed, *, older: int = 0) -> PlansAhead:
    """Of the first step alone, so that it shows whether they were used; made from an `older` version."""
    app = house.app
    with app.database.read() as work:
        clinic = app.clinic(work)
        ((version_id, published),) = newest_versions(work, app, clinic, {"facial"}).values()
    plan = Plans(clinic, {"facial": published}, app.now()).of(sealed, {})
    made_from = MadeFrom(clinic, {"facial": version_id - older})
    return PlansAhead(made_from, {sealed.treatment_id: Plan(plan.steps[:1], plan.texts_close_at)})


def enrolled(house: House, between: Callable[[], object] = lambda: None, *, older: int = 0) -> dict[str, str]:
    """What is planned for Ana when her plan was made before something happened."""
    (sealed,) = seal_batch(house.app, [ANA_TREATED])
    ahead = plans_ahead(house, sealed, older=older)
    between()
    with house.app.database.write() as work:
        enroll_batch(work, house.app, [sealed], ahead)
    return house.plan(sealed.treatment_id)


def test_what_was_planned_ahead_is_stored(house: House) -> None:
    assert enrolled(house) == FIRST_STEP
    assert house.welcomes() == [("planned", None)]


def test_who_said_stop_meanwhile_gets_nothing(house: House) -> None:
    stopped = enrolled(house, lambda: opt_out(house.app, ANA, OptOutScope.ALL, "Rosa", "asked at the desk"))
    assert stopped == dict.fromkeys(AS_PLANNED, "canceled: opted_out")
    assert house.welcomes() == []


def test_another_version_meanwhile_plans_anew(house: House) -> None:
    assert enrolled(house, older=1) == AS_PLANNED


def test_another_rule_of_the_clinic_meanwhile_plans_anew(house: House) -> None:
    def change() -> None:
        with house.app.database.write() as work:
            work.run("UPDATE clinic SET settle_minutes = 60")

    assert enrolled(house, change) == AS_PLANNED
    assert ("2026-04-01 11:10", "calm") in house.queue()


def test_whose_number_is_known_by_now_is_planned_with_what_is_there(house: House) -> None:
    beside = enrolled(house, lambda: house.enroll(first_name="Ben"))
    # One number gets one invitation a week.
    assert beside == AS_PLANNED | {"come-back": "2026-07-08 11:00"}
    assert house.welcomes() == [("planned", None)]


def test_nobody_is_planned_twice_who_was_enrolled_meanwhile(house: House) -> None:
    assert enrolled(house, house.enroll) == {}
    assert house.rows("SELECT COUNT(*) FROM treatment") == [(1,)]
