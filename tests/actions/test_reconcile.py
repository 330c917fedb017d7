"""Messages in doubt are looked for at a fake Twilio over HTTP, by a clock that is set, on both databases."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reminders.actions.dispatch import Counts
from reminders.actions.opting_out import opt_out
from reminders.actions.reconcile import MOST_LOOKS, Asked, Reconciler
from reminders.actions.resolving import close, resend
from reminders.actions.track import report_delivery
from reminders.domain.breaker import Breaker
from reminders.domain.lookups import SILENT
from reminders.domain.words import Channel, OptOutScope
from reminders.store.database import Database
from reminders.store.people import FIRST_NAME
from reminders.store.senders import save_breaker
from reminders.transports.base import Report
from reminders.transports.twilio_webhooks import report_of
from tests.actions.house import ANA, ANAS_EMAIL, BEN
from tests.actions.sending_house import CLINICS_NUMBER, SendingHouse, open_sending_house, to_the_second
from tests.fakes.fake_twilio import Accepted, Answer

CALM_IS_DUE = "2026-04-01 10:30"
#: Taken, and no answer that could be read.
IN_DOUBT = Answer("html", accepted=True)
#: Not taken, and no answer that could be read.
LOST = Answer("html")
UNKNOWN, SENT, DELIVERED = ("unknown", "outcome_unknown"), ("sent", None), ("delivered", None)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Ticks:
    """A monotonic clock that stands until it is moved (seconds)."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[SendingHouse]:
    with open_sending_house(database, tmp_path) as opened:
        opened.twilio.state.clock = opened.clock
        yield opened


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def asking(house: SendingHouse, ticks: Ticks) -> Iterator[Reconciler]:
    with closing(Reconciler(house.app, ticks)) as opened:
        yield opened


def calm_in_doubt(house: SendingHouse, answer: Answer = IN_DOUBT) -> None:
    """Ana's first step is on the wire at 10:30, and nobody here knows what became of it."""
    known_welcome(house)
    house.twilio.script(answer)
    assert house.send_at(CALM_IS_DUE) == Counts(unknown=1)


def calm_is_sent(house: SendingHouse) -> None:
    known_welcome(house)
    assert house.send_at(CALM_IS_DUE) == Counts(sent=1)


def known_welcome(house: SendingHouse, **changes: object) -> None:
    """Ana's welcome has arrived: it is not what is looked at here."""
    house.welcomed(**changes)
    assert report_delivery(house.app, delivered(house.twilio.ledger[-1]))


def delivered(text: Accepted) -> Report:
    """What a callback tells."""
    report = report_of(text.sid, "delivered", "")
    assert report is not None
    return report


def asks(house: SendingHouse, step: str = "calm") -> tuple[str | None, int]:
    """(when a step's message is asked about next, how often it was)."""
    ((ask_at, asked),) = house.rows("SELECT ask_at, asked FROM message WHERE step = ? AND round = 0", step)
    return to_the_second(ask_at) if ask_at is not None else None, asked


def other_text(house: SendingHouse, **changes: Any) -> Accepted:
    """A text in Twilio's ledger that no attempt of ours has made: like calm, but for the changes."""
    like = house.twilio.ledger[-1]
    sid = f"SM{len(house.twilio.ledger):032x}"
    made = replace(like, sid=sid, created_at=house.clock.at, **changes)
    house.twilio.state.ledger.append(made)
    return made


def test_a_message_in_doubt_is_asked_for_at_each_time_of_its_timetable(house: SendingHouse, asking: Reconciler) -> None:
    calm_in_doubt(house, LOST)
    assert asks(house) == ("2026-04-01 10:30:30", 0)
    start = house.clock.at
    after = (30, 120, 600, 3600, 21_600)
    nexts = ["2026-04-01 10:32", "2026-04-01 10:40", "2026-04-01 11:30", "2026-04-01 16:30", None]
    for number, (seconds, following) in enumerate(zip(after, nexts, strict=True), 1):
        house.clock.at = start + timedelta(seconds=seconds - 1)
        assert asking.turn() == Asked()
        house.clock.at = start + timedelta(seconds=seconds)
        assert asking.turn() == Asked(looks=1)
        assert asks(house) == (following, number)
    assert (house.status("calm"), len(house.twilio.posts)) == (UNKNOWN, 2)


