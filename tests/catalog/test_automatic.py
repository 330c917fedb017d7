"""Automatic replies: as they ship, as a clinic words them, and what happens to files that cannot be used."""

from pathlib import Path
from shutil import copytree

import pytest

from reminders.catalog.automatic import FOLDER, NAMES, VARIABLES, AutomaticTexts
from reminders.catalog.automatic_checks import check_automatic
from reminders.catalog.content import BadContent
from reminders.domain.segments import Encoding, count

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
VITA = {"clinic_name": "Vita", "clinic_phone": "(202) 555-0143", "emergency_number": "911"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A clinic's templates folder with the replies as they ship."""
    copytree(TEMPLATES / FOLDER, tmp_path / FOLDER)
    return tmp_path


def write(folder: Path, file: str, text: str) -> None:
    path = folder / FOLDER / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def mistakes(folder: Path) -> list[str]:
    found = [str(mistake) for report in check_automatic(folder) for mistake in report.mistakes]
    return [text.removeprefix(f"{folder / FOLDER}/") for text in found]


def test_every_reply_ships_in_both_languages_without_mistakes_or_warnings() -> None:
    reports = check_automatic(TEMPLATES)
    findings = [str(one) for report in reports for one in (*report.mistakes, *report.warnings)]
    assert ([report.path for report in reports], findings) == (
        [f"{FOLDER}/{name}/{file}" for name in sorted(NAMES) for file in ("sms.es.txt", "sms.txt")],
        [],
    )


@pytest.mark.parametrize("read_at", ["el sábado a las 11:30 am", ""])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_reply_takes_at_most_two_plain_segments(name: str, language: str, read_at: str) -> None:
    words = VITA | {"clinic_name": "Lakeshore Aesthetic & Wellness Center", "read_at": read_at}
    counted = count(AutomaticTexts(TEMPLATES).text(name, language, words))
    assert (counted.encoding, counted.segments <= 2) == (Encoding.GSM_7, True)


def test_every_shipped_reply_reads_at_grade_six_or_below() -> None:
    assert [report.path for report in check_automatic(TEMPLATES) if report.grade is None or report.grade > 6] == []


def test_when_a_person_will_read_it_is_said_where_it_is_known() -> None:
    texts = AutomaticTexts(TEMPLATES)
    end = " In an emergency, call 911. If you feel worse, call (202) 555-0143."
    assert [texts.text("away", "en", VITA | {"read_at": read_at}) for read_at in ("today at 3:15 pm", "")] == [
        "Vita: We got your text. A person will read it today at 3:15 pm." + end,
        "Vita: We got your text. A person will read it as soon as we can." + end,
    ]


def test_a_folder_without_automatic_replies_says_them_as_they_ship(tmp_path: Path) -> None:
    shipped, texts = AutomaticTexts(TEMPLATES), AutomaticTexts(tmp_path)
    assert (texts.mistakes, [texts.text(name, "es", VITA) for name in NAMES]) == (
        (),
        [shipped.text(name, "es", VITA) for name in NAMES],
    )


def test_a_clinics_own_wording_wins_and_the_other_language_stays(folder: Path) -> None:
    write(folder, "stop/sms.txt", "{{ clinic_name }}: Goodbye. START brings us back.")
    texts = AutomaticTexts(folder)
    assert texts.text("stop", "en-US", VITA) == "Vita: Goodbye. START brings us back."
    assert texts.text("stop", "es", VITA) == AutomaticTexts(TEMPLATES).text("stop", "es", VITA)


def test_another_language_gets_english() -> None:
    texts = AutomaticTexts(TEMPLATES)
    assert texts.text("start", "vi", VITA) == texts.text("start", "en", VITA)


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("stop/sms.txt", "{{ clinic }} START", "stop/sms.txt:1: there is no variable 'clinic'"),
        ("stop/sms.txt", "{% for a in b %}{% endfor %}", "stop/sms.txt:1: loops ({% for %}) may not be used"),
        ("stop/sms.txt", "{{ first_name }} START", "stop/sms.txt:1: there is no variable 'first_name'"),
        ("stop/sms.txt", " \n", "stop/sms.txt:1: is empty"),
        ("stop/sms.fr.txt", "x", "stop/sms.fr.txt: is not a file of an automatic reply; did you mean 'sms.txt'?"),
        ("stopp/sms.txt", "x", "stopp/sms.txt: must lie in a folder _automatic/<name>/; the names are stop, start"),
        ("sms.txt", "x", "sms.txt: must lie in a folder _automatic/<name>/; the names are stop, start"),
        ("stop/sms.txt", "x" * 5_000, "stop/sms.txt: is larger than 4,000 bytes (5,000); shorten it"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_what_ships_is_said(
    folder: Path, file: str, text: str, expected: str
) -> None:
    write(folder, file, text)
    texts = AutomaticTexts(folder)
    (said,) = mistakes(folder)
    assert (said[: len(expected)], len(texts.mistakes)) == (expected, 1)
    assert texts.text("stop", "en", VITA) == AutomaticTexts(TEMPLATES).text("stop", "en", VITA)


def test_a_file_that_is_not_text_is_named(folder: Path) -> None:
    (folder / FOLDER / "help/sms.txt").write_bytes(b"\xff\xfe")
    assert mistakes(folder) == ["help/sms.txt: cannot be read as UTF-8 text"]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("stop/sms.txt", "{{ clinic_name }}: Bye.", "must say how to start again (START or ALTA)"),
        ("stop/sms.txt", "Bye. START", "must begin with {{ clinic_name }}, so that the patient sees who writes"),
        (
            "stop/sms.txt",
            "{{ clinic_name }}: START. Our offers.",
            "“offers” advertises, which no automatic reply may",
        ),
        (
            "stop/sms.txt",
            "{{ clinic_name }}: Your skin will miss us. START",
            "names “skin”; it shows on lock screens and names neither treatment nor body",
        ),
        (
            "start/sms.txt",
            "{{ clinic_name }}: Back.",
            "must say how to stop (STOP or BAJA), how to get help (HELP or AYUDA)",
        ),
        (
            "help/sms.txt",
            "{{ clinic_name }}: We text you.",
            "must say how to stop (STOP or BAJA), that rates may apply, {{ clinic_phone }}",
        ),
        ("away/sms.txt", "{{ clinic_name }}: Not here now.", "must say {{ clinic_phone }}, {{ emergency_number }}"),
        (
            "emergency/sms.txt",
            "{{ clinic_name }}: Call {{ clinic_phone }} now, then {{ emergency_number }}.",
            "must say {{ emergency_number }} before {{ clinic_phone }}",
        ),
        (
            "emergency/sms.es.txt",
            "{{ clinic_name }}: Llame ya al {{ emergency_number }}.",
            "must say {{ clinic_phone }}",
        ),
        (
            "held/sms.txt",
            "{{ clinic_name }}: {{ read_at }} , wait",
            "leaves a gap: “Vita:  , wai”; use {% if name %}",
        ),
        (
            "held/sms.txt",
            "{{ clinic_name }}: " + "wait a bit. " * 40,
            "automatic reply held: the text is longer than 2 segments (3 with accents)",
        ),
    ],
)
def test_a_reply_that_breaks_a_rule_is_a_mistake(folder: Path, file: str, text: str, expected: str) -> None:
    write(folder, file, text)
    found = [mistake.text for report in check_automatic(folder) for mistake in report.mistakes]
    assert found[-1] == expected


def test_an_accent_that_makes_a_reply_dearer_is_left_out(folder: Path) -> None:
    write(folder, "held/sms.es.txt", "{{ clinic_name }}: " + "Ya está. " * 14)
    assert AutomaticTexts(folder).text("held", "es", VITA) == "Vita: " + ("Ya esta. " * 14).strip()


def test_a_value_that_no_message_may_hold_is_refused() -> None:
    with pytest.raises(BadContent, match="automatic reply stop: the text holds control characters"):
        AutomaticTexts(TEMPLATES).text("stop", "en", VITA | {"clinic_name": "Vi\x07ta"})


def test_every_variable_and_name_is_documented() -> None:
    documented = (TEMPLATES / "README.md").read_text(encoding="utf-8")
    assert [name for name in (*VARIABLES, *NAMES) if f"`{name}`" not in documented] == []
