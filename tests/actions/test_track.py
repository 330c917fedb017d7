"""Delivery reports through the real dispatcher and a fake Twilio, on both databases."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reminders.actions.dispatch import Counts
from reminders.actions.holding import release_sending
from reminders.actions.opting_out import opt_out
from reminders.actions.resolving import close, resend
from reminders.actions.track import report_delivery
from reminders.domain.reports import News, Rank, merge, standing
from reminders.domain.words import OptOutScope
from reminders.store.database import Database
from reminders.transports.base import Report
from reminders.transports.twilio_webhooks import report_of
from tests.actions.house import ANA, ANAS_EMAIL, at_once
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.databases import KEYRING
from tests.fakes.fake_twilio import Answer

CALM_IS_DUE = "2026-04-01 10:30"
SID, OTHER = "SM" + "a" * 32, "SM" + "b" * 32
DELIVERED, SENT, UNDELIVERED = ("delivered", None), ("sent", None), ("failed", "undelivered")
#: Taken, and no answer that could be read.
IN_DOUBT = Answer("html", accepted=True)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[SendingHouse]:
    with open_sending_house(database, tmp_path) as opened:
        yield opened


def news(
    house: SendingHouse, word: str, code: str = "", *, step: str = "calm", sid: str = "", attempt: int = 1
) -> Report:
    """Of the newest message of a step, as Twilio tells it of the newest text that it took."""
    ((message_id,),) = house.rows("SELECT id FROM message WHERE step = ? ORDER BY id DESC LIMIT 1", step)
    report = report_of(sid or house.twilio.ledger[-1].sid, word, code, message_id, attempt)
    assert report is not None
    return report


def told(house: SendingHouse, step: str = "calm") -> tuple[str | None, int | None, str | None]:
    """The highest news of a step's newest message."""
    rows = house.rows(
        "SELECT reported, report_rank, report_code FROM message WHERE step = ? ORDER BY id DESC LIMIT 1", step
    )
    return rows[0][0], rows[0][1], rows[0][2]


def calm_is_sent(house: SendingHouse, **changes: object) -> None:
    """Ana is welcomed and her first step is taken."""
    house.welcomed(**changes)
    assert house.send_at(CALM_IS_DUE) == Counts(sent=1)


def calm_in_doubt(house: SendingHouse, **changes: object) -> None:
    """Ana's first step was taken by Twilio, and nobody here knows."""
    house.welcomed(**changes)
    house.twilio.script(IN_DOUBT)
    assert house.send_at(CALM_IS_DUE) == Counts(unknown=1)


def test_a_text_that_reached_the_phone_is_delivered(house: SendingHouse) -> None:
    calm_is_sent(house)
    assert report_delivery(house.app, news(house, "delivered")) is True
    assert (house.status("calm"), told(house)) == (DELIVERED, ("delivered", 6, ""))


def test_the_same_news_again_change_nothing(house: SendingHouse) -> None:
    calm_is_sent(house)
    assert [report_delivery(house.app, news(house, "sent")) for _ in range(3)] == [True, False, False]
    assert house.rows("SELECT status FROM delivery_report") == [("sent",)]


def test_reports_that_come_at_the_same_moment_are_all_kept_once(house: SendingHouse) -> None:
    calm_is_sent(house)
    words = ("queued", "sending", "sent", "undelivered", "delivered", "read") * 4
    reports = [news(house, word) for word in words]
    at_once([partial(report_delivery, house.app, report) for report in reports])
    assert house.status("calm") == DELIVERED
    assert len(house.rows("SELECT 1 FROM delivery_report")) == 6


def test_a_report_that_cannot_be_kept_spoils_no_other_of_its_moment(house: SendingHouse) -> None:
    """The wish of one thread fails inside the shared transaction; the others are kept."""
    calm_is_sent(house)
    bad = replace(news(house, "sent"), status="half \ud800", provider_id=house.twilio.ledger[-1].sid)
    failed: list[str] = []

    def report_bad() -> None:
        try:
            report_delivery(house.app, bad)
        except UnicodeEncodeError:
            failed.append("bad")

    good = [partial(report_delivery, house.app, news(house, word)) for word in ("queued", "sending", "delivered")]
    at_once([report_bad, *good])
    assert (failed, house.status("calm"), len(house.rows("SELECT 1 FROM delivery_report"))) == (["bad"], DELIVERED, 3)


