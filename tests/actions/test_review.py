"""Messages that a person decides about: what is known of each, and what each choice does; on both databases."""

from pathlib import Path

import pytest

from reminders.actions import treatment as acts
from reminders.actions.bad_input import BadInput
from reminders.actions.clinic_edits import Order
from reminders.actions.clinic_settings import LimitsWish, change_limits
from reminders.actions.holding import hold_sending
from reminders.actions.opting_out import opt_out
from reminders.actions.patient import ConsentWish, change_consent
from reminders.actions.resolving import Several, close, close_several, leave, leave_several, resend
from reminders.actions.review import (
    LISTED,
    Act,
    Choice,
    decide,
    first_shelf,
    review_lines,
    review_page,
    review_sheet,
)
from reminders.actions.treatment import Actor
from reminders.domain.instants import MINUTE, from_micros
from reminders.domain.words import Channel, OptOutScope, Status
from reminders.store.database import Database
from reminders.store.people import mark_unusable
from reminders.store.review import Shelf
from tests.actions.house import ANA, ANAS_EMAIL, BEN, House, moment, open_house
from tests.actions.test_patient import Counting
from tests.actions.test_resolving import set_status
from tests.databases import KEYRING

WHY = "called her"
LEE = Actor("Lee", WHY)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def sent(house: House, first_name: str = "Ana", phone: str = ANA) -> int:
    """A step that has left at half past ten; returns its message."""
    treatment_id = house.enroll(first_name=first_name, phone=phone).treatment_id
    house.set_clock("2026-04-01 10:30")
    house.send()
    return house.message(treatment_id, "calm")


def failed(house: House, first_name: str = "Ana", phone: str = ANA, code: str = "30003") -> int:
    message_id = sent(house, first_name, phone)
    set_status(house, message_id, Status.FAILED, "accepted")
    with house.app.database.write() as work:
        work.run(
            "UPDATE message SET status_reason = 'undelivered', reported = 'undelivered', report_code = ?, "
            "reported_at = ? WHERE id = ?",
            (code, house.app.now_micros(), message_id),
        )
    return message_id


def in_doubt(house: House, first_name: str = "Ana", phone: str = ANA) -> int:
    message_id = sent(house, first_name, phone)
    set_status(house, message_id, Status.UNKNOWN, "in_doubt")
    return message_id


def silent(house: House, first_name: str = "Ana", phone: str = ANA) -> int:
    message_id = sent(house, first_name, phone)
    with house.app.database.write() as work:
        work.run("UPDATE message SET unconfirmed_at = ? WHERE id = ?", (house.app.now_micros(), message_id))
    return message_id


def choices(house: House, message_id: int) -> list[Choice]:
    sheet = review_sheet(house.app, message_id)
    assert sheet is not None
    return list(sheet.choices)


def listed(house: House, shelf: Shelf) -> list[tuple[str, str, str]]:
    return [(line.who, line.title, line.summary) for line in review_page(house.app, shelf).lines]


def test_each_shelf_lists_what_waits_on_it(house: House) -> None:
    in_doubt(house)
    failed(house, "Ben", BEN)
    silent(house, "Cleo", "+12025550113")
    assert [listed(house, shelf) for shelf in Shelf] == [
        [("Ana", "First day", "nobody knows whether it arrived")],
        [("Ben", "First day", "the phone is off or out of reach")],
        [("Cleo", "First day", "taken by the provider; no news for three days")],
    ]
    assert review_page(house.app, Shelf.DOUBT).counts == dict.fromkeys(Shelf, 1)


def test_the_first_shelf_is_one_on_which_something_waits(house: House) -> None:
    assert first_shelf(house.app) is Shelf.DOUBT
    silent(house)
    assert first_shelf(house.app) is Shelf.SILENT


def test_a_message_about_which_somebody_has_decided_is_not_listed(house: House) -> None:
    message_id = failed(house)
    close(house.app, message_id, "Rosa", WHY)
    sheet = review_sheet(house.app, message_id)
    assert sheet is not None
    assert (listed(house, Shelf.FAILED), sheet.choices, sheet.line.message.decided_by) == ([], (), "Rosa")


def test_a_message_in_doubt_has_three_choices_with_their_effects(house: House) -> None:
    message_id = in_doubt(house)
    assert choices(house, message_id) == [
        Choice(Act.ARRIVED, True, "It counts as sent. Nothing more is sent of it."),
        Choice(Act.RESEND, True, "It leaves at once."),
        Choice(Act.CLOSE, True, "Nothing more is sent of it. It counts as not arrived."),
    ]


