"""Messages to review in a browser: what is listed, what is known, what is decided, and what a second person hears."""

import re

import pytest

from reminders.actions.resolving import close, resend
from reminders.domain.words import Role
from tests.web.conftest import Site
from tests.web.desk import NAMES, Browser, Desk
from tests.web.test_inbox import words

ANA, BEN, CLEO = "+12025550111", "+12025550112", "+12025550113"
SAM = NAMES[Role.STAFF]


@pytest.fixture
def sam(site: Site) -> Browser:
    return Desk(site).browser(Role.STAFF)


def troubled(site: Site, first_name: str, phone: str, status: str, outcome: str, code: str | None = None) -> int:
    """A step that has left and of which this is known; returns its message."""
    site.enroll(first_name, phone=phone)
    site.send()
    with site.app.database.write() as work:
        ((message_id,),) = work.all("SELECT MAX(id) FROM message WHERE origin = 'step' AND status = 'sent'")
        reason = {"unknown": "outcome_unknown", "failed": "undelivered"}.get(status)
        work.run(
            "UPDATE message SET status = ?, status_reason = ?, reported = 'undelivered', report_code = ?, "
            "reported_at = armed_at, unconfirmed_at = ? WHERE id = ?",
            (status, reason, code, 1 if status == "sent" else None, message_id),
        )
        work.run("UPDATE attempt SET outcome = ? WHERE message_id = ?", (outcome, message_id))
    return int(message_id)


def failed(site: Site, first_name: str = "Ana", phone: str = ANA) -> int:
    return troubled(site, first_name, phone, "failed", "accepted", "30003")


def in_doubt(site: Site, first_name: str = "Ana", phone: str = ANA) -> int:
    return troubled(site, first_name, phone, "unknown", "in_doubt")


def silent(site: Site, first_name: str = "Ana", phone: str = ANA) -> int:
    return troubled(site, first_name, phone, "sent", "accepted")


def listed(html: str) -> list[str]:
    return re.findall(r'<span class="spread"><strong>([^<]*)</strong>', html)


def stored(site: Site, message_id: int) -> tuple[str, str | None, str | None]:
    with site.app.database.read() as work:
        return work.all("SELECT status, status_reason, decided_by FROM message WHERE id = ?", (message_id,))[0]


def test_empty_shelves_say_what_will_be_there(sam: Browser) -> None:
    assert "Nothing is in doubt" in words(sam.get("/review").text)
    assert "Everything arrived" in words(sam.get("/review/failed").text)
    assert "No message without news" in words(sam.get("/review/silent").text)


def test_review_opens_on_the_first_shelf_that_holds_anything(site: Site, sam: Browser) -> None:
    failed(site)
    html = sam.get("/review").text
    assert listed(html) == ["Ana"]
    assert "These did not reach the patient." in words(html)


def test_one_message_tells_what_is_known_and_offers_the_choices(site: Site, sam: Browser) -> None:
    text = words(sam.get(f"/review/{in_doubt(site)}").text)
    assert "No clear answer: the provider may have taken it or not" in text
    assert "Send it again (it may arrive twice) It leaves at once." in text
    assert "Close it: nothing more is sent" in text
    assert "(202) 555-0111" in text