def test_after_the_last_look_it_waits_for_a_person_for_ever(house: SendingHouse, asking: Reconciler) -> None:
    calm_in_doubt(house, LOST)
    house.clock.at += 6 * HOUR
    assert asking.turn() == Asked(looks=1)
    house.clock.at += 100 * HOUR
    assert (asking.turn(), house.send(), house.status("calm")) == (Asked(), Counts(), UNKNOWN)


@pytest.mark.parametrize("lag", [0, 90, 500, 3000, 20_000])
def test_a_text_that_twilio_lists_sooner_or_later_is_bound(house: SendingHouse, asking: Reconciler, lag: int) -> None:
    calm_in_doubt(house)
    house.twilio.state.list_lag = timedelta(seconds=lag)
    start = house.clock.at
    for seconds in (30, 120, 600, 3600, 21_600):
        house.clock.at = start + timedelta(seconds=seconds)
        asking.turn()
        assert house.status("calm") == (SENT if seconds >= lag else UNKNOWN)
    assert house.attempts("calm") == [("accepted", None)]
    sid = house.twilio.ledger[-1].sid
    assert house.rows("SELECT provider_id FROM message WHERE step = 'calm'") == [(sid,)]
    assert house.texts() == ["welcome", "calm"]


def test_what_was_found_is_asked_about_like_every_text_that_was_taken(house: SendingHouse, asking: Reconciler) -> None:
    calm_in_doubt(house)
    house.clock.at += 30 * timedelta(seconds=1)
    asking.turn()
    assert asks(house) == ("2026-04-01 10:45:30", 0)
    house.twilio.ledger[-1].status = "delivered"
    house.clock.at += 15 * MINUTE
    asking.turn()
    assert (house.status("calm"), asks(house)[0]) == (DELIVERED, None)


def test_a_text_that_was_delivered_meanwhile_is_bound_as_delivered(house: SendingHouse, asking: Reconciler) -> None:
    calm_in_doubt(house)
    house.twilio.ledger[-1].status = "delivered"
    house.clock.at += MINUTE
    asking.turn()
    assert (house.status("calm"), asks(house)[0]) == (DELIVERED, None)


def test_a_welcome_that_is_found_lets_go_what_waited_for_it(house: SendingHouse, asking: Reconciler) -> None:
    house.twilio.script(IN_DOUBT)
    house.enroll()
    assert house.send() == Counts(unknown=1)
    assert house.send_at(CALM_IS_DUE) == Counts()
    asking.turn()
    assert (house.status("welcome"), house.send()) == (SENT, Counts(sent=1))
    assert house.texts() == ["welcome", "calm"]


DECOYS: dict[str, Callable[[SendingHouse], object]] = {
    "another text": lambda house: other_text(house, body="Something else"),
    "another number": lambda house: other_text(house, to=BEN),
    "another sender": lambda house: other_text(house, sender="+12025550198"),
    "a text to us": lambda house: house.twilio.receive(ANA, CLINICS_NUMBER, house.twilio.posts[-1]["Body"]),
}


@pytest.mark.parametrize("decoy", DECOYS.values(), ids=DECOYS)
def test_what_only_looks_like_it_is_not_bound(
    house: SendingHouse, asking: Reconciler, decoy: Callable[[SendingHouse], object]
) -> None:
    calm_in_doubt(house)
    taken = house.twilio.state.ledger.pop()
    house.twilio.state.ledger.append(taken)
    decoy(house)
    house.twilio.state.ledger.remove(taken)
    house.clock.at += MINUTE
    assert asking.turn() == Asked(looks=1)
    assert house.status("calm") == UNKNOWN


@pytest.mark.parametrize("decoy", DECOYS.values(), ids=DECOYS)
def test_what_only_looks_like_it_does_not_hide_it(
    house: SendingHouse, asking: Reconciler, decoy: Callable[[SendingHouse], object]
) -> None:
    calm_in_doubt(house)
    decoy(house)
    house.clock.at += MINUTE
    asking.turn()
    assert house.status("calm") == SENT


