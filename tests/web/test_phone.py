"""The sandbox's phones: read as their owners do, answered, and decided about by the network."""

import re
from datetime import timedelta

import pytest

from reminders.actions.opting_out import opt_out
from reminders.actions.rostering import ShiftWish, add_duty
from reminders.actions.staffing import hire
from reminders.domain.words import OptOutScope
from reminders.store.listing import ListedMessage, list_messages
from tests.web.conftest import Open, Site
from tests.web.test_sandbox import Outline

OWN = {"Sec-Fetch-Site": "same-origin"}
KEY = "0123456789abcdef"


def phones(site: Site) -> dict[str, str]:
    """Who → the path of their phone."""
    html = site.browser().get("/sandbox/phones").text
    found = re.findall(r'<a href="(/sandbox/phone/\d+)#newest"><strong>(.*?)</strong>', html)
    return {who: path for path, who in found}


def bubbles(site: Site, path: str) -> list[tuple[str, str, str]]:
    """(whose, first words, note) of every line of a thread."""
    html = site.browser().get(path).text
    lines = re.findall(r'<li class="(\w+)[^"]*"[^>]*>(.*?)</li>', html, flags=re.DOTALL)
    told = []
    for whose, line in lines:
        words = Outline(re.findall(r'<div class="bubble">(.*?)</div>', line, flags=re.DOTALL)[0]).text
        told.append((whose, words[:21], Outline(re.findall(r'<p class="note">(.*?)</p>', line)[0]).text))
    return told


def write(site: Site, path: str, text: str, key: str = KEY, **fields: str) -> int:
    """Text from this phone a second later, and let the answers leave. Returns the answer's code."""
    site.now[0] += timedelta(seconds=1)
    form = {"text": text, "key": key} | fields
    answer = site.browser().post(f"{path}/text", data=form, headers=OWN, follow_redirects=False)
    site.send()
    return answer.status_code


def messages(site: Site) -> list[ListedMessage]:
    with site.app.database.read() as work:
        return list_messages(work)


def waiting(site: Site) -> int:
    """How many messages are still to come."""
    return sum(message.status == "planned" for message in messages(site))


def anas(site: Site) -> str:
    """Ana's phone, with her welcome and her first message on it."""
    site.enroll("Ana", phone="202-555-0101")
    site.send()
    return phones(site)["Ana"]


def test_phones_and_mailboxes_are_listed_with_the_newest_first_and_their_addresses_masked(site: Site) -> None:
    site.enroll("Ana", phone="202-555-0101")
    site.enroll("Elena", last_name="Ortiz", email="elena.ortiz@example.com", language="es")
    site.send()
    html = site.browser().get("/sandbox/phones").text
    cards = re.findall(r"<li class.*?</li>", html, flags=re.DOTALL)
    assert [Outline(card).text[:44] for card in cards] == [
        "Elena Ortiz mailbox e…@example.com 1 message",
        "Ana phone …0101 2 messages, now Lakeside: Th",
    ]
    assert html.count("elena.ortiz") == 0


def test_an_empty_sandbox_has_no_phones(site: Site) -> None:
    assert Outline(site.browser().get("/sandbox/phones").text).text.count("No phone has got anything yet") == 1


def test_a_thread_shows_what_was_said_in_order_on_the_patients_clock(site: Site) -> None:
    path = anas(site)
    assert bubbles(site, path) == [
        ("ours", "Lakeside: Hi Ana, we ", "sent, no news yet"),
        ("ours", "Lakeside: Thank you f", "sent, no news yet"),
    ]
    text = Outline(site.browser().get(path).text).text
    assert (text.count("Wed, Mar 11, 12:00 pm"), text.count("(New York)")) == (3, 1)


def test_any_message_of_a_phone_leads_to_it(site: Site) -> None:
    anas(site)
    ids = [message.id for message in messages(site) if message.sent_at is not None]
    shown = {re.sub(r"key\W+value=\W\w+|/phone/\d+", "", site.browser().get(f"/sandbox/phone/{i}").text) for i in ids}
    assert (len(ids), len(shown)) == (2, 1)


