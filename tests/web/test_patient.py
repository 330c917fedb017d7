"""A patient's page and everything that is done on it, as browsers ask for it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from httpx2 import Response

from reminders.actions.hearing import hear
from reminders.actions.message_choices import move
from reminders.actions.opting_out import opt_out
from reminders.actions.treatment import Actor
from reminders.actions.treatment import hold as hold_treatment
from reminders.domain.instants import to_micros
from reminders.domain.words import OptOutScope, Role
from reminders.transports.base import Inbound, Media
from tests.web.conftest import NOON, Site
from tests.web.desk import Browser, Desk

ANA, BEN = "+12025550111", "+12025550112"
RETYPED = "The time changed: look at what this does, then save."
_TAG = re.compile(r"<[^>]+>")


@pytest.fixture
def desk(site: Site) -> Desk:
    """Ana was treated half an hour ago, and has had her first text and the one of the day of treatment."""
    site.enroll("Ana", last_name="Torres", phone=ANA)
    site.send()
    site.send()
    return Desk(site)


@pytest.fixture
def staff(desk: Desk) -> Browser:
    return desk.browser(Role.STAFF)


def test_the_page_tells_how_she_is_reached_what_comes_next_and_why(desk: Desk, staff: Browser) -> None:
    told = words(staff, home(desk))
    for words_of_it in (
        "Ana Torres",
        "(202) 555-0111",
        "Next: First 24 to 48 hours, by text, Thu, Mar 12, 11:29 am",
        "3. First 24 to 48 hours Waiting",
        "Thu, Mar 12, 11:29 am · text",
        "command line enrolled the patient",
        "Care messages · signed form",
    ):
        assert words_of_it.casefold() in told.casefold(), words_of_it


def test_the_picture_holds_every_stage_and_every_message(desk: Desk, staff: Browser) -> None:
    html = staff.get(home(desk)).text
    stages = ["Day of treatment", "First 24 to 48 hours", "Days 3 to 7", "About two weeks", "Several weeks",
              "Upkeep, weeks 6 to 12", "Touch-up window"]  # fmt: skip
    assert re.findall(r'class="bar-words"[^>]*>([^<]+)<', html) == stages
    numbers = re.findall(r'class="number-of"[^>]*>(\d+)<', html)
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert (html.count("<li id="), html.count('class="today"')) == (len(numbers), 1)
    assert "style=" not in html.split("<main")[1]


def test_no_patient_is_in_the_title_or_in_an_address(desk: Desk, staff: Browser) -> None:
    html = staff.get(home(desk)).text
    assert re.findall(r"<title>([^<]+)</title>", html)[0] == "Patient · Lakeside"
    assert not re.search(r'(href|action)="[^"]*(Ana|Torres)', html)


def test_an_unknown_patient_and_what_belongs_to_another_are_not_there(desk: Desk, staff: Browser) -> None:
    desk.site.enroll("Ben", phone=BEN)
    ana, ben = ids(desk, "patient")
    bens_treatment = ids(desk, "treatment", f"patient_id = {ben}")[0]
    bens_message = ids(desk, "message", f"patient_id = {ben} AND treatment_id IS NOT NULL")[0]
    for path in (
        "/patients/4711",
        "/patients/0",
        f"/patients/{2**63}",
        f"/patients/{ana}/pigeon",
        f"/patients/{ana}/treatments/{bens_treatment}/hold",
        f"/patients/{ana}/messages/{bens_message}/skip",
        f"/patients/{ana}/treatments/{ids(desk, 'treatment')[0]}/pigeon",
        "/replies/4711/pictures/1",
    ):
        assert staff.get(path).status_code == 404, path


def test_a_hold_says_how_many_wait_and_is_done_by_name(desk: Desk, staff: Browser) -> None:
    path = f"{home(desk)}/treatments/{ids(desk, 'treatment')[0]}"
    assert "7 coming messages wait." in words(staff, f"{path}/hold")
    done = staff.post(f"{path}/hold", {"why": "is ill", "seen": seen(staff, f"{path}/hold")})
    assert (done.status_code, done.headers["location"]) == (303, f"{home(desk)}?done=held")
    told = words(staff, f"{home(desk)}?done=held")
    assert "On hold. Nothing of this treatment leaves until somebody resumes it." in told
    assert "Sam put the treatment on hold is ill" in told
    assert "Waits until the treatment goes on." in told
    assert act(staff, f"{path}/resume", {}).headers["location"] == f"{home(desk)}?done=resumed"


def test_the_end_of_a_treatment_is_told_in_numbers_first(desk: Desk, staff: Browser) -> None:
    path = f"{home(desk)}/treatments/{ids(desk, 'treatment')[0]}"
    for one in ("cancel", "error"):
        assert "7 coming messages will not be sent." in words(staff, f"{path}/{one}")
    assert coming(desk) == 7
    assert act(staff, f"{path}/error", {}).status_code == 303
    assert coming(desk) == 0
    told = act(staff, f"{path}/error", {})
    assert (told.status_code, "is entered in error and cannot be entered in error" in told.text) == (422, True)


def test_a_new_date_shows_what_moves_before_it_is_saved(desk: Desk, staff: Browser) -> None:
    path = f"{home(desk)}/treatments/{ids(desk, 'treatment')[0]}/date"
    form = {"treated_at": "2026-03-10T09:00", "seen": seen(staff, path)}
    looked = act(staff, path, form | {"step": "look"})
    assert "Days 3 to 7 Sat, Mar 14, 10:00 am → Fri, Mar 13, 10:00 am" in plain(looked.text)
    assert due(desk, "flaking") == "2026-03-14 14:00"
    # Something else is typed after the look: the effect is shown anew, and nothing is saved.
    other = form | {"step": "do", "looked": "2026-03-10T09:00", "treated_at": "2026-03-09T09:00"}
    again = act(staff, path, other)
    assert (again.status_code, RETYPED in plain(again.text), RETYPED in plain(looked.text)) == (200, True, False)
    assert due(desk, "flaking") == "2026-03-14 14:00"
    assert act(staff, path, other | {"looked": "2026-03-09T09:00"}).headers["location"].endswith("?done=dated")
    assert due(desk, "flaking") == "2026-03-12 14:00"


# Half past one on the clock of New York, before and after it was put back; and seconds, which no form shows.
@pytest.mark.parametrize("at", ["2025-11-02T05:30:00", "2025-11-02T06:30:00", "2025-11-02T14:00:20"])
def test_a_date_that_is_saved_as_it_was_shown_moves_nothing(desk: Desk, staff: Browser, at: str) -> None:
    treated_at = to_micros(datetime.fromisoformat(at).replace(tzinfo=UTC))
    with desk.site.app.database.write() as work:
        work.run("UPDATE treatment SET treated_at = ?", (treated_at,))
    path = f"{home(desk)}/treatments/{ids(desk, 'treatment')[0]}/date"
    (shown,) = re.findall(r'<input[^>]*type="datetime-local"[^>]*value="([^"]+)"', staff.get(path).text)
    assert act(staff, path, {"treated_at": shown, "looked": shown, "step": "do"}).status_code == 303
    with desk.site.app.database.read() as work:
        assert work.all("SELECT treated_at FROM treatment") == [(treated_at,)]


def test_a_date_in_the_future_stays_in_its_field_with_what_is_wrong(desk: Desk, staff: Browser) -> None:
    path = f"{home(desk)}/treatments/{ids(desk, 'treatment')[0]}/date"
    told = act(staff, path, {"treated_at": "2027-03-10T09:00", "step": "look", "why": "a slip"})
    assert told.status_code == 422
    assert 'value="2027-03-10T09:00"' in told.text
    assert 'value="a slip"' in told.text
    assert "lies in the future" in plain(told.text)


def test_a_booking_ends_the_invitations_and_says_so(desk: Desk, staff: Browser) -> None:
    path = f"{home(desk)}/treatments/{ids(desk, 'treatment')[0]}/booked"
    looked = act(staff, path, {"on": "2026-06-01", "step": "look"})
    assert "4 coming messages will not be sent." in plain(looked.text)
    act(staff, path, {"on": "2026-06-01", "step": "do", "looked": "2026-06-01"})
    assert coming(desk) == 3


def test_a_message_is_moved_skipped_and_put_back(desk: Desk, staff: Browser) -> None:
    at = f"{home(desk)}/messages/{message(desk, 'flaking')}"
    form = {"at": "2026-03-16T15:30", "looked": "2026-03-16T15:30", "step": "do"}
    assert act(staff, f"{at}/move", form).headers["location"] == f"{home(desk)}?done=moved"
    assert due(desk, "flaking") == "2026-03-16 19:30"
    assert "will not be sent." in words(staff, f"{at}/skip")
    act(staff, f"{at}/skip", {})
    assert "Put back" in words(staff, home(desk))
    act(staff, f"{at}/back", {})
    assert due(desk, "flaking") == "2026-03-14 14:00"


def test_a_move_tells_itself_before_it_is_saved(desk: Desk, staff: Browser) -> None:
    at = f"{home(desk)}/messages/{message(desk, 'flaking')}/move"
    looked = plain(act(staff, at, {"at": "2026-03-16T15:30", "step": "look"}).text)
    assert "Days 3 to 7 Sat, Mar 14, 10:00 am → Mon, Mar 16, 3:30 pm" in looked
    assert "No other message changes." in looked
    assert due(desk, "flaking") == "2026-03-14 14:00"


def test_a_message_that_goes_by_email_only_says_that_there_is_no_email(desk: Desk, staff: Browser) -> None:
    assert (
        words(staff, home(desk)).count("Not sent: it goes by email only, and there is no email address that works.")
    ) == 1


def test_a_message_cannot_be_moved_into_the_night(desk: Desk, staff: Browser) -> None:
    at = f"{home(desk)}/messages/{message(desk, 'flaking')}/move"
    told = act(staff, at, {"at": "2026-03-15T22:00", "step": "look"})
    assert told.status_code == 422
    why = "It cannot leave then: no texts between 8 pm and 8 am. The next time that works is Mon, Mar 16, 8:00 am."
    assert why in plain(told.text)
    assert 'value="2026-03-15T22:00"' in told.text


def test_a_message_whose_time_has_begun_is_sent_now(desk: Desk) -> None:
    desk.site.now[0] = NOON + timedelta(days=3, hours=-3)
    staff = desk.browser(Role.STAFF)
    assert act(staff, f"{home(desk)}/messages/{message(desk, 'flaking')}/now", {}).status_code == 303
    desk.site.send()
    assert due(desk, "flaking") == "sent"


def test_a_message_is_not_offered_to_be_sent_at_night_and_the_page_says_from_when_on(desk: Desk) -> None:
    move(desk.site.app, message(desk, "flaking"), NOON + timedelta(days=5), Actor("Rosa"))
    desk.site.now[0] = NOON + timedelta(days=3, hours=10)
    staff, at = desk.browser(Role.STAFF), f"{home(desk)}/messages/{message(desk, 'flaking')}"
    page = staff.get(home(desk)).text
    assert f"{at}/now" not in page
    assert plain(page).count("Can be sent at once from Sun, Mar 15, 8:00 am") == 1
    told = staff.get(f"{at}/now").text
    assert "It cannot leave now: no texts between 8 pm and 8 am. Move it to Sun, Mar 15, 8:00 am instead." in plain(
        told
    )
    assert ('value="do"' in told, "It leaves within a minute" in told, "Go back" in plain(told)) == (False, False, True)


def test_a_message_whose_window_is_not_open_says_from_when_to_when_it_can_leave(desk: Desk, staff: Browser) -> None:
    at = f"{home(desk)}/messages/{message(desk, 'flaking')}"
    assert f"{at}/now" not in staff.get(home(desk)).text
    told = staff.get(f"{at}/now").text
    window = "it can leave between Sat, Mar 14, 12:00 am and Thu, Mar 19, 12:00 am"
    assert f"it is too early: {window}" in plain(told)
    assert 'value="do"' not in told


def test_the_second_of_two_people_sees_what_the_first_did_and_decides(desk: Desk, staff: Browser) -> None:
    path = f"{home(desk)}/treatments/{ids(desk, 'treatment')[0]}/cancel"
    before = seen(staff, path)
    move(desk.site.app, message(desk, "flaking"), NOON + timedelta(days=5), Actor("Rosa", "she works on Saturdays"))
    told = staff.post(path, {"why": "moves away", "seen": before})
    assert told.status_code == 409
    assert "Rosa moved a message (from 10:00 am on Sat, Mar 14 to 12:00 pm on Mon, Mar 16; she works on Saturdays)" in (
        plain(told.text).replace("Sat, Mar 14, 10:00 am", "10:00 am on Sat, Mar 14")
        .replace("Mon, Mar 16, 12:00 pm", "12:00 pm on Mon, Mar 16")
    )  # fmt: skip
    assert 'value="moves away"' in told.text
    assert coming(desk) == 7
    again = re.findall(r'name="seen" value="(\d+)"', told.text)[0]
    assert staff.post(path, {"why": "moves away", "seen": again}).status_code == 303
    assert coming(desk) == 0


def test_name_language_and_tags_are_changed_with_a_reason(desk: Desk, staff: Browser) -> None:
    form = {"first_name": "Anna", "last_name": "", "language": "es", "channel": "sms", "timezone": "", "tags": "smoker"}
    told = act(staff, f"{home(desk)}/edit", form)
    assert (told.status_code, "is missing; say why" in told.text, 'value="Anna"' in told.text) == (422, True, True)
    assert act(staff, f"{home(desk)}/edit", form | {"why": "she said so"}).status_code == 303
    told_now = words(staff, home(desk))
    assert "Sam changed the patient another name; language: English → Spanish; tags: none → smoker; she said so" in (
        told_now
    )


def test_a_new_number_asks_for_consent_and_is_welcomed(desk: Desk, staff: Browser) -> None:
    form = {"phone": "(202) 555-0112", "care": "yes", "consent_how": "by phone", "why": "a new phone", "email": ""}
    path = f"{home(desk)}/contact"
    looked = act(staff, path, form | {"step": "look"})
    assert looked.status_code == 200
    typed = "\n".join(form.get(name, "") for name in ("phone", "email", "care", "marketing", "consent_how", "present"))
    assert act(staff, path, form | {"step": "do", "looked": typed}).headers["location"].endswith("?done=reached")
    told = words(staff, home(desk))
    assert "(202) 555-0112" in told
    assert "No longer in use (202) 555-0111" in told
    bad = act(staff, path, {"phone": "555", "step": "look"})
    assert (bad.status_code, 'value="555"' in bad.text) == (422, True)


def test_a_consent_is_recorded_and_taken_back(desk: Desk, staff: Browser) -> None:
    path = f"{home(desk)}/consent"
    form = {"channel": "sms", "marketing": "no", "care": "", "how": ""}
    looked = act(staff, path, form | {"step": "look"})
    assert "3 coming messages will not be sent." in plain(looked.text)
    act(staff, path, form | {"step": "do", "looked": "sms\n\nno\n"})
    assert coming(desk) == 4
    nothing = act(staff, path, {"channel": "sms", "step": "look"})
    assert "say what the patient agrees to, or no longer agrees to" in plain(nothing.text)


def test_a_stop_tells_what_it_ends_and_only_the_patient_takes_it_back(desk: Desk, staff: Browser) -> None:
    path = f"{home(desk)}/stop"
    form = {"channel": "sms", "scope": "all", "why": "she called"}
    looked = act(staff, path, form | {"step": "look"})
    assert "7 coming messages will not be sent." in plain(looked.text)
    assert coming(desk) == 7
    assert act(staff, path, form | {"step": "do", "looked": "sms\nall"}).status_code == 303
    told = words(staff, home(desk))
    assert "Stopped all messages" in told
    assert "the patient has stopped all messages there; call instead" in told


def test_emails_start_again_when_the_patient_asked_for_it(desk: Desk) -> None:
    desk.site.enroll("Cleo", email="cleo@example.com")
    staff, path = desk.browser(Role.STAFF), f"/patients/{ids(desk, 'patient')[-1]}"
    assert staff.get(f"{path}/start").status_code == 404
    opt_out(desk.site.app, "cleo@example.com", OptOutScope.ALL, "patient", "one click")
    assert "They can ask you to start again." in words(staff, path)
    assert act(staff, f"{path}/start").status_code == 422
    assert act(staff, f"{path}/start", {"why": "she called"}).headers["location"].endswith("?done=started")
    told = words(staff, path)
    assert "Stopped invitations" in told
    assert "Sam lifted the stop, care only she called" in told


def test_notes_are_kept_and_struck_out(desk: Desk, staff: Browser) -> None:
    assert (
        staff.post(f"{home(desk)}/notes", {"note": "Allergic to <latex>"}).headers["location"].endswith("?done=noted")
    )
    assert "Allergic to &lt;latex&gt;" in staff.get(home(desk)).text
    note = ids(desk, "note")[0]
    assert staff.post(f"{home(desk)}/notes/{note}/strike").headers["location"].endswith("?done=struck")
    assert "Struck out by Sam" in words(staff, home(desk))
    assert staff.post(f"{home(desk)}/notes/{note}/strike").status_code == 409
    assert staff.post(f"{home(desk)}/notes", {"note": " "}).status_code == 422


def test_an_open_reply_is_answered_on_the_page_once(desk: Desk, staff: Browser) -> None:
    texted(desk, "Is makeup fine?")
    form = {"text": "From tomorrow on.", **answer_marks(staff.get(home(desk)).text)}
    texted(desk, "And what about the sun?")
    told = staff.post(f"{home(desk)}/write", form)
    assert (told.status_code, "From tomorrow on.</textarea>" in told.text) == (409, True)
    # With the newer text on the screen, the same answer goes.
    form |= answer_marks(told.text)
    assert staff.post(f"{home(desk)}/write", form).headers["location"].endswith("?done=answered")
    again = staff.post(f"{home(desk)}/write", form)
    assert (again.status_code, "From tomorrow on.</textarea>" in again.text) == (409, True)
    assert "Somebody has answered or closed that reply meanwhile." in plain(again.text)


def test_a_patient_is_written_to_first(desk: Desk, staff: Browser) -> None:
    form = {"channel": "sms", "text": "Lakeside: we found your scarf."}
    assert staff.post(f"{home(desk)}/write", form).headers["location"].endswith("?done=written")
    assert "The clinic · Wed, Mar 11, 12:00 pm Lakeside: we found your scarf." in words(staff, home(desk))
    long = staff.post(f"{home(desk)}/write", form | {"text": "x" * 1200})
    assert (long.status_code, "x" * 1200 in long.text) == (422, True)


def test_photos_are_shown_to_who_is_signed_in_and_not_kept(desk: Desk, staff: Browser) -> None:
    texted(desk, "look", Media("sandbox:picture-1", "image/jpeg"))
    path = re.findall(r'src="(/replies/\d+/pictures/1)"', staff.get(home(desk)).text)[0]
    shown = staff.get(path)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
    assert (shown.headers["cache-control"], shown.headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert shown.content.startswith(b"\x89PNG")
    assert staff.get(path.replace("pictures/1", "pictures/2")).status_code == 404
    assert desk.site.browser().get(path, follow_redirects=False).status_code == 303


def test_a_photo_that_cannot_be_had_is_told_as_such(desk: Desk, staff: Browser) -> None:
    texted(desk, "look", Media("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", "image/jpeg"))
    path = re.findall(r'src="(/replies/\d+/pictures/1)"', staff.get(home(desk)).text)[0]
    shown = staff.get(path)
    assert (shown.status_code, "The photo cannot be shown now" in shown.text) == (502, True)


def test_several_treatments_have_a_picture_each_and_the_newest_is_open(desk: Desk) -> None:
    desk.site.now[0] = NOON + timedelta(days=40)
    desk.site.enroll("Ana", last_name="Torres", phone=ANA)
    html = desk.browser(Role.STAFF).get(home(desk)).text
    assert re.findall(r'<details class="run panel"( open)?>', html) == [" open", ""]
    assert html.count('aria-label="Recovery timeline"') == 2


def test_what_is_held_stopped_or_broken_is_said_in_words(desk: Desk, staff: Browser) -> None:
    hold_treatment(desk.site.app, ids(desk, "treatment")[0], Actor("Rosa"))
    opt_out(desk.site.app, ANA, OptOutScope.MARKETING, "Rosa", "she called")
    with desk.site.app.database.write() as work:
        work.run("UPDATE address SET unusable_at = 1, unusable_why = '30006'")
    told = words(staff, home(desk))
    assert "On hold" in told
    assert "Stopped invitations" in told
    assert "Messages do not arrive" in told
    assert "It works after all" in told
    works = f"{home(desk)}/works"
    act(staff, works, {"way": "sms", "why": "called her", "step": "do", "looked": "sms"})
    assert "Messages do not arrive" not in words(staff, home(desk))


def home(desk: Desk) -> str:
    return f"/patients/{ids(desk, 'patient')[0]}"


def ids(desk: Desk, table: str, where: str = "1 = 1") -> list[int]:
    with desk.site.app.database.read() as work:
        return [row[0] for row in work.all(f"SELECT id FROM {table} WHERE {where} ORDER BY id")]


def message(desk: Desk, step: str) -> int:
    return ids(desk, "message", f"step = '{step}'")[0]


def due(desk: Desk, step: str) -> str:
    """UTC, or the status of one that does not wait."""
    with desk.site.app.database.read() as work:
        ((status, at),) = work.all("SELECT status, due_at FROM message WHERE step = ?", (step,))
    return (
        f"{NOON + timedelta(microseconds=at - int(NOON.timestamp()) * 1_000_000):%Y-%m-%d %H:%M}"
        if status == ("planned")
        else str(status)
    )


def coming(desk: Desk) -> int:
    return len(ids(desk, "message", "status = 'planned'"))


def texted(desk: Desk, text: str, *media: Media) -> None:
    """From Ana's phone, now."""
    hear(desk.site.app, Inbound(f"SM{text}", ANA, "+12025550199", text, desk.site.now[0], media))


def words(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return plain(answer.text)


def plain(html: str) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(_TAG.sub(" ", html.split("<main", 1)[1])).split())


def answer_marks(html: str) -> dict[str, str]:
    """What the form of an answer carries."""
    return dict(re.findall(r'name="(reply|mark|newest)" value="([^"]+)"', html))


def act(browser: Browser, path: str, form: Mapping[str, str] | None = None) -> Response:
    """The form of an act's page, as that page stands now, sent with these fields."""
    return browser.post(path, {"seen": seen(browser, path), **(form or {})})


def seen(browser: Browser, path: str) -> str:
    return str(re.findall(r'name="seen" value="(\d+)"', browser.get(path).text)[0])