@pytest.mark.parametrize(("seconds", "status"), [(121, UNKNOWN), (120, SENT), (0, SENT)])
def test_a_text_from_before_its_arming_is_another_one(
    house: SendingHouse, asking: Reconciler, seconds: int, status: tuple[str, str | None]
) -> None:
    """Two minutes are for the clocks of two machines."""
    calm_in_doubt(house)
    house.twilio.ledger[-1].created_at -= timedelta(seconds=seconds)
    house.clock.at += MINUTE
    asking.turn()
    assert house.status("calm") == status


def test_of_two_that_could_be_it_none_is_bound(house: SendingHouse, asking: Reconciler) -> None:
    calm_in_doubt(house)
    other_text(house)
    house.clock.at += MINUTE
    asking.turn()
    assert house.status("calm") == UNKNOWN


def namesake(house: SendingHouse) -> None:
    """Ben shares Ana's phone and, since somebody has corrected it, her first name."""
    ben = house.enroll(first_name="Ben").patient_id
    with house.app.database.write() as work:
        work.run("UPDATE patient SET first_name_enc = ? WHERE id = ?", (work.keyring.seal(FIRST_NAME, ben, "Ana"), ben))


def test_the_same_words_of_another_attempt_that_is_known_are_not_bound(house: SendingHouse, asking: Reconciler) -> None:
    """Two who share a phone and a first name get the same words; only one of the texts was taken."""
    known_welcome(house)
    namesake(house)
    house.twilio.script(Answer(), LOST)
    assert house.send_at("2026-04-01 10:30", sms=1) == Counts(sent=1, unknown=1)
    house.clock.at += MINUTE
    asking.turn()
    assert sorted(house.statuses("calm")) == [SENT, UNKNOWN]


def test_one_text_for_two_in_doubt_is_bound_to_neither(house: SendingHouse, asking: Reconciler) -> None:
    known_welcome(house)
    namesake(house)
    house.twilio.script(IN_DOUBT, LOST)
    assert house.send_at("2026-04-01 10:30", sms=1) == Counts(unknown=2)
    house.clock.at += MINUTE
    assert asking.turn() == Asked(looks=2)
    assert house.statuses("calm") == [UNKNOWN, UNKNOWN]


def test_a_lease_that_ran_out_comes_in_doubt_though_nobody_claims_it(house: SendingHouse, asking: Reconciler) -> None:
    calm_is_sent(house)
    with house.app.database.write() as work:
        work.run(
            "UPDATE message SET status = 'sending', provider_id = NULL, sent_at = NULL, ask_at = NULL "
            "WHERE step = 'calm'"
        )
        work.run(
            "UPDATE attempt SET outcome = 'open', provider_id = NULL, ended_at = NULL WHERE id = "
            "(SELECT MAX(id) FROM attempt)"
        )
    house.clock.at += timedelta(seconds=59)
    asking.turn()
    assert house.status("calm") == ("sending", None)
    house.clock.at += timedelta(seconds=1)
    asking.turn()
    assert (house.status("calm"), asks(house)) == (UNKNOWN, ("2026-04-01 10:31:30", 0))
    house.clock.at += timedelta(seconds=30)
    asking.turn()
    assert house.status("calm") == SENT


def test_a_text_without_news_is_asked_for_after_15_minutes_2_hours_24_hours_and_at_last_after_72(
    house: SendingHouse, asking: Reconciler
) -> None:
    calm_is_sent(house)
    start = house.clock.at
    nexts = ["2026-04-01 12:30", "2026-04-02 10:30", "2026-04-04 10:30", None]
    for number, (wait, following) in enumerate(zip(SILENT, nexts, strict=True), 1):
        house.clock.at = start + wait - timedelta(seconds=1)
        assert (asking.turn(), unconfirmed(house)) == (Asked(), False)
        house.clock.at = start + wait
        assert asking.turn() == Asked(looks=1)
        assert asks(house) == (following, number)
    assert (house.status("calm"), unconfirmed(house)) == (SENT, True)


