"""Templates: ready before somebody waits for them, compiled once for all languages, in each with its own words."""

import re

from jinja2 import Environment

from reminders.web.languages import LANGUAGES
from reminders.web.pages import compile_pages, environment, page


def test_once_a_server_listens_no_page_has_to_be_compiled_any_more() -> None:
    compile_pages()
    assert {language: ready(environment(language)) for language in LANGUAGES} == {
        language: set(environment(language).list_templates()) for language in LANGUAGES
    }


def ready(made: Environment) -> set[str]:
    """The templates that are kept compiled."""
    assert made.cache is not None
    return {name for _, name in made.cache}


def test_a_template_is_compiled_once_for_all_languages() -> None:
    compiled = {id(environment(code).get_template("today.html").root_render_func.__code__) for code in LANGUAGES}
    assert len(compiled) == 1


def test_each_language_says_its_own_words_all_the_same() -> None:
    told = {code: title(bytes(page("too_large.html", language=code).body).decode()) for code in LANGUAGES}
    assert told == {"en": "Too large", "es": "Demasiado grande"}


def title(html: str) -> str:
    found = re.search(r"<title>([^<]*)</title>", html)
    assert found is not None
    return found[1].strip()
