"""What the reports add up, for people and for spreadsheets. On both databases."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.opting_out import opt_out
from reminders.actions.report_counting import keep_counts
from reminders.actions.reports import Period, read_period, report, report_csv, set_price
from reminders.actions.treatment import Actor, booked
from reminders.domain.words import Kind, OptOutScope
from reminders.store.audit import audit_of
from reminders.store.database import Database
from reminders.store.report_counts import Counted, replace_counts
from tests.actions.house import ANA, BEN, House, open_house
from tests.actions.test_patient import Counting
from tests.databases import KEYRING

WEDNESDAY = date(2026, 4, 1)
APRIL = Period(date(2026, 3, 30), date(2026, 4, 26))


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def lived_in(house: House) -> None:
    """Ana gets three texts in April; Ben stops after his second."""
    house.enroll()
    house.enroll(first_name="Ben", phone=BEN)
    for at in ("2026-04-01 10:30", "2026-04-04 10:00"):
        house.set_clock(at)
        house.send()
    opt_out(house.app, BEN, OptOutScope.ALL, "Rosa", "said so")
    house.set_clock("2026-04-15 10:00")
    house.send()
    keep_counts(house.app)


def test_a_period_is_told_by_week_and_by_schedule_and_stage(house: House) -> None:
    lived_in(house)
    found = report(house.app, APRIL)
    assert [(monday.isoformat(), tally.left, tally.stopped) for monday, tally in found.weeks] == [
        ("2026-03-30", 6, 1), ("2026-04-06", 0, 0), ("2026-04-13", 1, 0), ("2026-04-20", 0, 0),
    ]  # fmt: skip
    (facial,) = found.schedules
    assert (facial.title, [(one.title, one.tally.left, one.tally.stops) for one in facial.stages]) == (
        "Facial", [("", 2, 0), ("First day", 2, 0), ("First week", 2, 1), ("Second week", 1, 0)],
    )  # fmt: skip
    assert (found.total.left, found.total.no_news, found.total.segments, found.counting) == (7, 7, 7, False)


def test_one_schedule_alone_leaves_the_others_out(house: House) -> None:
    lived_in(house)
    found = report(house.app, APRIL, "facial"), report(house.app, APRIL, "peel")
    assert ([one.total.left for one in found], found[0].choices) == ([7, 0], [("facial", "Facial")])


def test_what_an_invitation_led_to_is_among_the_numbers(house: House) -> None:
    treatment = house.enroll(consents=frozenset(Kind)).treatment_id
    house.send()
    house.set_clock("2026-07-01 11:00")
    house.send()
    booked(house.app, treatment, date(2026, 7, 20), Actor("Rosa", "called"))
    keep_counts(house.app)
    total = report(house.app, Period(date(2026, 6, 29), date(2026, 7, 5))).total
    assert (total.invited, total.booked) == (1, 1)


def test_what_the_sandbox_kept_does_not_count_where_texts_really_leave(house: House) -> None:
    with house.app.database.write() as work:
        places = [("sms", 0), ("sms", 1), ("email", 0), ("email", 1)]
        rows = [Counted("facial", "", *one, "sent", 1, 1) for one in [(c, "step", live) for c, live in places]]
        replace_counts(work, house.app.clinic(work).id, 20_544, ("sent",), rows)
    assert report(house.app, APRIL).total.left == 2


def test_the_price_of_a_segment_makes_a_cost_and_is_audited(house: House) -> None:
    lived_in(house)
    assert report(house.app, APRIL).cost(7) is None
    set_price(house.app, " 0.83 ", "Rosa")
    found = report(house.app, APRIL)
    assert (found.cents, found.cost(found.total.segments)) == (Decimal("0.83"), Decimal("0.06"))
    set_price(house.app, "", "Rosa")
    assert report(house.app, APRIL).cents is None
    with house.app.database.read() as work:
        acts = audit_of(work, "clinic", house.app.clinic(work).id)
    assert [(by, verb, detail) for _, by, verb, detail in acts][-2:] == [
        ("Rosa", "set the price of a text", "0.83 cents a segment"),
        ("Rosa", "set the price of a text", "none"),
    ]


@pytest.mark.parametrize("typed", ["free", "-1", "1001", "nan", "1e99"])
def test_a_price_that_is_none_is_refused(house: House, typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        set_price(house.app, typed, "Rosa")
    assert refused.value.mistakes == ("cents: write it in cents, for example 0.83",)


def test_the_file_has_a_row_for_each_week_and_place_and_no_cell_that_runs(house: House) -> None:
    with house.app.database.write() as work:
        rows = [
            Counted("=cmd()", "first-day", "sms", "step", 0, "delivered", 4, 5),
            Counted("=cmd()", "first-day", "sms", "step", 0, "failed", 1, 0),
        ]
        replace_counts(work, house.app.clinic(work).id, 20_544, ("delivered", "failed"), rows)
    lines = report_csv(house.app, APRIL).splitlines()
    assert lines == [
        "week_begins,schedule,stage,channel,origin,sending,sent,delivered,failed,unknown,invited,booked,urgent,unanswered,"
        "stopped,stopped_invitations,segments",
        "2026-03-30,'=cmd(),first-day,sms,step,0,0,4,1,0,0,0,0,0,0,0,5",
    ]


def test_a_period_is_weeks_up_to_today_or_own_days() -> None:
    found = [
        read_period(weeks, first, last, WEDNESDAY)
        for weeks, first, last in (("4", "", ""), ("", "", ""), ("7", "", ""), ("4", "2026-01-05", "2026-01-06"))
    ]
    assert found == [
        Period(date(2026, 3, 9), WEDNESDAY, 4),
        Period(date(2026, 1, 5), WEDNESDAY, 13),
        Period(date(2026, 1, 5), WEDNESDAY, 13),
        Period(date(2026, 1, 5), date(2026, 1, 6)),
    ]


@pytest.mark.parametrize(
    ("first", "last", "mistakes"),
    [
        ("soon", "later", ("from: write the day as 2026-03-09", "to: write the day as 2026-03-09")),
        ("2026-03-09", "2026-03-08", ("to: lies before the first day",)),
        ("2025-01-01", "2026-03-08", ("from: choose at most a year at once",)),
        ("", "2026-03-08", ("from: write the day as 2026-03-09",)),
        ("0001-01-01", "", ("from: choose a day between 1990 and 2200",)),
    ],
)
def test_days_that_make_no_period_are_refused(first: str, last: str, mistakes: tuple[str, ...]) -> None:
    with pytest.raises(BadInput) as refused:
        read_period("", first, last, WEDNESDAY)
    assert refused.value.mistakes == mistakes


def test_a_report_takes_as_many_queries_for_three_messages_as_for_one(database_url: str, tmp_path: Path) -> None:
    counting = Counting(database_url, KEYRING)
    house = open_house(counting, tmp_path)
    taken: list[tuple[int, int]] = []
    for people in (("Ana",), ("Ben", "Cleo")):
        for number, name in enumerate(people):
            house.enroll(first_name=name, phone=ANA[:-1] + str(len(taken) * 2 + number))
        house.send()
        keep_counts(house.app)
        report(house.app, APRIL)
        counting.queries = 0
        left = report(house.app, APRIL).total.left
        taken.append((left, counting.queries))
    counting.close()
    assert (taken[0][0], taken[1][0], taken[0][1]) == (1, 3, taken[1][1])
