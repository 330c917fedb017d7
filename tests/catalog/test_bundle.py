"""Bundles: read from folders, kept as JSON, written back."""

from pathlib import Path

import pytest

from reminders.catalog.bundle import Bundle, draft_bundle, read_bundle, read_schedule_names, write_bundle
from reminders.catalog.mistakes import Mistakes
from tests.catalog.factories import LAYOUT, SCHEDULE, SMS, bundle

WELCOME = "{{ clinic_name }}: Msg & data rates may apply. STOP to stop, HELP for help.\n"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """schedules/ and templates/ of the schedule glow."""
    schedules, templates = tmp_path / "schedules", tmp_path / "templates"
    for path, text in {
        schedules / "glow.yaml": SCHEDULE,
        templates / "_layout.mjml": LAYOUT,
        templates / "glow/calm/sms.txt": SMS,
        templates / "welcome/sms.txt": WELCOME,
        templates / "other/calm/sms.txt": "Not of this schedule.",
        templates / "README.md": "Not a template.",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return schedules, templates


def mistakes_of(folders: tuple[Path, Path], schedule: str = "glow") -> list[str]:
    with pytest.raises(Mistakes) as found:
        read_bundle(*folders, schedule)
    return [str(mistake).replace(str(folders[0].parent) + "/", "") for mistake in found.value.mistakes]


def test_a_bundle_holds_the_schedule_its_templates_the_welcome_and_the_layout(folders: tuple[Path, Path]) -> None:
    found = read_bundle(*folders, "glow")
    assert dict(found.templates) == {
        "_layout.mjml": LAYOUT,
        "glow/calm/sms.txt": SMS,
        "welcome/sms.txt": WELCOME,
    }
    assert found.schedule.name == "glow"


def test_schedule_names_are_the_files(folders: tuple[Path, Path]) -> None:
    (folders[0] / "Notes 2.yaml").touch()
    assert read_schedule_names(folders[0]) == ["glow"]
    assert read_schedule_names(folders[0] / "missing") == []


def test_an_unknown_schedule_is_answered_with_the_nearest_name(folders: tuple[Path, Path]) -> None:
    assert mistakes_of(folders, "glwo") == ["schedules: there is no schedule 'glwo'; did you mean 'glow'?"]
    assert mistakes_of(folders, "../x") == ["schedules: there is no schedule '../x'; there are glow"]


def test_a_file_must_be_called_as_the_schedule_in_it(folders: tuple[Path, Path]) -> None:
    (folders[0] / "shine.yaml").write_text(SCHEDULE, encoding="utf-8")
    with pytest.raises(Mistakes, match="schedule: must be 'shine' like the file, got 'glow'"):
        _ = read_bundle(*folders, "shine").schedule


def test_json_keeps_a_bundle_and_its_digest(folders: tuple[Path, Path]) -> None:
    found = read_bundle(*folders, "glow")
    back = Bundle.from_json(found.to_json())
    assert (back.schedule_name, back.schedule_text, back.templates) == ("glow", SCHEDULE, found.templates)
    assert (back.to_json(), back.sha256) == (found.to_json(), found.sha256)


def test_the_digest_changes_with_any_text_and_not_with_the_place(folders: tuple[Path, Path], tmp_path: Path) -> None:
    before = read_bundle(*folders, "glow")
    folders[1].rename(tmp_path / "texts")
    moved = read_bundle(folders[0], tmp_path / "texts", "glow")
    (tmp_path / "texts/glow/calm/sms.txt").write_text(SMS + "!", encoding="utf-8")
    edited = read_bundle(folders[0], tmp_path / "texts", "glow")
    assert (moved.sha256 == before.sha256, edited.sha256 == before.sha256) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"schedule":"a","text":"b","templates":{"../../etc/passwd":"x"}}',
        '{"schedule":"a","text":"b","templates":{"a/b/sms.txt":1}}',
        '{"schedule":"a","text":1,"templates":{}}',
    ],
)
def test_json_that_is_no_bundle_is_refused(text: str) -> None:
    with pytest.raises(Mistakes, match="stored version: is not a schedule version of this program"):
        Bundle.from_json(text)


