"""A patient's page: what it gathers, in a constant number of queries; on SQLite and PostgreSQL."""

from datetime import datetime
from pathlib import Path

import pytest

from reminders.actions import treatment as acts
from reminders.actions.bad_input import BadInput
from reminders.actions.holding import hold_sending
from reminders.actions.message_choices import move, skip
from reminders.actions.notes import write_note
from reminders.actions.opting_out import opt_out
from reminders.actions.patient_page import PatientPage, patient_page
from reminders.actions.treatment import Actor
from reminders.domain.enrollment import Enrolled
from reminders.domain.words import Kind, OptOutScope
from reminders.store.database import Database
from tests.actions.house import ANAS_EMAIL, TREATED_AT, House, moment, open_house
from tests.actions.replying_house import Desk
from tests.actions.test_patient import Counting
from tests.databases import KEYRING

LEE = Actor("Lee", "she asked for it")


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def test_every_message_of_a_treatment_is_told_with_when_what_and_why(house: House) -> None:
    ana = house.enroll()
    house.set_clock("2026-04-01 10:20")
    house.send()
    house.set_clock("2026-04-01 10:30")
    house.send()
    move(house.app, house.message(ana.treatment_id, "flaking"), moment("2026-04-06 16:30"), LEE)
    skip(house.app, house.message(ana.treatment_id, "results"), LEE)
    (run,) = patient_page(house.app, ana.patient_id).runs
    assert [(one.title, one.message.status.value, one.at, one.why, sorted(one.may)) for one in run.messages] == [
        ("First day", "sent", moment("2026-04-01 10:30"), "", []),
        (
            "First week",
            "planned",
            moment("2026-04-06 16:30"),
            "A person at the clinic chose this time.",
            ["back", "move", "skip"],
        ),
        (
            "Second week",
            "canceled",
            moment("2026-04-15 10:00"),
            "Not sent: a person at the clinic stopped it.",
            ["back"],
        ),
        ("Touch-up window", "planned", moment("2026-07-01 11:00"), "On time.", ["move", "skip"]),
    ]
    assert [one.preview for one in run.messages] == [False, True, True, True]
    assert run.messages[1].text == "Willow: Hi Ana, this is about flaking. Questions? Call +12025550100."


def test_a_message_is_offered_to_be_sent_at_once_only_while_it_may_leave(house: House) -> None:
    ana = house.enroll()
    move(house.app, house.message(ana.treatment_id, "flaking"), moment("2026-04-06 16:30"), LEE)
    offered = {
        at: _offer(house, ana, at, "First week")
        for at in (
            "2026-04-03 12:00", "2026-04-04 07:59", "2026-04-04 08:00", "2026-04-05 19:59", "2026-04-05 20:00",
            "2026-04-20 00:00",
        )
    }  # fmt: skip
    assert offered == {
        "2026-04-03 12:00": (False, None),
        "2026-04-04 07:59": (False, moment("2026-04-04 08:00")),
        "2026-04-04 08:00": (True, None),
        "2026-04-05 19:59": (True, None),
        "2026-04-05 20:00": (False, moment("2026-04-06 08:00")),
        "2026-04-20 00:00": (False, None),
    }


def test_a_time_that_is_not_before_its_own_is_not_told(house: House) -> None:
    ana = house.enroll()
    move(house.app, house.message(ana.treatment_id, "flaking"), moment("2026-04-06 08:00"), LEE)
    assert _offer(house, ana, "2026-04-05 21:00", "First week") == (False, None)


def test_nothing_of_a_held_treatment_is_offered_to_be_sent_at_once(house: House) -> None:
    ana = house.enroll()
    acts.hold(house.app, ana.treatment_id, LEE)
    assert _offer(house, ana, "2026-04-04 09:00", "First week") == (False, None)


def test_nothing_is_offered_to_be_sent_at_once_on_a_channel_that_is_paused(house: House) -> None:
    ana = house.enroll()
    move(house.app, house.message(ana.treatment_id, "flaking"), moment("2026-04-06 16:30"), LEE)
    hold_sending(house.app, "email", "Rosa", "for now")
    assert _offer(house, ana, "2026-04-04 09:00", "First week") == (True, None)
    hold_sending(house.app, "sms", "Rosa", "for now")
    assert _offer(house, ana, "2026-04-04 09:00", "First week") == (False, None)


def _offer(house: House, ana: Enrolled, at: str, stage: str) -> tuple[bool, datetime | None]:
    """Whether "send now" is offered then, and else from when on it is."""
    house.set_clock(at)
    (run,) = patient_page(house.app, ana.patient_id).runs
    (one,) = [shown for shown in run.messages if shown.title == stage]
    return "now" in one.may, one.now_from


