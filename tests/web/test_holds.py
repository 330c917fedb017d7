"""What is on hold in a browser: who and why, what letting it go on does, and approvals."""

import re
from datetime import timedelta

import pytest

from reminders.actions.hearing import hear
from reminders.actions.holding import hold_sending, holds, release_sending
from reminders.actions.treatment import Actor, hold
from reminders.domain.words import Role
from reminders.store.restored import set_doubtful
from reminders.transports.base import Inbound
from tests.web.conftest import NOON, Open, Site
from tests.web.desk import NAMES, Browser, Desk
from tests.web.test_inbox import words

ANA, BEN = "+12025550111", "+12025550112"


@pytest.fixture
def sam(site: Site) -> Browser:
    return Desk(site).browser(Role.STAFF)


@pytest.fixture
def rosa(site: Site) -> Browser:
    return Desk(site).browser(Role.ADMIN)


def on_hold(site: Site, target: str, why: str = "may be somebody else's") -> int:
    """Put on hold by Lee; returns the hold."""
    hold_sending(site.app, target, "Lee", why)
    return holds(site.app)[-1].id


def waiting(site: Site) -> int:
    """Ana's texts wait for the end of a pause of all texts."""
    site.enroll("Ana", phone=ANA)
    hold_id = on_hold(site, "sms", "our number is being moved")
    site.send()
    return hold_id


def test_nothing_on_hold_says_how_it_comes_about(site: Site, sam: Browser) -> None:
    with site.app.database.write() as work:
        work.run("UPDATE schedule_version SET approved_at = 1, approved_by = 'Dr. Reyes'")
    assert "Nothing is on hold" in words(sam.get("/holds").text)


def test_everything_on_hold_is_listed_with_who_and_why(site: Site, sam: Browser) -> None:
    site.enroll("Ana", phone=ANA)
    site.enroll("Ben", phone=BEN)
    on_hold(site, ANA)
    on_hold(site, "email", "the mailbox is full")
    with site.app.database.read() as work:
        ((treatment_id,),) = work.all("SELECT MAX(id) FROM treatment")
    hold(site.app, treatment_id, Actor("Rosa", "is traveling"))
    text = words(sam.get("/holds").text)
    assert "For everybody Emails Since Wed, Mar 11, 12:00 pm, by Lee the mailbox is full" in text
    assert "Ana (202) 555-0111 Since Wed, Mar 11, 12:00 pm, by Lee: may be somebody else's" in text
    assert "Treatments Ben Microneedling Since Wed, Mar 11, 12:00 pm, by Rosa: is traveling" in text


def test_a_number_that_somebody_wrote_from_leads_to_what_they_wrote(site: Site, sam: Browser) -> None:
    site.enroll("Ana", phone=ANA)
    said = hear(site.app, Inbound(f"SM{1:032x}", ANA, "+12025550199", "please no more of these messages", NOON))
    (held,) = holds(site.app)
    assert f'href="/inbox/{said.reply_id}"' in sam.get(f"/holds/{held.id}").text


def test_the_effect_is_told_in_numbers_before_it_goes_on(site: Site, rosa: Browser) -> None:
    text = words(rosa.get(f"/holds/{waiting(site)}").text)
    assert "2 messages leave now, within the contact hours" in text
    assert "was missed" not in text


def test_what_was_missed_is_told_too(site: Site) -> None:
    hold_id = waiting(site)
    site.now[0] += timedelta(hours=26)
    text = words(Desk(site).browser(Role.ADMIN).get(f"/holds/{hold_id}").text)
    assert "1 message was missed and is canceled" in text


def test_an_admin_lets_it_go_on_and_what_waited_leaves(site: Site, rosa: Browser) -> None:
    answer = rosa.post(f"/holds/{waiting(site)}", {"why": "the number works", "waiting": "send"})
    assert (answer.status_code, answer.headers["location"], holds(site.app)) == (303, "/holds?done=released", [])
    site.send()
    with site.app.database.read() as work:
        assert work.all("SELECT COUNT(*) FROM message WHERE status = 'sent'") == [(2,)]


def test_what_waited_can_be_left_out(site: Site, rosa: Browser) -> None:
    rosa.post(f"/holds/{waiting(site)}", {"why": "the number works", "waiting": "skip"})
    site.send()
    with site.app.database.read() as work:
        assert work.all("SELECT COUNT(*) FROM message WHERE status = 'sent'") == [(0,)]
        decided = work.all("SELECT DISTINCT decided_by FROM message WHERE status_reason = 'staff'")
    assert decided == [(NAMES[Role.ADMIN],)]