def test_looking_at_the_choices_changes_nothing(house: House) -> None:
    message_id = in_doubt(house)
    before = house.rows("SELECT status, status_reason, round FROM message ORDER BY id")
    choices(house, message_id)
    assert house.rows("SELECT status, status_reason, round FROM message ORDER BY id") == before
    assert house.audit(message_id) == []


def test_at_night_sending_again_says_when_it_leaves(house: House) -> None:
    message_id = in_doubt(house)
    house.set_clock("2026-04-01 22:00")
    assert choices(house, message_id)[1].effect == (
        "It leaves at 8:00 am on Thu, Apr 2, the next time at which messages may be sent."
    )


def test_a_welcome_in_doubt_says_how_many_texts_wait_for_it(house: House) -> None:
    house.enroll()
    house.set_clock("2026-04-01 10:20")
    house.send()
    ((welcome,),) = house.rows("SELECT id FROM message WHERE origin = 'welcome'")
    set_status(house, welcome, Status.UNKNOWN, "in_doubt")
    effects = {one.act: one.effect for one in choices(house, welcome)}
    assert effects[Act.ARRIVED] == "It counts as sent, and texts that wait for this welcome may leave."
    assert effects[Act.CLOSE] == ("Nothing more is sent of it. 4 texts to this number go on waiting for a welcome.")


def test_it_is_not_sent_again_to_somebody_who_has_asked_to_stop(house: House) -> None:
    message_id = failed(house)
    opt_out(house.app, ANA, OptOutScope.ALL, "Rosa", "asked by phone")
    assert choices(house, message_id)[0] == Choice(
        Act.RESEND, False, "This patient has asked to stop. Only they can start again, by texting START."
    )


def test_who_has_stopped_emails_is_not_told_to_text(house: House) -> None:
    treatment_id = house.enroll(phone="", email=ANAS_EMAIL, channel=Channel.EMAIL).treatment_id
    message_id = house.message(treatment_id, "calm")
    with house.app.database.write() as work:
        work.run(
            "UPDATE message SET status = 'failed', attempts = 1, armed_at = 1, queue_at = NULL WHERE id = ?",
            (message_id,),
        )
    opt_out(house.app, ANAS_EMAIL, OptOutScope.ALL, "Rosa", "asked by phone")
    says = "This patient has asked to stop. If they ask for emails again, start them on the patient's page."
    assert choices(house, message_id)[0] == Choice(Act.RESEND, False, says)


def test_it_is_not_sent_again_of_a_treatment_that_has_ended_or_to_who_has_not_agreed(house: House) -> None:
    message_id = failed(house)
    ((treatment_id, patient_id),) = house.rows("SELECT treatment_id, patient_id FROM message WHERE id = ?", message_id)
    change_consent(house.app, patient_id, ConsentWish("sms", withdraw="care"), LEE)
    says = "The patient has not agreed to it. Record the consent on the patient's page first."
    assert choices(house, message_id)[0] == Choice(Act.RESEND, False, says)
    acts.cancel(house.app, treatment_id, LEE)
    says = "Its treatment has ended: nothing more of it is sent."
    assert choices(house, message_id)[0] == Choice(Act.RESEND, False, says)


def test_what_it_would_wait_for_is_told(house: House) -> None:
    message_id = failed(house)
    ((treatment_id,),) = house.rows("SELECT treatment_id FROM message WHERE id = ?", message_id)
    hold_sending(house.app, "sms", "Rosa", "to look")
    says = "It is on hold: it leaves when somebody lets messages go on."
    assert choices(house, message_id)[0] == Choice(Act.RESEND, True, says)
    acts.hold(house.app, treatment_id, LEE)
    assert choices(house, message_id)[0] == Choice(Act.RESEND, True, "Waits until the treatment goes on.")


def test_over_the_limit_sending_again_says_when_it_leaves_instead(house: House) -> None:
    message_id = third_day(house, Status.FAILED)
    says = "It leaves at 10:00 am on Sun, Apr 5: until then the limit of messages is reached."
    assert choices(house, message_id)[0] == Choice(Act.RESEND, True, says)
    decide(house.app, message_id, Act.RESEND, "Lee", WHY)
    house.send()
    ((due_at,),) = house.rows("SELECT due_at FROM message WHERE round = 1")
    assert from_micros(due_at) == moment("2026-04-05 10:00")


def test_over_the_limit_until_its_time_is_over_it_is_not_offered_again(house: House) -> None:
    message_id = third_day(house, Status.FAILED)
    change_limits(house.app, LimitsWish("care", per_day="1", per_week="2"), Order("Lee"))
    with house.app.database.write() as work:
        work.run("UPDATE message SET closes_at = due_at WHERE id = ?", (message_id,))
    says = "It would not leave: the patient has had as many messages as the limit allows until its time is over."
    assert choices(house, message_id)[0] == Choice(Act.RESEND, False, says)
    decide(house.app, message_id, Act.RESEND, "Lee", WHY)
    house.send()
    assert house.rows("SELECT status, status_reason FROM message WHERE round = 1") == [("canceled", "frequency_limit")]


