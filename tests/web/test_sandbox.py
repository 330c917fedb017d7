"""The page that lists what the sandbox holds."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from tests.web.conftest import Open, Site

VOID = {"meta", "link", "input", "br", "img"}


class Outline(HTMLParser):
    """What a browser would see: tags that stay open, words by their class, and all words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def cards(html: str) -> list[str]:
    """The words of every card, one line each."""
    return [Outline(card).text for card in re.findall(r'<li class="card.*?</li>', html, flags=re.DOTALL)]


def test_the_page_shows_who_got_what_when_and_what_comes_next(site: Site) -> None:
    site.enroll("Ana", phone="202-555-0101")
    site.send()
    shown = cards(site.browser().get("/sandbox").text)
    assert [card[:88] for card in shown[:2]] == [
        "Ana text to …0101 Day of treatment now Wed, Mar 11, 12:00 pm (New York) Lakeside: Thank ",
        "Ana text to …0101 Welcome now Wed, Mar 11, 12:00 pm (New York) Lakeside: Hi Ana, we are ",
    ]
    assert shown[2] == "Ana text to …0101 First 24 to 48 hours in 23 hours Thu, Mar 12, 11:29 am (New York)"


def test_the_newest_message_comes_first_and_time_goes_on(site: Site) -> None:
    site.enroll("Ana", phone="202-555-0101")
    site.send()
    site.now[0] += timedelta(seconds=90)
    site.enroll("Ben", phone="202-555-0102")
    site.send()
    shown = cards(site.browser().get("/sandbox").text)[:4]
    assert [card.split()[0] + (" just now" if " now Wed, Mar 11, 12:01 pm" in card else "") for card in shown] == [
        "Ben just now",
        "Ben just now",
        "Ana",
        "Ana",
    ]
    assert [card.count("1 minute ago Wed, Mar 11, 12:00 pm") for card in shown] == [0, 0, 1, 1]


def test_an_email_shows_its_subject_and_a_masked_address_in_the_patients_language(site: Site) -> None:
    site.enroll("Elena", email="elena.ortiz@example.com", language="es")
    site.send()
    html = site.browser().get("/sandbox").text
    assert cards(html)[0].split(" Day of treatment")[0] == "Elena email to e…@example.com"
    assert html.count("elena.ortiz") == 0
    assert [attrs["lang"] for _, attrs in Outline(html).tags if "lang" in attrs] == ["en", "es", "es"]


def test_a_name_full_of_markup_is_shown_as_it_is_written(site: Site) -> None:
    site.enroll("<script>alert('x')</script>", phone="202-555-0101")
    site.send()
    html = site.browser().get("/sandbox").text
    assert html.count("<script>") == 0
    assert cards(html)[1].startswith("<script>alert('x')</script> text to …0101 Welcome")


def test_the_page_is_well_formed_looks_again_by_itself_and_names_nobody_in_its_title(site: Site) -> None:
    site.enroll("Ana", phone="202-555-0101")
    site.send()
    outline = Outline(site.browser().get("/sandbox").text)
    assert outline.open == []
    assert outline.tags[0] == ("html", {"lang": "en"})
    assert ("meta", {"http-equiv": "refresh", "content": "5"}) in outline.tags
    assert [words for words in outline.words if "·" in words][:1] == ["Sandbox · Lakeside"]


def test_the_page_can_be_kept_still(site: Site) -> None:
    assert site.browser().get("/sandbox?still=1").text.count("http-equiv") == 0


def test_an_empty_sandbox_says_so(site: Site) -> None:
    text = Outline(site.browser().get("/sandbox").text).text
    assert text.count("Nothing yet.") == 1
    assert text.count("Nothing waits.") == 1


def test_the_front_door_leads_to_the_day(site: Site) -> None:
    answer = site.browser().get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/today")


@pytest.mark.parametrize(
    ("host", "peer", "status"),
    [
        ("127.0.0.1:8000", "127.0.0.1", 200),
        ("localhost:8000", "::1", 200),
        ("[::1]:8000", "::1", 200),
        ("127.0.0.1:8000", "203.0.113.9", 404),
        ("rebound.example.com", "127.0.0.1", 404),
        ("127.0.0.1.example.com", "127.0.0.1", 404),
    ],
)
def test_only_this_machine_sees_the_sandbox(host: str, peer: str, status: int, site: Site) -> None:
    assert site.browser(host, peer).get("/sandbox").status_code == status


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_whoever_comes_through_a_proxy_is_not_at_this_machine(header: str, site: Site) -> None:
    assert site.browser().get("/sandbox", headers={header: "127.0.0.1"}).status_code == 404


def test_a_host_that_only_ends_like_this_machine_is_refused(site: Site) -> None:
    assert site.browser().get("/sandbox", headers={"Host": "example.com?@127.0.0.1"}).status_code == 404


def test_there_is_no_sandbox_page_as_soon_as_something_may_leave_this_machine(open_site: Open) -> None:
    browser = open_site(sms_transport="twilio").browser()
    assert browser.get("/sandbox").status_code == 404
