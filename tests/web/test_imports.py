"""Bringing a file in through its pages."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response

from reminders.actions.import_files import LARGEST_FILE
from reminders.actions.import_found import Found, Numbers
from reminders.actions.importing.columns import REASONS
from reminders.actions.importing.errors_file import Wording
from reminders.actions.importing.values import plain
from reminders.domain.words import Role
from reminders.store.accounts import set_language
from reminders.store.import_runs import RunState, change_run
from reminders.web.door import form_token
from reminders.web.languages import LANGUAGES, tongue
from tests.actions.importing.test_import_page import temporary_files_in, wait_for_imports
from tests.web.conftest import Site
from tests.web.desk import Browser, Desk

HEADER = "First name,Mobile,Service,Appointment Date,Aftercare consent,Consent source,Visit ID\n"
ANA = "Ana,(202) 555-0111,Microneedling,2026-03-11 09:00,yes,signed form,V1\n"
BEN = "Ben,(202) 555-0112,Microneedling,2026-03-10 09:00,yes,signed form,V2\n"
BAD = "Cleo,20255501,Microneedling,2026-03-10 09:00,yes,signed form,V3\n"


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Iterator[Desk]:
    with temporary_files_in(tmp_path):
        yield Desk(site)
        wait_for_imports()


def upload(browser: Browser, content: str | bytes, name: str = "spring.csv") -> Response:
    return browser.client.post(
        "/imports",
        data={"_token": form_token(browser.token)},
        files={"file": (name, content, "text/csv")},
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=False,
    )


def checked(browser: Browser, content: str) -> str:
    """The path of a file that was looked at."""
    path = upload(browser, content).headers["location"]
    assert browser.post(f"{path}/columns", matched(browser, path)).headers["location"] == path
    wait_for_imports()
    return path


def matched(browser: Browser, path: str) -> dict[str, str]:
    """The columns as the page has matched them."""
    found = {}
    for place, part in enumerate(browser.get(path).text.split('name="column-')[1:]):
        chosen = part.partition("</select>")[0].partition('" selected')[0].rpartition('value="')[2]
        found[f"column-{place}"] = chosen
    return found


def imported(browser: Browser, content: str) -> str:
    """The path of an import that is done."""
    path = checked(browser, content)
    assert browser.post(f"{path}/start").headers["location"] == path
    wait_for_imports()
    return path


def test_a_file_is_uploaded_matched_looked_at_and_imported(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    path = checked(browser, HEADER + ANA + BEN + BAD)
    page = browser.get(path).text
    for words in ("What it would do", "Import 2 rows", "1 row needs a look", "has too few digits; check the number"):
        assert page.count(words) == 1, words
    assert browser.post(f"{path}/start").status_code == 303
    wait_for_imports()
    page = browser.get(path).text
    assert [page.count(words) for words in ("What it did", "See the patients", "Undo this import")] == [1, 1, 0]
    listed = browser.get("/imports").text
    assert [listed.count(words) for words in ("spring.csv", "2 enrolled, 1 not taken", "Clara on")] == [1, 1, 1]


def test_the_rows_that_were_not_taken_are_a_file_to_correct(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    path = imported(browser, HEADER + ANA + BAD)
    answer = browser.get(f"{path}/errors.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="rows-to-correct.csv"'
    header, row = answer.content.decode("utf-8-sig").splitlines()
    assert header == "reason," + HEADER.strip()
    assert row.startswith("line 3: Mobile phone: has too few digits; check the number,Cleo,20255501,")


def test_the_rows_to_correct_say_why_in_the_language_of_who_imports_and_are_read_again(desk: Desk) -> None:
    browser = reader_of("es", desk)
    path = imported(browser, HEADER + ANA + BAD)
    content = browser.get(f"{path}/errors.csv").content.decode("utf-8-sig")
    header, row = content.splitlines()
    assert header == "Qué corregir," + HEADER.strip()
    assert row.startswith("línea 3: Teléfono móvil: ")
    assert "has too few digits" not in row
    again = browser.get(imported(browser, content.replace("20255501", "(202) 555-0113"))).text
    assert "Qué corregir" not in again
    with desk.site.app.database.read() as work:
        assert work.all("SELECT COUNT(*) FROM treatment") == [(2,)]


def reader_of(language: str, desk: Desk) -> Browser:
    """Clara, who reads this language."""
    clara = desk.staff_id(Role.CLINICIAN)
    with desk.site.app.database.write() as work:
        set_language(work, clara, language)
    return desk.browser(Role.CLINICIAN)


def test_every_language_calls_the_column_of_reasons_as_it_is_known_again() -> None:
    assert {plain(Wording(tongue(code).language.tell).header()) for code in LANGUAGES} == REASONS


def test_every_mistake_of_a_row_is_told_in_the_language_of_who_imports(desk: Desk) -> None:
    rows = [
        "Cleo,20255501,Microneedling,2026-03-10 09:00,yes,signed form,V3",
        "Cleo,911,Microneedling,2026-03-10 09:00,yes,signed form,V3",
        "=Cleo,(202) 555-0113,Microneedling,2026-03-10 09:00,yes,signed form,V3",
        "Cleo,(202) 555-0113,Massage,2026-03-10 09:00,yes,signed form,V3",
        "Cleo,(202) 555-0113,Microneedling,2027-03-10 09:00,yes,signed form,V3",
        "Cleo,(202) 555-0113,Microneedling,2026-02-30 09:00,yes,signed form,V3",
        "Cleo,(202) 555-0113,Microneedling,2026-03-10 09:00,perhaps,signed form,V3",
        "Cleo,(202) 555-0113,Microneedling,2026-03-10 09:00,yes,,V3",
        ",(202) 555-0113,Microneedling,2026-03-10 09:00,yes,signed form,V3",
        "too,few",
    ]
    told = {language: _reasons(reader_of(language, desk), rows) for language in LANGUAGES}
    pairs = list(zip(told["en"], told["es"], strict=True))
    assert (len(pairs), [one for one, other in pairs if one == other]) == (len(rows), [])


def _reasons(browser: Browser, rows: list[str]) -> list[str]:
    """What the errors file says of each row, without its line."""
    path = checked(browser, HEADER + "\n".join(rows) + "\n")
    content = browser.get(f"{path}/errors.csv").content.decode("utf-8-sig")
    return [cells[0].partition(": ")[2] for cells in csv.reader(content.splitlines()[1:])]


def test_what_is_missing_is_told_beside_the_columns_and_what_was_chosen_stays(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    path = upload(browser, "Who,Handy,Day\nAna,(202) 555-0111,2026-03-10\n").headers["location"]
    answer = browser.post(f"{path}/columns", {"column-0": "first_name", "column-1": "email", "column-2": "email"})
    assert answer.status_code == 422
    told = ["two columns are read as: Email; choose one", "choose the column with the date of treatment"]
    assert [answer.text.count(words) > 0 for words in told] == [True, True]
    assert 'value="email" selected' in answer.text


def test_what_is_no_csv_file_is_refused_in_words(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    answer = upload(browser, b"PK\x03\x04rest", "visits.xlsx")
    assert (answer.status_code, "save it as CSV UTF-8" in answer.text) == (422, True)
    answer = browser.client.post(
        "/imports", data={"_token": form_token(browser.token)}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert (answer.status_code, "choose a file first" in answer.text) == (422, True)


def test_a_file_that_is_too_large_is_refused_in_words(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    answer = upload(browser, b"a" * (LARGEST_FILE + 100_000))
    assert (answer.status_code, "A file may have 64 MB" in answer.text) == (413, True)
    assert browser.post("/patients", {"text": "a" * 100_000}).status_code == 413


def test_an_open_page_hears_when_it_is_done(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    path = checked(browser, HEADER + ANA)
    answer = browser.get(path, part=True)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?done=ready")
    assert browser.get(f"{path}?done=ready", part=True).status_code == 200


def test_an_admin_undoes_it_after_hearing_what_that_does(desk: Desk) -> None:
    browser = desk.browser(Role.ADMIN)
    path = imported(browser, HEADER + ANA + BEN)
    page = browser.get(f"{path}/undo").text
    assert "2 treatments are taken back as entered in error." in page
    assert browser.post(f"{path}/undo").headers["location"] == path
    wait_for_imports()
    assert "Undone by Rosa: 2 treatments were taken back." in browser.get(path).text
    again = browser.post(f"{path}/undo")
    assert (again.status_code, "there is nothing to undo" in again.text) == (409, True)


def test_once_a_message_has_left_it_is_not_undone(desk: Desk) -> None:
    browser = desk.browser(Role.ADMIN)
    path = imported(browser, HEADER + ANA)
    desk.site.send()
    page = browser.get(f"{path}/undo").text
    assert ("its first message has left" in page, "<button>Undo" in page) == (True, False)
    assert browser.post(f"{path}/undo").status_code == 409
    shown = browser.get(path).text
    told = ("Its first message has left, so it cannot be undone.", "Undo this import")
    assert [shown.count(words) for words in told] == [1, 0]


def test_as_long_as_no_message_has_left_the_page_offers_to_undo_it(desk: Desk) -> None:
    browser = desk.browser(Role.ADMIN)
    page = browser.get(imported(browser, HEADER + ANA)).text
    assert [page.count(words) for words in ("Undo this import", "so it cannot be undone")] == [1, 0]


def test_a_file_of_which_every_row_is_wrong_is_not_called_done_already(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    told = ("No row can be taken yet: correct what is wrong below.", "There is nothing new in this file.")
    page = browser.get(checked(browser, HEADER + BAD)).text
    assert [page.count(words) for words in told] == [1, 0]
    imported(browser, HEADER + ANA)
    page = browser.get(checked(browser, HEADER + ANA)).text
    assert [page.count(words) for words in told] == [0, 1]


def test_where_rows_do_not_say_how_consent_was_given_the_field_for_all_of_them_stands_open(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    untold = ANA.replace("signed form", "")
    path = checked(browser, HEADER + untold)
    page = browser.get(path).text
    assert [page.count(words) for words in ('href="#field-how"', '<details class="fold" open>')] == [1, 2]
    assert browser.post(f"{path}/columns", {**matched(browser, path), "how": "signed form"}).status_code == 303
    wait_for_imports()
    page = browser.get(path).text
    assert [page.count(words) for words in ("Import 1 row", 'href="#field-how"', '<details class="fold" open>')] == [
        1,
        0,
        0,
    ]


def test_a_column_named_consent_is_offered_as_consent_to_aftercare_and_that_is_said(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    path = upload(browser, (HEADER + ANA).replace("Aftercare consent", "Consent")).headers["location"]
    assert matched(browser, path)["column-4"] == "consent_care"
    assert browser.get(path).text.count("The column Consent is read as: agreed to aftercare messages.") == 1


@pytest.mark.parametrize("header", ["Consent,Aftercare consent", "Consent,consent"])
def test_a_column_named_consent_is_not_read_where_another_could_be_meant(desk: Desk, header: str) -> None:
    browser = desk.browser(Role.CLINICIAN)
    path = upload(browser, f"First name,{header}\nAna,yes,no\n").headers["location"]
    page = browser.get(path).text
    care = int("Aftercare" in header)
    assert [page.count(words) for words in ('value="consent_care" selected', "The column Consent")] == [care, 0]


def test_a_column_named_consent_that_holds_other_words_is_not_read(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    path = upload(browser, "First name,Consent\nAna,laser form 2\n").headers["location"]
    assert browser.get(path).text.count('value="consent_care" selected') == 0


def test_an_import_in_two_parts_tells_its_numbers_as_one(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    path = imported(browser, HEADER + ANA + BEN + BAD)
    app, run_id = desk.site.app, int(path.rpartition("/")[2])
    numbers = Numbers(rows=1, enrolled=1)
    with app.database.write() as work:
        columns = {"state": "stopped", "rows_done": 1, "enrolled": 1, "found": Found(numbers=numbers).to_json()}
        change_run(work, run_id, [RunState.DONE], **columns)
    page = browser.get(path).text
    tally = page.partition('class="tally"')[2].partition("</dl>")[0]
    assert [part.partition("<")[0] for part in tally.split("<dd>")[1:]] == ["3", "1"]
    assert page.count("1 of 3 rows") == 1


def test_one_that_was_cut_off_says_so_and_goes_on(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    path = checked(browser, HEADER + ANA)
    with desk.site.app.database.write() as work:
        columns = {"state": "running", "runner": "elsewhere:1:aa", "seen_at": 0}
        change_run(work, int(path.rpartition("/")[2]), [RunState.CHECKED], **columns)
    assert "Ended in the middle" in browser.get("/imports").text
    page = browser.get(path).text
    assert (page.count("It ended in the middle."), page.count(f'action="{path}/start"')) == (1, 1)
    assert browser.post(f"{path}/start").headers["location"] == path
    wait_for_imports()
    assert "What it did" in browser.get(path).text


def test_a_second_press_of_start_is_told(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    path = imported(browser, HEADER + ANA)
    answer = browser.post(f"{path}/start")
    assert (answer.status_code, "somebody else was quicker" in answer.text) == (409, True)


def test_a_file_is_thrown_away(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    path = upload(browser, HEADER + ANA).headers["location"]
    assert browser.post(f"{path}/drop").headers["location"] == "/imports?done=dropped"
    assert browser.get(path).status_code == 404
    assert "The file was thrown away." in browser.get("/imports?done=dropped").text


def test_staff_look_on_clinicians_import_and_admins_undo(desk: Desk) -> None:
    clinician, staff = desk.browser(Role.CLINICIAN), desk.browser(Role.STAFF)
    path = imported(clinician, HEADER + ANA + BAD)
    assert [staff.get(one).status_code for one in ("/imports", path)] == [200, 200]
    assert 'type="file"' not in staff.get("/imports").text
    told = "A clinician or an admin brings files in."
    assert [one.get("/imports").text.count(told) for one in (staff, clinician)] == [1, 0]
    asked = [staff.get(f"{path}/errors.csv"), upload(staff, HEADER + ANA), staff.post(f"{path}/start")]
    asked += [clinician.get(f"{path}/undo"), clinician.post(f"{path}/undo")]
    assert [answer.status_code for answer in asked] == [403] * 5


@pytest.mark.parametrize("path", ["/imports/1", "/imports/0", "/imports/x", "/imports/1/undo", "/imports/1/errors.csv"])
def test_what_is_not_there_is_nothing(desk: Desk, path: str) -> None:
    assert desk.browser(Role.ADMIN).get(path).status_code == 404


@pytest.mark.parametrize("act", ["columns", "start", "check", "stop", "drop", "undo"])
def test_nothing_is_done_to_an_import_that_is_not_there(desk: Desk, act: str) -> None:
    assert desk.browser(Role.ADMIN).post(f"/imports/1/{act}").status_code == 404
