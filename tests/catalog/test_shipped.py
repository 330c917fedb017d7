"""Every schedule and template that ships: checked, and filled in for every language, channel and sample patient."""

from dataclasses import replace
from datetime import time
from pathlib import Path
from time import process_time
from timeit import repeat

import pytest

from reminders.catalog.bundle import read_bundle, read_schedule_names
from reminders.catalog.checking import ScheduleReport, check_schedule, check_templates, unsendable
from reminders.catalog.content import VARIABLE_NAMES
from reminders.catalog.rendering import compile_bundle
from reminders.catalog.samples import KNOWN_TAGS, samples
from reminders.catalog.syntax import environment
from reminders.domain.offsets import Offset
from reminders.domain.schedule import Step
from reminders.domain.segments import count
from reminders.domain.words import Channel, Kind, Question, StopsOn
from tests.catalog.factories import ana

ROOT = Path(__file__).resolve().parents[2]
SCHEDULES, TEMPLATES = ROOT / "schedules", ROOT / "templates"
NAMES = read_schedule_names(SCHEDULES)


def test_microneedling_ships() -> None:
    assert NAMES == ["microneedling"]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_schedule_and_its_templates_have_no_mistakes_and_no_warnings(name: str) -> None:
    bundle = read_bundle(SCHEDULES, TEMPLATES, name)
    reports = check_templates(bundle)
    findings = [str(found) for report in reports for found in (*report.mistakes, *report.warnings)]
    assert (check_schedule(bundle), findings) == (ScheduleReport((), ()), [])


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_text_reads_at_grade_six_or_below_in_both_languages(name: str) -> None:
    reports = check_templates(read_bundle(SCHEDULES, TEMPLATES, name))
    assert {report.language for report in reports} == {"en", "es"}
    assert {report.path: report.grade for report in reports if (report.grade or 0) > 6} == {}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_shipped_step_renders_for_every_sample_patient(name: str, language: str) -> None:
    bundle = read_bundle(SCHEDULES, TEMPLATES, name)
    compiled = compile_bundle(bundle)
    patients = list(samples(language, VARIABLE_NAMES, KNOWN_TAGS[:3]))
    steps = [
        ("welcome", (Channel.SMS,)),
        *((step.name, step.channels or tuple(Channel)) for _, step in bundle.schedule.steps()),
    ]
    for step, channels in steps:
        for channel in channels:
            assert compiled.languages(step, channel) == ("en", "es")
            for patient in patients:
                content = compiled.render(step, channel, language, patient.variables)
                assert (bool(content.html), bool(content.subject)) == (channel is Channel.EMAIL,) * 2


def test_the_stages_and_three_steps_of_microneedling_are_the_agreed_ones() -> None:
    schedule = read_bundle(SCHEDULES, TEMPLATES, "microneedling").schedule
    windows = {stage.name: (str(stage.opens), str(stage.closes)) for stage in schedule.stages}
    steps = {step.name: step for _, step in schedule.steps()}
    assert windows == {
        "treatment-day": ("PT0H", "PT24H"),
        "first-48-hours": ("PT24H", "PT48H"),
        "days-3-to-7": ("P3D", "P7D"),
        "two-weeks": ("P12D", "P18D"),
        "several-weeks": ("P28D", "P42D"),
        "upkeep": ("P42D", "P84D"),
        "touch-up": ("P3M", "P6M"),
    }
    assert steps["calm"] == Step("calm", Offset(minutes=30), essential=True)
    assert steps["redness-fading"] == Step(
        "redness-fading", Offset(minutes=24 * 60), essential=True, asks=Question.CARE_CHECK
    )
    assert steps["flaking"] == Step("flaking", Offset(days=3), at_time=time(10))


def test_only_the_touch_up_is_marketing_and_ends_with_a_booking_or_a_new_treatment() -> None:
    schedule = read_bundle(SCHEDULES, TEMPLATES, "microneedling").schedule
    marketing = {step.name: step.stops_on for _, step in schedule.steps() if step.kind is Kind.MARKETING}
    both = frozenset({StopsOn.NEW_TREATMENT, StopsOn.BOOKED})
    assert marketing == {"touch-up-1": both, "touch-up-2": both, "touch-up-3": both}


def test_only_the_invitations_and_one_care_message_ask_for_an_answer() -> None:
    schedule = read_bundle(SCHEDULES, TEMPLATES, "microneedling").schedule
    assert {step.name: step.asks for _, step in schedule.steps() if step.asks} == {
        "redness-fading": Question.CARE_CHECK,
        "touch-up-1": Question.INVITATION,
        "touch-up-2": Question.INVITATION,
        "touch-up-3": Question.INVITATION,
    }


