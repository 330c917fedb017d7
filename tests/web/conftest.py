"""A clinic behind its pages, at a Wednesday noon in New York."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from reminders.actions.dispatch import Dispatcher
from reminders.actions.enroll import enroll
from reminders.actions.enrollment import Answers, check_enrollment
from reminders.actions.setup import set_up
from reminders.app import App
from reminders.config import Settings
from reminders.store.database import Database
from reminders.web.app import create_web
from tests.databases import KEYRING

NOON = datetime(2026, 3, 11, 16, tzinfo=UTC)
SECRET = "a secret for tests, 32 letters!!"

Open = Callable[..., "Site"]


@dataclass
class Site:
    """The pages of a clinic, and what stands behind them."""

    app: App
    now: list[datetime] = field(default_factory=lambda: [NOON])
    tick: float = 1.0

    def browser(self, host: str = "127.0.0.1:8000", peer: str = "127.0.0.1") -> TestClient:
        """A browser that has typed this host, as the server sees it."""
        return TestClient(self.web, base_url=f"http://{host}", client=(peer, 50000), raise_server_exceptions=True)

    @cached_property
    def web(self) -> ASGIApp:
        """What all browsers ask."""
        return create_web(self.app, lambda: self.tick)

    def enroll(self, first_name: str, **given: str) -> None:
        """A patient treated half an hour ago, still at the desk, who agreed to everything."""
        answers = Answers(
            "microneedling", first_name, self.now[0] - timedelta(minutes=31), consent="care,marketing",
            consent_how="signed form", present=True, **given,  # type: ignore[arg-type]
        )  # fmt: skip
        enroll(self.app, check_enrollment(answers, self.now[0], ["microneedling"], []))

    def send(self) -> None:
        """Whatever is due now."""
        dispatcher = Dispatcher(self.app, "test")
        dispatcher.run()
        dispatcher.close()


@pytest.fixture
def open_site(sqlite_url: str) -> Iterator[Open]:
    """Opens a site with these settings instead of the sandbox's."""
    opened: list[App] = []

    def open_with(**settings: object) -> Site:
        now = [NOON]
        usual = {"clinic_settle_minutes": 0, "clinic_name": "Lakeside", "clinic_phone": "(202) 555-0143"}
        given = {"secret_key": SECRET} | usual | settings
        app = App(
            Settings(database_url=sqlite_url, **given),
            Database(sqlite_url, KEYRING),
            lambda: now[0],
        )
        opened.append(app)
        set_up(app)
        return Site(app, now)

    yield open_with
    for app in opened:
        app.close()


@pytest.fixture
def site(open_site: Open) -> Site:
    """The sandbox's site."""
    return open_site()
