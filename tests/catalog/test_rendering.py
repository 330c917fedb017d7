"""Filling templates in: texts, mails, languages, and what cannot be sent."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from reminders.catalog.content import Variables
from reminders.catalog.mistakes import Mistakes
from reminders.catalog.rendering import BadContent, Content, NoTemplate, compile_bundle, content_mistakes
from reminders.domain.words import Channel
from tests.catalog.factories import LAYOUT, SMS, ana, bundle, mail_bundle


def sms(template: str, variables: Variables, language: str = "en") -> str:
    return compile_bundle(bundle(calm__sms_txt=template)).render("calm", Channel.SMS, language, variables).text


def mail(body: str, variables: Variables, layout: str = LAYOUT) -> Content:
    return compile_bundle(mail_bundle(body, layout)).render("calm", Channel.EMAIL, "en", variables)


def reason(template: str, variables: Variables) -> str:
    with pytest.raises(BadContent) as found:
        sms(template, variables)
    return str(found.value)


def test_a_text_is_filled_in() -> None:
    assert sms(SMS, ana()) == "Vita Clinic: Hi Ana, rest well tonight. Questions? Call (202) 555-0143."


def test_a_text_varies_by_what_is_known() -> None:
    template = (
        "{% if 'smoker' in tags %}No smoke. {% endif %}{% if session and sessions %}{{ session }} of {{ sessions }}. "
        "{% endif %}{{ provider or 'Us' }}."
    )
    everything = ana(provider="Dr. Lee", session=(2, 4), tags=frozenset({"smoker"}))
    assert (sms(template, ana()), sms(template, everything)) == ("Us.", "No smoke. 2 of 4. Dr. Lee.")


@pytest.mark.parametrize(("language", "expected"), [("es", "Hola"), ("es-MX", "Hola"), ("en", "Hi"), ("fr", "Hi")])
def test_a_missing_language_gets_english(language: str, expected: str) -> None:
    made = compile_bundle(bundle(calm__sms_txt="Hi", calm__sms_es_txt="Hola"))
    assert made.render("calm", Channel.SMS, language, ana()).text == expected


def test_a_mail_without_its_subject_in_a_language_is_sent_whole_in_english() -> None:
    made = mail_bundle()
    halved = type(made)(
        made.schedule_name, made.schedule_text, {**made.templates, "glow/calm/email.es.txt": "Hola."}, "glow.yaml"
    )
    content = compile_bundle(halved).render("calm", Channel.EMAIL, "es", ana())
    assert content.text == "Hi Ana, rest well. Call (202) 555-0143.\n"


def test_a_step_without_a_template_for_the_channel_says_so() -> None:
    made = compile_bundle(bundle())
    for step, channel in (("calm", Channel.EMAIL), ("none", Channel.SMS), ("welcome", Channel.SMS)):
        with pytest.raises(NoTemplate, match=f"{step} has no {channel} template"):
            made.render(step, channel, "en", ana())


def test_values_are_escaped_in_html_and_only_there() -> None:
    content = mail("<mj-text>Hi {{ first_name }} {{ '<b>' }}</mj-text>", ana(first_name="<i>A & B</i>"))
    assert ("Hi &lt;i&gt;A &amp; B&lt;/i&gt; &lt;b&gt;" in content.html, "<i>A & B</i>" in content.text) == (True, True)


def test_a_mail_carries_the_language_and_the_clinic_of_the_layout() -> None:
    html = mail("<mj-text>x</mj-text>", ana()).html
    assert ('<html lang="en"' in html, "<title>Vita Clinic</title>" in html) == (True, True)


def test_conditions_around_and_inside_blocks_of_a_mail_hold() -> None:
    body = (
        '{% if booking_url %}\n<mj-button href="{{ booking_url }}">Go</mj-button>\n{% endif %}\n'
        "<mj-text>{% if session and session < 3 %}early{% else %}late{% endif %}</mj-text>"
    )
    with_link = mail(body, ana(booking_url="https://vita.example/?a=1&b=2", session=(1, 4))).html
    without = mail(body, ana()).html
    assert ('href="https://vita.example/?a=1&amp;b=2"' in with_link, "early" in with_link) == (True, True)
    assert ("href=" in without, "late" in without) == (False, True)


def test_a_mail_loads_nothing_from_elsewhere() -> None:
    html = mail("<mj-text>x</mj-text>", ana()).html
    assert [word for word in ("src=", "url(", "@import", "<link", "fonts.g") if word in html] == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<mj-bogus>x</mj-bogus>", "1: the tag <mj-bogus> may not be used here; there are "),
        ("<mj-image />", "1: the tag <mj-image> may not be used here; there are "),
        ("<mj-text>\n<script>x</script></mj-text>", "2: the tag <script> may not be used here; there are "),
        ("<mj-raw>x</mj-raw>", "1: the tag <mj-raw> may not be used here; there are "),
        ("<mj-text>x", "1: is not well-formed: mismatched tag"),
        ("<mj-text>a & b</mj-text>", "1: is not well-formed: not well-formed (invalid token)"),
        ("<mj-text>&nbsp;</mj-text>", "1: is not well-formed: undefined entity"),
        ('<mj-button href="https://bit.example/x">x</mj-button>', "1: a link goes to {{ booking_url }} or "),
        ('<mj-button href="{{ first_name }}">x</mj-button>', "1: a link goes to {{ booking_url }} or "),
        ('<mj-text color="{{ first_name }}">x</mj-text>', "1: the value of 'color' may not hold an address or a "),
        ('<mj-text onclick="x">x</mj-text>', "1: the attribute 'onclick' may not be used"),
        ('<mj-text color="url(//x)">x</mj-text>', "1: the value of 'color' may not hold an address or a variable"),
        ("<mj-text>" + "<b>" * 2000 + "</b>" * 2000 + "</mj-text>", "1: is nested deeper than 16 levels"),
        ("<mj-text>{{ nobody }}</mj-text>", "1: there is no variable 'nobody'"),
    ],
)
def test_a_body_that_mjml_would_take_in_silence_is_refused(body: str, expected: str) -> None:
    with pytest.raises(Mistakes) as found:
        mail(body, ana())
    first = str(found.value.mistakes[0])
    assert (
        first[: len("templates/glow/calm/email.mjml:") + len(expected)] == "templates/glow/calm/email.mjml:" + expected
    )


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        (
            LAYOUT.replace("{{ body }}", ""),
            "templates/_layout.mjml:1: must hold {{ body }} once, where a mail's own part goes",
        ),
        (LAYOUT.replace("mj-column", "mj-colum"), "templates/_layout.mjml:5: the tag <mj-colum> may not be used here"),
        (
            LAYOUT.replace("</mj-attributes>", '</mj-attributes><mj-font name="a" href="https://x.example/f" />'),
            "templates/_layout.mjml:3: the tag <mj-font> may not be used here",
        ),
        ("<!DOCTYPE mjml>" + LAYOUT, "templates/_layout.mjml:1: a document type may not be declared"),
    ],
)
def test_a_layout_is_held_to_the_same_rules(layout: str, expected: str) -> None:
    with pytest.raises(Mistakes) as found:
        mail("<mj-text>x</mj-text>", ana(), layout)
    assert str(found.value.mistakes[0])[: len(expected)] == expected


def test_a_mail_without_a_layout_is_a_mistake() -> None:
    made = mail_bundle()
    templates = {path: text for path, text in made.templates.items() if path != "_layout.mjml"}
    with pytest.raises(Mistakes, match=r"email\.mjml:1: needs the layout templates/_layout\.mjml, which is missing"):
        compile_bundle(type(made)(made.schedule_name, made.schedule_text, templates))


def test_default_stands_in_for_what_is_not_known() -> None:
    template = "{{ provider | default('your team') }}, visit {{ session | default('one') }}"
    assert sms(template, ana()) == "your team, visit one"
    assert sms(template, ana(provider="Dr. Lee", session=(2, 4))) == "Dr. Lee, visit 2"


def test_a_mail_that_programs_would_cut_off_is_a_mistake() -> None:
    with pytest.raises(Mistakes, match=r"mail programs cut off what is over 100,000"):
        mail("<mj-text>x</mj-text>" * 500, ana())


def test_what_cannot_be_filled_in_is_bad_content_without_the_patient_in_it() -> None:
    hidden = ana(first_name="Secretname")
    assert reason("{{ first_name }} {{ session }}", hidden) == "calm (sms) cannot be filled in: Unfillable"
    assert reason("{{ first_name }} {{ tags }}", hidden) == "calm (sms) cannot be filled in: Unfillable"
    assert reason("{% if session < 2 %}{{ first_name }}{% endif %}", hidden) == (
        "calm (sms) cannot be filled in: TypeError"
    )
    assert reason("{{ first_name }}" + "x" * 400, hidden) == (
        "calm (sms): the text is longer than 2 segments (3 with accents)"
    )
    assert reason("{% if session %}{{ first_name }}{% endif %}", hidden) == "calm (sms): the text is empty"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (ana(first_name="x" * 201), "a name, number or address is too long"),
        (ana(first_name="Ana\nBcc: all"), "a name, number or address holds control characters"),
        (ana(first_name="Ana\u202e"), "a name, number or address holds control characters"),
        (ana(booking_url="javascript:alert(1)"), "a link is not an https address"),
        (ana(unsubscribe_url="http://vita.example/u"), "a link is not an https address"),
    ],
)
def test_values_that_no_message_may_hold_are_refused(variables: Variables, expected: str) -> None:
    assert reason("Hi", variables) == expected


def test_a_loopback_link_is_good_enough_for_a_demo() -> None:
    assert sms("{{ booking_url }}", ana(booking_url="http://127.0.0.1:8000/x")) == "http://127.0.0.1:8000/x"


def test_a_text_that_an_accent_makes_too_long_goes_without_accents() -> None:
    template = "{{ first_name }} " + "x" * 280
    assert sms(template, ana(first_name="Sofía")) == "Sofia " + "x" * 280


def test_a_text_keeps_its_accents_where_they_fit() -> None:
    assert sms("{{ first_name }} " + "x" * 150, ana(first_name="Sofía")) == "Sofía " + "x" * 150


@pytest.mark.parametrize(
    ("content", "channel", "expected"),
    [
        (Content("", "Fine."), Channel.SMS, []),
        (Content("", "Two\nlines."), Channel.SMS, []),
        (Content("", "Bell\a"), Channel.SMS, ["the text holds control characters"]),
        (Content("Fine", "Fine."), Channel.EMAIL, []),
        (Content("", "Fine."), Channel.EMAIL, ["the subject is empty or more than one line"]),
        (Content("a\nb", "Fine."), Channel.EMAIL, ["the subject is empty or more than one line"]),
        (Content("a" * 151, "Fine."), Channel.EMAIL, ["the subject is longer than 150 characters"]),
        (Content("Fine", "a" * 400_001), Channel.EMAIL, ["the mail is empty or too long"]),
    ],
)
def test_content_is_judged_by_its_channel(content: Content, channel: Channel, expected: list[str]) -> None:
    assert content_mistakes(content, channel) == expected


def test_a_subject_of_two_lines_is_bad_content() -> None:
    made = mail_bundle()
    templates = {**made.templates, "glow/calm/email.subject.txt": "a\nb"}
    compiled = compile_bundle(type(made)(made.schedule_name, made.schedule_text, templates))
    with pytest.raises(BadContent, match="the subject is empty or more than one line"):
        compiled.render("calm", Channel.EMAIL, "en", ana())


def test_many_threads_fill_one_bundle_in_without_mixing_patients() -> None:
    compiled = compile_bundle(bundle())
    names = [f"Patient{number}" for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        texts = pool.map(lambda name: compiled.render("calm", Channel.SMS, "en", ana(first_name=name)).text, names)
    assert list(texts) == [sms(SMS, ana(first_name=name)) for name in names[:1]] + [
        f"Vita Clinic: Hi {name}, rest well tonight. Questions? Call (202) 555-0143." for name in names[1:]
    ]
