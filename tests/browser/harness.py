"""A clinic that is served to a real browser, and what is asked of every page in it."""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Response

from reminders.actions.hearing import hear
from reminders.actions.sessions import begin_session
from reminders.actions.setup import set_up
from reminders.actions.staffing import hire
from reminders.app import App
from reminders.cli.serving import address_of, server_of
from reminders.config import Settings
from reminders.domain.words import Role
from reminders.store.accounts import set_language
from reminders.store.database import Database
from reminders.store.staff import list_staff
from reminders.transports.base import Inbound
from reminders.web.app import create_web
from reminders.web.door import cookie_name
from tests.databases import KEYRING
from tests.web.conftest import NOON, SECRET, Site
from tests.web.desk import NAMES

#: What a container without a display, a network and a sandbox of its own needs.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
INSTALL = "apt-get install --yes --no-install-recommends chromium"
#: Widths that every screen is looked at: a phone and a front desk.
PHONE, DESKTOP = 360, 1280
HEIGHTS = {PHONE: 740, DESKTOP: 800}
_AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
#: What depends on colors.
_COLORS = ("color-contrast", "link-in-text-block")
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: Milliseconds: a page that takes longer is broken, whatever else runs on this machine.
_PATIENCE = 15_000

#: Pages that axe-core is looking at: it tries inline styles of its own, which the policy refuses.
_audited: set[Page] = set()

_FIND_AXE = """async ([tags, rules]) => {
  const runOnly = rules.length ? { type: "rule", values: rules } : { type: "tag", values: tags };
  const found = await axe.run(document, { runOnly, resultTypes: ["violations"], preload: false });
  return found.violations.flatMap((rule) => rule.nodes.map((node) => rule.id + " at " + node.target.join(" ")
    + ": " + node.failureSummary.replace(/\\s+/g, " ")));
}"""
#: Links inside a sentence may be as high as its line.
_SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter((at) => at.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && at.type !== "hidden")
  .filter((at) => !(at.tagName === "A" && getComputedStyle(at).display === "inline"))
  .map((at) => [at, at.getBoundingClientRect()])
  .filter(([at, box]) => box.width > 1 && box.right > 0 && (box.width < 23.9 || box.height < 23.9))
  .map(([at, box]) => `${at.outerHTML.slice(0, 90)} is ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
_WIDE = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter((at) => at.getBoundingClientRect().right > window.innerWidth + 1)
  .slice(0, 5).map((at) => at.outerHTML.slice(0, 90))"""


class Served(Site):
    """A site at an address."""

    address: str = ""
    _texts: Iterator[int] = count(1)

    def hear(self, sender: str, text: str) -> None:
        """A text from this number ("+12025550143") comes in now."""
        inbound = Inbound(f"SM{next(self._texts):032x}", sender, "+12025550199", text, self.app.now())
        hear(self.app, inbound)

    def staff_id(self, role: Role, language: str = "en") -> int:
        """The person of this role who reads this language, hired when first asked for."""
        name = NAMES[role] if language == "en" else f"{NAMES[role]} ({language})"
        with self.app.database.read() as work:
            known = {member.name: member.id for member in list_staff(work, self.app.clinic(work).id)}
        if name in known:
            return known[name]
        staff_id = hire(self.app, name, role.value, "", "test")
        with self.app.database.write() as work:
            set_language(work, staff_id, language)
        return staff_id


@contextmanager
def serving(path: Path) -> Iterator[Served]:
    """The clinic of this migrated database file (not set up yet) on a free port of this machine, at a Wednesday noon in
    New York; its messages stay in the sandbox.
    """
    now = [NOON]
    settings = Settings(
        database_url=f"sqlite:///{path}", clinic_settle_minutes=0, secret_key=SECRET,
        clinic_name="Lakeside", clinic_phone="(202) 555-0143",
    )  # fmt: skip
    app = App(settings, Database(settings.database_url, KEYRING), lambda: now[0])
    set_up(app)
    served = Served(app, now)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        served.address = address_of(listener)
        server = server_of(create_web(app, lambda: 1.0))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        yield served
        server.should_exit = True
        thread.join(20)
    app.close()


def open_chromium(playwright: Playwright) -> Browser:
    """The browser of this machine. Where there is none, says how to get it; `./dev test` does so itself as root."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        words = f"Chromium is missing; run: {INSTALL}"
        if os.geteuid() == 0 and shutil.which("apt-get"):
            pytest.fail(words)
        pytest.skip(words)
    return playwright.chromium.launch(executable_path=found, args=list(FLAGS))


@dataclass
class Tab:
    """How a browser is opened at a served clinic; notes what no page may do."""

    browser: Browser
    served: Served
    contexts: list[BrowserContext]
    complaints: list[str]

    def __call__(
        self,
        width: int = DESKTOP,
        scheme: str = "light",
        language: str = "en",
        role: Role | None = Role.STAFF,
        *,
        javascript: bool = True,
    ) -> Page:
        """An empty page of somebody who is signed in; `role` None: of nobody. Paths are relative to the clinic's
        address: `page.goto("/today")`.
        """
        context = self.browser.new_context(
            base_url=self.served.address,
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="es-US" if language == "es" else "en-US",
            reduced_motion="reduce",
            java_script_enabled=javascript,
        )
        self.contexts.append(context)
        context.set_default_timeout(_PATIENCE)
        if role is not None:
            context.add_cookies([self._cookie(role, language)])
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("response", self._response)
        return page

    def _cookie(self, role: Role, language: str) -> SetCookieParam:
        app = self.served.app
        begun = begin_session(app, self.served.staff_id(role, language), "Chromium, test", second_factor=True)
        return {"name": cookie_name(app.settings, "session"), "value": begun.token, "url": self.served.address}

    def _console(self, message: ConsoleMessage) -> None:
        # A form with mistakes is answered with 422; Chromium tells every such answer.
        expected = "the server responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not expected and message.page not in _audited:
            self.complaints.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        missing = response.status >= 400 and "/static/" in response.url
        if missing or response.status >= 500:
            self.complaints.append(f"{response.status}: {response.url}")


def axe_findings(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds on the page as it is now, by these rules or else by all of WCAG 2.2 AA; nothing is right."""
    # Before its styles are there, a page is not yet what a person sees.
    page.wait_for_load_state()
    _audited.add(page)
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(_AXE)
    found: list[str] = page.evaluate(_FIND_AXE, [_RULES, rules])
    _audited.remove(page)
    return found


def no_axe_findings(page: Page, where: str = "") -> None:
    """Fails when axe-core finds something on the page as it is now, in this scheme."""
    _expect_none(axe_findings(page), where)


def no_axe_findings_in_both_schemes(page: Page, where: str = "") -> None:
    """As it is now, and in the colors of the other scheme."""
    no_axe_findings(page, where)
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    page.emulate_media(color_scheme="light" if dark else "dark")
    _expect_none(axe_findings(page, _COLORS), f"{where} in the other scheme")
    page.emulate_media(color_scheme="dark" if dark else "light")


def small_targets(page: Page) -> list[str]:
    """What can be pressed and is under 24 pixels."""
    page.wait_for_load_state()
    found: list[str] = page.evaluate(_SMALL)
    return found


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    page.wait_for_load_state()
    found: list[str] = page.evaluate(_WIDE)
    return found


def _expect_none(findings: list[str], where: str) -> None:
    if findings:
        pytest.fail("\n".join([where, *findings]), pytrace=False)
