"""A served clinic, one for each module of tests, and browsers at it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.harness import Served, Tab, open_chromium, serving


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module: while it is open, this thread cannot run other loops."""
    with sync_playwright() as playwright:
        browser = open_chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A clinic of its own for this module: enroll patients by `served.enroll`, let messages leave by `served.send()`,
    let time pass by `served.now[0] += …`.
    """
    path = tmp_path_factory.mktemp("served") / "clinic.db"
    shutil.copy(sqlite_template, path)
    with serving(path) as clinic:
        yield clinic


@pytest.fixture
def page_at(chromium: Browser, served: Served) -> Iterator[Tab]:
    """Opens pages: `page_at(360, "dark", "es", Role.ADMIN)`. At the end of the test no page may have complained: no
    error of a script, nothing that the security policy refused, no answer of 500.
    """
    tab = Tab(chromium, served, [], [])
    yield tab
    for context in tab.contexts:
        context.close()
    assert tab.complaints == []
