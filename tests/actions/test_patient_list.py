"""The list of patients: order, pages, filters, marks; on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.following import Refusal, follow_refusal
from reminders.actions.opting_out import opt_out
from reminders.actions.patient_lines import PatientLine
from reminders.actions.patient_list import Wanted, list_patients, schedule_choices
from reminders.actions.treatment import Actor, cancel, entered_in_error, hold
from reminders.domain.offsets import Offset
from reminders.domain.words import Channel, Kind, OptOutScope, TreatmentStatus
from reminders.store.clinics import insert_clinic
from reminders.store.database import Database
from reminders.store.patient_list import Attention, Place
from reminders.store.people import address_hash
from reminders.transports.base import Fault
from tests.actions.house import ANA, ANAS_EMAIL, BEN, CLEO, TREATED_AT, House, moment, open_house
from tests.actions.replying_house import WORRIED, Desk
from tests.actions.test_patient import Counting
from tests.databases import KEYRING

ROSA = Actor("Rosa", "asked to")
ANYBODY = Wanted()


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def lines(house: House, wanted: Wanted = ANYBODY) -> list[PatientLine]:
    return list(list_patients(house.app, wanted).lines)


def names(house: House, wanted: Wanted = ANYBODY) -> list[str]:
    return [line.name for line in lines(house, wanted)]


def marks(house: House, wanted: Wanted = ANYBODY) -> dict[str, list[str]]:
    return {line.name: [str(mark.words) for mark in line.marks] for line in lines(house, wanted)}


def enroll_three(house: House) -> dict[str, int]:
    """Ana this morning, Ben four days ago, Cleo by email half a year ago. Name → treatment."""
    return {
        "Ana": house.enroll(last_name="Diaz").treatment_id,
        "Ben": house.enroll(first_name="Ben", phone=BEN, treated_at=TREATED_AT - timedelta(days=4)).treatment_id,
        "Cleo": house.enroll(
            first_name="Cleo", phone="", email=ANAS_EMAIL, channel=Channel.EMAIL,
            treated_at=TREATED_AT - timedelta(days=160),
        ).treatment_id,
    }  # fmt: skip


def test_everybody_is_listed_the_newest_first_with_stage_and_next_message(house: House) -> None:
    enroll_three(house)
    told = [
        (line.name, line.address, line.schedule, str(line.stage), line.next_at, line.marks) for line in lines(house)
    ]
    assert told == [
        ("Cleo", ANAS_EMAIL, "Facial", "Touch-up window", moment("2026-04-01 10:15"), ()),
        ("Ben", "(202) 555-0112", "Facial", "First week", moment("2026-04-01 10:15"), ()),
        ("Ana Diaz", "(202) 555-0111", "Facial", "First day", moment("2026-04-01 10:30"), ()),
    ]


def test_between_two_stages_the_next_one_is_told_and_after_the_last_that_all_are_over(house: House) -> None:
    house.enroll()
    house.set_clock("2026-04-02 20:00")
    assert [str(line.stage) for line in lines(house)] == ["First week comes next"]
    house.set_clock("2026-12-01 10:00")
    assert [str(line.stage) for line in lines(house)] == ["every stage is over"]


def test_what_waits_for_a_decision_has_no_time_and_is_marked(house: House) -> None:
    treatment_id = house.enroll().treatment_id
    hold(house.app, treatment_id, ROSA)
    (line,) = lines(house)
    assert (line.next_at, line.waits, [str(mark.words) for mark in line.marks]) == (None, True, ["On hold"])


def pages(house: House, wanted: Wanted, size: int = 2) -> list[list[str]]:
    """Names, page by page."""
    found: list[list[str]] = []
    after: Place | None = None
    while not found or after is not None:
        page = list_patients(house.app, wanted, after, size)
        found.append([line.name for line in page.lines])
        after = page.older
    return found


def test_a_page_goes_on_where_the_one_before_ended(house: House) -> None:
    for number in range(5):
        house.enroll(first_name=f"Ana{number}", phone=f"+120255501{number:02}")
    assert pages(house, ANYBODY) == [["Ana4", "Ana3"], ["Ana2", "Ana1"], ["Ana0"]]


def test_pages_of_treatments_go_by_their_time_and_a_patient_is_there_once(house: House) -> None:
    enroll_three(house)
    house.enroll(treated_at=TREATED_AT - timedelta(days=200))
    facial = Wanted(schedule="facial")
    first = list_patients(house.app, facial, size=1)
    second = list_patients(house.app, facial, first.older, size=1)
    third = list_patients(house.app, facial, second.older, size=1)
    assert [page.lines[0].name for page in (first, second, third)] == ["Ana Diaz", "Ben", "Cleo"]
    assert third.older is None
    assert first.lines[0].others == 1


@pytest.mark.parametrize(
    ("stage", "found"),
    [("first-day", ["Ana Diaz"]), ("first-week", ["Ben"]), ("second-week", []), ("touch-up", ["Cleo"]), ("gone", [])],
)
def test_a_stage_lists_who_is_in_it_now(house: House, stage: str, found: list[str]) -> None:
    enroll_three(house)
    assert names(house, Wanted(schedule="facial", stage=stage)) == found


def test_an_interval_of_ones_own_moves_the_touch_up_stage(house: House) -> None:
    house.enroll(treated_at=TREATED_AT - timedelta(days=100))
    house.enroll(first_name="Ben", phone=BEN, treated_at=TREATED_AT - timedelta(days=100), touch_up=Offset.parse("P5M"))
    house.enroll(
        first_name="Cleo", phone=CLEO, treated_at=TREATED_AT - timedelta(days=400), touch_up=Offset.parse("P12M")
    )
    assert names(house, Wanted(schedule="facial", stage="touch-up")) == ["Ana", "Cleo"]


def test_a_stage_is_judged_by_the_patients_own_clock(house: House) -> None:
    house.set_clock("2026-04-04 05:30")
    midnight_in_new_york = moment("2026-04-01 10:00")
    house.enroll(treated_at=midnight_in_new_york)
    house.enroll(first_name="Ben", phone=BEN, treated_at=midnight_in_new_york, timezone="Pacific/Honolulu")
    assert names(house, Wanted(schedule="facial", stage="first-week")) == ["Ana"]


def test_statuses_are_told_apart_and_what_was_an_error_is_not_everybodys(house: House) -> None:
    ids = enroll_three(house)
    cancel(house.app, ids["Ana"], ROSA)
    entered_in_error(house.app, ids["Ben"], ROSA)
    found = {status: names(house, Wanted(status=status)) for status in TreatmentStatus}
    assert found == {
        TreatmentStatus.ACTIVE: ["Cleo"],
        TreatmentStatus.ON_HOLD: [],
        TreatmentStatus.COMPLETED: [],
        TreatmentStatus.CANCELED: ["Ana Diaz"],
        TreatmentStatus.ENTERED_IN_ERROR: ["Ben"],
    }
    assert names(house) == ["Cleo", "Ana Diaz"]
    assert names(house, Wanted(schedule="facial")) == ["Ana Diaz", "Cleo"]


def test_who_needs_a_look_is_found_by_the_reason(house: House) -> None:
    ids = enroll_three(house)
    house.enroll(first_name="Dora", phone="+12025550114", consents=frozenset())
    house.enroll(first_name="Emil", phone="+12025550115")
    hold(house.app, ids["Ana"], ROSA)
    opt_out(house.app, BEN, OptOutScope.ALL, "Rosa", "said so")
    opt_out(house.app, ANAS_EMAIL, OptOutScope.MARKETING, "Rosa", "said so")
    Desk(house).hear(WORRIED, "+12025550115")
    refuse(house, ANA)
    found = {attention: marks(house, Wanted(attention=attention)) for attention in Attention}
    assert found == {
        Attention.HELD: {"Ana Diaz": ["On hold", "Number does not work"]},
        Attention.STOPPED: {"Cleo": ["No invitations"], "Ben": ["Said stop"]},
        Attention.TROUBLE: {},
        Attention.UNUSABLE: {"Ana Diaz": ["On hold", "Number does not work"]},
        Attention.NO_CONSENT: {"Dora": ["No consent"]},
        Attention.REPLY: {"Emil": ["Urgent reply"]},
    }


def refuse(house: House, phone: str) -> None:
    """The provider says that the number is a landline."""
    with house.app.database.write() as work:
        clinic = house.app.clinic(work)
        value_hash = address_hash(work.keyring, clinic.id, Channel.SMS, phone)
        follow_refusal(work, house.app, clinic, value_hash, Refusal(Fault.ADDRESS, "30006", house.app.now_micros()))


def test_messages_in_doubt_or_failed_are_found_until_somebody_has_decided(house: House) -> None:
    ids = enroll_three(house)
    mark_messages(house, ids["Ana"], "status = 'unknown'")
    mark_messages(house, ids["Ben"], "status = 'failed'")
    mark_messages(house, ids["Cleo"], "status = 'failed', status_reason = 'staff'")
    found = marks(house, Wanted(attention=Attention.TROUBLE))
    assert found == {"Ben": ["Message did not arrive"], "Ana Diaz": ["Message in doubt"]}


def mark_messages(house: House, treatment_id: int, sets: str) -> None:
    with house.app.database.write() as work:
        work.run(f"UPDATE message SET {sets} WHERE treatment_id = ?", (treatment_id,))


def test_a_reply_that_nobody_claims_counts_for_everybody_who_uses_the_number(house: House) -> None:
    house.enroll()
    house.enroll(first_name="Ben", last_name="Diaz")
    Desk(house).hear("what about makeup?")
    assert marks(house, Wanted(attention=Attention.REPLY)) == {
        "Ben Diaz": ["Needs an answer"],
        "Ana": ["Needs an answer"],
    }


def test_a_family_that_stopped_one_number_goes_on_over_pages(house: House) -> None:
    for name in ("Ana", "Ben", "Cleo", "Dora", "Emil"):
        house.enroll(first_name=name)
    opt_out(house.app, ANA, OptOutScope.ALL, "Rosa", "said so")
    assert pages(house, Wanted(attention=Attention.STOPPED)) == [["Emil", "Dora"], ["Cleo", "Ben"], ["Ana"]]


def test_a_page_of_a_stage_is_filled_past_those_whose_clock_is_behind(house: House) -> None:
    house.set_clock("2026-04-04 05:30")
    midnight_in_new_york = moment("2026-04-01 10:00")
    for number in range(12):
        zone = "Pacific/Honolulu" if number in range(4, 11) else None
        house.enroll(
            first_name=f"Ana{number}", phone=f"+120255501{number:02}", treated_at=midnight_in_new_york, timezone=zone
        )
    wanted = Wanted(schedule="facial", stage="first-week")
    assert pages(house, wanted) == [["Ana11", "Ana3"], ["Ana2", "Ana1"], ["Ana0"]]


def test_an_interval_that_hardly_anybody_has_is_found_too(house: House) -> None:
    for name, phone, days, own in (("Ana", ANA, 120, "P100D"), ("Ben", BEN, 90, "P100D"), ("Cleo", CLEO, 730, "P24M")):
        house.enroll(
            first_name=name, phone=phone, treated_at=TREATED_AT - timedelta(days=days + 1), touch_up=Offset.parse(own)
        )
    assert names(house, Wanted(schedule="facial", stage="touch-up")) == ["Ana", "Cleo"]


def test_who_was_treated_twice_is_in_the_stage_of_either_treatment_and_listed_once(house: House) -> None:
    house.enroll(treated_at=TREATED_AT - timedelta(days=140), touch_up=Offset.parse("P4M"))
    house.enroll(treated_at=TREATED_AT - timedelta(days=120), touch_up=Offset.parse("P9M"))
    assert names(house, Wanted(schedule="facial", stage="touch-up")) == ["Ana"]


def test_filters_hold_together(house: House) -> None:
    enroll_three(house)
    for number in (ANA, BEN):
        opt_out(house.app, number, OptOutScope.MARKETING, "Rosa", "said so")
    wanted = Wanted(schedule="facial", stage="first-week", attention=Attention.STOPPED)
    assert names(house, wanted) == ["Ben"]
    assert names(house, Wanted(status=TreatmentStatus.CANCELED, attention=Attention.STOPPED)) == []


def test_a_search_lists_the_same_lines(house: House) -> None:
    enroll_three(house)
    wanted = [Wanted(text=text) for text in ("0112", BEN, " be ", ANAS_EMAIL, "ana di", "di ana", "ana be")]
    assert [names(house, one) for one in wanted] == [
        ["Ben"],
        ["Ben"],
        ["Ben"],
        ["Cleo"],
        ["Ana Diaz"],
        ["Ana Diaz"],
        [],
    ]


@pytest.mark.parametrize("text", ["ana", "0111", ANA, "ana di"])
def test_a_search_goes_on_where_the_page_before_ended(house: House, text: str) -> None:
    for number in range(5):
        house.enroll(first_name=f"Ana{number}", last_name="Diaz")
    found = [[name.removesuffix(" Diaz") for name in page] for page in pages(house, Wanted(text=text))]
    assert found == [["Ana4", "Ana3"], ["Ana2", "Ana1"], ["Ana0"]]


def test_a_page_of_a_search_is_filled_past_names_that_only_begin_alike(house: House) -> None:
    for number in range(12):
        ending = "ix" if number in range(4, 11) else "le"
        house.enroll(first_name=f"Anabel{ending}{number}", phone=f"+120255501{number:02}")
    found = pages(house, Wanted(text="anabelle"))
    assert found == [["Anabelle11", "Anabelle3"], ["Anabelle2", "Anabelle1"], ["Anabelle0"]]


def test_a_search_stays_among_those_of_a_stage_and_a_status(house: House) -> None:
    ids = enroll_three(house)
    house.enroll(first_name="Bert", phone="+12025550116")
    cancel(house.app, ids["Ana"], ROSA)
    found = [
        names(house, Wanted(text=text, schedule="facial", stage=stage, status=status))
        for text, stage, status in [
            ("be", "", None), ("be", "first-week", None), ("be", "touch-up", None),
            ("an", "", TreatmentStatus.CANCELED), ("an", "", TreatmentStatus.ACTIVE), ("0112", "first-week", None),
        ]
    ]  # fmt: skip
    assert found == [["Bert", "Ben"], ["Ben"], [], ["Ana Diaz"], [], ["Ben"]]


def test_a_search_stays_among_those_who_need_a_look(house: House) -> None:
    people = in_need_of_a_look(house)
    found = {
        attention: [name for name in people if names(house, Wanted(attention=attention, text=name)) != []]
        for attention in Attention
    }
    assert found == {
        Attention.HELD: ["Ana"],
        Attention.STOPPED: ["Ben", "Cleo"],
        Attention.TROUBLE: ["Fay"],
        Attention.UNUSABLE: ["Ana"],
        Attention.NO_CONSENT: ["Dora"],
        Attention.REPLY: ["Emil"],
    }


def in_need_of_a_look(house: House) -> list[str]:
    """Each for a reason, and Gus for none."""
    ids = enroll_three(house)
    house.enroll(first_name="Dora", phone="+12025550114", consents=frozenset())
    house.enroll(first_name="Emil", phone="+12025550115")
    mark_messages(house, house.enroll(first_name="Fay", phone="+12025550116").treatment_id, "status = 'unknown'")
    house.enroll(first_name="Gus", phone="+12025550117")
    hold(house.app, ids["Ana"], ROSA)
    opt_out(house.app, BEN, OptOutScope.ALL, "Rosa", "said so")
    opt_out(house.app, ANAS_EMAIL, OptOutScope.MARKETING, "Rosa", "said so")
    Desk(house).hear(WORRIED, "+12025550115")
    refuse(house, ANA)
    return ["Ana", "Ben", "Cleo", "Dora", "Emil", "Fay", "Gus"]


@pytest.mark.parametrize("text", ["q", "ana q", "12", "a@"])
def test_a_text_that_can_find_nobody_is_refused(house: House, text: str) -> None:
    with pytest.raises(BadInput):
        list_patients(house.app, Wanted(text=text))


def test_what_another_clinic_has_is_not_listed(house: House) -> None:
    enroll_three(house)
    opt_out(house.app, ANA, OptOutScope.ALL, "Rosa", "said so")
    with house.app.database.write() as work:
        other = insert_clinic(work, "Elsewhere", "", 5, 0)
        work.run("UPDATE patient SET clinic_id = ?", (other,))
        work.run("UPDATE treatment SET clinic_id = ?", (other,))
        work.run("UPDATE opt_out SET clinic_id = ?", (other,))
        work.run("UPDATE message SET clinic_id = ?", (other,))
        work.run("UPDATE name_prefix SET clinic_id = ?", (other,))
        work.run("UPDATE address SET clinic_id = ?", (other,))
    sought = (Wanted(text=text) for text in ("ana", "0111", ANA))
    wanted = [ANYBODY, Wanted(schedule="facial"), *sought, *(Wanted(attention=attention) for attention in Attention)]
    assert [names(house, one) for one in wanted] == [[]] * len(wanted)


def test_the_filters_offer_the_clinics_schedules_with_their_stages(house: House) -> None:
    (facial,) = schedule_choices(house.app)
    assert (facial.name, facial.title, facial.stages[0]) == ("facial", "Facial", ("first-day", "First day"))


def test_a_page_takes_as_many_queries_for_three_as_for_one(database_url: str, tmp_path: Path) -> None:
    counting = Counting(database_url, KEYRING)
    house = open_house(counting, tmp_path)
    wanted = [ANYBODY, Wanted(schedule="facial", stage="first-day"), Wanted(attention=Attention.STOPPED)]
    wanted += [Wanted(text="di"), Wanted(text="di", schedule="facial", stage="first-day", attention=Attention.STOPPED)]
    taken: list[list[tuple[int, int]]] = []
    house.enroll(last_name="Diaz", consents=frozenset(Kind))
    opt_out(house.app, ANA, OptOutScope.MARKETING, "Rosa", "said so")
    taken.append([count(house, counting, one) for one in wanted])
    for name, phone in (("Ben", BEN), ("Cleo", CLEO)):
        house.enroll(first_name=name, last_name="Diaz", phone=phone)
        opt_out(house.app, phone, OptOutScope.MARKETING, "Rosa", "said so")
    taken.append([count(house, counting, one) for one in wanted])
    house.app.close()
    assert [[lines for lines, _ in each] for each in taken] == [[1] * 5, [3] * 5]
    assert [queries for _, queries in taken[0]] == [queries for _, queries in taken[1]]


def count(house: House, counting: Counting, wanted: Wanted) -> tuple[int, int]:
    """(lines, queries) once what is kept for the process has been read."""
    lines(house, wanted)
    counting.queries = 0
    return len(lines(house, wanted)), counting.queries
