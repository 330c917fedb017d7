"""Enrolling on the page: who is here already, the plan beside the form, one form one treatment, undo."""

from dataclasses import replace
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.enroll_form import Typed
from reminders.actions.enroll_page import look, save, take_over
from reminders.actions.enrolled_page import correct_number, enrolled_page, typed_again, welcome_tick
from reminders.actions.holding import hold_sending, release_sending
from reminders.actions.opting_out import opt_out
from reminders.actions.publishing import approve
from reminders.actions.undoing import undo
from reminders.actions.welcome_tick import Tick
from reminders.app import App
from reminders.domain.breaker import Breaker
from reminders.domain.words import Channel, Kind, OptOutScope
from reminders.store.database import Database
from reminders.store.people import mark_unusable
from reminders.store.senders import save_breaker
from tests.actions.house import ANA, BEN, House, at_once, moment, open_house
from tests.actions.test_patient import Counting
from tests.databases import KEYRING

SAM = "Sam"
#: Ana, as somebody types her in at 10:10.
TYPED = Typed(key="k1", phone="(202) 555-0111", first_name="Ana", last_name="Lopez", care=True, marketing=True)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def told(error: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return list(error.value.mistakes)


def test_a_number_that_nobody_uses_offers_nobody(house: House) -> None:
    page = look(house.app, TYPED, SAM)
    assert (page.person, page.choice.people, page.schedules) == (None, (), {"facial": "Facial"})


def test_everybody_who_shares_a_number_is_offered(house: House) -> None:
    house.enroll()
    house.enroll(first_name="Tomas")
    house.enroll(first_name="Ben", phone=BEN)
    page = look(house.app, Typed(phone="202-555-0111"), SAM)
    assert [person.name for person in page.choice.people] == ["Tomas", "Ana"]


def test_a_known_number_must_be_given_to_somebody(house: House) -> None:
    house.enroll()
    with pytest.raises(BadInput) as error:
        save(house.app, replace(TYPED, first_name="Tomas"), SAM)
    assert told(error) == ["patient: this number is known here: choose whose it is, or say that this is someone new"]


def test_someone_new_on_a_known_number_is_another_patient(house: House) -> None:
    first = house.enroll()
    done = save(house.app, replace(TYPED, first_name="Tomas", patient="new"), SAM)
    assert (done.added, done.patient_id == first.patient_id) == (True, False)


def test_someone_new_cannot_have_the_name_of_who_is_here(house: House) -> None:
    house.enroll(last_name="Lopez")
    with pytest.raises(BadInput) as error:
        save(house.app, replace(TYPED, patient="new"), SAM)
    assert told(error) == [
        "patient: Ana Lopez is here already with this number: choose them, or write the name in full"
    ]


def test_a_chosen_patient_gets_another_treatment(house: House) -> None:
    first = house.enroll(last_name="Lopez")
    house.set_clock("2026-04-10 10:00")
    done = save(house.app, replace(TYPED, patient=str(first.patient_id), care=False, marketing=False), SAM)
    assert (done.patient_id, done.added) == (first.patient_id, True)
    assert house.plan(done.treatment_id)["calm"] == "2026-04-10 10:30"


def test_what_is_known_of_a_chosen_patient_is_filled_in(house: House) -> None:
    first = house.enroll(
        last_name="Lopez", language="es", session=(1, 3), provider="Dr. Reyes", tags=frozenset({"vip"})
    )
    typed = take_over(house.app, Typed(key="k2", phone="2025550111"), first.patient_id)
    assert typed == Typed(
        key="k2", patient=str(first.patient_id), phone="2025550111", first_name="Ana", last_name="Lopez",
        schedule="facial", provider="Dr. Reyes", session_n="2", session_m="3", channel="sms", language="es", tags="vip",
    )  # fmt: skip


def test_another_number_of_a_chosen_patient_asks_which_one_counts(house: House) -> None:
    first = house.enroll(last_name="Lopez")
    typed = replace(TYPED, patient=str(first.patient_id), phone="(202) 555-0112")
    assert look(house.app, typed, SAM).old_number == "(202) 555-0111"
    with pytest.raises(BadInput) as error:
        save(house.app, typed, SAM)
    assert told(error) == ["number: choose which number counts from now on"]


@pytest.mark.parametrize(("choice", "number"), [("old", ANA), ("new", BEN)])
def test_the_number_that_counts_stays(house: House, choice: str, number: str) -> None:
    first = house.enroll(last_name="Lopez")
    house.set_clock("2026-04-10 10:00")
    typed = replace(TYPED, patient=str(first.patient_id), phone="(202) 555-0112", number=choice)
    done = save(house.app, typed, SAM)
    page = enrolled_page(house.app, done.treatment_id)
    assert page is not None
    assert (page.person.phone, done.patient_id) == (number, first.patient_id)


def test_a_name_that_is_here_with_another_number_asks_who_it_is(house: House) -> None:
    house.enroll(last_name="Lopez")
    with pytest.raises(BadInput) as error:
        save(house.app, replace(TYPED, phone="(202) 555-0112"), SAM)
    assert told(error) == [
        "patient: somebody of this name is here already: choose them, or say that this is someone new"
    ]


def test_a_patient_of_nowhere_cannot_be_chosen(house: House) -> None:
    with pytest.raises(BadInput) as error:
        save(house.app, replace(TYPED, patient="999"), SAM)
    assert told(error) == ["patient: is not here; choose again"]


def test_every_mistake_is_told_at_once(house: House) -> None:
    typed = Typed(
        key="k1", phone="911", when="then", time="25", session_n="3", session_m="2", marketing=True, how="spoken"
    )
    with pytest.raises(BadInput) as error:
        save(house.app, typed, SAM)
    assert [line.partition(":")[0] for line in told(error)] == [
        "time", "consent-how", "phone", "first-name", "session",
    ]  # fmt: skip


def test_the_same_form_sent_twice_enrolls_once(house: House) -> None:
    first = save(house.app, TYPED, SAM)
    house.set_clock("2026-04-01 10:12")
    again = save(house.app, TYPED, SAM)
    assert (again.treatment_id, again.added, again.sent_twice) == (first.treatment_id, False, True)
    assert house.rows("SELECT count(*) FROM treatment") == [(1,)]


def test_the_same_form_from_two_presses_at_once_enrolls_once(house: House) -> None:
    done: list[int] = []
    at_once([lambda: done.append(save(house.app, TYPED, SAM).treatment_id) for _ in range(4)])
    assert house.rows("SELECT id FROM treatment") == [(done[0],)]
    assert set(done) == {done[0]}


def test_two_undo_at_once_and_one_is_told(house: House) -> None:
    treatment_id = save(house.app, TYPED, SAM).treatment_id
    told_off: list[str] = []

    def press() -> None:
        try:
            undo(house.app, treatment_id, SAM)
        except BadInput as error:
            told_off.extend(error.mistakes)

    at_once([press, press])
    assert told_off == ["treatment: has ended already: nothing more of it is sent"]


def test_another_form_about_the_same_treatment_enrolls_once_and_says_so(house: House) -> None:
    first = save(house.app, TYPED, SAM)
    again = save(house.app, replace(TYPED, key="k2", patient=str(first.patient_id)), SAM)
    assert (again.treatment_id, again.added, again.sent_twice) == (first.treatment_id, False, False)


def test_the_plan_beside_the_form_is_the_plan_that_is_stored(house: House) -> None:
    plan = look(house.app, TYPED, SAM).plan
    assert plan is not None
    done = enrolled_page(house.app, save(house.app, TYPED, SAM).treatment_id)
    assert done is not None
    assert [(one.planned, one.why, one.content) for one in plan.messages] == [
        (one.planned, one.why, one.content) for one in done.messages
    ]


def test_the_patients_own_touch_up_moves_the_invitation_in_the_plan_too(house: House) -> None:
    typed = replace(TYPED, touch_up="P4M")
    plan = look(house.app, typed, SAM).plan
    assert plan is not None
    assert plan.messages[-1].planned.due_at == moment("2026-08-01 11:00")
    assert house.plan(save(house.app, typed, SAM).treatment_id)["come-back"] == "2026-08-01 11:00"


def test_before_a_treatment_is_chosen_there_is_no_plan(house: House) -> None:
    assert look(house.app, replace(TYPED, schedule="peel"), SAM).plan is None


def test_before_anything_is_agreed_the_plan_is_that_of_who_agrees(house: House) -> None:
    plan = look(house.app, Typed(phone="2025550111"), SAM).plan
    assert plan is not None
    assert (plan.if_agreed, [one.planned.due_at is None for one in plan.messages]) == (True, [False] * 4)


def test_a_number_without_a_welcome_gets_one_at_once(house: House) -> None:
    plan = look(house.app, TYPED, SAM).plan
    assert plan is not None
    assert plan.welcome is not None
    assert plan.welcome.due_at is None


def test_the_welcome_of_who_has_left_keeps_the_contact_hours(house: House) -> None:
    house.set_clock("2026-04-01 21:00")
    plan = look(house.app, replace(TYPED, present=False), SAM).plan
    assert plan is not None
    assert plan.welcome is not None
    assert plan.welcome.due_at == moment("2026-04-02 08:00")


def test_an_opted_out_number_says_what_only_the_patient_can_do(house: House) -> None:
    house.enroll()
    opt_out(house.app, ANA, OptOutScope.ALL, "Sam", "said so")
    plan = look(house.app, TYPED, SAM).plan
    assert plan is not None
    assert plan.notices == (
        "This number has stopped all our texts. Only the patient can change that: they answer START to one of them.",
    )


def test_a_landline_says_so(house: House) -> None:
    house.enroll()
    with house.app.database.write() as work:
        row = work.one("SELECT value_hash FROM address")
        assert row is not None
        mark_unusable(work, house.app.clinic(work).id, bytes(row[0]), "30006", 1)
    plan = look(house.app, TYPED, SAM).plan
    assert plan is not None
    assert plan.notices == ("This number cannot get texts: it is a landline. Type another one, or choose email.",)


def test_who_has_an_email_alone_is_written_to_by_email(house: House) -> None:
    page = look(house.app, Typed(email="ana@example.com", channel="sms"), SAM)
    assert page.channel is Channel.EMAIL


def test_consents_of_a_chosen_patient_are_on_record(house: House) -> None:
    first = house.enroll(last_name="Lopez")
    page = look(house.app, take_over(house.app, Typed(), first.patient_id), SAM)
    assert {kind: entry.how for kind, entry in page.on_record.items()} == {
        Kind.CARE: "signed form", Kind.MARKETING: "signed form",
    }  # fmt: skip


def test_a_new_email_of_a_chosen_patient_starts_without_consents(house: House) -> None:
    first = house.enroll(last_name="Lopez")
    typed = take_over(house.app, Typed(email="ana@example.com"), first.patient_id)
    assert look(house.app, typed, SAM).on_record == {}


def test_the_page_asks_as_many_queries_for_three_as_for_one(database_url: str, tmp_path: Path) -> None:
    counting = Counting(database_url, KEYRING)
    house = open_house(counting, tmp_path)
    taken = []
    for names in (("Ana",), ("Tomas", "Ulla")):
        for name in names:
            house.enroll(first_name=name)
        look(house.app, TYPED, SAM)
        counting.queries = 0
        taken.append((len(look(house.app, TYPED, SAM).choice.people), counting.queries))
    counting.close()
    assert taken == [(1, taken[0][1]), (3, taken[0][1])]


def test_undo_cancels_what_is_to_come_and_frees_the_number(house: House) -> None:
    done = save(house.app, TYPED, SAM)
    undone = undo(house.app, done.treatment_id, SAM)
    assert (undone.canceled, undone.patient_closed) == (4, True)
    assert house.queue() == []
    assert house.welcomes() == [("canceled", "treatment_ended")]
    assert look(house.app, TYPED, SAM).choice.people == ()


def test_undo_leaves_a_patient_who_was_here_before(house: House) -> None:
    first = house.enroll(last_name="Lopez")
    house.set_clock("2026-04-10 10:00")
    done = save(house.app, replace(TYPED, patient=str(first.patient_id)), SAM)
    assert undo(house.app, done.treatment_id, SAM).patient_closed is False
    assert [person.name for person in look(house.app, TYPED, SAM).choice.people] == ["Ana Lopez"]


def test_after_the_settling_time_nothing_is_undone_here(house: House) -> None:
    done = save(house.app, TYPED, SAM)
    house.set_clock("2026-04-01 10:15")
    with pytest.raises(BadInput) as error:
        undo(house.app, done.treatment_id, SAM)
    assert told(error) == ["treatment: is too old to be undone here: end it on the patient's page"]


def test_undo_happens_once(house: House) -> None:
    done = save(house.app, TYPED, SAM)
    undo(house.app, done.treatment_id, SAM)
    with pytest.raises(BadInput) as error:
        undo(house.app, done.treatment_id, SAM)
    assert told(error) == ["treatment: has ended already: nothing more of it is sent"]


def test_what_was_undone_is_typed_in_again_for_the_same_time(house: House) -> None:
    done = save(house.app, TYPED, SAM)
    undo(house.app, done.treatment_id, SAM)
    typed = typed_again(house.app, done.treatment_id, "k2")
    assert typed is not None
    assert (typed.phone, typed.first_name, typed.day, typed.time) == ("(202) 555-0111", "Ana", "2026-04-01", "10:10")
    again = save(house.app, replace(typed, first_name="Anna", care=True), SAM)
    assert (again.added, again.patient_id == done.patient_id) == (True, False)


def test_the_tick_tells_how_the_welcome_is_doing(house: House) -> None:
    done = save(house.app, TYPED, SAM)
    before = welcome_tick(house.app, done.treatment_id)
    house.send()
    after = welcome_tick(house.app, done.treatment_id)
    assert before is not None
    assert after is not None
    assert (before.tick, before.says) == (Tick.LEAVING, "The welcome is leaving now …")
    assert (after.tick, after.looks_again) == (Tick.TAKEN, True)


def said_of_the_welcome(house: House, treatment_id: int) -> tuple[Tick, str]:
    """On the page and as the page looks again, which say the same."""
    page, again = enrolled_page(house.app, treatment_id), welcome_tick(house.app, treatment_id)
    assert page is not None
    assert again == page.welcome
    return page.welcome.tick, page.welcome.says


def test_nothing_is_said_to_be_welcomed_that_has_not_agreed(house: House) -> None:
    done = save(house.app, replace(TYPED, care=False, marketing=False), SAM)
    assert said_of_the_welcome(house, done.treatment_id) == (Tick.NONE, "Nothing is sent until they agree.")


def test_a_number_that_had_its_welcome_needs_none(house: House) -> None:
    first = save(house.app, TYPED, SAM)
    house.send()
    house.set_clock("2026-04-10 10:00")
    again = save(house.app, replace(TYPED, key="k2", patient=str(first.patient_id)), SAM)
    assert said_of_the_welcome(house, again.treatment_id) == (
        Tick.NONE, "No welcome is needed: this number had one before.",
    )  # fmt: skip


def test_who_reads_email_is_not_said_to_have_had_a_welcome(house: House) -> None:
    done = save(house.app, replace(TYPED, email="ana@example.com", channel="email"), SAM)
    assert said_of_the_welcome(house, done.treatment_id) == (Tick.NONE, "Nothing goes by text.")


@pytest.mark.parametrize(
    ("at", "present", "says"),
    [
        ("2026-04-01 12:00", True, "The welcome is leaving now …"),
        ("2026-04-01 12:00", False, "The welcome is leaving now …"),
        ("2026-04-01 22:30", True, "The welcome is leaving now …"),
        ("2026-04-01 22:30", False, "The welcome leaves at 8:00 am on Thu, Apr 2."),
    ],
)
def test_a_welcome_nobody_waits_for_keeps_the_hours_and_its_time_is_told(
    house: House, at: str, present: bool, says: str
) -> None:
    house.set_clock(at)
    done = save(house.app, replace(TYPED, present=present), SAM)
    assert said_of_the_welcome(house, done.treatment_id)[1] == says


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("everything", "The welcome waits: all sending is on hold."),
        ("sms", "The welcome waits: all texts are on hold."),
        (ANA, "The welcome waits: messages to this number are on hold."),
    ],
)
def test_a_welcome_that_a_pause_keeps_back_says_so_and_where_that_is_decided(
    house: House, target: str, says: str
) -> None:
    done = save(house.app, replace(TYPED, present=True), SAM)
    hold_sending(house.app, target, "Rosa", "our number is being moved")
    ((hold_id,),) = house.rows("SELECT id FROM hold")
    before = welcome_tick(house.app, done.treatment_id)
    house.send()
    parked = welcome_tick(house.app, done.treatment_id)
    assert parked == before
    assert parked is not None
    assert (parked.tick, parked.says, parked.path) == (Tick.WAITING, says, f"/holds/{hold_id}")
    assert (parked.way, parked.looks_again) == ("See why, and who lets it go on", True)
    release_sending(house.app, target, "Rosa", "moved")
    assert said_of_the_welcome(house, done.treatment_id) == (Tick.LEAVING, "The welcome is leaving now …")


