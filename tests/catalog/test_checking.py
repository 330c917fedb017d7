"""What the checks say about templates that could be sent and should not be, or not so."""

import pytest

from reminders.catalog.bundle import Bundle
from reminders.catalog.checking import ScheduleReport, TemplateReport, check_schedule, check_templates
from reminders.domain.segments import Encoding, Segments
from reminders.domain.words import Channel
from tests.catalog.factories import SCHEDULE, SMS, bundle, mail_bundle

MARKETING = SCHEDULE.replace("closes: PT24H", "closes: PT24H\n    kind: marketing")
HEAD = "{{ clinic_name }}: Hi {{ first_name }}, how are you doing today? Call {{ clinic_phone }}. "


def report(made: Bundle, path: str = "glow/calm/sms.txt") -> TemplateReport:
    return next(found for found in check_templates(made) if found.path == path)


def mistakes(template: str) -> list[str]:
    return [mistake.text for mistake in report(bundle(calm__sms_txt=template)).mistakes]


def warnings(template: str, schedule: str = SCHEDULE) -> list[str]:
    return [warning.text for warning in report(bundle(schedule, calm__sms_txt=template)).warnings]


def test_a_report_holds_the_figures_of_the_worst_sample() -> None:
    found = report(bundle())
    text = "Lakeshore Aesthetic & Wellness Center: Hi Maximiliano, rest well tonight. Questions? Call (202) 555-0143."
    assert found == TemplateReport(
        path="glow/calm/sms.txt",
        step="calm",
        channel=Channel.SMS,
        part="text",
        language="en",
        variables=("clinic_name", "clinic_phone", "first_name"),
        segments=Segments(Encoding.GSM_7, len(text), 1),
        sample=text,
        grade=2.6,
        first_40="Vita: Hi Ana, rest well tonight. Questio",
    )


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Hi {{ first_name }}.", "must begin with {{ clinic_name }}, so that the patient sees who writes"),
        ("{{ clinic_name }}: your skin is fine.", "shows “skin” on a lock screen, in the first 40 characters"),
        ("{{ clinic_name }}: Glow is for you.", "shows “Glow” on a lock screen, in the first 40 characters"),
        (HEAD + "x" * 300, "takes 3 GSM-7 segments for a patient with a long name; at most 2"),
        (HEAD + "á" * 300, "takes 6 UCS-2 segments for a patient with a long name; at most 3"),
        (
            HEAD + "Ask {{ provider }} about it.",
            "leaves a gap for a patient with no provider: “55-0143. Ask  abou”; use {% if name %}",
        ),
        (HEAD + "Visit {{ session }}.", "cannot be filled in for a patient with no session"),
        (HEAD + "{% if session < 3 %}a{% endif %}", "cannot be filled in for a patient with no session"),
        (
            HEAD + "Postprocedural inflammatory sensitivity necessitates dermatological rehabilitation.",
            "reads at school grade 19.7; at most 8: use shorter sentences and words",
        ),
        (HEAD + "{{ nobody }}", "there is no variable 'nobody'"),
    ],
)
def test_a_text_that_breaks_a_rule_is_a_mistake(template: str, expected: str) -> None:
    assert mistakes(template)[-1:] == [expected]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (HEAD + "It’s fine.", "“’” (U+2019) is outside GSM-7 and makes it dearer"),
        (HEAD + "Now 20% less.", "“20%” makes a care message marketing, which needs other consent and hours"),
        (HEAD + "Book now.", "“Book” makes a care message marketing, which needs other consent and hours"),
        (
            HEAD + "{{ booking_url or 'Now.' }}",
            "“a booking link” makes a care message marketing, which needs other consent and hours",
        ),
        (HEAD + "Your laser was fine.", "names “laser”; texts show on lock screens, keep the treatment out of them"),
        ("{{ clinic_name }}: all is well.", "gives no {{ clinic_phone }}; a worried patient needs it"),
        (
            HEAD + "{% if 'smoke' in tags %}No smoke.{% endif %}",
            "asks for the tag 'smoke', which is not a common one; did you mean 'smoker'?",
        ),
        (
            HEAD + "{% if session and session > 90 %}Wow.{% endif %}",
            "no sample patient takes this branch; is its condition right?",
        ),
        (
            HEAD + "x" * 120,
            "is so long that accents are left out for patients with accented names (Sofía as Sofia)",
        ),
    ],
)
def test_a_text_worth_a_second_look_is_a_warning(template: str, expected: str) -> None:
    assert (mistakes(template), warnings(template)) == ([], [expected])


def test_a_hard_text_is_a_warning_before_it_is_a_mistake() -> None:
    template = "{{ clinic_name }}: Hi. Wash gently every day. Then use moisturizer every morning. {{ clinic_phone }}"
    found = report(bundle(calm__sms_txt=template))
    assert (found.grade, [warning.text for warning in found.warnings]) == (
        7.6,
        ["reads at school grade 7.6; better 6: use shorter sentences and words"],
    )


def test_a_marketing_text_should_say_stop() -> None:
    assert warnings(SMS, MARKETING) == ["a marketing text should say how to stop (STOP)"]
    assert warnings(SMS.replace("Questions", "STOP to stop. Questions"), MARKETING) == []


def test_a_text_that_asks_names_the_three_answers() -> None:
    asking = SCHEDULE.replace("at: PT30M", "at: PT30M\n        asks: care-check")
    found = report(bundle(asking, calm__sms_txt=HEAD + "Reply 1 good, 2 bad, 33 or B3."))
    whole = report(bundle(asking, calm__sms_txt=HEAD + "Reply 1 good, 2 a question, 3 bad."))
    said = [mistake.text for mistake in found.mistakes]
    assert (said, whole.mistakes) == (["asks (care-check) and must name 1, 2 and 3; 3 is missing"], ())