def test_a_stop_is_read_confirmed_once_and_cancels_what_was_to_come(site: Site) -> None:
    path = anas(site)
    before = waiting(site)
    assert write(site, path, "", quick="STOP") == 303
    assert bubbles(site, path)[2:] == [
        ("theirs", "STOP", "read as a stop word; nobody has to do anything"),
        ("ours", "Lakeside: We will not", "sent, no news yet"),
    ]
    assert (before > 0, waiting(site)) == (True, 0)


def remarks(site: Site, path: str) -> list[str]:
    return re.findall(r'<p class="notice">(.*?)</p>', site.browser().get(path).text)


def test_what_the_clinic_keeps_in_mind_about_a_phone_is_told(site: Site) -> None:
    path = anas(site)
    before = remarks(site, path)
    write(site, path, "please stop texting me")
    held = remarks(site, path)
    fate_of(site, path, "landline")
    write(site, path, "STOP", key="stop")
    assert (before, held, remarks(site, path)) == (
        [],
        ["Messages to it wait until a person decides."],
        [
            "It has stopped all messages.",
            "Messages to it wait until a person decides.",
            "It counts as not working.",
        ],
    )


def test_a_stop_of_invitations_is_told_as_such(site: Site) -> None:
    path = anas(site)
    opt_out(site.app, "202-555-0101", OptOutScope.MARKETING, "Rosa", "said so")
    assert remarks(site, path) == ["It has stopped invitations."]


def test_the_same_form_again_is_heard_once(site: Site) -> None:
    path = anas(site)
    assert [write(site, path, "Is redness normal?") for _ in range(2)] == [303, 303]
    assert [whose for whose, _, _ in bubbles(site, path)].count("theirs") == 1


def test_worry_reaches_the_phone_of_whoever_is_on_duty(site: Site) -> None:
    hire(site.app, "Rosa", "staff", "", "Rosa", "202-555-0141")
    add_duty(site.app, "Rosa", ShiftWish("daily", "00:00", "24:00"), "Rosa")
    path = anas(site)
    write(site, path, "I can't breathe well")
    ((whose, words, note),) = [line for line in bubbles(site, path) if line[0] == "theirs"]
    assert (whose, words, note.split("; ")[0], note.rpartition(", ")[2]) == (
        "theirs", "I can't breathe well", "URGENT, read as worry", "with Rosa",
    )  # fmt: skip
    assert [(whose, note) for whose, _, note in bubbles(site, phones(site)["Rosa"])] == [("ours", "sent, no news yet")]


def test_a_picture_without_words_waits_for_a_person(site: Site) -> None:
    path = anas(site)
    write(site, path, "", pictures="2")
    assert [(words, note.split("; ")[0]) for whose, words, note in bubbles(site, path) if whose == "theirs"] == [
        ("2 pictures", "read as something for a person to read")
    ]


def test_the_page_looks_for_an_answer_that_is_on_its_way_and_then_stands_still(site: Site) -> None:
    path = anas(site)
    site.browser().post(f"{path}/text", data={"text": "HELP", "key": KEY}, headers=OWN)
    before = site.browser().get(path).text.count('http-equiv="refresh"')
    site.send()
    assert (before, site.browser().get(path).text.count('http-equiv="refresh"')) == (1, 0)


def fate_of(site: Site, path: str, fate: str) -> list[str]:
    """Decide about the newest message of a phone; returns the notes of its thread."""
    ids = re.findall(r"/sandbox/phone/(\d+)/fate", site.browser().get(path).text)
    answer = site.browser().post(f"/sandbox/phone/{ids[-1]}/fate", data={"fate": fate}, headers=OWN)
    assert answer.status_code == 200
    return [note for _, _, note in bubbles(site, path)]


def test_a_message_may_arrive_and_then_nothing_else_can_become_of_it(site: Site) -> None:
    path = anas(site)
    assert fate_of(site, path, "delivered") == ["sent, no news yet", "arrived (delivered)"]
    assert site.browser().get(path).text.count("/fate") == 1