def test_the_stages_are_told_in_the_patients_own_calendar(house: House) -> None:
    (run,) = patient_page(house.app, house.enroll().patient_id).runs
    assert [(one.title, one.opens_at, one.closes_at) for one in run.stages] == [
        ("First day", TREATED_AT, moment("2026-04-02 10:00")),
        ("First week", moment("2026-04-04 00:00"), moment("2026-04-20 00:00")),
        ("Second week", moment("2026-04-06 00:00"), moment("2026-04-20 00:00")),
        ("Touch-up window", moment("2026-07-01 00:00"), moment("2026-10-02 00:00")),
    ]


def test_what_comes_next_is_the_earliest_that_waits(house: House) -> None:
    ana = house.enroll().patient_id
    assert _next(patient_page(house.app, ana)) == ("Welcome", moment("2026-04-01 10:10"))
    house.set_clock("2026-04-01 10:20")
    house.send()
    assert _next(patient_page(house.app, ana)) == ("First day", moment("2026-04-01 10:30"))


def test_how_a_patient_is_reached_tells_what_is_agreed_stopped_and_in_the_way(house: House) -> None:
    ana = house.enroll(email=ANAS_EMAIL).patient_id
    opt_out(house.app, ANAS_EMAIL, OptOutScope.MARKETING, "Lee", "she called")
    ways = patient_page(house.app, ana).ways
    assert [(way.shown, way.preferred, way.agreed, way.stopped, way.held, way.obstacle) for way in ways] == [
        (
            "(202) 555-0111",
            True,
            frozenset(Kind),
            frozenset(),
            False,
            "the first text, which says who writes, has not been sent there yet",
        ),
        (ANAS_EMAIL, False, frozenset(Kind), {Kind.MARKETING}, False, ""),
    ]


def test_a_held_treatment_says_that_its_messages_wait(house: House) -> None:
    ana = house.enroll()
    acts.hold(house.app, ana.treatment_id, LEE)
    (run,) = patient_page(house.app, ana.patient_id).runs
    assert {one.why for one in run.messages} == {"Waits until the treatment goes on."}
    assert (sorted(run.may), run.coming) == (["booked", "cancel", "date", "error", "next", "resume"], 4)


def test_newer_treatments_come_first_and_say_what_may_be_done(house: House) -> None:
    ana = house.enroll()
    house.set_clock("2026-04-30 10:10")
    again = house.enroll(treated_at=moment("2026-04-30 10:00"))
    acts.entered_in_error(house.app, ana.treatment_id, LEE)
    page = patient_page(house.app, ana.patient_id)
    assert [(run.treatment.id, sorted(run.may)) for run in page.runs] == [
        (again.treatment_id, ["booked", "cancel", "date", "error", "hold", "next"]),
        (ana.treatment_id, ["next"]),
    ]


def test_replies_that_wait_notes_and_acts_are_on_the_page(house: House) -> None:
    ana = house.enroll().patient_id
    desk = Desk(house)
    reply = desk.hear("what about makeup?").reply_id
    write_note(house.app, ana, "Allergic to latex", "Lee")
    page = patient_page(house.app, ana)
    assert [(one.id, one.text) for one in page.waiting] == [(reply, "what about makeup?")]
    assert [(line.ours, line.text) for line in page.lines] == [(False, "what about makeup?")]
    assert [note.text for note in page.notes] == ["Allergic to latex"]
    assert [(act.by, act.verb) for act in page.acts] == [("Lee", "wrote a note"), ("command line", "enrolled")]


def test_what_a_relative_on_the_same_number_writes_is_not_on_the_page(house: House) -> None:
    ana, bea = house.enroll().patient_id, house.enroll(first_name="Bea").patient_id
    desk = Desk(house)
    reply = desk.hear("what about makeup?").reply_id
    assert [one.id for one in patient_page(house.app, ana).waiting] == [reply]
    with house.app.database.write() as work:
        work.run("UPDATE reply SET patient_id = ? WHERE id = ?", (bea, reply))
    assert patient_page(house.app, ana).waiting == ()
    assert [line.id for line in patient_page(house.app, bea).lines] == [reply]


def test_there_is_no_page_for_nobody(house: House) -> None:
    with pytest.raises(BadInput):
        patient_page(house.app, 4711)


def test_a_page_takes_as_many_queries_for_three_treatments_as_for_one(database_url: str, tmp_path: Path) -> None:
    counting = Counting(database_url, KEYRING)
    house = open_house(counting, tmp_path)
    ana = house.enroll().patient_id
    taken = []
    for days in ((), ("2026-03-01 10:00", "2026-02-01 10:00")):
        for day in days:
            house.enroll(treated_at=moment(day))
            write_note(house.app, ana, day, "Lee")
        patient_page(house.app, ana)
        counting.queries = 0
        taken.append((len(patient_page(house.app, ana).runs), counting.queries))
    counting.close()
    assert taken == [(1, 24), (3, 24)]


def _next(page: PatientPage) -> tuple[str, object]:
    assert page.next is not None
    return page.next.title, page.next.at
