"""What holds for every page: at 360 and 1280 pixels, light and dark, axe-core finds nothing, nothing scrolls sideways,
and whatever can be pressed is large enough.
"""

import re
from collections.abc import Iterable, Iterator

import pytest
from starlette.routing import BaseRoute, Match, Route
from starlette.testclient import TestClient

from reminders.actions.opting_out import opt_out
from reminders.domain.words import OptOutScope, Role
from reminders.web.app import create_web
from tests.browser.harness import DESKTOP, PHONE, Served, Tab, no_axe_findings_in_both_schemes, small_targets, too_wide
from tests.web.desk import Desk

ANA, BEN, CLEO = "+12025550101", "+12025550102", "+12025550103"
_LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)"')
#: Answers that are no pages.
_NO_PAGES = re.compile(r"/(?:healthz|readyz|static|webhooks)\b")


@pytest.fixture(scope="module")
def lived_in(served: Served) -> Served:
    """Ana asks something urgent, Ben has stopped, Cleo is well."""
    for name, phone in (("Ana", ANA), ("Ben", BEN), ("Cleo", CLEO)):
        served.enroll(name, last_name="Example", phone=phone)
    served.send()
    served.hear(ANA, "I have a fever and my face is swelling")
    served.hear(CLEO, "Can I wear make-up tomorrow?")
    served.send()
    opt_out(served.app, BEN, OptOutScope.ALL, "Sam", "said so")
    return served


@pytest.fixture(scope="module")
def pages(lived_in: Served) -> dict[str, str]:
    """Route → an address of it, for every page that an admin is shown or finds by following links."""
    return {pattern: path for pattern, path in _walked(lived_in) if not _NO_PAGES.match(path)}


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_every_page_is_whole(pages: dict[str, str], page_at: Tab, width: int) -> None:
    page = page_at(width, role=Role.ADMIN)
    for path in pages.values():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        no_axe_findings_in_both_schemes(page, path)
        assert {path: small_targets(page)} == {path: []}
        assert {path: too_wide(page)} == {path: []}


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_no_page_is_wider_in_spanish(pages: dict[str, str], page_at: Tab, width: int) -> None:
    page = page_at(width, language="es", role=Role.ADMIN)
    for path in pages.values():
        page.goto(path)
        assert {path: (page.get_attribute("html", "lang"), too_wide(page))} == {path: ("es", [])}


def _walked(served: Served) -> Iterator[tuple[str, str]]:
    """From every page without an id on, along its links; one address of each route."""
    browser = Desk(served).browser(Role.ADMIN).client
    routes = _routes(served)
    todo = [route.path for route in routes if "{" not in route.path]
    seen: set[str] = set()
    while todo:
        path = todo.pop(0)
        pattern = _pattern(routes, path)
        if pattern is None or pattern in seen:
            continue
        seen.add(pattern)
        text = _html(browser, path)
        if text is not None:
            yield pattern, path
            todo += [found.replace("&amp;", "&") for found in _LINK.findall(text)]


def _html(browser: TestClient, path: str) -> str | None:
    answer = browser.get(path, follow_redirects=False)
    is_page = answer.status_code == 200 and answer.headers.get("content-type", "").startswith("text/html")
    return answer.text if is_page else None


def _routes(served: Served) -> list[Route]:
    guard = create_web(served.app)
    routes = _flat(guard._inner.routes)  # type: ignore[attr-defined]
    return [route for route in routes if isinstance(route, Route) and "GET" in (route.methods or ())]


def _flat(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from _flat(included.routes)


def _pattern(routes: list[Route], path: str) -> str | None:
    scope = {"type": "http", "method": "GET", "path": path.partition("?")[0]}
    return next((route.path for route in routes if route.matches(scope)[0] is Match.FULL), None)
