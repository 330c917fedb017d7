"""Signing in and out in a browser: first run, password, second factor, shared desk, my account, the team."""

import re
from datetime import timedelta

import pytest
from httpx2 import Response
from pyotp import TOTP
from starlette.testclient import TestClient

from reminders.actions.first_run import first_run_token
from reminders.actions.sessions import IDLE_AT_DESK
from reminders.domain.words import Role
from reminders.web.door import form_token
from reminders.web.visitor import browser_of, own_path, peer_of
from tests.actions.team_house import have_password
from tests.web.conftest import Open, Site
from tests.web.desk import NAMES, Desk

OWN = {"Sec-Fetch-Site": "same-origin"}
PASSWORD, OTHER, PIN = "blue kettle on the hill", "seven green umbrellas", "482915"
HTTPS = {"public_url": "https://care.example.com"}
LIVE = {"email_transport": "smtp", "smtp_url": "smtp://127.0.0.1:2525", "email_from": "care@example.com", **HTTPS}


def post(browser: TestClient, path: str, **form: str) -> Response:
    """A form of one of our pages, with the token of whoever is signed in; nothing is followed."""
    session = next((one.value for one in browser.cookies.jar if one.name.endswith("session")), None)
    fields = {"_token": form_token(session), **form} if session else form
    return browser.post(path, data=fields, headers=OWN, follow_redirects=False)


def sign_in(browser: TestClient, who: str = "Rosa", password: str = PASSWORD, **form: str) -> Response:
    return post(browser, "/sign-in", who=who, password=password, **form)