@pytest.mark.parametrize(
    ("fate", "note", "goes_on"),
    [
        ("unreachable", "did not arrive (undelivered, error 30003)", True),
        ("filtered", "did not arrive (undelivered, error 30007)", True),
        ("landline", "did not arrive (undelivered, error 30006)", False),
        ("unknown-number", "did not arrive (undelivered, error 30005)", False),
        ("blocked", "did not arrive (undelivered, error 30004)", False),
    ],
)
def test_a_message_may_fail_and_the_rest_follows_the_cause(fate: str, note: str, goes_on: bool, site: Site) -> None:
    path = anas(site)
    before = waiting(site)
    assert fate_of(site, path, fate)[1] == note
    assert waiting(site) == (before if goes_on else 0)


def test_care_that_fails_on_a_landline_goes_by_email(site: Site) -> None:
    site.enroll("Ana", phone="202-555-0101", email="ana@example.com", channel="sms")
    site.send()
    html = site.browser().get("/sandbox/phones").text
    path = re.findall(r'"(/sandbox/phone/\d+)#newest"', html)[0]
    fate_of(site, path, "landline")
    site.send()
    assert site.browser().get("/sandbox/phones").text.count("mailbox a…@example.com") == 1


def test_a_mail_may_bounce_and_cannot_be_answered_by_text(site: Site) -> None:
    site.enroll("Elena", email="elena.ortiz@example.com")
    site.send()
    path = phones(site)["Elena"]
    assert fate_of(site, path, "bounced") == ["did not arrive (bounced, error 550)"]
    assert write(site, path, "hello") == 404


def test_a_mails_link_to_stop_leads_to_its_page(site: Site) -> None:
    site.enroll("Elena", email="elena.ortiz@example.com")
    site.send()
    (link,) = re.findall(r'href="(/unsubscribe/[^"]+)"', site.browser().get(phones(site)["Elena"]).text)
    assert site.browser().get(link).status_code == 200


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"text": " "}, "Text: say something, or send a picture"),
        ({"text": "x" * 1601}, "Text: is longer than 1600 characters"),
        ({"text": "x", "pictures": "11"}, "Pictures: must be a number from 0 to 10"),
        ({"text": "x", "pictures": "-1"}, "Pictures: must be a number from 0 to 10"),
        ({"text": "x", "pictures": "²"}, "Pictures: must be a number from 0 to 10"),
        ({"text": "x", "key": "../.."}, "is missing; open the page again"),
        ({"text": "x", "key": ""}, "is missing; open the page again"),
    ],
)
def test_bad_input_is_said_and_changes_nothing(fields: dict[str, str], mistake: str, site: Site) -> None:
    path = anas(site)
    answer = site.browser().post(f"{path}/text", data={"key": KEY} | fields, headers=OWN)
    assert answer.status_code == 422
    summary = re.findall(r'class="mistakes" role="alert".*?<li>(.*?)</li>', answer.text, flags=re.DOTALL)
    assert [Outline(line).text for line in summary] == [mistake]
    assert [whose for whose, _, _ in bubbles(site, path)] == ["ours", "ours"]


