"""Shelves of the inbox a page at a time, and one reply as its page shows it. On both databases."""

from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.answering import answer, close
from reminders.actions.bad_input import BadInput
from reminders.actions.duty import pass_on
from reminders.actions.inbox import PAGE, Seen, Shelf, inbox_page
from reminders.actions.reply_sheet import reply_sheet
from reminders.actions.reply_words import turn_words
from reminders.domain.words import ReplyState
from reminders.store.database import Database
from tests.actions.house import BEN, NEW_YORK, open_house
from tests.actions.replying_house import LEE, ROSA, WORRIED, Desk
from tests.actions.test_patient import Counting
from tests.databases import KEYRING


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """Ana and Ben are enrolled; Rosa and then Lee are always on duty."""
    return opened(database, tmp_path)


def opened(database: Database, folder: Path) -> Desk:
    desk = Desk(open_house(database, folder))
    desk.hire_all()
    desk.shift(ROSA, "daily", "00:00", "24:00")
    desk.shift(LEE, "daily", "00:00", "24:00", 2)
    desk.house.enroll()
    desk.house.enroll(first_name="Ben", phone=BEN)
    return desk


def walked(desk: Desk, shelf: Shelf, owner: int = 0) -> list[list[int]]:
    """The ids on every page of a shelf, by following on."""
    pages, after = [], ""
    while True:
        found = inbox_page(desk.house.app, shelf, owner, after)
        pages.append([one.reply.id for one in (*found.urgent, *found.others)])
        after = found.after
        if not after:
            return pages


def test_every_reply_is_on_exactly_one_page_urgent_ones_before_all_others(desk: Desk) -> None:
    others = [desk.hear(f"thanks {n}").reply_id for n in range(PAGE + 3)]
    first = desk.hear(WORRIED).reply_id
    desk.house.clock.at += timedelta(minutes=1)
    second = desk.hear(WORRIED, BEN).reply_id
    pages = walked(desk, Shelf.OPEN)
    assert [len(page) for page in pages] == [PAGE, 5]
    assert [reply for page in pages for reply in page] == [first, second, *reversed(others)]


def test_a_page_full_of_urgent_replies_leads_on_to_all_the_others(desk: Desk) -> None:
    urgent = [desk.hear(WORRIED).reply_id for _ in range(PAGE)]
    other = desk.hear("thanks").reply_id
    assert walked(desk, Shelf.OPEN) == [urgent, [other]]
    last = desk.hear(WORRIED).reply_id
    assert walked(desk, Shelf.OPEN) == [urgent, [last, other]]


def test_what_is_done_last_stands_first_on_its_shelf(desk: Desk) -> None:
    early, late = desk.hear("thanks").reply_id, desk.hear("ok").reply_id
    for reply in (late, early):
        desk.house.clock.at += timedelta(minutes=1)
        close(desk.house.app, reply, LEE, "read")
    assert walked(desk, Shelf.DONE) == [[early, late]]


def test_a_place_that_no_page_told_is_the_beginning(desk: Desk) -> None:
    reply = desk.hear("thanks").reply_id
    found = [inbox_page(desk.house.app, Shelf.OPEN, 0, after) for after in ("x", "u.1", "u.a.b", "d.1.2", "u.-1.2")]
    assert [[one.reply.id for one in page.others] for page in found] == [[reply]] * 5


def test_the_clock_of_an_urgent_reply_is_told_in_words(desk: Desk) -> None:
    reply = desk.hear(WORRIED).reply_id
    said = [turned(desk)]
    desk.house.set_clock("2026-04-01 10:24")
    said.append(turned(desk))
    desk.house.set_clock("2026-04-01 10:37")
    said.append(turned(desk))
    pass_on(desk.house.app)
    said.append(turned(desk))
    answer(desk.house.app, reply, "Call 911 now.", LEE)
    ((done),) = inbox_page(desk.house.app, Shelf.DONE, 0).others
    assert [*said, str(turn_words(done, desk.house.clock.at, NEW_YORK))] == [
        "Rosa answers by 10:25 am, in 15 min",
        "Rosa answers by 10:25 am, in 1 min",
        "12 min late, with Rosa",
        "Not answered in time, passed on to Lee: answer by 10:52 am, in 15 min",
        "Done by Lee at 10:37 am",
    ]


def turned(desk: Desk) -> str:
    (one,) = inbox_page(desk.house.app, Shelf.OPEN, 0).urgent
    return str(turn_words(one, desk.house.clock.at, NEW_YORK))


def test_who_decides_hears_all_that_happened_since_they_looked(desk: Desk) -> None:
    reply = desk.hear("is makeup ok?").reply_id
    sheet = reply_sheet(desk.house.app, reply, 0)
    seen = Seen.from_marks(sheet.mark, str(sheet.newest_id))
    desk.hear("and sport?")
    answer(desk.house.app, reply, "Yes.", ROSA)
    with pytest.raises(BadInput) as refused:
        answer(desk.house.app, reply, "No.", LEE, more=True, seen=seen)
    assert refused.value.mistakes == (
        "changed: Rosa has answered or closed this meanwhile.",
        "changed: Another text has come from this number meanwhile: read it first.",
    )


def test_marks_that_are_not_ours_are_none() -> None:
    found = [Seen.from_marks(*marks) for marks in (("", ""), ("open.1", "2"), ("lost.1.2", "3"), ("open.1.2", "-3"))]
    assert (found, Seen.from_marks("open.1.2", "3")) == ([None] * 4, Seen(ReplyState.OPEN, 1, 2, 3))


def test_what_left_and_what_comes_stands_beside_a_reply_with_its_numbers(desk: Desk) -> None:
    desk.house.send()
    desk.house.set_clock("2026-04-01 10:30")
    desk.house.send()
    sheet = reply_sheet(desk.house.app, desk.hear("hello").reply_id, 0)
    assert [(one.stage, one.coming) for one in sheet.around] == [
        ("First day", False), ("First week", True), ("Second week", True), ("Touch-up window", True),
    ]  # fmt: skip
    assert (sheet.coming, sheet.waiting, sheet.phone) == (3, 0, "(202) 555-0111")
    held = reply_sheet(desk.house.app, desk.hear("please stop texting me").reply_id, 0)
    assert (held.opened.held, held.coming) == (True, 3)


def test_shelves_and_sheets_take_as_many_queries_for_three_replies_as_for_one(
    database_url: str, tmp_path: Path
) -> None:
    counting = Counting(database_url, KEYRING)
    desk = opened(counting, tmp_path)
    taken = []
    for texts in ([("hello", BEN)], [("thanks!", BEN), (WORRIED, BEN)]):
        replies = [desk.hear(text, sender).reply_id for text, sender in texts]
        counting.queries = 0
        inbox_page(desk.house.app, Shelf.OPEN, 0)
        listing, counting.queries = counting.queries, 0
        reply_sheet(desk.house.app, replies[-1], 0)
        taken.append((listing, counting.queries))
    counting.close()
    assert taken[0] == taken[1]