def test_the_widest_of_several_pauses_is_told(house: House) -> None:
    done = save(house.app, replace(TYPED, present=True), SAM)
    for target in (ANA, "sms", "everything", "email"):
        hold_sending(house.app, target, "Rosa", "for now")
    assert said_of_the_welcome(house, done.treatment_id)[1] == "The welcome waits: all sending is on hold."
    release_sending(house.app, "everything", "Rosa", "done")
    assert said_of_the_welcome(house, done.treatment_id)[1] == "The welcome waits: all texts are on hold."


def test_a_pause_of_emails_or_of_another_number_keeps_no_welcome_back(house: House) -> None:
    done = save(house.app, replace(TYPED, present=True), SAM)
    hold_sending(house.app, "email", "Rosa", "for now")
    hold_sending(house.app, BEN, "Rosa", "for now")
    assert said_of_the_welcome(house, done.treatment_id) == (Tick.LEAVING, "The welcome is leaving now …")


def test_a_welcome_waits_while_texts_do_not_get_through(house: House) -> None:
    done = save(house.app, replace(TYPED, present=True), SAM)
    with house.app.database.write() as work:
        save_breaker(work, house.app.clinic(work).id, "sandbox", Breaker(opened_at=house.app.now_micros()))
    waiting = welcome_tick(house.app, done.treatment_id)
    assert waiting is not None
    assert (waiting.tick, waiting.says, waiting.path) == (
        Tick.WAITING, "The welcome waits: texts do not get through right now. It leaves by itself when they do.", "",
    )  # fmt: skip