def test_a_fate_that_no_network_knows_is_refused(site: Site) -> None:
    path = anas(site)
    answer = site.browser().post(f"{path}/fate", data={"fate": "bounced"}, headers=OWN)
    assert (answer.status_code, bubbles(site, path)[0][2]) == (422, "sent, no news yet")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "http://127.0.0.1:8000"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"}, 403),
        ({"Origin": "https://evil.example.com"}, 403),
        ({"Origin": "http://127.0.0.1:9000"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
@pytest.mark.parametrize(("what", "fields"), [("text", {"text": "STOP", "key": KEY}), ("fate", {"fate": "landline"})])
def test_only_our_own_pages_may_post(
    what: str, fields: dict[str, str], headers: dict[str, str], status: int, site: Site
) -> None:
    path = anas(site)
    before = waiting(site)
    answer = site.browser().post(f"{path}/{what}", data=fields, headers=headers, follow_redirects=False)
    assert answer.status_code == status
    assert waiting(site) < before if status == 303 else waiting(site) == before


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"x" * 30_000, "application/x-www-form-urlencoded", 413),
        (b"text=%FF", "application/x-www-form-urlencoded", 400),
        ("text=é".encode("latin-1"), "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=1" for _ in range(40)), "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 415),
    ],
)
def test_what_is_no_form_of_ours_is_refused(content: bytes, kind: str, status: int, site: Site) -> None:
    path = anas(site)
    answer = site.browser().post(f"{path}/text", content=content, headers={**OWN, "Content-Type": kind})
    assert answer.status_code == status


PATHS = ("/sandbox/phones", "/sandbox/phone/{id}", "/sandbox/phone/{id}/text", "/sandbox/phone/{id}/fate")


@pytest.mark.parametrize("path", PATHS)
def test_only_this_machine_sees_and_writes(path: str, site: Site) -> None:
    message_id = anas(site).rpartition("/")[2]
    before = waiting(site)
    method = "POST" if path.endswith(("/text", "/fate")) else "GET"
    form = {"text": "STOP", "key": KEY, "fate": "landline"} if method == "POST" else None

    def asked(headers: dict[str, str] | None = None, **how: str) -> int:
        browser = site.browser(**how)
        given = {**OWN, **(headers or {})}
        return browser.request(method, path.format(id=message_id), data=form, headers=given).status_code

    refused = [asked(peer="203.0.113.9"), asked(host="rebound.example.com"), asked({"X-Forwarded-For": "127.0.0.1"})]
    assert (refused, waiting(site)) == ([404, 404, 404], before)


@pytest.mark.parametrize("path", PATHS)
def test_there_are_no_phones_as_soon_as_something_may_leave_this_machine(path: str, open_site: Open) -> None:
    browser = open_site(sms_transport="twilio").browser()
    method = "POST" if path.endswith(("/text", "/fate")) else "GET"
    assert (
        browser.request(
            method, path.format(id=1), headers=OWN, data={"key": KEY} if method == "POST" else None
        ).status_code
        == 404
    )


@pytest.mark.parametrize("message_id", ["0", "999", "-1", "x", "9" * 30])
def test_a_message_that_went_to_no_phone_leads_nowhere(message_id: str, site: Site) -> None:
    anas(site)
    browser = site.browser()
    codes = [
        browser.get(f"/sandbox/phone/{message_id}").status_code,
        browser.post(f"/sandbox/phone/{message_id}/text", data={"text": "x", "key": KEY}, headers=OWN).status_code,
        browser.post(f"/sandbox/phone/{message_id}/fate", data={"fate": "delivered"}, headers=OWN).status_code,
    ]
    assert codes == [404, 404, 404]


def test_what_a_patient_writes_is_shown_as_it_is_written(site: Site) -> None:
    path = anas(site)
    write(site, path, "<script>alert('x')</script>")
    html = site.browser().get(path).text
    assert (html.count("<script>"), html.count("&lt;script&gt;")) == (0, 1)


def test_both_pages_are_well_formed_and_name_nobody_in_title_or_address(site: Site) -> None:
    path = anas(site)
    outlines = [Outline(site.browser().get(one).text) for one in ("/sandbox/phones", path)]
    assert [outline.open for outline in outlines] == [[], []]
    titles = [re.findall("<title>(.*?)</title>", site.browser().get(one).text)[0] for one in ("/sandbox/phones", path)]
    assert titles == ["Sandbox phones · Lakeside", "Sandbox phone · Lakeside"]


def test_a_shared_phone_names_everybody_who_uses_it(site: Site) -> None:
    site.enroll("Ana", phone="202-555-0101")
    site.enroll("Ben", phone="202-555-0101")
    site.send()
    assert list(phones(site)) == ["Ana, Ben"]