def unconfirmed(house: SendingHouse) -> bool:
    ((at,),) = house.rows("SELECT unconfirmed_at FROM message WHERE step = 'calm'")
    return at is not None


def test_a_look_finds_what_no_callback_told(house: SendingHouse, asking: Reconciler) -> None:
    calm_is_sent(house)
    house.twilio.ledger[-1].status, house.twilio.ledger[-1].error_code = "undelivered", 30003
    house.clock.at += 15 * MINUTE
    asking.turn()
    assert (house.status("calm"), asks(house)[0]) == (("failed", "undelivered"), None)


def test_final_news_end_the_asking_and_the_doubt(house: SendingHouse, asking: Reconciler) -> None:
    calm_is_sent(house)
    house.clock.at += 73 * HOUR
    asking.turn()
    assert unconfirmed(house) is True
    report_delivery(house.app, delivered(house.twilio.ledger[-1]))
    assert (house.status("calm"), asks(house)[0], unconfirmed(house)) == (DELIVERED, None, False)


def test_a_text_that_twilio_has_deleted_stays_sent_and_is_unconfirmed_at_last(
    house: SendingHouse, asking: Reconciler
) -> None:
    calm_is_sent(house)
    house.twilio.state.ledger.pop()
    for wait in SILENT:
        house.clock.at += wait
        asking.turn()
    assert (house.status("calm"), unconfirmed(house)) == (SENT, True)


def test_mail_is_never_asked_about(house: SendingHouse, asking: Reconciler) -> None:
    house.enroll(phone="", email=ANAS_EMAIL, channel=Channel.EMAIL)
    house.send_at(CALM_IS_DUE)
    assert (asks(house), house.status("calm")) == ((None, 0), SENT)


@pytest.mark.parametrize("http", [429, 500, 503, 401])
def test_a_provider_that_cannot_tell_now_costs_no_look(
    house: SendingHouse, asking: Reconciler, ticks: Ticks, http: int
) -> None:
    calm_in_doubt(house)
    house.clock.at += MINUTE
    house.twilio.state.refused_gets.append(http)
    assert asking.turn() == Asked()
    assert asks(house) == ("2026-04-01 10:32", 0)
    house.clock.at += MINUTE
    ticks.at += 9
    assert asking.turn() == Asked()
    ticks.at += 1
    assert asking.turn() == Asked(looks=1)
    assert house.status("calm") == SENT


def test_the_pause_after_failures_doubles_and_ends_with_an_answer(
    house: SendingHouse, asking: Reconciler, ticks: Ticks
) -> None:
    calm_in_doubt(house, LOST)
    house.twilio.state.refused_gets.extend([503] * 7)
    waits = []
    while house.twilio.state.refused_gets:
        house.clock.at += 2 * MINUTE
        before, gets = ticks.at, house.twilio.state.gets
        while house.twilio.state.gets == gets:
            asking.turn()
            ticks.at += 10
        waits.append(ticks.at - before - 10)
    assert waits == [0, 0, 10, 30, 70, 150, 290]
    ticks.at += 300
    house.clock.at += MINUTE
    assert asking.turn() == Asked(looks=1)


def test_a_long_outage_of_the_provider_ends_with_one_look_that_counts_for_all(
    house: SendingHouse, asking: Reconciler, ticks: Ticks
) -> None:
    calm_in_doubt(house)
    house.twilio.state.refused_gets.append(503)
    house.clock.at += 30 * timedelta(seconds=1)
    asking.turn()
    house.clock.at += 7 * HOUR
    ticks.at += 1000
    assert asking.turn() == Asked(looks=1)
    assert (house.status("calm"), len(house.twilio.posts)) == (SENT, 2)


def test_nothing_is_asked_while_the_breaker_is_open(house: SendingHouse, asking: Reconciler) -> None:
    calm_in_doubt(house)
    keep_breaker(house, Breaker(failures=5, opened_at=1, probe_at=2))
    house.clock.at += MINUTE
    assert (asking.turn(), house.twilio.state.gets) == (Asked(), 0)
    keep_breaker(house, Breaker())
    assert asking.turn() == Asked(looks=1)


