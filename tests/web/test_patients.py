"""The list of patients through its pages."""

import re
from html import unescape

import pytest

from reminders.actions.opting_out import opt_out
from reminders.domain.words import OptOutScope, Role
from reminders.store.audit import audit_of
from tests.web.conftest import Site
from tests.web.desk import Browser, Desk

ANA, BEN = "+12025550111", "+12025550112"


@pytest.fixture
def browser(site: Site) -> Browser:
    site.enroll("Ana", last_name="Diaz", phone=ANA)
    site.enroll("=Ben", phone=BEN, email="ben@example.com")
    return Desk(site).browser(Role.CLINICIAN)


def names(text: str) -> list[str]:
    """Who is listed, in this order."""
    return [part.partition("</strong>")[0] for part in text.split('class="who"><strong>')[1:]]


def test_everybody_is_listed_with_number_stage_and_marks(site: Site, browser: Browser) -> None:
    opt_out(site.app, ANA, OptOutScope.ALL, "Rosa", "said so")
    answer = browser.get("/patients")
    assert (answer.status_code, names(answer.text)) == (200, ["=Ben", "Ana Diaz"])
    assert [answer.text.count(words) for words in ("(202) 555-0111", "Day of treatment</span>", "Said stop")] == [
        1,
        2,
        1,
    ]


def test_a_filter_is_in_the_address_and_an_unknown_one_filters_nothing(browser: Browser, site: Site) -> None:
    opt_out(site.app, ANA, OptOutScope.ALL, "Rosa", "said so")
    assert names(browser.get("/patients?attention=stopped").text) == ["Ana Diaz"]
    assert names(browser.get("/patients?stage=microneedling/treatment-day&attention=stopped").text) == ["Ana Diaz"]
    assert names(browser.get("/patients?stage=microneedling/touch-up").text) == []
    assert names(browser.get("/patients?stage=gone/away&status=odd&attention=odd").text) == ["=Ben", "Ana Diaz"]


@pytest.mark.parametrize("after", ["0", "-1", "x", str(2**63), "1-x", f"1-{2**63}", "1-2-3", ""])
def test_a_place_in_the_list_that_cannot_be_is_nothing(browser: Browser, after: str) -> None:
    assert browser.get(f"/patients?after={after}").status_code == 404
    assert browser.post("/patients", {"text": "ana", "after": after}).status_code == 404


def test_a_search_is_posted_and_answered_on_the_spot(browser: Browser) -> None:
    answer = browser.post("/patients", {"text": "0111"})
    assert (answer.status_code, names(answer.text)) == (200, ["Ana Diaz"])
    assert 'value="0111"' in answer.text


def test_an_open_page_gets_the_list_alone(browser: Browser) -> None:
    answer = browser.post("/patients", {"text": "ben@example.com"}, part=True)
    assert (names(answer.text), "<html" in answer.text, 'role="search"' in answer.text) == (["=Ben"], False, False)
    assert 'hx-swap-oob="true">1 patient listed</p>' in answer.text
    assert names(browser.post("/patients", {"text": " "}, part=True).text) == ["=Ben", "Ana Diaz"]


def test_a_text_that_can_find_nobody_says_what_to_type_and_stays(browser: Browser) -> None:
    answer = browser.post("/patients", {"text": "q"})
    assert (answer.status_code, 'value="q"' in answer.text) == (422, True)
    assert "Give two letters or more of a name" in answer.text
    assert browser.post("/patients", {"text": "q"}, part=True).status_code == 200


def test_an_empty_search_shows_the_list_and_a_vain_one_says_so(browser: Browser) -> None:
    assert browser.post("/patients", {"text": ""}).headers["location"] == "/patients"
    assert "Nobody found" in browser.post("/patients", {"text": "zz"}).text


def turns(text: str) -> dict[str, list[tuple[str, str]]]:
    """The forms that turn the page, by their words: their fields but for the token."""
    found = {}
    for form in re.findall(r"<form[^>]*>(?:(?!</form>).)*name=\"turned\".*?</form>", text, re.DOTALL):
        fields = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
        (words,) = re.findall(r">([A-Za-z]+)<", form)
        found[words] = [(name, value) for name, value in fields if name != "_token"]
    return found


