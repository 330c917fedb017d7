"""The inbox in a browser: what is listed, what each act does, and what a second person hears."""

import re
from datetime import timedelta
from itertools import count

import pytest

from reminders.actions.answering import answer
from reminders.actions.hearing import hear
from reminders.domain.words import Role
from reminders.transports.base import Inbound, Media
from tests.web.conftest import Site
from tests.web.desk import Browser, Desk

ANA, BEN = "+12025550111", "+12025550112"
WORRIED = "I can't breathe well since this morning"
_numbers = count(1)


def heard(site: Site, text: str, sender: str = ANA, pictures: int = 0) -> int:
    """A text from a phone, now; returns the reply's id."""
    media = tuple(Media(f"https://pictures.example/{n}", "image/jpeg") for n in range(pictures))
    inbound = Inbound(f"SM{next(_numbers):032x}", sender, "+12025550199", text, site.now[0], media=media)
    return hear(site.app, inbound).reply_id


@pytest.fixture
def sam(site: Site) -> Browser:
    """Somebody of the staff, at a site where Ana is enrolled."""
    desk = Desk(site)
    desk.staff_id(Role.ADMIN)
    site.enroll("Ana", phone=ANA)
    return desk.browser(Role.STAFF)


def words(html: str) -> str:
    """What a page says inside its main part."""
    main = html[html.find("<main") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("&#39;", "'").strip()


def titles(html: str) -> list[str]:
    """Who wrote each listed reply."""
    return re.findall(r'<span class="spread"><strong>([^<]*)</strong>', html)


def marks(html: str, act: str) -> dict[str, str]:
    """What the form of an act brings back of what was seen."""
    form = html[html.index(f'action="{act}"') :].partition("</form>")[0]
    found = dict(re.findall(r'name="(seen|newest)" value="([^"]*)"', form))
    newest = re.search(r'name="newest"[^>]* value="(\d+)"', html)
    return found if "newest" in found or newest is None else {**found, "newest": newest[1]}


def test_an_empty_inbox_says_what_will_be_here(sam: Browser) -> None:
    assert "Nobody waits for an answer" in words(sam.get("/inbox").text)
    assert "Nothing waits for you" in words(sam.get("/inbox?show=mine").text)
    assert "Nothing is done yet" in words(sam.get("/inbox?show=done").text)


def test_urgent_replies_stand_first_with_their_sign_owner_and_clock(site: Site, sam: Browser) -> None:
    heard(site, "is makeup ok?")
    site.enroll("Ben", phone=BEN)
    heard(site, WORRIED, BEN, pictures=2)
    site.now[0] += timedelta(minutes=7)
    html = sam.get("/inbox").text
    assert titles(html) == ["Ben", "Ana"]
    said = words(html)
    assert "Urgent Warning sign" in said
    assert "2 photos" in said
    assert "answers by 12:15 pm, in 8 min" in said


def test_who_is_late_is_told_with_the_one_it_was_passed_to(site: Site, sam: Browser) -> None:
    heard(site, WORRIED)
    site.now[0] += timedelta(minutes=27)
    assert "12 min late, with" in words(sam.get("/inbox").text)


def test_whoever_has_a_reply_is_told_so_as_you(site: Site, sam: Browser) -> None:
    reply = heard(site, WORRIED)
    page = f"/inbox/{reply}"
    sam.post(f"{page}/take", marks(sam.get(page).text, f"{page}/take"))
    said = [turn(sam, page)]
    for minutes in (14, 1, 11):
        site.now[0] += timedelta(minutes=minutes)
        said.append(turn(sam, page))
    assert said == [
        "You answer by 12:15 pm, in 15 min",
        "You answer by 12:15 pm, in 1 min",
        "You answer by 12:15 pm, in 0 min",
        "11 min late, with you",
    ]
    other = heard(site, "is makeup ok?")
    sam.post(f"/inbox/{other}/take")
    assert turn(sam, f"/inbox/{other}") == "You have it"


def turn(browser: Browser, page: str) -> str:
    """Who answers and by when, as the page of a reply says it."""
    (said,) = re.findall(r'id="turn">.*<span>([^<]*)</span>\s*</p>', browser.get(page).text, re.DOTALL)
    return str(said)


def test_two_spellings_of_one_sign_are_told_once(site: Site, sam: Browser) -> None:
    heard(site, "fever, and pus, lots of puss")
    assert re.findall(r"Warning sign: [^<]*", sam.get("/inbox").text) == ["Warning sign: pus, fever"]


def test_what_was_asked_stands_before_the_older_conversation_with_the_way_to_the_box(site: Site, sam: Browser) -> None:
    site.send()
    reply = heard(site, WORRIED)
    html = sam.get(f"/inbox/{reply}").text
    asked = html[html.index('id="asked"') : html.index('<section class="panel talk"')]
    assert words(f"<main {asked}") == f"{WORRIED} Answer"
    assert ('href="#field-text"' in asked, 'id="field-text"' in html) == (True, True)
    sam.post(f"/inbox/{reply}/close", {"why": "called her"})
    assert 'id="asked"' not in sam.get(f"/inbox/{reply}").text


def test_everybody_finds_the_duty_list(sam: Browser) -> None:
    html = sam.get("/inbox").text
    assert re.findall(r'<a href="/team[^"]*">', html) == ['<a href="/team/duty">']
    assert "Add a shift" not in words(sam.get("/team/duty").text)


def test_a_reply_of_a_shared_number_names_all_who_may_have_written(site: Site, sam: Browser) -> None:
    site.enroll("Ben", phone=ANA)
    heard(site, "is makeup ok?")
    heard(site, "who is this?", "+12025550177")
    assert titles(sam.get("/inbox").text) == ["(202) 555-0177", "Ana or Ben"]


def test_the_list_alone_is_sent_to_a_page_that_is_open(site: Site, sam: Browser) -> None:
    heard(site, "is makeup ok?")
    answered = sam.get("/inbox?show=open", part=True).text
    assert (titles(answered), "<html" in answered) == (["Ana"], False)


def test_a_shelf_shows_fifty_and_leads_on_to_the_rest_without_a_gap(site: Site, sam: Browser) -> None:
    heard(site, WORRIED)
    for _ in range(60):
        heard(site, "thanks!")
    first = sam.get("/inbox").text
    older = re.search(r'href="(/inbox\?show=open&amp;after=[^"]+)"', first)
    assert older is not None
    second = sam.get(older[1].replace("&amp;", "&")).text
    ids = [re.findall(r'id="reply-(\d+)"', html) for html in (first, second)]
    assert ([len(one) for one in ids], len(set(ids[0] + ids[1])), "live" in second) == ([50, 11], 61, False)


def test_an_unknown_shelf_or_reply_is_not_there(sam: Browser) -> None:
    found = [sam.get(path).status_code for path in ("/inbox?show=new", "/inbox/1", "/inbox/0", f"/inbox/{2**63}")]
    assert (found, sam.post("/inbox/1/close", {"why": "x"}).status_code) == ([404] * 4, 404)


def test_a_reply_is_read_with_what_was_said_before_and_what_comes(site: Site, sam: Browser) -> None:
    site.send()
    reply = heard(site, "is makeup ok?", pictures=1)
    html = sam.get(f"/inbox/{reply}").text
    said = words(html)
    assert "Ana" in said
    assert "is makeup ok?" in said
    assert "First 24 to 48 hours" in said
    assert f'src="/replies/{reply}/pictures/1"' in html
    assert "<title>Reply · Lakeside</title>" in html


def test_an_answer_leaves_as_a_text_and_the_reply_is_done(site: Site, sam: Browser) -> None:
    reply = heard(site, "is makeup ok?")
    html = sam.get(f"/inbox/{reply}").text
    act = f"/inbox/{reply}/answer"
    sent = sam.post(act, {"text": "Yes,\r\nfrom tomorrow.", **marks(html, act)})
    assert (sent.status_code, sent.headers["location"]) == (303, "/inbox?done=answered")
    assert "Your answer is on its way." in words(sam.get("/inbox?done=answered").text)
    said = words(sam.get(f"/inbox/{reply}").text)
    assert "Yes, from tomorrow." in said
    assert "Done by Sam" in said


def test_a_mistake_keeps_what_was_typed_and_says_what_to_do(site: Site, sam: Browser) -> None:
    reply = heard(site, "is makeup ok?")
    long = "word " * 100
    refused = sam.post(f"/inbox/{reply}/answer", {"text": long})
    assert refused.status_code == 422
    assert long in refused.text
    assert "the text is longer than 2 segments" in words(refused.text)
    assert "Why: is missing" in words(sam.post(f"/inbox/{reply}/close", {"why": " "}).text)


def test_the_text_is_counted_while_it_is_typed(sam: Browser) -> None:
    counted = [sam.post("/inbox/count", {"text": text}).text for text in ("", "Yes", "Sí " * 30, "a" * 400)]
    assert [words("<main>" + one) for one in counted] == [
        "Up to 306 characters.",
        "3 characters, 1 text",
        "89 characters, 2 texts · í makes it longer to send",
        "Too long to send: shorten it.",
    ]


def test_who_answers_second_hears_of_the_first_before_anything_is_sent(site: Site, sam: Browser) -> None:
    reply = heard(site, "is makeup ok?")
    act = f"/inbox/{reply}/answer"
    seen = marks(sam.get(f"/inbox/{reply}").text, act)
    answer(site.app, reply, "Yes.", "Rosa")
    refused = sam.post(act, {"text": "No, wait a day.", **seen})
    assert refused.status_code == 409
    assert "Rosa has answered or closed this meanwhile." in words(refused.text)
    assert "No, wait a day." in refused.text
    again = sam.post(act, {"text": "No, wait a day.", **marks(refused.text, act)})
    assert (again.status_code, sum("wait a day" in text for text in texts(site))) == (303, 1)


def test_a_new_text_is_read_before_the_answer_to_the_old_one_leaves(site: Site, sam: Browser) -> None:
    reply = heard(site, "is makeup ok?")
    act = f"/inbox/{reply}/answer"
    seen = marks(sam.get(f"/inbox/{reply}").text, act)
    heard(site, "and now it bleeds")
    refused = sam.post(act, {"text": "Yes.", **seen})
    assert "Another text has come from this number meanwhile: read it first." in words(refused.text)
    assert (refused.status_code, texts(site)) == (409, [])


def test_a_reply_is_taken_and_handed_on_and_a_second_taker_hears_of_it(site: Site, sam: Browser) -> None:
    reply = heard(site, "is makeup ok?")
    html = sam.get(f"/inbox/{reply}").text
    seen = marks(html, f"/inbox/{reply}/take")
    assert sam.post(f"/inbox/{reply}/take", seen).headers["location"] == f"/inbox/{reply}?done=taken"
    assert titles(sam.get("/inbox?show=mine").text) == ["Ana"]
    handed = sam.post(f"/inbox/{reply}/assign", {"to": "Rosa"})
    assert handed.headers["location"] == f"/inbox/{reply}?done=assigned"
    refused = sam.post(f"/inbox/{reply}/take", seen)
    assert (refused.status_code, "Rosa has it now." in words(refused.text)) == (409, True)


def test_whose_reply_it_is_is_chosen_among_those_who_share_the_number(site: Site, sam: Browser) -> None:
    site.enroll("Ben", phone=ANA)
    reply = heard(site, "is makeup ok?")
    html = sam.get(f"/inbox/{reply}").text
    (ben,) = re.findall(r'name="patient" value="(\d+)"[^>]*><span>Ben', html)
    assert sam.post(f"/inbox/{reply}/belongs", {"patient": ben}).status_code == 303
    assert titles(sam.get("/inbox").text) == ["Ben"]
    assert sam.post(f"/inbox/{reply}/belongs", {"patient": "7"}).status_code == 422


def test_who_says_second_whose_reply_it_is_hears_of_the_first(site: Site, sam: Browser) -> None:
    site.enroll("Ben", phone=ANA)
    act = f"/inbox/{heard(site, 'is makeup ok?')}/belongs"
    html = sam.get(act.removesuffix("/belongs")).text
    seen, people = marks(html, act), re.findall(r'name="patient" value="(\d+)"', html)
    assert Desk(site).browser(Role.ADMIN).post(act, {"patient": people[0], **seen}).status_code == 303
    told = sam.post(act, {"patient": people[1], **seen})
    assert (told.status_code, "Rosa has said meanwhile whose it is." in words(told.text)) == (409, True)
    assert sam.post(act, {"patient": people[1], **marks(told.text, act)}).status_code == 303


def test_a_wish_to_stop_is_decided_with_its_effect_in_numbers(site: Site, sam: Browser) -> None:
    reply = heard(site, "please stop texting me")
    html = sam.get(f"/inbox/{reply}").text
    assert "Messages to this number wait for you" in words(html)
    assert re.search(r"They want no more: \d+ coming messages are canceled \(Ana\)", words(html))
    stopped = sam.post(f"/inbox/{reply}/stop", marks(html, f"/inbox/{reply}/stop"))
    assert stopped.headers["location"] == "/inbox?done=stopped"
    said = words(sam.get(f"/inbox/{reply}").text)
    assert "This number has stopped all texts" in said
    assert "Your answer" not in said


def test_texts_go_on_or_never_go_to_a_wrong_number(site: Site, sam: Browser) -> None:
    reply = heard(site, "please stop texting me")
    assert sam.post(f"/inbox/{reply}/go-on").headers["location"] == f"/inbox/{reply}?done=goes-on"
    refused = sam.post(f"/inbox/{reply}/go-on")
    assert (refused.status_code, "is not on hold" in words(refused.text)) == (422, True)
    assert sam.post(f"/inbox/{reply}/wrong-number").headers["location"] == "/inbox?done=wrong-number"


def test_a_reply_is_closed_without_an_answer_and_kept_on_the_shelf_of_done_ones(site: Site, sam: Browser) -> None:
    reply = heard(site, "thanks!")
    closed = sam.post(f"/inbox/{reply}/close", {"why": "called her"})
    assert closed.headers["location"] == "/inbox?done=closed"
    assert (titles(sam.get("/inbox").text), titles(sam.get("/inbox?show=done").text)) == ([], ["Ana"])


def test_the_conversation_alone_is_sent_to_a_page_that_is_open(site: Site, sam: Browser) -> None:
    reply = heard(site, "is makeup ok?")
    newer = heard(site, "and sport?")
    html = sam.get(f"/inbox/{reply}", part=True).text
    assert ("and sport?" in html, "<html" in html, f'form="answer" value="{newer}"' in html) == (True, False, True)


def texts(site: Site) -> list[str]:
    """What staff answered, whatever became of it."""
    opened = site.app.database.keyring.open
    with site.app.database.read() as work:
        rows = work.all("SELECT id, text_enc FROM message WHERE origin = 'answer' ORDER BY id")
    return [opened(b"message.text", message_id, text) for message_id, text in rows]