def test_marketing_words_are_for_marketing() -> None:
    assert warnings(HEAD + "Book now. STOP to stop.", MARKETING) == []


def test_marketing_mail_must_carry_the_address_and_a_way_out() -> None:
    made = mail_bundle()
    schedule = made.schedule_text.replace("closes: PT24H", "closes: PT24H\n    kind: marketing")
    found = report(Bundle("glow", schedule, made.templates), "glow/calm/email.txt")
    assert [mistake.text for mistake in found.mistakes] == [
        "marketing mail must hold {{ clinic_address }}",
        "marketing mail must hold {{ unsubscribe_url }}",
    ]


SHOWN = "subjects show on lock screens and name neither treatment nor body"


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("{{ clinic_name }}: after your microneedling", [f"names “microneedling”; {SHOWN}"]),
        ("Your Glow", [f"names “Glow”; {SHOWN}"]),
        ("a\n\nb", ["a subject is one line of text"]),
        ("{{ clinic_name }}: for tonight", []),
    ],
)
def test_a_subject_is_one_line_that_names_no_treatment(subject: str, expected: list[str]) -> None:
    made = mail_bundle()
    changed = Bundle("glow", made.schedule_text, {**made.templates, "glow/calm/email.subject.txt": subject})
    found = report(changed, "glow/calm/email.subject.txt")
    assert [mistake.text for mistake in found.mistakes] == expected


def test_missing_languages_are_said_at_the_english_template() -> None:
    made = mail_bundle()
    templates = {**made.templates, "glow/calm/email.subject.es.txt": "Hola", "glow/calm/email.es.mjml": "<mj-text />"}
    found = report(Bundle("glow", made.schedule_text, templates), "glow/calm/email.txt")
    assert (found.missing_languages, [warning.text for warning in found.warnings]) == (
        ("es",),
        ["is missing in es; those patients get it in English"],
    )


def test_a_template_for_a_channel_that_its_step_never_takes_is_a_warning() -> None:
    made = mail_bundle()
    found = report(Bundle("glow", SCHEDULE, made.templates), "glow/calm/email.txt")
    assert [warning.text for warning in found.warnings] == ["the step never goes by email"]


def test_a_template_without_an_english_one_is_a_mistake() -> None:
    made = Bundle("glow", SCHEDULE, {"glow/calm/sms.es.txt": SMS})
    assert [mistake.text for mistake in report(made, "glow/calm/sms.es.txt").mistakes] == [
        "is missing in English, which stands in for languages that a template is not written in"
    ]


def test_a_mail_without_its_text_is_a_mistake() -> None:
    made = mail_bundle()
    templates = {path: text for path, text in made.templates.items() if not path.endswith("email.txt")}
    found = report(Bundle("glow", made.schedule_text, templates), "glow/calm/email.mjml")
    assert [mistake.text for mistake in found.mistakes] == ["its text is missing: glow/calm/email.txt"]


def test_a_folder_that_is_no_step_is_a_mistake() -> None:
    found = report(bundle(clam__sms_txt=SMS), "glow/clam/sms.txt")
    assert [mistake.text for mistake in found.mistakes] == ["the schedule has no step 'clam'; did you mean 'calm'?"]


def test_one_broken_template_does_not_hide_the_others() -> None:
    reports = check_templates(bundle(calm__sms_txt="{{ nobody }}", calm__sms_es_txt=SMS))
    assert [(found.path, bool(found.mistakes), found.grade is None) for found in reports] == [
        ("glow/calm/sms.es.txt", False, False),
        ("glow/calm/sms.txt", True, True),
    ]


def test_a_broken_layout_is_reported_first() -> None:
    reports = check_templates(mail_bundle(layout="<mjml>"))
    assert [mistake.text for mistake in reports[0].mistakes] == [
        "is not well-formed: no element found",
        "must hold {{ body }} once, where a mail's own part goes",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ clinic_name }}: hi. Msg & data rates may apply. STOP to stop, HELP for help.", []),
        ("{{ clinic_name }}: hi.", ["the welcome must say STOP, HELP, that rates may apply"]),
    ],
)
def test_a_welcome_says_rates_stop_and_help(text: str, expected: list[str]) -> None:
    made = Bundle("glow", SCHEDULE, {"glow/calm/sms.txt": SMS, "welcome/sms.txt": text})
    assert [mistake.text for mistake in report(made, "welcome/sms.txt").mistakes] == expected


def test_a_schedule_that_cannot_be_read_is_all_that_its_report_says() -> None:
    made = Bundle("glow", "schedule: glow", {})
    assert [str(mistake) for mistake in check_schedule(made).mistakes] == ["schedules/glow.yaml:1 stages: is missing"]


def test_a_step_without_any_template_is_a_mistake_and_with_one_of_two_a_warning() -> None:
    both = SCHEDULE.replace("        channels: [sms]\n", "")
    nothing = check_schedule(Bundle("glow", both, {}))
    half = check_schedule(bundle(both))
    assert [mistake.text for mistake in nothing.mistakes] == ["has no template for sms or email"]
    assert [warning.text for warning in half.warnings] == [
        "has no template for email: patients who have only that get nothing"
    ]
    assert check_schedule(bundle()) == ScheduleReport((), ())
