"""Whatever is asked for and whatever a form holds: an answer, never a failure.

Paths and queries come from the description that the framework makes of our routes; the fields of forms, which it does
not know, from the names on our own pages.
"""

import re
import warnings
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.core.result import Ok

from reminders.actions.sandbox_phone import text_from_phone
from reminders.actions.sessions import begin_session
from reminders.domain.words import Role
from reminders.web import app as web_app
from reminders.web.app import create_pages
from tests.web.conftest import Site
from tests.web.desk import Browser, Desk

UI = Path(web_app.__file__).parent / "ui"
EXAMPLES = 6
#: Tables whose ids appear in paths.
NAMED = (
    "patient",
    "treatment",
    "message",
    "reply",
    "staff_member",
    "session",
    "note",
    "hold",
    "location",
    "import_run",
)
VALUES = (
    "", " ", "1", "0", "-1", "99999999999999999999", "on", "sms", "email", "care", "en", "es", "microneedling",
    "2026-03-11", "2026-03-11T09:00", "2026-02-30", "09:00", "25:61", "P4M", "P-1D", "2/4", "9/1", "(202) 555-0101",
    "+12025550109", "ana@example.com", "Ana", "é\u0000", "\u202e", "=1+1", "<script>", "x" * 3000, "{{ 7*7 }}", "%s%n",
)  # fmt: skip


def operations(site: Site) -> dict[tuple[str, str], Any]:
    """By method and path."""
    pages = create_pages(site.app)
    pages.openapi_url = "/openapi.json"
    with warnings.catch_warnings():
        # Of a route that answers HEAD too.
        warnings.filterwarnings("ignore", message="Duplicate Operation ID")
        described = schemathesis.openapi.from_dict(pages.openapi())
    found = [one.ok() for one in described.get_all_operations() if isinstance(one, Ok)]
    return {(one.method, one.path): one for one in found}


@cache
def field_names() -> tuple[str, ...]:
    """Every name of a field on our pages."""
    text = "".join(path.read_text(encoding="utf-8") for path in UI.glob("*.html"))
    names = set(re.findall(r'name="([a-z_]+)"', text)) | set(
        re.findall(r'(?:field|select|radios|checkbox|area)\("([a-z_]+)"', text)
    )
    return tuple(sorted(names - {"_token", "viewport", "robots"}))


def known_ids(site: Site) -> list[int]:
    """Ids that stand for something here."""
    with site.app.database.read() as work:
        return [row[0] for table in NAMED for row in work.all(f"SELECT id FROM {table} ORDER BY id DESC LIMIT 3")]


@pytest.fixture
def busy(site: Site) -> Site:
    """A clinic with messages sent and coming, and two replies."""
    site.enroll("Ana", phone="202-555-0101", email="ana@example.com")
    site.enroll("Ben", phone="202-555-0102")
    site.now[0] += timedelta(minutes=40)
    site.send()
    with site.app.database.read() as work:
        sent = [row[0] for row in work.all("SELECT id FROM message WHERE status = 'sent' ORDER BY id")]
    for message_id, text in zip(sent, ("3", "Can I swim?"), strict=False):
        text_from_phone(site.app, message_id, text, "", f"key{message_id}")
    return site


def test_whatever_is_asked_for_gets_an_answer(busy: Site) -> None:
    rosa, ids, failed = Desk(busy).staff_id(Role.ADMIN), st.sampled_from(known_ids(busy)), []
    client = busy.browser()
    fields = st.dictionaries(st.sampled_from(field_names()), st.sampled_from(VALUES), max_size=12)

    def ask(method: str, case: Case[Any], form: Mapping[str, str], given_id: int) -> int:
        path = re.sub(r"\{[a-z_]+_id\}", str(given_id), case.path) if given_id % 4 else case.formatted_path
        # Some forms end sessions.
        token = begin_session(busy.app, rosa, "Firefox, Linux", second_factor=True).token
        client.cookies.clear()
        client.cookies.set("session", token)
        browser = Browser(client, token)
        query = {name: value for name, value in (case.query or {}).items() if isinstance(value, str | int)}
        try:
            if method == "post":
                return browser.post(path, dict(form)).status_code
            return client.request(method, path, params=query, follow_redirects=False).status_code
        except ValueError:  # What no browser could send.
            return 0

    for (method, path), operation in operations(busy).items():

        @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(), form=fields, given_id=ids)
        def each(case: Case[Any], form: dict[str, str], given_id: int) -> None:
            status = ask(method, case, form, given_id)  # noqa: B023 - called before the next turn
            if status >= 500:
                failed.append((method, path, given_id, form, status))  # noqa: B023

        each()
    assert failed == []
