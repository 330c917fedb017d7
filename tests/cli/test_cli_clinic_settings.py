"""`reminders clinic …` and `reminders patient …`, as they are typed."""

from pathlib import Path

import pytest

from reminders.cli.main import run
from tests.cli.conftest import Ask
from tests.cli.test_cli_clinic import SIGNED, Told, ana, clinic

__all__ = ["ana", "clinic"]

BY = ("--by", "Rosa")
ROSA = (*BY, "--why", "asked by phone")
EVERY_DAY = ["08:00", "20:00"]


def patient_of(ask: Ask, text: str = "0143") -> int:
    (found,) = ask("patient", "find", text)["patients"]
    return int(found["patient_id"])


def test_the_clinic_is_shown_with_its_hours_limits_and_places(clinic: Path, ask: Ask) -> None:
    shown = ask("clinic", "show")
    (place,) = shown.pop("locations")
    assert (place["name"], place["timezone"], place["phone"]) == (
        "Lakeside Skin Clinic",
        "America/New_York",
        "(202) 555-0143",
    )
    assert shown["hours"]["care"] == dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), EVERY_DAY) | {
        "federal_holidays": True
    }
    assert shown["limits"] == {"care": {"per_day": 2, "per_week": 5}, "marketing": {"per_day": 1, "per_week": 1}}
    assert (shown["send_time"], shown["settle_minutes"], shown["planning_unfinished"]) == ("10:00", 5, False)


def test_a_dry_run_tells_what_would_happen_and_changes_nothing(ana: int, ask: Ask) -> None:
    before = ask("clinic", "show")
    change = ("clinic", "hours", "--kind", "care", "--days", "mon-sun", "--from", "15:00", "--to", "16:00", *BY)
    seen = ask(*change, "--dry-run")
    assert (seen["dry_run"], ask("clinic", "show")) == (True, before)
    done = ask(*change)
    assert (done["changes"], done["messages"]) == (seen["changes"], seen["messages"])
    assert done["messages"]["moved"] > 0


def test_places_come_change_and_go(clinic: Path, ask: Ask, told: Told) -> None:
    place = ("clinic", "location")
    ask(*place, "add", "Uptown", "--timezone", "America/Chicago", "--phone", "202-555-0144", *BY)
    ask(*place, "set", "uptown", "--new-name", "Lake View", "--booking-url", "https://book.example.com", *BY)
    ask(*place, "close", "Lakeside Skin Clinic", *BY)
    (left,) = ask("clinic", "show")["locations"]
    assert (left["name"], left["booking_url"]) == ("Lake View", "https://book.example.com")
    code, lines = told(*place, "close", "Lake View", *BY)
    assert (code, lines[0]) == (2, "location: Lake View is the only one; add another one first")


def test_hours_wider_than_the_law_allows_are_refused_with_every_other_mistake(clinic: Path, told: Told) -> None:
    code, lines = told("clinic", "hours", "--kind", "care", "--days", "mon", "--from", "07:00", "--to", "22:00")
    assert code == 2
    assert lines == [
        "from: 07:00 is not permitted; federal rules allow 08:00 to 21:00 on the patient's clock",
        "to: 22:00 is not permitted; federal rules allow 08:00 to 21:00 on the patient's clock",
        "by: is missing; say who decides, for example --by Rosa",
        "Nothing was changed.",
    ]


def test_settings_and_limits_are_changed(clinic: Path, ask: Ask) -> None:
    ask("clinic", "set", "--name", "Willow", "--address", "1 Main St", "--settle-minutes", "0", *BY)
    ask("clinic", "limits", "--kind", "care", "--per-day", "1", "--per-week", "3", *BY)
    shown = ask("clinic", "show")
    assert (shown["name"], shown["address"], shown["settle_minutes"]) == ("Willow", "1 Main St", 0)
    assert shown["limits"]["care"] == {"per_day": 1, "per_week": 3}
    ask("clinic", "limits", "--kind", "care", "--default", *BY)
    assert ask("clinic", "show")["limits"]["care"] == {"per_day": 2, "per_week": 5}


def test_holidays_come_and_go(clinic: Path, ask: Ask, told: Told) -> None:
    holiday = ("clinic", "holiday")
    ask(*holiday, "add", "2027-12-24", "--last", "2027-12-25", "--name", "Christmas", "--what", "all", *BY)
    ask(*holiday, "remove", "2027-12-25", *BY)
    christmas = [{"on": "2027-12-24", "name": "Christmas"}]
    assert ask("clinic", "show")["holidays"] == {"care": christmas, "marketing": christmas}
    ask("clinic", "hours", "--kind", "care", "--default", *BY)
    assert ask("clinic", "show")["holidays"]["care"] == christmas
    code, lines = told(*holiday, "add", "2027-12-32", "--what", "some")
    assert (code, [line.partition(":")[0] for line in lines[:-1]]) == (2, ["name", "first", "what", "by"])


def test_a_patient_is_found_without_showing_the_whole_address(ana: int, ask: Ask) -> None:
    (found,) = ask("patient", "find", "ana")["patients"]
    assert [one["shown"] for one in found["addresses"]] == ["…0143", "a…@example.com"]
    assert [one["treatment_id"] for one in found["treatments"]] == [ana]


def test_a_patients_number_consents_and_language_are_changed(ana: int, ask: Ask) -> None:
    patient = str(patient_of(ask))
    new = ("--phone", "202-555-0145", "--consent", "care", "--consent-how", "on the phone")
    ask("patient", "address", patient, *new, *ROSA)
    ask("patient", "consent", patient, "--channel", "email", "--withdraw", "marketing", *BY)
    ask("patient", "set", patient, "--language", "es", "--tags", "smoker", *ROSA)
    sheet = ask("patient", "show", patient)
    assert (sheet["language"], sheet["tags"]) == ("es", ["smoker"])
    in_use = {
        one["address"]: [consent["kind"] for consent in one["consents"] if consent["withdrawn_at"] is None]
        for one in sheet["addresses"]
        if one["until_at"] is None
    }
    assert in_use == {"ana@example.com": ["care"], "+12025550145": ["care"]}
    assert [entry["what"] for entry in sheet["history"]] == ["changed address", "changed consent", "changed"]


def test_mistakes_about_a_patient_change_nothing(ana: int, ask: Ask, told: Told) -> None:
    code, lines = told("patient", "set", "999", "--language", "es", *SIGNED)
    assert (code, lines[0]) == (2, "patient: there is no patient 999; `reminders patient find` shows their numbers")
    code, lines = told("patient", "consent", str(patient_of(ask)))
    assert (code, [line.partition(":")[0] for line in lines[:-1]]) == (2, ["by", "channel", "give, withdraw"])


def test_people_can_read_the_clinic_and_a_patient(ana: int, ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    patient = str(patient_of(ask))
    for words in (
        ["clinic", "show"],
        ["clinic", "set", "--send-time", "11:00", "--by", "Rosa"],
        ["patient", "find", "ana"],
        ["patient", "find", "nobody"],
        ["patient", "show", patient],
        ["patient", "set", patient, "--timezone", "America/Chicago", *ROSA],
    ):
        assert run(words) == 0
        assert capsys.readouterr().out.strip() != ""
