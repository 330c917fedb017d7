"""What holds for every page: at 360 and 1280 pixels, light and dark, axe-core finds nothing, nothing scrolls sideways,
and whatever can be pressed is large enough.
"""

import re
from collections.abc import Iterable, Iterator

import pytest
from starlette.routing import BaseRoute, Match, Route
from starlette.testclient import TestClient

from reminders.actions.opting_out import opt_out
from reminders.actions.sandbox_phone import decide_fate
from reminders.domain.words import OptOutScope, Role
from reminders.store.outbox import newest_in_sandbox, recipients
from reminders.web.app import create_pages
from tests.browser.harness import (
    DESKTOP,
    HEIGHTS,
    PHONE,
    Served,
    Tab,
    no_axe_findings_in_both_schemes,
    small_targets,
    too_wide,
)
from tests.web.desk import Desk

ANA, BEN, CLEO, DEE, EVE = (f"+1202555010{number}" for number in range(1, 6))
#: So many tests share the pages, so that none takes long.
SHARES = 5
_LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)')
_TREATMENT = re.compile(r"/treatments/(\d+)/")
_NUMBER = re.compile(r"\d+")
#: Answers that are no pages.
_NO_PAGES = re.compile(r"/(?:healthz|readyz|static|webhooks|language)\b|.+\.csv$|.+/row$|.+/welcome$|.+/pictures/|/$")
#: Pages of somebody who is not signed in, or that come after a step that a module of its own takes.
ELSEWHERE = {
    "/desk", "/sign-in/code", "/start/clinic", "/start/place", "/start/hours", "/start/account", "/start/{token}",
    "/invitation/{token}", "/unsubscribe/{token}", "/imports/{run_id}", "/imports/{run_id}/undo",
    "/team/{staff_id:int}/end",
}  # fmt: skip


@pytest.fixture(scope="module")
def lived_in(served: Served) -> Served:
    """Ana asks something urgent, Ben has stopped, Cleo is well, Dee's number is another's, Eve's phone is off."""
    for name, phone in (("Ana", ANA), ("Ben", BEN), ("Cleo", CLEO), ("Dee", DEE), ("Eve", EVE)):
        served.enroll(name, last_name="Example", phone=phone)
    served.send()
    served.hear(ANA, "I have a fever and my face is swelling")
    served.hear(CLEO, "Can I wear make-up tomorrow?")
    served.hear(DEE, "wrong number")
    served.send()
    opt_out(served.app, BEN, OptOutScope.ALL, "Sam", "said so")
    with served.app.database.read() as work:
        newest = newest_in_sandbox(work, 50)
        to_eve = next(id_ for id_, to in recipients(work, newest).items() if to.address == EVE)
    decide_fate(served.app, to_eve, "unreachable")
    return served


@pytest.fixture(scope="module")
def pages(lived_in: Served) -> dict[str, str]:
    """Address → route, for every page that an admin is shown or finds by following links: one of each kind."""
    return {path: pattern for path, pattern in _walked(lived_in) if not _NO_PAGES.match(path)}


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_whole(pages: dict[str, str], page_at: Tab, share: int) -> None:
    page = page_at(PHONE, role=Role.ADMIN)
    for path in list(pages)[share::SHARES]:
        page.goto(path)
        for width in (PHONE, DESKTOP):
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            no_axe_findings_in_both_schemes(page, f"{path} at {width}")
            assert {path: (width, small_targets(page), too_wide(page))} == {path: (width, [], [])}


def test_no_page_is_wider_in_spanish(pages: dict[str, str], page_at: Tab) -> None:
    page = page_at(PHONE, language="es", role=Role.ADMIN)
    for path in pages:
        page.goto(path, wait_until="domcontentloaded")
        assert {path: (page.get_attribute("html", "lang"), too_wide(page))} == {path: ("es", [])}


def test_every_page_can_be_found(lived_in: Served, pages: dict[str, str]) -> None:
    shown = {route.path for route in _routes(lived_in) if not _NO_PAGES.match(route.path)}
    assert shown - set(pages.values()) == ELSEWHERE


def _walked(served: Served) -> Iterator[tuple[str, str]]:
    """From every page without an id on, along its links; one address of each kind."""
    browser = Desk(served).browser(Role.ADMIN).client
    routes = _routes(served)
    ahead = [route.path for route in routes if "{" not in route.path] + ["/today/20260311T1600"]
    seen: set[str] = set()
    while ahead:
        path = ahead.pop(0)
        pattern, kind = _pattern(routes, path), _NUMBER.sub("1", path.partition("?")[0])
        if pattern is None or kind in seen:
            continue
        seen.add(kind)
        text = _html(browser, path)
        if text is not None:
            yield path, pattern
            ahead += [found.replace("&amp;", "&") for found in _LINK.findall(text)]
            # Whoever has just enrolled is led there.
            ahead += [f"/enrolled/{treatment}" for treatment in _TREATMENT.findall(path)]


def _html(browser: TestClient, path: str) -> str | None:
    answer = browser.get(path, follow_redirects=False)
    is_page = answer.status_code == 200 and answer.headers.get("content-type", "").startswith("text/html")
    return answer.text if is_page else None


def _routes(served: Served) -> list[Route]:
    routes = _flat(create_pages(served.app).routes)
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
