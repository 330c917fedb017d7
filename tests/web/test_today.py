"""The day in a browser: what needs a person first, then the hours."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from reminders.actions.hearing import hear
from reminders.actions.holding import hold_sending
from reminders.actions.rostering import ShiftWish, add_duty
from reminders.actions.today import ALL_LINES, LINES
from reminders.domain.words import Role
from reminders.transports.base import Inbound
from reminders.web.today import stamp
from tests.web.conftest import NOON, Open, Site
from tests.web.desk import NAMES, Browser, Desk
from tests.web.test_inbox import WORRIED, words

ANA, BEN = "+12025550111", "+12025550112"


@pytest.fixture
def sam(site: Site) -> Browser:
    """Somebody of the staff, in a clinic where somebody is on duty around the clock."""
    return on_shift(site)


def on_shift(site: Site) -> Browser:
    desk = Desk(site)
    desk.staff_id(Role.ADMIN)
    add_duty(site.app, NAMES[Role.ADMIN], ShiftWish("mon-sun", "00:00", "00:00", "1"), "test")
    return desk.browser(Role.STAFF)


def lines(html: str) -> list[str]:
    """What each line of the hours says."""
    found = re.findall(r'<li class="day-line">(.*?)</li>', html, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", line)).replace("&#39;", "'").strip() for line in found]


def needed(html: str) -> list[tuple[str, str]]:
    """(where it leads to, what it says) of all that needs a person."""
    part = html.partition('class="rows needs"')[2].partition("</ul>")[0]
    found = re.findall(r'<a class="line" href="([^"]*)">(.*?)</a>|<div>(.*?)</div>', part, re.DOTALL)
    return [(path, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", one or other)).strip()) for path, one, other in found]


def test_a_quiet_day_says_so_and_how_it_fills(sam: Browser) -> None:
    text = words(sam.get("/today").text)
    assert "Nothing needs you right now." in text
    assert "No messages today" in text


def test_the_zone_is_named(sam: Browser) -> None:
    assert "Wed, Mar 11, New York time" in words(sam.get("/today").text)


def test_what_has_gone_and_what_goes_stand_in_their_hours(site: Site) -> None:
    site.enroll("Ana", phone=ANA)
    site.send()
    site.now[0] += timedelta(hours=1)
    site.enroll("Ben", phone=BEN)
    html = Desk(site).browser().get("/today").text
    assert lines(html) == [
        "1:00 pm Ben Welcome · text",
        "1:00 pm Ben Day of treatment · text "
        "Goes out at Wed, Mar 11, 1:00 pm: its usual time, Wed, Mar 11, 12:59 pm, was already past.",
        "12:00 pm Ana Sent Welcome · text",
        "12:00 pm Ana Sent Day of treatment · text",
    ]
    assert html.index("1:00 pm") < html.index("Earlier today") < html.index("12:00 pm")


def test_an_urgent_reply_leads_to_the_inbox_and_stands_first(site: Site, sam: Browser) -> None:
    site.enroll("Ana", phone=ANA)
    hold_sending(site.app, "sms", "Rosa", "our number is being moved")
    heard = hear(site.app, Inbound(f"SM{1:032x}", ANA, "+12025550199", WORRIED, NOON))
    (path, says), (stopped, told) = needed(sam.get("/today").text)[:2]
    assert (path, says) == (
        f"/inbox/{heard.reply_id}",
        "Urgent Ana 12:00 pm Rosa answers by 12:15 pm, in 15 min",
    )
    assert stopped.startswith("/holds/")
    assert told == "Texts are stopped Since Wed, Mar 11, 12:00 pm, by Rosa: our number is being moved"


def test_whoever_has_an_urgent_reply_reads_you_as_in_the_inbox(site: Site, sam: Browser) -> None:
    site.enroll("Ana", phone=ANA)
    heard = hear(site.app, Inbound(f"SM{1:032x}", ANA, "+12025550199", WORRIED, NOON))
    rosa = Desk(site).browser(Role.ADMIN)
    turn = "You answer by 12:15 pm, in 15 min"
    assert needed(rosa.get("/today").text)[0] == (f"/inbox/{heard.reply_id}", f"Urgent Ana 12:00 pm {turn}")
    assert needed(rosa.get("/today", part=True).text)[0] == (f"/inbox/{heard.reply_id}", f"Urgent Ana 12:00 pm {turn}")
    assert turn in words(rosa.get("/inbox").text)
    assert turn not in words(sam.get("/today").text)


def test_whoever_may_not_solve_it_reads_it_without_a_link(open_site: Open) -> None:
    site = open_site()
    desk = Desk(site)
    desk.staff_id(Role.ADMIN)
    expected = "There is no duty list Urgent replies go to the admins at any hour."
    assert needed(desk.browser(Role.STAFF).get("/today").text) == [("", expected)]
    assert needed(desk.browser(Role.ADMIN).get("/today").text) == [("/team/duty", expected)]


def test_the_open_page_asks_for_its_part_alone(site: Site, sam: Browser) -> None:
    site.enroll("Ana", phone=ANA)
    part = sam.get("/today", part=True).text
    assert (len(lines(part)), "<html" in part) == (2, False)


def test_an_hour_with_many_leads_to_its_own_page(site: Site, sam: Browser) -> None:
    for number in range(30):
        site.enroll(f"Ana{number}", phone=f"+12025550{130 + number}")
    html = sam.get("/today").text
    (more,) = re.findall(r'href="(/today/[^"]*)"', html)
    assert (more, len(lines(html))) == ("/today/20260311T1600?part=going", LINES)
    first = sam.get(more).text
    (after,) = re.findall(r'href="(/today/[^"]*&amp;after=[^"]*)"', first)
    second = sam.get(after.replace("&amp;", "&")).text
    assert (len(lines(first)), len(lines(second))) == (50, 10)
    assert "12:00 pm to 1:00 pm" in words(first)


def test_an_hour_for_which_the_page_has_no_room_is_told_in_numbers(site: Site) -> None:
    for hour in range(5):
        for number in range(6):
            site.enroll(f"Ana{number}", phone=f"+12025550{110 + 10 * hour + number}")
        site.send()
        site.now[0] += timedelta(hours=1)
    html = Desk(site).browser().get("/today").text
    told = re.findall(r'<a class="line spread" href="([^"]*)">', html)
    assert told == ["/today/20260311T1700?part=gone", "/today/20260311T1600?part=gone"]
    assert len(lines(html)) == ALL_LINES


def test_an_hour_without_anything_says_so(sam: Browser) -> None:
    assert "No messages of this kind in this hour." in words(sam.get("/today/20260311T1600?part=not_going").text)


@pytest.mark.parametrize(
    "path", ["/today/x", "/today/20261399T9999", "/today/20260311T1600?part=all", "/today/99990101T000"]
)
def test_an_hour_that_is_none_is_not_found(path: str, sam: Browser) -> None:
    assert sam.get(path).status_code == 404


def test_an_hour_is_named_by_its_instant() -> None:
    assert stamp(datetime(2026, 3, 11, 16, tzinfo=UTC)) == "20260311T1600"


def test_no_name_stands_in_the_title_or_an_address(site: Site, sam: Browser) -> None:
    site.enroll("Ana", phone=ANA)
    html = sam.get("/today").text
    assert re.findall(r"<title>(.*?)</title>", html) == ["Today · Lakeside"]
    assert [path for path in re.findall(r'(?:href|action)="([^"]*)"', html) if "Ana" in path] == []


def test_whoever_is_not_signed_in_comes_back_after_signing_in(site: Site) -> None:
    answer = site.browser().get("/today", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Ftoday")
