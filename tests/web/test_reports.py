"""The reports in a browser: numbers, bars, tables and the file."""

import re
from datetime import date

import pytest

from reminders.actions.report_counting import day_number, keep_counts
from reminders.domain.words import Role
from reminders.store.report_counts import Counted, replace_counts
from reminders.web.charts import Column, Part, bar_chart
from tests.web.conftest import Site
from tests.web.desk import Desk
from tests.web.test_inbox import words


def counted(site: Site, day: date, *counts: tuple[str, int]) -> None:
    """These happened on this day, in the first stage."""
    with site.app.database.write() as work:
        clinic_id = site.app.clinic(work).id
        rows = [
            Counted("microneedling", "treatment-day", "sms", "step", 0, what, number, number) for what, number in counts
        ]
        replace_counts(work, clinic_id, day_number(day), [what for what, _ in counts], rows)


@pytest.fixture
def desk(site: Site) -> Desk:
    return Desk(site)


def test_an_empty_report_says_what_will_be_here(desk: Desk) -> None:
    assert "Nothing in these days" in words(desk.browser().get("/reports").text)


def test_what_left_today_is_counted_by_the_worker_and_shown(site: Site, desk: Desk) -> None:
    site.enroll("Ana", phone="+12025550111")
    site.send()
    keep_counts(site.app)
    said = words(desk.browser().get("/reports?weeks=4").text)
    assert "2 messages sent" in said
    assert "Microneedling" in said
    assert "Counted Wed, Mar 11, 12:00 pm. Days of New York; weeks begin on Monday." in said


def test_numbers_bars_and_tables_tell_the_same(site: Site, desk: Desk) -> None:
    counted(site, date(2026, 3, 2), ("delivered", 30), ("failed", 2), ("invited", 9), ("booked", 3))
    counted(site, date(2026, 3, 9), ("delivered", 1500), ("urgent", 4), ("unanswered", 1), ("stopped", 2))
    html = desk.browser().get("/reports").text
    said = words(html)
    assert (
        "1,532 messages sent 1,530 arrived (100%) 2 did not arrive 1 of 4 urgent replies not answered in time" in said
    )
    assert "2 stops 3 booked after 9 invitations" in said
    assert "<title>Mar 9: Arrived, 1,500</title>" in html
    assert re.search(r">Mar 9</th><td class=\"number\">1,500</td>", html)
    assert "Day of treatment 1,532 1,530 2 4 1 2 9 3" in said


def test_own_days_that_make_no_period_are_told_at_the_field_and_stay_typed(desk: Desk) -> None:
    refused = desk.browser().get("/reports?from=2026-03-09&to=2026-03-01")
    assert refused.status_code == 422
    assert "Last day: lies before the first day" in words(refused.text)
    assert 'value="2026-03-01"' in refused.text


def test_the_price_is_set_by_an_admin_and_kept_in_the_form_when_it_is_none(site: Site, desk: Desk) -> None:
    counted(site, date(2026, 3, 9), ("delivered", 1500))
    rosa, sam = desk.browser(Role.ADMIN), desk.browser()
    assert (sam.post("/reports/price", {"cents": "1"}).status_code, "Save the price" in sam.get("/reports").text) == (
        403, False,
    )  # fmt: skip
    refused = rosa.post("/reports/price", {"cents": "cheap"})
    assert (refused.status_code, 'value="cheap"' in refused.text) == (422, True)
    assert rosa.post("/reports/price", {"cents": "0.83"}).headers["location"] == "/reports?done=price"
    assert "$12.45 · 1,500 segments at 0.83 cents each" in words(sam.get("/reports").text)


def test_the_file_is_named_by_its_days_and_follows_the_choice(site: Site, desk: Desk) -> None:
    counted(site, date(2026, 3, 9), ("delivered", 5))
    taken = desk.browser().get("/reports/numbers.csv?weeks=4&schedule=microneedling")
    assert taken.headers["content-disposition"] == 'attachment; filename="messages-2026-02-16-to-2026-03-11.csv"'
    assert taken.text.splitlines()[1] == "2026-03-09,microneedling,treatment-day,sms,step,0,0,5,0,0,0,0,0,0,0,0,5"
    assert desk.browser().get("/reports/numbers.csv?from=soon").headers["location"] == "/reports"


def test_columns_stand_on_a_scale_that_ends_in_a_round_number() -> None:
    chart = bar_chart([Column("a", [Part("good", 30, "30"), Part("bad", 7, "7")]), Column("b", [Part("good", 0, "0")])])
    assert [(tick.words, tick.y) for tick in chart.ticks] == [("0", 212.0), ("20", 112.0), ("40", 12.0)]
    assert [(bar.kind, bar.y, bar.height) for bar in chart.bars] == [("good", 62.0, 150.0), ("bad", 27.0, 34.0)]


@pytest.mark.parametrize(
    ("numbers", "ticks", "labels"),
    [
        ([], ["0", "1", "2"], 0),
        ([0], ["0", "1", "2"], 1),
        ([9], ["0", "5", "10"], 1),
        ([450] * 53, ["0", "250", "500"], 9),
    ],
)
def test_a_scale_fits_whatever_is_counted(numbers: list[int], ticks: list[str], labels: int) -> None:
    chart = bar_chart([Column("x", [Part("good", number, "")]) for number in numbers])
    assert ([tick.words for tick in chart.ticks], len(chart.labels)) == (ticks, labels)