def test_news_that_come_late_do_not_take_a_delivery_back(house: SendingHouse) -> None:
    calm_is_sent(house)
    for word in ("delivered", "undelivered", "sent", "queued"):
        report_delivery(house.app, news(house, word))
    assert (house.status("calm"), told(house)) == (DELIVERED, ("delivered", 6, ""))


def test_a_report_lifts_a_message_in_doubt_and_binds_the_provider_s_id(house: SendingHouse) -> None:
    calm_in_doubt(house)
    assert report_delivery(house.app, news(house, "queued")) is True
    assert (house.status("calm"), house.attempts("calm")) == (SENT, [("accepted", None)])
    sid = house.twilio.ledger[-1].sid
    assert house.rows("SELECT provider_id FROM message WHERE step = 'calm'") == [(sid,)]
    assert house.rows("SELECT provider_id FROM attempt a WHERE provider_id = ?", sid) == [(sid,)]


def test_a_message_that_a_report_has_bound_is_never_sent_again(house: SendingHouse) -> None:
    calm_in_doubt(house)
    report_delivery(house.app, news(house, "sent"))
    assert house.send_at("2026-04-01 11:30") == Counts()
    assert house.texts() == ["welcome", "calm"]


def test_a_report_that_comes_before_the_answer_is_kept_whatever_the_answer_says(house: SendingHouse) -> None:
    """The callback arrives while the POST hangs; then the POST ends in doubt, or is refused, or asks to try again."""
    for number, answer in enumerate((IN_DOUBT, Answer("refuse", code=21614), Answer(), Answer("refuse", code=20429))):
        phone = f"+1202555014{number}"
        house.set_clock("2026-04-01 10:10")
        house.welcomed(first_name=f"Pat{number}", phone=phone)
        house.twilio.script_number(phone, answer)
        house.set_clock(CALM_IS_DUE)
        sid = f"SM{number:032}"
        with_report_first(house, sid)
        assert house.status("calm") == DELIVERED
        assert house.attempts("calm")[number:] == [("accepted", None)]
        assert house.due("calm") is None
        assert house.rows("SELECT provider_id FROM message WHERE step = 'calm' ORDER BY id DESC LIMIT 1") == [(sid,)]


def with_report_first(house: SendingHouse, sid: str) -> None:
    """Send, with the report of the attempt coming in between arming and recording."""
    house.twilio.before_answer = lambda: report_delivery(house.app, news(house, "delivered", sid=sid))
    with closing(house.dispatcher(1)) as dispatcher:
        dispatcher.run()
    house.twilio.before_answer = None


def test_a_report_of_an_attempt_that_was_to_be_tried_again_takes_it_out_of_the_queue(house: SendingHouse) -> None:
    house.welcomed()
    house.twilio.script(Answer("refuse", code=20429, http=429))
    assert house.send_at(CALM_IS_DUE) == Counts(retry=1)
    assert report_delivery(house.app, news(house, "sent", sid=SID)) is True
    assert (house.status("calm"), house.due("calm")) == (SENT, None)
    assert house.send_at("2026-04-01 11:30") == Counts()


def test_news_with_another_id_than_the_attempt_s_are_not_about_it(house: SendingHouse) -> None:
    calm_is_sent(house)
    assert report_delivery(house.app, news(house, "delivered", sid=OTHER)) is False
    assert (house.status("calm"), house.rows("SELECT 1 FROM delivery_report")) == (SENT, [])


@pytest.mark.parametrize("ids", [(None, None), (10**17, 1), (None, 1)])
def test_news_of_nothing_we_know_change_nothing(house: SendingHouse, ids: tuple[int | None, int | None]) -> None:
    calm_is_sent(house)
    assert (
        report_delivery(
            house.app, Report(OTHER, Rank.DELIVERED, "delivered", "", message_id=ids[0], attempt_number=ids[1])
        )
        is False
    )
    assert house.rows("SELECT 1 FROM delivery_report") == []


def test_an_attempt_that_was_never_made_is_bound_by_nothing(house: SendingHouse) -> None:
    house.welcomed()
    assert report_delivery(house.app, news(house, "delivered", sid=SID)) is False
    assert house.status("calm") == ("planned", None)


def test_without_our_ids_a_message_is_found_by_the_provider_s(house: SendingHouse) -> None:
    calm_is_sent(house)
    assert report_delivery(house.app, Report(house.twilio.ledger[-1].sid, Rank.READ, "read")) is True
    assert (house.status("calm"), told(house)) == (DELIVERED, ("read", 7, ""))