@pytest.mark.parametrize(
    ("act", "expected", "told"),
    [
        ("arrived", ("sent", None, SAM), "Noted: it arrived."),
        ("resend", ("failed", "staff", SAM), "It is sent once more."),
        ("close", ("failed", "staff", SAM), "Closed: nothing more is sent of it."),
    ],
)
def test_a_decision_is_carried_out_in_the_name_of_who_is_signed_in(
    site: Site, sam: Browser, act: str, expected: tuple[str, str | None, str], told: str
) -> None:
    message_id = in_doubt(site)
    answer = sam.post(f"/review/{message_id}", {"act": act, "why": "she called"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/review/doubt?done={act}")
    assert stored(site, message_id) == expected
    assert told in words(sam.get(answer.headers["location"]).text)


def test_a_missing_reason_keeps_what_was_chosen(site: Site, sam: Browser) -> None:
    message_id = in_doubt(site)
    answer = sam.post(f"/review/{message_id}", {"act": "close", "why": " "})
    assert answer.status_code == 422
    assert re.findall(r'value="close"[^>]* checked', answer.text) != []
    assert "Why: is missing" in words(answer.text)
    assert stored(site, message_id)[0] == "unknown"


def test_without_a_choice_nothing_happens_and_the_reason_is_kept(site: Site, sam: Browser) -> None:
    message_id = in_doubt(site)
    answer = sam.post(f"/review/{message_id}", {"why": "she called"})
    assert (answer.status_code, 'value="she called"' in answer.text) == (422, True)
    assert "choose what is to be done" in words(answer.text)


def test_a_shelf_that_was_just_emptied_does_not_say_that_all_arrived(site: Site, sam: Browser) -> None:
    answer = sam.post(f"/review/{failed(site)}", {"act": "resend", "why": "she called"})
    emptied = words(sam.get(answer.headers["location"]).text)
    assert ("Nothing else waits here" in emptied, "Everything arrived" in emptied) == (True, False)
    assert "Everything arrived" in words(sam.get("/review/failed").text)


def test_the_phones_more_tells_how_many_messages_wait_for_review(site: Site, sam: Browser) -> None:
    failed(site)
    (more,) = re.findall(r"<summary>.*?</summary>", sam.get("/review").text)
    assert words(f"<main>{more}") == "More 1 message to review"


def test_the_second_person_hears_who_has_decided(site: Site, sam: Browser) -> None:
    message_id = in_doubt(site)
    close(site.app, message_id, "Rosa", "called her")
    answer = sam.post(f"/review/{message_id}", {"act": "resend", "why": "she called"})
    assert answer.status_code == 422
    assert "Rosa has decided about this message." in words(answer.text)
    assert stored(site, message_id) == ("failed", "staff", "Rosa")


def test_what_is_not_possible_says_why(site: Site, sam: Browser) -> None:
    message_id = failed(site)
    with site.app.database.write() as work:
        work.run("UPDATE address SET unusable_at = 1, unusable_why = '30006'")
    text = words(sam.get(f"/review/{message_id}").text)
    assert "Send it again: not possible. This address is marked as one that cannot be reached." in text
    assert sam.post(f"/review/{message_id}", {"act": "resend", "why": "x"}).status_code == 422


def test_several_are_closed_after_the_effect_was_told_in_numbers(site: Site, sam: Browser) -> None:
    ids = [failed(site), failed(site, "Ben", BEN), failed(site, "Cleo", CLEO)]
    asked = sam.post("/review/failed/several", {"id": [str(ids[0]), str(ids[2])]})
    assert "Close 2 messages?" in words(asked.text)
    assert [stored(site, one)[0:2] for one in ids] == [("failed", "undelivered")] * 3
    done = sam.post("/review/failed/several", {"id": [str(ids[0]), str(ids[2])], "why": "called them", "sure": "yes"})
    assert done.headers["location"] == "/review/failed?done=several"
    assert listed(sam.get("/review/failed").text) == ["Ben"]


def test_all_of_a_page_are_chosen_at_once(site: Site, sam: Browser) -> None:
    ids = [str(failed(site)), str(failed(site, "Ben", BEN))]
    assert "Close 2 messages?" in words(sam.post("/review/failed/several", {"listed": ids, "all": "yes"}).text)


def test_several_without_a_reason_keep_the_choice(site: Site, sam: Browser) -> None:
    message_id = failed(site)
    answer = sam.post("/review/failed/several", {"id": [str(message_id)], "why": "", "sure": "yes"})
    assert (answer.status_code, "Close 1 message?" in words(answer.text)) == (422, True)
    assert "Why: is missing" in words(answer.text)


def test_none_chosen_says_so(site: Site, sam: Browser) -> None:
    failed(site)
    answer = sam.post("/review/failed/several", {"id": ["x"]})
    assert (answer.status_code, listed(answer.text)) == (422, ["Ana"])


def test_what_a_colleague_decided_meanwhile_is_told(site: Site, sam: Browser) -> None:
    first, second = failed(site), failed(site, "Ben", BEN)
    resend(site.app, second, "Rosa", "she asked")
    form: dict[str, str | list[str]] = {"id": [str(first), str(second)], "why": "called them", "sure": "yes"}
    answer = sam.post("/review/failed/several", form)
    assert answer.headers["location"] == "/review/failed?done=several-but"
    again = sam.post("/review/failed/several", form)
    assert again.headers["location"] == "/review/failed?done=several-but"
    assert sam.post("/review/failed/several", {"id": [str(first)]}).status_code == 303


def test_messages_without_news_are_left_together(site: Site, sam: Browser) -> None:
    ids = [str(silent(site)), str(silent(site, "Ben", BEN))]
    assert "Leave 2 messages as sent?" in words(sam.post("/review/silent/several", {"id": ids}).text)
    sam.post("/review/silent/several", {"id": ids, "why": "fine", "sure": "yes"})
    assert listed(sam.get("/review/silent").text) == []


def test_what_is_in_doubt_is_looked_at_one_by_one(sam: Browser) -> None:
    assert sam.post("/review/doubt/several", {"id": ["1"]}).status_code == 404


@pytest.mark.parametrize("path", ["/review/999", "/review/0", "/review/9223372036854775808", "/review/nothing"])
def test_a_message_or_shelf_that_is_none_is_not_found(path: str, sam: Browser) -> None:
    assert sam.get(path).status_code == 404


def test_another_clinics_message_is_not_found(site: Site, sam: Browser) -> None:
    message_id = failed(site)
    with site.app.database.write() as work:
        work.run(
            "INSERT INTO clinic (id, name, postal_address, settle_minutes, send_time, created_at) "
            "VALUES (990, 'Other', '', 5, '10:00', 0)"
        )
        work.run("UPDATE message SET clinic_id = 990 WHERE id = ?", (message_id,))
    assert sam.get(f"/review/{message_id}").status_code == 404
    assert sam.post(f"/review/{message_id}", {"act": "close", "why": "x"}).status_code == 404
    assert stored(site, message_id)[1] == "undelivered"


def test_titles_and_addresses_hold_no_names(site: Site, sam: Browser) -> None:
    message_id = failed(site)
    for path in ("/review/failed", f"/review/{message_id}"):
        html = sam.get(path).text
        assert [title for title in re.findall(r"<title>(.*?)</title>", html) if "Ana" in title] == []
        assert [one for one in re.findall(r'(?:href|action)="([^"]*)"', html) if "Ana" in one] == []
