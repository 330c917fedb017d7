"""Browsers of people who are signed in at a site."""

from collections.abc import Mapping

from httpx2 import Response
from starlette.testclient import TestClient

from reminders.actions.sessions import begin_session
from reminders.actions.staffing import hire
from reminders.domain.words import Role
from reminders.store.staff import list_staff
from reminders.web.door import cookie_name, form_token
from tests.web.conftest import Site

NAMES = {Role.STAFF: "Sam", Role.CLINICIAN: "Clara", Role.ADMIN: "Rosa"}


class Browser:
    """A browser with somebody's session."""

    def __init__(self, client: TestClient, token: str) -> None:
        self.client = client
        self.token = token

    def get(self, path: str, *, part: bool = False) -> Response:
        """A page; nothing is followed. `part`: as an open page asks for a part of itself."""
        headers = {"HX-Request": "true"} if part else {}
        return self.client.get(path, headers=headers, follow_redirects=False)

    def post(self, path: str, form: Mapping[str, str | list[str]] | None = None, *, part: bool = False) -> Response:
        """A form of one of our pages; nothing is followed."""
        headers = {"Sec-Fetch-Site": "same-origin"} | ({"HX-Request": "true"} if part else {})
        fields = {"_token": form_token(self.token), **(form or {})}
        return self.client.post(path, data=fields, headers=headers, follow_redirects=False)


class Desk:
    """Signs people in at a site, one for each role."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def staff_id(self, role: Role) -> int:
        """The person of this role, hired when first asked for."""
        with self.site.app.database.read() as work:
            known = {member.name: member.id for member in list_staff(work, self.site.app.clinic(work).id)}
        return known.get(NAMES[role]) or hire(self.site.app, NAMES[role], role.value, "", "test")

    def browser(self, role: Role = Role.STAFF, *, second_factor: bool = True) -> Browser:
        """A browser in which this person has signed in just now."""
        begun = begin_session(self.site.app, self.staff_id(role), "Firefox, Linux", second_factor=second_factor)
        client = self.site.browser()
        client.cookies.set(cookie_name(self.site.app.settings, "session"), begun.token)
        return Browser(client, begun.token)