def test_a_text_that_did_not_arrive_is_failed_and_never_sent_again(house: SendingHouse) -> None:
    calm_is_sent(house)
    assert report_delivery(house.app, news(house, "undelivered", "30003")) is True
    assert (house.status("calm"), told(house)) == (UNDELIVERED, ("undelivered", 5, "30003"))
    assert house.send_at("2026-04-01 11:30") == Counts()


def test_care_that_did_not_arrive_goes_by_email_where_the_patient_agreed_to_it(house: SendingHouse) -> None:
    calm_is_sent(house, email=ANAS_EMAIL)
    report_delivery(house.app, news(house, "undelivered", "30003"))
    assert house.statuses("calm") == [UNDELIVERED, ("planned", None)]
    assert house.send() == Counts(sent=1)
    assert (house.texts(), house.mails()) == (["welcome", "calm"], ["calm"])
    assert house.rows("SELECT verb FROM audit_entry WHERE verb LIKE 'sent by%'") == [("sent by email instead",)]


def test_however_often_it_is_told_the_copy_goes_once(house: SendingHouse) -> None:
    calm_is_sent(house, email=ANAS_EMAIL)
    for word, code in (("failed", "30008"), ("undelivered", "30003"), ("undelivered", "30008"), ("failed", "")):
        report_delivery(house.app, news(house, word, code, sid=house.twilio.ledger[-1].sid))
    assert [status for status, _ in house.statuses("calm")] == ["failed", "planned"]


def test_no_copy_goes_after_its_window(house: SendingHouse) -> None:
    calm_is_sent(house, email=ANAS_EMAIL)
    house.set_clock("2026-04-02 10:00")
    report_delivery(house.app, news(house, "undelivered", "30003"))
    assert house.statuses("calm") == [UNDELIVERED]


def test_a_copy_waits_for_the_contact_hours(house: SendingHouse) -> None:
    calm_is_sent(house, email=ANAS_EMAIL)
    house.set_clock("2026-04-01 21:00")
    report_delivery(house.app, news(house, "undelivered", "30003"))
    assert house.due("calm") == "2026-04-02 08:00"


def test_an_invitation_that_did_not_arrive_is_not_sent_otherwise(house: SendingHouse) -> None:
    house.welcomed(email=ANAS_EMAIL)
    house.send_at("2026-07-01 11:00")
    assert house.status("come-back") == SENT
    report_delivery(house.app, news(house, "undelivered", "30003", step="come-back"))
    assert house.statuses("come-back") == [UNDELIVERED]


def test_a_landline_gets_no_more_texts_and_care_goes_by_email(house: SendingHouse) -> None:
    house.welcomed(email=ANAS_EMAIL)
    report_delivery(house.app, news(house, "undelivered", "30006", step="welcome"))
    assert house.rows("SELECT unusable_why FROM address WHERE channel = 'sms'") == [("30006",)]
    house.send_at(CALM_IS_DUE)
    assert (house.texts(), house.mails()) == (["welcome"], ["calm"])


def test_a_landline_without_an_email_leaves_the_care_to_staff(house: SendingHouse) -> None:
    house.welcomed()
    report_delivery(house.app, news(house, "failed", "30005", step="welcome"))
    assert (house.status("calm"), house.status("welcome")) == (("canceled", "no_address"), UNDELIVERED)


def test_a_stop_that_the_provider_tells_is_an_opt_out_and_nothing_follows_it(house: SendingHouse) -> None:
    calm_is_sent(house, email=ANAS_EMAIL)
    report_delivery(house.app, news(house, "undelivered", "21610"))
    assert house.rows("SELECT scope, recorded_by FROM opt_out") == [("all", "program")]
    assert (house.statuses("calm"), house.status("flaking")) == ([UNDELIVERED], ("canceled", "opted_out"))


def test_our_own_wrong_setting_stops_the_channel(house: SendingHouse) -> None:
    calm_is_sent(house, email=ANAS_EMAIL)
    report_delivery(house.app, news(house, "undelivered", "30034"))
    assert (house.holds(), house.statuses("calm")) == ([("channel", "sms", "program")], [UNDELIVERED])


def test_old_news_of_a_setting_that_a_person_has_put_right_stop_nothing(house: SendingHouse) -> None:
    calm_is_sent(house)
    report_delivery(house.app, news(house, "undelivered", "30034"))
    house.set_clock("2026-04-01 12:00")
    release_sending(house.app, "sms", "Rosa", "registered now")
    report_delivery(house.app, news(house, "undelivered", "30035"))
    assert house.holds() == []