def test_what_is_in_doubt_does_not_stand_in_its_own_way(house: House) -> None:
    message_id = third_day(house, Status.UNKNOWN)
    change_limits(house.app, LimitsWish("care", per_day="3", per_week="3"), Order("Lee"))
    assert choices(house, message_id)[1] == Choice(Act.RESEND, True, "It leaves at once.")
    decide(house.app, message_id, Act.RESEND, "Lee", WHY)
    house.send()
    assert house.rows("SELECT status FROM message WHERE round = 1") == [("sent",)]


def third_day(house: House, status: Status) -> int:
    """A step of the third day that has this status now; two others have gone to the same number that day."""
    treatment_id = house.enroll().treatment_id
    for at in ("2026-04-01 10:30", "2026-04-04 10:00"):
        house.set_clock(at)
        house.send()
    message_id = house.message(treatment_id, "flaking")
    set_status(house, message_id, status, "accepted" if status is Status.FAILED else "in_doubt")
    with house.app.database.write() as work:
        ((armed_at, live, value_hash),) = work.all(
            "SELECT armed_at, live, address_hash FROM message WHERE id = ?", (message_id,)
        )
        work.run(
            "UPDATE message SET status = 'sent', queue_at = NULL, armed_at = ?, live = ?, address_hash = ? "
            "WHERE step IN ('calm', 'results')",
            (armed_at, live, value_hash),
        )
    return message_id


def test_it_is_not_sent_again_to_a_number_that_cannot_be_reached(house: House) -> None:
    message_id = failed(house)
    with house.app.database.write() as work:
        ((value_hash,),) = work.all("SELECT value_hash FROM address")
        mark_unusable(work, house.app.clinic(work).id, bytes(value_hash), "30006", 1)
    assert choices(house, message_id)[0] == Choice(
        Act.RESEND,
        False,
        "This address is marked as one that cannot be reached. Correct it on the patient's page first.",
    )


def test_what_is_known_is_told_in_the_order_in_which_it_happened(house: House) -> None:
    sheet = review_sheet(house.app, failed(house))
    assert sheet is not None
    assert [what for _, what in sheet.known] == [
        "The provider took it",
        "The provider says: undelivered, the phone is off or out of reach (code 30003)",
    ]
    assert (sheet.line.who, sheet.address, str(sheet.zone)) == ("Ana", ANA, "America/New_York")


def test_a_code_that_nobody_knows_is_told_as_it_is(house: House) -> None:
    sheet = review_sheet(house.app, failed(house, code="39999"))
    assert sheet is not None
    assert sheet.known[-1][1] == "The provider says: undelivered (code 39999)"
    assert sheet.line.summary == ("it was taken but did not arrive; care goes another way if the patient agreed to one")


@pytest.mark.parametrize(
    ("asked", "minutes", "expected"),
    [
        (0, 5, "Not looked for yet; next look in 5 minutes."),
        (1, 5, "Looked for once at the provider; next look in 5 minutes."),
        (4, 1, "Looked for 4 times at the provider; next look in 1 minute."),
        (5, None, "Looked for 5 times at the provider; it is not looked for any more."),
        (0, None, "The provider is not asked about it."),
    ],
)
def test_how_often_it_was_looked_for_is_told(house: House, asked: int, minutes: int | None, expected: str) -> None:
    message_id = in_doubt(house)
    ask_at = house.app.now_micros() + minutes * MINUTE if minutes else None
    with house.app.database.write() as work:
        work.run("UPDATE message SET asked = ?, ask_at = ? WHERE id = ?", (asked, ask_at, message_id))
    sheet = review_sheet(house.app, message_id)
    assert sheet is not None
    assert [what for _, what in sheet.known] == [
        "No clear answer: the provider may have taken it or not",
        expected,
    ]


def test_a_message_that_was_sent_again_leads_to_its_next_round(house: House) -> None:
    message_id = in_doubt(house)
    done = resend(house.app, message_id, "Rosa", WHY)
    sheet = review_sheet(house.app, message_id)
    assert sheet is not None
    assert sheet.later == ((done.new_message_id, "Rosa had it sent once more, by text"),)


def test_a_decision_is_carried_out_and_audited(house: House) -> None:
    message_id = in_doubt(house)
    decide(house.app, message_id, Act.ARRIVED, "Rosa", WHY)
    assert house.audit(message_id) == [("Rosa", "said it arrived")]


