"""Answers, automatic replies and alerts on their way: at any hour, never after a stop but for the reply to it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.answering import answer, close
from reminders.actions.duty import pass_on
from reminders.actions.holding import hold_sending, release_sending
from reminders.actions.opting_out import opt_out
from reminders.actions.sandbox_view import sandbox_view
from reminders.actions.staffing import set_staff
from reminders.domain.words import OptOutScope
from reminders.store.database import Database
from tests.actions.house import ANA, BEN, open_house
from tests.actions.replying_house import ROSA, WORRIED, Desk
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.fakes.fake_twilio import Answer


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[SendingHouse]:
    with open_sending_house(database, tmp_path) as house:
        yield house


@pytest.fixture
def desk(house: SendingHouse) -> Desk:
    """Ana is welcomed; Rosa is always on duty."""
    desk = Desk(house)
    desk.hire_all()
    desk.shift(ROSA, "daily", "00:00", "24:00")
    house.welcomed()
    return desk


def sent(house: SendingHouse) -> list[tuple[str, str]]:
    """(to, text) of each accepted text after Ana's welcome."""
    return [(one.to, one.body) for one in house.twilio.ledger[1:]]


def test_an_answer_leaves_at_night_word_for_word(house: SendingHouse, desk: Desk) -> None:
    house.set_clock("2026-04-01 22:00")
    reply = desk.hear("what about makeup?").reply_id
    answer(house.app, reply, "Makeup is fine from tomorrow. Rosa", "Rosa")
    assert house.send().sent == 1
    assert sent(house) == [(ANA, "Makeup is fine from tomorrow. Rosa")]
    assert desk.said("answer") == [("answer", ANA, "sent")]


def test_an_answer_that_cannot_leave_for_a_day_is_not_sent_and_its_reply_waits_again(
    house: SendingHouse, desk: Desk
) -> None:
    reply = desk.hear("hello?").reply_id
    answer(house.app, reply, "Yes?", "Rosa")
    house.clock.at += timedelta(hours=24)
    house.send()
    pass_on(house.app)
    assert desk.said("answer") == [("answer", ANA, "canceled")]
    assert house.rows("SELECT state, done_by FROM reply WHERE id = ?", reply) == [("open", None)]


def test_a_reply_that_was_closed_after_its_answer_was_lost_stays_done(house: SendingHouse, desk: Desk) -> None:
    reply = desk.hear("hello?").reply_id
    answer(house.app, reply, "Yes?", "Rosa")
    house.twilio.script(Answer("refuse", code=21211))
    house.send()
    pass_on(house.app)
    house.clock.at += timedelta(minutes=5)
    close(house.app, reply, "Rosa", "called her")
    pass_on(house.app)
    assert house.rows("SELECT state, done_by FROM reply WHERE id = ?", reply) == [("done", "Rosa")]


def test_the_confirmation_of_a_stop_leaves_and_an_answer_after_it_does_not(house: SendingHouse, desk: Desk) -> None:
    answer(house.app, desk.hear("hello?").reply_id, "Yes?", "Rosa")
    desk.hear("STOP")
    house.send()
    assert [text for _, text in sent(house)] == [
        "Willow: We will not text you again. Reply START if you want care texts back."
    ]
    assert desk.said("answer") == [("answer", ANA, "canceled")]


def test_help_is_answered_after_a_stop(house: SendingHouse, desk: Desk) -> None:
    desk.hear("STOP")
    desk.hear("HELP")
    house.send()
    assert [(name, status) for name, _, status in desk.said("automatic")] == [("stop", "sent"), ("help", "sent")]


def test_a_stop_recorded_at_the_desk_ends_an_answer_that_waits(house: SendingHouse, desk: Desk) -> None:
    answer(house.app, desk.hear("hello?").reply_id, "Yes?", "Rosa")
    opt_out(house.app, ANA, OptOutScope.ALL, "Rosa", "on the phone")
    house.send()
    assert sent(house) == []


def test_a_confirmation_that_is_five_minutes_late_is_not_sent(house: SendingHouse, desk: Desk) -> None:
    desk.hear("STOP")
    house.clock.at += timedelta(minutes=5)
    house.send()
    assert desk.said("automatic") == [("stop", ANA, "canceled")]


def test_an_alert_reaches_a_colleague_by_text_at_once(house: SendingHouse, desk: Desk) -> None:
    house.set_clock("2026-04-01 23:30")
    desk.hear(WORRIED)
    house.send()
    texts = dict(sent(house))
    assert sorted(texts) == [ANA, "+12025550141"]
    assert texts["+12025550141"].startswith("Willow: An urgent reply waits for your answer by today at 11:45 pm.")
    assert texts[ANA].startswith("Willow: This may be an emergency. Call 911 now.")


def test_an_alert_goes_by_email_too_and_by_email_alone_while_texts_are_held(house: SendingHouse, desk: Desk) -> None:
    set_staff(house.app, ROSA, "rosa@clinic.example", None, "Rosa")
    hold_sending(house.app, "sms", "Lee", "wrong number")
    desk.hear(WORRIED)
    house.send()
    assert (sent(house), len(house.sink.ledger)) == ([], 1)
    assert [status for _, _, status in desk.said("alert")] == ["planned", "sent"]
    release_sending(house.app, "sms", "Lee", "right again")
    house.send()
    assert [status for _, _, status in desk.said("alert")] == ["sent", "sent"]


def test_a_number_on_hold_still_hears_the_confirmation_and_a_persons_answer(house: SendingHouse, desk: Desk) -> None:
    reply = desk.hear("please stop texting me").reply_id
    answer(house.app, reply, "Shall we stop all texts? Rosa", "Rosa")
    house.send()
    assert [(name, status) for name, _, status in desk.said("automatic") + desk.said("answer")] == [
        ("held", "sent"),
        ("answer", "sent"),
    ]
    house.send_at("2026-04-04 10:00")
    assert house.status("flaking") == ("planned", "on_hold")


def test_invitations_wait_while_an_urgent_reply_is_open_and_go_on_when_it_is_answered(
    house: SendingHouse, desk: Desk
) -> None:
    house.welcomed(first_name="Ben", phone=BEN)
    house.set_clock("2026-07-01 11:00")
    reply = desk.hear(WORRIED).reply_id
    house.send()
    assert house.statuses("come-back") == [("planned", "on_hold"), ("sent", None)]
    answer(house.app, reply, "We call you now.", "Rosa")
    house.send()
    assert house.statuses("come-back") == [("sent", None), ("sent", None)]


def test_an_answer_that_the_provider_refuses_opens_the_reply_again(house: SendingHouse, desk: Desk) -> None:
    reply = desk.hear("hello?").reply_id
    answer(house.app, reply, "Yes?", "Rosa")
    house.twilio.script(Answer("refuse", code=21211))
    house.send()
    pass_on(house.app)
    assert house.rows("SELECT state, done_by FROM reply WHERE id = ?", reply) == [("open", None)]


def test_the_sandbox_shows_what_has_no_patient_too(database: Database, tmp_path: Path) -> None:
    desk = Desk(open_house(database, tmp_path))
    desk.hire_all()
    desk.shift(ROSA, "daily", "00:00", "24:00")
    answer(desk.house.app, desk.hear(WORRIED, "+12025550177").reply_id, "Call 911 now.", "Rosa")
    desk.house.send()
    held = [(card.stage, card.first_name, card.address) for card in sandbox_view(desk.house.app).held]
    assert sorted(held) == [("Alert", "Rosa", "…0141"), ("Answer", "", "…0177"), ("Automatic", "", "…0177")]
