"""What a template may say, and what hostile ones are answered."""

import time

import pytest

from reminders.catalog.mistakes import Mistakes
from reminders.catalog.rendering import compile_bundle
from reminders.catalog.syntax import environment, parse
from tests.catalog.factories import bundle

HOSTILE = ("{{", "{%", "{#", "{{ a }", "{% if tags %}", "{% raw %}", "{{ '", "}}", "{{ tags|upper", "\n")
USE = "may not be used in a template; use {{ name }} and {% if name %}"


def problems(text: str) -> list[str]:
    return [f"{line}: {problem}" for line, problem in parse(text, environment(html=False)).mistakes]


@pytest.mark.parametrize(
    "text",
    [
        "{{ first_name }}",
        "{{ provider or 'us' }}",
        "{{ provider | default('us') | upper }}",
        "{{ 'one' if session == 1 else 'more' }}",
        "{% if 'smoker' in tags and not booking_url %}a{% elif session < sessions %}b{% else %}c{% endif %}",
        "{# a note #}{% raw %}{{ kept }}{% endraw %}",
    ],
)
def test_names_conditions_and_three_filters_are_allowed(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% for a in tags %}{{ a }}{% endfor %}", f"1: loops ({{% for %}}) {USE}"),
        ("{{ range(9) }}", f"1: calls {USE}"),
        ("{{ ''.__class__ }}", f"1: looking inside a value (a.b, a[b]) {USE}"),
        ("{{ first_name['__class__'] }}", f"1: looking inside a value (a.b, a[b]) {USE}"),
        ("{{ first_name[:3] }}", f"1: looking inside a value (a.b, a[b]) {USE}"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", f"1: calls {USE}"),
        ("{% set a = 1 %}", f"1: setting names ({{% set %}}, {{% with %}}) {USE}"),
        ("{% with a = 1 %}{% endwith %}", f"1: setting names ({{% set %}}, {{% with %}}) {USE}"),
        ("{% macro m() %}{% endmacro %}", f"1: macros and blocks {USE}"),
        ("{% block b %}{% endblock %}", f"1: macros and blocks {USE}"),
        ("{% filter upper %}a{% endfilter %}", f"1: macros and blocks {USE}"),
        ("{% include '/etc/passwd' %}", f"1: other files (include, import, extends) {USE}"),
        ("{% extends 'a' %}", f"1: other files (include, import, extends) {USE}"),
        ("{{ 'a' * 1000000000 }}", f"1: arithmetic and joining (+ - * / % ** ~) {USE}"),
        ("{{ '%1000000000s' % 'a' }}", f"1: arithmetic and joining (+ - * / % ** ~) {USE}"),
        ("{{ first_name ~ first_name }}", f"1: arithmetic and joining (+ - * / % ** ~) {USE}"),
        ("{{ -1 }}", f"1: arithmetic and joining (+ - * / % ** ~) {USE}"),
        ("{{ ('a', 'b') }}", f"1: lists, tuples and dicts {USE}"),
        ("{% if provider is defined %}a{% endif %}", f"1: tests ({{% if a is b %}}) {USE}"),
        ("{{ 1.5 }}", "1: only texts and whole numbers may be written as values"),
        ("{{ firstname }}", "1: there is no variable 'firstname'; did you mean 'first_name'?"),
        ("a\nb {{ price }}", "2: there is no variable 'price'; did you mean 'provider'?"),
        ("{{ first_name | safe }}", "1: the filter 'safe' may not be used; there are default, upper, lower"),
        ("{{ first_name | default(*tags) }}", "1: the filter 'default' is written as {{ name | default }}"),
        ("a\n{% if first_name %}", "2: cannot be read: Unexpected end of template. Jinja was looking for the following "
         "tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'."),
        ("{{ first_name", "1: cannot be read: unexpected end of template, expected 'end of print statement'."),
        ("{{ " + "9" * 5000 + " }}", "1: is nested too deeply, or holds a number too large, to be read"),
        ("{{ " + "(" * 3000 + " }}", "1: is nested too deeply, or holds a number too large, to be read"),
        ("{{ " + "not " * 3000 + "tags }}", "1: is nested too deeply, or holds a number too large, to be read"),
        ("{{ tags" + " or tags" * 3000 + " }}", "1: has too many or too deeply nested conditions"),
        ("{{ first_name }}" * 4000, "1: has too many or too deeply nested conditions"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_by_name_and_line(text: str, expected: str) -> None:
    assert problems(text)[:1] == [expected]


def test_every_breach_of_a_template_is_named_at_once() -> None:
    assert problems("{{ a }}\n{{ b() }}\n{% for c in tags %}{% endfor %}") == [
        f"3: loops ({{% for %}}) {USE}",
        f"2: calls {USE}",
        "1: there is no variable 'a'",
    ]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_template_of_64_kb_is_answered_within_two_seconds(piece: str) -> None:
    started = time.perf_counter()
    problems(piece * (64_000 // len(piece)))
    assert time.perf_counter() - started < 2


def test_mistakes_of_several_templates_come_together_with_file_and_line() -> None:
    broken = bundle(calm__sms_txt="a\n{{ nobody }}", calm__sms_es_txt="{% for a in tags %}{% endfor %}")
    with pytest.raises(Mistakes) as found:
        compile_bundle(broken)
    assert [str(mistake) for mistake in found.value.mistakes] == [
        f"templates/glow/calm/sms.es.txt:1: loops ({{% for %}}) {USE}",
        "templates/glow/calm/sms.txt:2: there is no variable 'nobody'",
    ]