def test_words_for_skin_that_has_healed_end_with_the_next_session() -> None:
    schedule = read_bundle(SCHEDULES, TEMPLATES, "microneedling").schedule
    stops = {step.name: step.stops_on for _, step in schedule.steps() if step.kind is Kind.CARE and step.stops_on}
    assert stops == {
        "progress": frozenset({StopsOn.NEW_TREATMENT, StopsOn.BOOKED}),
        "habits": frozenset({StopsOn.NEW_TREATMENT}),
    }


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_short_messages_take_one_segment_at_a_clinic_with_a_usual_name(language: str) -> None:
    compiled = compile_bundle(read_bundle(SCHEDULES, TEMPLATES, "microneedling"))
    patient = ana(clinic_name="Lakeshore Skin Clinic")
    short = ("flaking", "first-results", "progress", "touch-up-1", "touch-up-2", "touch-up-3")
    texts = {step: compiled.render(step, Channel.SMS, language, patient).text for step in short}
    assert {step: text for step, text in texts.items() if count(text).segments > 1} == {}


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_care_message_says_whom_to_call_and_the_first_when_it_is_an_emergency(language: str) -> None:
    bundle = read_bundle(SCHEDULES, TEMPLATES, "microneedling")
    compiled = compile_bundle(bundle)
    care = [step.name for _, step in bundle.schedule.steps() if step.kind is Kind.CARE]
    mails = {step: compiled.render(step, Channel.EMAIL, language, ana()).text for step in care}
    texts = {step: compiled.render(step, Channel.SMS, language, ana()).text for step in care if step != "habits"}
    assert [step for step, text in {**mails, **texts}.items() if "(202) 555-0143" not in text] == []
    assert [step for step, text in mails.items() if " 911" not in text] == []
    assert " 911" in texts["calm"]


def test_a_clinic_whose_name_is_too_long_for_a_text_learns_of_it() -> None:
    compiled = compile_bundle(read_bundle(SCHEDULES, TEMPLATES, "microneedling"))
    too_long = "the text is longer than 2 segments (3 with accents)"
    assert unsendable(compiled, ana(clinic_name="Lakeshore Aesthetic & Wellness Center")) == []
    assert unsendable(compiled, ana(clinic_name="The Very Best " * 5)) == [f"calm (sms): {too_long} [es]"]


def test_every_variable_and_tag_is_documented() -> None:
    documented = (TEMPLATES / "README.md").read_text(encoding="utf-8")
    assert [name for name in (*VARIABLE_NAMES, *KNOWN_TAGS) if f"`{name}`" not in documented] == []


@pytest.mark.parametrize("step", ["calm", "progress"])
def test_filling_in_is_fifty_times_as_fast_as_compiling_each_time(step: str) -> None:
    bundle = read_bundle(SCHEDULES, TEMPLATES, "microneedling")
    compiled, patient, jinja = compile_bundle(bundle), ana(session=(2, 4)), environment(html=False)
    source = bundle.templates[f"microneedling/{step}/sms.txt"]

    def each_time() -> str:
        return jinja.from_string(source).render(patient.values("en"))

    def ready() -> str:
        return compiled.render(step, Channel.SMS, "en", patient).text

    assert each_time() == ready()
    slow = min(repeat(each_time, number=20, repeat=7, timer=process_time)) / 20
    assert slow / (min(repeat(ready, number=1000, repeat=7, timer=process_time)) / 1000) > 50


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("language", "reply"), [("en", "Reply"), ("es", "Responda")])
def test_a_clinic_whose_replies_come_late_asks_to_call(name: str, language: str, reply: str) -> None:
    """Only the welcome still names the replies that the provider itself hears: STOP and HELP."""
    bundle = read_bundle(SCHEDULES, TEMPLATES, name)
    compiled = compile_bundle(bundle)
    asking = [step.name for _, step in bundle.schedule.steps() if step.asks is not None]
    for reaches in (True, False):
        patient = replace(ana(), language=language, replies=reaches, booking_url="")
        texts = [compiled.render(step, Channel.SMS, language, patient).text for step in asking]
        assert [reply in text for text in texts] == [reaches] * len(asking)
        assert [patient.clinic_phone in text for text in texts] == [True] * len(asking)
