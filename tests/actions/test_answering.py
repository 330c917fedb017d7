"""What staff do about replies: each act, its refusals and its trace. On both databases."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reminders.actions.answering import answer, assign, belongs, close, go_on, stop, take, wrong_number
from reminders.actions.bad_input import BadInput
from reminders.actions.duty import pass_on
from reminders.actions.inbox import Shelf, inbox, open_reply
from reminders.app import App
from reminders.domain.words import Channel
from reminders.store.audit import audit_of
from reminders.store.database import Database
from tests.actions.house import ANA, ANAS_EMAIL, AS_PLANNED, BEN, open_house
from tests.actions.replying_house import LEE, MAYA, ROSA, WORRIED, Desk
from tests.actions.test_patient import Counting
from tests.databases import KEYRING

STOP_WISH = "please stop texting me"


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """Ana is enrolled; Rosa is always on duty."""
    desk = Desk(open_house(database, tmp_path))
    desk.hire_all()
    desk.shift(ROSA, "daily", "00:00", "24:00")
    return desk


def state(desk: Desk, reply_id: int) -> tuple[str, str | None]:
    ((state, done_by),) = desk.house.rows("SELECT state, done_by FROM reply WHERE id = ?", reply_id)
    return state, done_by


def acts(desk: Desk, reply_id: int) -> list[tuple[str, str, str]]:
    with desk.house.app.database.read() as work:
        return [(by, verb, detail) for _, by, verb, detail in audit_of(work, "reply", reply_id)]


def test_a_reply_is_taken_handed_on_answered_and_done(desk: Desk) -> None:
    desk.house.enroll()
    reply = desk.hear("what about makeup?").reply_id
    take(desk.house.app, reply, "lee")
    assert desk.turn(reply) == (LEE, None, 0)
    assign(desk.house.app, reply, MAYA, "lee")
    message_id = answer(desk.house.app, reply, " Fine from tomorrow. ", MAYA)
    assert state(desk, reply) == ("done", MAYA)
    assert desk.said("answer") == [("answer", ANA, "planned")]
    assert acts(desk, reply) == [
        ("lee", "took", ""),
        ("lee", "gave to Maya", ""),
        (MAYA, "answered", f"message {message_id}"),
    ]


def test_taking_an_urgent_reply_begins_its_fifteen_minutes_anew_and_handing_it_on_alerts(desk: Desk) -> None:
    desk.house.enroll()
    reply = desk.hear(WORRIED).reply_id
    desk.house.set_clock("2026-04-01 10:20")
    take(desk.house.app, reply, LEE)
    assert desk.turn(reply) == (LEE, "2026-04-01 10:35", 0)
    assign(desk.house.app, reply, MAYA, LEE)
    assert desk.alerts() == [("urgent", ROSA), ("urgent", MAYA)]


def test_a_reply_of_a_shared_number_waits_until_a_person_says_whose_it_is(desk: Desk) -> None:
    ana = desk.house.enroll().patient_id
    ben = desk.house.enroll(first_name="Ben").patient_id
    reply = desk.hear("what about makeup?").reply_id
    opened = open_reply(desk.house.app, reply)
    assert [(one.patient_id, one.name) for one in opened.candidates] == sorted([(ana, "Ana"), (ben, "Ben")])
    assert opened.listed.patient == ""
    assert belongs(desk.house.app, reply, ben, ROSA) == "Ben"
    assert open_reply(desk.house.app, reply).listed.patient == "Ben"
    assert acts(desk, reply) == [(ROSA, "said whose it is", f"patient {ben}")]


def test_only_who_uses_the_number_can_have_written(desk: Desk) -> None:
    ana = desk.house.enroll().patient_id
    cleo = desk.house.enroll(first_name="Cleo", phone=BEN).patient_id
    reply = desk.hear("hello").reply_id
    with pytest.raises(BadInput) as refused:
        belongs(desk.house.app, reply, cleo, ROSA)
    assert refused.value.mistakes == (f"patient: {cleo} does not use this number; {ana} does",)


def test_a_wish_to_stop_becomes_a_stop_for_everybody_who_shares_the_number(desk: Desk) -> None:
    first = desk.house.enroll().treatment_id
    second = desk.house.enroll(first_name="Ben").treatment_id
    reply = desk.hear(STOP_WISH).reply_id
    assert open_reply(desk.house.app, reply).held
    stop(desk.house.app, reply, ROSA)
    stopped = dict.fromkeys(AS_PLANNED, "canceled: opted_out")
    assert (desk.house.plan(first), desk.house.plan(second)) == (stopped, stopped)
    opened = open_reply(desk.house.app, reply)
    assert (opened.held, opened.stopped, state(desk, reply)) == (False, True, ("done", ROSA))


def test_texts_go_on_when_the_patient_did_not_mean_stop(desk: Desk) -> None:
    ana = desk.house.enroll().treatment_id
    desk.house.send()
    reply = desk.hear(STOP_WISH).reply_id
    desk.house.set_clock("2026-04-01 10:30")
    desk.house.send()
    assert desk.house.plan(ana)["calm"] == "2026-04-01 10:30, waiting"
    assert go_on(desk.house.app, reply, ROSA) == 1
    desk.house.send()
    assert (desk.house.plan(ana)["calm"], state(desk, reply)) == ("sent", ("open", None))


def test_a_number_that_is_not_held_has_nothing_to_go_on(desk: Desk) -> None:
    desk.house.enroll()
    reply = desk.hear("hello").reply_id
    with pytest.raises(BadInput) as refused:
        go_on(desk.house.app, reply, ROSA)
    assert refused.value.mistakes == (f"reply: the number of reply {reply} is not on hold",)


def test_a_wrong_number_is_never_texted_again_and_care_goes_by_email(desk: Desk) -> None:
    ana = desk.house.enroll(email=ANAS_EMAIL).treatment_id
    reply = desk.hear("wrong number").reply_id
    assert wrong_number(desk.house.app, reply, ROSA) == 1
    rows = desk.house.rows(
        "SELECT step, channel FROM message WHERE treatment_id = ? AND status = 'planned' ORDER BY id", ana
    )
    assert {channel for _, channel in rows} == {"email"}
    ((why,),) = desk.house.rows("SELECT unusable_why FROM address WHERE value_hash = ?", desk.hash_of())
    assert (why, state(desk, reply)) == ("wrong_person", ("done", ROSA))


def test_a_wrong_number_that_is_right_after_all_is_texted_again(desk: Desk) -> None:
    ana = desk.house.enroll().treatment_id
    desk.house.send()
    reply = desk.hear("wrong number").reply_id
    wrong_number(desk.house.app, reply, ROSA)
    assert desk.house.plan(ana) == dict.fromkeys(AS_PLANNED, "canceled: no_address")
    go_on(desk.house.app, reply, ROSA)
    assert desk.house.plan(ana) == AS_PLANNED


def test_an_answer_that_has_not_left_does_not_reach_the_stranger_of_a_wrong_number(desk: Desk) -> None:
    desk.house.enroll()
    desk.house.enroll(first_name="Ben", phone=BEN)
    answered, other = desk.hear("is this normal?").reply_id, desk.hear("is this normal?", BEN).reply_id
    answer(desk.house.app, answered, "Hi Ana, yes it is.", LEE)
    answer(desk.house.app, other, "Hi Ben, yes it is.", LEE)
    desk.house.set_clock("2026-04-01 10:11")
    wrong_number(desk.house.app, desk.hear("wrong number").reply_id, ROSA)
    assert (desk.said("answer"), desk.said("automatic")) == (
        [("answer", ANA, "canceled"), ("answer", BEN, "planned")],
        [("held", ANA, "canceled")],
    )
    assert desk.house.rows("SELECT status_reason FROM message WHERE origin = 'answer' AND status = 'canceled'") == [
        ("no_address",)
    ]


@pytest.mark.parametrize("decide", [stop, wrong_number])
def test_an_answered_reply_that_turns_out_to_be_a_stop_or_a_wrong_number_stays_done(
    desk: Desk, decide: Callable[[App, int, str], int]
) -> None:
    desk.house.enroll()
    reply = desk.hear("who is this?").reply_id
    answer(desk.house.app, reply, "Your clinic.", LEE)
    desk.house.set_clock("2026-04-01 10:11")
    decide(desk.house.app, reply, ROSA)
    pass_on(desk.house.app)
    assert (desk.said("answer"), state(desk, reply)) == ([("answer", ANA, "canceled")], ("done", ROSA))


def test_a_wrong_number_that_is_typed_in_for_another_patient_gets_no_text(desk: Desk) -> None:
    desk.house.enroll()
    desk.house.send()
    wrong_number(desk.house.app, desk.hear("wrong number").reply_id, ROSA)
    dora = desk.house.enroll(first_name="Dora").treatment_id
    desk.house.set_clock("2026-04-01 10:30")
    desk.house.send()
    assert desk.house.plan(dora)["calm"] == "2026-04-01 10:30, waiting"


def test_a_done_reply_is_answered_once_more_only_when_that_is_meant(desk: Desk) -> None:
    desk.house.enroll()
    reply = desk.hear("hello").reply_id
    answer(desk.house.app, reply, "Hi Ana!", ROSA)
    with pytest.raises(BadInput) as refused:
        answer(desk.house.app, reply, "Hi Ana!", ROSA)
    assert refused.value.mistakes == (f"reply: {reply} is done already by {ROSA}; to write once more, add --more",)
    answer(desk.house.app, reply, "And drink water.", ROSA, more=True)
    assert len(desk.said("answer")) == 2


def test_a_number_that_has_stopped_gets_no_answer(desk: Desk) -> None:
    desk.house.enroll()
    reply = desk.hear("hello").reply_id
    desk.hear("STOP")
    with pytest.raises(BadInput) as refused:
        answer(desk.house.app, reply, "Hi!", ROSA)
    assert refused.value.mistakes == (f"reply: the number of reply {reply} has stopped all texts; call instead",)


ACTS: list[tuple[Callable[[App, int], object], list[str]]] = [
    (lambda app, reply: take(app, reply, ""), ["by"]),
    (lambda app, reply: take(app, reply, "Nobody"), ["by"]),
    (lambda app, reply: assign(app, reply, "Nobody", ROSA), ["to"]),
    (lambda app, reply: close(app, reply, "", " "), ["by", "why"]),
    (lambda app, reply: answer(app, reply, " ", ""), ["by", "text"]),
    (lambda app, reply: answer(app, reply, "long " * 100, ROSA), ["text"]),
    (lambda app, reply: close(app, 1, "", ""), ["by", "why", "reply"]),
    (lambda app, _: open_reply(app, 1), ["reply"]),
    (lambda app, _: inbox(app, Shelf.MINE, "Nobody"), ["by"]),
]


@pytest.mark.parametrize(("act", "named"), ACTS)
def test_every_mistake_of_an_act_is_told_and_nothing_changes(
    desk: Desk, act: Callable[[App, int], object], named: list[str]
) -> None:
    desk.house.enroll()
    reply = desk.hear("hello").reply_id
    with pytest.raises(BadInput) as refused:
        act(desk.house.app, reply)
    assert [mistake.partition(":")[0] for mistake in refused.value.mistakes] == named
    assert (state(desk, reply), acts(desk, reply), desk.said("answer")) == (("open", None), [], [])


def test_the_inbox_lists_urgent_replies_first_by_their_clock(desk: Desk) -> None:
    desk.house.enroll()
    desk.house.enroll(first_name="Ben", phone=BEN)
    later = desk.hear("hello").reply_id
    urgent = desk.hear(WORRIED, BEN).reply_id
    newest = desk.hear("hello?").reply_id
    done = desk.hear("thanks").reply_id
    close(desk.house.app, done, ROSA, "read")
    app = desk.house.app
    assert {shelf.value: [one.reply.id for one in inbox(app, shelf, ROSA)] for shelf in Shelf} == {
        "open": [urgent, newest, later],
        "mine": [urgent],
        "done": [done],
        "all": [urgent, done, newest, later],
    }
    first = inbox(app, Shelf.OPEN)[0]
    assert (first.patient, first.owner) == ("Ben", ROSA)


def test_a_reply_is_shown_with_what_was_said_before_in_both_directions(desk: Desk) -> None:
    desk.house.enroll()
    desk.house.send()
    desk.house.set_clock("2026-04-01 10:30")
    desk.house.send()
    desk.house.set_clock("2026-04-01 10:40")
    reply = desk.hear("what about makeup?").reply_id
    answer(desk.house.app, reply, "Fine from tomorrow.", ROSA)
    desk.house.set_clock("2026-04-01 10:50")
    desk.hear("thanks")
    lines = open_reply(desk.house.app, reply).lines
    assert [(line.ours, line.origin.value if line.origin else None, line.text[:24]) for line in lines] == [
        (True, "welcome", "Willow: we text you abou"),
        (True, "step", "Willow: Hi Ana, this is "),
        (False, None, "what about makeup?"),
        (True, "answer", "Fine from tomorrow."),
        (False, None, "thanks"),
    ]


def test_mail_to_the_patient_stands_beside_the_reply_too(desk: Desk) -> None:
    desk.house.enroll(email=ANAS_EMAIL, channel=Channel.EMAIL)
    desk.house.set_clock("2026-04-01 10:30")
    desk.house.send()
    desk.house.set_clock("2026-04-01 10:40")
    reply = desk.hear("hello").reply_id
    lines = open_reply(desk.house.app, reply).lines
    assert [(line.ours, line.channel.value) for line in lines] == [(True, "email"), (False, "sms")]


def test_a_reply_from_a_number_that_nobody_uses_can_be_answered_and_closed(desk: Desk) -> None:
    reply = desk.hear("who is this?", "+12025550177").reply_id
    opened = open_reply(desk.house.app, reply)
    assert (opened.candidates, opened.listed.patient) == ((), "")
    answer(desk.house.app, reply, "This is Willow. Sorry!", ROSA)
    desk.house.send()
    assert desk.said("answer") == [("answer", "+12025550177", "sent")]


def test_the_inbox_takes_as_many_queries_for_three_replies_as_for_one(database_url: str, tmp_path: Path) -> None:
    counting = Counting(database_url, KEYRING)
    desk = Desk(open_house(counting, tmp_path))
    desk.hire_all()
    desk.house.enroll()
    desk.house.enroll(first_name="Ben", phone=BEN)
    taken = []
    for texts in ([("hello", ANA)], [("thanks!", ANA), (WORRIED, BEN)]):
        for text, sender in texts:
            desk.hear(text, sender)
        counting.queries = 0
        found = len(inbox(desk.house.app, Shelf.OPEN))
        taken.append((found, counting.queries))
    counting.close()
    assert taken == [(1, 5), (3, 5)]