def test_a_written_bundle_reads_back_the_same(folders: tuple[Path, Path], tmp_path: Path) -> None:
    found = read_bundle(*folders, "glow")
    target = tmp_path / "out/schedules", tmp_path / "out/templates"
    export = write_bundle(found, *target)
    assert read_bundle(*target, "glow").sha256 == found.sha256
    assert {path.relative_to(tmp_path / "out").as_posix() for path in export.written} == {
        "schedules/glow.yaml",
        "templates/_layout.mjml",
        "templates/glow/calm/sms.txt",
        "templates/welcome/sms.txt",
    }


def test_writing_names_the_templates_that_the_bundle_does_not_have(folders: tuple[Path, Path]) -> None:
    stray = folders[1] / "glow/calm/sms.es.txt"
    stray.write_text("Hola", encoding="utf-8")
    export = write_bundle(bundle(), *folders)
    assert (export.left_over, stray.read_text(encoding="utf-8")) == ((stray,), "Hola")


def test_line_ends_and_byte_order_marks_do_not_make_another_version(folders: tuple[Path, Path]) -> None:
    before = read_bundle(*folders, "glow").sha256
    (folders[1] / "glow/calm/sms.txt").write_bytes(b"\xef\xbb\xbf" + SMS.replace("\n", "\r\n").encode())
    assert read_bundle(*folders, "glow").sha256 == before


def test_every_unusable_file_is_named_at_once(folders: tuple[Path, Path]) -> None:
    step = folders[1] / "glow/calm"
    (step / "sms.text").write_text("x", encoding="utf-8")
    (step / "sms.es.txt").write_bytes(b"Se\xf1or")
    (step / "email.txt").write_text("x" * 10_000_000, encoding="utf-8")
    (step / ".sms.txt.swp").write_text("hidden files of editors are nobody's mistake", encoding="utf-8")
    (folders[1] / "glow/sms.txt").write_text("x", encoding="utf-8")
    assert mistakes_of(folders) == [
        "templates/glow/calm/email.txt: is larger than 64,000 bytes (10,000,000); shorten it",
        "templates/glow/calm/sms.es.txt: is not UTF-8 text (byte 2); save it as UTF-8",
        "templates/glow/calm/sms.text: is not a template's file name; did you mean 'sms.txt'?",
        "templates/glow/sms.txt: must lie in a folder <schedule>/<step>/ or welcome/",
    ]


def test_a_schedule_file_of_ten_megabytes_is_refused_without_reading_it_all(folders: tuple[Path, Path]) -> None:
    (folders[0] / "glow.yaml").write_text("#" * 10_000_000, encoding="utf-8")
    assert mistakes_of(folders) == ["schedules/glow.yaml: is larger than 250,000 bytes (10,000,000); shorten it"]


def test_a_draft_needs_no_templates_and_no_fitting_name(tmp_path: Path) -> None:
    (tmp_path / "my draft.yaml").write_text(SCHEDULE, encoding="utf-8")
    draft = draft_bundle(tmp_path / "my draft.yaml")
    assert (draft.schedule.name, dict(draft.templates)) == ("glow", {})


def test_a_draft_takes_templates_beside_it_before_the_given_ones(folders: tuple[Path, Path], tmp_path: Path) -> None:
    draft = tmp_path / "draft/glow.yaml"
    own = tmp_path / "draft/templates/glow/calm/sms.txt"
    own.parent.mkdir(parents=True)
    own.write_text("Mine.", encoding="utf-8")
    draft.write_text(SCHEDULE, encoding="utf-8")
    found = draft_bundle(draft, folders[1])
    assert (found.templates["glow/calm/sms.txt"], found.templates["welcome/sms.txt"]) == ("Mine.", WELCOME)


def test_a_missing_draft_is_answered_by_name(tmp_path: Path) -> None:
    with pytest.raises(Mistakes) as found:
        draft_bundle(tmp_path / "none.yaml")
    assert str(found.value) == f"{tmp_path}/none.yaml: cannot be read: No such file or directory"