def test_staff_read_that_an_admin_lets_a_channel_go_on(site: Site, sam: Browser) -> None:
    hold_id = waiting(site)
    assert "An admin lets it go on." in words(sam.get(f"/holds/{hold_id}").text)
    assert sam.post(f"/holds/{hold_id}", {"why": "x"}).status_code == 403
    assert len(holds(site.app)) == 1


def test_staff_let_a_number_go_on(site: Site, sam: Browser) -> None:
    site.enroll("Ana", phone=ANA)
    hold_id = on_hold(site, ANA)
    assert sam.post(f"/holds/{hold_id}", {"why": "it is hers", "waiting": "skip"}).status_code == 303
    site.send()
    with site.app.database.read() as work:
        assert work.all("SELECT COUNT(*) FROM message WHERE status = 'sent'") == [(2,)]


def test_a_missing_reason_is_told(site: Site, sam: Browser) -> None:
    site.enroll("Ana", phone=ANA)
    answer = sam.post(f"/holds/{on_hold(site, ANA)}", {"why": "  "})
    assert (answer.status_code, "is missing" in words(answer.text), len(holds(site.app))) == (422, True, 1)


def test_what_a_colleague_has_let_go_on_meanwhile_is_told(site: Site, sam: Browser) -> None:
    site.enroll("Ana", phone=ANA)
    hold_id = on_hold(site, ANA)
    release_sending(site.app, ANA, "Rosa", "it is hers")
    for answer in (sam.get(f"/holds/{hold_id}"), sam.post(f"/holds/{hold_id}", {"why": "x"})):
        assert answer.headers["location"] == "/holds?done=already"


def test_after_a_restore_what_may_have_been_sent_is_counted_and_not_sent_unless_chosen(
    site: Site, rosa: Browser
) -> None:
    site.enroll("Ana", phone=ANA)
    hold_id = on_hold(site, "everything", "restored")
    with site.app.database.write() as work:
        set_doubtful(work, site.app.now_micros() + 1)
    html = rosa.get(f"/holds/{hold_id}").text
    assert "2 messages may have been sent already by the one that was lost" in words(html)
    assert re.findall(r'value="(\w+)"[^>]* checked', html) == ["skip"]
    assert rosa.post(f"/holds/{hold_id}", {"why": "as the log says", "waiting": "skip"}).status_code == 303
    site.send()
    with site.app.database.read() as work:
        assert work.all("SELECT COUNT(*) FROM message WHERE status = 'sent'") == [(0,)]


@pytest.mark.parametrize("path", ["/holds/999", "/holds/0", "/holds/x", "/holds/approvals/999", "/holds?after=0"])
def test_what_is_none_is_not_found(path: str, sam: Browser) -> None:
    assert sam.get(path).status_code == 404


def test_another_clinics_hold_is_not_found(site: Site, rosa: Browser) -> None:
    hold_id = waiting(site)
    with site.app.database.write() as work:
        work.run(
            "INSERT INTO clinic (id, name, postal_address, settle_minutes, send_time, created_at) "
            "VALUES (990, 'Other', '', 5, '10:00', 0)"
        )
        work.run("UPDATE hold SET clinic_id = 990")
    assert [rosa.get(f"/holds/{hold_id}").status_code, rosa.post(f"/holds/{hold_id}", {"why": "x"}).status_code] == [
        404,
        404,
    ]


def test_a_clinician_reads_every_text_and_approves_them(open_site: Open) -> None:
    site = open_site()
    desk = Desk(site)
    clara = desk.browser(Role.CLINICIAN)
    (path,) = set(re.findall(r'href="(/holds/approvals/\d+)"', clara.get("/holds").text))
    text = words(clara.get(path).text)
    assert "Lakeside" in text
    assert "Approve all of them" in text
    assert "Approve all of them" not in words(desk.browser(Role.STAFF).get(path).text)
    assert desk.browser(Role.STAFF).post(path).status_code == 403
    assert clara.post(path).headers["location"] == "/holds?done=approved"
    with site.app.database.read() as work:
        assert work.all("SELECT approved_by FROM schedule_version") == [(NAMES[Role.CLINICIAN],)]
    assert "Approved by Clara" in words(clara.get(path).text)