def test_a_welcome_that_a_report_finds_taken_lets_the_steps_leave(house: SendingHouse) -> None:
    house.twilio.script(IN_DOUBT)
    house.welcomed()
    assert house.send_at(CALM_IS_DUE) == Counts()
    assert (house.status("welcome"), house.due("calm")) == (("unknown", "outcome_unknown"), None)
    report_delivery(house.app, news(house, "queued", step="welcome"))
    assert house.send() == Counts(sent=1)
    assert house.texts() == ["welcome", "calm"]


def test_a_message_that_a_person_closed_is_lifted_and_the_audit_says_so(house: SendingHouse) -> None:
    calm_in_doubt(house)
    close(house.app, news(house, "sent").message_id or 0, "Rosa", "she says she has it")
    report_delivery(house.app, news(house, "delivered"))
    assert house.status("calm") == DELIVERED
    assert house.rows("SELECT \"by\" FROM audit_entry WHERE verb = 'found taken'") == [("program",)]


def test_a_message_that_a_person_sent_once_more_needs_nobody_s_look_when_it_failed(house: SendingHouse) -> None:
    calm_in_doubt(house)
    first = news(house, "undelivered", "30003")
    resend(house.app, first.message_id or 0, "Rosa", "she has not got it")
    report_delivery(house.app, first)
    assert house.statuses("calm") == [("failed", "staff"), ("planned", None)]


def test_a_welcome_that_was_replaced_keeps_its_news_and_stays_as_it_is(house: SendingHouse) -> None:
    house.twilio.script(IN_DOUBT)
    house.welcomed()
    first = news(house, "delivered", step="welcome")
    resend(house.app, first.message_id or 0, "Rosa", "she has not got it")
    assert report_delivery(house.app, first) is True
    assert house.statuses("welcome") == [("failed", "staff"), ("planned", None)]
    assert house.rows("SELECT reported FROM message WHERE id = ?", first.message_id) == [("delivered",)]


def test_a_late_report_is_kept_though_the_patient_has_stopped(house: SendingHouse) -> None:
    calm_is_sent(house)
    opt_out(house.app, ANA, OptOutScope.ALL, "Rosa", "said so")
    report_delivery(house.app, news(house, "delivered"))
    assert (house.status("calm"), house.status("flaking")) == (DELIVERED, ("canceled", "opted_out"))


def test_final_news_end_all_asking(house: SendingHouse) -> None:
    calm_in_doubt(house)
    report_delivery(house.app, news(house, "sent"))
    ((asking, asked),) = house.rows("SELECT ask_at IS NOT NULL, asked FROM message WHERE step = 'calm'")
    report_delivery(house.app, news(house, "delivered"))
    ended = house.rows("SELECT ask_at, unconfirmed_at FROM message WHERE step = 'calm'")
    assert (bool(asking), asked, ended) == (True, 0, [(None, None)])


def test_no_words_of_a_patient_are_in_the_reports(house: SendingHouse) -> None:
    calm_is_sent(house)
    report_delivery(house.app, news(house, "undelivered", "30003"))
    [row] = house.rows("SELECT provider_id, attempt_number, status, rank, code FROM delivery_report")
    assert row == (house.twilio.ledger[-1].sid, 1, "undelivered", 5, "30003")


WORDS = ("queued", "sending", "sent", "failed", "undelivered", "delivered", "read")
STARTS = {"sent": calm_is_sent, "in doubt": calm_in_doubt}


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), start=st.sampled_from(sorted(STARTS)))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reports_in_any_order_with_any_loss_end_by_their_highest(
    sqlite_url: str, tmp_path_factory: pytest.TempPathFactory, words: list[str], start: str
) -> None:
    folder = tmp_path_factory.mktemp("order")
    copy = folder / "reminders.db"
    copy.write_bytes(Path(sqlite_url.removeprefix("sqlite:///")).read_bytes())
    with closing(Database(f"sqlite:///{copy}", KEYRING)) as database, open_sending_house(database, folder) as house:
        STARTS[start](house)
        reports = [news(house, word) for word in words]
        for report in reports:
            report_delivery(house.app, report)
        expected = None
        for one in reports:
            expected = merge(expected, News(one.rank, one.status, one.code))
        assert expected is not None
        status, reason = standing(expected)
        assert house.status("calm") == (status.value, reason.value if reason else None)
        assert told(house) == (expected.status, int(expected.rank), "")
        assert house.send_at("2026-04-01 11:30") == Counts()