def posted(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def test_a_search_is_turned_page_by_page_and_back_without_a_word_in_the_address(site: Site, browser: Browser) -> None:
    for number in range(101):
        site.enroll(f"Zoe{number}", phone="+12025550133")
    everybody = [f"Zoe{number}" for number in range(100, -1, -1)]
    first = browser.post("/patients", {"text": "zo", "status": "active"})
    assert (names(first.text), list(turns(first.text))) == (everybody[:50], ["Older"])
    second = browser.post("/patients", posted(turns(first.text)["Older"]), part=True)
    assert (names(second.text), list(turns(second.text))) == (everybody[50:100], ["Newer", "Older"])
    third = browser.post("/patients", posted(turns(second.text)["Older"]))
    assert (names(third.text), list(turns(third.text))) == (everybody[100:], ["Newer"])
    back = browser.post("/patients", posted(turns(third.text)["Newer"]))
    assert (names(back.text), list(turns(back.text))) == (everybody[50:100], ["Newer", "Older"])
    start = browser.post("/patients", posted(turns(back.text)["Newer"]))
    assert (names(start.text), list(turns(start.text))) == (everybody[:50], ["Older"])
    assert "zo" not in "".join(re.findall(r'href="([^"]*)"', third.text))


def test_a_filtered_list_is_turned_page_by_page_and_back_by_its_address(site: Site, browser: Browser) -> None:
    for number in range(50):
        site.enroll(f"Zoe{number}", phone="+12025550133")
    first = browser.get("/patients?stage=microneedling/treatment-day")
    (older,) = re.findall(r'href="([^"]*after[^"]*)"', first.text)
    second = browser.get(unescape(older))
    (newer,) = re.findall(r'href="(/patients\?[^"]*)"', second.text)
    assert (len(names(first.text)), names(second.text)) == (50, ["=Ben", "Ana Diaz"])
    assert names(browser.get(unescape(newer)).text) == names(first.text)


def test_a_filter_keeps_the_search_and_a_search_the_filter(site: Site, browser: Browser) -> None:
    opt_out(site.app, ANA, OptOutScope.ALL, "Rosa", "said so")
    both = browser.post("/patients", {"text": "di", "attention": "stopped"})
    assert names(both.text) == ["Ana Diaz"]
    assert 'name="text" form="filters" value="di"' in both.text
    assert both.text.count('name="attention" value="stopped"') == 2
    vain = browser.post("/patients", {"text": "be", "attention": "stopped"})
    assert (names(vain.text), "Search everybody" in vain.text) == ([], True)


def test_a_filter_without_a_search_goes_into_the_address(browser: Browser) -> None:
    answer = browser.post("/patients", {"text": " ", "attention": "stopped", "stage": "microneedling/touch-up"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/patients?stage=microneedling%2Ftouch-up&attention=stopped"


@pytest.mark.parametrize("text", ["ab " * 3000, "ab" * 6000])
def test_a_long_search_is_answered(browser: Browser, text: str) -> None:
    assert "Nobody found" in browser.post("/patients", {"text": text}).text


def test_an_empty_list_teaches(site: Site) -> None:
    answer = Desk(site).browser().get("/patients")
    assert ("No patients yet" in answer.text, "/patients/export" in answer.text) == (True, False)


def test_the_list_is_taken_away_safe_for_a_spreadsheet_and_audited(browser: Browser, site: Site) -> None:
    answer = browser.post("/patients/export", {"stage": "microneedling"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="patients.csv"'
    header, *rows = answer.content.decode("utf-8-sig").splitlines()
    assert answer.content.startswith(b"\xef\xbb\xbf")
    told = [dict(zip(header.split(","), row.split(","), strict=True)) for row in rows]
    assert [(one["first_name"], one["phone"], one["email"], one["stage"]) for one in told] == [
        ("'=Ben", "'+12025550112", "ben@example.com", "Day of treatment"),
        ("Ana", "'+12025550111", "", "Day of treatment"),
    ]
    assert [(one["consent_care"], one["stopped"], one["treated_at"]) for one in told] == [
        ("yes", "no", "2026-03-11 11:29")
    ] * 2
    with site.app.database.read() as work:
        taken = work.all("SELECT \"by\", subject FROM audit_entry WHERE verb = 'exported'")
    assert taken == [("Clara", "clinic")]


def test_all_whom_a_search_finds_are_taken_away_and_the_audit_does_not_tell_the_words(
    site: Site, browser: Browser
) -> None:
    for number in range(201):
        site.enroll(f"=Zoe{number}", phone="+12025550133")
    assert 'name="text" value="=zo"' in browser.post("/patients", {"text": "=zo"}).text.partition('class="export"')[2]
    answer = browser.post("/patients/export", {"text": "=zo", "status": "active"})
    rows = answer.content.decode("utf-8-sig").splitlines()[1:]
    assert [row.split(",")[1] for row in rows] == [f"'=Zoe{number}" for number in range(200, -1, -1)]
    with site.app.database.read() as work:
        told = audit_of(work, "clinic", site.app.clinic(work).id)
    assert [entry[1:] for entry in told if entry[2] == "exported"] == [
        ("Clara", "exported", "the list of patients: found by a search, active")
    ]


def test_a_search_that_can_find_nobody_is_not_taken_away(site: Site, browser: Browser) -> None:
    answer = browser.post("/patients/export", {"text": "q"})
    assert (answer.status_code, "Give two letters or more of a name" in answer.text) == (422, True)
    with site.app.database.read() as work:
        assert work.all("SELECT id FROM audit_entry WHERE verb = 'exported'") == []


def test_staff_do_not_take_the_list_away(site: Site) -> None:
    site.enroll("Ana", phone=ANA)
    browser = Desk(site).browser(Role.STAFF)
    assert "/patients/export" not in browser.get("/patients").text
    assert browser.post("/patients/export").status_code == 403