def test_a_welcome_of_messages_that_nobody_has_approved_waits_where_texts_really_leave(
    database: Database, tmp_path: Path
) -> None:
    sandbox = open_house(database, tmp_path)
    settings = sandbox.app.settings.model_copy(update={"sms_transport": "twilio"})
    house = House(App(settings, database, sandbox.clock), sandbox.clock)
    done = save(house.app, replace(TYPED, present=True), SAM)
    waiting = welcome_tick(house.app, done.treatment_id)
    assert waiting is not None
    assert (waiting.says, waiting.path, waiting.way) == (
        "The welcome waits: nobody has approved this treatment's messages yet.",
        "/holds#approvals",
        "See what waits for an approval",
    )
    approve(house.app, "facial", "Dr. Reyes")
    assert said_of_the_welcome(house, done.treatment_id) == (Tick.LEAVING, "The welcome is leaving now …")


def test_a_number_that_is_put_right_is_welcomed_and_keeps_what_was_agreed(house: House) -> None:
    done = save(house.app, TYPED, SAM)
    house.send()
    house.clock.at = moment("2026-04-01 10:12")
    correct_number(house.app, done.treatment_id, "202 555 0112", ["care"], SAM)
    page = enrolled_page(house.app, done.treatment_id)
    assert page is not None
    assert (page.phone, page.kinds, page.welcome.tick) == ("(202) 555-0112", frozenset({Kind.CARE}), Tick.LEAVING)


def test_a_treatment_of_nowhere_has_no_page(house: House) -> None:
    assert (enrolled_page(house.app, 999), welcome_tick(house.app, 999), typed_again(house.app, 999, "k")) == (
        None, None, None,
    )  # fmt: skip
