"""What holds for every answer."""

import logging
import re
from pathlib import Path

import pytest

from tests.web.conftest import Open, Site

CANARY = "Zebulon"


@pytest.mark.parametrize("path", ["/sandbox", "/healthz", "/readyz", "/static/app.css", "/nothing", "/unsubscribe/x"])
def test_every_answer_carries_the_strict_headers(path: str, site: Site) -> None:
    headers = site.browser().get(path).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store")


def test_pages_load_nothing_but_our_own_files_and_hold_no_style_or_script_themselves(site: Site) -> None:
    site.enroll("Ana", phone="202-555-0101")
    site.send()
    html = site.browser().get("/sandbox").text
    loaded = re.findall(r'<(?:script|img|link)\b[^>]*?\b(?:src|href)="([^"]*)"', html)
    assert [address for address in loaded if not address.startswith("/static/")] == []
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\son\w+=|https?://", html) == []


def test_an_unknown_address_gets_a_page(site: Site) -> None:
    answer = site.browser().get("/nothing")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_no_page_comes_with_the_framework(path: str, site: Site) -> None:
    assert site.browser().get(path).status_code == 404


def test_a_failure_shows_words_and_logs_its_place_but_no_data(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.enroll(CANARY, phone="202-555-0101")
    site.send()
    with site.app.database.write() as work:
        work.run("UPDATE patient SET first_name_enc = ?", (CANARY.encode(),))
    with caplog.at_level(logging.DEBUG):
        answer = site.browser().get("/sandbox")
    assert answer.status_code == 500
    assert answer.text.count("Please try again in a minute") == 1
    assert (answer.text + caplog.text).count(CANARY) == 0


def test_a_database_that_does_not_answer_is_not_the_visitors_fault(site: Site) -> None:
    path = site.app.database.path
    site.app.database.close()
    assert path is not None
    path.write_bytes(b"not a database at all" * 100)
    Path(f"{path}-wal").unlink(missing_ok=True)
    answer = site.browser().get("/sandbox")
    assert answer.status_code == 503
    assert answer.text.count(str(path)) == 0


@pytest.mark.parametrize(
    ("public_url", "told"),
    [("https://care.example.com", "max-age=63072000"), ("http://127.0.0.1:8000", None)],
)
def test_behind_https_a_browser_is_told_never_to_ask_in_the_clear(
    public_url: str, told: str | None, open_site: Open
) -> None:
    answer = open_site(public_url=public_url).browser().get("/healthz")
    assert answer.headers.get("Strict-Transport-Security") == told
