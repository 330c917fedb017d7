"""The link that ends a kind of mail."""

import re

import pytest

from reminders.store.listing import list_messages
from tests.web.conftest import Site

ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
OUTSIDE = {"host": "care.example.com", "peer": "203.0.113.9"}


@pytest.fixture
def link(site: Site) -> str:
    """The path in the mail that Elena got."""
    site.enroll("Elena", email="elena.ortiz@example.com", phone="202-555-0101", channel="email", language="es")
    site.send()
    with site.app.database.read() as work:
        (mail,) = [m for m in list_messages(work) if m.channel == "email" and m.sent_at is not None]
    return site.app.unsubscribe_url(mail.id).removeprefix(site.app.settings.public_url)


def stopped(site: Site) -> int:
    """How many messages were canceled because the patient said stop."""
    with site.app.database.read() as work:
        return sum(message.reason == "opted_out" for message in list_messages(work))


def test_opening_the_link_shows_a_button_and_changes_nothing(site: Site, link: str) -> None:
    answer = site.browser(**OUTSIDE).get(link)
    assert answer.status_code == 200
    assert re.findall(r'<html lang="(\w+)">|<button [^>]*>(.*?)</button>', answer.text) == [
        ("es", ""), ("", "No enviar más correos"), ("", "Dejar solo las invitaciones"),
    ]  # fmt: skip
    assert stopped(site) == 0


def test_one_click_of_a_mail_program_stops_the_address(site: Site, link: str) -> None:
    answer = site.browser(**OUTSIDE).post(link, content=ONE_CLICK, headers=FORM)
    assert answer.status_code == 200
    assert answer.text.count("Listo. Lakeside no le escribirá más a esta dirección.") == 1
    assert stopped(site) > 0


def test_one_click_may_come_as_multipart(site: Site, link: str) -> None:
    answer = site.browser(**OUTSIDE).post(link, files={"List-Unsubscribe": (None, "One-Click")})
    assert (answer.status_code, stopped(site) > 0) == (200, True)


def test_the_page_can_stop_invitations_only_and_then_still_everything(site: Site, link: str) -> None:
    browser = site.browser(**OUTSIDE)
    answer = browser.post(link, content="only=invitations", headers=FORM)
    assert answer.text.count("Listo. Lakeside no enviará más invitaciones a esta dirección.") == 1
    with site.app.database.read() as work:
        kinds = {message.kind for message in list_messages(work) if message.reason == "opted_out"}
    assert (kinds, answer.text.count("<button")) == ({"marketing"}, 1)
    assert browser.post(link, content=ONE_CLICK, headers=FORM).text.count("no le escribirá más") == 1
    assert stopped(site) > 2


@pytest.mark.parametrize(
    "body", ["only=invitations&x=1", "List-Unsubscribe=One-Click&only=invitations", "only=care", ""]
)
def test_whatever_is_not_the_button_for_invitations_stops_everything(body: str, site: Site, link: str) -> None:
    answer = site.browser(**OUTSIDE).post(link, content=body, headers=FORM)
    assert answer.text.count("Listo. Lakeside no le escribirá más a esta dirección.") == 1


def test_a_second_click_says_the_same_and_changes_nothing(site: Site, link: str) -> None:
    browser = site.browser(**OUTSIDE)
    answers = [browser.post(link, content=ONE_CLICK, headers=FORM).text for _ in range(2)]
    assert answers[0] == answers[1]


def test_the_page_names_no_patient_and_no_address(site: Site, link: str) -> None:
    browser = site.browser(**OUTSIDE)
    shown = browser.get(link).text + browser.post(link, content=ONE_CLICK, headers=FORM).text
    assert re.findall("Elena|elena|ortiz|0101", shown) == []


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAA", "%00", "a" * 5000, "..%2Fsandbox"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_that_is_not_ours_leads_nowhere(method: str, token: str, site: Site) -> None:
    assert site.browser(**OUTSIDE).request(method, f"/unsubscribe/{token}").status_code == 404


def test_a_token_that_another_secret_made_leads_nowhere(site: Site, link: str) -> None:
    head, last = link[:-1], link[-1]
    forged = head + ("A" if last != "A" else "B")
    assert site.browser(**OUTSIDE).post(forged, content=ONE_CLICK, headers=FORM).status_code == 404
    assert stopped(site) == 0


def test_a_flood_is_not_read_and_changes_nothing(site: Site, link: str) -> None:
    answer = site.browser(**OUTSIDE).post(link, content=b"x" * 5000, headers=FORM)
    assert (answer.status_code, stopped(site)) == (413, 0)