def keep_breaker(house: SendingHouse, breaker: Breaker) -> None:
    with house.app.database.write() as work:
        save_breaker(work, house.app.clinic(work).id, "twilio", breaker)


def test_looks_of_a_turn_are_bounded_and_those_in_doubt_come_first(house: SendingHouse, asking: Reconciler) -> None:
    for number in range(MOST_LOOKS + 2):
        house.enroll(first_name=f"Pat{number}", phone=f"+120255501{number:02}")
    house.twilio.script(*[Answer() for _ in range(MOST_LOOKS + 1)], LOST)
    assert house.send(sms=1) == Counts(sent=MOST_LOOKS + 1, unknown=1)
    house.clock.at += 15 * MINUTE
    assert (asking.turn(), asking.turn(), asking.turn()) == (Asked(looks=MOST_LOOKS), Asked(looks=2), Asked())
    first = house.twilio.state.gets
    assert (first, house.rows("SELECT asked FROM message WHERE status = 'unknown'")) == (MOST_LOOKS + 2, [(1,)])


def test_two_workers_do_not_ask_for_the_same(house: SendingHouse, asking: Reconciler) -> None:
    calm_in_doubt(house, LOST)
    house.clock.at += MINUTE
    with closing(Reconciler(house.app, Ticks())) as second:
        assert [asking.turn(), second.turn()] == [Asked(looks=1), Asked()]


def test_a_stop_does_not_keep_us_from_learning_that_it_was_taken(house: SendingHouse, asking: Reconciler) -> None:
    calm_in_doubt(house)
    opt_out(house.app, ANA, OptOutScope.ALL, "Rosa", "asked at the desk")
    house.clock.at += MINUTE
    asking.turn()
    assert house.status("calm") == SENT


def test_what_a_person_has_closed_is_asked_about_no_more(house: SendingHouse, asking: Reconciler) -> None:
    calm_in_doubt(house)
    close(house.app, message_of(house, "calm"), "Rosa", "the patient has it")
    house.clock.at += 7 * HOUR
    assert (asking.turn(), house.status("calm")) == (Asked(), ("failed", "staff"))


def test_a_second_round_s_text_is_not_taken_for_the_first_one_s(house: SendingHouse, asking: Reconciler) -> None:
    calm_in_doubt(house, LOST)
    resend(house.app, message_of(house, "calm"), "Rosa", "nothing came")
    assert house.send() == Counts(sent=1)
    house.clock.at += 7 * HOUR
    asking.turn()
    assert house.statuses("calm") == [("failed", "staff"), SENT]


def message_of(house: SendingHouse, step: str) -> int:
    ((message_id,),) = house.rows("SELECT id FROM message WHERE step = ?", step)
    return int(message_id)


def test_a_look_is_one_get_and_no_post(house: SendingHouse, asking: Reconciler) -> None:
    calm_in_doubt(house)
    posts = len(house.twilio.posts)
    house.clock.at += MINUTE
    asking.turn()
    assert (len(house.twilio.posts) - posts, house.twilio.state.gets) == (0, 1)


def test_a_receipt_that_comes_after_a_person_has_closed_it_counts(house: SendingHouse, asking: Reconciler) -> None:
    """The answer takes longer than the lease, and Rosa is quicker than the answer."""
    known_welcome(house)

    def meanwhile() -> None:
        house.clock.at += timedelta(seconds=61)
        asking.turn()
        close(house.app, message_of(house, "calm"), "Rosa", "the patient called")

    house.set_clock(CALM_IS_DUE)
    house.twilio.before_answer = meanwhile
    with closing(house.dispatcher(1)) as dispatcher:
        dispatcher.run()
    assert (house.status("calm"), house.attempts("calm")) == (SENT, [("accepted", None)])
    assert house.rows("SELECT verb FROM audit_entry WHERE verb = 'found taken'") == [("found taken",)]
    assert house.texts() == ["welcome", "calm"]