def test_a_message_without_news_is_left_as_sent(house: House) -> None:
    message_id = silent(house)
    assert choices(house, message_id) == [Choice(Act.LEAVE, True, "It stays as sent and leaves this list.")]
    leave(house.app, message_id, "Rosa", WHY)
    assert (listed(house, Shelf.SILENT), house.audit(message_id)) == ([], [("Rosa", "looked at")])
    assert house.rows("SELECT status, ask_at FROM message WHERE id = ?", message_id) == [("sent", None)]


def test_a_second_look_at_it_is_refused(house: House) -> None:
    message_id = silent(house)
    leave(house.app, message_id, "Rosa", WHY)
    with pytest.raises(BadInput, match="looked at it already"):
        leave(house.app, message_id, "Lee", WHY)


def test_several_are_closed_for_one_reason_and_what_was_decided_meanwhile_stays(house: House) -> None:
    first, second, third = failed(house), failed(house, "Ben", BEN), failed(house, "Cleo", "+12025550113")
    resend(house.app, second, "Lee", "she asked for it")
    assert close_several(house.app, [third, first, second, first], "Rosa", WHY) == Several(decided=2, before=1)
    assert [house.audit(one) for one in (first, second, third)] == [
        [("Rosa", "closed")],
        [("Lee", "resent")],
        [("Rosa", "closed")],
    ]
    assert listed(house, Shelf.FAILED) == []


def test_several_without_news_are_left_at_once(house: House) -> None:
    ids = [silent(house), silent(house, "Ben", BEN)]
    assert leave_several(house.app, [*ids, 1], "Rosa", WHY) == Several(decided=2, before=1)
    assert listed(house, Shelf.SILENT) == []


@pytest.mark.parametrize("act", [close_several, leave_several])
def test_several_need_a_reason(house: House, act: object) -> None:
    with pytest.raises(BadInput) as caught:
        act(house.app, [failed(house)], "Rosa", " ")  # type: ignore[operator]
    assert list(caught.value.mistakes) == ["why: is missing"]


def test_only_what_waits_on_a_shelf_is_asked_about(house: House) -> None:
    one, other = failed(house), in_doubt(house, "Ben", BEN)
    assert [line.who for line in review_lines(house.app, [one, other, 1], Shelf.FAILED)] == ["Ana"]


def test_a_shelf_is_read_in_pages_the_newest_first(house: House) -> None:
    message_id = failed(house)
    (clinic_id, patient_id, armed_at) = house.rows(
        "SELECT clinic_id, patient_id, armed_at FROM message WHERE id = ?", message_id
    )[0]
    with house.app.database.write() as work:
        ids = work.new_ids(LISTED + 2)
        work.many(
            "INSERT INTO message (id, clinic_id, patient_id, origin, round, kind, essential, status, status_reason, "
            "wish_at, opens_at, closes_at, armed_at, attempts) "
            "VALUES (?, ?, ?, 'answer', 0, 'care', 1, 'failed', 'rejected', 0, 0, 0, ?, 1)",
            [(one, clinic_id, patient_id, armed_at + place // 2) for place, one in enumerate(ids, 1)],
        )
    first = review_page(house.app, Shelf.FAILED)
    assert first.after is not None
    second = review_page(house.app, Shelf.FAILED, first.after)
    shown = [line.message.id for page in (first, second) for line in page.lines]
    assert shown == [*reversed(ids), message_id]
    assert (len(first.lines), second.after) == (LISTED, None)


def test_another_clinics_message_is_not_there(house: House) -> None:
    message_id = failed(house)
    with house.app.database.write() as work:
        other = work.new_ids(1)[0]
        work.run(
            "INSERT INTO clinic (id, name, postal_address, settle_minutes, send_time, created_at) "
            "VALUES (?, 'Other', '', 5, '10:00', 0)",
            (other,),
        )
        work.run("UPDATE message SET clinic_id = ? WHERE id = ?", (other, message_id))
    assert (review_sheet(house.app, message_id), listed(house, Shelf.FAILED)) == (None, [])
    assert review_page(house.app, Shelf.FAILED).counts[Shelf.FAILED] == 0
    assert close_several(house.app, [message_id], "Rosa", WHY) == Several(decided=0, before=1)
    with pytest.raises(BadInput, match="no message"):
        close(house.app, message_id, "Rosa", WHY)


def test_a_page_takes_as_many_queries_for_three_as_for_one(database_url: str, tmp_path: Path) -> None:
    counting = Counting(database_url, KEYRING)
    house = open_house(counting, tmp_path)
    taken = []
    for number in range(3):
        failed(house, phone=f"+12025550{150 + number}")
        review_page(house.app, Shelf.FAILED)
        counting.queries = 0
        review_page(house.app, Shelf.FAILED)
        taken.append(counting.queries)
    assert taken[0] == taken[2]
    counting.close()