def led(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.headers.get("location", "")


@pytest.fixture
def staffed(site: Site) -> Site:
    """Rosa is an admin, Sam is staff; both have the same password."""
    return with_staff(site)


def with_staff(site: Site) -> Site:
    for role in (Role.ADMIN, Role.STAFF):
        Desk(site).staff_id(role)
    have_password(site.app, (NAMES[Role.ADMIN], NAMES[Role.STAFF]), PASSWORD)
    return site


def test_the_first_run_leads_from_the_link_to_what_is_missing(site: Site) -> None:
    browser, token = site.browser(), first_run_token(site.app)
    assert led(browser.get(f"/start/{token}", follow_redirects=False)) == (303, "/start/clinic")
    assert browser.get("/start/clinic").text.count('value="Lakeside"') == 1
    assert led(post(browser, "/start/clinic", name="Lakeside Skin", address="1 Shore Road")) == (303, "/start/place")
    place = {"phone": "(202) 555-0148", "booking_url": "", "timezone": "America/Chicago"}
    assert led(post(browser, "/start/place", **place)) == (303, "/start/hours")
    hours = {"care_from": "09:00", "care_to": "20:00", "marketing_from": "10:00", "marketing_to": "18:00"}
    assert led(post(browser, "/start/hours", **hours)) == (303, "/start/account")
    assert browser.get("/start/place").text.count('value="America/Chicago"') == 2
    account = {"name": "Rosa Diaz", "email": "rosa@clinic.example", "new": PASSWORD, "again": PASSWORD}
    assert led(post(browser, "/start/account", **account)) == (303, "/settings/ready")
    ready = browser.get("/settings/ready")
    assert (ready.status_code, ready.text.count("Email alone, without texts, is a complete first day.")) == (200, 1)
    assert browser.get("/start/clinic").status_code == 404
    assert site.browser().get(f"/start/{token}").status_code == 404


def test_a_step_of_the_first_run_keeps_what_was_typed_and_names_every_mistake(site: Site) -> None:
    browser = site.browser()
    browser.get(f"/start/{first_run_token(site.app)}")
    answer = post(browser, "/start/place", phone="12", booking_url="http://x", timezone="Chicago")
    assert answer.status_code == 422
    assert [answer.text.count(f'value="{typed}"') for typed in ("12", "http://x", "Chicago")] == [1, 1, 1]
    assert answer.text.count('class="mistake"') == 3
    answer = post(browser, "/start/account", name="Rosa", email="rosa", new="short", again="")
    assert (answer.status_code, answer.text.count('class="mistake"'), answer.text.count("short")) == (422, 2, 0)


def test_without_the_consoles_link_there_is_no_first_run(site: Site) -> None:
    for path in ("/start/clinic", "/start/account", "/start/made-up"):
        assert site.browser().get(path).status_code == 404
    assert post(site.browser(), "/start/account", name="Mallory", new=PASSWORD, again=PASSWORD).status_code == 404


def test_signing_in_leads_where_one_wanted_to_go_and_never_to_another_site(staffed: Site) -> None:
    assert led(site_gets(staffed, "/patients")) == (303, "/sign-in?next=%2Fpatients")
    assert led(sign_in(staffed.browser(), next="/patients")) == (303, "/patients")
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a?b=//c"):
        assert led(sign_in(staffed.browser(), next=elsewhere)) == (303, "/")


def site_gets(site: Site, path: str) -> Response:
    return site.browser().get(path, follow_redirects=False)


def test_a_wrong_password_keeps_the_name_and_says_what_to_do(staffed: Site) -> None:
    answer = sign_in(staffed.browser(), "Rosa Nobody", "wrong")
    assert answer.status_code == 422
    assert answer.text.count('value="Rosa Nobody"') == 1
    assert answer.text.count("This name and password do not belong together. Check both.") == 2
    assert answer.text.count("wrong") == 0


def test_too_many_tries_are_told_when_to_go_on(staffed: Site) -> None:
    browser = staffed.browser()
    answers = [sign_in(browser, password="wrong") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "1"
    assert answers[-1].text.count("Several tries were wrong. Wait 1 second, then try again.") == 1
    staffed.now[0] += timedelta(seconds=1)
    assert led(sign_in(browser)) == (303, "/")


def test_behind_https_cookies_are_bound_to_the_host_and_no_script_reads_them(open_site: Open) -> None:
    site = with_staff(open_site(**HTTPS))
    answer = sign_in(site.browser("care.example.com"))
    cookies = answer.headers.get_list("set-cookie")
    kept = [cookie for cookie in cookies if not cookie.startswith("__Host-pending")]
    assert [cookie.partition("=")[0] for cookie in kept] == ["__Host-session", "__Host-known"]
    for cookie in cookies:
        assert re.search(r"; HttpOnly; Max-Age=\d+; Path=/; SameSite=lax; Secure$", cookie), cookie


def test_signing_out_ends_the_session_itself(staffed: Site) -> None:
    browser = staffed.browser()
    sign_in(browser)
    token = browser.cookies["session"]
    assert led(post(browser, "/sign-out")) == (303, "/sign-in")
    browser.cookies.set("session", token)
    assert browser.get("/me", follow_redirects=False).status_code == 303


def second_factor(browser: TestClient, site: Site) -> tuple[str, Response]:
    """Whoever is signed in there sets an authenticator app up; its secret and the answer."""
    page = browser.get("/me/second-factor").text
    secret = re.findall(r'class="secret">([A-Z2-7 ]+)<', page)[0].replace(" ", "")
    (sealed,) = re.findall(r'name="secret" value="([^"]+)"', page)
    return secret, post(browser, "/me/second-factor", secret=sealed, code=TOTP(secret).at(site.now[0]))


def test_who_has_an_authenticator_app_signs_in_with_its_code_or_a_recovery_code(staffed: Site) -> None:
    first = staffed.browser()
    sign_in(first)
    secret, answer = second_factor(first, staffed)
    codes = re.findall(r"<li>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</li>", answer.text)
    assert (answer.status_code, len(codes)) == (200, 10)
    staffed.now[0] += timedelta(minutes=1)
    browser = staffed.browser()
    assert led(sign_in(browser, next="/patients")) == (303, "/sign-in/code")
    assert browser.get("/me", follow_redirects=False).status_code == 303
    assert post(browser, "/sign-in/code", code="000000").status_code == 422
    assert led(post(browser, "/sign-in/code", code=TOTP(secret).at(staffed.now[0]))) == (303, "/patients")
    assert browser.get("/me").status_code == 200
    another = staffed.browser()
    sign_in(another)
    assert led(post(another, "/sign-in/code", code=codes[0])) == (303, "/")


def test_a_code_without_a_password_before_it_leads_back(staffed: Site) -> None:
    assert led(site_gets(staffed, "/sign-in/code")) == (303, "/sign-in")
    answer = post(staffed.browser(), "/sign-in/code", code="000000")
    assert (answer.status_code, answer.text.count("That took too long. Type your password again.")) == (422, 2)


def test_where_messages_really_leave_the_second_factor_is_set_up_first(open_site: Open) -> None:
    site = with_staff(open_site(**LIVE))
    browser = site.browser("care.example.com")
    browser.base_url = "https://care.example.com"
    assert led(sign_in(browser)) == (303, "/")
    assert led(browser.get("/team", follow_redirects=False)) == (303, "/me/second-factor")
    assert second_factor(browser, site)[1].status_code == 200
    assert browser.get("/team").status_code == 200


def test_the_language_is_the_browsers_until_one_is_chosen_and_then_the_persons(staffed: Site) -> None:
    browser = staffed.browser()
    spanish = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}
    assert browser.get("/sign-in", headers=spanish).text.count('<html lang="es">') == 1
    assert led(browser.get("/language/en?back=/sign-in", follow_redirects=False)) == (303, "/sign-in")
    assert browser.get("/sign-in", headers=spanish).text.count('<html lang="en">') == 1
    sign_in(browser)
    assert led(post(browser, "/me/language", language="es")) == (303, "/me?done=language")
    assert browser.get("/me").text.count('<html lang="es">') == 1
    assert browser.get("/language/xx").status_code == 404


def test_named_people_switch_at_a_shared_desk_with_a_pin(staffed: Site) -> None:
    desk = staffed.browser()
    sign_in(desk)
    assert led(post(desk, "/team/desks", desk="Front desk")) == (303, "/team?done=desk")
    post(desk, "/sign-out")
    own = staffed.browser()
    sign_in(own, "Sam")
    assert led(post(own, "/me/pin", pin=PIN)) == (303, "/me?done=pin")
    assert led(desk.get("/sign-in", follow_redirects=False)) == (303, "/desk")
    names = desk.get("/desk").text
    assert (names.count(">Sam<"), names.count(">Rosa<")) == (1, 0)
    sam = str(Desk(staffed).staff_id(Role.STAFF))
    assert post(desk, "/desk", person=sam, pin="111111").status_code == 422
    assert led(post(desk, "/desk", person=sam, pin=PIN)) == (303, "/")
    assert desk.get("/me").status_code == 200
    staffed.now[0] += IDLE_AT_DESK + timedelta(seconds=1)
    assert desk.get("/me", follow_redirects=False).status_code == 303
    assert led(site_gets(staffed, "/desk")) == (303, "/sign-in")


def test_whoever_signs_in_next_with_a_browser_ends_the_session_before(staffed: Site) -> None:
    browser, other = staffed.browser(), staffed.browser()
    sign_in(browser)
    other.cookies.set("session", browser.cookies["session"])
    assert led(sign_in(browser, "Sam")) == (303, "/")
    assert browser.get("/me").text.count("Sam · Staff") == 1
    assert other.get("/me", follow_redirects=False).status_code == 303


def test_a_password_at_a_shared_desk_lasts_no_longer_than_a_pin(staffed: Site) -> None:
    desk = staffed.browser()
    sign_in(desk)
    post(desk, "/team/desks", desk="Front desk")
    post(desk, "/sign-out")
    sign_in(desk)
    staffed.now[0] += IDLE_AT_DESK + timedelta(seconds=1)
    assert desk.get("/me", follow_redirects=False).status_code == 303


def test_my_sessions_are_listed_and_ended_one_by_one(staffed: Site) -> None:
    here, there = staffed.browser(), staffed.browser()
    sign_in(here)
    sign_in(there)
    (other,) = set(re.findall(r"/me/sessions/(\d+)/end", here.get("/me").text))
    assert led(post(here, f"/me/sessions/{other}/end")) == (303, "/me?done=session-ended")
    assert there.get("/me", follow_redirects=False).status_code == 303
    assert post(here, f"/me/sessions/{other}/end").status_code == 404
    assert post(here, "/me/sessions/1/end").status_code == 404


def test_security_asks_for_the_password_again_after_a_while(staffed: Site) -> None:
    browser = staffed.browser()
    sign_in(browser)
    assert browser.get("/me/pin").text.count("Your password") == 0
    staffed.now[0] += timedelta(minutes=16)
    assert browser.get("/me/pin").text.count("Your password") == 1
    assert post(browser, "/me/pin", pin=PIN).status_code == 422
    assert led(post(browser, "/me/pin", pin=PIN, password=PASSWORD)) == (303, "/me?done=pin")
    assert led(post(browser, "/me/password", old=PASSWORD, new=OTHER, again=OTHER)) == (303, "/me?done=password")
    assert sign_in(staffed.browser()).status_code == 422


def test_an_invited_person_chooses_a_password_and_is_in(staffed: Site) -> None:
    admin = staffed.browser()
    sign_in(admin)
    answer = post(admin, "/team/invite", name="Dr. Reyes", role="clinician", email="reyes@clinic.example")
    (link,) = re.findall(r"http://127\.0\.0\.1:8000(/invitation/[\w-]+)", answer.text)
    browser = staffed.browser()
    assert browser.get(link).text.count("Welcome, Dr. Reyes") == 1
    assert post(browser, link, new=OTHER, again="").status_code == 422
    assert led(post(browser, link, new=OTHER, again=OTHER)) == (303, "/")
    assert browser.get("/me").text.count("Dr. Reyes") >= 1
    assert staffed.browser().get(link).status_code == 404


def test_ending_access_says_what_ends_in_numbers_and_then_ends_it(staffed: Site) -> None:
    admin, sam = staffed.browser(), staffed.browser()
    sign_in(admin)
    sign_in(sam, "Sam")
    path = f"/team/{Desk(staffed).staff_id(Role.STAFF)}"
    asked = admin.get(f"{path}/end").text
    assert (asked.count("1 browser is signed out."), asked.count("0 shifts leave the duty list.")) == (1, 1)
    assert led(post(admin, f"{path}/end")) == (303, "/team?done=ended")
    assert sam.get("/me", follow_redirects=False).status_code == 303
    assert admin.get(path).status_code == 404
    assert post(admin, f"{path}/back").text.count("/invitation/") == 1


def test_the_last_admin_is_told_why_they_stay_one(staffed: Site) -> None:
    admin = staffed.browser()
    sign_in(admin)
    answer = post(admin, f"/team/{Desk(staffed).staff_id(Role.ADMIN)}/role", role="staff")
    assert answer.status_code == 422
    assert answer.text.count("Rosa is the only admin who can sign in. Make somebody else an admin first.") == 1


def test_everybody_tells_when_they_are_away_and_admins_put_people_on_duty(staffed: Site) -> None:
    admin, sam = staffed.browser(), staffed.browser()
    sign_in(admin)
    sign_in(sam, "Sam")
    shift = {"name": "Sam", "days": "mon", "from": "08:00", "to": "18:00", "turn": "1"}
    assert post(sam, "/team/duty/shifts", **shift).status_code == 403
    assert led(post(admin, "/team/duty/shifts", **shift)) == (303, "/team/duty?done=shift")
    assert post(admin, "/team/duty/shifts", **shift).status_code == 422
    away = {"away": "Rosa", "away_until": "2026-03-20T08:00", "why": "ill"}
    assert led(post(sam, "/team/duty/absences", **away)) == (303, "/team/duty?done=away")
    shown = sam.get("/team/duty").text
    assert (shown.count("is back"), shown.count("Sam is back")) == (1, 1)
    assert led(post(sam, "/team/duty/back")) == (303, "/team/duty?done=back")
    assert post(sam, "/team/duty/absences", away_until="yesterday").text.count('class="mistake"') == 1


def test_the_settings_are_changed_and_mistakes_keep_what_was_typed(staffed: Site) -> None:
    admin = staffed.browser()
    sign_in(admin)
    (place,) = set(re.findall(r"/settings/places/(\d+)", admin.get("/settings").text))
    path, seen = f"/settings/places/{place}", re.compile(r'name="seen" value="(\w+)"')
    given = {"phone": "(202) 555-0148", "booking_url": "https://lake.example/book", "timezone": "America/Denver"}
    given["seen"] = seen.findall(admin.get(path).text)[0]
    assert led(post(admin, path, **given)) == (303, "/settings?done=saved")
    assert post(admin, path, **given | {"phone": "1"}).text.count('value="1"') == 1
    (made_from,) = seen.findall(admin.get("/settings/clinic").text)
    own = {"name": "Lake", "address": "2 Hill", "emergency_number": "911", "seen": made_from}
    assert led(post(admin, "/settings/clinic", **own)) == (303, "/settings?done=saved")
    shown = admin.get("/settings").text
    assert [shown.count(text) for text in ("(202) 555-0148", "America/Denver", "2 Hill")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/", "/"),
        ("/patients/7", "/patients/7"),
        ("", "/"),
        ("//x", "/"),
        ("/" + "a" * 5000 + "!", "/"),
        ("/a//b", "/"),
    ],
)
def test_only_a_path_of_ours_is_gone_back_to(path: str, kept: str) -> None:
    assert own_path(path) == kept


class Request:
    """What a browser or a web server before us says of itself."""

    def __init__(self, peer: str, **headers: str) -> None:
        self.client = type("Peer", (), {"host": peer})()
        self.headers = headers


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted_as"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("::1", "2001:db8:1:2::9", "2001:db8:1:2::/64"),
    ],
)
def test_tries_are_counted_by_the_place_they_come_from(peer: str, forwarded: str, counted_as: str) -> None:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert peer_of(Request(peer, **headers)) == counted_as  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/129.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/129.0 Safari/537.36 Edg/129.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox, Linux"),
        ("curl/8", "Browser"),
        ("", "Browser"),
    ],
)
def test_a_browser_is_told_by_two_words(agent: str, words: str) -> None:
    assert browser_of(Request("127.0.0.1", **{"user-agent": agent})) == words  # type: ignore[arg-type]
